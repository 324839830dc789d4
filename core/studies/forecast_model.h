// SPDX-License-Identifier: GPL-3.0-or-later
// A trained forecaster with everything needed to use it again: which data it reads, its weights and
// scalers, and its intervals; as one file, registered with the run that trained it.
// Thread rule: TrainedForecast is immutable; the library as tracking::Store, any thread.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "forecast/evaluation/conformal.h"
#include "forecast/forecaster.h"
#include "studies/forecast_dataset.h"
#include "studies/forecast_study.h"
#include "studies/model_library.h"

namespace loom::studies {

class Workbench;

struct TrainedForecast {
    ForecastStudy study; ///< as it was trained
    ModelOrigin origin = {};
    std::string period = {};                    ///< rows it was trained on, in words
    std::optional<std::int64_t> trainedTo = {}; ///< UTC seconds of the last of them, when known
    std::shared_ptr<const forecast::Forecaster> model;
    forecast::Conformal intervals; ///< as of the last row it was trained on
};

/// What is predicted for one asset.
struct PredictedPath {
    struct Step {
        std::int64_t time = 0; ///< UTC seconds of the bar that is forecast
        double logReturn = 0;  ///< from the last close
        double price = 0;
        std::vector<double> quantiles; ///< prices at PredictedNext::levels; NaN: no interval yet
    };
    std::string symbol;
    std::int64_t madeAt = 0; ///< UTC seconds of the last bar that was known
    double lastClose = 0;
    std::vector<Step> steps; ///< empty when the model cannot forecast this asset now
    std::string why = {};    ///< then: why not
};

struct PredictedNext {
    std::vector<double> levels;
    std::vector<PredictedPath> paths; ///< one an asset
    std::vector<std::string> notes;
};

/// What comes after each asset's last bar, when that is one of the last five sessions.
Result<PredictedNext> predictNext(const TrainedForecast& trained, const ForecastDataset& data,
                                  const Workbench& workbench, jobs::JobContext& context);

/// "symbol,made_at,step,date,price,last_close,q0.025 …" a line a step.
std::string toCsv(const PredictedNext& next, forecast::Frequency frequency);
Json toJson(const PredictedNext& next, forecast::Frequency frequency);

class ForecastLibrary {
  public:
    ForecastLibrary(tracking::Store& store, const forecast::ForecasterRegistry& forecasters)
        : m_store(store), m_forecasters(forecasters) {}

    /// The newest registered model of this study; nothing when there is none.
    Result<std::optional<ModelOrigin>> find(const ForecastStudy& study, const Params& params,
                                            const std::string& dataHash) const;
    /// All registered forecasters, newest first, with a title for lists.
    Result<std::vector<ModelOrigin>> all() const;
    Result<TrainedForecast> load(const ModelOrigin& origin) const;
    /// Writes the bundle as an artifact of its run and registers a new version.
    Result<ModelOrigin> store(const TrainedForecast& trained, const Params& params,
                              const ForecastDataset& data) const;

  private:
    tracking::Store& m_store;
    const forecast::ForecasterRegistry& m_forecasters;
};

/// From a bundle file; errors name it.
Result<TrainedForecast> forecastFromBundle(const forecast::ForecasterRegistry& forecasters,
                                           const std::filesystem::path& file);

} // namespace loom::studies
