// SPDX-License-Identifier: GPL-3.0-or-later
// The report as JSON (missing numbers are null) and as CSV.
#include "base/csv.h"
#include "base/text.h"
#include "generate/fidelity_detail.h"

#include <array>
#include <cmath>

#include <fmt/format.h>

namespace loom::generate {

namespace {

constexpr int kVersion = 1;
constexpr std::array<std::string_view, 6> kGroups{"distribution", "dynamics",      "moments",
                                                  "tails",        "cross section", "classifier"};
constexpr std::array<std::string_view, 2> kBetter{"lower", "target"};
constexpr std::array<std::string_view, 3> kRoles{"candidate", "rival", "control"};
constexpr std::array<std::string_view, 4> kJudgements{"not judged", "pass", "borderline", "fail"};

template <class Enum, std::size_t N>
std::string nameOf(const std::array<std::string_view, N>& names, Enum value) {
    return std::string(names.at(static_cast<std::size_t>(value)));
}

template <class Enum, std::size_t N>
Enum enumAt(const std::array<std::string_view, N>& names, const Json& json) {
    const auto text = json.get<std::string>();
    for (std::size_t i = 0; i < N; ++i) {
        if (names[i] == text)
            return static_cast<Enum>(i);
    }
    throw Json::other_error::create(501, "unknown word \"" + text + "\"", &json);
}

double numberAt(const Json& json, const char* key) {
    const Json& value = json.at(key);
    return value.is_null() ? kNotANumber : value.get<double>();
}

Json cellJson(const FidelityCell& cell) {
    return {{"value", cell.value},
            {"typical", cell.typical},
            {"mean_matched", cell.meanMatched},
            {"low", cell.low},
            {"high", cell.high},
            {"judgement", nameOf(kJudgements, cell.judgement)}};
}

FidelityCell cellFrom(const Json& json) {
    return {.value = numberAt(json, "value"),
            .typical = numberAt(json, "typical"),
            .meanMatched = json.contains("mean_matched") ? numberAt(json, "mean_matched")
                                                         : kNotANumber, // older reports
            .low = numberAt(json, "low"),
            .high = numberAt(json, "high"),
            .judgement = enumAt<Judgement>(kJudgements, json.at("judgement"))};
}

Json rowJson(const FidelityReport& report, std::size_t index) {
    const FidelityRow& row = report.rows[index];
    Json out{{"id", row.id},
             {"title", row.title},
             {"unit", row.unit},
             {"convention", row.convention},
             {"source", row.source},
             {"group", nameOf(kGroups, row.group)},
             {"better", nameOf(kBetter, row.better)},
             {"real", row.real},
             {"floor_median", row.floorMedian},
             {"floor_95", row.floor95},
             {"halves", row.halves},
             {"no_dynamics", row.noDynamics},
             {"shows_dynamics", row.showsDynamics},
             {"must_fail", row.mustFail},
             {"structural_floor", row.structuralFloor},
             {"cells", Json::array()}};
    for (std::size_t column = 0; column < row.cells.size(); ++column) {
        out["cells"].push_back(cellJson(row.cells[column]));
        out["cells"].back()["why"] = explain(report, index, column);
    }
    return out;
}

FidelityRow rowFrom(const Json& json) {
    FidelityRow row;
    row.id = json.at("id").get<std::string>();
    row.title = json.at("title").get<std::string>();
    row.unit = json.at("unit").get<std::string>();
    row.convention = json.at("convention").get<std::string>();
    row.source = json.at("source").get<std::string>();
    row.group = enumAt<stats::MetricGroup>(kGroups, json.at("group"));
    row.better = enumAt<stats::Better>(kBetter, json.at("better"));
    row.real = numberAt(json, "real");
    row.floorMedian = numberAt(json, "floor_median");
    row.floor95 = numberAt(json, "floor_95");
    row.halves = numberAt(json, "halves");
    row.noDynamics = numberAt(json, "no_dynamics");
    row.showsDynamics = json.at("shows_dynamics").get<bool>();
    row.mustFail = json.value("must_fail", std::string());
    row.structuralFloor = numberAt(json, "structural_floor");
    for (const auto& cell : json.at("cells"))
        row.cells.push_back(cellFrom(cell));
    return row;
}

Json ruleJson(const RuleOutcome& rule) {
    return {{"id", rule.id},       {"title", rule.title},
            {"limit", rule.limit}, {"value", rule.value},
            {"why", rule.why},     {"judgement", nameOf(kJudgements, rule.judgement)}};
}

RuleOutcome ruleFrom(const Json& json) {
    return {.id = json.at("id").get<std::string>(),
            .title = json.at("title").get<std::string>(),
            .limit = json.at("limit").get<std::string>(),
            .value = numberAt(json, "value"),
            .judgement = enumAt<Judgement>(kJudgements, json.at("judgement")),
            .why = json.at("why").get<std::string>()};
}

std::vector<RuleOutcome> rulesFrom(const Json& column) {
    std::vector<RuleOutcome> out;
    if (column.contains("rules")) // older reports have none
        for (const Json& rule : column.at("rules"))
            out.push_back(ruleFrom(rule));
    return out;
}

Json columnJson(const FidelityColumn& column) {
    Json rules = Json::array();
    for (const auto& rule : column.rules)
        rules.push_back(ruleJson(rule));
    return {{"rules", std::move(rules)},
            {"id", column.id},
            {"title", column.title},
            {"role", nameOf(kRoles, column.role)},
            {"paths", column.paths},
            {"length", column.length},
            {"passed", column.passed},
            {"borderline", column.borderline},
            {"failed", column.failed},
            {"copied_share", column.copiedShare},
            {"touched_share", column.touchedShare},
            {"timeless", column.timeless}};
}

FidelityColumn columnFrom(const Json& json) {
    return {.id = json.at("id").get<std::string>(),
            .title = json.at("title").get<std::string>(),
            .role = enumAt<ColumnRole>(kRoles, json.at("role")),
            .paths = json.at("paths").get<std::size_t>(),
            .length = json.at("length").get<std::size_t>(),
            .passed = json.at("passed").get<std::size_t>(),
            .borderline = json.at("borderline").get<std::size_t>(),
            .failed = json.at("failed").get<std::size_t>(),
            .copiedShare = numberAt(json, "copied_share"),
            .touchedShare = numberAt(json, "touched_share"),
            .timeless = json.value("timeless", false),
            .rules = rulesFrom(json)};
}

FidelityReport reportFrom(const Json& json) {
    FidelityReport report;
    report.realCount = json.at("real_count").get<std::size_t>();
    report.trainingCount = json.at("training_count").get<std::size_t>();
    report.inSample = json.at("in_sample").get<bool>();
    report.splits = json.at("splits").get<std::size_t>();
    report.blocks = json.at("blocks").get<std::size_t>();
    report.copiedWindow = json.at("copied_window").get<std::size_t>();
    report.controlFails = json.at("control_fails").get<bool>();
    for (const auto& column : json.at("columns"))
        report.columns.push_back(columnFrom(column));
    for (const auto& row : json.at("rows")) {
        report.rows.push_back(rowFrom(row));
        if (report.rows.back().cells.size() != report.columns.size())
            throw Json::other_error::create(501, "a row has another width than the columns", &row);
    }
    const Json& verdict = json.at("verdict");
    report.verdict = {enumAt<Judgement>(kJudgements, verdict.at("judgement")),
                      verdict.at("claim").get<std::string>(),
                      verdict.at("evidence").get<std::string>()};
    return report;
}

void addColumnFacts(CsvWriter& csv, const FidelityReport& report, const FidelityColumn& column,
                    Judgement judgement) {
    csv.cell(judgementName(judgement));
    csv.cell(static_cast<long long>(column.paths));
    csv.cell(static_cast<long long>(column.length));
    csv.cell(report.inSample ? "yes" : "no");
    csv.cell(column.copiedShare);
}

void addCell(CsvWriter& csv, const FidelityReport& report, std::size_t index, std::size_t column) {
    const auto& row = report.rows[index];
    const auto& cell = row.cells[column];
    csv.cell(row.id).cell(row.title).cell(row.unit).cell(report.columns[column].title);
    csv.cell(nameOf(kRoles, report.columns[column].role));
    for (const double number : {cell.value, cell.meanMatched, row.real, cell.typical, cell.low,
                                cell.high, row.floorMedian, row.floor95, row.halves, row.noDynamics,
                                row.structuralFloor, ratioToGarch(report, row, column)})
        csv.cell(number);
    addColumnFacts(csv, report, report.columns[column], cell.judgement);
    csv.cell(row.convention).cell(row.source).cell(explain(report, index, column));
    csv.endRow();
}

void addRule(CsvWriter& csv, const FidelityReport& report, const FidelityColumn& column,
             const RuleOutcome& rule) {
    constexpr int kNumbersOfCells = 11; // that a rule does not have
    csv.cell("rule_" + rule.id).cell(rule.title).cell("").cell(column.title);
    csv.cell(nameOf(kRoles, column.role)).cell(rule.value);
    for (int i = 0; i < kNumbersOfCells; ++i)
        csv.cell("");
    addColumnFacts(csv, report, column, rule.judgement);
    csv.cell(rule.limit).cell("plain thresholds").cell(rule.why);
    csv.endRow();
}

} // namespace

double ratioToGarch(const FidelityReport& report, const FidelityRow& row, std::size_t column) {
    for (std::size_t i = 0; i < report.columns.size(); ++i) {
        if (report.columns[i].id == "garch")
            return distanceOf(row, column) / distanceOf(row, i);
    }
    return kNotANumber;
}

Json toJson(const FidelityReport& report) {
    Json out{{"version", kVersion},
             {"real_count", report.realCount},
             {"training_count", report.trainingCount},
             {"in_sample", report.inSample},
             {"splits", report.splits},
             {"blocks", report.blocks},
             {"copied_window", report.copiedWindow},
             {"control_fails", report.controlFails},
             {"columns", Json::array()},
             {"rows", Json::array()},
             {"verdict",
              {{"judgement", nameOf(kJudgements, report.verdict.judgement)},
               {"claim", report.verdict.claim},
               {"evidence", report.verdict.evidence}}}};
    for (const auto& column : report.columns)
        out["columns"].push_back(columnJson(column));
    for (std::size_t row = 0; row < report.rows.size(); ++row)
        out["rows"].push_back(rowJson(report, row));
    // A dump and parse turn every NaN into null, so that equal reports are equal JSON.
    return Json::parse(out.dump(-1, ' ', false, Json::error_handler_t::replace));
}

Result<FidelityReport> fidelityReportFromJson(const Json& json) {
    try {
        if (json.at("version").get<int>() > kVersion)
            return fail(ErrorCode::NewerVersion,
                        "The fidelity report was written by a newer program. Update this one.");
        return reportFrom(json);
    } catch (const Json::exception& e) {
        return fail(ErrorCode::Corrupt,
                    fmt::format("The fidelity report cannot be read: {}.", e.what()));
    }
}

std::string toCsv(const FidelityReport& report) {
    CsvWriter csv;
    csv.row({"metric",
             "title",
             "unit",
             "column",
             "role",
             "value",
             "mean_matched",
             "real",
             "typical",
             "low_5",
             "high_95",
             "floor_median",
             "floor_95",
             "halves",
             "no_dynamics",
             "structural_floor",
             "share_of_garch",
             "judgement",
             "paths",
             "length",
             "in_sample",
             "copied_share",
             "convention",
             "source",
             "why"});
    for (std::size_t row = 0; row < report.rows.size(); ++row)
        for (std::size_t column = 0; column < report.columns.size(); ++column)
            addCell(csv, report, row, column);
    for (const auto& column : report.columns)
        for (const auto& rule : column.rules)
            addRule(csv, report, column, rule);
    return csv.text();
}

} // namespace loom::generate
