// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/experiments/compare_view.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <QSplitter>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <set>

#include "ui/bridge/text.h"
#include "ui/pages/experiments/metric_curves.h"
#include "ui/pages/experiments/metric_delegate.h"
#include "ui/theme/controls.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/roles.h"

namespace loom::ui {

CompareView::CompareView(tracking::Store& store, QWidget* parent)
    : QWidget(parent), m_store(store), m_metric(new QComboBox(this)),
      m_smoothing(new QSlider(Qt::Horizontal, this)), m_smoothingText(new QLabel(this)),
      m_chart(new ChartView(this)), m_table(new QTableWidget(this)) {
    setObjectName(QStringLiteral("compare_view"));
    auto* halves = new QSplitter(Qt::Horizontal, this);
    halves->setObjectName(QStringLiteral("compare_split"));
    halves->setChildrenCollapsible(false);
    halves->addWidget(buildCurves());
    halves->addWidget(buildTable());
    halves->setStretchFactor(0, 1);
    halves->setStretchFactor(1, 1);
    halves->setSizes({500, 500});
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(halves);
    connect(m_metric, &QComboBox::activated, this, [this] {
        m_wanted = m_metric->currentText();
        showCurves();
        Q_EMIT viewEdited();
    });
    connect(m_smoothing, &QSlider::valueChanged, this, [this](int percent) {
        m_smoothingText->setText(percent == 0 ? tr("none") : formatNumber(percent / 100.0, 2));
        showCurves();
        Q_EMIT viewEdited();
    });
}

QWidget* CompareView::buildCurves() {
    m_metric->setObjectName(QStringLiteral("compare_metric"));
    m_metric->setAccessibleName(tr("Metric"));
    m_metric->setMinimumWidth(160);
    m_smoothing->setObjectName(QStringLiteral("compare_smoothing"));
    m_smoothing->setAccessibleName(tr("Smoothing"));
    m_smoothing->setToolTip(tr("Exponential average of the values by step; the raw line stays "
                               "faint behind."));
    m_smoothing->setRange(0, 99);
    m_smoothing->setFixedWidth(96);
    m_smoothingText->setText(tr("none"));
    m_smoothingText->setMinimumWidth(32);
    setMuted(m_smoothingText);
    m_chart->setObjectName(QStringLiteral("metric_chart"));
    m_chart->setXAxis(XAxis::numeric(tr("step")));
    m_chart->setEmptyText(tr("Tick runs in the table to see their curves and differences."));
    auto* curves = new QWidget(this);
    auto* top = new QHBoxLayout;
    top->setContentsMargins(16, 8, 16, 8);
    top->setSpacing(8);
    top->addWidget(new QLabel(tr("Metric by step"), curves));
    top->addWidget(m_metric);
    top->addStretch(1);
    top->addWidget(new QLabel(tr("Smoothing"), curves));
    top->addWidget(m_smoothing);
    top->addWidget(m_smoothingText);
    auto* column = new QVBoxLayout(curves);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(top);
    column->addWidget(m_chart, 1);
    return curves;
}

QWidget* CompareView::buildTable() {
    m_table->setObjectName(QStringLiteral("compare_table"));
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->verticalHeader()->hide();
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->verticalHeader()->setMinimumSectionSize(24);
    m_table->verticalHeader()->setDefaultSectionSize(24);
    return m_table;
}

void CompareView::setMetric(const QString& key) {
    m_wanted = key;
    fillMetrics();
    showCurves();
}

void CompareView::setSmoothing(int percent) {
    m_smoothing->setValue(percent);
}

int CompareView::smoothing() const {
    return m_smoothing->value();
}

void CompareView::setRuns(const std::vector<RunTableModel::Plotted>& runs,
                          const tracking::RunId& baseline) {
    m_runs.clear();
    m_slots.clear();
    m_baseline = baseline;
    for (const auto& [id, slot] : runs)
        if (auto run = m_store.run(id)) {
            m_runs.push_back(std::move(*run));
            m_slots.push_back(slot);
        }
    fillMetrics();
    fillTable();
    showCurves();
}

void CompareView::setDifferingOnly(bool only) {
    m_differingOnly = only;
    fillTable();
}

std::string CompareView::csv() const {
    return toCsv(m_comparison);
}

void CompareView::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        fillTable(); // its items keep colours
}

