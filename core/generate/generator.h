// SPDX-License-Identifier: GPL-3.0-or-later
// A generator learns from the returns of one asset, or of a panel of assets, and makes new ones.
// Each one is a file in generate/models that registers a GeneratorInfo; forms, command line,
// studies and contract tests walk the registry and never name a model.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/param_spec.h"
#include "base/result.h"
#include "generate/paths.h"
#include "jobs/job.h"

namespace loom::generate {

/// One-step log returns in time order, day by day and within a day asset by asset, and the split
/// they are used under. Index ranges are half-open and count days. In paper-table mode training,
/// validation and test are the whole span. NaN stands for a missing return of a ragged history;
/// only generators with acceptsMissing are given any.
struct TrainingData {
    std::vector<double> returns;     ///< days() x assetCount()
    std::vector<std::int32_t> dates; ///< days since epoch, one a day; may be empty
    std::size_t trainEnd = 0;        ///< training = [0, trainEnd)
    std::size_t validationEnd = 0;   ///< validation = [trainEnd, validationEnd), test = the rest
    bool wholeWindow = false;        ///< paper-table mode: everything is in-sample, and says so
    std::vector<std::string> assets; ///< names of a panel's columns; empty: one nameless series

    std::size_t assetCount() const { return assets.empty() ? 1 : assets.size(); }
    std::size_t days() const { return returns.size() / assetCount(); }

    /// Whole days, assetCount() values each.
    std::span<const double> training() const;
    std::span<const double> validation() const;
    std::span<const double> test() const;
};

struct FitOptions {
    Params params;
    std::uint64_t seed = 1;
    std::string device = "auto"; ///< auto, cpu, cuda:0 …
    /// When set, the trainer writes a resumable checkpoint into this file now and then and at its
    /// end, and continues from it exactly when it exists at start. Whoever keeps the model removes
    /// it; a training that is stopped with Discard removes it itself.
    std::string checkpointFile = {};
    /// Fail when the file cannot be continued from (missing, damaged, another training's) instead
    /// of starting anew with a warning.
    bool mustResume = false;
};

/// Draws away from a model's own law. Steered samples are scenarios and marked as such; a report
/// never scores them as if the model had made them freely.
struct Steering {
    enum class Kind {
        None,
        LikeDays,  ///< near the given real days (rows: any number of them)
        Between,   ///< from one real day to another through the latent space (rows: two)
        TailScale, ///< latent or innovation scale multiplied, moves no mean
    };
    Kind kind = Kind::None;
    std::vector<double> rows = {}; ///< real days, each with as many log returns as there are assets
    double tailScale = 1;          ///< 1 = the model's own law
};

struct SampleRequest {
    std::size_t count = 1;
    std::size_t length = 252; ///< days
    std::uint64_t seed = 1;
    std::string device = "auto";
    Steering steering = {};
};

/// A fitted generator. Immutable after fit or load: sample() may be called from several threads.
class Generator {
  public:
    virtual ~Generator() = default;

    /// Equal requests give equal bytes (same thread count and device).
    virtual Result<Sample> sample(const SampleRequest& request,
                                  jobs::JobContext& context) const = 0;

    /// What a reader should know about the fit: parameters, delta, log-likelihood, warnings.
    struct Fact {
        std::string name;
        std::string value;
        std::string unit = {};
        bool warning = false;
    };
    virtual std::vector<Fact> facts() const = 0;

    /// The model's own part of a model bundle (learn/model_bundle.h wraps it with header,
    /// parameters, hashes and checksum).
    virtual Result<std::string> serialize() const = 0;
};

/// GeneratorInfo::maxAssets of a model that takes as many as there are.
inline constexpr std::size_t kAnyNumberOfAssets = 100'000;

/// What a model can do; the forms and contract tests read it.
struct GeneratorInfo {
    std::string id = {};        ///< "quantgan"
    std::string title = {};     ///< "QuantGAN"
    std::string reference = {}; ///< author, year
    std::string summary = {};   ///< one sentence for the form
    std::vector<ParamSpec> params = {};
    struct Preset {
        std::string id, title, expectation;
        Json values; ///< object of parameters that differ from the defaults
    };
    std::vector<Preset> presets = {};
    bool trains = false;        ///< long fit: training lane, live curves, checkpoints
    bool copiesHistory = false; ///< resamples real returns (bootstraps)
    std::size_t minAssets = 1;  ///< 1, 1: single series; 2 and more: panels only
    std::size_t maxAssets = 1;
    bool timeless = false;       ///< draws days independently: its rows are no path
    bool orderFree = false;      ///< learns single days: their order is nothing to it
    bool acceptsMissing = false; ///< trains on ragged histories (NaN)
    std::vector<Steering::Kind> steerings = {}; ///< what sample() can be steered by
    bool control = false;             ///< a yardstick for reports, not offered as a generator
    Json testParams = Json::object(); ///< the smallest sensible fit, for contract tests

    /// How many training days are needed at least with these parameters and so many assets.
    std::function<std::size_t(const Params&, std::size_t assets)> minimumReturns = {};
    std::function<Result<std::unique_ptr<Generator>>(const TrainingData&, const FitOptions&,
                                                     jobs::JobContext&)>
        fit = {};
    std::function<Result<std::unique_ptr<Generator>>(std::string_view bytes)> load = {};
};

/// All generators, sorted by id. Built once by makeGeneratorRegistry().
class GeneratorRegistry {
  public:
    void add(GeneratorInfo info);
    const std::vector<GeneratorInfo>& all() const { return m_infos; }
    const GeneratorInfo* find(std::string_view id) const;

  private:
    std::vector<GeneratorInfo> m_infos;
};

GeneratorRegistry makeGeneratorRegistry();

} // namespace loom::generate
