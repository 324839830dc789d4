// SPDX-License-Identifier: GPL-3.0-or-later
// Mouse, wheel and keys of a chart; every one of them is also an action.
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QHelpEvent>
#include <QMenu>
#include <QMessageBox>
#include <QToolTip>
#include <QUndoStack>
#include <QWheelEvent>

#include <algorithm>

#include "ui/charts/chart_export.h"
#include "ui/charts/chart_overlay.h"
#include "ui/charts/chart_view.h"
#include "ui/charts/zoom_command.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr double kWheelStep = 0.85; ///< share of the range left after one notch
constexpr double kClickSlop = 4;    ///< pixels a click may move
constexpr int kMergeWheel = 1;

} // namespace

void ChartView::makeActions() {
    const auto add = [this](const char* name, const QString& text, const QString& icon, auto slot) {
        auto* action = new QAction(themeIcon(icon), text, this);
        action->setObjectName(QString::fromLatin1(name));
        connect(action, &QAction::triggered, this, slot);
        addAction(action);
    };
    add("chart_zoom_in", tr("Zoom In"), u"zoom_in"_s, [this] { zoomIn(); });
    add("chart_zoom_out", tr("Zoom Out"), u"zoom_out"_s, [this] { zoomOut(); });
    add("chart_fit", tr("Fit"), u"fit"_s, [this] { fit(); });
    add("chart_measure", tr("Measure from Here"), u"compare"_s, [this] { measureFromCrosshair(); });
    add("chart_copy_readout", tr("Copy Readout"), u"copy"_s, [this] { copyReadout(); });
    add("chart_copy_image", tr("Copy Image"), u"copy"_s,
        [this] { QApplication::clipboard()->setImage(chartImage(*this)); });
    add("chart_export_image", tr("Export Image…"), u"export"_s, [this] { exportAs(false); });
    add("chart_export_data", tr("Export Visible Data…"), u"export"_s, [this] { exportAs(true); });
}

void ChartView::exportAs(bool asCsv) {
    const QString filter = asCsv
                               ? tr("CSV (*.csv)")
                               : tr("PNG image (*.png);;SVG drawing (*.svg);;PDF document (*.pdf)");
    const QString path = QFileDialog::getSaveFileName(this, tr("Export Chart"), {}, filter);
    if (path.isEmpty())
        return;
    const Status status = asCsv ? exportCsv(*this, path) : exportImage(*this, path);
    if (!status.ok())
        QMessageBox::warning(this, tr("Export Chart"),
                             QString::fromStdString(status.error().text()));
}

void ChartView::copyReadout() {
    if (const QString text = readoutText(); !text.isEmpty())
        QApplication::clipboard()->setText(text);
}

void ChartView::measureFromCrosshair() {
    setMark(m_mark == m_crosshair ? std::nullopt : m_crosshair);
}

std::optional<double> ChartView::snapped(double x) const {
    std::optional<double> best;
    for (const auto& layer : m_model.layers) {
        const auto candidate = layer->isVisible() ? layer->snapX(x) : std::nullopt;
        if (candidate && (!best || std::abs(*candidate - x) < std::abs(*best - x)))
            best = candidate;
    }
    return best;
}

void ChartView::setCrosshairAt(const QPointF& pixel) {
    if (const Layer* cells = m_model.cellLayer()) {
        pointCell(cells->cellAt(pixel, m_layout.map));
        return;
    }
    if (m_pinned)
        return;
    const QRectF reach = m_layout.plot.adjusted(0, -4, 0, 24);
    std::optional<double> x;
    if (reach.contains(pixel) && !m_layout.empty)
        x = snapped(m_layout.map.xAt(pixel.x()));
    m_crosshair = x;
    if (m_link)
        m_link->setCrosshair(x);
    viewport()->update();
}

