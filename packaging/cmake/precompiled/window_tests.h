// SPDX-License-Identifier: GPL-3.0-or-later
// What most tests of ui parse: what ui does and Qt Test. See LoomPrecompiled.cmake.
#pragma once

#include "window.h"

#include <QtTest>
