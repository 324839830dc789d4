// SPDX-License-Identifier: GPL-3.0-or-later
// Why a model forecast what it did: the difference between a forecast and that of a baseline,
// shared out among the numbers of its window, its features and its lags. All shares are cumulative
// log returns (of the step explained) and add up to forecast - base but for the gap.
// Thread rule: pure functions; explain() works on all cores.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "forecast/explain/integrated_gradients.h"
#include "forecast/explain/shapley.h"
#include "forecast/forecaster.h"

namespace loom::forecast {

enum class ExplainMethod { IntegratedGradients, Shapley };
/// What Shapley values are shared out among; integrated gradients are always of single inputs, and
/// added up.
enum class Players { Features, Lags, Inputs };

struct ExplainOptions {
    ExplainMethod method = ExplainMethod::IntegratedGradients;
    Baseline baseline = Baseline::TrainingMean;
    std::size_t step = 1; ///< of the forecast, 1 … horizon
    Players players = Players::Features;
    GradientOptions gradients = {};
    ShapleyOptions shapley = {};
};

struct Share {
    std::string name = {};           ///< "rsi14", "3 weeks back", "SPY, 3 weeks back"
    double value = 0;                ///< log return
    double standardError = kMissing; ///< of sampling; NaN where nothing was sampled
};

struct Explanation {
    ExplainMethod method = ExplainMethod::IntegratedGradients;
    Baseline baseline = Baseline::TrainingMean;
    Frequency frequency = Frequency::Day1;
    std::string asset = {};
    std::int64_t madeAt = 0; ///< UTC seconds of the origin's bar
    std::size_t step = 1;
    double forecast = 0, base = 0; ///< log returns
    std::size_t evaluations = 0;   ///< forecasts or gradients made
    bool exact = false;            ///< Shapley values by enumeration
    bool stopped = false;          ///< fewer samples than asked for

    std::vector<InputPlace> places = {}; ///< of `inputs`
    std::vector<Share> inputs = {};      ///< one by one; empty when groups were the players
    std::vector<Share> features = {};    ///< in their order; empty when lags were the players
    std::vector<Share> lags = {};        ///< newest first; empty when features were the players

    double gap() const; ///< sum of the shares - (forecast - base)
};

/// InvalidInput for a model that has no InputModel, an origin without a complete window or a step
/// beyond the horizon.
Result<Explanation> explain(const Forecaster& model, const ForecastData& data, std::size_t asset,
                            std::size_t origin, const ExplainOptions& options,
                            jobs::JobContext& context);
Result<Explanation> explain(const InputModel& model, const ForecastData& data, std::size_t asset,
                            std::size_t origin, const ExplainOptions& options,
                            jobs::JobContext& context);

/// The inputs of each feature in order of appearance, or of each lag, newest first; with names.
struct NamedGroups {
    std::vector<std::string> names;
    std::vector<InputGroup> groups;
};
NamedGroups groupsOf(std::span<const InputPlace> inputs, Players players, Frequency frequency);

/// "integrated gradients", "Shapley values".
std::string_view methodWord(ExplainMethod method);

Json toJson(const Explanation& explanation);
/// "of,name,feature,lag,log_return,standard_error": a line a share, of = input, feature or lag.
std::string toCsv(const Explanation& explanation);

} // namespace loom::forecast
