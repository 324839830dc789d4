// SPDX-License-Identifier: GPL-3.0-or-later
// What most tests of core parse: the standard library and Qt Test. See LoomPrecompiled.cmake.
#pragma once

#include "standard.h"

#include <QtTest>
