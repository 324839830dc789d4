// SPDX-License-Identifier: GPL-3.0-or-later
// The spec text: id [":" value {"," value}] ["@" convention]. A value is the next parameter's, or
// "key=value" of any; those that are not named keep their defaults.
#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "indicators/indicator.h"

namespace loom::indicators {

namespace {

Error wrong(const IndicatorInfo& info, std::string_view what) {
    return fail(ErrorCode::InvalidInput, fmt::format("{}: {}", info.id, what));
}

/// "period", or "fast, slow, signal".
std::string keysOf(const IndicatorInfo& info) {
    std::vector<std::string> keys;
    for (const auto& spec : info.params)
        keys.push_back(spec.key);
    return join(keys, ", ");
}

Error tooMany(const IndicatorInfo& info, std::size_t given) {
    if (info.params.empty())
        return wrong(info, "it takes no parameters; write it without the colon");
    return wrong(info, fmt::format("{} values were given, it takes {} ({})", given,
                                   info.params.size(), keysOf(info)));
}

Result<const ParamSpec*> specOf(const IndicatorInfo& info, std::string_view key) {
    std::vector<std::string> keys;
    for (const auto& spec : info.params) {
        if (spec.key == key)
            return &spec;
        keys.push_back(spec.key);
    }
    const auto near = didYouMean(key, keys);
    return wrong(info,
                 near ? fmt::format("unknown parameter \"{}\"; did you mean \"{}\"?", key, *near)
                      : fmt::format("unknown parameter \"{}\"; known: {}", key, keysOf(info)));
}

Status readValue(const IndicatorInfo& info, std::string_view part, std::size_t position,
                 Json& values) {
    const auto equals = part.find('=');
    const bool named = equals != std::string_view::npos;
    const auto spec = named ? specOf(info, trim(part.substr(0, equals)))
                            : Result<const ParamSpec*>(&info.params[position]);
    if (!spec)
        return spec.error();
    const ParamSpec& param = **spec;
    const auto text = trim(named ? part.substr(equals + 1) : part);
    if (text.empty())
        return wrong(info, fmt::format("the value of \"{}\" is empty", param.key));
    if (values.contains(param.key))
        return wrong(info, fmt::format("\"{}\" is given twice", param.key));
    const auto value = parseParam(param, text);
    if (!value)
        return wrong(info, value.error().message);
    std::visit([&](const auto& v) { values[param.key] = v; }, *value);
    return {};
}

Result<Json> readValues(const IndicatorInfo& info, std::string_view text) {
    const auto parts = split(text, ',');
    if (parts.size() > info.params.size())
        return tooMany(info, parts.size());
    Json values = Json::object();
    for (std::size_t i = 0; i < parts.size(); ++i)
        if (auto read = readValue(info, trim(parts[i]), i, values); !read)
            return std::move(read).error();
    return values;
}

} // namespace

Result<Indicator> IndicatorRegistry::parse(std::string_view text, Convention convention) const {
    text = trim(text);
    if (const auto at = text.rfind('@'); at != std::string_view::npos) {
        const auto named = conventionFromId(trim(text.substr(at + 1)));
        if (!named)
            return named.error();
        convention = *named;
        text = trim(text.substr(0, at));
    }
    const auto colon = text.find(':');
    const std::string id = toLower(trim(text.substr(0, colon)));
    if (id.empty())
        return fail(ErrorCode::InvalidInput, "name an indicator, such as rsi:14 or macd:12,26,9");
    const auto info = kindOf(id);
    if (!info)
        return info.error();
    Json values = Json::object();
    if (colon != std::string_view::npos) {
        auto read = readValues(**info, text.substr(colon + 1));
        if (!read)
            return std::move(read).error();
        values = std::move(*read);
    }
    return make(id, values, convention);
}

} // namespace loom::indicators
