// SPDX-License-Identifier: GPL-3.0-or-later
// Parameters of trained generators in one line each. Thread rule: pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/param_spec.h"

namespace loom::generate::specs {

ParamSpec integer(std::string key, std::string title, std::int64_t value, double low, double high,
                  std::string unit, std::string help, bool advanced = true);
/// Advanced.
ParamSpec real(std::string key, std::string title, double value, double low, double high,
               ParamScale scale, std::string help);
ParamSpec choice(std::string key, std::string title, std::string value, std::string help,
                 std::vector<ParamChoice> choices, bool advanced = false);
/// Advanced.
ParamSpec flag(std::string key, std::string title, bool value, std::string help);

} // namespace loom::generate::specs
