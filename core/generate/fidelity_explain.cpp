// SPDX-License-Identifier: GPL-3.0-or-later
// Why a cell is judged as it is, in one sentence.
#include <cmath>

#include <fmt/format.h>

#include "generate/fidelity_detail.h"

namespace loom::generate {

namespace {

std::string conclusionOf(const FidelityRow& row, Judgement judgement) {
    const double factor = shownUnit(row).factor;
    const double median = factor * row.floorMedian, most = factor * row.floor95;
    switch (judgement) {
    case Judgement::Pass:
        return fmt::format("no farther than real from real ({:.3g})", median);
    case Judgement::Borderline:
        return fmt::format("farther than real from real in the median ({:.3g}), but within its "
                           "95 % ({:.3g})",
                           median, most);
    default:
        return fmt::format("farther than real from real in 95 % of its random halves ({:.3g})",
                           most);
    }
}

std::string notJudged(const FidelityRow& row, const FidelityCell& cell,
                      const FidelityColumn& column) {
    if (column.timeless && row.group == stats::MetricGroup::Dynamics)
        return "Not judged: the days are drawn independently, so they have no order to look at.";
    if (std::isnan(row.floor95))
        return "Not judged: the real data are too short or too uniform for this metric.";
    if (std::isnan(cell.typical))
        return "Not judged: the generated data are too short or too uniform for this metric.";
    return "Not judged.";
}

} // namespace

ShownUnit shownUnit(const FidelityRow& row) {
    return row.unit == "log return" ? ShownUnit{1e4, "bp"} : ShownUnit{1, row.unit};
}

std::string explain(const FidelityReport& report, std::size_t row, std::size_t column) {
    const FidelityRow& r = report.rows[row];
    const FidelityCell& cell = r.cells[column];
    const FidelityColumn& c = report.columns[column];
    const auto [factor, unit] = shownUnit(r);
    if (cell.judgement == Judgement::NotJudged)
        return notJudged(r, cell, c);
    if (lacksDynamics(r, cell))
        return fmt::format("Fails because all paths together score {:.3g}, not below {:.0f} % of "
                           "the {:.3g} of a model without any memory.",
                           factor * cell.value, 100 * kNoDynamicsShare, factor * r.noDynamics);
    std::string out =
        fmt::format("{}: {:.3g}{}{} from real at equal length (90 % of draws {:.3g} to {:.3g}), {}",
                    cell.judgement == Judgement::Pass         ? "Passes"
                    : cell.judgement == Judgement::Borderline ? "Borderline"
                                                              : "Fails",
                    factor * cell.typical, unit.empty() ? "" : " ", unit, factor * cell.low,
                    factor * cell.high, conclusionOf(r, cell.judgement));
    if (cell.judgement != Judgement::Fail && c.copiedShare > kNoticeableCopies)
        out += fmt::format(", but {:.0f} % of its {}-day windows are copies of history",
                           100 * c.copiedShare, report.copiedWindow);
    return out + ".";
}

} // namespace loom::generate
