// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include <fmt/format.h>

#include "base/counts.h"
#include "base/hash.h"
#include "base/text.h"
#include "base/version.h"
#include "forecast/evaluation/evaluate.h"
#include "studies/forecast_description.h"
#include "studies/forecast_run.h"
#include "studies/tracked_run.h"
#include "studies/workbench.h"
#include "tracking/search.h"

namespace loom::studies {

namespace {

constexpr const char* kTestTag = "quantloom.test_window";
constexpr std::uint64_t kMostKept = std::uint64_t{1} << 30; // bytes of kept fits

/// What tells locked rows apart: assets, frequency, horizon and the period's beginning. Another
/// model, another feature or one more month of data is still a look at the same rows.
std::string testKey(const ForecastSelection& selection) {
    const Json what{{"symbols", selection.symbols},
                    {"file", selection.file},
                    {"frequency", std::string(forecast::frequencyCode(selection.frequency))}};
    return sha256Hex(what.dump()).substr(0, 32);
}

class EvaluateRun {
  public:
    EvaluateRun(Workbench& workbench, const EvaluateStudy& study)
        : m_workbench(workbench), m_out(std::make_shared<EvaluateOutcome>()) {
        m_out->study = study;
    }

    Status prepare();
    RunDescription description() const;
    Status execute(TrackedRun& run);
    Status recall(jobs::JobContext& context);
    std::shared_ptr<EvaluateOutcome> outcome() { return m_out; }

  private:
    RunRecord record() const;
    Status judge(forecast::KeptFits::Use use, jobs::JobContext& context);

