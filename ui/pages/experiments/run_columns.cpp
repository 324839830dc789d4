// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/experiments/run_columns.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <array>

#include "ui/bridge/text.h"

namespace loom::ui {

namespace {

/// Shown in this order when any run of the first page has them; every other metric is one click
/// away in the run's own view. Units are those of the fidelity report.
constexpr std::array kMetricColumns{
    MetricColumn{"rows_passed", QT_TRANSLATE_NOOP("RunTableModel", "Passed"),
                 QT_TRANSLATE_NOOP("RunTableModel", "rows"), true},
    MetricColumn{"rows_failed", QT_TRANSLATE_NOOP("RunTableModel", "Failed"),
                 QT_TRANSLATE_NOOP("RunTableModel", "rows")},
    MetricColumn{"emd_1", QT_TRANSLATE_NOOP("RunTableModel", "EMD 1 d"),
                 QT_TRANSLATE_NOOP("RunTableModel", "log return")},
    MetricColumn{"emd_20", QT_TRANSLATE_NOOP("RunTableModel", "EMD 20 d"),
                 QT_TRANSLATE_NOOP("RunTableModel", "log return")},
    MetricColumn{"acf_abs", QT_TRANSLATE_NOOP("RunTableModel", "ACF |r|"),
                 QT_TRANSLATE_NOOP("RunTableModel", "RMS")},
    MetricColumn{"leverage", QT_TRANSLATE_NOOP("RunTableModel", "Leverage"),
                 QT_TRANSLATE_NOOP("RunTableModel", "L2")}};
constexpr std::array kParamOrder{"model", "preset", "symbol", "mode", "seed"};

} // namespace

const MetricColumn* metricColumn(const QString& key) {
    for (const auto& one : kMetricColumns)
        if (key == QLatin1String(one.key))
            return &one;
    return nullptr;
}

Better betterOf(const QString& key) {
    if (const MetricColumn* known = metricColumn(key))
        return known->higherBetter ? Better::Higher : Better::Lower;
    for (const char* distance : {"emd_", "dy_", "acf_", "leverage", "ks_", "energy"})
        if (key.startsWith(QLatin1String(distance)))
            return Better::Lower;
    return Better::Unknown;
}

std::vector<RunColumn> runColumns(std::span<const tracking::Run> runs, bool differingOnly,
                                  bool deltas) {
    std::vector<RunColumn> columns;
    if (runs.empty())
        return columns;
    const auto any = [&](auto&& test) { return std::any_of(runs.begin(), runs.end(), test); };
    for (const char* key : kParamOrder) {
        const bool differs =
            any([&](const tracking::Run& r) { return r.param(key) != runs.front().param(key); });
        if (differs || !differingOnly || std::string_view(key) == "model")
            columns.push_back({QString::fromLatin1(key), false, false});
    }
    for (const auto& metric : kMetricColumns) {
        if (!any([&](const tracking::Run& r) { return r.metric(metric.key) != nullptr; }))
            continue;
        columns.push_back({QString::fromLatin1(metric.key), true, false});
        if (deltas)
            columns.push_back({QString::fromLatin1(metric.key), true, true});
    }
    return columns;
}

std::string runFilter(const QString& text) {
    static const QRegularExpression kOperator(
        QStringLiteral("[<>=!]|\\b(I?LIKE|IN|IS|AND|OR)\\b|^\\s*\\w+\\."),
        QRegularExpression::CaseInsensitiveOption);
    QString words = text.simplified();
    if (words.isEmpty() || kOperator.match(words).hasMatch())
        return str(words);
    words.remove(u'\'');
    return str(QStringLiteral("attributes.run_name ILIKE '%%1%'").arg(words));
}

std::string runFilterWithout(const std::string& filter, const tracking::RunId& run) {
    const std::string others = "attributes.run_id != '" + run.value + "'";
    return filter.empty() ? others : "(" + filter + ") AND " + others;
}

} // namespace loom::ui
