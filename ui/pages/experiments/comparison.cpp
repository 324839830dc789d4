// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/experiments/comparison.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "base/csv.h"
#include "ui/bridge/text.h"

namespace loom::ui {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

ComparisonRow paramRow(const std::vector<tracking::Run>& runs, const std::string& key) {
    ComparisonRow row{.key = qstr(key)};
    for (const auto& run : runs)
        row.texts.push_back(qstr(run.param(key)));
    row.differs = std::any_of(row.texts.begin(), row.texts.end(),
                              [&](const QString& text) { return text != row.texts.front(); });
    return row;
}

ComparisonRow metricRow(const std::vector<tracking::Run>& runs, const std::string& key,
                        std::size_t base) {
    ComparisonRow row{.key = qstr(key), .isMetric = true, .better = betterOf(qstr(key))};
    for (const auto& run : runs) {
        const auto* metric = run.metric(key);
        row.values.push_back(metric ? metric->value : kNone);
    }
    for (std::size_t i = 0; i < runs.size(); ++i) {
        row.changes.push_back(i == base ? kNone : row.values[i] - row.values[base]);
        const bool same = row.values[i] == row.values.front() ||
                          (std::isnan(row.values[i]) && std::isnan(row.values.front()));
        row.differs = row.differs || !same;
    }
    return row;
}

} // namespace

Comparison compareRuns(const std::vector<tracking::Run>& runs, const tracking::RunId& base,
                       bool differingOnly) {
    Comparison out;
    std::set<std::string> params, metrics;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        out.names.push_back(qstr(runs[i].name));
        if (runs[i].id == base)
            out.base = i;
        for (const auto& p : runs[i].params)
            params.insert(p.key);
        for (const auto& m : runs[i].metrics)
            metrics.insert(m.key);
    }
    const auto add = [&](ComparisonRow row) {
        if (row.differs || !differingOnly || runs.size() < 2)
            out.rows.push_back(std::move(row));
    };
    for (const auto& key : params)
        add(paramRow(runs, key));
    for (const auto& key : metrics)
        add(metricRow(runs, key, out.base));
    return out;
}

std::string toCsv(const Comparison& comparison) {
    CsvWriter csv;
    csv.cell(std::string_view("kind")).cell(std::string_view("name"));
    for (const auto& name : comparison.names)
        csv.cell(std::string_view(str(name)));
    for (std::size_t i = 0; i < comparison.names.size(); ++i)
        if (i != comparison.base)
            csv.cell(std::string_view(
                str(QStringLiteral("change of %1 from %2")
                        .arg(comparison.names[i], comparison.names[comparison.base]))));
    csv.endRow();
    for (const auto& row : comparison.rows) {
        csv.cell(std::string_view(row.isMetric ? "metric" : "parameter"))
            .cell(std::string_view(str(row.key)));
        for (std::size_t i = 0; i < comparison.names.size(); ++i) {
            if (row.isMetric)
                csv.cell(row.values[i]);
            else
                csv.cell(std::string_view(str(row.texts[i])));
        }
        for (std::size_t i = 0; i < comparison.names.size(); ++i)
            if (i != comparison.base) {
                if (row.isMetric)
                    csv.cell(row.changes[i]);
                else
                    csv.cell(std::string_view());
            }
        csv.endRow();
    }
    return csv.text();
}

} // namespace loom::ui
