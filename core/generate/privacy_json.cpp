// SPDX-License-Identifier: GPL-3.0-or-later
// The privacy report as JSON (missing numbers are null) and as CSV.
#include "generate/privacy.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/csv.h"

namespace loom::generate {

namespace {

constexpr int kVersion = 1;
constexpr std::array kJudgements{Judgement::NotJudged, Judgement::Pass, Judgement::Borderline,
                                 Judgement::Fail};

Judgement judgementFrom(const Json& json) {
    const auto name = json.get<std::string>();
    const auto found = std::find_if(kJudgements.begin(), kJudgements.end(),
                                    [&](Judgement j) { return judgementName(j) == name; });
    if (found == kJudgements.end())
        throw Json::other_error::create(501, "unknown judgement \"" + name + "\"", &json);
    return *found;
}

double numberAt(const Json& json, const char* key) {
    const Json& value = json.at(key);
    return value.is_null() ? kNotANumber : value.get<double>();
}

Json rowJson(const PrivacyRow& row) {
    return {{"id", row.id},
            {"title", row.title},
            {"unit", row.unit},
            {"convention", row.convention},
            {"source", row.source},
            {"value", row.value},
            {"reference", row.reference},
            {"warn_at", row.warnAt},
            {"fail_at", row.failAt},
            {"judgement", judgementName(row.judgement)},
            {"why", row.why}};
}

PrivacyRow rowFrom(const Json& json) {
    return {.id = json.at("id").get<std::string>(),
            .title = json.at("title").get<std::string>(),
            .unit = json.at("unit").get<std::string>(),
            .convention = json.at("convention").get<std::string>(),
            .source = json.at("source").get<std::string>(),
            .value = numberAt(json, "value"),
            .reference = numberAt(json, "reference"),
            .warnAt = numberAt(json, "warn_at"),
            .failAt = numberAt(json, "fail_at"),
            .judgement = judgementFrom(json.at("judgement")),
            .why = json.at("why").get<std::string>()};
}

Json distancesJson(const PrivacyDistances& distances) {
    return {{"synthetic", distances.synthetic},
            {"reference", distances.reference},
            {"holdout", distances.holdout},
            {"training", distances.training},
            {"near_duplicate", distances.nearDuplicate}};
}

PrivacyDistances distancesFrom(const Json& json) {
    const auto values = [&](const char* key) { return json.at(key).get<std::vector<double>>(); };
    return {.synthetic = values("synthetic"),
            .reference = values("reference"),
            .holdout = values("holdout"),
            .training = values("training"),
            .nearDuplicate = numberAt(json, "near_duplicate")};
}

PrivacyReport reportFrom(const Json& json) {
    PrivacyReport report;
    report.assets = json.at("assets").get<std::size_t>();
    report.window = json.at("window").get<std::size_t>();
    report.trainingWindows = json.at("training_windows").get<std::size_t>();
    report.holdoutWindows = json.at("holdout_windows").get<std::size_t>();
    report.syntheticWindows = json.at("synthetic_windows").get<std::size_t>();
    report.syntheticTotal = json.at("synthetic_total").get<std::size_t>();
    report.referenceModel = json.at("reference_model").get<std::string>();
    for (const Json& row : json.at("rows"))
        report.rows.push_back(rowFrom(row));
    if (json.contains("distances")) // earlier programs wrote none
        report.distances = distancesFrom(json.at("distances"));
    const Json& verdict = json.at("verdict");
    report.verdict = {judgementFrom(verdict.at("judgement")),
                      verdict.at("claim").get<std::string>(),
                      verdict.at("evidence").get<std::string>()};
    return report;
}

} // namespace

Json toJson(const PrivacyReport& report) {
    Json out{{"version", kVersion},
             {"assets", report.assets},
             {"window", report.window},
             {"training_windows", report.trainingWindows},
             {"holdout_windows", report.holdoutWindows},
             {"synthetic_windows", report.syntheticWindows},
             {"synthetic_total", report.syntheticTotal},
             {"reference_model", report.referenceModel},
             {"rows", Json::array()},
             {"distances", distancesJson(report.distances)},
             {"verdict",
              {{"judgement", judgementName(report.verdict.judgement)},
               {"claim", report.verdict.claim},
               {"evidence", report.verdict.evidence}}}};
    for (const auto& row : report.rows)
        out["rows"].push_back(rowJson(row));
    // A dump and parse turn every NaN into null, so that equal reports are equal JSON.
    return Json::parse(out.dump());
}

Result<PrivacyReport> privacyReportFromJson(const Json& json) {
    try {
        if (json.at("version").get<int>() > kVersion)
            return fail(ErrorCode::NewerVersion,
                        "The privacy report was written by a newer program. Update this one.");
        return reportFrom(json);
    } catch (const Json::exception& e) {
        return fail(ErrorCode::Corrupt,
                    fmt::format("The privacy report cannot be read: {}.", e.what()));
    }
}

std::string toCsv(const PrivacyReport& report) {
    CsvWriter csv;
    csv.row({"measure", "title", "value", "reference", "warn_at", "fail_at", "judgement", "why",
             "window_days", "convention", "source"});
    for (const auto& row : report.rows) {
        csv.cell(row.id).cell(row.title);
        csv.cell(row.value).cell(row.reference).cell(row.warnAt).cell(row.failAt);
        csv.cell(judgementName(row.judgement)).cell(row.why).cell(report.window);
        csv.cell(row.convention).cell(row.source);
        csv.endRow();
    }
    return csv.text();
}

} // namespace loom::generate
