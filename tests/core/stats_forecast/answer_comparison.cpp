// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <sstream>

#include "core/stats_forecast/answer_book.h"
#include "stats/comparison/diebold_mariano.h"
#include "stats/comparison/direction.h"
#include "stats/comparison/information_coefficient.h"
#include "stats/comparison/model_confidence_set.h"
#include "stats/forecast_metric.h"
#include "stats/probability.h"

using namespace loom::stats;

namespace loom::tests {

namespace {

const std::vector<double>& at(const SeriesBook& series, const Json& arguments, const char* key) {
    return series.at(arguments.at(key).get<std::string>());
}

Json compareForecasts(const Json& a, const SeriesBook& s) {
    const auto name = a.at("loss").get<std::string>();
    const Loss loss = name == "mse"   ? Loss::Squared
                      : name == "mad" ? Loss::Absolute
                                      : Loss::AbsolutePercent;
    DieboldMarianoOptions options;
    options.horizon = a.at("horizon").get<std::size_t>();
    if (!a.at("lags").is_null())
        options.lags = a.at("lags").get<std::size_t>();
    options.smallSample = a.at("harvey").get<bool>() ? SmallSample::Harvey : SmallSample::None;
    const auto& y = at(s, a, "y");
    const auto dm =
        dieboldMariano(losses(y, at(s, a, "a"), loss), losses(y, at(s, a, "b"), loss), options);
    if (!dm)
        return dm.error().text();
    return {{"statistic", dm->statistic}, {"pvalue", dm->pValue}, {"lags", dm->lags}};
}

Json direction(const Json& a, const SeriesBook& s) {
    const auto pt = pesaranTimmermann(at(s, a, "y"), at(s, a, "f"));
    if (!pt)
        return pt.error().text();
    return {{"statistic", pt->statistic}, {"pvalue", pt->pValue}, {"larger", pt->pSkill}};
}

Json correlation(const Json& a, const SeriesBook& s) {
    auto x = at(s, a, "x"), y = at(s, a, "y");
    if (a.at("round").get<bool>())
        for (auto* values : {&x, &y})
            for (double& v : *values)
                v = std::nearbyint(v);
    const auto p = seriesCorrelation(x, y, Correlation::Pearson);
    const auto r = seriesCorrelation(x, y, Correlation::Rank);
    return {{"pearson", p.value}, {"pearson_p", p.pValue}, {"rank", r.value}, {"rank_p", r.pValue}};
}

/// Squared errors, with rows drawn as in packages_answer.py.
Json confidenceSet(const Json& a, const SeriesBook& s) {
    const auto& y = at(s, a, "y");
    std::vector<std::vector<double>> each;
    std::istringstream names(a.at("forecasts").get<std::string>());
    for (std::string name; names >> name;)
        each.push_back(losses(y, s.at(name), Loss::Squared));
    std::vector<double> table;
    for (std::size_t t = 0; t < y.size(); ++t)
        for (const auto& loss : each)
            table.push_back(loss[t]);
    const auto block = a.at("block").get<std::size_t>();
    const auto set = modelConfidenceSetOf(
        table, each.size(),
        {.test = a.at("method") == "R" ? ConfidenceSetTest::Range : ConfidenceSetTest::Maximum,
         .replications = a.at("replications").get<std::size_t>()},
        [&](std::size_t b, std::span<std::size_t> rows) {
            const std::size_t n = rows.size();
            for (std::size_t t = 0; t < n; ++t) {
                const std::size_t start =
                    (7919 * b * b + 104729 * (t / block) * (b + 1) + 31 * b) % n;
                rows[t] = (start + t % block) % n;
            }
        });
    return {{"p", set.pValues}, {"order", set.removalOrder}};
}

/// Quantiles f + z(p), the same as samples, weights 1, 2, 3 …: as in packages_answer.py.
Json metrics(const Json& a, const SeriesBook& s) {
    const auto &y = at(s, a, "y"), &f = at(s, a, "f");
    const auto levels = a.at("levels").get<std::vector<double>>();
    const double coverage = a.at("coverage").get<double>();
    std::vector<double> quantiles, weights;
    for (const double point : f) {
        for (std::size_t k = 0; k < levels.size(); ++k) {
            quantiles.push_back(point + normalQuantile(levels[k]));
            weights.push_back(static_cast<double>(k + 1));
        }
    }
    const std::vector<double> last(y.size(), a.at("last").get<double>());
    const std::vector<double> absolute(y.size(), 0.8), squared(y.size(), 0.9);
    ForecastView view{.target = ForecastTarget::Prices,
                      .actual = y,
                      .point = f,
                      .last = last,
                      .absoluteScale = absolute,
                      .squaredScale = squared,
                      .levels = levels,
                      .quantiles = quantiles,
                      .samples = quantiles,
                      .samplesPerRow = levels.size()};
    const auto registry = makeForecastMetricRegistry({.intervals = {coverage}});
    Json out = Json::object();
    for (const auto& metric : registry.all()) {
        const std::string id = metric.id.substr(0, metric.id.find_first_of("0123456789") -
                                                       1); // "coverage_80" is "coverage"
        out[metric.id == "r2_naive" ? metric.id : id] = metric.score(view).value;
    }
    view.weights = weights;
    out["crps_weighted"] = registry.find("crps_samples")->score(view).value;
    return out;
}

} // namespace

Json comparisonAnswer(const std::string& test, const Json& arguments, const SeriesBook& series) {
    if (test == "diebold_mariano")
        return compareForecasts(arguments, series);
    if (test == "pesaran_timmermann")
        return direction(arguments, series);
    if (test == "correlation")
        return correlation(arguments, series);
    if (test == "confidence_set")
        return confidenceSet(arguments, series);
    if (test == "metrics")
        return metrics(arguments, series);
    return nullptr;
}

} // namespace loom::tests
