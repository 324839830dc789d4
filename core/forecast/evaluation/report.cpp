// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast/evaluation/report.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/csv.h"
#include "base/date.h"

namespace loom::forecast {

namespace {

/// JSON has no NaN: a missing number is null.
Json number(double value) {
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json numbers(const std::vector<double>& values) {
    Json out = Json::array();
    for (const double value : values)
        out.push_back(number(value));
    return out;
}

std::string_view standingCode(Standing standing) {
    switch (standing) {
    case Standing::Better:
        return "better";
    case Standing::Worse:
        return "worse";
    case Standing::Baseline:
        return "baseline";
    case Standing::Indistinct:
        break;
    }
    return "indistinguishable";
}

Json directionJson(const Direction& direction) {
    Json out{{"accuracy", number(direction.accuracy)}, {"base_rate", number(direction.baseRate)},
             {"up_rate", number(direction.upRate)},    {"low", number(direction.low)},
             {"high", number(direction.high)},         {"effective", number(direction.effective)},
             {"p_value", number(direction.pValue)}};
    if (!direction.note.empty())
        out["note"] = direction.note;
    return out;
}

Json tradingJson(const TradingResult& trading) {
    return {{"cumulative_return", number(trading.cumulative)},
            {"annual_return", number(trading.annualReturn)},
            {"annual_volatility", number(trading.annualVolatility)},
            {"sharpe", number(trading.sharpe)},
            {"max_drawdown", number(trading.maxDrawdown)},
            {"turnover", number(trading.turnover)},
            {"periods", trading.returns.size()},
            {"at_opens", trading.atOpens}};
}

Json scoresJson(const ModelScores& model) {
    Json metrics = Json::object(), steps = Json::object(), against = Json::array(),
         assets = Json::array();
    for (const auto& [id, score] : model.metrics)
        metrics[id] = {{"value", number(score.value)},
                       {"low", number(score.low)},
                       {"high", number(score.high)}};
    for (const auto& [id, values] : model.byStep)
        steps[id] = numbers(values);
    for (const auto& other : model.against) {
        Json one{{"baseline", other.baseline},
                 {"skill", number(other.skill)},
                 {"statistic", number(other.statistic)},
                 {"p_value", number(other.pValue)}};
        if (!other.note.empty())
            one["note"] = other.note;
        against.push_back(std::move(one));
    }
    for (const auto& asset : model.assets)
        assets.push_back({{"asset", asset.asset},
                          {"skill", number(asset.skill)},
                          {"direction", directionJson(asset.direction)}});
    return {{"id", model.id},
            {"title", model.title},
            {"baseline", model.baseline},
            {"seeds", model.seeds},
            {"skill", number(model.skill)},
            {"standing", std::string(standingCode(model.standing))},
            {"verdict", model.verdict},
            {"seconds", model.seconds},
            {"metrics", metrics},
            {"by_step", steps},
            {"against", against},
            {"direction", directionJson(model.direction)},
            {"ic", number(model.ic)},
            {"rank_ic", number(model.rankIc)},
            {"ic_p_value", number(model.icP)},
            {"assets", assets},
            {"trading", tradingJson(model.trading)}};
}

Json planJson(const EvaluationPlan& plan) {
    return {{"window", plan.window == TrainWindow::Sliding ? "sliding" : "expanding"},
            {"test_share", plan.testShare},
            {"first_train_share", plan.firstTrainShare},
            {"folds", plan.folds},
            {"validation_share", plan.validationShare},
            {"embargo", plan.embargo},
            {"origin_every", plan.originEvery},
            {"seeds", plan.seeds},
            {"coverages", plan.coverages},
            {"cost_basis_points", plan.costBasisPoints},
            {"test", plan.test}};
}

} // namespace

Json toJson(const EvaluationReport& report) {
    Json models = Json::array();
    for (const auto& model : report.models)
        models.push_back(scoresJson(model));
    Json leaks = Json::array();
    for (const auto& leak : report.leaks)
        leaks.push_back({{"id", leak.id},
                         {"title", leak.title},
                         {"passed", leak.passed},
                         {"finding", leak.finding}});
    return {{"verdict", report.verdict},
            {"leak_test", leaks},
            {"plan", planJson(report.plan)},
            {"assets", report.assets},
            {"frequency", std::string(frequencyCode(report.frequency))},
            {"horizon", report.horizon},
            {"origins", report.origins},
            {"independent", report.independent},
            {"models", models},
            {"notes", report.notes}};
}

std::string toCsv(const EvaluationReport& report) {
    CsvWriter out;
    out.row({"model", "metric", "value", "low", "high"});
    for (const auto& model : report.models) {
        const auto line = [&](std::string_view metric, double value, double low, double high) {
            out.cell(model.id).cell(metric).cell(value).cell(low).cell(high).endRow();
        };
        const auto plain = [&](std::string_view metric, double value) {
            line(metric, value, kMissing, kMissing);
        };
        plain("skill", model.skill);
        for (const auto& [id, score] : model.metrics)
            line(id, score.value, score.low, score.high);
        for (const auto& other : model.against)
            plain("dm_p." + other.baseline, other.pValue);
        line("direction.accuracy", model.direction.accuracy, model.direction.low,
             model.direction.high);
        plain("direction.base_rate", model.direction.baseRate);
        plain("ic", model.ic);
        plain("rank_ic", model.rankIc);
        plain("trading.cumulative_return", model.trading.cumulative);
        plain("trading.annual_return", model.trading.annualReturn);
        plain("trading.annual_volatility", model.trading.annualVolatility);
        plain("trading.sharpe", model.trading.sharpe);
        plain("trading.max_drawdown", model.trading.maxDrawdown);
    }
    return out.text();
}

std::string forecastsCsv(const EvaluationReport& report, const ForecastData& data) {
    std::vector<std::string> header{"model", "symbol",   "origin",  "step",
                                    "date",  "forecast", "realised"};
    if (!report.kept.empty())
        for (const double level : report.kept.front().forecasts.levels)
            header.push_back(fmt::format("q{:g}", level));
    CsvWriter out;
    out.row(header);
    const auto when = [&](std::size_t row) {
        const Timestamp time{data.times[row]};
        return isIntraday(data.frequency) ? toIso(time) : toIso(time.utcDate());
    };
    const auto isTold = [&](const std::string& id) {
        const auto model = std::ranges::find(report.models, id, &ModelScores::id);
        return id == "last_value" || (model != report.models.end() && !model->baseline);
    };
    for (const auto& kept : report.kept) {
        if (!isTold(kept.id))
            continue;
        const Forecasts& f = kept.forecasts;
        const std::size_t levels = f.levels.size();
        for (std::size_t i = 0; i < f.origins.size(); ++i)
            for (std::size_t a = 0; a < f.assets; ++a) {
                const double last = data.close(a, f.origins[i]);
                for (std::size_t k = 0; k < f.horizon; ++k) {
                    const double point = f.point(i, a)[k];
                    if (std::isnan(point))
                        continue;
                    const std::size_t row = f.origins[i] + k + 1;
                    out.cell(kept.id).cell(data.assets[a]).cell(when(f.origins[i]));
                    out.cell(k + 1).cell(when(row));
                    out.cell(last * std::exp(point)).cell(data.close(a, row));
                    for (const double q : f.quantile(i, a).subspan(k * levels, levels))
                        out.cell(last * std::exp(q));
                    out.endRow();
                }
            }
    }
    return out.text();
}

} // namespace loom::forecast
