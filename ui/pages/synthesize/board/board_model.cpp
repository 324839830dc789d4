// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/board/board_model.h"

#include <cmath>

#include "ui/bridge/text.h"
#include "ui/forms/table_delegates.h"
#include "ui/pages/synthesize/rules_model.h"
#include "ui/theme/format.h"

namespace loom::ui {

namespace {

QString partOf(generate::ColumnRole role) {
    switch (role) {
    case generate::ColumnRole::Candidate:
        return BoardModel::tr("compared");
    case generate::ColumnRole::Rival:
        return BoardModel::tr("rival");
    case generate::ColumnRole::Control:
        break;
    }
    return BoardModel::tr("control");
}

} // namespace

BoardModel::BoardModel(QObject* parent)
    : TableModel({{tr("Rank"), Holds::Number,
                   tr("By the share of rows that fail, then borderline, then × floor. What fails "
                      "privacy or copies has one more row failed: it is near to history because "
                      "it repeats it.")},
                  {tr("Generator"), Holds::Words},
                  {tr("Part"), Holds::Words},
                  {tr("Fail")},
                  {tr("Border-\nline")},
                  {tr("Pass")},
                  {tr("Distance\n× floor"), Holds::Number,
                   tr("Median over the judged rows of the distance over the 95 % noise floor; "
                      "below 1 lies within the distance of real from real")},
                  {tr("Copied\n%")},
                  {tr("Privacy")},
                  {tr("Time\ns"), Holds::Number,
                   tr("Fit and sample; a dash where a registered model or a rival answered")}},
                 parent) {}

void BoardModel::setOutcome(std::shared_ptr<const studies::CompareOutcome> outcome) {
    beginResetModel();
    m_outcome = std::move(outcome);
    endResetModel();
}

QVariant BoardModel::cell(std::size_t at, int cell, int role) const {
    const auto& row = m_outcome->board[at];
    const auto& column = m_outcome->report.columns[row.column];
    if (role == Qt::ToolTipRole)
        return toolTip(row);
    if (role == VerdictDelegate::kVerdictRole && cell == Privacy)
        return verdictCode(row.privacy);
    if (role != Qt::DisplayRole)
        return {};
    switch (cell) {
    case Rank:
        return static_cast<int>(at) + 1;
    case Name:
        return qstr(column.title);
    case Part:
        return partOf(column.role);
    case Failed:
        return static_cast<int>(row.failed);
    case Borderline:
        return static_cast<int>(row.borderline);
    case Passed:
        return static_cast<int>(row.passed);
    case Excess:
        return row.excess;
    case Copied:
        return 100 * row.copiedShare;
    case Privacy:
        return row.privacy == generate::Judgement::NotJudged ? QStringLiteral("–")
                                                             : QString(QChar::Nbsp);
    default:
        return row.seconds;
    }
}

QString BoardModel::toolTip(const studies::BoardRow& row) const {
    const auto& column = m_outcome->report.columns[row.column];
    QStringList lines{qstr(column.title), tr("%1 paths of %2 days, %3 rows judged")
                                              .arg(formatCount(static_cast<qint64>(column.paths)),
                                                   formatCount(static_cast<qint64>(column.length)))
                                              .arg(row.judged)};
    if (row.entry) {
        const auto& entry = m_outcome->entries[*row.entry];
        for (const auto& fact : entry.facts)
            lines << qstr(fact.name) + QStringLiteral(": ") + qstr(fact.value) + u' ' +
                         qstr(fact.unit);
        if (!entry.privacy.verdict.claim.empty())
            lines << tr("Privacy: %1").arg(qstr(entry.privacy.verdict.claim));
    }
    if (studies::repeatsHistory(row))
        lines << tr(
            "Ranked with one more row failed: it is near to history because it repeats it.");
    QString html;
    for (const QString& line : lines)
        html += QStringLiteral("<p>%1</p>").arg(line.toHtmlEscaped());
    return html;
}

} // namespace loom::ui
