// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/batch_report.h"
#include "app/forecast_options.h"
#include "app/forecast_report.h"
#include "app/png_option.h"

namespace loom::app {

namespace {

struct ForecastOptions {
    ForecastDataOptions data;
    std::string model; ///< empty: nbeats, of files lstm:quick
    std::vector<std::string> params;
    std::string name, registered, resume;
    double validation = 20; ///< percent
    forecast::Intervals intervals = forecast::Intervals::Errors;
    bool retrain = false;
    ForecastFiles files;
    std::vector<std::filesystem::path> batch;
    bool inbox = false, noTraining = false;
};

/// Price files by name, or those of the inbox.
Status runBatch(const ForecastOptions& options, studies::Workbench& workbench,
                CommandEnvironment& environment, Json& result) {
    studies::BatchOptions batch{.train = !options.noTraining,
                                .seed = environment.seed(),
                                .device = environment.options().device};
    if (!options.registered.empty()) {
        auto origin = registeredForecaster(workbench, options.registered);
        if (!origin)
            return std::move(origin).error();
        batch.registered = *std::move(origin);
    }
    if (!options.model.empty() || !options.params.empty()) {
        const std::string model = options.model.empty() ? "lstm:quick" : options.model;
        auto choice = forecasterChoice(model, options.params, workbench.forecasters());
        if (!choice)
            return std::move(choice).error();
        batch.model = *std::move(choice);
    }
    return options.inbox
               ? forecastInbox(batch, environment, result)
               : forecastFiles(options.batch, batch, options.files.folder, environment, result);
}

Status run(const ForecastOptions& options, CommandEnvironment& environment, Json& result) {
    if (auto can = checkPng(options.files.png); !can)
        return can;
    const auto workbench = environment.workbench();
    if (!workbench)
        return workbench.error();
    if (!options.resume.empty()) {
        const auto training = studies::interruptedForecast(**workbench, options.resume);
        if (!training)
            return training.error();
        return resumeAndReport(*training, options.files, environment, result);
    }
    if (options.inbox || !options.batch.empty())
        return runBatch(options, **workbench, environment, result);
    if (!options.registered.empty()) {
        const auto origin = registeredForecaster(**workbench, options.registered);
        if (!origin)
            return origin.error();
        return predictAndReport(*origin, options.files, environment, result);
    }
    auto data = forecastSelection(options.data, environment.console());
    if (!data)
        return std::move(data).error();
    auto model = forecasterChoice(options.model.empty() ? "nbeats" : options.model, options.params,
                                  (*workbench)->forecasters());
    if (!model)
        return std::move(model).error();
    const auto* info = (*workbench)->forecasters().find(model->id);
    if (info->jointAssets)
        data->alignment = studies::Alignment::Inner;
    return forecastAndReport({.name = options.name,
                              .data = std::move(*data),
                              .model = std::move(*model),
                              .validationShare = options.validation / 100,
                              .intervals = options.intervals,
                              .seed = environment.seed(),
                              .device = environment.options().device,
                              .retrain = options.retrain},
                             options.files, environment, result);
}

} // namespace

void register_forecast(CommandList& list) {
    list.add(
        {.name = "forecast",
         .summary = "Train a forecaster (or take the registered one) and predict what comes next",
         .example =
             "quantloom forecast SPY --model lstm:quick --horizon 10 --out next/ --png next.png",
         .setUp = [](CLI::App& verb) -> RunCommand {
             const auto o = std::make_shared<ForecastOptions>();
             addForecastDataOptions(verb, o->data);
             verb.add_option("--model", o->model,
                             "nbeats (default), lstm, lstm_transformer, ets, ridge …, with a "
                             "preset as in lstm:standard");
             verb.add_option("--param", o->params, "KEY=VALUE of the model, may be repeated");
             verb.add_option("--validation", o->validation,
                             "Percent of the rows, the latest, that stop the training and give "
                             "the intervals (default 20)")
                 ->check(CLI::Range(5.0, 50.0));
             addIntervalsOption(verb, o->intervals);
             verb.add_option("--registered", o->registered,
                             "Predict with a registered forecaster on the newest data: its name, "
                             "its run, or latest");
             verb.add_flag("--retrain", o->retrain, "Train even when a registered model fits");
             verb.add_option("--name", o->name, "Name of the run");
             // The interrupted run knows its study, so nothing of it can be given again.
             auto* resumes = verb.add_option(
                 "--resume", o->resume,
                 "Go on with an interrupted training from its last checkpoint: last, or a run's "
                 "id (see quantloom runs); the forecast is the one it would have had");
             for (const CLI::Option* other : verb.get_options())
                 if (other != resumes && other != verb.get_help_ptr())
                     resumes->excludes(const_cast<CLI::Option*>(other));
             verb.add_option("--out", o->files.folder, "Folder for the predictions as CSV");
             auto* png = addPngOption(verb, o->files.png,
                                      "the fan of the forecast after the last bars, small "
                                      "multiples for several assets,");
             auto* batch = verb.add_option(
                 "--batch", o->batch,
                 "Price files (CSV of any common shape): what comes next for each, by the newest "
                 "registered model that fits, or by one trained on the file");
             verb.add_flag("--inbox", o->inbox, "The same for the files in the inbox folder, once")
                 ->excludes(batch)
                 ->excludes(resumes)
                 ->excludes(png);
             batch->excludes(resumes)->excludes(png);
             verb.add_flag("--no-training", o->noTraining,
                           "With --batch or --inbox: refuse files that no registered model fits");
             return [o](CommandEnvironment& environment, Json& result) {
                 return run(*o, environment, result);
             };
         }});
}

} // namespace loom::app
