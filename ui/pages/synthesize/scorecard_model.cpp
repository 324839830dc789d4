// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/scorecard_model.h"

#include <algorithm>
#include <cmath>

#include "ui/bridge/sentence.h"
#include "ui/bridge/text.h"
#include "ui/forms/table_delegates.h"
#include "ui/pages/synthesize/rules_model.h"
#include "ui/pages/synthesize/scorecard_roles.h"
#include "ui/theme/format.h"
#include "ui/theme/generator_slots.h"

namespace loom::ui {

namespace {

double factorOf(const generate::FidelityRow& row) {
    return generate::shownUnit(row).factor;
}

/// Narrow columns leave room for the metric: the last word goes to a second line.
QString twoLines(QString title) {
    const auto space = title.lastIndexOf(u' ');
    return space > 0 ? title.replace(space, 1, u'\n') : title;
}

QString unitOf(const generate::FidelityRow& row) {
    return qstr(generate::shownUnit(row).unit);
}

/// Three significant digits of the row's floor, at least none and at most four decimals.
int decimalsOf(const generate::FidelityRow& row) {
    double scale = std::abs(row.floor95);
    if (!(scale > 0))
        for (const auto& cell : row.cells)
            scale = std::max(scale, std::isfinite(cell.typical) ? std::abs(cell.typical) : 0.0);
    if (!(scale > 0))
        return 3;
    const double shown = scale * factorOf(row);
    return std::clamp(2 - static_cast<int>(std::floor(std::log10(shown))), 0, 4);
}

} // namespace

void ScorecardModel::setReport(const generate::FidelityReport& report) {
    beginResetModel();
    m_report = report;
    endResetModel();
}

int ScorecardModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_report.rows.size());
}

int ScorecardModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : FirstGenerator + static_cast<int>(m_report.columns.size());
}

QVariant ScorecardModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid())
        return {};
    const auto at = static_cast<std::size_t>(index.row());
    const auto& row = m_report.rows[at];
    if (role == kMetricIdRole)
        return qstr(row.id);
    if (role == kDefinitionRole)
        return definition(row);
    if (index.column() >= FirstGenerator)
        return cellData(at, static_cast<std::size_t>(index.column() - FirstGenerator), role);
    if (role == Qt::ToolTipRole)
        return QStringLiteral("<p>%1</p>").arg(definition(row).toHtmlEscaped());
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(
            Qt::Alignment(index.column() == MetricColumn ? Qt::AlignLeft : Qt::AlignRight) |
            Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    if (index.column() == MetricColumn)
        return row.unit.empty() ? qstr(row.title) : tr("%1 (%2)").arg(qstr(row.title), unitOf(row));
    const int decimals = decimalsOf(row);
    return tr("%1 – %2").arg(formatNumber(row.floorMedian * factorOf(row), decimals),
                             formatNumber(row.floor95 * factorOf(row), decimals));
}

QVariant ScorecardModel::cellData(std::size_t at, std::size_t column, int role) const {
    const auto& row = m_report.rows[at];
    if (column >= row.cells.size())
        return {};
    const auto& cell = row.cells[column];
    switch (role) {
    case kWhyRole:
        return qstr(generate::explain(m_report, at, column));
    case Qt::ToolTipRole:
        return cellTip(at, column);
    case Qt::DisplayRole:
        return cell.typical * factorOf(row);
    case VerdictDelegate::kVerdictRole:
        return verdictCode(cell.judgement);
    case VerdictDelegate::kDecimalsRole:
        return decimalsOf(row);
    default:
        return {};
    }
}

QVariant ScorecardModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(
            Qt::Alignment(section == FloorColumn ? Qt::AlignRight : Qt::AlignLeft) |
            Qt::AlignVCenter);
    if (role == kSlotRole && section >= FirstGenerator)
        return generatorSlot(
            m_report.columns[static_cast<std::size_t>(section - FirstGenerator)].id);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    if (section == MetricColumn)
        return role == Qt::DisplayRole ? tr("Lower is better")
                                       : tr("Distance to the real returns; lower is better");
    if (section == FloorColumn)
        return role == Qt::ToolTipRole ? tr("Real against real: median and 95 % of random splits")
                                       : tr("Floor\nmedian – 95 %");
    const auto& column = m_report.columns[static_cast<std::size_t>(section - FirstGenerator)];
    if (role == Qt::DisplayRole)
        return twoLines(qstr(column.title));
    QString text = tr("%1 paths of %2 days: %3 pass, %4 borderline, %5 fail")
                       .arg(formatCount(static_cast<qint64>(column.paths)),
                            formatCount(static_cast<qint64>(column.length)))
                       .arg(column.passed)
                       .arg(column.borderline)
                       .arg(column.failed);
    if (std::isfinite(column.copiedShare))
        text += tr("\n%1 of its %2-day windows are copies of history")
                    .arg(formatPercent(column.copiedShare, 1))
                    .arg(m_report.copiedWindow);
    return text;
}

/// The reason first, then the same distance as computed over everything.
QString ScorecardModel::cellTip(std::size_t row, std::size_t column) const {
    const auto& cell = m_report.rows[row].cells[column];
    QStringList lines{
        qstr(generate::explain(m_report, row, column)),
        tr("All paths against the whole series: %1").arg(formatNumber(cell.value, 5))};
    if (std::isfinite(cell.meanMatched))
        lines << tr("The same with the generated mean matched to the real one: %1")
                     .arg(formatNumber(cell.meanMatched, 5));
    lines << tr("Click for the definition of the metric, double click for its picture.");
    QString html;
    for (const QString& line : lines)
        html += QStringLiteral("<p>%1</p>").arg(line.toHtmlEscaped());
    return html;
}

QString ScorecardModel::definition(const generate::FidelityRow& row) const {
    QStringList sentences{sentence(qstr(row.title) + QStringLiteral(": ") + qstr(row.convention))};
    if (!row.source.empty())
        sentences << sentence(tr("Source: %1").arg(qstr(row.source)));
    if (std::isfinite(row.noDynamics))
        sentences << tr("A model without dynamics scores %1.").arg(formatNumber(row.noDynamics, 4));
    if (std::isfinite(row.structuralFloor))
        sentences << tr("The receptive field allows %1 at best.")
                         .arg(formatNumber(row.structuralFloor, 4));
    return sentences.join(u' ');
}

} // namespace loom::ui
