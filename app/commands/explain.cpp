// SPDX-License-Identifier: GPL-3.0-or-later
#include <map>

#include "app/command.h"
#include "app/explain_report.h"
#include "app/figure.h"
#include "app/forecast_options.h"
#include "app/png_option.h"
#include "base/files.h"

namespace loom::app {

namespace {

struct ExplainVerbOptions {
    std::string model, symbol, origin;
    std::string method = "ig", baseline = "mean", players = "features";
    std::size_t step = 0; ///< 0: the last
    std::size_t pairs = 200;
    bool check = false;
    std::vector<std::string> others;
    std::filesystem::path out, png;
};

using Files = std::vector<std::pair<std::string, std::string>>;

/// A bundle file, or a registered forecaster.
Result<studies::TrainedForecast> trainedModel(const std::string& name,
                                              studies::Workbench& workbench) {
    std::error_code none;
    if (std::filesystem::is_regular_file(name, none))
        return studies::forecastFromBundle(workbench.forecasters(), name);
    const auto origin = registeredForecaster(workbench, name);
    if (!origin)
        return origin.error();
    return studies::ForecastLibrary(workbench.tracking(), workbench.forecasters()).load(*origin);
}

forecast::ExplainOptions explainOptions(const ExplainVerbOptions& o, std::size_t horizon,
                                        std::uint64_t seed) {
    static const std::map<std::string, forecast::Players> kPlayers{
        {"features", forecast::Players::Features},
        {"lags", forecast::Players::Lags},
        {"inputs", forecast::Players::Inputs}};
    return {.method = o.method == "shapley" ? forecast::ExplainMethod::Shapley
                                            : forecast::ExplainMethod::IntegratedGradients,
            .baseline = o.baseline == "last" ? forecast::Baseline::LastValue
                                             : forecast::Baseline::TrainingMean,
            .step = o.step == 0 ? horizon : o.step,
            .players = kPlayers.at(o.players),
            .shapley = {.pairs = o.pairs, .seed = seed}};
}

class Explaining {
  public:
    Explaining(const ExplainVerbOptions& options, const studies::TrainedForecast& trained,
               const studies::ForecastDataset& data, CommandEnvironment& environment, Json& result)
        : m_options(options), m_trained(trained), m_data(data), m_environment(environment),
          m_how(explainOptions(options, data.data->horizon, environment.seed())), m_result(result) {
    }

    Status run() {
        const auto place = studies::explainPlace(m_data, m_options.symbol, m_options.origin);
        if (!place)
            return place.error();
        m_found.place = *place;
        m_found.targets =
            studies::targetTimes(*(*m_environment.workbench())->calendar(), m_data, m_found.place);
        if (auto told = m_options.method == "attention" ? attention() : shares(); !told)
            return told;
        if (auto checked = m_options.check ? freshWeights() : Status(); !checked)
            return checked;
        if (auto checked = m_options.others.empty() ? Status() : stability(); !checked)
            return checked;
        if (auto written = write(); !written)
            return written;
        return writePng(m_options.png, console(), m_result,
                        [&](const auto& file) { return writeFigure(m_found, file, m_context); });
    }

  private:
    const Console& console() const { return m_environment.console(); }
    const forecast::ForecastData& rows() const { return *m_data.data; }

    Status attention() {
        const auto maps =
            m_trained.model->attention(rows(), m_found.place.origin, m_found.place.asset);
        if (!maps)
            return maps.error();
        const auto view = forecast::attentionView(*maps);
        print(view, console());
        m_result["attention"] = forecast::toJson(view);
        m_files.emplace_back("attention.csv", forecast::toCsv(view));
        return {};
    }

    Status shares() {
        const auto found = forecast::explain(*m_trained.model, rows(), m_found.place.asset,
                                             m_found.place.origin, m_how, m_context);
        if (!found)
            return found.error();
        print(*found, console());
        m_result["explanation"] = forecast::toJson(*found);
        m_files.emplace_back("explanation.csv", forecast::toCsv(*found));
        m_found.shares = *found;
        return {};
    }

    Status freshWeights() {
        const auto found = studies::checkFreshWeights(m_trained, m_data, m_found.place, m_how,
                                                      {.seed = m_environment.seed()}, m_context);
        if (!found)
            return found.error();
        print(*found, console());
        m_result["fresh_weights"] = forecast::toJson(*found);
        m_found.fresh = *found;
        return {};
    }

