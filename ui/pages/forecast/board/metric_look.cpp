// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/board/metric_look.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>

#include "ui/bridge/sentence.h"
#include "ui/bridge/text.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

QString words(const char* text) {
    return QCoreApplication::translate("loom::ui::ScoreColumns", text);
}

/// Heads of columns are short; a metric without a short name has its title.
QString shortName(const stats::ForecastMetricInfo& metric) {
    const QString id = qstr(metric.id);
    if (id == u"smape")
        return u"sMAPE"_s;
    if (id == u"r2_naive")
        return words("R² vs last");
    if (id == u"crps_quantiles")
        return u"CRPS"_s;
    if (id == u"pinball")
        return words("Pinball");
    if (id == u"direction")
        return words("Direction by step");
    const QString level = id.section(u'_', 1);
    if (id.startsWith(u"coverage_"))
        return words("Cover %1").arg(level);
    if (id.startsWith(u"width_"))
        return words("Width %1").arg(level);
    if (id.startsWith(u"winkler_"))
        return words("Winkler %1").arg(level);
    return qstr(metric.title);
}

/// Place in the order of reading; metrics that the list does not name come last.
std::size_t placeOf(std::string_view id) {
    static constexpr std::array<std::string_view, 12> kOrder{
        "rmse",  "mae",      "bias",           "mape",         "smape",   "mase",
        "rmsse", "r2_naive", "crps_quantiles", "crps_samples", "pinball", "coverage_"};
    const auto at =
        std::ranges::find_if(kOrder, [&](std::string_view name) { return id.starts_with(name); });
    return static_cast<std::size_t>(at - kOrder.begin());
}

/// About four digits of the largest value.
int decimalsFor(double largest) {
    return largest >= 100 ? 1 : largest >= 1 ? 2 : largest >= 0.1 ? 3 : 4;
}

double largestOf(const forecast::EvaluationReport& report, const std::string& key) {
    double largest = 0;
    for (const auto& model : report.models)
        if (const auto at = model.metrics.find(key);
            at != model.metrics.end() && std::isfinite(at->second.value))
            largest = std::max(largest, std::abs(at->second.value));
    return largest;
}

QString tipOf(const stats::ForecastMetricInfo& metric) {
    QStringList lines{qstr(metric.title), qstr(metric.formula)};
    if (!metric.source.empty())
        lines << words("Source: %1").arg(qstr(metric.source));
    lines << (metric.better == stats::ForecastBetter::Lower ? words("Lower is better.")
              : metric.better == stats::ForecastBetter::Higher
                  ? words("Higher is better.")
                  : words("Nearest to %1 is best.").arg(metric.target));
    return lines.join(u'\n');
}

MetricLook lookOf(const stats::ForecastMetricInfo& metric, ScoreTarget target, double largest) {
    MetricLook out{.id = metric.id,
                   .key = metricPrefix(target) + metric.id,
                   .name = shortName(metric),
                   .tip = tipOf(metric),
                   .better = metric.better,
                   .target = metric.target};
    if (metric.unit == "target" && target == ScoreTarget::Returns) {
        out.unit = words("bp");
        out.factor = 1e4; // of cumulative log returns
    } else if (metric.unit == "target") {
        out.unit = words("price");
    } else {
        out.unit = qstr(metric.unit);
    }
    if (metric.id == "r2_naive") {
        out.unit = u"%"_s;
        out.factor = 100;
    }
    out.isSigned = metric.id == "r2_naive" || metric.id == "bias";
    out.decimals = metric.unit == "%"        ? metric.id == "mape" || metric.id == "smape" ? 2 : 1
                   : metric.id == "r2_naive" ? 2
                   : metric.unit.empty()     ? 3
                                             : decimalsFor(largest * out.factor);
    return out;
}

} // namespace

std::string metricPrefix(ScoreTarget target) {
    return target == ScoreTarget::Prices ? "prices." : "returns.";
}

std::vector<MetricLook> metricLooks(const forecast::EvaluationReport& report, ScoreTarget target) {
    const auto registry = stats::makeForecastMetricRegistry({.intervals = report.plan.coverages});
    std::vector<MetricLook> out;
    for (const auto& metric : registry.all()) {
        const std::string key = metricPrefix(target) + metric.id;
        const bool there = std::ranges::any_of(report.models, [&](const auto& model) {
            const auto at = model.metrics.find(key);
            return at != model.metrics.end() && std::isfinite(at->second.value);
        });
        if (there)
            out.push_back(lookOf(metric, target, largestOf(report, key)));
    }
    std::ranges::stable_sort(out, {}, [](const MetricLook& look) { return placeOf(look.id); });
    return out;
}

} // namespace loom::ui
