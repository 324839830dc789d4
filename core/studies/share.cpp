// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/share.h"

#include <fmt/format.h>

#include "base/files.h"
#include "base/text.h"
#include "base/version.h"
#include "generate/wide_table.h"
#include "studies/panel_csv.h"
#include "studies/workbench.h"

namespace loom::studies {

namespace {

const std::vector<std::string> kNotFor{
    "Not a forecast: the paths say what the model finds possible, not what will happen.",
    "Not a substitute for real prices in valuation, accounting, reporting or audit.",
    "Not evidence that a trading strategy works: it must be shown on real data that neither the "
    "model nor the strategy saw.",
    "Not for studying what the fidelity report fails: those rows differ from the real data by more "
    "than sampling noise.",
    "The privacy verdict concerns the rows of the training data only; it does not replace the "
    "licence of the prices the model learnt from."};

Json verdictJson(const generate::Verdict& verdict) {
    return {{"judgement", generate::judgementName(verdict.judgement)},
            {"claim", verdict.claim},
            {"evidence", verdict.evidence}};
}

StudyData dataOf(const SynthesizeOutcome& outcome) {
    return {.series = outcome.dataset, .panel = outcome.panel};
}

Json fidelityJson(const generate::FidelityReport& report) {
    Json out = verdictJson(report.verdict);
    if (report.columns.empty())
        return out;
    const auto& column = report.columns.front();
    out["passed"] = column.passed;
    out["borderline"] = column.borderline;
    out["failed"] = column.failed;
    out["in_sample"] = report.inSample;
    Json failed = Json::array();
    for (const auto& row : report.rows)
        if (row.cells.front().judgement == generate::Judgement::Fail)
            failed.push_back(row.title);
    out["failed_rows"] = std::move(failed);
    return out;
}

Json privacyJson(const generate::PrivacyReport& report) {
    Json out = verdictJson(report.verdict);
    out["window_days"] = report.window;
    out["holdout_windows"] = report.holdoutWindows;
    Json measures = Json::array();
    for (const auto& row : report.rows)
        measures.push_back({{"id", row.id},
                            {"title", row.title},
                            {"value", row.value},
                            {"judgement", generate::judgementName(row.judgement)},
                            {"convention", row.convention}});
    out["measures"] = std::move(measures);
    return out;
}

std::string bullets(const std::vector<std::string>& lines) {
    std::string out;
    for (const auto& line : lines)
        out += "- " + line + "\n";
    return out;
}

} // namespace

std::vector<std::string> reasonsNotToShare(const generate::PrivacyReport& privacy) {
    if (privacy.safeToShare())
        return {};
    std::vector<std::string> out{privacy.verdict.claim};
    for (const auto& row : privacy.rows)
        if (row.judgement == generate::Judgement::Fail ||
            row.judgement == generate::Judgement::Borderline)
            out.push_back(fmt::format("{} ({}): {}", row.title,
                                      generate::judgementName(row.judgement), row.why));
    if (privacy.rows.empty())
        out.push_back(privacy.verdict.evidence);
    else if (privacy.holdoutWindows < 2)
        out.push_back("There is no holdout that the model never saw.");
    return out;
}

Json dataCardJson(const SynthesizeOutcome& outcome, const std::string& overrideReason) {
    const StudyData data = dataOf(outcome);
    Json card{{"quantloom_data_card", 1},
              {"program", kVersion},
              {"run", outcome.run.value},
              {"model",
               {{"id", outcome.study.model.id},
                {"preset", outcome.study.model.preset},
                {"params", toJson(outcome.params)},
                {"seed", outcome.study.seed},
                {"trained", outcome.origin.trainedAt}}},
              {"data",
               {{"title", dataTitle(outcome.study.data)},
                {"assets", data.isPanel() ? data.panel->symbols
                                          : std::vector<std::string>{outcome.study.data.symbol}},
                {"first_date", toIso(data.dates().front())},
                {"last_date", toIso(data.dates().back())},
                {"trained_on", data.spanText(0, data.data().trainEnd)},
                {"scored_on", data.spanText(outcome.scoredFrom, outcome.scoredTo)},
                {"sha256", data.hash()}}},
              {"content",
               {{"file", "synthetic.csv"},
                {"unit", "log return of one day"},
                {"paths", outcome.sample.paths.count},
                {"days", outcome.sample.paths.length},
                {"real_rows", 0}}},
              {"fidelity", fidelityJson(outcome.report)},
              {"privacy", privacyJson(outcome.privacy)},
              {"notes", outcome.notes},
              {"not_for", kNotFor}};
    if (!overrideReason.empty())
        card["override"] = {{"reason", overrideReason},
                            {"against", reasonsNotToShare(outcome.privacy)}};
    return card;
}

std::string dataCardMarkdown(const SynthesizeOutcome& outcome, const std::string& overrideReason) {
    const StudyData data = dataOf(outcome);
    const auto reasons = reasonsNotToShare(outcome.privacy);
    std::string out = fmt::format(
        "# Synthetic data: {} by {}\n\n"
        "Generated log returns of one day, {} paths of {} days. No row of the real data is "
        "included on purpose.\n\n",
        dataTitle(outcome.study.data), outcome.study.model.id, outcome.sample.paths.count,
        outcome.sample.paths.length);
    if (!overrideReason.empty() && !reasons.empty())
        out += fmt::format("**Shared against its privacy verdict.** Reason given: {}\n\n"
                           "What speaks against it:\n\n{}\n",
                           overrideReason, bullets(reasons));
    out += fmt::format("## Model\n\n- Model: {}, preset {}, seed {}, trained {}\n"
                       "- Learnt from: {}\n- Judged on: {}\n- Data SHA-256: {}\n- Made by "
                       "Quantloom {}, run {}\n\n",
                       outcome.study.model.id,
                       outcome.study.model.preset.empty() ? "none" : outcome.study.model.preset,
                       outcome.study.seed, outcome.origin.trainedAt,
                       data.spanText(0, data.data().trainEnd),
                       data.spanText(outcome.scoredFrom, outcome.scoredTo), data.hash(), kVersion,
                       outcome.run.value);
    out += fmt::format("## Fidelity\n\n{} {}\n\n", outcome.report.verdict.claim,
                       outcome.report.verdict.evidence);
    out += fmt::format("## Privacy\n\n{} {}\n\n", outcome.privacy.verdict.claim,
                       outcome.privacy.verdict.evidence);
    return out + "## What it must not be used for\n\n" + bullets(kNotFor);
}

Result<std::vector<std::filesystem::path>>
shareOutcome(Workbench& workbench, const SynthesizeOutcome& outcome, const ShareRequest& request) {
    const auto reasons = reasonsNotToShare(outcome.privacy);
    const std::string why = reasons.empty() ? "" : request.overrideReason;
    if (!reasons.empty() && why.empty())
        return fail(ErrorCode::InvalidInput,
                    fmt::format("These data are not shared: {} Give a reason to override this; it "
                                "is recorded with them.",
                                join(reasons, " ")));
    const std::string json = dataCardJson(outcome, why).dump(2) + "\n";
    const std::string markdown = dataCardMarkdown(outcome, why);
    const std::vector<std::pair<std::string, std::string>> files{
        {"synthetic.csv", outcome.panel
                              ? panelPathsCsv(outcome.sample.paths, outcome.panel->symbols)
                              : generate::toWideCsv(outcome.sample.paths)},
        {"data_card.md", markdown},
        {"data_card.json", json}};
    std::vector<std::filesystem::path> written;
    for (const auto& [name, bytes] : files) {
        const auto file = std::filesystem::absolute(request.folder) / name;
        if (auto saved = writeFileAtomic(file, bytes); !saved)
            return std::move(saved).error().during("share the synthetic data");
        written.push_back(file);
    }
    auto& store = workbench.tracking();
    if (auto kept = store.logArtifact(outcome.run, "share/data_card.json", json); !kept)
        return std::move(kept).error();
    std::vector<tracking::NamedText> tags{{"quantloom.shared", toIso(workbench.clock().now())}};
    if (!why.empty())
        tags.push_back({"quantloom.share_override", why});
    if (auto tagged = store.setTags(outcome.run, tags); !tagged)
        return std::move(tagged).error();
    return written;
}

} // namespace loom::studies
