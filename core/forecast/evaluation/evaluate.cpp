// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast/evaluation/evaluate.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/counts.h"
#include "base/text.h"
#include "forecast/evaluation/collect.h"
#include "forecast/evaluation/fit_context.h"
#include "forecast/evaluation/scoring.h"
#include "forecast/evaluation/verdict.h"
#include "jobs/job_parts.h"
#include "stats/moments.h"
#include "stats/parallel.h"

namespace loom::forecast {

namespace {

Score scoreOf(std::vector<double> bySeed) {
    Score out;
    out.value = stats::mean(bySeed);
    out.low = *std::ranges::min_element(bySeed);
    out.high = *std::ranges::max_element(bySeed);
    out.bySeed = std::move(bySeed);
    return out;
}

class Evaluation {
  public:
    Evaluation(const ForecasterRegistry& registry, const ForecastData& data,
               const EvaluationPlan& plan, const FitOptions& options, const KeptFits& kept,
               jobs::JobContext& context)
        : m_registry(registry), m_data(data), m_plan(plan), m_options(options), m_kept(kept),
          m_context(context) {}

    Result<EvaluationReport> run(const std::vector<Contestant>& contestants,
                                 const Rebuild& rebuild);

  private:
    struct Entry {
        const ForecasterInfo* info = nullptr;
        Params params;
    };
    Result<std::vector<Entry>> entries(const std::vector<Contestant>& contestants) const;
    ModelScores scored(const Entry& entry, Collected& collected);
    Status testForLeaks(const Entry& entry, jobs::JobContext& context);
    Result<std::vector<LeakCheck>> leaksOf(const Entry& entry, jobs::JobContext& context) const;
    void compareAll();
    void addNotes();

