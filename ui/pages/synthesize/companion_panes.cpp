// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/companion_panes.h"

#include <QHBoxLayout>

#include <algorithm>

#include "ui/bridge/text.h"
#include "ui/charts/line_layer.h"
#include "ui/pages/synthesize/curve_layers.h"
#include "ui/theme/generator_slots.h"

namespace loom::ui {

namespace {

using generate::Band;
using generate::FidelityCurves;

constexpr double kAcfLags = 120; ///< shown at first; all of them are a double click away
constexpr double kLeverageLags = 60;

} // namespace

CompanionPanes::CompanionPanes(QWidget* parent) : QWidget(parent) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(1);
    m_density =
        addPane(QStringLiteral("density_chart"), tr("Return density"), tr("% a day, log scale"));
    m_quantiles =
        addPane(QStringLiteral("qq_chart"), tr("QQ, daily return"), tr("%, real vs paths"));
    m_acf = addPane(QStringLiteral("acf_chart"), tr("ACF of r and |r|"), tr("lag in days"));
    m_leverage =
        addPane(QStringLiteral("leverage_chart"), tr("Leverage"), tr("corr(r, later r²), lag"));
    m_volatility = addPane(QStringLiteral("volatility_chart"), tr("Volatility"), tr("% a year"));
    m_acf->setToolTip(tr("Autocorrelation of daily returns (r) and of their size (|r|): real in "
                         "ink, mean of the paths dashed, 5–95 % of the paths shaded"));
    m_leverage->setToolTip(tr("Correlation of a return with later squared returns; below zero: "
                              "falls are followed by turbulence"));
}

ChartView* CompanionPanes::addPane(const QString& name, const QString& title, const QString& note) {
    auto* view = new ChartView(this);
    view->setObjectName(name);
    view->setPaneKind(PaneKind::Companion);
    view->setTitle(title);
    view->setNote(note);
    layout()->addWidget(view);
    return view;
}

std::vector<ChartView*> CompanionPanes::views() const {
    return {m_density, m_quantiles, m_acf, m_leverage, m_volatility};
}

ChartView* CompanionPanes::paneOf(const QString& metric) const {
    const std::pair<ChartView*, const char*> places[] = {
        {m_quantiles, "qq tail kurtosis skewness var_ es_ hill gpd aggregation gain_loss"},
        {m_acf, "acf arch hurst dwell variance_ratio signature"},
        {m_leverage, "leverage time_reversal coarse_fine"},
        {m_volatility, "volatility conditional intermittency"},
        {m_density, "mean emd dy_ ks ad hellinger jensen energy mmd density coverage c2st"},
    };
    const QString id = metric.startsWith(u"rule_") ? metric.mid(5) : metric;
    for (const auto& [pane, beginnings] : places)
        for (const QString& beginning : QString::fromLatin1(beginnings).split(u' '))
            if (id.startsWith(beginning))
                return pane;
    return nullptr;
}

void CompanionPanes::setOutcome(const studies::SynthesizeOutcome& outcome) {
    for (ChartView* view : views())
        view->clearLayers();
    showDensity(*m_density, outcome.curves);
    showQuantiles(*m_quantiles, outcome.curves);
    showAcf(*m_acf, outcome.curves, kAcfLags);
    showLeverage(*m_leverage, outcome.curves, kLeverageLags);
    showVolatility(outcome);
}

void CompanionPanes::showVolatility(const studies::SynthesizeOutcome& outcome) {
    const FidelityCurves& c = outcome.curves;
    const double first = 1; // value i ends with return i, whose close is date i + 1
    std::size_t longest = c.realRollingVolatility.size();
    for (const auto& sample : c.samples)
        longest = std::max(longest, sample.rollingVolatility.middle.size());
    auto times = std::make_shared<std::vector<std::int64_t>>();
    for (std::size_t i = outcome.scoredFrom; i < outcome.dataset->dates.size(); ++i)
        times->push_back(Timestamp::atMidnightUtc(outcome.dataset->dates[i]).seconds);
    // Paths longer than the scored history have no dates at their end: count days instead.
    const bool dated = longest < times->size();
    m_volatility->setNote(dated ? tr("%1 days, % a year").arg(c.rollingWindow)
                                : tr("% a year, by day"));
    m_volatility->setXAxis(dated ? XAxis::sessions(std::move(times)) : XAxis::numeric());
    m_volatility->setYAxis({.fromZero = true});
    for (const auto& sample : c.samples) {
        Band band = sample.rollingVolatility;
        for (auto* values : {&band.low, &band.lower, &band.middle, &band.upper, &band.high})
            *values = scaled(*values, 100);
        std::vector<double> days(band.middle.size());
        for (std::size_t i = 0; i < days.size(); ++i)
            days[i] = first + static_cast<double>(i);
        addBand(*m_volatility, qstr(sample.title), days, band, generatorSlot(sample.id));
    }
    m_volatility->addLayer(std::make_unique<LineLayer>(
        tr("Real"), Samples{.y = scaled(c.realRollingVolatility, 100), .firstX = first}));
    m_volatility->setWindow({.x = m_volatility->fullXRange(), .y = {}, .follows = true});
    m_volatility->refresh();
}

} // namespace loom::ui
