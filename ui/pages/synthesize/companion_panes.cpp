// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/companion_panes.h"

#include <QHBoxLayout>

#include <algorithm>
#include <cmath>

#include "ui/bridge/text.h"
#include "ui/charts/line_layer.h"
#include "ui/charts/mark_layers.h"
#include "ui/theme/generator_slots.h"
#include "ui/theme/type.h"

namespace loom::ui {

namespace {

using generate::Band;
using generate::FidelityCurves;

constexpr double kAcfLags = 120; ///< shown at first; all of them are a double click away
constexpr double kLeverageLags = 60;

std::vector<double> scaled(const std::vector<double>& values, double factor) {
    std::vector<double> out(values);
    for (double& v : out)
        v *= factor;
    return out;
}

/// A short name beside a curve, a little off its sample there.
class CurveName final : public Layer {
  public:
    CurveName(QString name, double x, double y, QPointF offset)
        : m_name(std::move(name)), m_x(x), m_y(y), m_offset(offset) {}

    void paint(QPainter& painter, const PlotMap& map) const override {
        const QPointF at(map.px(m_x), map.py(m_y));
        if (!std::isfinite(at.x()) || !std::isfinite(at.y()))
            return;
        painter.setFont(typeFont(Type::Caption));
        painter.setPen(colour(Role::Text, map.tone));
        painter.drawText(at + m_offset, m_name);
    }

