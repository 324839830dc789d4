// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/curve_layers.h"

#include <QCoreApplication>

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

void showLags(ChartView& view, const FidelityCurves& c, double most) {
    if (!c.lags.empty())
        view.setXRange({c.lags.front(), std::min(most, c.lags.back())});
    view.refresh();
}

QString words(const char* text) {
    return QCoreApplication::translate("loom::ui::CompanionPanes", text);
}

} // namespace

std::vector<double> scaled(const std::vector<double>& values, double factor) {
    std::vector<double> out(values);
    for (double& v : out)
        v *= factor;
    return out;
}

void addBand(ChartView& view, const QString& name, const std::vector<double>& x, const Band& band,
             int slot) {
    if (!band.low.empty())
        view.addLayer(std::make_unique<AreaLayer>(words("%1, 5–95 % of paths").arg(name),
                                                  Samples{.y = band.low, .x = x}, band.high,
                                                  Ink::ofGenerator(slot, 0.22)));
    view.addLayer(std::make_unique<LineLayer>(name, Samples{.y = band.middle, .x = x},
                                              LineStyle::generator(slot)));
}

void showDensity(ChartView& view, const FidelityCurves& c) {
    view.setXAxis(XAxis::numeric({}, -1, QStringLiteral(" %")));
    view.setScale(Scale::Log);
    view.addLayer(std::make_unique<HistogramLayer>(words("Real"), scaled(c.histogramEdges, 100),
                                                   scaled(c.realHistogram, 0.01)));
    for (const auto& sample : c.samples)
        view.addLayer(std::make_unique<LineLayer>(
            qstr(sample.title),
            Samples{.y = scaled(sample.density, 0.01), .x = scaled(c.densityAt, 100)},
            LineStyle::generator(generatorSlot(sample.id))));
    if (const auto heights = visibleDensity(c.realDensity)) {
        if (const auto returns = visibleReturns(c, heights->lo))
            view.setXRange(*returns);
        view.setYRange(heights);
    }
    view.refresh();
}

void showQuantiles(ChartView& view, const FidelityCurves& c) {
    const auto real = scaled(c.realQuantiles, 100);
    view.setXAxis(XAxis::numeric());
    view.addLayer(std::make_unique<AreaLayer>(words("95 % band of real quantiles"),
                                              Samples{.y = scaled(c.bandLow, 100), .x = real},
                                              scaled(c.bandHigh, 100), Ink(Role::Real, 0.16)));
    view.addLayer(std::make_unique<ReferenceLine>(ReferenceLine::Kind::Diagonal, 0));
    for (const auto& sample : c.samples)
        view.addLayer(PointLayer::generator(qstr(sample.title),
                                            Samples{.y = scaled(sample.quantiles, 100), .x = real},
                                            generatorSlot(sample.id)));
    view.setWindow({.x = view.fullXRange(), .y = {}, .follows = true});
    view.refresh();
}

void showAcf(ChartView& view, const FidelityCurves& c, double most) {
    view.setXAxis(XAxis::numeric());
    for (const auto& sample : c.samples)
        addBand(view, words("%1, |r|").arg(qstr(sample.title)), c.lags, sample.acfAbsolute,
                generatorSlot(sample.id));
    view.addLayer(std::make_unique<LineLayer>(words("Real, r"),
                                              Samples{.y = c.realAcf, .x = c.lags},
                                              LineStyle{Ink(Role::Real, 0.5), 0.8, {}}));
    view.addLayer(std::make_unique<LineLayer>(words("Real, |r|"),
                                              Samples{.y = c.realAcfAbsolute, .x = c.lags},
                                              LineStyle{Role::Real, 1.2, {}}));
    view.addLayer(std::make_unique<ReferenceLine>(ReferenceLine::Kind::Horizontal, 0));
    if (c.lags.size() > 8) {
        const std::size_t last = std::min(c.lags.size(), static_cast<std::size_t>(most)) - 1;
        view.addLayer(std::make_unique<CurveName>(QStringLiteral("|r|"), c.lags[2],
                                                  c.realAcfAbsolute[2], QPointF(8, -2)));
        view.addLayer(std::make_unique<CurveName>(QStringLiteral("r"), c.lags[last],
                                                  std::min(0.0, c.realAcf[last]), QPointF(-8, 16)));
    }
    showLags(view, c, most);
}

void showLeverage(ChartView& view, const FidelityCurves& c, double most) {
    view.setXAxis(XAxis::numeric());
    for (const auto& sample : c.samples)
        addBand(view, qstr(sample.title), c.lags, sample.leverage, generatorSlot(sample.id));
    view.addLayer(std::make_unique<LineLayer>(
        words("Real"), Samples{.y = c.realLeverage, .x = c.lags}, LineStyle{Role::Real, 1.0, {}}));
    view.addLayer(std::make_unique<ReferenceLine>(ReferenceLine::Kind::Horizontal, 0));
    showLags(view, c, most);
}

FidelityCurves only(const FidelityCurves& curves, std::size_t sample) {
    FidelityCurves out = curves;
    out.samples = {curves.samples[sample]};
    return out;
}

} // namespace loom::ui
