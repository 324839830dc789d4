// SPDX-License-Identifier: GPL-3.0-or-later
// An augmentation report as JSON and CSV.
#include <fmt/format.h>

#include "base/csv.h"
#include "base/date.h"
#include "studies/augment.h"

namespace loom::studies {

namespace {

std::string_view answerId(AugmentAnswer answer) {
    switch (answer) {
    case AugmentAnswer::Yes:
        return "yes";
    case AugmentAnswer::No:
        return "no";
    case AugmentAnswer::Worse:
        return "worse";
    case AugmentAnswer::CannotTell:
        break;
    }
    return "cannot_tell";
}

Json armJson(const AugmentArm& arm) {
    return {{"id", armId(arm.id)},
            {"title", armTitle(arm.id)},
            {"sharpe", arm.sharpe.value},
            {"standard_error", arm.sharpe.standardError},
            {"standard_error_iid", arm.sharpe.standardErrorIid},
            {"annual_return", arm.annualReturn},
            {"annual_volatility", arm.annualVolatility},
            {"turnover", arm.turnover},
            {"holdings", arm.holdings},
            {"fallbacks", arm.fallbacks}};
}

Json comparisonJson(const AugmentComparison& c) {
    return {{"first", armId(c.first)},
            {"second", armId(c.second)},
            {"question", c.question},
            {"answer", answerId(c.answer)},
            {"difference", c.difference.value},
            {"standard_error", c.difference.standardError},
            {"low", c.difference.low},
            {"high", c.difference.high},
            {"p", c.difference.pValue},
            {"block", c.difference.block},
            {"resamples", c.difference.resamples},
            {"sentence", c.sentence}};
}

std::string day(const AugmentReport& report, std::size_t judged) {
    return report.dates.empty() ? std::to_string(judged + 1) : toIso(Date{report.dates[judged]});
}

} // namespace

Json toJson(const AugmentPlan& plan) {
    return {{"model", {{"id", plan.generator}, {"preset", plan.preset}, {"params", plan.params}}},
            {"factor", plan.factor},
            {"window", plan.window},
            {"step", plan.step},
            {"risk_free_rate", plan.riskFreeRate},
            {"cost_basis_points", plan.costBasisPoints},
            {"worthwhile", plan.worthwhile},
            {"resamples", plan.resamples},
            {"seed", plan.seed},
            {"device", plan.device}};
}

Json toJson(const AugmentReport& report) {
    Json out{{"plan", toJson(report.plan)},
             {"generator", report.generatorTitle},
             {"assets", report.assets},
             {"windows", report.windows.size()},
             {"judged_days", report.arms.empty() ? 0 : report.arms.front().returns.size()},
             {"verdict", report.verdict},
             {"notes", report.notes},
             {"arms", Json::array()},
             {"comparisons", Json::array()}};
    if (!report.dates.empty()) {
        out["judged_from"] = toIso(Date{report.dates.front()});
        out["judged_to"] = toIso(Date{report.dates.back()});
    }
    for (const auto& arm : report.arms)
        out["arms"].push_back(armJson(arm));
    for (const auto& c : report.comparisons)
        out["comparisons"].push_back(comparisonJson(c));
    return out;
}

std::string toCsv(const AugmentReport& report) {
    CsvWriter csv;
    csv.row({"row", "what", "rival", "sharpe", "standard_error", "low", "high", "p",
             "annual_return", "annual_volatility", "turnover", "holdings", "convention"});
    for (const auto& arm : report.arms) {
        csv.cell("portfolio").cell(armId(arm.id)).cell("").cell(arm.sharpe.value);
        csv.cell(arm.sharpe.standardError).cell("").cell("").cell("");
        csv.cell(arm.annualReturn).cell(arm.annualVolatility).cell(arm.turnover);
        csv.cell(arm.holdings);
        csv.cell("annual: sqrt(252) x mean / sd of daily simple returns; HAC standard error "
                 "(Ledoit & Wolf 2008)");
        csv.endRow();
    }
    for (const auto& c : report.comparisons) {
        csv.cell("difference").cell(armId(c.first)).cell(armId(c.second));
        csv.cell(c.difference.value).cell(c.difference.standardError);
        csv.cell(c.difference.low).cell(c.difference.high).cell(c.difference.pValue);
        csv.cell("").cell("").cell("").cell("");
        csv.cell(fmt::format("studentised circular block bootstrap (Ledoit & Wolf 2008), block {} "
                             "days, {} resamples, {:g} % interval",
                             c.difference.block, c.difference.resamples,
                             100 * (1 - kAugmentLevel / 2)));
        csv.endRow();
    }
    return csv.text();
}

std::string returnsCsv(const AugmentReport& report) {
    CsvWriter csv;
    csv.cell(report.dates.empty() ? "day" : "date");
    for (const auto& arm : report.arms)
        csv.cell(armId(arm.id));
    csv.endRow();
    const std::size_t days = report.arms.empty() ? 0 : report.arms.front().returns.size();
    for (std::size_t t = 0; t < days; ++t) {
        csv.cell(day(report, t));
        for (const auto& arm : report.arms)
            csv.cell(arm.returns[t]);
        csv.endRow();
    }
    return csv.text();
}

std::string weightsCsv(const AugmentReport& report) {
    CsvWriter csv;
    csv.row({"held_from", "portfolio", "asset", "weight"});
    for (const auto& window : report.windows)
        for (std::size_t arm = 0; arm < window.weights.size(); ++arm)
            for (std::size_t a = 0; a < report.assets.size(); ++a) {
                csv.cell(day(report, window.to - report.windows.front().to));
                csv.cell(armId(static_cast<AugmentArmId>(arm))).cell(report.assets[a]);
                csv.cell(window.weights[arm](static_cast<Eigen::Index>(a)));
                csv.endRow();
            }
    return csv.text();
}

} // namespace loom::studies
