// SPDX-License-Identifier: GPL-3.0-or-later
// A shown chart of a thousand candles and their average, and the hand that works on it.
#pragma once

#include <QApplication>
#include <QTest>
#include <QUndoStack>
#include <QWheelEvent>

#include "chart_samples.h"
#include "ui/charts/candle_layer.h"
#include "ui/charts/chart_view.h"
#include "ui/charts/line_layer.h"

namespace loom::tests {

struct ChartBench {
    Bars bars = walkBars(1000);
    ui::ChartView view;
    QUndoStack undo;
    ui::CandleLayer* candles = nullptr;
    ui::LineLayer* average = nullptr;

    ChartBench() {
        view.setTitle(QStringLiteral("Price, USD"));
        view.setFooter(QStringLiteral("Unadjusted, USD, XNYS"));
        view.setXAxis(ui::XAxis::sessions(bars.times));
        candles = view.addLayer(std::make_unique<ui::CandleLayer>(bars.candles));
        average = view.addLayer(std::make_unique<ui::LineLayer>(
            QStringLiteral("SMA 20"), ui::Samples{movingAverage(bars.closes(), 20)}));
        view.setUndoStack(&undo);
        view.resize(800, 420);
        view.show();
        (void)QTest::qWaitForWindowExposed(&view);
        view.grab();
    }
    QPointF at(double xShare, double yShare = 0.5) const {
        const QRectF plot = view.chartLayout().plot;
        return {plot.left() + xShare * plot.width(), plot.top() + yShare * plot.height()};
    }
    void mouse(QEvent::Type type, const QPointF& where, Qt::MouseButton button,
               Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        const bool down = type != QEvent::MouseButtonRelease;
        QMouseEvent event(type, where, view.viewport()->mapToGlobal(where), button,
                          down ? Qt::MouseButtons(button) : Qt::NoButton, modifiers);
        QApplication::sendEvent(view.viewport(), &event);
    }
    void hover(const QPointF& where) {
        mouse(QEvent::MouseMove, where, Qt::NoButton);
        view.grab();
    }
    void drag(const QPointF& from, const QPointF& to, Qt::MouseButton button) {
        mouse(QEvent::MouseButtonPress, from, button);
        mouse(QEvent::MouseMove, to, button);
        mouse(QEvent::MouseButtonRelease, to, button);
    }
    void wheel(const QPointF& where, int notches,
               Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        QWheelEvent event(where, view.viewport()->mapToGlobal(where), {}, QPoint(0, 120 * notches),
                          Qt::NoButton, modifiers, Qt::NoScrollPhase, false);
        QApplication::sendEvent(view.viewport(), &event);
    }
};

} // namespace loom::tests
