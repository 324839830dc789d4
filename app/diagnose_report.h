// SPDX-License-Identifier: GPL-3.0-or-later
// The result of the verb diagnose: one row a test, for the table, the CSV and the JSON alike.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/console.h"
#include "base/json.h"
#include "stats/series_tests/diagnosis.h"

namespace loom::app {

struct DiagnoseReport {
    std::string source; ///< "prices.csv" or "^GSPC (sample)"
    std::string name;   ///< of the column
    std::string first, last;
    std::size_t rows = 0;
    std::size_t missing = 0;
    std::optional<stats::Stationarity> levels; ///< of the prices; none for a column of returns
    stats::Diagnosis returns;
};

/// What to do about differencing, in one sentence.
std::string differencingAdvice(const DiagnoseReport& report);

void print(const DiagnoseReport& report, const Console& console);
Json toJson(const DiagnoseReport& report);
/// series, test, statistic, p_value, lags, null_hypothesis, reading.
std::string toCsv(const DiagnoseReport& report);

} // namespace loom::app
