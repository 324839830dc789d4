// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/param_spec.h"

#include "base/text.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace loom {

namespace {

std::string rangeText(const ParamSpec& spec) {
    if (spec.minimum && spec.maximum)
        return fmt::format("Allowed: {} to {}", shortest(*spec.minimum), shortest(*spec.maximum));
    if (spec.minimum)
        return fmt::format("Must be {} or more", shortest(*spec.minimum));
    return fmt::format("Must be {} or less", shortest(*spec.maximum));
}

std::string choiceText(const ParamSpec& spec) {
    std::vector<std::string> ids;
    for (const auto& choice : spec.choices)
        ids.push_back(choice.id);
    return "Must be one of: " + join(ids, ", ");
}

bool hasType(ParamType type, const ParamValue& value) {
    switch (type) {
    case ParamType::Bool: return std::holds_alternative<bool>(value);
    case ParamType::Integer: return std::holds_alternative<std::int64_t>(value);
    case ParamType::Real: return std::holds_alternative<double>(value);
    case ParamType::Text:
    case ParamType::Choice: return std::holds_alternative<std::string>(value);
    }
    return false;
}

std::string typeText(ParamType type) {
    switch (type) {
    case ParamType::Bool: return "Must be true or false";
    case ParamType::Integer: return "Must be a whole number";
    case ParamType::Real: return "Must be a number";
    case ParamType::Text:
    case ParamType::Choice: return "Must be text";
    }
    return {};
}

/// A JSON value in the spec's type; whole reals are integers and integers are reals.
std::optional<ParamValue> fromJson(const ParamSpec& spec, const Json& json) {
    switch (spec.type) {
    case ParamType::Bool:
        if (json.is_boolean())
            return json.get<bool>();
        break;
    case ParamType::Integer:
        if (json.is_number_integer())
            return json.get<std::int64_t>();
        if (json.is_number_float() && std::trunc(json.get<double>()) == json.get<double>() &&
            std::abs(json.get<double>()) < 9e15)
            return static_cast<std::int64_t>(json.get<double>());
        break;
    case ParamType::Real:
        if (json.is_number())
            return json.get<double>();
        break;
    case ParamType::Text:
    case ParamType::Choice:
        if (json.is_string())
            return json.get<std::string>();
        break;
    }
    return std::nullopt;
}

template <class T>
const T& read(const std::map<std::string, ParamValue, std::less<>>& values, std::string_view key) {
    const auto at = values.find(key);
    assert(at != values.end() && "parameter missing: validate the parameters first");
    return std::get<T>(at->second);
}

} // namespace

bool Params::boolean(std::string_view key) const {
    return read<bool>(m_values, key);
}
std::int64_t Params::integer(std::string_view key) const {
    return read<std::int64_t>(m_values, key);
}
double Params::real(std::string_view key) const {
    return read<double>(m_values, key);
}
const std::string& Params::text(std::string_view key) const {
    return read<std::string>(m_values, key);
}

std::optional<std::string> problemWith(const ParamSpec& spec, const ParamValue& value) {
    if (!hasType(spec.type, value))
        return typeText(spec.type);
    if (spec.type == ParamType::Choice) {
        const auto& id = std::get<std::string>(value);
        const bool known = std::any_of(spec.choices.begin(), spec.choices.end(),
                                       [&](const ParamChoice& c) { return c.id == id; });
        return known ? std::nullopt : std::optional(choiceText(spec));
    }
    if (spec.type != ParamType::Integer && spec.type != ParamType::Real)
        return std::nullopt;
    const double number = spec.type == ParamType::Real
                              ? std::get<double>(value)
                              : static_cast<double>(std::get<std::int64_t>(value));
    if (!std::isfinite(number))
        return "Must be a finite number";
    if ((spec.minimum && number < *spec.minimum) || (spec.maximum && number > *spec.maximum))
        return rangeText(spec);
    return std::nullopt;
}

Result<Params> validated(std::span<const ParamSpec> specs, const Json& object) {
    Params params;
    if (!object.is_null() && !object.is_object())
        return fail(ErrorCode::InvalidInput, "parameters must be a JSON object");
    std::vector<std::string> keys;
    for (const auto& spec : specs)
        keys.push_back(spec.key);
    for (const auto& [key, unused] : object.items()) {
        if (std::find(keys.begin(), keys.end(), key) != keys.end())
            continue;
        const auto near = didYouMean(key, keys);
        return fail(ErrorCode::InvalidInput,
                    near ? fmt::format("unknown parameter \"{}\"; did you mean \"{}\"?", key, *near)
                         : fmt::format("unknown parameter \"{}\"; known: {}", key, join(keys, ", ")));
    }
    for (const auto& spec : specs) {
        if (object.is_null() || !object.contains(spec.key)) {
            params.set(spec.key, spec.defaultValue);
            continue;
        }
        const auto value = fromJson(spec, object.at(spec.key));
        const auto problem = value ? problemWith(spec, *value) : std::optional(typeText(spec.type));
        if (problem)
            return fail(ErrorCode::InvalidInput,
                        fmt::format("parameter \"{}\" is {}. {}", spec.key,
                                    object.at(spec.key).dump(), *problem));
        params.set(spec.key, *value);
    }
    return params;
}

Json toJson(const Params& params) {
    Json out = Json::object();
    for (const auto& [key, value] : params.values())
        std::visit([&, &name = key](const auto& v) { out[name] = v; }, value);
    return out;
}

std::string toText(const ParamValue& value) {
    struct Text {
        std::string operator()(bool v) const { return v ? "true" : "false"; }
        std::string operator()(std::int64_t v) const { return std::to_string(v); }
        std::string operator()(double v) const { return shortest(v); }
        std::string operator()(const std::string& v) const { return v; }
    };
    return std::visit(Text{}, value);
}

Result<ParamValue> parseParam(const ParamSpec& spec, std::string_view text) {
    ParamValue value = std::string(text);
    if (spec.type == ParamType::Bool && (text == "true" || text == "false"))
        value = text == "true";
    else if (const auto whole = parseInt(text); spec.type == ParamType::Integer && whole)
        value = *whole;
    else if (const auto number = parseDouble(text); spec.type == ParamType::Real && number)
        value = *number;
    if (const auto problem = problemWith(spec, value))
        return fail(ErrorCode::InvalidInput,
                    fmt::format("{} is \"{}\". {}", spec.key, text, *problem));
    return value;
}

} // namespace loom
