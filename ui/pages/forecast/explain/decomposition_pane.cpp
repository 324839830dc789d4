// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/explain/decomposition_pane.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QScrollArea>
#include <QScrollBar>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

#include "ui/bridge/text.h"
#include "ui/charts/chart_view.h"
#include "ui/charts/indicator_layers.h"
#include "ui/charts/line_layer.h"
#include "ui/charts/mark_layers.h"
#include "ui/forms/bar.h"
#include "ui/forms/plain_table.h"
#include "ui/pages/forecast/explain/grid_model.h"
#include "ui/theme/controls.h"
#include "ui/theme/format.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr double kPercent = 100;
constexpr double kExact = 1e-9; ///< log return below which a sum counts as exact

std::vector<double> inPercent(std::vector<double> values) {
    for (double& value : values)
        value *= kPercent;
    return values;
}

/// One scale for all panes, so that sizes can be compared.
Range rangeOf(const DecompositionFigures& figures) {
    Range out;
    out.include(0);
    for (std::size_t k = 0; k < figures.point.size(); ++k) {
        out.include(kPercent * figures.point[k]);
        for (const auto& part : figures.parts.parts)
            out.include(kPercent * part.values[k]);
    }
    const double air = std::max(0.08 * out.span(), 1e-3);
    return {out.lo - air, out.hi + air};
}

} // namespace

double DecompositionFigures::sum(std::size_t step) const {
    double out = 0;
    for (const auto& part : parts.parts)
        out += part.values[step];
    return out;
}

double DecompositionFigures::gap() const {
    double out = 0;
    for (std::size_t k = 0; k < point.size(); ++k)
        out = std::max(out, std::abs(sum(k) - point[k]));
    return out;
}

DecompositionPane::DecompositionPane(QWidget* parent)
    : QWidget(parent), m_scroll(new QScrollArea(this)), m_panes(new QWidget(m_scroll)),
      m_column(new QVBoxLayout(m_panes)), m_link(new ChartLink(this)), m_model(new GridModel(this)),
      m_words(new QLabel(this)) {
    setObjectName(u"decomposition_pane"_s);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
    m_scroll->setWidget(m_panes);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setBackgroundRole(QPalette::Base);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_words->setObjectName(u"decomposition_words"_s);
    m_words->setWordWrap(true);
    m_words->setContentsMargins(12, 8, 12, 8);
    setMuted(m_words);
    m_table =
        plainTable(u"decomposition_table"_s, tr("Parts of the forecast by step"), m_model, this);
    auto* copyAction = new QAction(tr("Copy Rows"), m_table);
    copyAction->setShortcut(QKeySequence::Copy);
    copyAction->setShortcutContext(Qt::WidgetShortcut);
    connect(copyAction, &QAction::triggered, this, &DecompositionPane::copy);
    m_table->addAction(copyAction);
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_side = new Bar(Role::Surface, Qt::LeftEdge, this);
    auto* inSide = new QVBoxLayout(m_side);
    inSide->setContentsMargins(1, 0, 0, 0);
    inSide->setSpacing(0);
    inSide->addWidget(m_words);
    inSide->addWidget(m_table, 1);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_scroll, 1);
    row->addWidget(m_side);
}

ChartView* DecompositionPane::addPane(const QString& title, const DecompositionFigures& figures) {
    auto* view = new ChartView(m_panes);
    view->setObjectName(u"part_%1"_s.arg(m_views.size()));
    view->setPaneKind(PaneKind::Companion);
    view->setTitle(title);
    view->setXAxis(XAxis::named(figures.targets, tr("target")));
    view->setLink(m_link);
    view->setYAxis({.decimals = 2});
    const Range range = rangeOf(figures);
    view->addLayer(std::make_unique<ReferenceLine>(ReferenceLine::Kind::Horizontal, 0));
    m_column->addWidget(view);
    m_views.push_back(view);
    view->setYRange(range);
    return view;
}

void DecompositionPane::show(const DecompositionFigures& figures) {
    for (ChartView* view : m_views) {
        m_column->removeWidget(view);
        delete view;
    }
    while (QLayoutItem* left = m_column->takeAt(0))
        delete left;
    m_views.clear();
    auto* whole = addPane(tr("Forecast"), figures);
    whole->setNote(tr("sum of the parts, log return, %"));
    const Samples point{.y = inPercent(figures.point)};
    whole->addLayer(
        std::make_unique<LineLayer>(QString(), point, LineStyle{Role::Forecast, 2, {}}));
    whole->addLayer(std::make_unique<PointLayer>(tr("Forecast"), point, Role::Forecast));
    for (const auto& part : figures.parts.parts) {
        auto* view = addPane(qstr(part.name), figures);
        view->setNote(tr("log return, %"));
        view->addLayer(std::make_unique<ColumnLayer>(qstr(part.name), inPercent(part.values)));
    }
    m_column->addStretch(1);
    const double gap = figures.gap();
    m_words->setText(gap < kExact ? tr("The parts add up to the forecast at every step, exactly.")
                                  : tr("The parts miss the forecast by %1 % at most.")
                                        .arg(QString::number(kPercent * gap, 'g', 2)));
    fillTable(figures);
}

void DecompositionPane::fillTable(const DecompositionFigures& figures) {
    constexpr int kDecimals = 3;
    Grid grid;
    grid.heads << tr("Target") << tr("Sum, %");
    grid.strong = 1;
    for (const auto& part : figures.parts.parts)
        grid.heads << qstr(part.name);
    for (std::size_t k = 0; k < figures.point.size(); ++k) {
        QStringList row{figures.targets.value(static_cast<qsizetype>(k)),
                        formatSigned(kPercent * figures.sum(k), kDecimals)};
        for (const auto& part : figures.parts.parts)
            row << formatSigned(kPercent * part.values[k], kDecimals);
        grid.rows.push_back(row);
    }
    m_model->setGrid(std::move(grid));
    m_table->resizeColumnsToContents();
    // As wide as its columns, many of which are scrolled.
    constexpr int kLeast = 240, kMost = 440;
    const int wanted = m_table->horizontalHeader()->length() +
                       m_table->verticalScrollBar()->sizeHint().width() + 2;
    m_side->setFixedWidth(std::clamp(wanted, kLeast, kMost));
}

QString DecompositionPane::words() const {
    return m_words->text();
}

void DecompositionPane::copy() const {
    QApplication::clipboard()->setText(m_model->text(m_table->selectionModel()->selectedRows()));
}

} // namespace loom::ui
