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

void BoardModel::setOutcome(std::shared_ptr<const studies::CompareOutcome> outcome) {
    beginResetModel();
    m_outcome = std::move(outcome);
    endResetModel();
}

int BoardModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() || !m_outcome ? 0 : static_cast<int>(m_outcome->board.size());
}

int BoardModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant BoardModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid())
        return {};
    const auto& row = m_outcome->board[static_cast<std::size_t>(index.row())];
    const auto& column = m_outcome->report.columns[row.column];
    const bool words = index.column() == Name || index.column() == Part;
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(words ? Qt::AlignLeft : Qt::AlignRight) |
                                   Qt::AlignVCenter);
    if (role == Qt::ToolTipRole)
        return toolTip(row);
    if (role == VerdictDelegate::kVerdictRole && index.column() == Privacy)
        return verdictCode(row.privacy);
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Rank:
        return index.row() + 1;
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
    QString html;
    for (const QString& line : lines)
        html += QStringLiteral("<p>%1</p>").arg(line.toHtmlEscaped());
    return html;
}

QVariant BoardModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(
            Qt::Alignment(section == Name || section == Part ? Qt::AlignLeft : Qt::AlignRight) |
            Qt::AlignVCenter);
    if (role == Qt::ToolTipRole) {
        if (section == Excess)
            return tr("Median over the judged rows of the distance over the 95 % noise floor; "
                      "below 1 lies within the distance of real from real");
        if (section == Seconds)
            return tr("Fit and sample; a dash where a registered model or a rival answered");
        if (section == Rank)
            return tr("By the share of rows that fail, then borderline, then × floor");
        return {};
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Rank:
        return tr("Rank");
    case Name:
        return tr("Generator");
    case Part:
        return tr("Part");
    case Failed:
        return tr("Fail");
    case Borderline:
        return tr("Border-\nline");
    case Passed:
        return tr("Pass");
    case Excess:
        return tr("Distance\n× floor");
    case Copied:
        return tr("Copied\n%");
    case Privacy:
        return tr("Privacy");
    default:
        return tr("Time\ns");
    }
}

} // namespace loom::ui
