// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/quantgan/config.h"
#include "generate/spec_builders.h"
#include "generate/vae/config.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace loom::generate {

using specs::choice, specs::flag, specs::integer, specs::real;

namespace {

constexpr std::array<std::string_view, 3> kKinds{"tcn", "svnn", "scaled"};

/// Blocks of dilations 1, 2, 4 … until 2^(blocks + 1) - 1 days are seen.
int blocksFor(std::int64_t receptiveField) {
    int blocks = 1;
    while ((std::int64_t{2} << blocks) - 1 < receptiveField)
        ++blocks;
    return blocks;
}

std::vector<ParamSpec> networkSpecs(QuantGanKind kind) {
    const std::int64_t width = kind == QuantGanKind::Tcn ? 80 : 50;
    return {
        integer("receptive_field", "Receptive field", 127, 3, 1023, "days",
                "How many days of noise a return depends on; returns further apart are "
                "independent. Rounded up to 2^k - 1: 63, 127, 255 …",
                false),
        integer("noise_channels", "Noise channels", 3, 1, 16, "",
                "Independent normal numbers a day that drive the generator."),
        integer("generator_width", "Generator width", width, 4, 256, "channels",
                "Hidden channels of the generator's convolutions."),
        integer("critic_width", "Critic width", width, 4, 256, "channels",
                "Hidden channels of the critic's convolutions."),
        flag("standardise_output", "Standardise output", true,
             "The generator's output is standardised inside the model, over the batch while "
             "training and by constants afterwards. Keeps the volatility right."),
    };
}

std::vector<ParamSpec> dataSpecs() {
    return {
        choice("tail_method", "Tail parameter", "igmm",
               "How the Lambert W parameter delta is estimated from the training returns.",
               {{"igmm", "Moments (IGMM)"},
                {"likelihood", "Maximum likelihood"},
                {"none", "No tail transform"}},
               true),
        real("tail_margin", "Tail bound", 1, 1, 3, ParamScale::Linear,
             "Generated values are bounded at this times the largest training value, in the "
             "network's Gaussian units. The share that is touched is always reported."),
    };
}

std::vector<ParamSpec> trainingSpecs() {
    constexpr auto kLog = ParamScale::Log;
    constexpr auto kLinear = ParamScale::Linear;
    return {
        integer("steps", "Steps", 2400, 1, 1000000, "steps",
                "Updates of both networks. Not used when epochs are given.", false),
        integer("epochs", "Epochs", 0, 0, 100000, "passes",
                "Passes over the training windows; 0 trains for the given steps instead.", false),
        integer("batch", "Batch", 64, 4, 1024, "windows", "Real and generated windows a step."),
        real("generator_rate", "Generator learning rate", 2e-4, 1e-7, 0.1, kLog,
             "Step size of Adam for the generator."),
        real("critic_rate", "Critic learning rate", 2e-4, 1e-7, 0.1, kLog,
             "Step size of Adam for the critic; another value than the generator's gives two time "
             "scales."),
        real("final_rate", "Final rate factor", 1, 0, 1, kLinear,
             "Both learning rates end at this share of their start, along a cosine."),
        choice("loss", "Loss", "non_saturating",
               "The minimax GAN loss; the non-saturating form gives the generator a gradient also "
               "while the critic is winning.",
               {{"non_saturating", "Minimax, non-saturating"}, {"minimax", "Minimax"}}, true),
        real("r1_gamma", "R1 penalty", 0.2, 0, 1000, kLinear,
             "Weight of the penalty on the critic's gradient at real windows (Mescheder et al. "
             "2018); 0 switches it off."),
        integer("r1_every", "R1 every", 4, 1, 64, "steps",
                "The penalty is taken every so many steps and weighted accordingly."),
        real("clip_norm", "Gradient clipping", 0, 0, 1000, kLinear,
             "Longest gradient allowed, Euclidean norm; 0 switches clipping off."),
        real("averaging", "Weight averaging", 0.999, 0, 0.99999, kLinear,
             "Decay of the running average of the generator's weights that is used for sampling; 0 "
             "uses the latest weights."),
        integer("check_every", "Check every", 100, 1, 100000, "steps",
                "How often the generator is scored on validation data."),
    };
}

/// What a series and a panel have in common.
QuantGanConfig trainingOf(const Params& params) {
    const auto small = [&](std::string_view key) { return static_cast<int>(params.integer(key)); };
    return {.blocks = blocksFor(params.integer("receptive_field")),
            .generatorWidth = small("generator_width"),
            .criticWidth = small("critic_width"),
            .steps = params.integer("steps"),
            .epochs = params.integer("epochs"),
            .batch = small("batch"),
            .generatorRate = params.real("generator_rate"),
            .criticRate = params.real("critic_rate"),
            .finalRate = params.real("final_rate"),
            .saturating = params.text("loss") == "minimax",
            .r1 = params.real("r1_gamma"),
            .r1Every = small("r1_every"),
            .clip = params.real("clip_norm"),
            .averaging = params.real("averaging"),
            .checkEvery = params.integer("check_every")};
}

} // namespace

