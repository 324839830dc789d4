// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/diagnose_report.h"

#include <cmath>

#include "app/format.h"
#include "base/csv.h"

namespace loom::app {

namespace {

using stats::StationarityVerdict;

struct TestRow {
    std::string series, id, title;
    double statistic;
    double pValue;
    std::string pText;
    std::string lags; ///< empty where a test has none
    std::string null; ///< what it assumes
    bool rejects;
};

std::string pTextOf(double p) {
    return p < 0.0001 ? "< 0.0001" : fmt::format("{:.4f}", p);
}

TestRow rowOf(std::string series, std::string id, std::string title, stats::TestValue test,
              std::string lags, std::string null, double level) {
    return {.series = std::move(series),
            .id = std::move(id),
            .title = std::move(title),
            .statistic = test.statistic,
            .pValue = test.pValue,
            .pText = pTextOf(test.pValue),
            .lags = std::move(lags),
            .null = std::move(null),
            .rejects = test.pValue < level};
}

void addStationarity(std::vector<TestRow>& rows, const std::string& series,
                     const stats::Stationarity& s) {
    rows.push_back(rowOf(series, "adf", "ADF", {s.adf.statistic, s.adf.pValue},
                         std::to_string(s.adf.lags), "unit root", s.level));
    rows.push_back(rowOf(series, "kpss", "KPSS", {s.kpss.statistic, s.kpss.pValue},
                         std::to_string(s.kpss.lags), "stationary", s.level));
    rows.back().pText = s.kpss.pText();
}

std::string nameOfReturns(const DiagnoseReport& report) {
    return report.levels ? "log return" : report.name;
}

std::vector<TestRow> rowsOf(const DiagnoseReport& report) {
    std::vector<TestRow> rows;
    if (report.levels)
        addStationarity(rows, report.name, *report.levels);
    const auto& d = report.returns;
    const std::string name = nameOfReturns(report), lags = std::to_string(d.values.lag);
    const double level = d.stationarity.level;
    addStationarity(rows, name, d.stationarity);
    rows.push_back(rowOf(name, "ljung_box", "Ljung-Box", d.values.ljungBox, lags,
                         "no autocorrelation", level));
    rows.push_back(rowOf(name, "ljung_box_squares", "Ljung-Box of squares", d.squares.ljungBox,
                         lags, "no autocorrelation", level));
    rows.push_back(
        rowOf(name, "arch_lm", "ARCH-LM", d.arch.lagrange, lags, "constant variance", level));
    rows.push_back(
        rowOf(name, "arch_f", "ARCH-LM, F form", d.arch.f, lags, "constant variance", level));
    rows.push_back(
        rowOf(name, "jarque_bera", "Jarque-Bera", d.normality.test, "", "normal law", level));
    return rows;
}

std::string readingOf(const TestRow& row) {
    return row.rejects ? "rejected" : "not rejected";
}

Json toJson(const stats::Stationarity& s) {
    return {
        {"adf",
         {{"statistic", s.adf.statistic},
          {"p_value", s.adf.pValue},
          {"lags", s.adf.lags},
          {"observations", s.adf.observations},
          {"critical",
           {{"1%", s.adf.critical[0]}, {"5%", s.adf.critical[1]}, {"10%", s.adf.critical[2]}}}}},
        {"kpss",
         {{"statistic", s.kpss.statistic},
          {"p_value", s.kpss.pValue},
          {"p_text", s.kpss.pText()},
          {"lags", s.kpss.lags},
          {"critical",
           {{"10%", s.kpss.critical[0]},
            {"5%", s.kpss.critical[1]},
            {"2.5%", s.kpss.critical[2]},
            {"1%", s.kpss.critical[3]}}}}},
        {"verdict", stats::verdictId(s.verdict)},
        {"difference", s.difference},
        {"text", s.text}};
}

Json toJson(const stats::TestValue& test, std::size_t lags) {
    return {{"statistic", test.statistic}, {"p_value", test.pValue}, {"lags", lags}};
}

Json momentsJson(const stats::Diagnosis& d) {
    return {{"count", d.moments.count},
            {"mean", d.moments.mean},
            {"stdev", d.moments.stdev},
            {"skewness", d.moments.skewness},
            {"excess_kurtosis", d.moments.excessKurtosis},
            {"smallest", d.smallest},
            {"largest", d.largest}};
}

} // namespace

std::string differencingAdvice(const DiagnoseReport& report) {
    const auto after = report.returns.stationarity.verdict;
    if (!report.levels)
        return report.returns.stationarity.difference
                   ? fmt::format("Take differences of {} before modelling.", report.name)
                   : fmt::format("{} need not be differenced.", report.name);
    const bool settled = after == StationarityVerdict::Stationary;
    switch (report.levels->verdict) {
    case StationarityVerdict::UnitRoot:
        return settled
                   ? fmt::format("Model the log returns, not {}: one difference is enough.",
                                 report.name)
                   : "Model the log returns, in shorter windows: one difference does not settle "
                     "it over the whole span.";
    case StationarityVerdict::Stationary:
        return fmt::format("{} is stationary as it is: differencing is not needed.", report.name);
    default:
        return settled ? fmt::format("The tests of {} are not clear; its log returns are "
                                     "stationary and the safe choice.",
                                     report.name)
                       : "The tests are clear neither for the values nor for their log returns; "
                         "look at shorter windows.";
    }
}

void print(const DiagnoseReport& report, const Console& console) {
    console.print("{} of {}, {} values{}{}", report.name, report.source, report.rows,
                  report.first.empty() ? "" : fmt::format(", {} to {}", report.first, report.last),
                  report.missing > 0 ? fmt::format(", {} empty cells left out", report.missing)
                                     : "");
    std::vector<std::vector<std::string>> rows;
    for (const auto& row : rowsOf(report))
        rows.push_back({row.series, row.title, numberText(row.statistic), row.pText, row.lags,
                        row.null, readingOf(row)});
    console.table({"series", "test", "statistic", "p", "lags", "assumes", "at 5 %"}, rows,
                  {0, 1, 5, 6});
    const auto& d = report.returns;
    console.print("");
    console.print("{} per row: mean {}, standard deviation {}, skewness {}, excess kurtosis {}, "
                  "smallest {}, largest {}",
                  nameOfReturns(report), numberText(d.moments.mean), numberText(d.moments.stdev),
                  numberText(d.moments.skewness), numberText(d.moments.excessKurtosis),
                  numberText(d.smallest), numberText(d.largest));
    console.print("");
    if (report.levels)
        console.print("{}: {}", report.name, report.levels->text);
    console.print("{}: {}", nameOfReturns(report), d.stationarity.text);
    for (const auto& finding : d.findings)
        console.line(finding);
    console.line(differencingAdvice(report));
}

Json toJson(const DiagnoseReport& report) {
    const auto& d = report.returns;
    Json out{{"source", report.source},
             {"column", report.name},
             {"values", report.rows},
             {"missing", report.missing},
             {"first", report.first},
             {"last", report.last},
             {"returns",
              {{"given", !report.levels.has_value()},
               {"moments", momentsJson(d)},
               {"stationarity", toJson(d.stationarity)},
               {"ljung_box", toJson(d.values.ljungBox, d.values.lag)},
               {"box_pierce", toJson(d.values.boxPierce, d.values.lag)},
               {"ljung_box_squares", toJson(d.squares.ljungBox, d.squares.lag)},
               {"arch_lm", toJson(d.arch.lagrange, d.arch.lag)},
               {"arch_f", toJson(d.arch.f, d.arch.lag)},
               {"jarque_bera",
                {{"statistic", d.normality.test.statistic}, {"p_value", d.normality.test.pValue}}},
               {"findings", d.findings}}},
             {"advice", differencingAdvice(report)}};
    if (report.levels)
        out["levels"] = toJson(*report.levels);
    return out;
}

std::string toCsv(const DiagnoseReport& report) {
    CsvWriter csv;
    csv.row(
        {"series", "test", "statistic", "p_value", "p_text", "lags", "null_hypothesis", "reading"});
    for (const auto& row : rowsOf(report)) {
        csv.cell(row.series).cell(row.id).cell(row.statistic).cell(row.pValue).cell(row.pText);
        csv.cell(row.lags).cell(row.null).cell(readingOf(row));
        csv.endRow();
    }
    return csv.text();
}

} // namespace loom::app
