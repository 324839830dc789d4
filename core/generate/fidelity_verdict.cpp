// SPDX-License-Identifier: GPL-3.0-or-later
// From numbers to judgements and from judgements to words.
#include "generate/fidelity_detail.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include <fmt/format.h>

namespace loom::generate {

namespace {

Judgement judgementOf(const FidelityRow& row, const FidelityCell& cell, bool timeless) {
    if (std::isnan(cell.typical) || std::isnan(row.floor95))
        return Judgement::NotJudged;
    if (timeless && row.group == stats::MetricGroup::Dynamics)
        return Judgement::NotJudged;
    if (lacksDynamics(row, cell))
        return Judgement::Fail;
    if (cell.typical <= row.floorMedian)
        return Judgement::Pass;
    return cell.typical <= row.floor95 ? Judgement::Borderline : Judgement::Fail;
}

std::string rowsText(std::size_t count) {
    return count == 0 ? "no row" : count == 1 ? "1 row" : fmt::format("{} rows", count);
}

std::size_t judgedRows(const FidelityReport& report, std::size_t column) {
    const auto& c = report.columns[column];
    return c.passed + c.borderline + c.failed;
}

/// "ACF of |r| (0.061, real against real up to 0.044)", the worst three by ratio to the floor.
std::string worstRows(const FidelityReport& report, std::size_t column) {
    std::vector<const FidelityRow*> failed;
    for (const auto& row : report.rows) {
        if (row.cells[column].judgement == Judgement::Fail)
            failed.push_back(&row);
    }
    const auto excess = [&](const FidelityRow* row) {
        return row->cells[column].typical / row->floor95;
    };
    std::stable_sort(failed.begin(), failed.end(),
                     [&](const auto* a, const auto* b) { return excess(a) > excess(b); });
    constexpr std::size_t kNamed = 3;
    std::string out;
    for (std::size_t i = 0; i < std::min(kNamed, failed.size()); ++i) {
        const FidelityRow& row = *failed[i];
        const FidelityCell& cell = row.cells[column];
        out += fmt::format("{}{} ", i == 0 ? "" : ", ", row.title);
        if (cell.typical > row.floor95)
            out +=
                fmt::format("({:.3g}; real against real up to {:.3g})", cell.typical, row.floor95);
        else
            out += "(not closer than a model without memory)";
    }
    if (failed.size() > kNamed)
        out += fmt::format(" and {} more", failed.size() - kNamed);
    return out;
}

/// Rows on which the column is closer to real than the rival, of those where both have a value.
std::string againstRival(const FidelityReport& report, std::size_t column, std::size_t rival) {
    std::size_t closer = 0;
    std::size_t both = 0;
    for (const auto& row : report.rows) {
        const double mine = distanceOf(row, column);
        const double theirs = distanceOf(row, rival);
        if (std::isnan(mine) || std::isnan(theirs))
            continue;
        ++both;
        closer += mine < theirs ? 1 : 0;
    }
    return fmt::format("closer to real than {} on {} of {} rows", report.columns[rival].title,
                       closer, both);
}

std::string columnSentence(const FidelityReport& report, std::size_t column) {
    const auto& c = report.columns[column];
    std::string out =
        fmt::format("{} passes {}, is borderline on {} and fails {} of {} rows", c.title, c.passed,
                    c.borderline, c.failed, judgedRows(report, column));
    if (c.failed > 0)
        out += ", most of all " + worstRows(report, column);
    std::string comparisons;
    for (std::size_t other = 0; other < report.columns.size(); ++other) {
        if (other != column && report.columns[other].role == ColumnRole::Rival)
            comparisons += (comparisons.empty() ? "" : ", ") + againstRival(report, column, other);
    }
    if (!comparisons.empty())
        out += ". It is " + comparisons;
    if (c.copiedShare > kNoticeableCopies)
        out += fmt::format(". {:.0f} % of its {}-day windows are exact copies of history",
                           100 * c.copiedShare, report.copiedWindow);
    out += ".";
    if (c.timeless)
        out += " It draws days independently: its rows are single days, not a path.";
    return out;
}

std::string copyingRivals(const FidelityReport& report, std::size_t best) {
    std::string out;
    for (std::size_t i = 0; i < report.columns.size(); ++i) {
        const auto& c = report.columns[i];
        if (i != best && c.role == ColumnRole::Rival && c.copiedShare > kNoticeableCopies)
            out +=
                fmt::format(" {} fails {}, but {:.0f} % of its {}-day windows are exact "
                            "copies of history.",
                            c.title, rowsText(c.failed), 100 * c.copiedShare, report.copiedWindow);
    }
    return out;
}

void checkControls(FidelityReport& report) {
    report.controlFails = true;
    for (std::size_t column = 0; column < report.columns.size(); ++column) {
        const auto& control = report.columns[column];
        for (const auto& row : report.rows) {
            if (control.role == ColumnRole::Control && row.mustFail == control.id &&
                row.cells[column].judgement != Judgement::Fail)
                report.controlFails = false;
        }
    }
}

std::string controlSentence(const FidelityReport& report, std::string_view id,
                            std::string_view name, std::string_view kind) {
    const auto rows = std::count_if(report.rows.begin(), report.rows.end(),
                                    [&](const auto& row) { return row.mustFail == id; });
    const bool present = std::any_of(report.columns.begin(), report.columns.end(),
                                     [&](const auto& c) { return c.id == id; });
    if (!present)
        return fmt::format(" No {} control was scored, so nothing shows that the {} rows can fail.",
                           name, kind);
    if (rows == 0)
        return fmt::format(" The real data show no {} beyond sampling noise, so the {} rows "
                           "decide nothing.",
                           kind, kind);
    return fmt::format(" The {} control fails all {} {} rows that the real data "
                       "allow to judge, as it must.",
                       name, rows, kind);
}

std::string controlSentences(const FidelityReport& report) {
    std::string out = controlSentence(report, kShuffledControl, "shuffled", "dynamics");
    const bool panel = std::any_of(report.rows.begin(), report.rows.end(), [](const auto& row) {
        return row.group == stats::MetricGroup::CrossSection;
    });
    if (panel)
        out += controlSentence(report, kIndependentControl, "independent", "dependence");
    return out;
}

/// The column of this role that fails the fewest rows, then is borderline on the fewest.
std::optional<std::size_t> bestOf(const FidelityReport& report, ColumnRole role) {
    std::optional<std::size_t> best;
    const auto rank = [&](std::size_t i) {
        return std::pair(report.columns[i].failed, report.columns[i].borderline);
    };
    for (std::size_t i = 0; i < report.columns.size(); ++i) {
        if (report.columns[i].role == role && (!best || rank(i) < rank(*best)))
            best = i;
    }
    return best;
}

} // namespace

Verdict verdictOn(const FidelityReport& report, std::size_t best) {
    Verdict verdict;
    const auto& c = report.columns[best];
    const auto rival = bestOf(report, ColumnRole::Rival);
    const bool copies = c.copiedShare > kNoticeableCopies; // history itself: no better than it
    const std::string where =
        std::string(report.inSample ? "in-sample" : "on data it was not fitted to") +
        (copies ? ", by copying history" : "");
    verdict.judgement = c.failed > 0                 ? Judgement::Fail
                        : c.borderline > 0 || copies ? Judgement::Borderline
                                                     : Judgement::Pass;
    if (c.failed > 0 && rival && *rival != best && report.columns[*rival].failed == 0)
        verdict.claim = fmt::format("{} fails {}, {} fails none.", c.title, rowsText(c.failed),
                                    report.columns[*rival].title);
    else if (c.failed > 0)
        verdict.claim = "No generator passes every row.";
    else if (c.borderline > 0)
        verdict.claim = fmt::format("{} fails no row, {}.", c.title, where);
    else
        verdict.claim = fmt::format("{} passes every row, {}.", c.title, where);
    verdict.evidence =
        columnSentence(report, best) + copyingRivals(report, best) + controlSentences(report);
    return verdict;
}

void judge(FidelityReport& report) {
    for (std::size_t column = 0; column < report.columns.size(); ++column) {
        auto& c = report.columns[column];
        for (auto& row : report.rows) {
            auto& cell = row.cells[column];
            cell.judgement = judgementOf(row, cell, c.timeless);
            c.passed += cell.judgement == Judgement::Pass ? 1 : 0;
            c.borderline += cell.judgement == Judgement::Borderline ? 1 : 0;
            c.failed += cell.judgement == Judgement::Fail ? 1 : 0;
        }
    }
    checkControls(report);
    if (!report.controlFails) {
        report.verdict = {Judgement::Fail,
                          "This report is broken: a control does not fail the rows that it must.",
                          "Its other judgements cannot be trusted. Use a longer real series."};
        return;
    }
    auto best = bestOf(report, ColumnRole::Candidate);
    if (!best)
        best = bestOf(report, ColumnRole::Rival);
    if (best)
        report.verdict = verdictOn(report, *best);
}

} // namespace loom::generate