void CompareView::fillMetrics() {
    const QSignalBlocker blocker(m_metric);
    std::set<std::string> keys;
    for (const auto& run : m_runs)
        for (const auto& metric : run.metrics)
            keys.insert(metric.key);
    m_metric->clear();
    for (const auto& key : keys)
        m_metric->addItem(qstr(key));
    for (const QString& wanted :
         {m_wanted, QStringLiteral("loss_critic"), QStringLiteral("acf_abs")})
        if (const int at = m_metric->findText(wanted); at >= 0 && !wanted.isEmpty()) {
            m_metric->setCurrentIndex(at);
            break;
        }
}

/// The base run has one column, every other one two: value and change.
void CompareView::fillTable() {
    m_comparison = compareRuns(m_runs, m_baseline, m_differingOnly);
    m_table->clear();
    m_table->setRowCount(static_cast<int>(m_comparison.rows.size()));
    m_table->setColumnCount(m_runs.empty() ? 0 : 2 * static_cast<int>(m_runs.size()));
    if (m_runs.empty())
        return;
    int column = 0;
    const auto head = [&](const QString& text, bool right) {
        auto* item = new QTableWidgetItem(text);
        item->setTextAlignment((right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
        m_table->setHorizontalHeaderItem(column++, item);
        return item;
    };
    head(tr("Parameter or metric"), false);
    for (std::size_t i = 0; i < m_runs.size(); ++i) {
        const bool isBase = i == m_comparison.base;
        const QString& name = m_comparison.names[i];
        head(isBase && m_runs.size() > 1 ? tr("%1 (base)").arg(name) : name, true);
        if (!isBase)
            head(tr("Δ base"), true)
                ->setToolTip(
                    tr("Change of %1 from %2").arg(name, m_comparison.names[m_comparison.base]));
    }
    for (int row = 0; row < m_table->rowCount(); ++row)
        fillRow(row, m_comparison.rows[static_cast<std::size_t>(row)]);
    m_table->resizeColumnsToContents();
}

void CompareView::fillRow(int row, const ComparisonRow& facts) {
    const Tone tone = toneOf(palette());
    int column = 0;
    const auto cell = [&](const QString& text, Role role, bool right) {
        auto* item = new QTableWidgetItem(text);
        item->setForeground(colour(role, tone));
        if (right)
            item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        m_table->setItem(row, column++, item);
    };
    cell(facts.key, Role::Text, false);
    const QString none = QStringLiteral("–");
    for (std::size_t i = 0; i < m_runs.size(); ++i) {
        const bool known =
            facts.isMetric ? std::isfinite(facts.values[i]) : !facts.texts[i].isEmpty();
        cell(!known           ? none
             : facts.isMetric ? formatScore(facts.values[i])
                              : facts.texts[i],
             known ? Role::Text : Role::Muted, true);
        if (i == m_comparison.base)
            continue;
        const double change = facts.isMetric ? facts.changes[i] : std::nan("");
        const bool judged = std::isfinite(change) && change != 0 && facts.better != Better::Unknown;
        const bool gains = (change > 0) == (facts.better == Better::Higher);
        cell(std::isfinite(change) ? formatChange(change)
             : facts.isMetric      ? none
                                   : QString(),
             !judged ? Role::Muted
             : gains ? Role::Gain
                     : Role::Loss,
             true);
    }
}

void CompareView::showCurves() {
    const std::string key = str(m_metric->currentText());
    m_chart->setTitle(m_metric->currentText());
    std::vector<MetricCurve> curves;
    for (std::size_t i = 0; i < m_runs.size() && !key.empty(); ++i) {
        const auto points = m_store.metricHistory(m_runs[i].id, key);
        if (!points || points->empty())
            continue;
        MetricCurve curve{qstr(m_runs[i].name), m_slots[i], {}};
        for (const auto& point : *points) {
            curve.samples.x.push_back(static_cast<double>(point.step));
            curve.samples.y.push_back(point.value);
        }
        curves.push_back(std::move(curve));
    }
    const bool course = std::ranges::any_of(
        curves, [](const MetricCurve& curve) { return curve.samples.y.size() > 1; });
    if (!course && !curves.empty())
        curves.clear();
    m_chart->setEmptyText(m_runs.empty()
                              ? tr("Tick runs in the table to see their curves and differences.")
                              : tr("One value a run: the table compares them."));
    ui::showCurves(*m_chart, std::move(curves), m_smoothing->value() / 100.0);
}

} // namespace loom::ui
