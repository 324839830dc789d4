// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/resampler.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "stats/block_length.h"

namespace loom::generate {

namespace {

class Resampler final : public Generator {
  public:
    Resampler(std::string id, std::vector<double> history, std::size_t assets, double length,
              ResampleRule rule)
        : m_id(std::move(id)), m_history(std::move(history)), m_assets(assets), m_length(length),
          m_rule(std::move(rule)) {}

    Result<Sample> sample(const SampleRequest& request, jobs::JobContext& context) const override {
        const auto fill = [this](Rng& rng, std::span<float> path) {
            std::vector<std::size_t> drawn(path.size() / m_assets);
            m_rule(m_history.size() / m_assets, m_length, rng, drawn);
            for (std::size_t t = 0; t < drawn.size(); ++t)
                for (std::size_t a = 0; a < m_assets; ++a)
                    path[t * m_assets + a] = static_cast<float>(m_history[drawn[t] * m_assets + a]);
        };
        return samplePaths(request, context, fill, m_assets);
    }

    std::vector<Fact> facts() const override {
        std::vector<Fact> out{{.name = "History",
                               .value = std::to_string(m_history.size() / m_assets),
                               .unit = m_assets == 1 ? "returns" : "days"}};
        if (m_length > 1)
            out.push_back(
                {.name = "Block length", .value = fmt::format("{:.1f}", m_length), .unit = "days"});
        return out;
    }

    Result<std::string> serialize() const override {
        return sealState(
            m_id, {{"history", m_history}, {"assets", m_assets}, {"block_length", m_length}});
    }

  private:
    std::string m_id;
    std::vector<double> m_history; ///< day by day, then asset by asset
    std::size_t m_assets;
    double m_length;
    ResampleRule m_rule;
};

Result<std::unique_ptr<Generator>> loadResampler(const std::string& id, const ResampleRule& rule,
                                                 std::string_view bytes) {
    auto state = openState(id, bytes);
    if (!state)
        return std::move(state).error();
    try {
        auto history = state->at("history").get<std::vector<double>>();
        const double length = state->at("block_length").get<double>();
        const auto assets = state->value("assets", std::size_t{1});
        if (assets == 0 || history.size() < 2 * assets || history.size() % assets != 0 ||
            !(length >= 1))
            return fail(ErrorCode::Corrupt, "The stored bootstrap holds no history. Fit it again.");
        return std::unique_ptr<Generator>(
            std::make_unique<Resampler>(id, std::move(history), assets, length, rule));
    } catch (const Json::exception&) {
        return fail(ErrorCode::Corrupt, "The stored bootstrap is incomplete. Fit it again.");
    }
}

Status checkHistory(const TrainingData& data, std::size_t minimum, std::string_view title) {
    return data.assetCount() == 1 ? checkTraining(data, minimum, title)
                                  : checkPanel(data, minimum, MissingReturns::Refused, title);
}

double meanLength(const TrainingData& data, const Params& params, const BlockChoice& choose) {
    const auto history = data.training();
    const std::size_t assets = data.assetCount();
    std::vector<double> column(history.size() / assets);
    double sum = 0;
    for (std::size_t a = 0; a < assets; ++a) {
        for (std::size_t t = 0; t < column.size(); ++t)
            column[t] = history[t * assets + a];
        sum += choose(column, params);
    }
    return sum / static_cast<double>(assets);
}

} // namespace

GeneratorInfo makeResampler(GeneratorInfo info, std::size_t minimum, BlockChoice choose,
                            ResampleRule rule) {
    info.copiesHistory = true;
    info.maxAssets = kAnyNumberOfAssets;
    info.minimumReturns = [minimum](const Params&, std::size_t) { return minimum; };
    info.load = [id = info.id, rule](std::string_view bytes) {
        return loadResampler(id, rule, bytes);
    };
    info.fit =
        [id = info.id, title = info.title, minimum, choose = std::move(choose),
         rule = std::move(rule)](const TrainingData& data, const FitOptions& options,
                                 jobs::JobContext& context) -> Result<std::unique_ptr<Generator>> {
        if (auto checked = checkHistory(data, minimum, title); !checked)
            return std::move(checked).error();
        if (context.shouldStop())
            return fail(ErrorCode::Cancelled, "Fitting was stopped.");
        const auto history = data.training();
        return std::unique_ptr<Generator>(std::make_unique<Resampler>(
            id, std::vector<double>(history.begin(), history.end()), data.assetCount(),
            meanLength(data, options.params, choose), rule));
    };
    return info;
}

double blockLengthFor(BlockKind kind, std::span<const double> history, const Params& params) {
    const auto wanted = params.has("block_length") ? params.integer("block_length") : 0;
    if (wanted > 0)
        return std::min(static_cast<double>(wanted), static_cast<double>(history.size()));
    std::vector<double> absolute(history.begin(), history.end());
    for (double& r : absolute)
        r = std::abs(r);
    const auto best = stats::optimalBlockLength(absolute);
    return std::max(1.0,
                    kind == BlockKind::Geometric ? best.stationary : std::round(best.circular));
}

ParamSpec blockLengthSpec() {
    return {.key = "block_length",
            .title = "Block length",
            .type = ParamType::Integer,
            .defaultValue = std::int64_t{0},
            .minimum = 0,
            .maximum = 2000,
            .unit = "days",
            .help = "0 chooses it from the absolute returns (Politis and White 2004, corrected by "
                    "Patton, Politis and White 2009)."};
}

} // namespace loom::generate