  private:
    QString m_name;
    double m_x, m_y;
    QPointF m_offset;
};

/// From one in five hundred of the mode up: below that a density estimate is noise of its kernel.
std::optional<Range> visibleDensity(const std::vector<double>& density) {
    const auto top = std::max_element(density.begin(), density.end());
    if (top == density.end() || !(*top > 0))
        return std::nullopt;
    return Range{0.01 * *top / 500, 0.01 * *top * 2};
}

/// Where the real density can be seen, in per cent, with a little room.
std::optional<Range> visibleReturns(const FidelityCurves& c, double floor) {
    Range range;
    for (std::size_t i = 0; i < c.densityAt.size() && i < c.realDensity.size(); ++i)
        if (0.01 * c.realDensity[i] >= floor)
            range.include(100 * c.densityAt[i]);
    if (range.empty() || !(range.span() > 0))
        return std::nullopt;
    const double room = 0.05 * range.span();
    return Range{range.lo - room, range.hi + room};
}

/// The band of a curve with its middle, in the generator's hue.
void addBand(ChartView* view, const QString& name, const std::vector<double>& x, const Band& band,
             int slot) {
    if (!band.low.empty())
        view->addLayer(std::make_unique<AreaLayer>(
            CompanionPanes::tr("%1, 5–95 % of paths").arg(name), Samples{.y = band.low, .x = x},
            band.high, Ink::ofGenerator(slot, 0.22)));
    view->addLayer(std::make_unique<LineLayer>(name, Samples{.y = band.middle, .x = x},
                                               LineStyle::generator(slot)));
}

void showLags(ChartView* view, const FidelityCurves& c, double most) {
    if (!c.lags.empty())
        view->setXRange({c.lags.front(), std::min(most, c.lags.back())});
    view->refresh();
}

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

void CompanionPanes::setOutcome(const studies::SynthesizeOutcome& outcome) {
    for (ChartView* view : views())
        view->clearLayers();
    showDensity(outcome.curves);
    showQuantiles(outcome.curves);
    showDependence(outcome.curves);
    showVolatility(outcome);
}

void CompanionPanes::showDensity(const FidelityCurves& c) {
    m_density->setXAxis(XAxis::numeric({}, -1, QStringLiteral(" %")));
    m_density->setScale(Scale::Log);
    m_density->addLayer(std::make_unique<HistogramLayer>(tr("Real"), scaled(c.histogramEdges, 100),
                                                         scaled(c.realHistogram, 0.01)));
    for (const auto& sample : c.samples)
        m_density->addLayer(std::make_unique<LineLayer>(
            qstr(sample.title),
            Samples{.y = scaled(sample.density, 0.01), .x = scaled(c.densityAt, 100)},
            LineStyle::generator(generatorSlot(sample.id))));
    if (const auto heights = visibleDensity(c.realDensity)) {
        if (const auto returns = visibleReturns(c, heights->lo))
            m_density->setXRange(*returns);
        m_density->setYRange(heights);
    }
    m_density->refresh();
}

void CompanionPanes::showQuantiles(const FidelityCurves& c) {
    const auto real = scaled(c.realQuantiles, 100);
    m_quantiles->setXAxis(XAxis::numeric());
    m_quantiles->addLayer(std::make_unique<AreaLayer>(
        tr("95 % band of real quantiles"), Samples{.y = scaled(c.bandLow, 100), .x = real},
        scaled(c.bandHigh, 100), Ink(Role::Real, 0.16)));
    m_quantiles->addLayer(std::make_unique<ReferenceLine>(ReferenceLine::Kind::Diagonal, 0));
    for (const auto& sample : c.samples)
        m_quantiles->addLayer(PointLayer::generator(
            qstr(sample.title), Samples{.y = scaled(sample.quantiles, 100), .x = real},
            generatorSlot(sample.id)));
    m_quantiles->setWindow({.x = m_quantiles->fullXRange(), .y = {}, .follows = true});
    m_quantiles->refresh();
}

void CompanionPanes::showDependence(const FidelityCurves& c) {
    m_acf->setXAxis(XAxis::numeric());
    m_leverage->setXAxis(XAxis::numeric());
    for (const auto& sample : c.samples) {
        const int slot = generatorSlot(sample.id);
        addBand(m_acf, tr("%1, |r|").arg(qstr(sample.title)), c.lags, sample.acfAbsolute, slot);
        addBand(m_leverage, qstr(sample.title), c.lags, sample.leverage, slot);
    }
    m_acf->addLayer(std::make_unique<LineLayer>(tr("Real, r"), Samples{.y = c.realAcf, .x = c.lags},
                                                LineStyle{Ink(Role::Real, 0.5), 0.8, {}}));
    m_acf->addLayer(std::make_unique<LineLayer>(tr("Real, |r|"),
                                                Samples{.y = c.realAcfAbsolute, .x = c.lags},
                                                LineStyle{Role::Real, 1.2, {}}));
    m_acf->addLayer(std::make_unique<ReferenceLine>(ReferenceLine::Kind::Horizontal, 0));
    if (c.lags.size() > 8) {
        const std::size_t last = std::min<std::size_t>(c.lags.size(), kAcfLags) - 1;
        m_acf->addLayer(std::make_unique<CurveName>(QStringLiteral("|r|"), c.lags[2],
                                                    c.realAcfAbsolute[2], QPointF(8, -2)));
        m_acf->addLayer(std::make_unique<CurveName>(
            QStringLiteral("r"), c.lags[last], std::min(0.0, c.realAcf[last]), QPointF(-8, 16)));
    }
    m_leverage->addLayer(std::make_unique<LineLayer>(
        tr("Real"), Samples{.y = c.realLeverage, .x = c.lags}, LineStyle{Role::Real, 1.0, {}}));
    m_leverage->addLayer(std::make_unique<ReferenceLine>(ReferenceLine::Kind::Horizontal, 0));
    showLags(m_acf, c, kAcfLags);
    showLags(m_leverage, c, kLeverageLags);
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
        addBand(m_volatility, qstr(sample.title), days, band, generatorSlot(sample.id));
    }
    m_volatility->addLayer(std::make_unique<LineLayer>(
        tr("Real"), Samples{.y = scaled(c.realRollingVolatility, 100), .firstX = first}));
    m_volatility->setWindow({.x = m_volatility->fullXRange(), .y = {}, .follows = true});
    m_volatility->refresh();
}

} // namespace loom::ui
