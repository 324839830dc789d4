// SPDX-License-Identifier: GPL-3.0-or-later
// A forecaster learns from the past of one or many assets and gives, for any origin, the cumulative
// log returns of the next H steps. Each one is a file in forecast/models that registers a
// ForecasterInfo; forms, command line, studies and contract tests walk the registry and never name
// a model.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/param_spec.h"
#include "base/result.h"
#include "forecast/data.h"
#include "jobs/job.h"

namespace loom::forecast {

class InputModel;

/// Forecasts of all assets at some origins. NaN where a model cannot forecast: too little history,
/// a missing bar or feature in its window.
struct Forecasts {
    std::size_t assets = 0, horizon = 0;
    std::vector<double> levels;       ///< of the quantiles, ascending, within (0, 1); may be empty
    std::vector<std::size_t> origins; ///< rows
    std::vector<double> points;       ///< [origin][asset][step]
    std::vector<double> quantiles;    ///< [origin][asset][step][level]; empty without levels

    Forecasts() = default;
    /// All NaN.
    Forecasts(const ForecastData& data, std::span<const std::size_t> origins,
              std::vector<double> levels = {});

    /// horizon values.
    std::span<double> point(std::size_t origin, std::size_t asset) {
        return std::span(points).subspan((origin * assets + asset) * horizon, horizon);
    }
    std::span<const double> point(std::size_t origin, std::size_t asset) const {
        return std::span(points).subspan((origin * assets + asset) * horizon, horizon);
    }
    /// horizon x levels values.
    std::span<double> quantile(std::size_t origin, std::size_t asset) {
        const std::size_t width = horizon * levels.size();
        return std::span(quantiles).subspan((origin * assets + asset) * width, width);
    }
    std::span<const double> quantile(std::size_t origin, std::size_t asset) const {
        const std::size_t width = horizon * levels.size();
        return std::span(quantiles).subspan((origin * assets + asset) * width, width);
    }
};

/// A forecast as a sum of named parts, exactly: the parts added in order give the point.
struct Decomposition {
    struct Part {
        std::string name;           ///< "Trend", "Seasonality", "Stack 3"
        std::vector<double> values; ///< [step]
    };
    std::vector<Part> parts;
};

/// Where a model looked: one matrix a layer and head, rows = queries, columns = keys.
struct AttentionMaps {
    std::size_t size = 0; ///< queries = keys = size
    std::size_t layers = 0, heads = 0;
    std::vector<std::string> labels; ///< of the keys: "2026-10-30", "SPY"
    std::vector<float> weights;      ///< [layer][head][query][key]; each row sums to one
    std::vector<double>
        reading; ///< weight of each query in what the answer is made of; sums to one
    /// Of a model that weighs its features: their names, and the weight of each at each key, [key]
    /// [feature]; a key's add up to one.
    std::vector<std::string> features = {};
    std::vector<float> selection = {};
};

/// A fitted forecaster. Immutable after fit or load: may be used from several threads.
class Forecaster {
  public:
    virtual ~Forecaster() = default;

    /// Reads rows up to each origin only: data cut after an origin give the same forecast. The data
    /// must be of the kind it was fitted on (frequency, horizon, features; assets too when it looks
    /// at all of them together); InvalidInput in words when they are not.
    virtual Result<Forecasts> forecast(const ForecastData& data,
                                       std::span<const std::size_t> origins,
                                       jobs::JobContext& context) const = 0;

    /// What a reader should know about the fit.
    struct Fact {
        std::string name;
        std::string value;
        std::string unit = {};
        bool warning = false;
    };
    virtual std::vector<Fact> facts() const { return {}; }

    /// The model's own part of a model bundle.
    virtual Result<std::string> serialize() const = 0;

    /// Of one asset's forecast; NotFound for a model that has no such view.
    virtual Result<Decomposition> decompose(const ForecastData& data, std::size_t origin,
                                            std::size_t asset) const;
    /// asset: for a model that looks at each by itself.
    virtual Result<AttentionMaps> attention(const ForecastData& data, std::size_t origin,
                                            std::size_t asset = 0) const;
    /// The forecast as a function of the numbers in its window (forecast/explain/input_model.h);
    /// null when the model offers none. Lives as long as the forecaster.
    virtual const InputModel* inputModel() const { return nullptr; }
};

struct FitOptions {
    Params params = {};
    std::uint64_t seed = 1;
    std::string device = "auto";     ///< auto, cpu, cuda:0 …
    unsigned threads = 0;            ///< of this fit; 0 = all cores; bytes do not depend on it
    std::vector<double> levels = {}; ///< quantiles wanted; a model without quantiles ignores them
    /// As generate::FitOptions: a resumable checkpoint is kept here and continued from.
    std::string checkpointFile = {};
    bool mustResume = false;
};

enum class ForecasterKind {
    Baseline, ///< always on: beside every other model's result
    Model,    ///< offered to choose
};

struct ForecasterInfo {
    std::string id = {};        ///< "nbeats"
    std::string title = {};     ///< "N-BEATS"
    std::string reference = {}; ///< author, year
    std::string summary = {};   ///< one sentence for the form
    ForecasterKind kind = ForecasterKind::Model;
    std::vector<ParamSpec> params = {};
    struct Preset {
        std::string id, title, expectation;
        Json values; ///< object of parameters that differ from the defaults
    };
    std::vector<Preset> presets = {};
    bool trains = false;       ///< long fit: training lane, live curves, checkpoints, seeds matter
    bool usesFeatures = false; ///< needs at least one feature
    bool jointAssets = false;  ///< looks at all assets together: fixed set, complete rows
    bool quantiles = false;    ///< can learn the quantiles of FitOptions::levels
    std::size_t minAssets = 1;
    Json testParams = Json::object(); ///< the smallest sensible fit, for contract tests

    /// Rows before and with an origin that a forecast needs.
    std::function<std::size_t(const Params&, const ForecastData&)> window = {};
    /// InvalidInput in words when the span holds too little (says how many rows are needed), an
    /// asset or feature is constant, or the data do not suit the model.
    std::function<Result<std::unique_ptr<Forecaster>>(const ForecastData&, const FitSpan&,
                                                      const FitOptions&, jobs::JobContext&)>
        fit = {};
    std::function<Result<std::unique_ptr<Forecaster>>(std::string_view bytes)> load = {};
};

/// All forecasters, sorted by id. Built once by makeForecasterRegistry().
class ForecasterRegistry {
  public:
    void add(ForecasterInfo info);
    const std::vector<ForecasterInfo>& all() const { return m_infos; }
    const ForecasterInfo* find(std::string_view id) const;

  private:
    std::vector<ForecasterInfo> m_infos;
};

ForecasterRegistry makeForecasterRegistry();

} // namespace loom::forecast
