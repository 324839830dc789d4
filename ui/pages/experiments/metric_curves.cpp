// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/experiments/metric_curves.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <map>

#include "ui/charts/end_labels.h"
#include "ui/theme/format.h"

namespace loom::ui {

namespace {

constexpr std::size_t kMostLabelled = 5;
constexpr double kRawAlpha = 0.28;
constexpr double kCoincide = 0.005;

/// The line behind a smoothed one: neither in the legend nor in the readout.
class RawLine final : public LineLayer {
  public:
    using LineLayer::LineLayer;
    std::vector<LegendEntry> legend() const override { return {}; }
    std::vector<ReadoutRow> readout(double, int) const override { return {}; }
};

QString words(const char* text) {
    return QCoreApplication::translate("loom::ui::CompareView", text);
}

bool coincide(const MetricCurve& a, const MetricCurve& b, double tolerance) {
    std::map<double, double> known;
    for (std::size_t i = 0; i < a.samples.size(); ++i)
        known[a.samples.xAt(i)] = a.samples.y[i];
    std::size_t shared = 0;
    for (std::size_t i = 0; i < b.samples.size(); ++i) {
        const auto at = known.find(b.samples.xAt(i));
        if (at == known.end() || std::isnan(at->second) || std::isnan(b.samples.y[i]))
            continue;
        if (std::abs(at->second - b.samples.y[i]) > tolerance)
            return false;
        ++shared;
    }
    return 2 * shared >= std::max(a.samples.size(), b.samples.size()) && shared > 0;
}

QString footerOf(const std::vector<MetricCurve>& curves, double strength) {
    QStringList parts;
    for (const QStringList& group : coincidingCurves(curves))
        parts << words("Lines coincide: %1.").arg(group.join(words(" and ")));
    if (strength > 0)
        parts << words("Exponential smoothing %1, start corrected; the raw line is faint behind.")
                     .arg(formatNumber(strength, 2));
    return parts.join(u' ');
}

} // namespace

std::vector<double> smoothed(std::span<const double> values, double strength) {
    std::vector<double> out(values.begin(), values.end());
    if (strength <= 0)
        return out;
    double average = 0, weight = 0;
    for (double& value : out) {
        if (!std::isfinite(value))
            continue;
        average = strength * average + (1 - strength) * value;
        weight = strength * weight + (1 - strength);
        value = average / weight;
    }
    return out;
}

std::vector<QStringList> coincidingCurves(const std::vector<MetricCurve>& curves) {
    Range span;
    for (const auto& curve : curves)
        for (const double y : curve.samples.y)
            span.include(y);
    const double tolerance = span.empty() ? 0 : kCoincide * span.span();
    std::vector<QStringList> groups;
    std::vector<bool> taken(curves.size(), false);
    for (std::size_t i = 0; i < curves.size(); ++i) {
        if (taken[i])
            continue;
        QStringList group{curves[i].name};
        for (std::size_t k = i + 1; k < curves.size(); ++k)
            if (!taken[k] && coincide(curves[i], curves[k], tolerance)) {
                taken[k] = true;
                group << curves[k].name;
            }
        if (group.size() > 1)
            groups.push_back(group);
    }
    return groups;
}

void showCurves(ChartView& chart, std::vector<MetricCurve> curves, double strength) {
    chart.clearLayers();
    chart.setFooter(footerOf(curves, strength));
    std::vector<LineEnd> ends;
    Range x;
    for (MetricCurve& curve : curves) {
        const LineStyle style = LineStyle::generator(curve.slot);
        Samples shown = curve.samples;
        shown.y = smoothed(curve.samples.y, strength);
        if (shown.size() > 0) {
            x.include(shown.xAt(0));
            x.include(shown.xAt(shown.size() - 1));
            ends.push_back({curve.name, shown.xAt(shown.size() - 1), shown.y.back(), style});
        }
        if (strength > 0) {
            LineStyle raw = style;
            raw.ink = style.ink.withAlpha(kRawAlpha);
            raw.dash.clear();
            raw.width = 1;
            chart.addLayer(std::make_unique<RawLine>(curve.name, std::move(curve.samples), raw));
        }
        chart.addLayer(std::make_unique<LineLayer>(curve.name, std::move(shown), style));
    }
    const bool labelled = !ends.empty() && ends.size() <= kMostLabelled;
    chart.setLegendVisible(!labelled);
    if (labelled)
        chart.addLayer(std::make_unique<EndLabelLayer>(std::move(ends), x));
    chart.fit();
    chart.refresh();
}

} // namespace loom::ui
