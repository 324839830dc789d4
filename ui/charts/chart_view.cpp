// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_view.h"

#include <QGraphicsItem>
#include <QPaintEvent>
#include <QtCharts/QChart>
#include <QtCharts/QLegend>

#include <algorithm>

#include "ui/charts/candle_layer.h"
#include "ui/charts/chart_compare.h"
#include "ui/charts/chart_overlay.h"
#include "ui/theme/controls.h"

namespace loom::ui {

namespace {

/// Draws the whole picture inside the QChart. Axes are ours because the stock ones can neither
/// count sessions nor step aside for a tag; series are ours because the stock ones are slow.
class PlotItem final : public QGraphicsItem {
  public:
    PlotItem(const ChartModel& model, const ChartLayout& layout, QGraphicsItem* parent)
        : QGraphicsItem(parent), m_model(model), m_layout(layout) {}

    QRectF boundingRect() const override { return m_layout.bounds; }
    void paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) override {
        paintChart(*painter, m_model, m_layout);
    }
    void moved() { prepareGeometryChange(); }

  private:
    const ChartModel& m_model;
    const ChartLayout& m_layout;
};

constexpr int kFrameMs = 16;
constexpr int kCompanionHeight = 148;
constexpr int kCompanionLeast = 104; ///< five of them beside an Inspector in the smallest window

} // namespace

ChartView::ChartView(QWidget* parent)
    : QChartView(parent), m_overlay(std::make_unique<ChartOverlay>()) {
    chart()->legend()->hide();
    chart()->setBackgroundVisible(false);
    chart()->setAnimationOptions(QChart::NoAnimation);
    new PlotItem(m_model, m_layout, chart());
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Chart"));
    setMinimumSize(160, 100);
    viewport()->setMouseTracking(true);
    // A graphics view takes what is dropped and does nothing with it; the window opens files.
    setAcceptDrops(false);
    viewport()->setAcceptDrops(false);
    m_frame.setSingleShot(true);
    m_frame.setInterval(kFrameMs);
    connect(&m_frame, &QTimer::timeout, this, &ChartView::relayout);
    makeActions();
}

ChartView::~ChartView() {
    if (m_link)
        m_link->forget(this);
}

void ChartView::setPaneKind(PaneKind kind) {
    m_model.kind = kind;
    if (kind == PaneKind::Companion) {
        setFixedHeight(kCompanionHeight);
        setMinimumWidth(kCompanionLeast);
    }
    refresh();
}

void ChartView::setTitle(const QString& title) {
    m_model.title = title;
    setAccessibleName(title.isEmpty() ? tr("Chart") : title);
    refresh();
}

void ChartView::setNote(const QString& note) {
    m_model.note = note;
    refresh();
}

void ChartView::setFooter(const QString& footer) {
    m_model.footer = footer;
    refresh();
}

void ChartView::setEmptyText(const QString& text) {
    m_model.emptyText = text;
    refresh();
}

void ChartView::setXAxis(const XAxis& axis) {
    m_model.xAxis = axis;
    refresh();
}

void ChartView::setYAxis(const YAxis& axis) {
    m_model.yAxis = axis;
    refresh();
}

void ChartView::setXLabelsVisible(bool visible) {
    m_model.xLabels = visible;
    refresh();
}

void ChartView::setLegendVisible(bool visible) {
    m_model.legend = visible;
    refresh();
}

void ChartView::setVerticalGrid(bool on) {
    m_model.verticalGrid = on;
    refresh();
}

void ChartView::insertLayer(std::unique_ptr<Layer> layer) {
    if (dynamic_cast<const CandleLayer*>(layer.get()) != nullptr)
        m_model.verticalGrid = true;
    m_model.layers.push_back(std::move(layer));
    refresh();
}

void ChartView::removeLayer(const Layer* layer) {
    for (const auto& other : m_model.layers)
        if (other->indexBase() == layer)
            other->setIndexBase(nullptr);
    std::erase_if(m_model.layers, [layer](const auto& l) { return l.get() == layer; });
    m_layout.legend.clear(); // it points at layers
    refresh();
}

void ChartView::clearLayers() {
    m_layout.legend.clear();
    m_model.layers.clear();
    refresh();
}

std::vector<Layer*> ChartView::layers() const {
    std::vector<Layer*> all;
    for (const auto& layer : m_model.layers)
        all.push_back(layer.get());
    return all;
}

void ChartView::refresh() {
    m_cacheValid = false;
    if (!m_frame.isActive())
        m_frame.start();
}

