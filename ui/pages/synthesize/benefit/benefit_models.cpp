// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/benefit/benefit_models.h"

#include <string>

#include "ui/bridge/text.h"
#include "ui/theme/format.h"

namespace loom::ui {

namespace {

QVariant alignment(bool number) {
    return QVariant::fromValue(Qt::Alignment(number ? Qt::AlignRight : Qt::AlignLeft) |
                               Qt::AlignVCenter);
}

QString titleOf(studies::AugmentArmId arm) {
    return qstr(std::string(studies::armTitle(arm)));
}

/// "Minimum variance: real and synthetic − real" where both are of one kind.
QString pairOf(const studies::AugmentComparison& comparison) {
    const QString first = titleOf(comparison.first), second = titleOf(comparison.second);
    const QString kind = first.section(u',', 0, 0);
    if (second.section(u',', 0, 0) != kind)
        return DifferencesModel::tr("%1 − %2").arg(first, second.toLower());
    return DifferencesModel::tr("%1: %2 − %3")
        .arg(kind, first.section(u',', 1).trimmed(), second.section(u',', 1).trimmed());
}

/// Only the two questions of the study are answered; the other rows are rivals.
QString answerOf(const studies::AugmentComparison& comparison) {
    if (!comparison.question)
        return QStringLiteral("–");
    switch (comparison.answer) {
    case studies::AugmentAnswer::Yes:
        return DifferencesModel::tr("it helps");
    case studies::AugmentAnswer::No:
        return DifferencesModel::tr("it does not help");
    case studies::AugmentAnswer::Worse:
        return DifferencesModel::tr("it harms");
    case studies::AugmentAnswer::CannotTell:
        break;
    }
    return DifferencesModel::tr("cannot tell");
}

} // namespace

void ArmsModel::setArms(std::vector<studies::AugmentArm> arms) {
    beginResetModel();
    m_arms = std::move(arms);
    endResetModel();
}

int ArmsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_arms.size());
}

int ArmsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ArmsModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid())
        return {};
    const auto& arm = m_arms[static_cast<std::size_t>(index.row())];
    if (role == Qt::TextAlignmentRole)
        return alignment(index.column() != Portfolio);
    if (role == Qt::ToolTipRole && arm.fallbacks > 0)
        return tr("In %1 windows no mean was positive: minimum variance was held.")
            .arg(formatCount(static_cast<qint64>(arm.fallbacks)));
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Portfolio:
        return titleOf(arm.id);
    case Sharpe:
        return arm.sharpe.value;
    case Error:
        return arm.sharpe.standardError;
    case Return:
        return 100 * arm.annualReturn;
    case Volatility:
        return 100 * arm.annualVolatility;
    case Turnover:
        return arm.turnover;
    default:
        return arm.holdings;
    }
}

QVariant ArmsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return alignment(section != Portfolio);
    if (role == Qt::ToolTipRole && section == Turnover)
        return tr("Mean of the sum of |new weight − drifted weight| over the fits after the first");
    if (role == Qt::ToolTipRole && section == Holdings)
        return tr("Mean number of weights above 0.1 %");
    if (role == Qt::ToolTipRole && section == Error)
        return tr("Standard error of the annual Sharpe ratio (Lo 2002)");
    if (role != Qt::DisplayRole)
        return {};
    const QString titles[] = {tr("Portfolio, fitted on"),
                              tr("Sharpe ratio\na year"),
                              tr("Standard\nerror"),
                              tr("Return\n% a year"),
                              tr("Volatility\n% a year"),
                              tr("Turnover\na fit"),
                              tr("Holdings")};
    return titles[section];
}

void DifferencesModel::setComparisons(std::vector<studies::AugmentComparison> comparisons) {
    beginResetModel();
    m_comparisons = std::move(comparisons);
    endResetModel();
}

int DifferencesModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_comparisons.size());
}

int DifferencesModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant DifferencesModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid())
        return {};
    const auto& one = m_comparisons[static_cast<std::size_t>(index.row())];
    const bool number = index.column() >= Difference && index.column() <= PValue;
    if (role == Qt::TextAlignmentRole)
        return alignment(number);
    if (role == Qt::ToolTipRole)
        return QStringLiteral("<p>%1</p>").arg(qstr(one.sentence).toHtmlEscaped());
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Pair:
        return pairOf(one);
    case Difference:
        return one.difference.value;
    case Error:
        return one.difference.standardError;
    case Low:
        return one.difference.low;
    case High:
        return one.difference.high;
    case PValue:
        return one.difference.pValue;
    default:
        return answerOf(one);
    }
}

QVariant DifferencesModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return alignment(section >= Difference && section <= PValue);
    if (role == Qt::ToolTipRole && section >= Difference && section <= PValue)
        return tr("Paired test of two Sharpe ratios on the same days (Ledoit and Wolf 2008)");
    if (role != Qt::DisplayRole)
        return {};
    const QString interval = formatNumber(100 * (1 - studies::kAugmentLevel / 2), 1);
    const QString titles[] = {tr("Sharpe ratio of"), tr("Difference\na year"),
                              tr("Standard\nerror"), tr("%1 %\nfrom").arg(interval),
                              tr("interval\nto"),    tr("p"),
                              tr("Does it help")};
    return titles[section];
}

} // namespace loom::ui
