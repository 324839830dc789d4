// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats_forecast/answer_book.h"
#include "stats/series_tests/kpss.h"
#include "stats/series_tests/residual_tests.h"
#include "stats/series_tests/unit_root.h"

using namespace loom::stats;

namespace loom::tests {

namespace {

Json unitRoot(const Json& a, const std::vector<double>& x) {
    const std::map<std::string, UnitRootTrend> trends{{"n", UnitRootTrend::None},
                                                      {"c", UnitRootTrend::Constant},
                                                      {"ct", UnitRootTrend::Linear},
                                                      {"ctt", UnitRootTrend::Quadratic}};
    const std::map<std::string, LagChoice> choices{
        {"AIC", LagChoice::Aic}, {"BIC", LagChoice::Bic}, {"t-stat", LagChoice::TStatistic}};
    AdfOptions options{.trend = trends.at(a.at("trend").get<std::string>()),
                       .choice = a.at("select").is_null()
                                     ? LagChoice::Fixed
                                     : choices.at(a.at("select").get<std::string>())};
    if (!a.at("max_lag").is_null())
        options.maxLag = a.at("max_lag").get<std::size_t>();
    const auto test = adf(x, options);
    if (!test)
        return test.error().text();
    return {{"statistic", test->statistic}, {"pvalue", test->pValue},
            {"lags", test->lags},           {"n", test->observations},
            {"critical", test->critical},   {"arch", test->statistic}};
}

Json steady(const Json& a, const std::vector<double>& x) {
    KpssOptions options{.trend = a.at("trend") == "ct" ? KpssTrend::Line : KpssTrend::Level,
                        .rule = a.at("lags") == "legacy" ? KpssLags::Legacy : KpssLags::Auto};
    if (a.at("lags").is_number())
        options.lags = a.at("lags").get<std::size_t>();
    const auto test = kpss(x, options);
    if (!test)
        return test.error().text();
    return {{"statistic", test->statistic},
            {"pvalue", test->pValue},
            {"lags", test->lags},
            {"arch", test->statistic}};
}

Json autocorrelated(const Json& a, const std::vector<double>& x) {
    const auto test =
        portmanteau(x, a.at("lag").get<std::size_t>(), a.at("fitted").get<std::size_t>());
    if (!test)
        return test.error().text();
    return {{"lb_stat", test->ljungBox.statistic},
            {"lb_pvalue", test->ljungBox.pValue},
            {"bp_stat", test->boxPierce.statistic},
            {"bp_pvalue", test->boxPierce.pValue}};
}

Json changingVariance(const Json& a, const std::vector<double>& x) {
    const auto test = archTest(x, a.at("lag").get<std::size_t>(), a.at("ddof").get<std::size_t>());
    if (!test)
        return test.error().text();
    return {{"lm", test->lagrange.statistic},
            {"lm_p", test->lagrange.pValue},
            {"f", test->f.statistic},
            {"f_p", test->f.pValue}};
}

Json normality(const std::vector<double>& x) {
    const auto test = jarqueBera(x);
    if (!test)
        return test.error().text();
    return {{"statistic", test->test.statistic},
            {"pvalue", test->test.pValue},
            {"skew", test->skewness},
            {"kurtosis", test->kurtosis}};
}

} // namespace

Json seriesAnswer(const std::string& test, const Json& arguments, const SeriesBook& series) {
    if (!arguments.contains("x") || !series.contains(arguments.at("x").get<std::string>()))
        return nullptr;
    const auto& x = series.at(arguments.at("x").get<std::string>());
    if (test == "adf")
        return unitRoot(arguments, x);
    if (test == "kpss")
        return steady(arguments, x);
    if (test == "ljung_box")
        return autocorrelated(arguments, x);
    if (test == "arch_lm")
        return changingVariance(arguments, x);
    if (test == "jarque_bera")
        return normality(x);
    return nullptr;
}

Json ourAnswer(const std::string& test, const Json& arguments, const SeriesBook& series) {
    const Json answer = comparisonAnswer(test, arguments, series);
    return answer.is_null() ? seriesAnswer(test, arguments, series) : answer;
}

} // namespace loom::tests
