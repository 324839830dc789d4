// SPDX-License-Identifier: GPL-3.0-or-later
// The bundled panels of closes (resources/sample) as returns between two dates.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "base/csv.h"
#include "base/date.h"
#include "base/gzip.h"
#include "base/text.h"

namespace loom::tests {

struct SamplePanel {
    std::vector<std::string> assets;
    std::vector<std::int32_t> dates; ///< of each return
    std::vector<double> logReturns;  ///< day by day, then asset

    std::size_t days() const { return dates.size(); }
    double simple(std::size_t day, std::size_t asset) const {
        return std::expm1(logReturns[day * assets.size() + asset]);
    }
    std::vector<double> simpleOf(const std::string& name) const {
        std::size_t asset = 0;
        while (assets.at(asset) != name)
            ++asset;
        std::vector<double> out;
        for (std::size_t t = 0; t < days(); ++t)
            out.push_back(simple(t, asset));
        return out;
    }
};

/// kFactorEtfs has 5 assets from 2014 on, kStocks 20 from 1990 on, both without gaps.
inline const std::string kFactorEtfs = "factor_etfs_close_2014_2022.csv.gz";
inline const std::string kStocks = "stocks_close_1990_2022.csv.gz";

/// Returns whose days lie between the dates, the first close included (n closes, n - 1 returns).
/// Empty when the file cannot be read.
inline SamplePanel samplePanel(const std::string& file, const std::string& from,
                               const std::string& to) {
    SamplePanel out;
    const auto text = readMaybeGzip(std::string(LOOM_SOURCE_DIR "/resources/sample/") + file);
    if (!text)
        return out;
    CsvReader reader(*text);
    std::vector<std::string> row;
    reader.next(row);
    out.assets.assign(row.begin() + 1, row.end());
    std::vector<double> before;
    while (reader.next(row)) {
        if (row.front() < from || row.front() > to)
            continue;
        std::vector<double> closes;
        for (std::size_t a = 1; a < row.size(); ++a)
            closes.push_back(parseDouble(row[a]).value_or(0));
        if (!before.empty()) {
            out.dates.push_back(parseIsoDate(row.front())->days);
            for (std::size_t a = 0; a < closes.size(); ++a)
                out.logReturns.push_back(std::log(closes[a] / before[a]));
        }
        before = std::move(closes);
    }
    return out;
}

} // namespace loom::tests
