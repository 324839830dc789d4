// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/benefit/benefit_models.h"

#include <string>

#include "ui/bridge/text.h"
#include "ui/theme/format.h"

namespace loom::ui {

namespace {

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

ArmsModel::ArmsModel(QObject* parent)
    : TableModel({{tr("Portfolio, fitted on"), Holds::Words},
                  {tr("Sharpe ratio\na year")},
                  {tr("Standard\nerror"), Holds::Number,
                   tr("Standard error of the annual Sharpe ratio (Lo 2002)")},
                  {tr("Return\n% a year")},
                  {tr("Volatility\n% a year")},
                  {tr("Turnover\na fit"), Holds::Number,
                   tr("Mean of the sum of |new weight − drifted weight| over the fits after the "
                      "first")},
                  {tr("Holdings"), Holds::Number, tr("Mean number of weights above 0.1 %")}},
                 parent) {}

void ArmsModel::setArms(std::vector<studies::AugmentArm> arms) {
    beginResetModel();
    m_arms = std::move(arms);
    endResetModel();
}

QVariant ArmsModel::cell(std::size_t row, int column, int role) const {
    const auto& arm = m_arms[row];
    if (role == kArmRole && column == Portfolio)
        return static_cast<int>(arm.id);
    if (role == Qt::ToolTipRole && arm.fallbacks > 0)
        return tr("In %1 windows no mean was positive: minimum variance was held.")
            .arg(formatCount(static_cast<qint64>(arm.fallbacks)));
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
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

DifferencesModel::DifferencesModel(QObject* parent) : TableModel(heads(), parent) {}

std::vector<TableModel::Head> DifferencesModel::heads() {
    const QString test =
        tr("Paired test of two Sharpe ratios on the same days (Ledoit and Wolf 2008)");
    const QString interval = formatNumber(100 * (1 - studies::kAugmentLevel / 2), 1);
    return {{tr("Sharpe ratio of"), Holds::Words},
            {tr("Difference\na year"), Holds::Number, test},
            {tr("Standard\nerror"), Holds::Number, test},
            {tr("%1 %\nfrom").arg(interval), Holds::Number, test},
            {tr("interval\nto"), Holds::Number, test},
            {tr("p"), Holds::Number, test},
            {tr("Does it help"), Holds::Words}};
}

void DifferencesModel::setComparisons(std::vector<studies::AugmentComparison> comparisons) {
    beginResetModel();
    m_comparisons = std::move(comparisons);
    endResetModel();
}

QVariant DifferencesModel::cell(std::size_t row, int column, int role) const {
    const auto& one = m_comparisons[row];
    if (role == Qt::ToolTipRole)
        return QStringLiteral("<p>%1</p>").arg(qstr(one.sentence).toHtmlEscaped());
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
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

} // namespace loom::ui
