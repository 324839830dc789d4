// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/experiments/compare_view.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QSignalBlocker>
#include <QSplitter>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <set>

#include "ui/bridge/text.h"
#include "ui/charts/line_layer.h"
#include "ui/pages/experiments/metric_delegate.h"
#include "ui/theme/format.h"

namespace loom::ui {

namespace {

QString metricText(const tracking::Run& run, const std::string& key) {
    const auto* metric = run.metric(key);
    return metric == nullptr ? QStringLiteral("–") : formatScore(metric->value);
}

/// Names at the ends of lines help only where they fit and do not lie on each other; the legend
/// has them all.
constexpr int kEndLabelLetters = 12;

bool endsApart(std::vector<double> ends) {
    std::sort(ends.begin(), ends.end());
    const double span = ends.empty() ? 0 : std::max(ends.back() - ends.front(), 1e-12);
    for (std::size_t i = 1; i < ends.size(); ++i)
        if (ends[i] - ends[i - 1] < 0.1 * span)
            return false;
    return ends.size() <= 5;
}

} // namespace

CompareView::CompareView(tracking::Store& store, QWidget* parent)
    : QWidget(parent), m_store(store), m_metric(new QComboBox(this)), m_chart(new ChartView(this)),
      m_table(new QTableWidget(this)) {
    setObjectName(QStringLiteral("compare_view"));
    m_metric->setObjectName(QStringLiteral("compare_metric"));
    m_metric->setAccessibleName(tr("Metric"));
    m_metric->setMinimumWidth(200);
    m_chart->setObjectName(QStringLiteral("metric_chart"));
    m_chart->setXAxis(XAxis::numeric(tr("step")));
    m_chart->setEmptyText(tr("Tick runs in the table to see their curves and differences."));
    m_table->setObjectName(QStringLiteral("compare_table"));
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setShowGrid(false);
    m_table->verticalHeader()->hide();
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->verticalHeader()->setMinimumSectionSize(24);
    m_table->verticalHeader()->setDefaultSectionSize(24);
    auto* top = new QHBoxLayout;
    top->setContentsMargins(16, 8, 16, 8);
    top->setSpacing(8);
    top->addWidget(new QLabel(tr("Metric by step"), this));
    top->addWidget(m_metric);
    top->addStretch(1);
    auto* curves = new QWidget(this);
    auto* column = new QVBoxLayout(curves);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(top);
    column->addWidget(m_chart, 1);
    auto* halves = new QSplitter(Qt::Horizontal, this);
    halves->setObjectName(QStringLiteral("compare_split"));
    halves->setChildrenCollapsible(false);
    halves->addWidget(curves);
    halves->addWidget(m_table);
    halves->setStretchFactor(0, 3);
    halves->setStretchFactor(1, 2);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(halves);
    connect(m_metric, &QComboBox::activated, this, [this] {
        m_wanted = m_metric->currentText();
        showCurves();
        Q_EMIT metricChosen(m_wanted);
    });
}

void CompareView::setMetric(const QString& key) {
    m_wanted = key;
    fillMetrics();
    showCurves();
}

void CompareView::setRuns(const std::vector<RunTableModel::Plotted>& runs) {
    m_runs.clear();
    for (const auto& [id, slot] : runs)
        if (auto run = m_store.run(id))
            m_runs.push_back({std::move(*run), slot});
    fillMetrics();
    fillTable();
    showCurves();
}

void CompareView::setDifferingOnly(bool only) {
    m_differingOnly = only;
    fillTable();
}

void CompareView::fillMetrics() {
    const QSignalBlocker blocker(m_metric);
    std::set<std::string> keys;
    for (const auto& [run, slot] : m_runs)
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

void CompareView::fillTable() {
    std::set<std::string> params, metrics;
    for (const auto& [run, slot] : m_runs) {
        for (const auto& p : run.params)
            params.insert(p.key);
        for (const auto& m : run.metrics)
            metrics.insert(m.key);
    }
    QStringList header{tr("Parameter or metric")};
    for (const auto& [run, slot] : m_runs)
        header << qstr(run.name);
    m_table->clear();
    m_table->setRowCount(0);
    m_table->setColumnCount(static_cast<int>(header.size()));
    m_table->setHorizontalHeaderLabels(header);
    const auto addRow = [&](const std::string& key, bool isMetric) {
        QStringList cells;
        for (const auto& [run, slot] : m_runs)
            cells << (isMetric ? metricText(run, key) : qstr(run.param(key)));
        const bool differs = std::any_of(cells.begin(), cells.end(),
                                         [&](const QString& c) { return c != cells.front(); });
        if (m_differingOnly && !differs && m_runs.size() > 1)
            return;
        const int row = m_table->rowCount();
        m_table->insertRow(row);
        m_table->setItem(row, 0, new QTableWidgetItem(qstr(key)));
        for (int c = 0; c < cells.size(); ++c) {
            auto* item = new QTableWidgetItem(cells[c]);
            if (isMetric)
                item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
            m_table->setItem(row, c + 1, item);
        }
    };
    for (const auto& key : params)
        addRow(key, false);
    for (const auto& key : metrics)
        addRow(key, true);
    m_table->resizeColumnsToContents();
}

void CompareView::showCurves() {
    m_chart->clearLayers();
    const std::string key = str(m_metric->currentText());
    m_chart->setTitle(key.empty() ? QString() : m_metric->currentText());
    std::vector<LineLayer*> lines;
    std::vector<double> ends;
    bool shortNames = true;
    for (const auto& [run, slot] : m_runs) {
        const auto points = m_store.metricHistory(run.id, key);
        if (key.empty() || !points || points->empty())
            continue;
        Samples samples;
        for (const auto& point : *points) {
            samples.x.push_back(static_cast<double>(point.step));
            samples.y.push_back(point.value);
        }
        ends.push_back(samples.y.back());
        shortNames = shortNames && run.name.size() <= kEndLabelLetters;
        lines.push_back(m_chart->addLayer(std::make_unique<LineLayer>(
            qstr(run.name), std::move(samples), LineStyle::generator(slot))));
    }
    for (LineLayer* line : lines)
        line->setEndLabel(shortNames && endsApart(ends));
    m_chart->fit();
    m_chart->refresh();
}

} // namespace loom::ui
