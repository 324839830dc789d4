// SPDX-License-Identifier: GPL-3.0-or-later
// Where a chart looks: ranges, links, zoom and pan.
#include <QUndoStack>

#include <algorithm>

#include "ui/charts/chart_view.h"
#include "ui/charts/zoom_command.h"

namespace loom::ui {

namespace {

constexpr double kFewestBars = 5;
constexpr double kSmallestShare = 1e-6;
constexpr int kMergeKeys = 2;

} // namespace

Range ChartView::xRange() const {
    const Scale scale = m_model.xAxis.scale();
    if (m_model.x.empty())
        return {};
    return {fromAxis(m_model.x.lo, scale), fromAxis(m_model.x.hi, scale)};
}

void ChartView::setXRange(const Range& range) {
    const Scale scale = m_model.xAxis.scale();
    const Range positions{toAxis(range.lo, scale), toAxis(range.hi, scale)};
    if (positions.empty() || !(positions.span() > 0))
        return;
    m_follows = false;
    applyX(clampedX(positions));
}

void ChartView::setYRange(std::optional<Range> range) {
    m_model.manualY.reset();
    if (range) {
        const Range positions{toAxis(range->lo, m_model.scale), toAxis(range->hi, m_model.scale)};
        if (!positions.empty() && positions.span() > 0)
            m_model.manualY = positions;
    }
    refresh();
}

void ChartView::setWindow(const ViewWindow& window) {
    m_follows = window.follows;
    m_model.manualY = window.y;
    if (window.follows)
        followData();
    else
        applyX(window.x);
    refresh();
}

Range ChartView::clampedX(Range positions) const {
    const Range values = fullXRange();
    const Scale scale = m_model.xAxis.scale();
    const Range full{toAxis(values.lo, scale), toAxis(values.hi, scale)};
    if (full.empty() || !(full.span() > 0))
        return positions;
    const double fewest = m_model.xAxis.isSessions() ? std::min(kFewestBars, full.span())
                                                     : full.span() * kSmallestShare;
    const double span = std::clamp(positions.span(), fewest, full.span());
    double lo = positions.centre() - span / 2;
    lo = std::clamp(lo, full.lo, full.hi - span);
    return {lo, lo + span};
}

void ChartView::applyX(const Range& positions) {
    if (positions == m_model.x)
        return;
    m_model.x = positions;
    refresh();
    if (m_link)
        m_link->setXRange(xRange());
    Q_EMIT xRangeChanged(xRange());
}

void ChartView::setLink(ChartLink* link) {
    if (m_link) {
        m_link->forget(this);
        m_link->disconnect(this);
    }
    m_link = link;
    if (link == nullptr)
        return;
    link->requestMargins(this, chartLayout().wanted);
    connect(link, &ChartLink::xRangeChanged, this, &ChartView::adoptLink);
    connect(link, &ChartLink::marginsChanged, this, &ChartView::refresh);
    connect(link, &ChartLink::crosshairChanged, this, [this] {
        m_crosshair = m_link->crosshair();
        viewport()->update();
    });
    connect(link, &ChartLink::markChanged, this, [this] {
        m_mark = m_link->mark();
        viewport()->update();
    });
    adoptLink();
}

void ChartView::setMark(std::optional<double> x) {
    m_mark = x;
    if (m_link)
        m_link->setMark(x);
    viewport()->update();
}

void ChartView::adoptLink() {
    const Range values = m_link->xRange();
    if (values.empty())
        return;
    const Scale scale = m_model.xAxis.scale();
    const Range positions{toAxis(values.lo, scale), toAxis(values.hi, scale)};
    if (positions == m_model.x || positions.empty())
        return;
    m_model.x = positions;
    // Following again is decided by the pane that was used; the others are led.
    const Range full = fullXRange();
    m_follows = values == full;
    refresh();
    Q_EMIT xRangeChanged(values);
}

void ChartView::setUndoStack(QUndoStack* stack) {
    m_undo = stack;
}

void ChartView::pushWindow(const ViewWindow& after, int mergeId) {
    const ViewWindow before = window();
    if (after == before)
        return;
    if (m_undo)
        m_undo->push(new ZoomCommand(this, before, after, mergeId));
    else
        setWindow(after);
}

void ChartView::zoomX(double factor, double centre, int mergeId) {
    if (m_model.x.empty())
        return;
    const Range x = m_model.x;
    const Range wanted{centre - (centre - x.lo) * factor, centre + (x.hi - centre) * factor};
    ViewWindow after = window();
    after.x = clampedX(wanted);
    // Wider than everything means everything.
    const Range full = fullXRange();
    after.follows = !full.empty() && after.x.span() >= toAxis(full.hi, m_model.xAxis.scale()) -
                                                           toAxis(full.lo, m_model.xAxis.scale());
    pushWindow(after, mergeId);
}

void ChartView::zoomY(double factor, double centre) {
    const Range y = chartLayout().map.y;
    ViewWindow after = window();
    after.y = Range{centre - (centre - y.lo) * factor, centre + (y.hi - centre) * factor};
    pushWindow(after, kMergeKeys);
}

void ChartView::panShare(double share) {
    if (m_model.x.empty())
        return;
    ViewWindow after = window();
    const double shift = share * m_model.x.span();
    after.x = clampedX({m_model.x.lo + shift, m_model.x.hi + shift});
    after.follows = m_follows && after.x == m_model.x;
    pushWindow(after, kMergeKeys);
}

void ChartView::zoomIn() {
    const auto centre =
        m_crosshair ? toAxis(*m_crosshair, m_model.xAxis.scale()) : m_model.x.centre();
    zoomX(0.7, centre, kMergeKeys);
}

void ChartView::zoomOut() {
    const auto centre =
        m_crosshair ? toAxis(*m_crosshair, m_model.xAxis.scale()) : m_model.x.centre();
    zoomX(1 / 0.7, centre, kMergeKeys);
}

void ChartView::fit() {
    const Range full = fullXRange();
    if (full.empty())
        return;
    const Scale scale = m_model.xAxis.scale();
    pushWindow({.x = {toAxis(full.lo, scale), toAxis(full.hi, scale)}, .y = {}, .follows = true},
               -1);
}

} // namespace loom::ui
