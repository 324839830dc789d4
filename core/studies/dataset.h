// SPDX-License-Identifier: GPL-3.0-or-later
// From cached bars to what a model may learn from: the selected span, its log returns and the
// split.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "generate/generator.h"
#include "market/series.h"
#include "studies/study.h"

namespace loom::studies {

/// The selected span of one series. Immutable.
struct Dataset {
    market::Instrument instrument;
    std::string source;
    std::vector<Date> dates;         ///< session of each close, n + 1
    std::vector<double> closes;      ///< adjusted as the study asks, n + 1
    generate::TrainingData data;     ///< n log returns, ln(close_t / close_(t-1)), and the split
    std::string hash;                ///< SHA-256 of dates and closes: equal data, equal hash
    std::size_t provisionalBars = 0; ///< left out because they may still change

    /// "2000-01-04 to 2015-12-31, 4,024 returns" for a half-open range of returns.
    std::string spanText(std::size_t from, std::size_t to) const;
};

/// Sets the ends of the parts, in days; data.returns must be complete.
void applySplit(generate::TrainingData& data, const SplitPlan& split);

/// Selects, adjusts and splits. Refuses, in plain words: a span without bars (and says what there
/// is), fewer returns in the training part than minimumReturns (and says how many days are needed),
/// non-positive or missing prices (with the date), a constant series.
Result<Dataset> makeDataset(const market::Series& series, const DataSelection& selection,
                            const SplitPlan& split, std::size_t minimumReturns);

} // namespace loom::studies
