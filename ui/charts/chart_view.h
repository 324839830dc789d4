// SPDX-License-Identifier: GPL-3.0-or-later
// A chart: title row with legend, plot, axes, footer, crosshair and readout, zoom, export.
//
//     auto* view = new ChartView(this);
//     view->setTitle(tr("Price, index points"));
//     view->setXAxis(XAxis::sessions(times));
//     view->addLayer(std::make_unique<CandleLayer>(candles));
//     auto* sma = view->addLayer(std::make_unique<LineLayer>(tr("SMA 20"), Samples{values}));
//     view->setLink(link);               // panes of one stack share range, crosshair and margins
//     view->setUndoStack(&host().undoStack());
//
// After changing a layer's data call refresh(): repaints are coalesced to one a frame (16 ms).
// Wheel zooms at the pointer, Shift+wheel zooms y, dragging zooms into a rubber band, middle button
// or Space pans, double click or Home fits, arrows pan, + and - zoom, click pins the crosshair,
// Shift+click (or M at the crosshair) measures from there, Esc lets go, Ctrl+C copies the readout.
// Legend: click hides, Alt+click leaves only that one. Interface thread.
#pragma once

#include <QPointer>
#include <QTimer>
#include <QtCharts/QChartView>

#include <memory>
#include <optional>
#include <vector>

#include "ui/charts/chart_model.h"

class QUndoStack;

namespace loom::ui {

class ChartLink;
class ChartOverlay;
class SegmentedSwitch;

/// What a zoom changes: axis positions.
struct ViewWindow {
    Range x;
    std::optional<Range> y;
    bool follows = true; ///< shows everything, also what is added later
    friend bool operator==(const ViewWindow&, const ViewWindow&) = default;
};

class ChartView : public QChartView {
    Q_OBJECT
  public:
    explicit ChartView(QWidget* parent = nullptr);
    ~ChartView() override;

    // --- What it says. ---
    void setPaneKind(PaneKind kind);
    /// "quantity, unit"; the scale is added when it is not linear.
    void setTitle(const QString& title);
    const QString& title() const { return m_model.title; }
    /// Unit or convention, muted, at the right of the title row.
    void setNote(const QString& note);
    /// Adjustment, currency, calendar, method, seed; muted below the axis.
    void setFooter(const QString& footer);
    /// Shown instead of the plot while no layer has data.
    void setEmptyText(const QString& text);
    void setXAxis(const XAxis& axis);
    const XAxis& xAxis() const { return m_model.xAxis; }
    void setYAxis(const YAxis& axis);
    /// False on upper panes of a stack: the lowest one carries the dates.
    void setXLabelsVisible(bool visible);
    void setLegendVisible(bool visible);
    /// Grid lines at month and year changes; on by itself with candles.
    void setVerticalGrid(bool on);

    // --- What it shows. ---
    template <class T>
    T* addLayer(std::unique_ptr<T> layer) {
        T* raw = layer.get();
        insertLayer(std::move(layer));
        return raw;
    }
    void removeLayer(const Layer* layer);
    void clearLayers();
    std::vector<Layer*> layers() const;
    /// Layers have new data or looks; the repaint follows within a frame.
    void refresh();

    // --- Where it looks. ---
    void setScale(Scale scale);
    Scale scale() const { return m_model.scale; }
    /// A Linear | Log | =100 switch in the title row.
    void setScaleSwitchVisible(bool visible);
    /// One control more in the title row, left of that switch; becomes a child.
    void setHeaderWidget(QWidget* widget);
    void setLink(ChartLink* link);
    /// Zooms by the user go there; without one they are not undoable. Not owned.
    void setUndoStack(QUndoStack* stack);
    /// Values of x at the edges.
    Range xRange() const;
    /// Not undoable: for restoreState and range buttons. Clamped to the data.
    void setXRange(const Range& range);
    /// Values; nullopt follows the visible data.
    void setYRange(std::optional<Range> range);
    /// All of it at once; what the zoom commands do and undo.
    ViewWindow window() const { return {m_model.x, m_model.manualY, m_follows}; }
    void setWindow(const ViewWindow& window);
    /// Everything the layers cover.
    Range fullXRange() const;

  public Q_SLOTS:
    void fit();
    void zoomIn();
    void zoomOut();
    /// The readout at the crosshair as text, tab between name and value.
    void copyReadout();
    /// The readout then tells what changed from here; again or Esc ends it.
    void measureFromCrosshair();

  public:
    /// The reference point of differences, a value of x; shared with the linked panes.
    void setMark(std::optional<double> x);
    std::optional<double> mark() const { return m_mark; }
    /// Outlines a cell of a picture of cells, as the pointer does; for panes that show one table.
    void setCell(std::optional<CellRef> cell);
    std::optional<CellRef> cell() const { return m_cell; }

    // --- What can be asked. ---
    /// Places of the last layout, in pixels of the viewport.
    const ChartLayout& chartLayout() const;
    /// Empty while there is no readout on this pane.
    QRectF readoutRect() const;
    QString readoutText() const;
    const ChartModel& model() const { return m_model; }
    /// Plain-language content for screen readers and table views.
    QString summary() const;
    /// Columns of what is visible.
    DataTable visibleData() const;

  Q_SIGNALS:
    /// Values of x.
    void xRangeChanged(const loom::ui::Range& range);
    void scaleChanged(loom::ui::Scale scale);
    /// The user hid or showed something in the legend.
    void legendChanged();
    /// The pointer or the keys came to another cell; nothing when they left the table.
    void cellPointed(std::optional<loom::ui::CellRef> cell);
    /// A cell was clicked, or Return pressed on it.
    void cellChosen(loom::ui::CellRef cell);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

  private:
    enum class Drag { None, Band, Pan };

    void insertLayer(std::unique_ptr<Layer> layer);
    void makeActions();
    void invalidate();
    void relayout();
    void renderCache(qreal ratio);
    int placeHeaderWidgets();
    void followData();
    Range clampedX(Range positions) const;
    void applyX(const Range& positions);
    void pushWindow(const ViewWindow& after, int mergeId);
    void zoomX(double factor, double centre, int mergeId);
    void zoomY(double factor, double centre);
    void panShare(double share);
    void stepCrosshair(int direction);
    void finishBand();
    void setCrosshairAt(const QPointF& pixel);
    void pointCell(std::optional<CellRef> cell);
    bool cellKey(QKeyEvent* event);
    std::optional<CellHit> cellHit() const;
    bool clickLegend(const QPointF& pixel, bool solo);
    std::optional<double> snapped(double x) const;
    std::vector<ReadoutRow> readoutRows() const;
    std::vector<const ChartView*> readoutPanes() const;
    void adoptLink();
    void exportAs(bool asCsv);

    ChartModel m_model;
    mutable ChartLayout m_layout;
    std::unique_ptr<ChartOverlay> m_overlay;
    QPointer<ChartLink> m_link;
    QPointer<QUndoStack> m_undo;
    SegmentedSwitch* m_scaleSwitch = nullptr;
    QWidget* m_headerWidget = nullptr;
    QTimer m_frame;
    QPixmap m_cache;
    bool m_cacheValid = false;
    bool m_follows = true;
    std::optional<double> m_crosshair; ///< value of x
    std::optional<double> m_mark;      ///< value of x
    std::optional<CellRef> m_cell;
    bool m_pinned = false;
    Drag m_drag = Drag::None;
    bool m_spaceHeld = false;
    bool m_focusVisible = false; ///< focus came by keyboard
    QPointF m_press;
    QPointF m_pointer;
    bool m_pointerInside = false;
    ViewWindow m_dragStart;
};

} // namespace loom::ui
