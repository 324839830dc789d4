// SPDX-License-Identifier: GPL-3.0-or-later
// Comparing what a source sends with what is stored for the same bars: did it restate its history,
// and how (market data reference 1.7 and 3.1). Pure functions; any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "market/series.h"
#include "market/source.h"

namespace loom::market {

enum class OverlapKind {
    Same,      ///< closes agree to 1e-4
    Scaled,    ///< every close was multiplied by one number: a split, or a change of unit
    Edited,    ///< a few closes were corrected
    Rewritten, ///< most closes differ and by no common number
};

struct CloseEdit {
    std::int64_t time = 0;
    double oldClose = 0;
    double newClose = 0;
};

struct Overlap {
    OverlapKind kind = OverlapKind::Same;
    std::size_t common = 0;       ///< final bars that both have
    double ratio = 1;             ///< new / old close when Scaled
    std::vector<CloseEdit> edits; ///< when Edited
};

/// stored: bars known to be final. Only final bars of the batch take part.
Overlap compareOverlap(std::span<const Bar> stored, std::span<const Bar> batch);

/// a[i] / b[i] when it is one number for all i to the relative tolerance (their median).
std::optional<double> constantRatio(std::span<const double> a, std::span<const double> b,
                                    double tolerance);

/// Largest relative difference between the source's adjusted closes and those computed from its own
/// dividends; 0 when it sent none. Above 2e-6 one of the two is wrong.
double dividendMismatch(const FetchedSeries& batch);

/// Actions of the batch that are not among the known ones.
std::vector<CorporateAction> newActions(std::span<const CorporateAction> known,
                                        std::span<const CorporateAction> batch);

} // namespace loom::market
