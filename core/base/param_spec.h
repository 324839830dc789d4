// SPDX-License-Identifier: GPL-3.0-or-later
// One description of a parameter for everything that needs it: form field, command-line flag, JSON
// key, tracked parameter, comparison column and tuning axis.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace loom {

using ParamValue = std::variant<bool, std::int64_t, double, std::string>;

enum class ParamType { Bool, Integer, Real, Text, Choice };
enum class ParamScale { Linear, Log };

/// One of the values a Choice parameter may take.
struct ParamChoice {
    std::string id;
    std::string title;
};

struct ParamSpec {
    std::string key;          ///< snake_case, unique in its list
    std::string title;        ///< as the form shows it, sentence case
    ParamType type = ParamType::Real;
    ParamValue defaultValue = 0.0;
    std::optional<double> minimum = {};
    std::optional<double> maximum = {};
    ParamScale scale = ParamScale::Linear;
    std::string unit = {};    ///< "days", "steps", empty when pure number
    std::string help = {};    ///< one or two sentences
    std::vector<ParamChoice> choices = {};
    bool advanced = false;    ///< folded away in the form
};

/// Values by key. Missing keys mean the default.
class Params {
  public:
    void set(std::string key, ParamValue value) { m_values[std::move(key)] = std::move(value); }
    bool has(std::string_view key) const { return m_values.find(key) != m_values.end(); }

    /// Typed reads; the key must be present with this type (validated() guarantees it).
    bool boolean(std::string_view key) const;
    std::int64_t integer(std::string_view key) const;
    double real(std::string_view key) const;
    const std::string& text(std::string_view key) const;

    const std::map<std::string, ParamValue, std::less<>>& values() const { return m_values; }
    friend bool operator==(const Params&, const Params&) = default;

  private:
    std::map<std::string, ParamValue, std::less<>> m_values;
};

/// Why a value does not fit its spec ("Must be 10 or more"), or nothing.
std::optional<std::string> problemWith(const ParamSpec& spec, const ParamValue& value);

/// Every key of the specs, from the given object or the default. Fails naming the unknown key (with
/// a suggestion) or the key whose value does not fit and why.
Result<Params> validated(std::span<const ParamSpec> specs, const Json& object);

Json toJson(const Params& params);
/// As tracked and as shown in a command line: true, 80, 0.0002, tcn.
std::string toText(const ParamValue& value);
/// Reads a command-line text by the spec's type.
Result<ParamValue> parseParam(const ParamSpec& spec, std::string_view text);

} // namespace loom
