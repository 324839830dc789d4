// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/forecast_options.h"
#include "app/forecast_report.h"
#include "app/png_option.h"
#include "base/text.h"

namespace loom::app {

namespace {

struct EvaluateOptions {
    ForecastDataOptions data;
    std::vector<std::string> models, params;
    std::string name;
    forecast::EvaluationPlan plan;
    std::vector<std::uint64_t> seeds;
    bool sliding = false, retrain = false;
    double test = 15, firstTrain = 50, validation = 20; ///< percent
    ForecastFiles files;
};

Status run(const EvaluateOptions& options, CommandEnvironment& environment, Json& result) {
    if (auto can = checkPng(options.files.png); !can)
        return can;
    const auto workbench = environment.workbench();
    if (!workbench)
        return workbench.error();
    auto data = forecastSelection(options.data, environment.console());
    if (!data)
        return std::move(data).error();
    studies::EvaluateStudy study{.name = options.name,
                                 .data = std::move(*data),
                                 .models = {},
                                 .plan = options.plan,
                                 .device = environment.options().device,
                                 .retrain = options.retrain};
    for (const auto& text : options.models)
        for (const auto part : split(text, ',')) {
            auto model = forecasterChoice(std::string(trim(part)), options.params,
                                          (*workbench)->forecasters());
            if (!model)
                return std::move(model).error();
            if ((*workbench)->forecasters().find(model->id)->jointAssets)
                study.data.alignment = studies::Alignment::Inner;
            study.models.push_back(std::move(*model));
        }
    if (!options.params.empty() && study.models.size() != 1)
        return fail(ErrorCode::InvalidInput, "--param is for one model; name one with --model.");
    study.plan.window =
        options.sliding ? forecast::TrainWindow::Sliding : forecast::TrainWindow::Expanding;
    study.plan.testShare = options.test / 100;
    study.plan.firstTrainShare = options.firstTrain / 100;
    study.plan.validationShare = options.validation / 100;
    if (!options.seeds.empty())
        study.plan.seeds = options.seeds;
    else if (environment.options().seed)
        study.plan.seeds = {*environment.options().seed};
    if (auto checked = forecast::checkPlan(study.plan); !checked)
        return checked;
    return evaluateAndReport(study, options.files, environment, result);
}

} // namespace

void register_evaluate(CommandList& list) {
    list.add(
        {.name = "evaluate",
         .summary = "Judge forecasters beside all baselines over rolling origins",
         .example =
             "quantloom evaluate --universe ten_etfs --frequency 1w --model lstm_transformer "
             "--png board.png",
         .setUp = [](CLI::App& verb) -> RunCommand {
             const auto o = std::make_shared<EvaluateOptions>();
             addForecastDataOptions(verb, o->data);
             verb.add_option("--model", o->models,
                             "Models to judge, as in lstm,nbeats:standard; none: the baselines "
                             "alone");
             verb.add_option("--param", o->params, "KEY=VALUE, with a single model");
             verb.add_option("--folds", o->plan.folds,
                             "Borders at which models are fitted again "
                             "(default 4)")
                 ->check(CLI::Range(1, 1000));
             verb.add_flag("--sliding", o->sliding,
                           "Fits see the same length before each border (default: everything)");
             verb.add_option("--first-train", o->firstTrain,
                             "Percent of the rows before the first border (default 50)")
                 ->check(CLI::Range(10.0, 95.0));
             verb.add_option("--validation", o->validation,
                             "Percent of each fit's rows that stop its training (default 20)")
                 ->check(CLI::Range(0.0, 50.0));
             verb.add_option("--embargo", o->plan.embargo,
                             "Rows left out before each border (default 0)")
                 ->check(CLI::Range(0, 100'000));
             verb.add_option("--origin-every", o->plan.originEvery,
                             "Rows between forecasts (default 1)")
                 ->check(CLI::Range(1, 100'000));
             verb.add_option("--seeds", o->seeds, "Seeds of models that train (default 1 2 3)");
             addIntervalsOption(verb, o->plan.intervals);
             verb.add_option("--cost", o->plan.costBasisPoints,
                             "Basis points of what the trading rule trades (default 5)")
                 ->check(CLI::Range(0.0, 1000.0));
             verb.add_option("--test", o->test,
                             "Percent of the rows, the latest, that stay locked (default 15)")
                 ->check(CLI::Range(0.0, 50.0));
             verb.add_flag("--look-at-test", o->plan.test,
                           "Judge on the locked rows; every look is counted");
             verb.add_flag("--retrain", o->retrain,
                           "Make every training anew (default: those of an earlier evaluation "
                           "that are still kept are not made again)");
             verb.add_option("--name", o->name, "Name of the run");
             verb.add_option("--out", o->files.folder,
                             "Folder for board and forecasts as CSV and JSON");
             addPngOption(verb, o->files.png,
                          "the board (skill with its interval, tests, metrics), errors by step, "
                          "calibration and the account of the trading rule");
             return [o](CommandEnvironment& environment, Json& result) {
                 return run(*o, environment, result);
             };
         }});
}

} // namespace loom::app
