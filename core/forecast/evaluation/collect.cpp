// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast/evaluation/collect.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <numeric>
#include <thread>

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

class Collection {
  public:
    Collection(const ForecasterInfo& info, const Params& params, const ForecastData& data,
               const Folds& folds, const EvaluationPlan& plan, const FitOptions& options,
               const KeptFits& kept)
        : m_info(info), m_data(data), m_folds(folds), m_plan(plan), m_options(options),
          m_kept(kept), m_origins(originsOf(folds)),
          m_warmUp(validationOrigins(folds.folds.front().span, plan, data.horizon)),
          m_seeds(info.trains ? plan.seeds.size() : 1) {
        m_options.params = params;
        m_options.checkpointFile = {};
        m_options.levels = plan.intervals == Intervals::Quantiles && info.quantiles
                               ? levelsFor(plan.coverages)
                               : std::vector<double>();
        for (std::size_t at = 0; const Fold& fold : folds.folds) {
            m_firstOrigin.push_back(at);
            at += fold.origins.size();
        }
    }

    Result<Collected> run(jobs::JobContext& context);

  private:
    /// What a fit is to do.
    struct Task {
        std::size_t fold = 0, seed = 0;
        FitOptions options;
        std::string key;
    };
    Task task(std::size_t index, unsigned threads) const;
    const std::vector<std::size_t>& warmUpOf(std::size_t fold) const {
        return fold == 0 ? m_warmUp : kNone;
    }
    Result<KeptFit> fitted(const Task& task, jobs::JobContext& context) const;

    static inline const std::vector<std::size_t> kNone;
    const ForecasterInfo& m_info;
    const ForecastData& m_data;
    const Folds& m_folds;
    const EvaluationPlan& m_plan;
    FitOptions m_options;
    const KeptFits& m_kept;
    std::vector<std::size_t> m_origins, m_warmUp;
    std::size_t m_seeds;
    std::vector<std::size_t> m_firstOrigin; ///< by fold, among all origins
};

Collection::Task Collection::task(std::size_t index, unsigned threads) const {
    Task out{.fold = index / m_seeds, .seed = index % m_seeds, .options = m_options, .key = {}};
    out.options.seed = m_plan.seeds[out.seed];
    out.options.threads = threads;
    const Fold& fold = m_folds.folds[out.fold];
    out.key = m_kept.key(m_info, out.options, fold.span, fold.origins, warmUpOf(out.fold));
    return out;
}

Result<KeptFit> Collection::fitted(const Task& task, jobs::JobContext& context) const {
    const auto begun = std::chrono::steady_clock::now();
    const Fold& fold = m_folds.folds[task.fold];
    auto model = m_info.fit(m_data, spanFor(m_info, fold.span), task.options, context);
    if (!model)
        return std::move(model).error();
    auto scored = (*model)->forecast(m_data, fold.origins, context);
    if (!scored)
        return std::move(scored).error();
    KeptFit out{.scored = std::move(scored).value(), .warmUp = {}, .seconds = 0};
    if (!warmUpOf(task.fold).empty()) {
        // A model that has learnt from the validation rows too must not calibrate on them.
        if (!m_info.trains) {
            model = m_info.fit(m_data, fold.span, task.options, context);
            if (!model)
                return std::move(model).error();
        }
        auto earlier = (*model)->forecast(m_data, m_warmUp, context);
        if (!earlier)
            return std::move(earlier).error();
        out.warmUp = std::move(earlier).value();
    }
    out.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    return out;
}

Result<Collected> Collection::run(jobs::JobContext& context) {
    Collected out;
    for (std::size_t s = 0; s < m_seeds; ++s) {
        out.bySeed.emplace_back(m_data, m_origins, m_options.levels);
        out.warmUp.emplace_back(m_data, m_warmUp);
    }
    out.fits = m_seeds * m_folds.folds.size();
    const bool sideBySide = out.fits > 1;
    std::vector<Status> statuses(out.fits);
    std::vector<double> seconds(out.fits, 0.0);
    std::atomic<std::size_t> recalled{0};
    jobs::JobParts parts(context, out.fits, m_info.title + ", fit");
    const auto work = [&](std::size_t index) -> Status {
        const Task now = task(index, sideBySide ? 1 : m_options.threads);
        auto part = parts.part(index);
        auto fit = m_info.trains ? m_kept.fit(now.key) : std::nullopt;
        if (fit) {
            ++recalled;
            part.progress(1, "fitted before");
        } else if (m_info.trains && m_kept.use() == KeptFits::Use::Only) {
            return fail(ErrorCode::NotFound, "Its forecasts are no longer kept.");
        } else {
            FitContext inner(part, fmt::format("{}/fold_{}/seed_{}/", m_info.id, now.fold + 1,
                                               now.options.seed));
            auto made = fitted(now, inner);
            if (!made)
                return std::move(made).error();
            if (m_info.trains && !context.shouldStop())
                m_kept.keep(now.key, *made);
            fit = std::move(made).value();
        }
        seconds[index] = fit->seconds;
        copyInto(out.bySeed[now.seed], m_firstOrigin[now.fold], fit->scored);
        if (!warmUpOf(now.fold).empty())
            out.warmUp[now.seed] = std::move(fit->warmUp);
        return {};
    };
    // Fits side by side, a thread each: small networks gain nothing from sharing one.
    if (sideBySide)
        stats::parallelFor(out.fits, [&](std::size_t i) { statuses[i] = work(i); });
    else
        statuses[0] = work(0);
    for (Status& status : statuses)
        if (!status)
            return std::move(status).error().during("evaluate " + m_info.title);
    if (context.shouldStop())
        return fail(ErrorCode::Cancelled, "The evaluation was stopped.");
    const std::size_t width =
        std::min<std::size_t>(out.fits, std::max(1U, std::thread::hardware_concurrency()));
    out.seconds = std::accumulate(seconds.begin(), seconds.end(), 0.0) / static_cast<double>(width);
    out.recalled = recalled;
    return out;
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
                                   const KeptFits& kept, jobs::JobContext& context) {
    return Collection(info, params, data, folds, plan, options, kept).run(context);
}

} // namespace loom::forecast
