// SPDX-License-Identifier: GPL-3.0-or-later
// What a series looks like before it is modelled: its course, the distribution of its returns
// beside the normal law, and what it remembers of itself. Interface thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "stats/series_tests/diagnosis.h"
#include "ui/charts/figure_sheet.h"

namespace loom::ui {

struct DiagnosisPicture {
    std::string source;               ///< "prices.csv"
    std::string name;                 ///< of the column
    std::vector<double> levels;       ///< prices; empty when the column holds returns
    std::vector<double> returns;      ///< log returns, or the column itself
    std::vector<std::int64_t> times;  ///< UTC seconds of each row of the column; empty: not known
    stats::Diagnosis diagnosis;       ///< of the returns
    std::string first, last;          ///< of the dates, as written; may be empty
    std::string advice;               ///< what to do, a sentence
    std::vector<std::string> reading; ///< why, plain sentences
};

/// NoData for a series without returns.
Result<FigureSheet> diagnosisFigure(const DiagnosisPicture& picture);

} // namespace loom::ui
