// SPDX-License-Identifier: GPL-3.0-or-later
// What a scenario set does to each asset beside the real days, and the worst days that history has.
// Thread rule: pure functions. Units: log returns.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/date.h"
#include "generate/generator.h"
#include "generate/scenario_set.h"

namespace loom::studies {

struct AssetFigures {
    std::string asset;
    double mean = 0;
    double stdev = 0; ///< n - 1
    double low = 0;   ///< 1 % quantile (Hyndman and Fan type 7)
    double worst = 0;
};

struct SetFigures {
    std::vector<AssetFigures> assets;
    std::size_t paths = 0; ///< looked at: at most so many that five million values are read
};

SetFigures figuresOf(const generate::ScenarioSet& set);
/// All days; missing returns are left out.
std::vector<AssetFigures> figuresOf(const generate::TrainingData& panel);

struct ShockDay {
    Date date = {};
    double mean = 0; ///< of the assets that have a return
    std::string worstAsset = {};
    double worst = 0;
};

/// The days with the lowest mean return, worst first; fewer when the panel has fewer. Days on which
/// less than half of the assets have a return do not count. Empty for a panel without dates.
std::vector<ShockDay> worstDays(const generate::TrainingData& panel, std::size_t most);

} // namespace loom::studies