    const ForecasterRegistry& m_registry;
    const ForecastData& m_data;
    const EvaluationPlan& m_plan;
    const FitOptions& m_options;
    const KeptFits& m_kept;
    jobs::JobContext& m_context;
    ErrorScales m_scales;
    std::size_t m_fits = 0, m_recalled = 0; ///< of models that train
    EvaluationReport m_report;
};

/// Baselines first, the last value before all, so that a stop still leaves a yardstick.
Result<std::vector<Evaluation::Entry>>
Evaluation::entries(const std::vector<Contestant>& contestants) const {
    std::vector<Entry> out;
    const auto isChosen = [&](const ForecasterInfo& info) {
        return std::ranges::any_of(contestants, [&](const auto& c) { return c.id == info.id; });
    };
    for (const auto& info : m_registry.all()) {
        if (info.kind != ForecasterKind::Baseline || isChosen(info) ||
            (info.usesFeatures && m_data.featureCount() == 0) ||
            m_data.assetCount() < info.minAssets)
            continue;
        auto params = validated(info.params, Json::object());
        if (!params)
            return std::move(params).error();
        out.push_back({&info, std::move(params).value()});
    }
    std::ranges::stable_partition(out, [](const Entry& e) { return e.info->id == "last_value"; });
    for (const Contestant& contestant : contestants) {
        const auto* info = m_registry.find(contestant.id);
        if (info == nullptr)
            return fail(ErrorCode::NotFound,
                        fmt::format("There is no forecaster \"{}\".", contestant.id));
        out.push_back({info, contestant.params});
    }
    return out;
}

ModelScores Evaluation::scored(const Entry& entry, Collected& collected) {
    ModelScores out;
    out.id = entry.info->id;
    out.title = entry.info->title;
    out.baseline = entry.info->kind == ForecasterKind::Baseline;
    out.seeds = collected.bySeed.size();
    out.seconds = collected.seconds;
    const std::size_t overlap = overlapOf(m_data, m_plan);
    std::map<std::string, std::vector<double>> values;
    for (std::size_t s = 0; s < out.seeds; ++s) {
        Forecasts& forecasts = collected.bySeed[s];
        const Forecasts& warmUp = collected.warmUp[s];
        (void)addIntervals(m_data, warmUp.origins.empty() ? nullptr : &warmUp, forecasts,
                           {.coverages = m_plan.coverages});
        const auto table = metricTable(m_data, m_scales, forecasts, m_plan.coverages);
        for (const auto& [id, value] : table.all)
            values[id].push_back(value);
        for (const auto& [id, steps] : table.byStep) {
            auto& sums = out.byStep[id];
            sums.resize(steps.size(), 0.0);
            for (std::size_t k = 0; k < steps.size(); ++k)
                sums[k] += steps[k] / static_cast<double>(out.seeds);
        }
        const auto losses = lossSeries(m_data, m_scales, forecasts);
        out.losses.resize(losses.size(), 0.0);
        for (std::size_t i = 0; i < losses.size(); ++i)
            out.losses[i] += losses[i] / static_cast<double>(out.seeds);
    }
    for (auto& [id, list] : values)
        out.metrics[id] = scoreOf(std::move(list));
    // What cannot be averaged is told of the first seed.
    const Forecasts& first = collected.bySeed.front();
    out.direction = directionOf(m_data, first, kAllAssets, overlap);
    addCorrelations(m_data, first, overlap, out);
    for (std::size_t a = 0; a < m_data.assetCount(); ++a)
        out.assets.push_back({.asset = m_data.assets[a],
                              .skill = assetSkill(m_data, first, a),
                              .direction = directionOf(m_data, first, a, overlap)});
    out.trading = tradeForecasts(m_data, first, m_plan.costBasisPoints);
    m_report.kept.push_back({.id = out.id, .forecasts = std::move(collected.bySeed.front())});
    return out;
}

void Evaluation::compareAll() {
    const std::size_t overlap = overlapOf(m_data, m_plan);
    auto& models = m_report.models;
    for (ModelScores& model : models)
        for (const ModelScores& other : models)
            if (other.baseline && other.id != model.id)
                model.against.push_back(
                    compareLosses(other.id, model.losses, other.losses, overlap));
    const auto meanLoss = [](const ModelScores& model) {
        double sum = 0, count = 0;
        for (const double loss : model.losses)
            if (!std::isnan(loss)) {
                sum += loss;
                ++count;
            }
        return count == 0 ? std::numeric_limits<double>::infinity() : sum / count;
    };
    std::ranges::stable_sort(
        models, [&](const auto& a, const auto& b) { return meanLoss(a) < meanLoss(b); });
    for (ModelScores& model : models) {
        const auto last =
            std::ranges::find(model.against, "last_value", &AgainstBaseline::baseline);
        model.skill = last == model.against.end() ? 0 : last->skill;
        judge(model, m_report);
    }
}

void Evaluation::addNotes() {
    auto& notes = m_report.notes;
    notes.push_back("Models are compared by squared errors of cumulative log returns in units of "
                    "each asset's training volatility times the root of the step, averaged over "
                    "assets and steps of an origin. p-values: Diebold-Mariano with Bartlett "
                    "variance and Harvey's correction.");
    notes.push_back(fmt::format(
        "Trading rule: each asset's part is invested while its forecast over {} is up, "
        "decided at a close, traded at the {}; {} basis points of what is traded; annualised with "
        "{} periods a year.",
        counted(m_data.horizon, stepWord(m_data.frequency)),
        m_report.models.front().trading.atOpens ? "next open" : "next close",
        m_plan.costBasisPoints,
        stepsPerYear(m_data.frequency) / static_cast<double>(m_data.horizon)));
    if (m_plan.intervals == Intervals::Quantiles) {
        std::vector<std::string> without;
        for (const ModelScores& model : m_report.models)
            if (!model.baseline && !m_registry.find(model.id)->quantiles)
                without.push_back(model.title);
        notes.push_back(fmt::format("Intervals are the quantiles that a network has learnt, "
                                    "corrected by its errors so far{}; those of the baselines are "
                                    "around their points.",
                                    without.empty() ? ""
                                                    : " (" + join(without, ", ") +
                                                          " learns none, so around its points)"));
    }
    if (m_recalled > 0)
        notes.push_back(fmt::format(
            "{} trainings were not made again: an earlier evaluation had made them with the same "
            "data, rows, parameters and seeds. Their seconds are those of then.",
            m_recalled == m_fits ? fmt::format("All {}", m_fits)
                                 : fmt::format("{} of {}", m_recalled, m_fits)));
    if (m_plan.test)
        notes.push_back("These are the locked test rows. Every look at them makes the next one "
                        "worth less.");
}

/// Of the first border, with the first seed.
Result<std::vector<LeakCheck>> Evaluation::leaksOf(const Entry& entry,
                                                   jobs::JobContext& context) const {
    const Fold& fold = m_report.folds.folds.front();
    FitOptions options = m_options;
    options.params = entry.params;
    options.seed = m_plan.seeds.front();
    std::vector<std::size_t> origins;
    constexpr std::size_t kLooked = 5;
    for (std::size_t i = 0; i < kLooked; ++i)
        origins.push_back(fold.origins[i * (fold.origins.size() - 1) / (kLooked - 1)]);
    const std::string key = m_kept.key(*entry.info, options, fold.span, origins, {});
    if (entry.info->trains) {
        if (auto kept = m_kept.leaks(key))
            return *std::move(kept);
        if (m_kept.use() == KeptFits::Use::Only)
            return fail(ErrorCode::NotFound, "Its leak test is no longer kept.");
    }
    const auto model = entry.info->fit(m_data, fold.span, options, context);
    if (!model)
        return model.error();
    auto forecasts = checkForecasts(**model, m_data, origins, context);
    if (!forecasts)
        return std::move(forecasts).error();
    auto labels = checkLabels(*entry.info, entry.params, m_data, fold, options, context);
    if (!labels)
        return std::move(labels).error();
    std::vector<LeakCheck> out{std::move(*forecasts), std::move(*labels)};
    if (entry.info->trains && !context.shouldStop())
        m_kept.keep(key, out);
    return out;
}

Status Evaluation::testForLeaks(const Entry& entry, jobs::JobContext& context) {
    auto checks = leaksOf(entry, context);
    if (!checks)
        return std::move(checks).error();
    for (LeakCheck& check : *checks) {
        check.title = entry.info->title + ": " + check.title;
        m_report.leaks.push_back(std::move(check));
    }
    return {};
}

Result<EvaluationReport> Evaluation::run(const std::vector<Contestant>& contestants,
                                         const Rebuild& rebuild) {
    auto folds = makeFolds(m_data.rows(), m_data.horizon, m_plan);
    if (!folds)
        return std::move(folds).error();
    const auto all = entries(contestants);
    if (!all)
        return all.error();
    m_report.plan = m_plan;
    m_report.assets = m_data.assets;
    m_report.frequency = m_data.frequency;
    m_report.horizon = m_data.horizon;
    m_report.folds = std::move(folds).value();
    for (const std::size_t origin : originsOf(m_report.folds))
        m_report.originTimes.push_back(m_data.times[origin]);
    m_report.origins = m_report.originTimes.size();
    m_report.independent =
        static_cast<double>(m_report.origins) / static_cast<double>(overlapOf(m_data, m_plan));
    m_scales = errorScales(m_data, m_report.folds);
    if (rebuild) {
        auto features = checkFeatures(m_data, rebuild);
        if (!features)
            return std::move(features).error();
        m_report.leaks.push_back(std::move(features).value());
    }
    jobs::JobParts parts(m_context, all->size(), "model");
    for (std::size_t i = 0; i < all->size(); ++i) {
        const Entry& entry = (*all)[i];
        auto part = parts.part(i);
        part.progress(0, entry.info->title);
        auto collected = collectForecasts(*entry.info, entry.params, m_data, m_report.folds, m_plan,
                                          m_options, m_kept, part);
        if (m_context.shouldStop()) {
            if (m_context.stopRequest() == jobs::StopRequest::Discard || m_report.models.empty())
                return fail(ErrorCode::Cancelled, "The evaluation was stopped.");
            m_report.notes.push_back("The evaluation was stopped: models that were not done are "
                                     "missing.");
            break;
        }
        if (!collected && entry.info->kind == ForecasterKind::Baseline) {
            m_report.notes.push_back(
                fmt::format("{} is missing: {}", entry.info->title, collected.error().message));
            continue;
        }
        if (!collected)
            return std::move(collected).error();
        if (entry.info->trains) {
            m_fits += collected->fits;
            m_recalled += collected->recalled;
        }
        m_report.models.push_back(scored(entry, *collected));
        if (i + contestants.size() >= all->size()) {
            FitContext quiet(part, std::nullopt); // its fits are no result
            if (auto tested = testForLeaks(entry, quiet); !tested && !m_context.shouldStop())
                return std::move(tested).error();
        }
        part.progress(1, entry.info->title);
    }
    if (m_report.models.empty())
        return fail(ErrorCode::InvalidInput, "No model could be evaluated on these data.");
    compareAll();
    m_report.verdict = overallVerdict(m_report);
    addNotes();
    return std::move(m_report);
}

} // namespace

Result<EvaluationReport> evaluate(const ForecasterRegistry& registry, const ForecastData& data,
                                  const std::vector<Contestant>& contestants,
                                  const EvaluationPlan& plan, const FitOptions& options,
                                  const Rebuild& rebuild, jobs::JobContext& context,
                                  const KeptFits& kept) {
    return Evaluation(registry, data, plan, options, kept, context).run(contestants, rebuild);
}

} // namespace loom::forecast
