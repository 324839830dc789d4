// SPDX-License-Identifier: GPL-3.0-or-later
// ADF and KPSS read together: stationary, unit root, or neither clear, in one plain sentence.
// Thread rule: pure functions.
#pragma once

#include <span>
#include <string>

#include "stats/series_tests/kpss.h"
#include "stats/series_tests/unit_root.h"

namespace loom::stats {

enum class StationarityVerdict {
    Stationary,  ///< ADF rejects, KPSS does not
    UnitRoot,    ///< KPSS rejects, ADF does not
    Conflicting, ///< both reject: a break, long memory or changing variance
    Undecided,   ///< neither rejects: too little data
};

/// "stationary", "unit_root", "conflicting", "undecided".
std::string verdictId(StationarityVerdict verdict);

struct StationarityOptions {
    UnitRootTrend trend = UnitRootTrend::Constant; ///< KPSS uses a line when this has one
    LagChoice choice = LagChoice::Aic;
    std::optional<std::size_t> maxLag{}; ///< of the ADF regression
    double level = 0.05;                 ///< at which a test rejects
};

struct Stationarity {
    AdfTest adf;
    KpssTest kpss;
    double level = 0.05;
    StationarityVerdict verdict = StationarityVerdict::Undecided;
    bool difference = false; ///< whether to take differences (of prices: returns) before modelling
    std::string text = {};   ///< the verdict and what to do, with both p-values
};

Result<Stationarity> stationarity(std::span<const double> x,
                                  const StationarityOptions& options = {});

} // namespace loom::stats
