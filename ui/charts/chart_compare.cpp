// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_compare.h"

#include <QCoreApplication>

#include <algorithm>

#include "ui/charts/line_layer.h"
#include "ui/theme/format.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr std::size_t kMostLines = 8; ///< compared with each other
constexpr int kProbes = 96;           ///< places along x at which two lines are compared
constexpr int kFewestProbes = 8;
constexpr double kApart = 1; ///< pixel

QString word(const char* text) {
    return QCoreApplication::translate("loom::ui::ChartView", text);
}

/// What valueAt() gives at up to kProbes samples of a line, in pixel rows.
std::vector<std::pair<double, double>> probes(const Layer& layer, const PlotMap& map) {
    std::vector<std::pair<double, double>> at;
    for (int i = 0; i < kProbes; ++i) {
        const double pixel = map.plot.left() + (i + 0.5) / kProbes * map.plot.width();
        const auto x = layer.snapX(map.xAt(pixel));
        if (!x || !map.xValues().contains(*x) || (!at.empty() && at.back().first == *x))
            continue;
        if (const auto value = layer.valueAt(*x); value && std::isfinite(map.py(*value)))
            at.emplace_back(*x, map.py(*value));
    }
    return at;
}

bool coincide(const std::vector<std::pair<double, double>>& first, const Layer& second,
              const PlotMap& map) {
    int compared = 0;
    for (const auto& [x, y] : first) {
        const auto value = second.valueAt(x);
        if (!value)
            continue;
        const double other = map.py(*value);
        if (!(std::abs(other - y) < kApart))
            return false;
        ++compared;
    }
    return compared >= kFewestProbes;
}

} // namespace

std::vector<ReadoutRow> deltaRows(const ChartModel& model, const ChartLayout& layout, double from,
                                  double to) {
    std::vector<ReadoutRow> rows;
    for (const auto& layer : model.layers) {
        const QString name = layer->isVisible() ? layer->valueName() : QString();
        const auto first = layer->valueAt(from), last = layer->valueAt(to);
        if (name.isEmpty() || !first || !last)
            continue;
        const double change = *last - *first;
        QString text = formatSigned(change, layout.decimals);
        if (*first > 0 && *last > 0)
            text += u" ("_s + formatSignedPercent(change / *first, 2) + u')';
        rows.push_back(
            {.name = u"Δ "_s + name, .value = text, .role = change < 0 ? Role::Loss : Role::Gain});
    }
    return rows;
}

QString coincidenceWords(const ChartModel& model, const ChartLayout& layout) {
    std::vector<const LineLayer*> lines;
    for (const auto& layer : model.layers)
        if (const auto* line = dynamic_cast<const LineLayer*>(layer.get());
            line != nullptr && line->isVisible() && !line->valueName().isEmpty())
            lines.push_back(line);
    if (layout.empty || lines.size() < 2 || lines.size() > kMostLines)
        return {};
    QStringList pairs;
    for (std::size_t a = 0; a + 1 < lines.size(); ++a) {
        const auto first = probes(*lines[a], mapOf(model, layout, *lines[a]));
        for (std::size_t b = a + 1; b < lines.size(); ++b)
            if (coincide(first, *lines[b], mapOf(model, layout, *lines[b])))
                pairs << word("%1 and %2").arg(lines[a]->valueName(), lines[b]->valueName());
    }
    return pairs.isEmpty() ? QString() : word("%1: lines coincide").arg(pairs.join(u"; "_s));
}

} // namespace loom::ui
