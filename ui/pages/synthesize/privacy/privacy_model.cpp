// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/privacy/privacy_model.h"

#include <cmath>

#include "ui/bridge/text.h"
#include "ui/forms/table_delegates.h"
#include "ui/pages/synthesize/rules_model.h"

namespace loom::ui {

namespace {

constexpr int kDecimals = 3;

double numberOf(const generate::PrivacyRow& row, int column) {
    switch (column) {
    case PrivacyModel::Value:
        return row.value;
    case PrivacyModel::Reference:
        return row.reference;
    case PrivacyModel::WarnAt:
        return row.warnAt;
    default:
        return row.failAt;
    }
}

} // namespace

void PrivacyModel::setReport(const generate::PrivacyReport& report) {
    beginResetModel();
    m_report = report;
    endResetModel();
}

int PrivacyModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_report.rows.size());
}

int PrivacyModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant PrivacyModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid())
        return {};
    const auto& row = m_report.rows[static_cast<std::size_t>(index.row())];
    const bool words = index.column() == Measure || index.column() == Why;
    if (role == Qt::ToolTipRole)
        return QStringLiteral("<p><b>%1</b></p><p>%2</p><p>%3</p><p>%4</p>")
            .arg(qstr(row.title).toHtmlEscaped(), qstr(row.why).toHtmlEscaped(),
                 qstr(row.convention).toHtmlEscaped(),
                 tr("Source: %1").arg(qstr(row.source).toHtmlEscaped()));
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(words ? Qt::AlignLeft : Qt::AlignRight) |
                                   Qt::AlignVCenter);
    if (words && role == Qt::DisplayRole) {
        if (index.column() == Why)
            return qstr(row.why);
        return row.unit.empty() ? qstr(row.title)
                                : QStringLiteral("%1 (%2)").arg(qstr(row.title), qstr(row.unit));
    }
    if (words)
        return {};
    if (role == Qt::DisplayRole)
        return numberOf(row, index.column());
    if (role == VerdictDelegate::kVerdictRole && index.column() == Value)
        return verdictCode(row.judgement);
    if (role == VerdictDelegate::kDecimalsRole)
        return kDecimals;
    return {};
}

QVariant PrivacyModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(
            Qt::Alignment(section == Measure || section == Why ? Qt::AlignLeft : Qt::AlignRight) |
            Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && section == Reference)
        return tr("What a draw of %1 fitted to the same data scores: it copies nothing")
            .arg(qstr(m_report.referenceModel));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Measure:
        return tr("Lower is better");
    case Value:
        return tr("Value");
    case Reference:
        return tr("Parametric\nreference");
    case WarnAt:
        return tr("Borderline\nbeyond");
    case FailAt:
        return tr("Fail\nbeyond");
    default:
        return tr("Why");
    }
}

} // namespace loom::ui
