// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/augment_verdict.h"

#include <fmt/format.h>

namespace loom::studies {

namespace {

using enum AugmentArmId;

struct Pair {
    AugmentArmId first, second;
    bool question;
};
constexpr Pair kPairs[] = {
    {MinimumVarianceAugmented, MinimumVarianceReal, true},
    {MaximumSharpeAugmented, MaximumSharpeReal, true},
    {MinimumVarianceSynthetic, MinimumVarianceReal, false},
    {MaximumSharpeSynthetic, MaximumSharpeReal, false},
    {MinimumVarianceReal, EqualWeight, false},
    {MinimumVarianceAugmented, EqualWeight, false},
    {MaximumSharpeReal, EqualWeight, false},
    {MaximumSharpeAugmented, EqualWeight, false},
};

const AugmentArm& armOf(const AugmentReport& report, AugmentArmId id) {
    return report.arms[static_cast<std::size_t>(id)];
}

std::string_view answerText(AugmentAnswer answer) {
    switch (answer) {
    case AugmentAnswer::Yes:
        return "yes";
    case AugmentAnswer::No:
        return "no";
    case AugmentAnswer::Worse:
        return "no, it is worse";
    case AugmentAnswer::CannotTell:
        break;
    }
    return "cannot tell";
}

std::string goalOf(AugmentArmId arm) {
    const std::string title(armTitle(arm));
    return title.substr(0, title.find(','));
}

std::string sentenceFor(const AugmentReport& report, const AugmentComparison& c) {
    const auto& d = c.difference;
    return fmt::format("{}: Sharpe ratio {:.2f}, {}: {:.2f}; difference {:+.3f}, standard error "
                       "{:.3f}, {:.3g} % interval {:+.3f} to {:+.3f}, p {:.3f}.",
                       armTitle(c.first), armOf(report, c.first).sharpe.value, armTitle(c.second),
                       armOf(report, c.second).sharpe.value, d.value, d.standardError,
                       100 * (1 - kAugmentLevel / 2), d.low, d.high, d.pValue);
}

std::string reasonFor(const AugmentComparison& c, double worthwhile) {
    switch (c.answer) {
    case AugmentAnswer::Yes:
        return "the gain is larger than chance explains";
    case AugmentAnswer::No:
        return fmt::format("whatever gain there is lies below {:.2g} a year", worthwhile);
    case AugmentAnswer::Worse:
        return "the loss is larger than chance explains";
    case AugmentAnswer::CannotTell:
        break;
    }
    return fmt::format("the interval {:+.2f} to {:+.2f} holds zero and gains that would matter",
                       c.difference.low, c.difference.high);
}

std::string verdictOf(const AugmentReport& report) {
    std::string out = "Does synthetic data help?";
    for (const auto& c : report.comparisons)
        if (c.question)
            out += fmt::format(" {}: {} ({:+.2f} Sharpe ratio; {}).", goalOf(c.first),
                               answerText(c.answer), c.difference.value,
                               reasonFor(c, report.plan.worthwhile));
    return out;
}

void addNotes(AugmentReport& report) {
    const auto& plan = report.plan;
    report.notes.push_back(fmt::format(
        "{} windows of {} real days, each with {} synthetic days ({} for every real one) by {}, "
        "fitted inside the window only; judged on {} days.",
        report.windows.size(), plan.window, plan.factor * plan.window, plan.factor,
        report.generatorTitle, report.arms.front().returns.size()));
    report.notes.push_back(fmt::format(
        "Weights are bought at the close of a window's last day, drift for {} days and pay {:g} "
        "basis points of what is traded. Long only, fully invested.",
        plan.step, plan.costBasisPoints));
    report.notes.push_back(fmt::format(
        "Sharpe ratios are annual (sqrt(252) x daily mean / standard deviation of simple returns "
        "above {:g} % a year); standard errors survive autocorrelation (Lo 2002; Ledoit and Wolf "
        "2008). Intervals and p values: studentised circular block bootstrap of the paired days, "
        "{} resamples. The two questions are asked at {:.3g} % each.",
        100 * plan.riskFreeRate, plan.resamples, 100 * kAugmentLevel / 2));
    for (const auto& arm : report.arms)
        if (arm.fallbacks > 0)
            report.notes.push_back(fmt::format(
                "{}: in {} of {} windows no asset had a positive mean above the risk-free rate; "
                "minimum variance was held there.",
                armTitle(arm.id), arm.fallbacks, report.windows.size()));
}

} // namespace

std::string_view armId(AugmentArmId arm) {
    switch (arm) {
    case MinimumVarianceReal:
        return "min_variance_real";
    case MinimumVarianceAugmented:
        return "min_variance_augmented";
    case MinimumVarianceSynthetic:
        return "min_variance_synthetic";
    case MaximumSharpeReal:
        return "max_sharpe_real";
    case MaximumSharpeAugmented:
        return "max_sharpe_augmented";
    case MaximumSharpeSynthetic:
        return "max_sharpe_synthetic";
    case EqualWeight:
        break;
    }
    return "equal_weight";
}

std::string_view armTitle(AugmentArmId arm) {
    switch (arm) {
    case MinimumVarianceReal:
        return "Minimum variance, real";
    case MinimumVarianceAugmented:
        return "Minimum variance, real and synthetic";
    case MinimumVarianceSynthetic:
        return "Minimum variance, synthetic only";
    case MaximumSharpeReal:
        return "Maximum Sharpe, real";
    case MaximumSharpeAugmented:
        return "Maximum Sharpe, real and synthetic";
    case MaximumSharpeSynthetic:
        return "Maximum Sharpe, synthetic only";
    case EqualWeight:
        break;
    }
    return "Equal weight";
}

AugmentAnswer answerFor(const portfolio::SharpeDifference& difference, double worthwhile) {
    if (difference.low > 0)
        return AugmentAnswer::Yes;
    if (difference.high < 0)
        return AugmentAnswer::Worse;
    return difference.high < worthwhile ? AugmentAnswer::No : AugmentAnswer::CannotTell;
}

Status answer(AugmentReport& report) {
    const double daily = report.plan.riskFreeRate / 252;
    const auto excess = [&](AugmentArmId id) {
        auto out = armOf(report, id).returns;
        for (double& r : out)
            r -= daily;
        return out;
    };
    for (const auto& [first, second, question] : kPairs) {
        const auto difference = portfolio::compareSharpe(excess(first), excess(second),
                                                         {.resamples = report.plan.resamples,
                                                          .level = kAugmentLevel / 2,
                                                          .seed = report.plan.seed});
        if (!difference)
            return difference.error();
        AugmentComparison c{.first = first,
                            .second = second,
                            .difference = *difference,
                            .question = question,
                            .answer = answerFor(*difference, report.plan.worthwhile),
                            .sentence = {}};
        c.sentence = sentenceFor(report, c);
        report.comparisons.push_back(std::move(c));
    }
    report.verdict = verdictOf(report);
    addNotes(report);
    return {};
}

} // namespace loom::studies
