// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/resampler.h"

#include <fmt/format.h>

namespace loom::generate {

namespace {

class Resampler final : public Generator {
  public:
    Resampler(std::string id, std::vector<double> history, double length, ResampleRule rule)
        : m_id(std::move(id)), m_history(std::move(history)), m_length(length),
          m_rule(std::move(rule)) {}

    Result<Sample> sample(const SampleRequest& request, jobs::JobContext& context) const override {
        return samplePaths(request, context, [this](Rng& rng, std::span<float> path) {
            m_rule(m_history, m_length, rng, path);
        });
    }

    std::vector<Fact> facts() const override {
        std::vector<Fact> out{
            {.name = "History", .value = std::to_string(m_history.size()), .unit = "returns"}};
        if (m_length > 1)
            out.push_back(
                {.name = "Block length", .value = fmt::format("{:.1f}", m_length), .unit = "days"});
        return out;
    }

    Result<std::string> serialize() const override {
        return sealState(m_id, {{"history", m_history}, {"block_length", m_length}});
    }

  private:
    std::string m_id;
    std::vector<double> m_history;
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
        if (history.size() < 2 || !(length >= 1))
            return fail(ErrorCode::Corrupt, "The stored bootstrap holds no history. Fit it again.");
        return std::unique_ptr<Generator>(
            std::make_unique<Resampler>(id, std::move(history), length, rule));
    } catch (const Json::exception&) {
        return fail(ErrorCode::Corrupt, "The stored bootstrap is incomplete. Fit it again.");
    }
}

} // namespace

GeneratorInfo makeResampler(GeneratorInfo info, std::size_t minimum, BlockChoice choose,
                            ResampleRule rule) {
    info.copiesHistory = true;
    info.minimumReturns = [minimum](const Params&) { return minimum; };
    info.load = [id = info.id, rule](std::string_view bytes) {
        return loadResampler(id, rule, bytes);
    };
    info.fit =
        [id = info.id, title = info.title, minimum, choose = std::move(choose),
         rule = std::move(rule)](const TrainingData& data, const FitOptions& options,
                                 jobs::JobContext& context) -> Result<std::unique_ptr<Generator>> {
        if (auto checked = checkTraining(data, minimum, title); !checked)
            return std::move(checked).error();
        if (context.shouldStop())
            return fail(ErrorCode::Cancelled, "Fitting was stopped.");
        const auto history = data.training();
        return std::unique_ptr<Generator>(
            std::make_unique<Resampler>(id, std::vector<double>(history.begin(), history.end()),
                                        choose(history, options.params), rule));
    };
    return info;
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