    Workbench& m_workbench;
    std::vector<forecast::Contestant> m_contestants;
    std::shared_ptr<EvaluateOutcome> m_out;
};

Status EvaluateRun::prepare() {
    const EvaluateStudy& study = m_out->study;
    for (const auto& model : study.models) {
        auto params = resolvedParams(m_workbench.forecasters(), model);
        if (!params)
            return std::move(params).error();
        for (const auto& other : m_contestants)
            if (other.id == model.id)
                return fail(ErrorCode::InvalidInput,
                            fmt::format("The model {} is there twice; compare two of its settings "
                                        "in two evaluations.",
                                        model.id));
        m_contestants.push_back({.id = model.id, .params = std::move(*params)});
    }
    auto data = loadForecastDataset(m_workbench, study.data);
    if (!data)
        return std::move(data).error();
    m_out->dataset = std::move(*data);
    const auto& rows = *m_out->dataset.data;
    for (const auto& one : m_contestants) {
        const auto* info = m_workbench.forecasters().find(one.id);
        if (rows.assetCount() < info->minAssets)
            return fail(ErrorCode::InvalidInput,
                        fmt::format("{} looks at several assets together and needs {} or more; the "
                                    "data have {}.",
                                    info->title, info->minAssets, rows.assetCount()));
        if (auto fits = m_out->dataset.checkWindow(info->window(one.params, rows)); !fits)
            return fits;
    }
    const auto folds = forecast::makeFolds(rows.rows(), rows.horizon, study.plan);
    return folds ? Status() : Status(folds.error());
}

RunDescription EvaluateRun::description() const {
    const EvaluateStudy& study = m_out->study;
    std::vector<std::string> ids, seeds;
    for (const auto& model : study.models)
        ids.push_back(model.id);
    for (const auto seed : study.plan.seeds)
        seeds.push_back(std::to_string(seed));
    RunDescription out{.kind = "evaluate",
                       .experiment = "Evaluate",
                       .name = study.name,
                       .params = selectionParams(study.data),
                       .study = toJson(study),
                       .dataset = datasetInput(m_out->dataset),
                       .dataHash = m_out->dataset.hash};
    if (out.name.empty())
        out.name = fmt::format("{} on {}", ids.empty() ? "baselines" : join(ids, ", "),
                               dataTitle(study.data));
    out.params.push_back({"models", join(ids, " ")});
    out.params.push_back({"seeds", join(seeds, " ")});
    out.params.push_back({"folds", std::to_string(study.plan.folds)});
    out.params.push_back(
        {"window", study.plan.window == forecast::TrainWindow::Sliding ? "sliding" : "expanding"});
    out.params.push_back({"part", study.plan.test ? "test" : "development"});
    return out;
}

RunRecord EvaluateRun::record() const {
    const auto& report = m_out->report;
    RunRecord out;
    for (const auto& model : report.models) {
        const auto add = [&](const std::string& key, double value) {
            if (std::isfinite(value))
                out.metrics.push_back({.key = key + "." + model.id, .value = value});
        };
        add("skill", model.skill);
        add("direction", model.direction.accuracy);
        add("ic", model.ic);
        add("sharpe", model.trading.sharpe);
        for (const auto& [id, score] : model.metrics)
            add(id, score.value);
    }
    out.files = {{"report/evaluation.json", forecast::toJson(report).dump(2) + "\n"},
                 {"report/evaluation.csv", forecast::toCsv(report)},
                 {"report/forecasts.csv", forecast::forecastsCsv(report, *m_out->dataset.data)}};
    out.tags = {{"quantloom.verdict", report.verdict},
                {"mlflow.note.content", joinedNotes(m_out->notes)}};
    if (report.plan.test)
        out.tags.push_back({kTestTag, testKey(m_out->study.data)});
    return out;
}

Status EvaluateRun::judge(forecast::KeptFits::Use use, jobs::JobContext& context) {
    const EvaluateStudy& study = m_out->study;
    const ForecastDataset& dataset = m_out->dataset;
    const forecast::KeptFits kept(m_workbench.paths().models / "evaluated",
                                  fmt::format("{} {}", kVersion, dataset.hash), use);
    auto report = forecast::evaluate(
        m_workbench.forecasters(), *dataset.data, m_contestants, study.plan,
        {.params = {}, .device = study.device},
        [&dataset](std::size_t rows) { return dataset.rebuilt(rows); }, context, kept);
    if (!report)
        return std::move(report).error();
    kept.prune(kMostKept);
    m_out->report = std::move(*report);
    m_out->notes = dataset.notes();
    const auto& own = m_out->report.notes;
    m_out->notes.insert(m_out->notes.end(), own.begin(), own.end());
    if (study.plan.test)
        m_out->notes.push_back(fmt::format("The locked rows of these data have been looked at {}.",
                                           counted(m_out->testLooks, "time")));
    context.progress(1, m_out->report.verdict);
    return {};
}

Status EvaluateRun::execute(TrackedRun& run) {
    const EvaluateStudy& study = m_out->study;
    const auto earlier = testLooks(m_workbench, study.data);
    if (!earlier)
        return earlier.error();
    m_out->testLooks = *earlier + (study.plan.test ? 1 : 0);
    using Use = forecast::KeptFits::Use;
    if (auto judged = judge(study.retrain ? Use::Nothing : Use::Whatever, run.context()); !judged)
        return judged;
    run.trainingEnded();
    return run.keep(record());
}

Status EvaluateRun::recall(jobs::JobContext& context) {
    const auto looks = testLooks(m_workbench, m_out->study.data);
    if (!looks)
        return looks.error();
    m_out->testLooks = *looks;
    return judge(forecast::KeptFits::Use::Only, context);
}

} // namespace

Result<std::size_t> testLooks(Workbench& workbench, const ForecastSelection& selection) {
    tracking::RunQuery query;
    query.filter = fmt::format("tags.`{}` = '{}'", kTestTag, testKey(selection));
    query.view = tracking::RunView::All; // a deleted run has been seen all the same
    const auto found = workbench.tracking().count(query);
    if (!found)
        return found.error();
    return static_cast<std::size_t>(*found);
}

Result<std::shared_ptr<const EvaluateOutcome>>
runEvaluate(Workbench& workbench, const EvaluateStudy& study, jobs::JobContext& context) {
    EvaluateRun work(workbench, study);
    if (auto ready = work.prepare(); !ready)
        return std::move(ready).error();
    auto run = TrackedRun::start(workbench.tracking(), work.description(), context);
    if (!run)
        return std::move(run).error();
    work.outcome()->run = (*run)->id();
    const Status done = work.execute(**run);
    if (auto closed = (*run)->close(done); done.ok() && !closed)
        return std::move(closed).error();
    if (!done)
        return done.error();
    return std::shared_ptr<const EvaluateOutcome>(work.outcome());
}

Result<std::shared_ptr<const EvaluateOutcome>> recallEvaluate(Workbench& workbench,
                                                              const EvaluateStudy& study,
                                                              const tracking::RunId& run,
                                                              jobs::JobContext& context) {
    EvaluateRun work(workbench, study);
    work.outcome()->run = run;
    if (auto ready = work.prepare(); !ready)
        return std::move(ready).error();
    if (auto recalled = work.recall(context); !recalled)
        return std::move(recalled).error();
    return std::shared_ptr<const EvaluateOutcome>(work.outcome());
}

} // namespace loom::studies
