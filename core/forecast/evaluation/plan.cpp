// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast/evaluation/plan.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace loom::forecast {

namespace {

constexpr std::size_t kFewestScored = 20; // origins of all folds

Error invalid(std::string text) {
    return fail(ErrorCode::InvalidInput, std::move(text));
}

std::size_t shareOf(std::size_t rows, double share) {
    return static_cast<std::size_t>(std::floor(static_cast<double>(rows) * share));
}

/// Origins whose labels lie in [from, to).
std::vector<std::size_t> originsFor(std::size_t from, std::size_t to, std::size_t limit,
                                    std::size_t horizon, std::size_t every) {
    std::vector<std::size_t> out;
    for (std::size_t t = from - 1; t + 1 < to && t + horizon < limit; t += every)
        out.push_back(t);
    return out;
}

FitSpan spanBefore(std::size_t border, std::size_t length, const EvaluationPlan& plan) {
    FitSpan span;
    const std::size_t end = border - plan.embargo;
    span.from = plan.window == TrainWindow::Sliding && end > length ? end - length : 0;
    const std::size_t validation = shareOf(end - span.from, plan.validationShare);
    span.validationTo = end;
    span.validationFrom = end - validation;
    const std::size_t trainTo = validation == 0 ? end : span.validationFrom;
    span.trainTo =
        trainTo > plan.embargo + span.from && validation > 0 ? trainTo - plan.embargo : trainTo;
    return span;
}

} // namespace

Status checkPlan(const EvaluationPlan& plan) {
    const auto share = [](double value, double least, double most, const char* what) -> Status {
        if (value >= least && value <= most)
            return {};
        return invalid(fmt::format("{} must lie between {} and {}.", what, least, most));
    };
    if (auto ok = share(plan.testShare, 0, 0.5, "The share of locked test rows"); !ok)
        return ok;
    if (auto ok =
            share(plan.firstTrainShare, 0.1, 0.95, "The share of rows before the first border");
        !ok)
        return ok;
    if (auto ok = share(plan.validationShare, 0, 0.5, "The validation share"); !ok)
        return ok;
    if (plan.folds == 0 || plan.folds > 1000)
        return invalid("There must be between 1 and 1000 folds.");
    if (plan.originEvery == 0)
        return invalid("Forecasts must be at least one row apart.");
    if (plan.seeds.empty())
        return invalid("At least one seed is needed.");
    if (plan.costBasisPoints < 0 || plan.costBasisPoints > 1000)
        return invalid("Costs must lie between 0 and 1000 basis points.");
    if (plan.coverages.empty() ||
        !std::ranges::all_of(plan.coverages, [](double c) { return c > 0 && c < 1; }))
        return invalid("Coverages of intervals must lie between 0 and 1.");
    if (plan.test && plan.testShare <= 0)
        return invalid("There are no locked test rows to look at: their share is 0.");
    return {};
}

Result<Folds> makeFolds(std::size_t rows, std::size_t horizon, const EvaluationPlan& plan) {
    if (auto checked = checkPlan(plan); !checked)
        return std::move(checked).error();
    Folds out;
    out.testFrom = rows - shareOf(rows, plan.testShare);
    const std::size_t first = shareOf(out.testFrom, plan.firstTrainShare);
    if (first <= plan.embargo + 1 || first <= 2 * (plan.embargo + horizon))
        return invalid(fmt::format("{} rows are too few to evaluate {} steps ahead with an embargo "
                                   "of {}: {} would lie before the first border. Choose a longer "
                                   "period.",
                                   rows, horizon, plan.embargo, first));
    std::size_t scored = 0;
    const std::size_t count = plan.test ? 1 : plan.folds;
    const std::size_t begin = plan.test ? out.testFrom : first;
    const std::size_t end = plan.test ? rows : out.testFrom;
    for (std::size_t i = 0; i < count; ++i) {
        Fold fold;
        fold.scoreFrom = begin + (end - begin) * i / count;
        fold.scoreTo = begin + (end - begin) * (i + 1) / count;
        fold.span = spanBefore(fold.scoreFrom, first, plan);
        fold.origins = originsFor(fold.scoreFrom, fold.scoreTo, end, horizon, plan.originEvery);
        scored += fold.origins.size();
        if (!fold.origins.empty())
            out.folds.push_back(std::move(fold));
    }
    if (scored < kFewestScored)
        return invalid(fmt::format("Only {} forecasts could be scored; {} are needed to say "
                                   "anything. Choose a longer period, a larger share to score, or "
                                   "forecasts closer together.",
                                   scored, kFewestScored));
    return out;
}

std::vector<double> levelsFor(const std::vector<double>& coverages) {
    std::vector<double> out{0.5};
    for (const double coverage : coverages) {
        out.push_back((1 - coverage) / 2);
        out.push_back((1 + coverage) / 2);
    }
    std::ranges::sort(out);
    return out;
}

} // namespace loom::forecast
