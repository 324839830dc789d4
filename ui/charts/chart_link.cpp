// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_link.h"

#include <algorithm>

namespace loom::ui {

void ChartLink::setXRange(const Range& range) {
    if (range == m_range)
        return;
    m_range = range;
    Q_EMIT xRangeChanged();
}

void ChartLink::setCrosshair(std::optional<double> x) {
    if (x == m_crosshair)
        return;
    m_crosshair = x;
    Q_EMIT crosshairChanged();
}

void ChartLink::setMark(std::optional<double> x) {
    if (x == m_mark)
        return;
    m_mark = x;
    Q_EMIT markChanged();
}

void ChartLink::requestMargins(const QObject* pane, const Margins& wanted) {
    const auto at = std::find_if(m_panes.begin(), m_panes.end(),
                                 [pane](const Pane& p) { return p.pane == pane; });
    if (at == m_panes.end())
        m_panes.append({pane, wanted});
    else
        at->wanted = wanted;
    updateMargins();
}

void ChartLink::forget(const QObject* pane) {
    m_panes.removeIf([pane](const Pane& p) { return p.pane == pane; });
    updateMargins();
}

QList<const QObject*> ChartLink::panes() const {
    QList<const QObject*> all;
    for (const Pane& p : m_panes)
        all.append(p.pane);
    return all;
}

void ChartLink::updateMargins() {
    Margins widest;
    for (const Pane& p : std::as_const(m_panes))
        widest = {std::max(widest.left, p.wanted.left), std::max(widest.right, p.wanted.right)};
    if (widest == m_margins)
        return;
    m_margins = widest;
    Q_EMIT marginsChanged();
}

} // namespace loom::ui
