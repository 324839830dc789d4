// SPDX-License-Identifier: GPL-3.0-or-later
// From the cached bars of several symbols to a panel a model may learn from: one row of log returns
// a day, aligned by one of two rules, and the split.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "generate/generator.h"
#include "generate/model_support.h"
#include "market/series.h"
#include "studies/dataset.h"
#include "studies/study.h"

namespace loom::studies {

/// What one asset brings to a panel.
struct AssetCoverage {
    market::Instrument instrument = {};
    std::string source = {};
    Date first = {}, last = {}; ///< its bars within the selected span
    std::size_t days = 0;       ///< closes it has on the panel's days
    std::size_t missing = 0;    ///< of the panel's days, those without its close; 0 when inner
    std::size_t dropped = 0;    ///< closes of its own that the alignment left out
};

/// The selected span of several series. Immutable.
struct PanelDataset {
    std::vector<std::string> symbols;    ///< columns, in the order of the study
    std::vector<Date> dates;             ///< session of each row of closes, n + 1
    std::vector<double> closes;          ///< (n + 1) x symbols, day by day, adjusted; NaN = missing
    generate::TrainingData data;         ///< n days of log returns, assets named, and the split
    std::vector<AssetCoverage> coverage; ///< one an asset
    Alignment alignment = Alignment::Inner;
    std::size_t droppedBefore = 0; ///< days left out before the first row (inner), where only some
                                   ///< assets have bars
    std::size_t droppedInside = 0; ///< days left out between two rows: the return after one spans
                                   ///< more than a day
    std::size_t droppedAfter = 0;  ///< days left out after the last row
    std::size_t provisionalBars = 0; ///< left out because they may still change
    std::string hash;                ///< SHA-256 of symbols, dates and closes

    std::size_t assets() const { return symbols.size(); }
    /// A panel of a file or a set may have none; its dates count rows then.
    bool dated() const { return !data.dates.empty(); }
    /// "2000-01-04 to 2015-12-31, 4,024 days of 20 assets" for a half-open range of returns.
    std::string spanText(std::size_t from, std::size_t to) const;
    /// What was aligned how and what it cost, in sentences.
    std::vector<std::string> notes() const;
};

/// Fails in words when there are fewer than `minimumReturns` training days, or not more than
/// assets: then their covariance is singular.
Status checkTrainingDays(const PanelDataset& panel, std::size_t minimumReturns);

/// The rule in one sentence, for forms, notes and data cards.
/// Inner: a day counts when every asset has a close on it.
/// Ragged: a day counts when at least two assets have one; the return of an asset runs from its own
/// previous close when that is at most 7 days older, and is missing otherwise.
std::string_view alignmentRule(Alignment alignment);

/// Aligns, adjusts and splits; series in the order of selection.symbols. Refuses, in plain words
/// and naming the asset: fewer than two symbols, the same one twice, intraday bars, an asset
/// without bars in the span, histories that do not overlap (names two that do not), non-positive
/// prices, a constant asset, two assets with the same returns, fewer training days than
/// minimumReturns or than there are assets, returns that ragged alignment leaves missing for a
/// model that takes none (`missing` Refused).
Result<PanelDataset> makePanelDataset(std::span<const market::Series> series,
                                      const DataSelection& selection, const SplitPlan& split,
                                      std::size_t minimumReturns, generate::MissingReturns missing);

} // namespace loom::studies
