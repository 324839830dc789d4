// SPDX-License-Identifier: GPL-3.0-or-later
// The window of the Quant GANs paper: daily log returns of S&P 500 closes 2009-06-01..2018-12-31,
// 2,413 of them, from the bundled sample (resources/sample/PROVENANCE.md).
#pragma once

#include "base/csv.h"
#include "base/gzip.h"
#include "base/text.h"

#include <cmath>
#include <optional>
#include <string>
#include <vector>

namespace loom::tests {

inline std::vector<double> paperWindow() {
    const auto text = readMaybeGzip(std::string(LOOM_SOURCE_DIR) +
                                    "/resources/sample/gspc_ohlcv_2000_2020.csv.gz");
    std::vector<double> returns;
    if (!text)
        return returns;
    CsvReader reader(*text);
    std::vector<std::string> row;
    double previous = 0;
    while (reader.next(row)) {
        if (row.size() < 5 || row[0] < "2009-06-01" || row[0] > "2018-12-31")
            continue;
        const auto close = parseDouble(row[4]);
        if (close && previous > 0)
            returns.push_back(std::log(*close / previous));
        previous = close.value_or(0);
    }
    return returns;
}

} // namespace loom::tests
