// SPDX-License-Identifier: GPL-3.0-or-later
// What most files of the libraries with parameters and reports parse. See LoomPrecompiled.cmake.
#pragma once

#include "standard.h"

#include <nlohmann/json.hpp>
