// SPDX-License-Identifier: GPL-3.0-or-later
// Identifiers, and MLflow's limits on keys and values (mlflow/utils/validation.py). Pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace loom::tracking {

inline constexpr std::size_t kMaxKey = 250;
inline constexpr std::size_t kMaxParamValue = 6000;
inline constexpr std::size_t kMaxTagValue = 8000;
inline constexpr std::size_t kMaxExperimentName = 256;
inline constexpr std::size_t kMaxModelName = 256;

/// A random (version 4) UUID as 32 lower-case hexadecimal digits.
std::string newId();
/// "patient-hare-417".
std::string randomRunName();

/// what: "metric", "parameter", "tag".
Status checkKey(std::string_view what, std::string_view key);
Status checkValue(std::string_view what, std::string_view key, std::string_view value,
                  std::size_t maxCharacters);
Status checkName(std::string_view what, std::string_view name, std::size_t maxCharacters);
/// A relative path inside the artifact folder, '/' between its parts.
Status checkArtifactPath(std::string_view path);
Status checkAlias(std::string_view alias);

} // namespace loom::tracking
