// SPDX-License-Identifier: GPL-3.0-or-later
// The board of an evaluation: every model beside every baseline, with what may be chance said.
// Losses that compare models are squared errors in units of each asset's own training volatility
// times sqrt(step), averaged over the assets and steps of an origin, so that neither a wild asset
// nor the last step decides; successive origins overlap, which the tests allow for.
// Thread rule: plain values.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "forecast/evaluation/leak_test.h"
#include "forecast/evaluation/plan.h"
#include "forecast/evaluation/trading.h"
#include "forecast/forecaster.h"

namespace loom::forecast {

/// A score of a model: over its seeds, the mean and the range.
struct Score {
    double value = kMissing;
    double low = kMissing, high = kMissing; ///< equal to value with one seed
    std::vector<double> bySeed;
};

/// A against B on the same origins (Diebold & Mariano 1995, Harvey, Leybourne & Newbold 1997).
struct AgainstBaseline {
    std::string baseline;
    double skill = kMissing;     ///< 1 - mean loss / mean loss of the baseline
    double statistic = kMissing; ///< negative: the model is better
    double pValue = kMissing;    ///< two-sided
    bool identical = false;
    std::string note; ///< why there is no p-value
};

/// Of the move over the whole horizon.
struct Direction {
    double accuracy = kMissing, baseRate = kMissing, upRate = kMissing;
    double low = kMissing, high = kMissing; ///< 95 % of the accuracy, as if only every horizon-th
                                            ///< origin counted, and all assets of one as one
    double effective = 0;
    double pValue = kMissing; ///< Pesaran-Timmermann, one-sided; one asset only
    std::string note;
};

struct AssetScore {
    std::string asset;
    double skill = kMissing; ///< 1 - squared error / that of the last value, all steps
    Direction direction;
};

enum class Standing {
    Better,     ///< than the last value, p < 0.05
    Indistinct, ///< from the last value
    Worse,      ///< than the last value, p < 0.05
    Baseline,   ///< is one
};

struct ModelScores {
    std::string id, title;
    bool baseline = false;
    std::size_t seeds = 1;
    std::map<std::string, Score> metrics;              ///< by metric id, all steps together
    std::map<std::string, std::vector<double>> byStep; ///< the same, mean over seeds, one a step
    std::vector<double> losses;                        ///< one an origin, mean over seeds
    double skill = kMissing;                           ///< against the last value
    std::vector<AgainstBaseline> against;
    Direction direction;
    double ic = kMissing, rankIc = kMissing, icP = kMissing; ///< with the move over the horizon
    std::vector<AssetScore> assets;
    TradingResult trading;
    Standing standing = Standing::Indistinct;
    std::string verdict; ///< one or two sentences
    double seconds = 0;  ///< of fits and forecasts, all folds and seeds
};

/// A forecast kept for charts: the first seed's, with intervals.
struct KeptForecasts {
    std::string id;
    Forecasts forecasts;
};

struct EvaluationReport {
    EvaluationPlan plan;
    std::vector<std::string> assets;
    Frequency frequency = Frequency::Day1;
    std::size_t horizon = 1;
    Folds folds;
    std::vector<std::int64_t> originTimes;
    std::size_t origins = 0;
    double independent = 0;          ///< origins / overlap: what they are worth about
    std::vector<ModelScores> models; ///< best loss first
    std::vector<KeptForecasts> kept; ///< not in the JSON
    std::vector<LeakCheck> leaks;    ///< of the data and of every contestant
    std::string verdict;             ///< about the best model that is no baseline
    std::vector<std::string> notes;  ///< conventions and warnings
};

Json toJson(const EvaluationReport& report);
std::string toCsv(const EvaluationReport& report); ///< a line a model and metric
/// Of the last value and of every model that is no baseline, a line a step: model, symbol, origin,
/// step, date, forecast and realised price, quantiles.
std::string forecastsCsv(const EvaluationReport& report, const ForecastData& data);

} // namespace loom::forecast
