// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/vae/config.h"
#include "generate/spec_builders.h"

namespace loom::generate {

using specs::choice, specs::flag, specs::integer, specs::real;

namespace {

template <class Enum, std::size_t N>
Enum enumOf(const std::string& id, const char* const (&names)[N]) {
    for (std::size_t i = 0; i < N; ++i)
        if (id == names[i])
            return static_cast<Enum>(i);
    return Enum{};
}

constexpr const char* kDecoders[] = {"squared_error", "normal", "student_t"};
constexpr const char* kLatentLaws[] = {"standard", "fitted"};
constexpr const char* kMarginals[] = {"standard", "ranks", "lambert_w"};

} // namespace

ParamSpec marginalsSpec() {
    return choice("marginals", "Marginals", "ranks",
                  "What the model sees of each asset: ranks turned into normal scores (with Pareto "
                  "tails on the way back), Lambert W, or standardised returns.",
                  {{"standard", "Standardised returns"},
                   {"ranks", "Normal scores of ranks"},
                   {"lambert_w", "Lambert W"}});
}

Marginals marginalsOf(const Params& params) {
    return enumOf<Marginals>(params.text("marginals"), kMarginals);
}

std::vector<ParamSpec> vaeSpecs() {
    return {
        integer("latent", "Latent units", 16, 1, 256, "",
                "How many numbers describe a day. Units that the data do not need stay inactive.",
                false),
        choice("decoder", "Decoder", "normal",
               "What is spread around the decoder's mean. Without it every asset loses its own "
               "variance and pairs look too correlated.",
               {{"squared_error", "Squared error, variance one half"},
                {"normal", "Normal, learnt variance an asset"},
                {"student_t", "Student-t, learnt variance and tails"}}),
        marginalsSpec(),
        flag("decoder_noise", "Draw decoder noise", true,
             "Off gives the decoder's mean only, as many published models do: volatility comes out "
             "too low."),
        integer("hidden", "Hidden width", 128, 4, 1024, "units",
                "Of the two hidden layers of encoder and decoder."),
        integer("epochs", "Epochs", 100, 1, 10000, "passes", "Passes over the training days.",
                false),
        integer("batch", "Batch", 64, 4, 4096, "days", "Days a step."),
        real("rate", "Learning rate", 1e-3, 1e-6, 0.1, ParamScale::Log, "Step size of Adam."),
        real("beta", "Beta", 1, 0, 100, ParamScale::Linear,
             "Weight of the divergence from the prior (Higgins et al. 2017)."),
        integer("warm_up", "Warm-up", 10, 0, 10000, "epochs",
                "Epochs over which beta rises from 0 to its value, against posterior collapse."),
        real("free_bits", "Free bits", 0, 0, 5, ParamScale::Linear,
             "Nats of information a latent unit may carry at no cost (Kingma et al. 2016)."),
        choice("latent_law", "Latent law", "fitted",
               "Days are drawn from N(0, I), or from a normal law fitted to the encoded days.",
               {{"standard", "N(0, I)"}, {"fitted", "Fitted to the encodings"}}),
        flag("keep_best", "Keep the best epoch", true,
             "By the loss on the validation days; otherwise the last epoch is used."),
    };
}

std::vector<GeneratorInfo::Preset> vaePresets() {
    return {{"standard", "Standard",
             "Learnt noise, normal scores, best epoch: seconds for 50 assets and 2,500 days.",
             Json::object()},
            {"student_t",
             "Student-t",
             "As Standard with a Student-t decoder: large days come together.",
             {{"decoder", "student_t"}}},
            {"baseline",
             "Baseline",
             "The plain published model: squared error and divergence, decoder mean only. It "
             "understates volatility; the report says by how much.",
             {{"decoder", "squared_error"},
              {"decoder_noise", false},
              {"marginals", "standard"},
              {"warm_up", 0},
              {"latent_law", "standard"},
              {"keep_best", false}}}};
}

VaeConfig vaeConfig(const Params& params) {
    VaeConfig out;
    out.latent = static_cast<int>(params.integer("latent"));
    out.hidden = static_cast<int>(params.integer("hidden"));
    out.epochs = static_cast<int>(params.integer("epochs"));
    out.batch = static_cast<int>(params.integer("batch"));
    out.rate = params.real("rate");
    out.decoder = enumOf<VaeDecoder>(params.text("decoder"), kDecoders);
    out.decoderNoise = params.boolean("decoder_noise");
    out.beta = params.real("beta");
    out.warmUp = static_cast<int>(params.integer("warm_up"));
    out.freeBits = params.real("free_bits");
    out.marginals = marginalsOf(params);
    out.latentLaw = enumOf<LatentLaw>(params.text("latent_law"), kLatentLaws);
    out.keepBest = params.boolean("keep_best");
    return out;
}

Json toJson(const VaeConfig& c) {
    return {{"latent", c.latent},
            {"hidden", c.hidden},
            {"epochs", c.epochs},
            {"batch", c.batch},
            {"rate", c.rate},
            {"decoder", kDecoders[static_cast<std::size_t>(c.decoder)]},
            {"decoder_noise", c.decoderNoise},
            {"beta", c.beta},
            {"warm_up", c.warmUp},
            {"free_bits", c.freeBits},
            {"latent_law", kLatentLaws[static_cast<std::size_t>(c.latentLaw)]}};
}

VaeConfig vaeConfigFromJson(const Json& json) {
    VaeConfig out;
    out.latent = json.at("latent").get<int>();
    out.hidden = json.at("hidden").get<int>();
    out.epochs = json.at("epochs").get<int>();
    out.batch = json.at("batch").get<int>();
    out.rate = json.at("rate").get<double>();
    out.decoder = enumOf<VaeDecoder>(json.at("decoder").get<std::string>(), kDecoders);
    out.decoderNoise = json.at("decoder_noise").get<bool>();
    out.beta = json.at("beta").get<double>();
    out.warmUp = json.at("warm_up").get<int>();
    out.freeBits = json.at("free_bits").get<double>();
    out.latentLaw = enumOf<LatentLaw>(json.at("latent_law").get<std::string>(), kLatentLaws);
    if (out.latent < 1 || out.latent > 256 || out.hidden < 1 || out.hidden > 1024)
        throw Json::other_error::create(501, "impossible widths", &json);
    return out;
}

} // namespace loom::generate
