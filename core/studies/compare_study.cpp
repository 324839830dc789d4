// SPDX-License-Identifier: GPL-3.0-or-later
// The comparison as plain data: to and from JSON, and the order of its board.
#include "studies/compare.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include <fmt/format.h>

#include "base/csv.h"
#include "generate/fidelity_detail.h"
#include "studies/study_parts.h"

namespace loom::studies {

namespace {

std::vector<ModelChoice> readModels(ObjectReader& in) {
    std::vector<ModelChoice> out;
    const auto objects = in.objects("models");
    for (std::size_t i = 0; i < objects.size(); ++i) {
        const std::string key = fmt::format("models[{}]", i);
        ModelChoice model = readModel(objects[i], key, in);
        if (!objects[i].contains("id"))
            in.addProblem(key, "has no \"id\"");
        if (std::find(out.begin(), out.end(), model) != out.end())
            in.addProblem(key, "is the same model again; change its preset or parameters, or "
                               "leave it out");
        out.push_back(std::move(model));
    }
    if (out.empty())
        in.addProblem("models", "is empty; name one model or more, such as {\"id\": \"garch\"}");
    return out;
}

/// Median of typical / 95 % floor over the rows with a judgement.
double excessOf(const generate::FidelityReport& report, std::size_t column) {
    std::vector<double> ratios;
    for (const auto& row : report.rows) {
        const auto& cell = row.cells[column];
        if (cell.judgement != generate::Judgement::NotJudged && row.floor95 > 0)
            ratios.push_back(cell.typical / row.floor95);
    }
    if (ratios.empty())
        return generate::kNotANumber;
    const auto middle = ratios.begin() + static_cast<std::ptrdiff_t>(ratios.size() / 2);
    std::nth_element(ratios.begin(), middle, ratios.end());
    if (ratios.size() % 2 == 1)
        return *middle;
    return 0.5 * (*middle + *std::max_element(ratios.begin(), middle));
}

BoardRow rowOf(const generate::FidelityReport& report, std::size_t column,
               const std::vector<CompareEntry>& entries) {
    const auto& c = report.columns[column];
    BoardRow row{.column = column,
                 .judged = c.passed + c.borderline + c.failed,
                 .failed = c.failed,
                 .borderline = c.borderline,
                 .passed = c.passed,
                 .excess = excessOf(report, column),
                 .copiedShare = c.copiedShare};
    const auto entry = std::find_if(entries.begin(), entries.end(),
                                    [&](const auto& e) { return !e.failure && e.id == c.id; });
    if (entry != entries.end()) {
        row.entry = static_cast<std::size_t>(entry - entries.begin());
        row.seconds = entry->fitSeconds + entry->sampleSeconds;
        row.privacy = entry->privacy.verdict.judgement;
    }
    return row;
}

/// Columns without any judged row come last; a NaN excess counts as the worst.
auto rankOf(const BoardRow& row) {
    const bool history = repeatsHistory(row);
    const auto share = [&](std::size_t part) {
        return row.judged == 0 ? 1.0 : static_cast<double>(part) / static_cast<double>(row.judged);
    };
    return std::tuple(share(row.failed + (history ? 1 : 0)), history, share(row.borderline),
                      std::isnan(row.excess) ? HUGE_VAL : row.excess);
}

std::string roleName(generate::ColumnRole role) {
    return role == generate::ColumnRole::Candidate ? "model"
           : role == generate::ColumnRole::Rival   ? "rival"
                                                   : "control";
}

} // namespace

Result<CompareStudy> compareStudyFromJson(const Json& json) {
    if (const auto kind = studyKind(json); !kind)
        return kind.error();
    ObjectReader in(json, "");
    readHeader(in, "compare");
    CompareStudy study;
    study.name = in.text("name", "");
    study.data = readData(in);
    study.split = readSplit(in);
    study.models = readModels(in);
    study.evaluation = readEvaluation(in);
    study.seed = readSeed(in);
    study.device = in.text("device", "auto");
    study.retrain = in.boolean("retrain", false);
    if (const auto problem = in.finish(); !problem)
        return problem.error();
    return study;
}

Json toJson(const CompareStudy& study) {
    Json models = Json::array();
    for (const auto& model : study.models)
        models.push_back(toJson(model));
    return {{"quantloom_study", kStudyVersion},
            {"kind", "compare"},
            {"name", study.name},
            {"data", toJson(study.data)},
            {"split", toJson(study.split)},
            {"models", std::move(models)},
            {"evaluation", toJson(study.evaluation)},
            {"seed", study.seed},
            {"device", study.device},
            {"retrain", study.retrain}};
}

SynthesizeStudy synthesizeStudyOf(const CompareStudy& study, std::size_t model) {
    return {.data = study.data,
            .split = study.split,
            .model = study.models[model],
            .evaluation = study.evaluation,
            .seed = study.seed,
            .device = study.device,
            .retrain = study.retrain};
}

bool repeatsHistory(const BoardRow& row) {
    return row.privacy == generate::Judgement::Fail ||
           (row.privacy == generate::Judgement::NotJudged &&
            row.copiedShare > generate::kNoticeableCopies);
}

std::vector<BoardRow> boardOf(const generate::FidelityReport& report,
                              const std::vector<CompareEntry>& entries) {
    std::vector<BoardRow> board;
    for (std::size_t column = 0; column < report.columns.size(); ++column)
        board.push_back(rowOf(report, column, entries));
    std::stable_sort(board.begin(), board.end(),
                     [](const auto& a, const auto& b) { return rankOf(a) < rankOf(b); });
    return board;
}

std::string boardCsv(const CompareOutcome& outcome) {
    CsvWriter csv;
    csv.row({"rank", "id", "title", "role", "failed", "borderline", "passed", "judged", "excess",
             "seconds", "copied_share", "privacy"});
    for (std::size_t i = 0; i < outcome.board.size(); ++i) {
        const BoardRow& row = outcome.board[i];
        const auto& column = outcome.report.columns[row.column];
        csv.cell(i + 1).cell(column.id).cell(column.title).cell(roleName(column.role));
        csv.cell(row.failed).cell(row.borderline).cell(row.passed).cell(row.judged);
        csv.cell(row.excess).cell(row.seconds).cell(row.copiedShare);
        csv.cell(row.entry ? generate::judgementName(row.privacy) : "");
        csv.endRow();
    }
    return csv.text();
}

} // namespace loom::studies