bool ChartView::clickLegend(const QPointF& pixel, bool solo) {
    for (const LegendCell& cell : m_layout.legend) {
        if (!cell.rect.contains(pixel))
            continue;
        if (!solo) {
            cell.layer->setVisible(!cell.layer->isVisible(cell.entry.part), cell.entry.part);
        } else {
            const bool alone = std::all_of(
                m_layout.legend.begin(), m_layout.legend.end(), [&cell](const LegendCell& other) {
                    const bool self =
                        other.layer == cell.layer && other.entry.part == cell.entry.part;
                    return other.layer->isVisible(other.entry.part) == self;
                });
            // Alone already: everything comes back.
            for (const LegendCell& other : m_layout.legend) {
                const bool self = other.layer == cell.layer && other.entry.part == cell.entry.part;
                other.layer->setVisible(alone || self, other.entry.part);
            }
        }
        refresh();
        Q_EMIT legendChanged();
        return true;
    }
    return false;
}

void ChartView::wheelEvent(QWheelEvent* event) {
    const QPoint turn = event->angleDelta();
    const double notches = (turn.y() != 0 ? turn.y() : turn.x()) / 120.0;
    if (m_layout.empty || notches == 0 || m_model.cellLayer() != nullptr) {
        event->ignore();
        return;
    }
    const double factor = std::pow(kWheelStep, notches);
    const PlotMap& map = m_layout.map;
    if (event->modifiers().testFlag(Qt::ShiftModifier)) {
        zoomY(factor, toAxis(map.yAt(event->position().y()), map.yScale));
    } else {
        const double pixel = std::clamp(event->position().x(), map.plot.left(), map.plot.right());
        zoomX(factor, toAxis(map.xAt(pixel), map.xScale), kMergeWheel);
    }
    event->accept();
}

void ChartView::mousePressEvent(QMouseEvent* event) {
    m_press = event->position();
    m_pointer = m_press;
    m_dragStart = window();
    if (event->button() == Qt::LeftButton) {
        if (m_overlay->copyRect().adjusted(-4, -4, 4, 4).contains(m_press)) {
            copyReadout();
            return;
        }
        if (clickLegend(m_press, event->modifiers().testFlag(Qt::AltModifier)))
            return;
    }
    if (const Layer* cells = m_model.cellLayer()) {
        const auto cell = cells->cellAt(m_press, m_layout.map);
        if (cell && event->button() == Qt::LeftButton)
            Q_EMIT cellChosen(*cell);
        return;
    }
    const bool inPlot = m_layout.plot.contains(m_press) && !m_layout.empty;
    if (inPlot && (event->button() == Qt::MiddleButton ||
                   (event->button() == Qt::LeftButton && m_spaceHeld))) {
        m_drag = Drag::Pan;
        viewport()->setCursor(Qt::ClosedHandCursor);
    } else if (inPlot && event->button() == Qt::LeftButton &&
               event->modifiers().testFlag(Qt::ShiftModifier)) {
        setMark(snapped(m_layout.map.xAt(m_press.x())));
    } else if (inPlot && event->button() == Qt::LeftButton) {
        m_drag = Drag::Band;
    }
}

void ChartView::mouseMoveEvent(QMouseEvent* event) {
    m_pointer = event->position();
    m_pointerInside = m_layout.plot.contains(m_pointer);
    if (m_drag == Drag::Pan) {
        const double shift =
            (m_press.x() - m_pointer.x()) / m_layout.plot.width() * m_dragStart.x.span();
        m_follows = false;
        applyX(clampedX({m_dragStart.x.lo + shift, m_dragStart.x.hi + shift}));
        return;
    }
    const bool onLegend =
        std::any_of(m_layout.legend.begin(), m_layout.legend.end(),
                    [this](const LegendCell& c) { return c.rect.contains(m_pointer); });
    viewport()->setCursor(onLegend ? Qt::PointingHandCursor : Qt::ArrowCursor);
    setCrosshairAt(m_pointer);
}

void ChartView::mouseReleaseEvent(QMouseEvent* event) {
    m_pointer = event->position();
    const Drag drag = m_drag;
    m_drag = Drag::None;
    viewport()->unsetCursor();
    if (drag == Drag::Band)
        finishBand();
    if (drag == Drag::Pan) {
        // The pan already happened; the command records it as one step.
        ViewWindow after = window();
        after.follows = false;
        setWindow(m_dragStart);
        pushWindow(after, -1);
    }
    viewport()->update();
}

