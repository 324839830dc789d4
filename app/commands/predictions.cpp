// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include "app/command.h"
#include "base/csv.h"
#include "base/files.h"
#include "predictions/track_record.h"
#include "studies/keep_predictions.h"
#include "studies/prediction_files.h"

namespace loom::app {

namespace {

using predictions::Outcome;
using predictions::Prediction;

struct Options {
    predictions::PredictionQuery query;
    bool waiting = false, realised = false;
    std::size_t limit = 40;
    std::filesystem::path out;
};

std::string number(double value, int digits = 2) {
    return std::isfinite(value) ? fmt::format("{:.{}f}", value, digits) : "–";
}

std::string percent(double share, int digits = 1) {
    return std::isfinite(share) ? fmt::format("{:.{}f}", 100 * share, digits) : "–";
}

Result<predictions::PredictionStore> openStore(CommandEnvironment& environment) {
    const auto workbench = environment.workbench();
    if (!workbench)
        return workbench.error();
    return predictions::PredictionStore::open((*workbench)->paths().workstationDb);
}

std::string outcomeText(const Prediction& one) {
    if (one.outcome == Outcome::Realised)
        return number(one.realised);
    return one.outcome == Outcome::NoSession ? "no session" : "–";
}

void printRows(const std::vector<Prediction>& rows, std::size_t limit, const Console& console) {
    std::vector<std::vector<std::string>> cells;
    const std::size_t from = rows.size() > limit ? rows.size() - limit : 0;
    for (std::size_t i = from; i < rows.size(); ++i) {
        const Prediction& one = rows[i];
        const auto coverages = predictions::coverages(one);
        const auto range =
            coverages.empty() ? std::nullopt : predictions::interval(one, coverages.back());
        cells.push_back({one.key.symbol, fmt::format("{} v{}", one.key.model, one.key.version),
                         studies::barText(one.key.madeAt, one.frequency),
                         std::to_string(one.key.step), studies::barText(one.target, one.frequency),
                         number(one.value), range ? number(range->first) : "–",
                         range ? number(range->second) : "–", outcomeText(one),
                         number(predictions::errorOf(one))});
    }
    console.table({"symbol", "model", "made at", "step", "for", "predicted", "low", "high",
                   "realised", "error %"},
                  cells, {0, 1, 2, 4});
    if (from > 0)
        console.print("and {} earlier rows; all of them with --out FILE or --json.", from);
}

Status list(const Options& options, CommandEnvironment& environment, Json& result) {
    auto store = openStore(environment);
    if (!store)
        return std::move(store).error();
    auto query = options.query;
    if (options.waiting != options.realised)
        query.outcome = options.waiting ? Outcome::Waiting : Outcome::Realised;
    const auto rows = store->list(query);
    if (!rows)
        return rows.error();
    const Console& console = environment.console();
    result["count"] = rows->size();
    result["predictions"] = studies::toJson(*rows);
    if (!options.out.empty()) {
        if (auto written = writeFileAtomic(options.out, studies::toCsv(*rows)); !written)
            return written;
        console.print("Wrote {} predictions to {}.", rows->size(), options.out.string());
        return {};
    }
    if (rows->empty()) {
        console.line("No predicted prices are kept yet: forecast something, as in quantloom "
                     "forecast SPY.");
        return {};
    }
    printRows(*rows, options.limit, console);
    return {};
}

Status fillIn(CommandEnvironment& environment, Json& result) {
    const auto workbench = environment.workbench();
    if (!workbench)
        return workbench.error();
    const auto counts = studies::fillRealised(**workbench);
    if (!counts)
        return counts.error();
    result["realised"] = counts->realised;
    result["no_session"] = counts->noSession;
    result["waiting"] = counts->waiting;
    environment.console().print(
        "{} predictions met their prices, {} were for days without trading, {} whose day has come "
        "wait for bars.",
        counts->realised, counts->noSession, counts->waiting);
    return {};
}

Json toJson(const predictions::TrackRecord& record) {
    const auto real = [](double value) {
        return std::isfinite(value) ? Json(value) : Json(nullptr);
    };
    Json coverage = Json::array();
    for (const auto& one : record.coverage)
        coverage.push_back({{"nominal", one.nominal},
                            {"share", real(one.share)},
                            {"inside", one.inside},
                            {"count", one.count},
                            {"low", real(one.interval.lower)},
                            {"high", real(one.interval.upper)}});
    return {{"made", record.made},
            {"realised", record.realised},
            {"waiting", record.waiting},
            {"no_session", record.noSession},
            {"afterwards", record.afterwards},
            {"saw_later", record.sawLater},
            {"independent", record.apart},
            {"direction", real(record.direction.accuracy)},
            {"direction_low", real(record.direction.interval.lower)},
            {"direction_high", real(record.direction.interval.upper)},
            {"base_rate", real(record.direction.baseRate)},
            {"mae_percent", real(record.mae)},
            {"rmse_percent", real(record.rmse)},
            {"last_value_mae_percent", real(record.lastMae)},
            {"skill", real(record.skill)},
            {"coverage", coverage}};
}

Status score(const Options& options, CommandEnvironment& environment, Json& result) {
    auto store = openStore(environment);
    if (!store)
        return std::move(store).error();
    const auto groups = store->groups();
    if (!groups)
        return groups.error();
    std::vector<std::vector<std::string>> cells;
    result["records"] = Json::array();
    for (const auto& group : *groups) {
        auto query = options.query;
        if ((!query.symbol.empty() && query.symbol != group.symbol) ||
            (!query.model.empty() && query.model != group.model))
            continue;
        query.symbol = group.symbol;
        query.model = group.model;
        const auto rows = store->list(query);
        if (!rows)
            return rows.error();
        const auto record = predictions::trackRecord(*rows);
        Json one = toJson(record);
        one["symbol"] = group.symbol;
        one["model"] = group.model;
        result["records"].push_back(std::move(one));
        std::string inside;
        for (const auto& c : record.coverage)
            inside += fmt::format("{}{} of {:.0f}", inside.empty() ? "" : ", ", percent(c.share, 0),
                                  100 * c.nominal);
        cells.push_back({group.symbol, group.model, std::to_string(record.realised),
                         std::to_string(record.apart), std::to_string(record.afterwards),
                         percent(record.direction.accuracy),
                         fmt::format("{} to {}", percent(record.direction.interval.lower, 0),
                                     percent(record.direction.interval.upper, 0)),
                         percent(record.direction.baseRate), inside.empty() ? "–" : inside,
                         number(record.rmse), number(record.lastRmse)});
    }
    const Console& console = environment.console();
    console.table({"symbol", "model", "realised", "apart", "afterwards", "direction %", "95 %",
                   "base %", "inside %", "RMSE %", "no change"},
                  cells, {0, 1});
    console.line("apart: forecasts that do not overlap, on which the interval of the direction "
                 "rests. afterwards: written down when their bar was over, so no forecasts of the "
                 "future. base: the better of always-up and always-down.");
    return {};
}

} // namespace

void register_predictions(CommandList& list) {
    list.add({.name = "predictions",
              .summary = "What was predicted, what came, and how good it was",
              .example = "quantloom predictions --symbol SPY --step 1 --out predicted.csv",
              .setUp = [](CLI::App& verb) -> RunCommand {
                  const auto o = std::make_shared<Options>();
                  verb.add_option("--symbol", o->query.symbol, "Of this symbol");
                  verb.add_option("--model", o->query.model, "Of this registered model");
                  verb.add_option("--step", o->query.step, "Of this step ahead only")
                      ->check(CLI::Range(1, 1000));
                  verb.add_flag("--waiting", o->waiting, "Those whose price has not come");
                  verb.add_flag("--realised", o->realised, "Those whose price is known");
                  verb.add_option("--limit", o->limit, "Rows on screen (default 40)");
                  verb.add_option("--out", o->out, "CSV to write");
                  verb.require_subcommand(0, 1);
                  CLI::App* fill =
                      verb.add_subcommand("fill", "Fill in the prices that have come since");
                  CLI::App* scores = verb.add_subcommand("score", "Direction, coverage and errors");
                  scores->fallthrough();
                  return
                      [o, fill, scores](CommandEnvironment& environment, Json& result) -> Status {
                          if (fill->parsed())
                              return fillIn(environment, result);
                          return scores->parsed() ? score(*o, environment, result)
                                                  : app::list(*o, environment, result);
                      };
              }});
}

} // namespace loom::app
