// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/forecast_run.h"

#include <cmath>

#include <fmt/format.h>

#include "base/text.h"
#include "studies/forecast_description.h"
#include "studies/keep_predictions.h"
#include "studies/tracked_run.h"
#include "studies/workbench.h"

namespace loom::studies {

namespace {

/// Training is all but the latest share, which stops the training and gives the intervals.
forecast::FitSpan spanOf(const forecast::ForecastData& data, double validationShare) {
    const auto rows = data.rows();
    const auto validation =
        static_cast<std::size_t>(std::floor(static_cast<double>(rows) * validationShare));
    return {.from = 0,
            .trainTo = rows - validation,
            .validationFrom = rows - validation,
            .validationTo = rows};
}

/// The model's forecasts of the validation part: errors it has not been trained on.
Result<forecast::Conformal> intervalsOf(const forecast::Forecaster& model,
                                        const forecast::ForecastData& data,
                                        const forecast::FitSpan& span,
                                        const std::vector<double>& coverages,
                                        jobs::JobContext& context) {
    std::vector<std::size_t> origins;
    for (std::size_t t = span.validationFrom - 1; t + 1 < data.rows(); ++t)
        origins.push_back(t);
    auto forecasts = model.forecast(data, origins, context);
    if (!forecasts)
        return std::move(forecasts).error();
    return forecast::addIntervals(data, nullptr, *forecasts, {.coverages = coverages});
}

class ForecastRun {
  public:
    ForecastRun(Workbench& workbench, const ForecastStudy& study,
                const std::optional<tracking::RunId>& resumed)
        : m_workbench(workbench), m_library(workbench.tracking(), workbench.forecasters()),
          m_out(std::make_shared<ForecastOutcome>()) {
        m_out->study = study;
        m_out->resumed = resumed;
    }

    Status prepare();
    RunDescription description() const;
    Status execute(TrackedRun& run);
    std::shared_ptr<ForecastOutcome> outcome() { return m_out; }

  private:
    Result<std::optional<TrainedForecast>> registered(jobs::JobContext& context);
    Result<TrainedForecast> trainedNow(TrackedRun& run);

