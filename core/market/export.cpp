// SPDX-License-Identifier: GPL-3.0-or-later
#include "market/export.h"

#include "base/csv.h"
#include "base/files.h"

namespace loom::market {

namespace {

/// Bars of the range, adjusted on the whole series first so that dividends after it count.
std::vector<Bar> chosenBars(const Series& series, const ExportOptions& options) {
    std::vector<Bar> bars = adjusted(series, options.adjustment).bars;
    std::erase_if(bars, [&](const Bar& bar) {
        return (options.from && bar.date() < *options.from) ||
               (options.to && bar.date() > *options.to);
    });
    return bars;
}

void appendRows(CsvWriter& csv, const Series& series, const ExportOptions& options,
                bool withSymbol) {
    for (const Bar& bar : chosenBars(series, options)) {
        csv.cell(isIntraday(series.interval) ? toIso(Timestamp{bar.time}) : toIso(bar.date()));
        if (withSymbol)
            csv.cell(series.instrument.symbol);
        for (const double price : {bar.open, bar.high, bar.low, bar.close})
            csv.cell(price);
        csv.cell(static_cast<long long>(bar.volume));
        csv.endRow();
    }
}

void appendHeader(CsvWriter& csv, Interval interval, bool withSymbol) {
    std::vector<std::string> names{isIntraday(interval) ? "Datetime" : "Date"};
    if (withSymbol)
        names.emplace_back("Symbol");
    names.insert(names.end(), {"Open", "High", "Low", "Close", "Volume"});
    csv.row(names);
}

} // namespace

std::string toCsv(const Series& series, const ExportOptions& options) {
    CsvWriter csv;
    appendHeader(csv, series.interval, false);
    appendRows(csv, series, options, false);
    return csv.text();
}

std::string toCsv(std::span<const Series> series, const ExportOptions& options) {
    CsvWriter csv;
    appendHeader(csv, series.empty() ? Interval::Day1 : series.front().interval, true);
    for (const Series& one : series)
        appendRows(csv, one, options, true);
    return csv.text();
}

Status exportCsv(std::span<const Series> series, const ExportOptions& options,
                 const std::filesystem::path& file) {
    if (options.from && options.to && *options.to < *options.from)
        return fail(ErrorCode::InvalidInput,
                    "The range ends before it begins. Exchange the dates.");
    bool any = false;
    for (const Series& one : series) {
        any = any || !chosenBars(one, options).empty();
        if (one.interval != series.front().interval)
            return fail(ErrorCode::InvalidInput,
                        "Daily and intraday series do not fit into one file. Export them apart.");
    }
    if (!any)
        return fail(ErrorCode::NoData,
                    "There are no bars in the chosen range; nothing was written.");
    return writeFileAtomic(file, series.size() == 1 ? toCsv(series.front(), options)
                                                    : toCsv(series, options));
}

} // namespace loom::market