    Status stability() {
        std::vector<studies::TrainedForecast> loaded;
        for (const auto& name : m_options.others) {
            auto other = trainedModel(name, **m_environment.workbench());
            if (!other)
                return std::move(other).error();
            loaded.push_back(std::move(*other));
        }
        const auto found = studies::checkStability(m_trained, loaded, m_data, m_found.place, m_how,
                                                   {.seed = m_environment.seed()}, m_context);
        if (!found)
            return found.error();
        print(*found, console());
        m_result["stability"] = forecast::toJson(*found);
        m_found.stability = *found;
        return {};
    }

    Status write() {
        if (m_options.out.empty())
            return {};
        m_files.emplace_back("explanation.json", m_result.dump(2) + "\n");
        Json written = Json::array();
        for (const auto& [name, content] : m_files) {
            const auto file = std::filesystem::absolute(m_options.out) / name;
            if (auto saved = writeFileAtomic(file, content); !saved)
                return saved;
            console().print("Wrote {}", file.string());
            written.push_back(file.string());
        }
        m_result["files"] = written;
        return {};
    }

    const ExplainVerbOptions& m_options;
    const studies::TrainedForecast& m_trained;
    const studies::ForecastDataset& m_data;
    CommandEnvironment& m_environment;
    forecast::ExplainOptions m_how;
    Json& m_result;
    ConsoleJobContext m_context{"explain"};
    ExplainedForecast m_found{m_trained, m_data};
    Files m_files;
};

Status run(const ExplainVerbOptions& options, CommandEnvironment& environment, Json& result) {
    if (auto can = checkPng(options.png); !can)
        return can;
    const auto workbench = environment.workbench();
    if (!workbench)
        return workbench.error();
    const auto trained = trainedModel(options.model, **workbench);
    if (!trained)
        return trained.error();
    const auto data = studies::loadForecastDataset(**workbench, trained->study.data);
    if (!data)
        return data.error();
    result["model"] = {{"id", trained->study.model.id},
                       {"name", trained->origin.name},
                       {"version", trained->origin.version}};
    return Explaining(options, *trained, *data, environment, result).run();
}

void addMethodOptions(CLI::App& verb, ExplainVerbOptions& o) {
    verb.add_option("--method", o.method,
                    "ig: integrated gradients (default); shapley: Shapley values; attention: "
                    "where a model with attention looked, and which features it weighed")
        ->check(CLI::IsMember({"ig", "shapley", "attention"}));
    verb.add_option("--baseline", o.baseline,
                    "What the window is compared with: mean, the training mean (default), or "
                    "last, a past that repeats the origin")
        ->check(CLI::IsMember({"mean", "last"}));
    verb.add_option("--players", o.players,
                    "What Shapley values are shared out among: features (default), lags or inputs")
        ->check(CLI::IsMember({"features", "lags", "inputs"}));
    verb.add_option("--pairs", o.pairs,
                    "Random orders of Shapley sampling, each with its reverse (default 200)")
        ->check(CLI::Range(2, 1'000'000));
}

} // namespace

void register_explain(CommandList& list) {
    list.add({.name = "explain",
              .summary = "Say what in its window moved a forecast, and whether to believe it",
              .example = "quantloom explain latest --symbol SPY --check --out why/ --png why.png",
              .setUp = [](CLI::App& verb) -> RunCommand {
                  const auto o = std::make_shared<ExplainVerbOptions>();
                  verb.add_option("MODEL", o->model,
                                  "A registered forecaster: its name, its run, or latest; or a "
                                  "model file")
                      ->required();
                  verb.add_option("--symbol", o->symbol,
                                  "Whose forecast, when the model forecasts several");
                  verb.add_option("--origin", o->origin,
                                  "Made at the last bar at or before this day, YYYY-MM-DD, or "
                                  "\"YYYY-MM-DD HH:MM\" of the exchange (default: the newest)");
                  verb.add_option("--step", o->step, "Step of the forecast (default: the last)")
                      ->check(CLI::Range(1, 1000));
                  addMethodOptions(verb, *o);
                  verb.add_flag("--check", o->check,
                                "Compare with networks of fresh weights: they should not look "
                                "alike");
                  verb.add_option("--compare", o->others,
                                  "Another registered model, trained with another seed: do its "
                                  "shares agree? May be repeated");
                  verb.add_option("--out", o->out, "Folder for the shares as CSV and JSON");
                  addPngOption(verb, o->png,
                               "the shares, and the decomposition and attention of models that "
                               "have them,");
                  return [o](CommandEnvironment& environment, Json& result) {
                      return run(*o, environment, result);
                  };
              }});
}

} // namespace loom::app
