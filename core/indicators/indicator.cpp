// SPDX-License-Identifier: GPL-3.0-or-later
#include "indicators/indicator.h"

#include <algorithm>

#include "base/text.h"

namespace loom::indicators {

void registerAll_functions(IndicatorRegistry& registry);

namespace {

struct ConventionName {
    Convention convention;
    std::string_view id, title;
};

constexpr ConventionName kConventions[] = {
    {Convention::TaLib, "talib", "TA-Lib"},
    {Convention::TradingView, "tradingview", "TradingView"},
    {Convention::Original, "original", "Original author"},
};

const ConventionName& nameOf(Convention convention) {
    return *std::ranges::find(kConventions, convention, &ConventionName::convention);
}

/// The parameters as the spec text and the label list them: "12,26,9".
std::string listed(const IndicatorInfo& info, const Params& params, std::string_view separator) {
    std::vector<std::string> values;
    for (const auto& spec : info.params)
        values.push_back(toText(params.values().at(spec.key)));
    return join(values, separator);
}

bool isOwnConvention(const IndicatorInfo& info, Convention convention) {
    return info.conventions.front().convention == convention;
}

} // namespace

std::string_view conventionId(Convention convention) {
    return nameOf(convention).id;
}

std::string_view conventionTitle(Convention convention) {
    return nameOf(convention).title;
}

Result<Convention> conventionFromId(std::string_view id) {
    for (const auto& name : kConventions)
        if (name.id == id)
            return name.convention;
    return fail(ErrorCode::InvalidInput, "unknown convention \"" + std::string(id) +
                                             "\"; known: talib, tradingview, original");
}

Indicator::Indicator(std::shared_ptr<const IndicatorInfo> info, Settings settings)
    : m_info(std::move(info)), m_settings(std::move(settings)) {}

std::string Indicator::label() const {
    std::string text = m_info->shortTitle;
    if (!m_info->params.empty())
        text += " " + listed(*m_info, m_settings.params, ", ");
    if (!isOwnConvention(*m_info, m_settings.convention))
        text += " (" + std::string(conventionTitle(m_settings.convention)) + ")";
    return text;
}

std::string Indicator::text() const {
    std::string text = m_info->id;
    if (!m_info->params.empty())
        text += ":" + listed(*m_info, m_settings.params, ",");
    if (!isOwnConvention(*m_info, m_settings.convention))
        text += "@" + std::string(conventionId(m_settings.convention));
    return text;
}

std::vector<std::string> Indicator::columnNames() const {
    std::string stem = m_info->id;
    if (!m_info->params.empty())
        stem += "_" + listed(*m_info, m_settings.params, "_");
    if (!isOwnConvention(*m_info, m_settings.convention))
        stem += "_" + std::string(conventionId(m_settings.convention));
    std::vector<std::string> names;
    for (const auto& output : m_info->outputs)
        names.push_back(output.id.empty() ? stem : stem + "_" + output.id);
    return names;
}

std::size_t Indicator::warmUp() const {
    std::size_t longest = 0;
    for (std::size_t k = 0; k < m_info->outputs.size(); ++k)
        longest = std::max(longest, warmUp(k));
    return longest;
}

void IndicatorRegistry::add(IndicatorInfo info) {
    m_infos.push_back(std::make_shared<const IndicatorInfo>(std::move(info)));
}

const IndicatorInfo* IndicatorRegistry::find(std::string_view id) const {
    const auto at = std::ranges::find(m_infos, id, [](const auto& info) { return info->id; });
    return at == m_infos.end() ? nullptr : at->get();
}

Result<std::shared_ptr<const IndicatorInfo>> IndicatorRegistry::kindOf(std::string_view id) const {
    std::vector<std::string> ids;
    for (const auto& info : m_infos) {
        if (info->id == id)
            return info;
        ids.push_back(info->id);
    }
    const auto near = didYouMean(id, ids);
    std::string message = "unknown indicator \"" + std::string(id) + "\"; ";
    message += near ? "did you mean \"" + *near + "\"?" : "known: " + join(ids, ", ");
    return fail(ErrorCode::InvalidInput, std::move(message));
}

Result<Indicator> IndicatorRegistry::make(std::string_view id, const Json& params,
                                          Convention convention) const {
    const auto info = kindOf(id);
    if (!info)
        return info.error();
    const IndicatorInfo& kind = **info;
    auto values = validated(kind.params, params);
    if (!values)
        return std::move(values).error();
    if (const auto problem = kind.problem ? kind.problem(*values) : std::nullopt)
        return fail(ErrorCode::InvalidInput, kind.id + ": " + *problem);
    const bool known = std::ranges::any_of(
        kind.conventions, [&](const auto& note) { return note.convention == convention; });
    return Indicator(*info,
                     {.params = std::move(*values),
                      .convention = known ? convention : kind.conventions.front().convention});
}

IndicatorRegistry makeIndicatorRegistry() {
    IndicatorRegistry registry;
    registerAll_functions(registry);
    return registry;
}

} // namespace loom::indicators
