// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/indicator_report.h"

#include <algorithm>
#include <cmath>

#include "app/format.h"
#include "base/csv.h"
#include "base/text.h"

namespace loom::app {

namespace {

using indicators::IndicatorInfo;

Json describedParam(const ParamSpec& spec) {
    Json param{{"key", spec.key}, {"title", spec.title}, {"unit", spec.unit}};
    std::visit([&](const auto& v) { param["default"] = v; }, spec.defaultValue);
    if (spec.minimum)
        param["minimum"] = *spec.minimum;
    if (spec.maximum)
        param["maximum"] = *spec.maximum;
    for (const auto& choice : spec.choices)
        param["choices"].push_back(choice.id);
    return param;
}

Json described(const IndicatorInfo& info, const indicators::Indicator& standard) {
    Json kind{{"id", info.id},
              {"title", info.title},
              {"summary", info.summary},
              {"formula", info.formula},
              {"source", info.reference},
              {"unit", info.unit},
              {"placement", info.placement == indicators::Placement::Price ? "price" : "pane"},
              {"guides", info.guides},
              {"text", standard.text()},
              {"warm_up", standard.warmUp()}};
    kind["params"] = Json::array();
    for (const auto& spec : info.params)
        kind["params"].push_back(describedParam(spec));
    for (const auto& note : info.conventions)
        kind["conventions"][std::string(indicators::conventionId(note.convention))] = note.text;
    kind["columns"] = standard.columnNames();
    return kind;
}

std::vector<std::string> conventionIds(const IndicatorInfo& info) {
    std::vector<std::string> ids;
    for (const auto& note : info.conventions)
        ids.emplace_back(indicators::conventionId(note.convention));
    return ids;
}

std::vector<std::string> columnsOf(const std::vector<IndicatorResult>& results) {
    std::vector<std::string> names;
    for (const auto& one : results)
        for (const auto& column : one.computed.columns)
            names.push_back(column.name);
    return names;
}

} // namespace

void listIndicators(const indicators::IndicatorRegistry& registry, const Console& console,
                    Json& result) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& info : registry.all()) {
        const auto standard = registry.make(info->id, Json::object());
        if (!standard)
            continue;
        result["indicators"].push_back(described(*info, *standard));
        std::vector<std::string> keys;
        for (const auto& spec : info->params)
            keys.push_back(spec.key);
        rows.push_back({standard->text(), info->title, join(keys, ","),
                        std::to_string(standard->warmUp()), join(conventionIds(*info), ", ")});
    }
    console.table({"text", "indicator", "parameters", "warm-up", "conventions"}, rows,
                  {0, 1, 2, 4});
}

void printIndicators(const market::Series& series, const std::vector<IndicatorResult>& results,
                     std::size_t rows, const Console& console, Json& result) {
    const std::size_t count = series.bars.size();
    result["symbol"] = series.instrument.symbol;
    result["bars"] = count;
    for (const auto& one : results) {
        Json entry{{"text", one.indicator.text()}, {"label", one.indicator.label()}};
        for (const auto& column : one.computed.columns)
            entry["columns"].push_back({{"name", column.name}, {"warm_up", column.warmUp}});
        entry["warnings"] = one.computed.warnings;
        for (const auto& warning : one.computed.warnings)
            console.line(warning);
        result["indicators"].push_back(std::move(entry));
    }
    std::vector<std::string> header{"time", "close"};
    std::ranges::copy(columnsOf(results), std::back_inserter(header));
    std::vector<std::vector<std::string>> table;
    result["rows"] = Json::array();
    for (std::size_t i = count - std::min(rows, count); i < count; ++i) {
        const auto& bar = series.bars[i];
        std::vector<std::string> row{barTimeText(bar.time, series.interval),
                                     fmt::format("{:.6g}", bar.close)};
        Json values{{"time", row[0]}, {"close", bar.close}};
        for (const auto& one : results)
            for (const auto& column : one.computed.columns) {
                const double value = column.values[i];
                row.push_back(std::isnan(value) ? "–" : fmt::format("{:.6g}", value));
                values[column.name] = std::isnan(value) ? Json() : Json(value);
            }
        table.push_back(std::move(row));
        result["rows"].push_back(std::move(values));
    }
    console.print("{}, {} bars", series.instrument.symbol, count);
    console.table(header, table, {0});
}

std::string indicatorCsv(const market::Series& series,
                         const std::vector<IndicatorResult>& results) {
    CsvWriter csv;
    std::vector<std::string> header{market::isIntraday(series.interval) ? "Datetime" : "Date",
                                    "Open",
                                    "High",
                                    "Low",
                                    "Close",
                                    "Volume"};
    std::ranges::copy(columnsOf(results), std::back_inserter(header));
    csv.row(header);
    for (std::size_t i = 0; i < series.bars.size(); ++i) {
        const auto& bar = series.bars[i];
        csv.cell(barTimeText(bar.time, series.interval))
            .cell(bar.open)
            .cell(bar.high)
            .cell(bar.low)
            .cell(bar.close)
            .cell(static_cast<long long>(bar.volume));
        for (const auto& one : results)
            for (const auto& column : one.computed.columns)
                std::isnan(column.values[i]) ? csv.cell("") : csv.cell(column.values[i]);
        csv.endRow();
    }
    return csv.text();
}

} // namespace loom::app
