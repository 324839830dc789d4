// SPDX-License-Identifier: GPL-3.0-or-later
// The control of panel reports: every asset in its own random order of days. Each asset by itself
// is exactly right, and nothing moves together; a report that does not fail it is broken.
#include "generate/model_support.h"

#include <numeric>
#include <utility>

namespace loom::generate {

void register_independent_control(GeneratorRegistry& registry);

namespace {

constexpr std::string_view kId = "independent_control";
constexpr std::string_view kTitle = "Independent control";
constexpr std::size_t kFewestDays = 20;

class IndependentControl final : public Generator {
  public:
    IndependentControl(std::vector<double> history, std::size_t assets)
        : m_history(std::move(history)), m_assets(assets) {}

    Result<Sample> sample(const SampleRequest& request, jobs::JobContext& context) const override {
        const auto fill = [this](Rng& rng, std::span<float> path) {
            for (std::size_t a = 0; a < m_assets; ++a)
                fillAsset(a, rng, path);
        };
        return samplePaths(request, context, fill, m_assets);
    }

    std::vector<Fact> facts() const override {
        return {{.name = "History", .value = std::to_string(days()), .unit = "days"}};
    }

    Result<std::string> serialize() const override {
        return sealState(kId, {{"history", m_history}, {"assets", m_assets}});
    }

  private:
    std::size_t days() const { return m_history.size() / m_assets; }

    void fillAsset(std::size_t asset, Rng& rng, std::span<float> path) const {
        std::vector<std::size_t> deck(days());
        std::iota(deck.begin(), deck.end(), std::size_t{0});
        const std::size_t length = path.size() / m_assets;
        for (std::size_t t = 0; t < length; ++t) {
            const std::size_t i = t % deck.size();
            std::swap(deck[i], deck[i + rng.below(deck.size() - i)]);
            path[t * m_assets + asset] = static_cast<float>(m_history[deck[i] * m_assets + asset]);
        }
    }

    std::vector<double> m_history; ///< day by day, then asset by asset
    std::size_t m_assets;
};

std::unique_ptr<Generator> read(const Json& state) {
    auto history = state.at("history").get<std::vector<double>>();
    const auto assets = state.at("assets").get<std::size_t>();
    if (assets >= 2 && history.size() >= 2 * assets && history.size() % assets == 0)
        return std::make_unique<IndependentControl>(std::move(history), assets);
    return nullptr;
}

Result<std::unique_ptr<Generator>> load(std::string_view bytes) {
    return loadState(kId, bytes, "The stored control is incomplete. Fit it again.", read);
}

Result<std::unique_ptr<Generator>> fit(const TrainingData& data, const FitOptions&,
                                       jobs::JobContext& context) {
    if (auto checked = checkPanel(data, kFewestDays, MissingReturns::Refused, kTitle); !checked)
        return std::move(checked).error();
    if (context.shouldStop())
        return fail(ErrorCode::Cancelled, "Fitting was stopped.");
    const auto history = data.training();
    return std::unique_ptr<Generator>(std::make_unique<IndependentControl>(
        std::vector<double>(history.begin(), history.end()), data.assetCount()));
}

} // namespace

void register_independent_control(GeneratorRegistry& registry) {
    registry.add({.id = std::string(kId),
                  .title = std::string(kTitle),
                  .reference = "Permutation of the real days, asset by asset",
                  .summary = "Every asset in its own random order. A panel report must fail it on "
                             "every row about how assets move together.",
                  .copiesHistory = true,
                  .minAssets = 2,
                  .maxAssets = kAnyNumberOfAssets,
                  .control = true,
                  .minimumReturns = [](const Params&, std::size_t) { return kFewestDays; },
                  .fit = fit,
                  .load = load});
}

} // namespace loom::generate
