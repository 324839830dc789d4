// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/quantgan/fit_facts.h"

#include <numeric>

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

std::vector<Generator::Fact> panelFacts(const ReturnMap& map) {
    const auto shares = map.factorShares();
    std::vector<Generator::Fact> list{
        {"Assets", std::to_string(map.assets())},
        {"Variance in the first factor", number(100 * shares.front()), "%"}};
    if (const std::size_t single = map.channels() - 1; single + 1 < map.assets())
        list.push_back(
            {fmt::format("Variance in the {} leading factors", single),
             number(100 * std::accumulate(shares.begin(),
                                          shares.begin() + static_cast<std::ptrdiff_t>(single),
                                          0.0)),
             "%"});
    return list;
}

} // namespace

std::vector<Generator::Fact> fitFacts(const QuantGanConfig& config, const TrainingData& data,
                                      const ReturnMap& map, const TrainingState& end,
                                      std::size_t windows, bool diverged) {
    const auto& s = map.series().state();
    std::vector<Generator::Fact> list;
    if (map.isPanel())
        list = panelFacts(map);
    else
        list.push_back({"Tail parameter delta", number(s.delta)});
    list.push_back({"Receptive field", std::to_string(config.receptiveField()), "days"});
    list.push_back({"Training windows", std::to_string(windows)});
    list.push_back({"Steps trained", std::to_string(end.step)});
    list.push_back({"Best step", std::to_string(end.bestStep)});
    if (!map.isPanel()) {
        list.push_back({"Tail bound", number(map.series().toReturn(s.bound)), "log return"});
        list.push_back(
            {"Output standardised by", fmt::format("{:.4g} and {:.4g}", end.bestScale.mean.front(),
                                                   end.bestScale.root.front())});
    }
    if (end.bestScore.total > 0)
        addScores(list, end.bestScore,
                  data.wholeWindow     ? " (in-sample)"
                  : !canValidate(data) ? " (training)"
                  : map.isPanel()      ? " (training and validation)"
                                       : " (validation)");
    const auto warn = [&](const std::string& text) {
        if (!text.empty())
            list.push_back({"Warning", text, {}, true});
    };
    if (!map.isPanel())
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