std::string_view wordOf(QuantGanKind kind) {
    return kKinds.at(static_cast<std::size_t>(kind));
}

QuantGanKind kindOf(const Json& word) {
    const auto at = std::find(kKinds.begin(), kKinds.end(), word.get<std::string>());
    if (at == kKinds.end())
        throw Json::other_error::create(501, "unknown kind of network", &word);
    return static_cast<QuantGanKind>(at - kKinds.begin());
}

QuantGanConfig QuantGanConfig::from(QuantGanKind kind, const Params& params) {
    const auto small = [&](std::string_view key) { return static_cast<int>(params.integer(key)); };
    const std::string& tails = params.text("tail_method");
    QuantGanConfig config = trainingOf(params);
    config.kind = kind;
    config.noise = small("noise_channels");
    config.standardiseOutput = params.boolean("standardise_output");
    config.tails = tails == "igmm"         ? learn::TailMethod::Igmm
                   : tails == "likelihood" ? learn::TailMethod::Likelihood
                                           : learn::TailMethod::None;
    config.tailMargin = params.real("tail_margin");
    return config;
}

QuantGanConfig QuantGanConfig::forPanel(const Params& params, std::size_t assets) {
    QuantGanConfig config = trainingOf(params);
    config.kind = kindOf(params.text("network"));
    config.assets = static_cast<int>(assets);
    config.factors = static_cast<int>(params.integer("factors"));
    config.noise =
        static_cast<int>(config.channels()) + static_cast<int>(params.integer("noise_channels"));
    config.marginals = marginalsOf(params);
    return config;
}

std::size_t QuantGanConfig::channels() const {
    constexpr int kFewestLeft = 3; // whose size together says something
    const bool all = factors == 0 || assets < factors + kFewestLeft;
    return static_cast<std::size_t>(all ? assets : factors + 1);
}

learn::TcnShape QuantGanConfig::generator() const {
    const auto outputs = static_cast<int>(channels());
    return {noise, generatorWidth, kind == QuantGanKind::Tcn ? outputs : 2 * outputs, blocks};
}

learn::TcnShape QuantGanConfig::critic() const {
    return {static_cast<int>(channels()), criticWidth, 1, blocks};
}

std::size_t QuantGanConfig::shockStep() const {
    return receptiveField() - (kind == QuantGanKind::Svnn ? 0 : 1);
}

std::size_t QuantGanConfig::noiseSteps(std::size_t returns) const {
    return returns + shockStep();
}

std::int64_t QuantGanConfig::stepsFor(std::size_t windows) const {
    if (epochs == 0)
        return steps;
    const auto perEpoch = (static_cast<std::int64_t>(windows) + batch - 1) / batch;
    return epochs * std::max<std::int64_t>(1, perEpoch);
}

std::vector<ParamSpec> quantGanSpecs(QuantGanKind kind) {
    std::vector<ParamSpec> specs = networkSpecs(kind);
    for (auto& more : {dataSpecs(), trainingSpecs()})
        specs.insert(specs.end(), more.begin(), more.end());
    return specs;
}

