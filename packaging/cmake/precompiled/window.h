// SPDX-License-Identifier: GPL-3.0-or-later
// What most files of ui parse: JSON and Qt Widgets. See LoomPrecompiled.cmake.
#pragma once

#include "json.h"

#include <QtWidgets>
