// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/benefit/arm_curves.h"

#include <QHBoxLayout>
#include <QPainter>

#include <algorithm>
#include <cmath>

#include "base/date.h"
#include "ui/bridge/text.h"
#include "ui/charts/chart_link.h"
#include "ui/charts/line_layer.h"
#include "ui/pages/synthesize/benefit/benefit_models.h"
#include "ui/theme/format.h"

namespace loom::ui {

namespace {

using enum studies::AugmentArmId;

constexpr int kHeight = 260;
constexpr double kFaded = 0.35;
constexpr double kChosenWidth = 2.2;
constexpr QSize kSwatch(24, 12);

Samples wealthOf(const studies::AugmentArm& arm) {
    Samples out;
    double wealth = 100;
    for (const double daily : arm.returns)
        out.y.push_back(wealth *= 1 + daily);
    return out;
}

/// "Real and synthetic" of "Minimum variance, real and synthetic"; the kind is the chart's title.
QString fittedOn(studies::AugmentArmId arm) {
    const QString title = qstr(std::string(studies::armTitle(arm)));
    const QString part = title.section(u',', 1).trimmed();
    return part.isEmpty() ? title : part.left(1).toUpper() + part.mid(1);
}

XAxis axisOf(const studies::AugmentReport& report) {
    if (report.dates.empty())
        return XAxis::numeric(ArmCurves::tr("later day"), 0);
    std::vector<std::int64_t> times;
    for (const auto day : report.dates)
        times.push_back(Timestamp::atMidnightUtc(Date{day}).seconds);
    return XAxis::sessions(std::make_shared<const std::vector<std::int64_t>>(std::move(times)));
}

} // namespace

LineStyle armStyle(studies::AugmentArmId arm, int slot) {
    switch (arm) {
    case MinimumVarianceReal:
    case MaximumSharpeReal:
        return LineStyle::real();
    case MinimumVarianceAugmented:
    case MaximumSharpeAugmented:
        return {Ink::ofGenerator(slot), 1.8, {}};
    case MinimumVarianceSynthetic:
    case MaximumSharpeSynthetic:
        return {Ink::ofGenerator(slot), 1.2, {1, 3}};
    case EqualWeight:
        break;
    }
    return LineStyle::benchmark();
}

ArmCurves::ArmCurves(QWidget* parent)
    : QWidget(parent), m_variance(new ChartView(this)), m_sharpe(new ChartView(this)) {
    setObjectName(QStringLiteral("benefit_curves"));
    setFixedHeight(kHeight);
    m_variance->setObjectName(QStringLiteral("curves_variance"));
    m_variance->setTitle(tr("Value of 100, minimum variance"));
    m_sharpe->setObjectName(QStringLiteral("curves_sharpe"));
    m_sharpe->setTitle(tr("Value of 100, maximum Sharpe ratio"));
    auto* link = new ChartLink(this);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(1);
    for (ChartView* view : views()) {
        view->setLink(link);
        row->addWidget(view);
    }
}

void ArmCurves::setReport(const studies::AugmentReport& report, int slot) {
    m_report = report;
    m_slot = slot;
    m_chosen.clear();
    const double cost = report.plan.costBasisPoints;
    for (ChartView* view : views()) {
        view->setXAxis(axisOf(report));
        view->setFooter(tr("Weights are fitted again every %1 days, costs of %2 bp are paid.")
                            .arg(formatCount(static_cast<qint64>(report.plan.step)),
                                 formatNumber(cost, cost == std::floor(cost) ? 0 : 1)));
    }
    showCurves();
    for (ChartView* view : views())
        view->fit();
}

void ArmCurves::emphasise(const std::set<studies::AugmentArmId>& arms) {
    m_chosen = arms;
    showCurves();
}

void ArmCurves::showCurves() {
    fill(m_variance,
         {EqualWeight, MinimumVarianceSynthetic, MinimumVarianceAugmented, MinimumVarianceReal});
    fill(m_sharpe,
         {EqualWeight, MaximumSharpeSynthetic, MaximumSharpeAugmented, MaximumSharpeReal});
}

/// Later ones are drawn over earlier ones.
void ArmCurves::fill(ChartView* view, const std::vector<studies::AugmentArmId>& arms) {
    view->clearLayers();
    for (const auto id : arms) {
        const auto arm = std::find_if(m_report.arms.begin(), m_report.arms.end(),
                                      [id](const auto& one) { return one.id == id; });
        if (arm == m_report.arms.end())
            continue;
        LineStyle style = armStyle(id, m_slot);
        if (m_chosen.contains(id))
            style.width = kChosenWidth;
        else if (!m_chosen.empty())
            style.ink = style.ink.withAlpha(kFaded);
        view->addLayer(std::make_unique<LineLayer>(fittedOn(id), wealthOf(*arm), style));
    }
    view->refresh();
}

void ArmDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const {
    QStyledItemDelegate::initStyleOption(option, index);
    const auto arm = index.data(ArmsModel::kArmRole);
    if (!arm.isValid())
        return;
    const double ratio = option->widget ? option->widget->devicePixelRatioF() : 1;
    QPixmap picture(kSwatch * ratio);
    picture.setDevicePixelRatio(ratio);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(armStyle(static_cast<studies::AugmentArmId>(arm.toInt()), m_slot)
                       .pen(toneOf(option->palette)));
    painter.drawLine(QPointF(0, kSwatch.height() / 2.0),
                     QPointF(kSwatch.width() - 4, kSwatch.height() / 2.0));
    painter.end();
    QIcon icon(picture);
    icon.addPixmap(picture, QIcon::Selected);
    option->icon = icon;
    option->decorationSize = kSwatch;
    option->features |= QStyleOptionViewItem::HasDecoration;
}

} // namespace loom::ui
