// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/end_labels.h"

#include <QFontMetricsF>

#include <algorithm>
#include <numeric>

#include "ui/theme/type.h"

namespace loom::ui {

namespace {

constexpr double kShare = 0.24; ///< of the data's width that labels take beside it
constexpr double kLeader = 20;  ///< pixels from a line's end to its name
constexpr double kLineGap = 15; ///< pixels between names
constexpr double kBeside = 6;   ///< pixels between leader and name

} // namespace

std::vector<double> spreadApart(std::vector<double> wanted, double gap, double from, double to) {
    const std::size_t n = wanted.size();
    if (n == 0)
        return wanted;
    if (n > 1)
        gap = std::min(gap, (to - from) / static_cast<double>(n - 1));
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return wanted[a] < wanted[b]; });
    // Pool neighbours that overlap around their common mean, as in isotonic regression.
    struct Block {
        double sum;
        std::size_t first, count;
        double start(double step) const {
            return sum / static_cast<double>(count) - 0.5 * step * static_cast<double>(count - 1);
        }
    };
    std::vector<Block> blocks;
    for (std::size_t i = 0; i < n; ++i) {
        blocks.push_back({std::clamp(wanted[order[i]], from, to), i, 1});
        while (blocks.size() > 1) {
            Block& last = blocks.back();
            Block& before = blocks[blocks.size() - 2];
            const double end = before.start(gap) + gap * static_cast<double>(before.count);
            if (last.start(gap) >= end)
                break;
            before.sum += last.sum;
            before.count += last.count;
            blocks.pop_back();
        }
    }
    std::vector<double> placed(n);
    for (const Block& block : blocks) {
        const double length = gap * static_cast<double>(block.count - 1);
        const double start = std::clamp(block.start(gap), from, std::max(from, to - length));
        for (std::size_t i = 0; i < block.count; ++i)
            placed[order[block.first + i]] = start + gap * static_cast<double>(i);
    }
    // Blocks pushed back from an edge may have met their neighbours.
    for (std::size_t i = 1; i < n; ++i)
        placed[order[i]] = std::max(placed[order[i]], placed[order[i - 1]] + gap);
    for (std::size_t i = n - 1; i > 0; --i) {
        placed[order[i]] = std::min(placed[order[i]], to);
        placed[order[i - 1]] = std::min(placed[order[i - 1]], placed[order[i]] - gap);
    }
    return placed;
}

EndLabelLayer::EndLabelLayer(std::vector<LineEnd> ends, Range x)
    : m_ends(std::move(ends)), m_x(x) {}

void EndLabelLayer::paint(QPainter& painter, const PlotMap& map) const {
    std::vector<LineEnd> shown;
    std::vector<double> wanted;
    for (const LineEnd& end : m_ends) {
        const double y = map.py(end.y);
        if (!std::isfinite(y) || !map.plot.contains(QPointF(map.px(end.x), y)))
            continue;
        shown.push_back(end);
        wanted.push_back(y);
    }
    const auto places = spreadApart(wanted, kLineGap, map.plot.top() + kLineGap / 2,
                                    map.plot.bottom() - kLineGap / 2);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(typeFont(Type::Caption));
    const QFontMetricsF metrics(painter.font());
    for (std::size_t i = 0; i < shown.size(); ++i) {
        const LineEnd& end = shown[i];
        const double from = map.px(end.x) + 3, to = map.px(m_x.hi) + kLeader;
        painter.setPen(QPen(end.line.ink.colour(map.tone), 1));
        painter.drawLine(QPointF(from, wanted[i]), QPointF(to, places[i]));
        const double left = to + kBeside;
        painter.setPen(colour(Role::Text, map.tone));
        painter.drawText(QPointF(left, places[i] + 4),
                         metrics.elidedText(end.name, Qt::ElideMiddle, map.plot.right() - left));
    }
    painter.restore();
}

Range EndLabelLayer::xExtent() const {
    if (m_ends.empty() || m_x.empty())
        return {};
    return {m_x.lo, m_x.hi + kShare * std::max(m_x.span(), 1.0)};
}

} // namespace loom::ui