void ChartView::invalidate() {
    m_cacheValid = false;
    viewport()->update();
}

Range ChartView::fullXRange() const {
    Range full = m_model.fullX();
    if (!m_link)
        return full;
    for (const QObject* pane : m_link->panes())
        if (pane != this)
            if (const auto* view = qobject_cast<const ChartView*>(pane))
                full.include(view->m_model.fullX());
    return full;
}

void ChartView::followData() {
    const Range full = fullXRange();
    if (full.empty())
        return;
    Range positions{toAxis(full.lo, m_model.xAxis.scale()), toAxis(full.hi, m_model.xAxis.scale())};
    if (positions.empty())
        return;
    // A single point still needs a width.
    if (!(positions.span() > 0))
        positions = {positions.lo - 0.5, positions.hi + 0.5};
    applyX(positions);
}

void ChartView::relayout() {
    if (m_follows)
        followData();
    const Margins shared = m_link ? m_link->margins() : Margins{};
    const QRectF bounds(viewport()->rect());
    m_model.headerReserve = placeHeaderWidgets();
    m_layout = layOut(m_model, bounds, toneOf(palette()), shared);
    if (m_link)
        m_link->requestMargins(this, m_layout.wanted);
    for (QGraphicsItem* item : chart()->childItems())
        if (auto* plot = dynamic_cast<PlotItem*>(item))
            plot->moved();
    setAccessibleDescription(summary());
    invalidate();
}

const ChartLayout& ChartView::chartLayout() const {
    if (!m_cacheValid) {
        auto* self = const_cast<ChartView*>(this);
        self->m_frame.stop();
        self->relayout();
    }
    return m_layout;
}

void ChartView::renderCache(qreal ratio) {
    const QSize pixels = (QSizeF(viewport()->size()) * ratio).toSize();
    if (m_cache.size() != pixels)
        m_cache = QPixmap(pixels);
    m_cache.setDevicePixelRatio(ratio);
    QPainter painter(&m_cache);
    scene()->render(&painter, m_layout.bounds, m_layout.bounds, Qt::IgnoreAspectRatio);
    m_cacheValid = true;
}

void ChartView::paintEvent(QPaintEvent*) {
    QPainter painter(viewport());
    // Of the device that is really painted on: the screen, or an image of another density.
    const qreal ratio = painter.deviceTransform().m11();
    if (m_frame.isActive()) {
        m_frame.stop();
        relayout();
    }
    if (!m_cacheValid || !qFuzzyCompare(m_cache.devicePixelRatio(), ratio))
        renderCache(ratio);
    painter.drawPixmap(0, 0, m_cache);
    OverlayState state{.x = m_crosshair,
                       .mark = m_mark,
                       .pointer = m_pointer,
                       .pointerInside = m_pointerInside && m_drag != Drag::Pan,
                       .pinned = m_pinned,
                       .band = {},
                       .rows = {},
                       .head = m_crosshair ? m_model.xAxis.label(*m_crosshair) : QString(),
                       .markHead = m_mark ? m_model.xAxis.label(*m_mark) : QString(),
                       .focus = m_focusVisible,
                       .cell = cellHit()};
    if (m_crosshair && (state.pointerInside || m_pinned))
        state.rows = readoutRows();
    if (m_drag == Drag::Band)
        state.band = QRectF(QPointF(m_press.x(), m_layout.plot.top()),
                            QPointF(m_pointer.x(), m_layout.plot.bottom()))
                         .normalized()
                         .intersected(m_layout.plot);
    m_overlay->paint(painter, m_model, m_layout, state);
}

void ChartView::resizeEvent(QResizeEvent* event) {
    // The scene is the viewport, pixel for pixel.
    QGraphicsView::resizeEvent(event);
    chart()->setGeometry(QRectF(viewport()->rect()));
    setSceneRect(QRectF(viewport()->rect()));
    m_frame.stop();
    relayout();
}

void ChartView::changeEvent(QEvent* event) {
    QChartView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange ||
        event->type() == QEvent::FontChange)
        refresh();
}

/// From the right end of the title row; gives the pixels they take.
int ChartView::placeHeaderWidgets() {
    int taken = 0;
    for (QWidget* one : {static_cast<QWidget*>(m_scaleSwitch), m_headerWidget})
        if (one != nullptr && !one->isHidden()) {
            const QSize size = one->sizeHint().expandedTo(one->minimumSize());
            taken += size.width() + 8;
            one->setGeometry(width() - 8 - taken, 3, size.width(), size.height());
        }
    return taken;
}