std::vector<GeneratorInfo::Preset> quantGanPresets() {
    return {
        {"quick",
         "Quick",
         "Four passes over the data, for a first look within a minute: the daily distribution "
         "begins to fit; volatility clusters are weak and the volatility may be a tenth off.",
         {{"epochs", 4},
          {"generator_rate", 5e-4},
          {"critic_rate", 5e-4},
          {"averaging", 0.99},
          {"check_every", 25}}},
        {"standard", "Standard",
         "2,400 steps, about three minutes on two cores. On the S&P 500 of 2009 to 2018, "
         "in-sample: volatility within 5 %, volatility clustering misses 40 % and leverage 80 % of "
         "what a "
         "model without dynamics misses, every horizon closer than a normal GARCH(1,1).",
         Json::object()},
        {"thorough",
         "Thorough",
         "6,000 steps with falling learning rates, about seven minutes on two cores. On the S&P "
         "500 of 2009 to 2018, in-sample: volatility within 2 %, volatility clustering misses 37 % "
         "and leverage 72 % of what a model without dynamics misses; tails a little light. For "
         "results that are kept.",
         {{"steps", 6000}, {"final_rate", 0.1}, {"check_every", 200}}},
    };
}

std::vector<ParamSpec> panelGanSpecs() {
    std::vector<ParamSpec> specs = networkSpecs(QuantGanKind::Tcn);
    std::erase_if(specs, [](const ParamSpec& spec) {
        return spec.key == "noise_channels" || spec.key == "standardise_output";
    });
    specs.push_back(integer("factors", "Leading factors", 5, 1, 63, "factors",
                            "How many principal components the networks see one by one. What is "
                            "left of a day is one more series to them: its size."));
    specs.push_back(integer("noise_channels", "Extra noise channels", 3, 0, 16, "",
                            "Independent normal numbers a day beside the one of each factor: what "
                            "all factors can react to at once."));
    specs.push_back(choice("network", "Factor returns", "scaled",
                           "How the network makes the return of a factor.",
                           {{"scaled", "Volatility times own shock, plus drift"},
                            {"svnn", "The same from strictly past noise"},
                            {"tcn", "The network's output as it is"}},
                           true));
    specs.push_back(marginalsSpec());
    for (ParamSpec& spec : trainingSpecs()) {
        if (spec.key == "steps")
            spec.defaultValue = std::int64_t{1200};
        if (spec.key == "generator_rate" || spec.key == "critic_rate")
            spec.defaultValue = 5e-4;
        if (spec.key == "averaging")
            spec.defaultValue = 0.995;
        if (spec.key == "final_rate")
            spec.defaultValue = 0.1;
        if (spec.key == "r1_gamma")
            spec.defaultValue = 0.5;
        if (spec.key == "check_every")
            spec.defaultValue = std::int64_t{50};
        specs.push_back(std::move(spec));
    }
    return specs;
}

std::vector<GeneratorInfo::Preset> panelGanPresets() {
    return {
        {"quick",
         "Quick",
         "150 steps, for a first look: marginals and correlations are there by construction, "
         "volatility clusters begin to show. Not measured on unseen days: compare.",
         {{"steps", 150}, {"averaging", 0.99}, {"check_every", 25}}},
        {"standard", "Standard",
         "1,200 steps, two to three minutes on two cores. On unseen days of 20 stocks 5 of 25 "
         "rows fail (stationary bootstrap 8, DCC-GARCH-t 13); over whole paths volatility "
         "clustering misses 55 % and leverage 98 % of what a model without dynamics misses (5 "
         "ETFs, in-sample: 41 % and 52 %).",
         Json::object()},
        {"thorough",
         "Thorough",
         "4,000 steps, more than three times as long as Standard. Whether that helps on days it "
         "never saw has not been measured: compare on a held-out period.",
         {{"steps", 4000}, {"check_every", 100}}},
    };
}

std::size_t quantGanMinimum(const QuantGanConfig& config) {
    constexpr std::size_t kDaysAnAsset = 5; // so that the correlations can be told
    const std::size_t days = config.receptiveField() + 100;
    return config.assets == 1
               ? days
               : std::max(days, kDaysAnAsset * static_cast<std::size_t>(config.assets));
}

} // namespace loom::generate
