// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/outcome_notes.h"

#include <fmt/format.h>

namespace loom::studies {

namespace {

using Notes = std::vector<std::string>;

/// A period that reaches beyond what is stored is cut, and says so.
void noteCutPeriod(const DataSelection& asked, const StudyData& data, Notes& notes) {
    if (!asked.isFromCache())
        return;
    constexpr int kHolidays = 5; // days without a session prove nothing
    const Date first = data.dates().front();
    const Date last = data.dates().back();
    const std::string what =
        data.isPanel() ? "The panel's prices" : "The stored prices of " + asked.symbol;
    if (asked.to && *asked.to - last > kHolidays)
        notes.push_back(fmt::format("{} end on {}, before the {} asked for.", what, toIso(last),
                                    toIso(*asked.to)));
    if (asked.from && first - *asked.from > kHolidays)
        notes.push_back(fmt::format("{} begin on {}, after the {} asked for.", what, toIso(first),
                                    toIso(*asked.from)));
}

void noteData(const DataSelection& asked, const StudyData& data, Notes& notes) {
    noteCutPeriod(asked, data, notes);
    if (data.isPanel()) {
        const Notes more = data.panel->notes();
        notes.insert(notes.end(), more.begin(), more.end());
    } else if (data.series->provisionalBars > 0) {
        notes.push_back(fmt::format("{} provisional bar(s) at the end were left out.",
                                    data.series->provisionalBars));
    }
}

void noteSplit(const SplitPlan& split, const StudyData& data, Notes& notes) {
    if (split.paperTable)
        notes.push_back(
            "Paper-table mode: training, selection and scoring all saw the whole window "
            "(in-sample), as in the paper's table.");
    else
        notes.push_back(fmt::format("Trained on {}; chosen on {}; scored on {}, which neither saw.",
                                    data.spanText(0, data.data().trainEnd),
                                    data.spanText(data.data().trainEnd, data.data().validationEnd),
                                    data.spanText(data.scoredFrom(), data.scoredTo())));
}

void noteOrigin(const ModelOrigin& origin, Notes& notes) {
    if (!origin.reused)
        return;
    notes.push_back(
        fmt::format("Generated at once from the registered model \"{}\", version {}, trained {}.",
                    origin.name, origin.version, origin.trainedAt));
    if (origin.dataChanged)
        notes.push_back(
            "The stored prices have changed since that training; train again to use them.");
}

void noteTimeless(const std::string& title, Notes& notes) {
    notes.push_back(fmt::format("{} draws days independently: its rows are single days, not a "
                                "path, and dynamics are not judged.",
                                title));
}

void noteCompared(const CompareEntry& entry, Notes& notes) {
    if (entry.failure) {
        notes.push_back(fmt::format("{} has no column: {}", entry.title, entry.failure->text()));
        return;
    }
    Notes own;
    noteOrigin(entry.origin, own);
    if (entry.origin.stoppedEarly)
        own.push_back("That training was stopped early and its best state kept.");
    for (const auto& fact : entry.facts)
        if (fact.warning)
            own.push_back(fmt::format("{}: {}", fact.name, fact.value));
    for (const auto& note : own)
        notes.push_back(fmt::format("{}: {}", entry.title, note));
}

} // namespace

Notes notesFor(const SynthesizeOutcome& outcome, const StudyData& data, bool timeless) {
    Notes notes;
    noteOrigin(outcome.origin, notes);
    if (outcome.resumed)
        notes.push_back(fmt::format("Went on with the interrupted run {}: the result is the one it "
                                    "would have had.",
                                    outcome.resumed->value.substr(0, 8)));
    if (outcome.origin.stoppedEarly)
        notes.push_back("That training was stopped early and its best state kept; training anew "
                        "goes on where it stopped.");
    noteSplit(outcome.study.split, data, notes);
    if (timeless && !outcome.report.columns.empty())
        noteTimeless(outcome.report.columns.front().title, notes);
    notes.push_back(fmt::format("The tail bound touched {:.3g} % of {} generated values.",
                                100 * outcome.sample.report.touchedShare(),
                                outcome.sample.report.values));
    noteData(outcome.study.data, data, notes);
    for (const auto& fact : outcome.generator->facts())
        if (fact.warning)
            notes.push_back(fmt::format("{}: {}", fact.name, fact.value));
    return notes;
}

Notes notesFor(const CompareOutcome& outcome) {
    Notes notes;
    noteSplit(outcome.study.split, outcome.data, notes);
    noteData(outcome.study.data, outcome.data, notes);
    for (const auto& entry : outcome.entries)
        noteCompared(entry, notes);
    for (const auto& column : outcome.report.columns)
        if (column.timeless && column.role == generate::ColumnRole::Candidate)
            noteTimeless(column.title, notes);
    return notes;
}

} // namespace loom::studies
