// SPDX-License-Identifier: GPL-3.0-or-later
// The plain thresholds by which generators of a series are usually accepted, with what each of them
// overlooks said beside the outcome.
#include "generate/fidelity_rows.h"

#include <array>
#include <cmath>

#include <fmt/format.h>

#include "stats/tails.h"

namespace loom::generate {

namespace {

using stats::Profile;

Judgement passIf(bool good) {
    return good ? Judgement::Pass : Judgement::Fail;
}

RuleOutcome meanRule(const Profile& real, const Profile& generated) {
    constexpr double kShare = 0.1;
    constexpr double kYear = 252 * 100;
    const double difference = std::abs(generated.moments.mean - real.moments.mean);
    const double limit = kShare * std::abs(real.moments.mean);
    const double error = real.moments.stdev / std::sqrt(static_cast<double>(real.moments.count));
    std::string why = fmt::format(
        "The means differ by {:.2f} % a year, the limit is {:.2f}; one standard error of the real "
        "mean is {:.2f}",
        difference * kYear, limit * kYear, error * kYear);
    why += error > limit ? ", more than the limit, so that another real sample would often break "
                           "the rule too."
                         : ".";
    return {.id = "mean",
            .title = "Mean",
            .limit = "|difference| < 0.1 x |real mean|",
            .value = difference / std::abs(real.moments.mean),
            .judgement = passIf(difference < limit),
            .why = std::move(why)};
}

RuleOutcome volatilityRule(const Profile& real, const Profile& generated) {
    const double ratio = generated.moments.stdev / real.moments.stdev;
    return {.id = "volatility",
            .title = "Volatility ratio",
            .limit = "generated over real within 0.8 to 1.2",
            .value = ratio,
            .judgement = passIf(ratio >= 0.8 && ratio <= 1.2),
            .why = fmt::format("The ratio is {:.2f}; it says nothing about when volatility comes: "
                               "shuffled returns have the ratio 1.",
                               ratio)};
}

RuleOutcome quantileRule(const Profile& real, const Profile& generated) {
    constexpr std::array<double, 4> kLevels{0.01, 0.05, 0.95, 0.99};
    std::size_t within = 0;
    std::string outside;
    for (const double p : kLevels) {
        const double quantile = stats::quantileSorted(generated.sorted.front(), p);
        if (stats::withinQuantileBand(real.sorted.front(), p, quantile))
            ++within;
        else
            outside += fmt::format("{}{:.0f} %", outside.empty() ? "" : ", ", 100 * p);
    }
    return {.id = "qq",
            .title = "QQ, tails",
            .limit = "quantiles at 1, 5, 95 and 99 % inside the real 95 % band",
            .value = static_cast<double>(within) / static_cast<double>(kLevels.size()),
            .judgement = passIf(within == kLevels.size()),
            .why = fmt::format("{} of {} tail quantiles lie inside their band{}; the band takes "
                               "days as independent, which clustered days are not, so it is "
                               "narrower than it should be.",
                               within, kLevels.size(),
                               outside.empty() ? std::string() : " (not " + outside + ")")};
}

RuleOutcome kurtosisRule(const Profile& real, const Profile& generated) {
    constexpr double kLimit = 0.5;
    const double ours = generated.moments.excessKurtosis;
    const double theirs = real.moments.excessKurtosis;
    const double error = std::abs(ours - theirs) / (1 + std::abs(theirs));
    return {.id = "kurtosis",
            .title = "Kurtosis",
            .limit = "|difference of excess kurtosis| at most 0.5 x (1 + |real one|)",
            .value = error,
            .judgement = passIf(error <= kLimit),
            .why = fmt::format("Excess kurtosis is {:.1f}, {:.1f} in the real series; a few days "
                               "decide it, and it does not see on which side the tail lies.",
                               ours, theirs)};
}

} // namespace

std::vector<RuleOutcome> seriesRules(const Profile& real, const Profile& generated) {
    return {meanRule(real, generated), volatilityRule(real, generated),
            quantileRule(real, generated), kurtosisRule(real, generated)};
}

} // namespace loom::generate