    Workbench& m_workbench;
    ForecastLibrary m_library;
    const forecast::ForecasterInfo* m_info = nullptr;
    std::shared_ptr<ForecastOutcome> m_out;
};

Status ForecastRun::prepare() {
    const ForecastStudy& study = m_out->study;
    auto params = resolvedParams(m_workbench.forecasters(), study.model);
    if (!params)
        return std::move(params).error();
    m_out->params = std::move(*params);
    m_info = m_workbench.forecasters().find(study.model.id);
    auto data = loadForecastDataset(m_workbench, study.data);
    if (!data)
        return std::move(data).error();
    m_out->dataset = std::move(*data);
    const auto& rows = *m_out->dataset.data;
    if (rows.assetCount() < m_info->minAssets)
        return fail(ErrorCode::InvalidInput,
                    fmt::format("{} looks at several assets together and needs {} or more; the "
                                "data have {}.",
                                m_info->title, m_info->minAssets, rows.assetCount()));
    return m_out->dataset.checkWindow(m_info->window(m_out->params, rows));
}

RunDescription ForecastRun::description() const {
    const ForecastStudy& study = m_out->study;
    RunDescription out{.kind = "forecast",
                       .experiment = "Forecast",
                       .name = study.name,
                       .params = selectionParams(study.data),
                       .study = toJson(study),
                       .dataset = datasetInput(m_out->dataset),
                       .dataHash = m_out->dataset.hash};
    if (out.name.empty())
        out.name = fmt::format("{} {} seed {}", study.model.id, dataTitle(study.data), study.seed);
    out.params.push_back({"seed", std::to_string(study.seed)});
    out.params.push_back({"model", study.model.id});
    out.params.push_back({"preset", study.model.preset});
    for (const auto& [key, value] : m_out->params.values())
        out.params.push_back({"model." + key, toText(value)});
    return out;
}

/// The registered model when it fits, its data are the same and nobody asks for training.
Result<std::optional<TrainedForecast>> ForecastRun::registered(jobs::JobContext& context) {
    if (m_out->study.retrain || m_out->resumed)
        return std::optional<TrainedForecast>();
    const auto found = m_library.find(m_out->study, m_out->params, m_out->dataset.hash);
    if (!found)
        return found.error();
    if (!*found || (*found)->dataChanged || (*found)->stoppedEarly)
        return std::optional<TrainedForecast>();
    auto loaded = m_library.load(**found);
    if (loaded)
        return std::optional(std::move(*loaded));
    context.log(jobs::LogLevel::Warning,
                fmt::format("The registered model cannot be used ({}); it is trained again.",
                            loaded.error().message));
    return std::optional<TrainedForecast>();
}

Result<TrainedForecast> ForecastRun::trainedNow(TrackedRun& run) {
    const ForecastStudy& study = m_out->study;
    const auto& data = *m_out->dataset.data;
    const auto span = spanOf(data, study.validationShare);
    const auto checkpoint = checkpointFile(m_workbench, study, m_out->params);
    const bool learnsQuantiles =
        study.intervals == forecast::Intervals::Quantiles && m_info->quantiles;
    auto model = m_info->fit(
        data, span,
        {.params = m_out->params,
         .seed = study.seed,
         .device = study.device,
         .levels = learnsQuantiles ? forecast::levelsFor(study.coverages) : std::vector<double>(),
         .checkpointFile = m_info->trains ? checkpoint.string() : "",
         .mustResume = m_out->resumed.has_value()},
        run.context());
    if (!model)
        return std::move(model).error();
    const bool stopped = run.context().shouldStop();
    run.trainingEnded();
    auto checks = checkStationarity(data, span.from, span.trainTo, run.context());
    if (!checks)
        return std::move(checks).error();
    m_out->stationarity = std::move(*checks);
    auto intervals = intervalsOf(**model, data, span, study.coverages, run.context());
    if (!intervals)
        return std::move(intervals).error();
    TrainedForecast out{.study = study,
                        .origin = {.run = run.id(), .stoppedEarly = stopped},
                        .period = m_out->dataset.spanText(0, data.rows()),
                        .trainedTo = data.times.back(),
                        .model = std::move(*model),
                        .intervals = std::move(*intervals)};
    auto origin = m_library.store(out, m_out->params, m_out->dataset);
    if (!origin)
        return std::move(origin).error();
    out.origin = std::move(*origin);
    if (!stopped) // nothing is left to go on with
        (void)removeCheckpoint(checkpoint);
    return out;
}

Status ForecastRun::execute(TrackedRun& run) {
    auto known = registered(run.context());
    if (!known)
        return std::move(known).error();
    auto trained = *known ? Result<TrainedForecast>(std::move(**known)) : trainedNow(run);
    if (!trained)
        return std::move(trained).error();
    run.trainingEnded();
    auto next = predictNext(*trained, m_out->dataset, m_workbench, run.context());
    if (!next)
        return std::move(next).error();
    m_out->next = std::move(*next);
    m_out->trained = std::make_shared<const TrainedForecast>(std::move(*trained));
    m_out->notes = m_out->dataset.notes();
    const auto add = [this](const std::vector<std::string>& notes) {
        m_out->notes.insert(m_out->notes.end(), notes.begin(), notes.end());
    };
    if (m_out->study.intervals == forecast::Intervals::Quantiles && !m_info->quantiles)
        m_out->notes.push_back(m_info->title + " learns no quantiles; its intervals are made of "
                                               "its errors.");
    add(stationarityNotes(m_out->stationarity));
    add(m_out->next.notes);
    keepPredictions(m_workbench, *m_out);
    run.context().progress(1, "predicted " + dataTitle(m_out->study.data));
    const auto frequency = m_out->dataset.data->frequency;
    RunRecord record{
        .metrics = {},
        .files = {{"forecast/next.csv", toCsv(m_out->next, frequency)},
                  {"forecast/next.json", toJson(m_out->next, frequency).dump(2) + "\n"}},
        .tags = {{"quantloom.model", fmt::format("{} version {}", m_out->trained->origin.name,
                                                 m_out->trained->origin.version)},
                 {"mlflow.note.content", joinedNotes(m_out->notes)}}};
    if (!m_out->stationarity.empty())
        record.files.emplace_back("forecast/stationarity.csv", toCsv(m_out->stationarity));
    return run.keep(record);
}

Result<std::shared_ptr<const ForecastOutcome>> runAs(Workbench& workbench,
                                                     const ForecastStudy& study,
                                                     const std::optional<tracking::RunId>& resumed,
                                                     jobs::JobContext& context) {
    ForecastRun work(workbench, study, resumed);
    // Before the run exists: what is refused leaves no failed run behind.
    if (auto ready = work.prepare(); !ready)
        return std::move(ready).error();
    auto run = TrackedRun::start(workbench.tracking(), work.description(), context);
    if (!run)
        return std::move(run).error();
    work.outcome()->run = (*run)->id();
    Status done = resumed ? (*run)->continues(*resumed) : Status();
    if (done)
        done = work.execute(**run);
    if (auto closed = (*run)->close(done); done.ok() && !closed)
        return std::move(closed).error();
    if (!done)
        return done.error();
    return std::shared_ptr<const ForecastOutcome>(work.outcome());
}

} // namespace

Result<std::shared_ptr<const ForecastOutcome>>
runForecast(Workbench& workbench, const ForecastStudy& study, jobs::JobContext& context) {
    return runAs(workbench, study, std::nullopt, context);
}

Result<std::shared_ptr<const ForecastOutcome>> resumeForecast(Workbench& workbench,
                                                              const InterruptedForecast& training,
                                                              jobs::JobContext& context) {
    return runAs(workbench, training.study, training.run, context);
}

namespace {

Result<std::shared_ptr<const ForecastOutcome>> predictWith(Workbench& workbench,
                                                           TrainedForecast trained,
                                                           const ForecastSelection& selection,
                                                           jobs::JobContext& context) {
    auto out = std::make_shared<ForecastOutcome>();
    out->study = trained.study;
    out->study.data = selection;
    auto params = resolvedParams(workbench.forecasters(), out->study.model);
    if (!params)
        return std::move(params).error();
    out->params = std::move(*params);
    auto data = loadForecastDataset(workbench, out->study.data);
    if (!data)
        return std::move(data).error();
    out->dataset = std::move(*data);
    auto next = predictNext(trained, out->dataset, workbench, context);
    if (!next)
        return std::move(next).error();
    out->next = std::move(*next);
    out->notes = out->dataset.notes();
    out->notes.insert(out->notes.end(), out->next.notes.begin(), out->next.notes.end());
    out->notes.push_back(
        fmt::format("Trained on {}; its weights have not changed since.", trained.period));
    out->run = trained.origin.run;
    out->trained = std::make_shared<const TrainedForecast>(std::move(trained));
    keepPredictions(workbench, *out);
    return std::shared_ptr<const ForecastOutcome>(std::move(out));
}

} // namespace

Result<std::shared_ptr<const ForecastOutcome>>
predictAgain(Workbench& workbench, const ModelOrigin& origin, jobs::JobContext& context) {
    auto trained = ForecastLibrary(workbench.tracking(), workbench.forecasters()).load(origin);
    if (!trained)
        return std::move(trained).error();
    auto selection = trained->study.data;
    selection.to = {}; // the newest there is
    return predictWith(workbench, *std::move(trained), selection, context);
}

Result<std::shared_ptr<const ForecastOutcome>> predictOn(Workbench& workbench,
                                                         const ModelOrigin& origin,
                                                         const ForecastTarget& target,
                                                         jobs::JobContext& context) {
    auto trained = ForecastLibrary(workbench.tracking(), workbench.forecasters()).load(origin);
    if (!trained)
        return std::move(trained).error();
    auto selection = trained->study.data;
    selection.symbols = target.symbols;
    selection.universe.clear();
    selection.file.clear();
    selection.source = target.source;
    selection.from = {};
    selection.to = target.to;
    return predictWith(workbench, *std::move(trained), selection, context);
}

} // namespace loom::studies
