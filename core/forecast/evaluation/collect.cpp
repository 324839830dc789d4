// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast/evaluation/collect.h"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "forecast/evaluation/fit_context.h"
#include "jobs/job_parts.h"
#include "stats/parallel.h"

namespace loom::forecast {

namespace {

FitSpan spanFor(const ForecasterInfo& info, FitSpan span) {
    if (info.trains)
        return span;
    span.trainTo = std::max(span.trainTo, span.validationTo);
    span.validationFrom = span.validationTo = span.trainTo;
    return span;
}

std::vector<std::size_t> validationOrigins(const FitSpan& span, const EvaluationPlan& plan,
                                           std::size_t horizon) {
    std::vector<std::size_t> out;
    if (span.validationTo <= span.validationFrom || span.validationFrom == 0)
        return out;
    for (std::size_t t = span.validationFrom - 1; t + horizon < span.validationTo;
         t += plan.originEvery)
        out.push_back(t);
    return out;
}

void copyInto(Forecasts& to, std::size_t at, const Forecasts& from) {
    const auto first = static_cast<std::ptrdiff_t>(at * to.assets * to.horizon);
    const auto levels = static_cast<std::ptrdiff_t>(to.levels.size());
    std::ranges::copy(from.points, to.points.begin() + first);
    if (levels > 0)
        std::ranges::copy(from.quantiles, to.quantiles.begin() + first * levels);
}

} // namespace

std::vector<std::size_t> originsOf(const Folds& folds) {
    std::vector<std::size_t> out;
    for (const Fold& fold : folds.folds)
        out.insert(out.end(), fold.origins.begin(), fold.origins.end());
    return out;
}

Result<Collected> collectForecasts(const ForecasterInfo& info, const Params& params,
                                   const ForecastData& data, const Folds& folds,
                                   const EvaluationPlan& plan, const FitOptions& options,
                                   jobs::JobContext& context) {
    const auto begun = std::chrono::steady_clock::now();
    const std::size_t seeds = info.trains ? plan.seeds.size() : 1;
    const auto origins = originsOf(folds);
    const auto warmUpOrigins = validationOrigins(folds.folds.front().span, plan, data.horizon);
    const bool learnsQuantiles = plan.intervals == Intervals::Quantiles && info.quantiles;
    const auto levels = learnsQuantiles ? levelsFor(plan.coverages) : std::vector<double>();
    Collected out;
    for (std::size_t s = 0; s < seeds; ++s) {
        out.bySeed.emplace_back(data, origins, levels);
        out.warmUp.emplace_back(data, warmUpOrigins);
    }
    std::vector<std::size_t> firstOrigin;
    for (std::size_t at = 0; const Fold& fold : folds.folds) {
        firstOrigin.push_back(at);
        at += fold.origins.size();
    }
    const std::size_t tasks = seeds * folds.folds.size();
    std::vector<Status> statuses(tasks);
    jobs::JobParts parts(context, tasks, info.title + ", fit");
    const auto work = [&](std::size_t task, unsigned threads) -> Status {
        const std::size_t f = task / seeds, s = task % seeds;
        const Fold& fold = folds.folds[f];
        auto part = parts.part(task);
        FitContext inner(part, fmt::format("{}/fold_{}/seed_{}/", info.id, f + 1, plan.seeds[s]));
        FitOptions fit = options;
        fit.params = params;
        fit.seed = plan.seeds[s];
        fit.threads = threads;
        fit.levels = levels;
        fit.checkpointFile = {};
        auto model = info.fit(data, spanFor(info, fold.span), fit, inner);
        if (!model)
            return std::move(model).error();
        auto scored = (*model)->forecast(data, fold.origins, inner);
        if (!scored)
            return std::move(scored).error();
        copyInto(out.bySeed[s], firstOrigin[f], *scored);
        if (f > 0 || warmUpOrigins.empty())
            return {};
        // A model that has learnt from the validation rows too must not calibrate on them.
        if (!info.trains) {
            model = info.fit(data, fold.span, fit, inner);
            if (!model)
                return std::move(model).error();
        }
        auto earlier = (*model)->forecast(data, warmUpOrigins, inner);
        if (!earlier)
            return std::move(earlier).error();
        out.warmUp[s] = std::move(earlier).value();
        return {};
    };
    // Fits side by side, a thread each: small networks gain nothing from sharing one.
    if (tasks > 1)
        stats::parallelFor(tasks, [&](std::size_t i) { statuses[i] = work(i, 1); });
    else
        statuses[0] = work(0, options.threads);
    for (Status& status : statuses)
        if (!status)
            return std::move(status).error().during("evaluate " + info.title);
    if (context.shouldStop())
        return fail(ErrorCode::Cancelled, "The evaluation was stopped.");
    out.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    return out;
}

} // namespace loom::forecast
