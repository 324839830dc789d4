// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/rules_model.h"

#include <algorithm>
#include <cmath>

#include "ui/bridge/text.h"
#include "ui/forms/table_delegates.h"
#include "ui/pages/synthesize/scorecard_roles.h"
#include "ui/theme/generator_slots.h"

namespace loom::ui {

int verdictCode(generate::Judgement judgement) {
    switch (judgement) {
    case generate::Judgement::Pass:
        return static_cast<int>(Verdict::Pass);
    case generate::Judgement::Borderline:
        return static_cast<int>(Verdict::Borderline);
    case generate::Judgement::Fail:
        return static_cast<int>(Verdict::Fail);
    case generate::Judgement::NotJudged:
        break;
    }
    return static_cast<int>(Verdict::None);
}

void RulesModel::setReport(const generate::FidelityReport& report) {
    beginResetModel();
    m_columns.clear();
    std::copy_if(report.columns.begin(), report.columns.end(), std::back_inserter(m_columns),
                 [](const auto& column) { return !column.rules.empty(); });
    endResetModel();
}

int RulesModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() || m_columns.empty() ? 0
                                                 : static_cast<int>(m_columns.front().rules.size());
}

int RulesModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : FirstGenerator + static_cast<int>(m_columns.size());
}

QVariant RulesModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid())
        return {};
    const auto row = static_cast<std::size_t>(index.row());
    const auto& named = m_columns.front().rules[row];
    if (role == kMetricIdRole)
        return qstr(named.id);
    if (role == kDefinitionRole)
        return tr("%1: %2.").arg(qstr(named.title), qstr(named.limit));
    if (index.column() < FirstGenerator) {
        if (role == Qt::DisplayRole)
            return qstr(index.column() == RuleColumn ? named.title : named.limit);
        if (role == Qt::TextAlignmentRole)
            return QVariant::fromValue(Qt::Alignment(Qt::AlignLeft | Qt::AlignVCenter));
        return {};
    }
    const auto& column = m_columns[static_cast<std::size_t>(index.column() - FirstGenerator)];
    if (row >= column.rules.size())
        return {};
    const auto& rule = column.rules[row];
    switch (role) {
    case Qt::DisplayRole:
        return rule.value;
    case kWhyRole:
        return qstr(rule.why);
    case Qt::ToolTipRole:
        return QStringLiteral("<p>%1</p>").arg(qstr(rule.why).toHtmlEscaped());
    case VerdictDelegate::kVerdictRole:
        return verdictCode(rule.judgement);
    case VerdictDelegate::kDecimalsRole:
        return std::abs(rule.value) >= 10 ? 1 : 3;
    default:
        return {};
    }
}

QVariant RulesModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignLeft | Qt::AlignVCenter));
    if (role == kSlotRole && section >= FirstGenerator)
        return generatorSlot(m_columns[static_cast<std::size_t>(section - FirstGenerator)].id);
    if (role != Qt::DisplayRole)
        return {};
    if (section == RuleColumn)
        return tr("Plain threshold");
    if (section == LimitColumn)
        return tr("Limit");
    QString title = qstr(m_columns[static_cast<std::size_t>(section - FirstGenerator)].title);
    const auto space = title.lastIndexOf(u' ');
    return space > 0 ? title.replace(space, 1, u'\n') : title;
}

} // namespace loom::ui
