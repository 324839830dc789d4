// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast/evaluation/verdict.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/counts.h"
namespace loom::forecast {

namespace {

const AgainstBaseline* againstLastValue(const ModelScores& model) {
    const auto at = std::ranges::find(model.against, "last_value", &AgainstBaseline::baseline);
    return at == model.against.end() ? nullptr : &*at;
}

std::string probability(double p) {
    return p < 0.001 ? "p < 0.001" : fmt::format("p = {:.3f}", p);
}

/// "1.2 % lower", "0.4 % higher".
std::string distance(double skill) {
    const double percent = 100 * std::abs(skill);
    return fmt::format(
        "{} % {}", percent < 0.1 ? fmt::format("{:.2f}", percent) : fmt::format("{:.1f}", percent),
        skill >= 0 ? "lower" : "higher");
}

std::string evidence(const EvaluationReport& report) {
    return fmt::format("{}, worth about {} independent ones", counted(report.origins, "forecast"),
                       grouped(std::llround(report.independent)));
}

std::string directionWords(const Direction& direction) {
    if (std::isnan(direction.accuracy))
        return {};
    const char* how = direction.low > direction.baseRate    ? "above"
                      : direction.high < direction.baseRate ? "below"
                                                            : "not distinguishable from";
    return fmt::format(" Direction right in {:.1f} % ({:.1f} to {:.1f}), {} the base rate of "
                       "{:.1f} %.",
                       100 * direction.accuracy, 100 * direction.low, 100 * direction.high, how,
                       100 * direction.baseRate);
}

} // namespace

void judge(ModelScores& model, const EvaluationReport& report) {
    const AgainstBaseline* last = againstLastValue(model);
    if (last == nullptr) { // is the last value itself
        model.standing = Standing::Baseline;
        model.verdict = "The yardstick: tomorrow's price is today's.";
        return;
    }
    const bool sure = !std::isnan(last->pValue) && last->pValue < kSignificance;
    const Standing found = !sure || last->identical ? Standing::Indistinct
                           : last->statistic < 0    ? Standing::Better
                                                    : Standing::Worse;
    model.standing = model.baseline ? Standing::Baseline : found;
    const char* claim = found == Standing::Better  ? "Better than last value"
                        : found == Standing::Worse ? "Worse than last value"
                                                   : "Indistinguishable from last value";
    if (last->identical) {
        model.verdict = fmt::format("{}: it forecasts the same.", claim);
        return;
    }
    const std::string sureness = std::isnan(last->pValue) ? last->note : probability(last->pValue);
    model.verdict =
        fmt::format("{}: its squared error is {} ({}; {}).{}", claim, distance(last->skill),
                    sureness, evidence(report), directionWords(model.direction));
}

std::string overallVerdict(const EvaluationReport& report) {
    const auto best = std::ranges::find(report.models, false, &ModelScores::baseline);
    const auto rival = std::ranges::find(report.models, true, &ModelScores::baseline);
    if (best == report.models.end())
        return rival == report.models.end()
                   ? "Nothing was evaluated."
                   : fmt::format("Only baselines were evaluated; {} has the lowest error.",
                                 rival->title);
    std::string out = fmt::format("{}: {}", best->title, best->verdict);
    if (rival == report.models.end())
        return out;
    const bool ahead = best < rival;
    const auto against = std::ranges::find(best->against, rival->id, &AgainstBaseline::baseline);
    if (against == best->against.end() || std::isnan(against->pValue))
        return out;
    const bool sure = against->pValue < kSignificance;
    out += fmt::format(" The best baseline, {}, {} ({}).", rival->title,
                       ahead  ? sure ? "is beaten" : "is behind by no more than chance explains"
                       : sure ? "does better"
                              : "does as well",
                       probability(against->pValue));
    return out;
}

} // namespace loom::forecast