void ChartView::finishBand() {
    const double distance = std::abs(m_pointer.x() - m_press.x());
    if (distance < kClickSlop) {
        // A click pins the crosshair, another lets it go.
        m_pinned = !m_pinned && m_crosshair.has_value();
        setCrosshairAt(m_pointer);
        return;
    }
    const PlotMap& map = m_layout.map;
    const double left = std::max(std::min(m_press.x(), m_pointer.x()), map.plot.left());
    const double right = std::min(std::max(m_press.x(), m_pointer.x()), map.plot.right());
    ViewWindow after = window();
    after.x = clampedX({toAxis(map.xAt(left), map.xScale), toAxis(map.xAt(right), map.xScale)});
    after.follows = false;
    pushWindow(after, -1);
}

void ChartView::mouseDoubleClickEvent(QMouseEvent* event) {
    if (m_layout.plot.contains(event->position()) && m_model.cellLayer() == nullptr) {
        m_pinned = false;
        fit();
    }
}

/// Over the title row: what found no place on the chart.
bool ChartView::viewportEvent(QEvent* event) {
    if (event->type() != QEvent::ToolTip || m_layout.remark.isEmpty() || m_layout.remarkAt)
        return QChartView::viewportEvent(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    if (help->pos().y() < m_layout.plot.top())
        QToolTip::showText(help->globalPos(), m_layout.remark, this);
    else
        QToolTip::hideText();
    return true;
}

void ChartView::leaveEvent(QEvent* event) {
    QChartView::leaveEvent(event);
    m_pointerInside = false;
    setCrosshairAt(QPointF(-1, -1));
}

void ChartView::stepCrosshair(int direction) {
    const Range x = xRange();
    if (x.empty())
        return;
    const double step = m_model.xAxis.isSessions() ? 1 : x.span() / 100;
    const double from = m_crosshair.value_or(direction > 0 ? x.lo : x.hi);
    const auto next = snapped(from + direction * step);
    if (!next || !x.contains(*next))
        return;
    m_pinned = true;
    m_crosshair = next;
    m_pointer = QPointF(m_layout.map.px(*next), m_layout.plot.bottom() - 4);
    if (m_link)
        m_link->setCrosshair(next);
    viewport()->update();
}

void ChartView::keyPressEvent(QKeyEvent* event) {
    const bool shift = event->modifiers().testFlag(Qt::ShiftModifier);
    if (event->matches(QKeySequence::Copy)) {
        copyReadout();
        return;
    }
    if (m_model.cellLayer() != nullptr && cellKey(event))
        return;
    switch (event->key()) {
    case Qt::Key_Left:
        shift ? stepCrosshair(-1) : panShare(-0.1);
        return;
    case Qt::Key_Right:
        shift ? stepCrosshair(1) : panShare(0.1);
        return;
    case Qt::Key_Up:
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoomIn();
        return;
    case Qt::Key_Down:
    case Qt::Key_Minus:
        zoomOut();
        return;
    case Qt::Key_Home:
        fit();
        return;
    case Qt::Key_M:
        measureFromCrosshair();
        return;
    case Qt::Key_Space:
        m_spaceHeld = true;
        return;
    case Qt::Key_Escape:
        if (m_drag == Drag::Pan)
            setWindow(m_dragStart);
        if (m_drag == Drag::None && !m_pinned && !m_mark)
            break;
        setMark(std::nullopt);
        m_drag = Drag::None;
        m_pinned = false;
        setCrosshairAt(m_pointerInside ? m_pointer : QPointF(-1, -1));
        return;
    default:
        break;
    }
    event->ignore();
}

void ChartView::keyReleaseEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Space && !event->isAutoRepeat())
        m_spaceHeld = false;
    else
        event->ignore();
}

void ChartView::contextMenuEvent(QContextMenuEvent* event) {
    QMenu menu(this);
    menu.addActions(actions());
    menu.exec(event->globalPos());
}

void ChartView::focusInEvent(QFocusEvent* event) {
    QChartView::focusInEvent(event);
    m_focusVisible = event->reason() == Qt::TabFocusReason ||
                     event->reason() == Qt::BacktabFocusReason ||
                     event->reason() == Qt::ShortcutFocusReason;
    viewport()->update();
}

void ChartView::focusOutEvent(QFocusEvent* event) {
    QChartView::focusOutEvent(event);
    m_spaceHeld = false;
    m_focusVisible = false;
    viewport()->update();
}

} // namespace loom::ui