void ChartView::setHeaderWidget(QWidget* widget) {
    m_headerWidget = widget;
    widget->setParent(this);
    widget->installEventFilter(this);
    refresh();
}

bool ChartView::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_headerWidget &&
        (event->type() == QEvent::ShowToParent || event->type() == QEvent::HideToParent))
        refresh();
    return QChartView::eventFilter(watched, event);
}

void ChartView::setScaleSwitchVisible(bool visible) {
    if (visible == (m_scaleSwitch != nullptr))
        return;
    delete m_scaleSwitch;
    m_scaleSwitch = nullptr;
    if (visible) {
        m_scaleSwitch = new SegmentedSwitch({tr("Linear"), tr("Log"), tr("=100")}, this);
        m_scaleSwitch->setObjectName(QStringLiteral("scale_switch"));
        m_scaleSwitch->setCurrentIndex(static_cast<int>(m_model.scale));
        connect(m_scaleSwitch, &SegmentedSwitch::currentIndexChanged, this,
                [this](int index) { setScale(static_cast<Scale>(index)); });
        m_scaleSwitch->show();
    }
    refresh();
}

void ChartView::setScale(Scale scale) {
    if (scale == m_model.scale)
        return;
    m_model.scale = scale;
    m_model.manualY.reset();
    if (m_scaleSwitch != nullptr)
        m_scaleSwitch->setCurrentIndex(static_cast<int>(scale));
    refresh();
    Q_EMIT scaleChanged(scale);
}

QRectF ChartView::readoutRect() const {
    return m_overlay->readoutRect();
}

std::vector<const ChartView*> ChartView::readoutPanes() const {
    if (!m_link)
        return {this};
    std::vector<const ChartView*> views;
    for (const QObject* pane : m_link->panes())
        if (const auto* view = qobject_cast<const ChartView*>(pane))
            views.push_back(view);
    return views;
}

std::vector<ReadoutRow> ChartView::readoutRows() const {
    std::vector<ReadoutRow> rows;
    if (!m_crosshair)
        return rows;
    const auto add = [&rows](std::vector<ReadoutRow> more) {
        std::move(more.begin(), more.end(), std::back_inserter(rows));
    };
    // First what was asked for: a small pane shows the first rows only.
    if (m_mark && *m_mark != *m_crosshair) {
        rows.push_back({.name = tr("From %1").arg(m_model.xAxis.label(*m_mark)),
                        .value = m_model.xAxis.distance(*m_mark, *m_crosshair),
                        .strong = true});
        for (const ChartView* view : readoutPanes())
            add(deltaRows(view->m_model, view->m_layout, *m_mark, *m_crosshair));
    }
    for (const ChartView* view : readoutPanes())
        for (const auto& layer : view->m_model.layers)
            if (layer->isVisible())
                add(layer->readout(*m_crosshair, view->m_layout.decimals));
    return rows;
}

QString ChartView::readoutText() const {
    if (const auto hit = cellHit()) {
        QString text = hit->head;
        for (const ReadoutRow& row : hit->rows)
            text += u'\n' + row.name + u'\t' + row.value;
        return text;
    }
    if (!m_crosshair)
        return {};
    QString text = m_model.xAxis.label(*m_crosshair);
    for (const ReadoutRow& row : readoutRows())
        text += u'\n' + row.name + u'\t' + row.value;
    return text;
}

QString ChartView::summary() const {
    QStringList parts;
    for (const auto& layer : m_model.layers)
        if (const QString part = layer->summary(); !part.isEmpty() && layer->isVisible())
            parts << part;
    if (parts.isEmpty())
        return m_model.emptyText;
    Range x = xRange();
    if (const auto bars = m_model.xAxis.count(); bars > 0) {
        // The range may begin half a bar before the first.
        const double last = static_cast<double>(bars - 1);
        x = {std::clamp(std::ceil(x.lo), 0.0, last), std::clamp(std::floor(x.hi), 0.0, last)};
    }
    if (!m_layout.remark.isEmpty())
        parts << m_layout.remark;
    return tr("%1, from %2 to %3. %4.")
        .arg(m_model.title, m_model.xAxis.label(x.lo), m_model.xAxis.label(x.hi),
             parts.join(QStringLiteral(". ")));
}

DataTable ChartView::visibleData() const {
    DataTable table;
    for (const auto& layer : m_model.layers)
        if (layer->isVisible())
            layer->collect(xRange(), table);
    return table;
}

} // namespace loom::ui
