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
// or Space pans, double click or Home fits, arrows pan, + and - zoom, click pins the crosshair, Esc
// lets go, Ctrl+C copies the readout. Legend: click hides, Alt+click leaves only that one.
// Interface thread.
#pragma once

#include <QPointer>
#include <QTimer>
#include <QtCharts/QChartView>

#include <memory>
#include <optional>
#include <vector>

#include "ui/charts/layer.h"
#include "ui/charts/x_axis.h"

class QUndoStack;

namespace loom::ui {

class ChartLink;
class SegmentedSwitch;

enum class PaneKind {
    Main,      ///< labels right, legend in the title row
    Companion, ///< statistics pane: 148 high, labels left, note right, no legend
};

/// How the y axis writes its values.
struct YAxis {
    int decimals = -1;     ///< -1: as the ticks need
    QString unit = {};     ///< appended to tick labels
    bool compact = false;  ///< "8 bn"
    bool fromZero = false; ///< the axis always reaches zero
};

class ChartView final : public QChartView {
    Q_OBJECT
  public:
    explicit ChartView(QWidget* parent = nullptr);
    ~ChartView() override;

    // --- What it says. ---
    void setPaneKind(PaneKind kind);
    /// "quantity, unit"; the scale is added when it is not linear.
    void setTitle(const QString& title);
    QString title() const { return m_title; }
    /// Unit or convention, muted, at the right of the title row.
    void setNote(const QString& note);
    /// Adjustment, currency, calendar, method, seed; muted below the axis.
    void setFooter(const QString& footer);
    /// Shown instead of the plot while no layer has data.
    void setEmptyText(const QString& text);
    void setXAxis(const XAxis& axis);
    const XAxis& xAxis() const { return m_xAxis; }
    void setYAxis(const YAxis& axis);
    /// False on upper panes of a stack: the lowest one carries the dates.
    void setXLabelsVisible(bool visible);
    void setLegendVisible(bool visible);

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
    Scale scale() const { return m_scale; }
    /// A Linear | Log | =100 switch in the title row.
    void setScaleSwitchVisible(bool visible);
    void setLink(ChartLink* link);
    /// Zooms by the user go there; without one they are not undoable. Not owned.
    void setUndoStack(QUndoStack* stack);
    Range xRange() const { return m_x; }
    /// Not undoable; used by restoreState and by the zoom commands.
    void setXRange(const Range& range);
    /// Values; nullopt follows the visible data.
    void setYRange(std::optional<Range> range);
    std::optional<Range> yRange() const { return m_manualY; }
    /// Everything the layers cover.
    Range fullXRange() const;

  public Q_SLOTS:
    void fit();
    void zoomIn();
    void zoomOut();
    /// The readout at the crosshair as text, tab between name and value.
    void copyReadout();

  public:
    // --- What can be asked. ---
    QRectF plotRect() const { return m_plot; }
    /// The map of the last layout; tests and overlays use it.
    PlotMap map() const;
    QRectF readoutRect() const { return m_readoutRect; }
    QString readoutText() const;
    /// Plain-language content for screen readers and table views.
    QString summary() const;
    /// Columns of what is visible.
    DataTable visibleData() const;

  Q_SIGNALS:
    void xRangeChanged(const loom::ui::Range& range);
    void scaleChanged(loom::ui::Scale scale);
    /// A bar was double-clicked or Enter was pressed on the crosshair.
    void layersChanged();

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

  private:
    friend class ChartScene;
    friend class ChartOverlay;
    friend class ChartExporter;

    void insertLayer(std::unique_ptr<Layer> layer);

    QString m_title;
    XAxis m_xAxis;
    Scale m_scale = Scale::Linear;
    Range m_x;
    std::optional<Range> m_manualY;
    QRectF m_plot;
    QRectF m_readoutRect;
};

} // namespace loom::ui
