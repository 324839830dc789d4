// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/quantgan/fit_facts.h"

#include <fmt/format.h>

namespace loom::generate {

namespace {

std::string number(double value) {
    return fmt::format("{:.4g}", value);
}

void addScores(std::vector<Generator::Fact>& list, const ValidationScore& score,
               const std::string& on) {
    list.push_back({"ACF of |r|, share of no dynamics" + on, number(score.acfAbsolute)});
    list.push_back({"Leverage, share of no dynamics" + on, number(score.leverage)});
    list.push_back({"Volatility, generated over real" + on, number(score.volatility)});
    list.push_back({"EMD at 1 day" + on, number(score.emd1), "log return"});
}

} // namespace

std::vector<Generator::Fact> fitFacts(const QuantGanConfig& config, const TrainingData& data,
                                      const learn::ReturnScaler& scaler, const TrainingState& end,
                                      std::size_t windows, bool diverged) {
    const auto& s = scaler.state();
    std::vector<Generator::Fact> list = {
        {"Tail parameter delta", number(s.delta)},
        {"Receptive field", std::to_string(config.receptiveField()), "days"},
        {"Training windows", std::to_string(windows)},
        {"Steps trained", std::to_string(end.step)},
        {"Best step", std::to_string(end.bestStep)},
        {"Tail bound", number(scaler.toReturn(s.bound)), "log return"},
        {"Output standardised by",
         fmt::format("{:.4g} and {:.4g}", end.bestScale.mean, end.bestScale.stdev)}};
    if (end.bestScore.total > 0)
        addScores(list, end.bestScore,
                  data.wholeWindow    ? " (in-sample)"
                  : canValidate(data) ? " (validation)"
                                      : " (training)");
    const auto warn = [&](const std::string& text) {
        if (!text.empty())
            list.push_back({"Warning", text, {}, true});
    };
    warn(learn::tailWarning(s.delta));
    if (!canValidate(data))
        warn("There are fewer than 60 validation days, so the best step was chosen on training "
             "data.");
    if (diverged)
        warn(fmt::format("Training diverged after step {}; the best state before is kept.",
                         end.step));
    for (const std::string& trouble : end.troubles)
        warn(trouble);
    return list;
}

} // namespace loom::generate
