// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/board/score_charts.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QSignalBlocker>

#include <algorithm>

#include "ui/bridge/text.h"
#include "ui/charts/chart_view.h"
#include "ui/charts/line_layer.h"
#include "ui/charts/mark_layers.h"
#include "ui/pages/forecast/board/board_tables.h"
#include "ui/pages/forecast/board/calibration.h"
#include "ui/pages/forecast/board/model_styles.h"
#include "ui/theme/format.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr double kChosenWidth = 2.6;
constexpr int kLeastHeight = 140;

ChartView* pane(const QString& name, QWidget* parent) {
    auto* view = new ChartView(parent);
    view->setObjectName(name);
    view->setPaneKind(PaneKind::Companion);
    view->setMinimumHeight(kLeastHeight); // of its own: taller where the board beside it is
    view->setMaximumHeight(QWIDGETSIZE_MAX);
    return view;
}

} // namespace

ScoreCharts::ScoreCharts(QWidget* parent)
    : QWidget(parent), m_box(new QBoxLayout(QBoxLayout::TopToBottom, this)),
      m_choice(new QComboBox(this)), m_steps(pane(u"step_chart"_s, this)),
      m_calibration(pane(u"pit_chart"_s, this)) {
    m_box->setContentsMargins(0, 0, 0, 0);
    m_box->setSpacing(0);
    m_box->addWidget(m_steps, 1);
    m_box->addWidget(m_calibration, 1);
    m_choice->setObjectName(u"step_metric"_s);
    m_choice->setAccessibleName(tr("Metric by step"));
    m_choice->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_steps->setHeaderWidget(m_choice);
    m_steps->setXAxis(XAxis::numeric({}, 0));
    m_calibration->setXAxis(XAxis::numeric({}, 2));
    m_calibration->setYAxis({.fromZero = true});
    m_calibration->setEmptyText(tr("This model has no intervals to check."));
    connect(m_choice, &QComboBox::activated, this, [this](int index) {
        m_metric = m_choice->itemData(index).toString();
        showSteps();
        Q_EMIT metricChosen();
    });
}

void ScoreCharts::setSideBySide(bool on) {
    m_box->setDirection(on ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
}

void ScoreCharts::setEvaluation(EvaluatePtr evaluation, ScoreTarget target) {
    m_evaluation = std::move(evaluation);
    m_looks.clear();
    if (m_evaluation)
        m_looks = metricLooks(m_evaluation->report, target);
    std::erase_if(m_looks, [this](const MetricLook& look) {
        return std::ranges::none_of(m_evaluation->report.models, [&](const auto& model) {
            return model.byStep.contains(look.key);
        });
    });
    const QSignalBlocker blocker(m_choice);
    m_choice->clear();
    for (const auto& look : m_looks)
        m_choice->addItem(look.name, qstr(look.id));
    showSteps();
    showCalibration();
}

void ScoreCharts::setModel(const QString& id) {
    m_model = id;
    showSteps();
    showCalibration();
}

void ScoreCharts::setMetric(const QString& id) {
    m_metric = id;
    showSteps();
}

void ScoreCharts::showSteps() {
    m_steps->clearLayers();
    if (!m_evaluation || m_looks.empty())
        return;
    auto look = std::ranges::find(m_looks, str(m_metric), &MetricLook::id);
    if (look == m_looks.end())
        look = m_looks.begin();
    m_choice->setCurrentIndex(static_cast<int>(look - m_looks.begin()));
    const auto& report = m_evaluation->report;
    m_steps->setTitle(look->unit.isEmpty() ? tr("By step") : tr("By step, %1").arg(look->unit));
    m_steps->setToolTip(look->tip);
    m_steps->setYAxis({.decimals = look->decimals});
    auto styles = modelStyles(report);
    // Judged models over baselines, the chosen one over all.
    std::vector<const forecast::ModelScores*> order;
    for (const auto& model : report.models)
        order.push_back(&model);
    const auto rank = [this](const forecast::ModelScores* model) {
        return qstr(model->id) == m_model ? 2 : model->baseline ? 0 : 1;
    };
    std::ranges::stable_sort(order, {}, rank);
    for (const auto* model : order) {
        const auto values = model->byStep.find(look->key);
        if (values == model->byStep.end())
            continue;
        Samples samples{.y = values->second, .firstX = 1};
        for (double& value : samples.y)
            value *= look->factor;
        auto style = styles[model->id];
        if (qstr(model->id) == m_model)
            style.width = kChosenWidth;
        m_steps->addLayer(
            std::make_unique<LineLayer>(qstr(model->title), std::move(samples), style));
    }
    m_steps->fit();
}

void ScoreCharts::showCalibration() {
    m_calibration->clearLayers();
    m_calibration->setTitle(tr("PIT"));
    m_calibration->setNote({});
    const auto* model = m_evaluation ? findModel(m_evaluation->report, m_model) : nullptr;
    if (model == nullptr)
        return;
    const auto& kept = m_evaluation->report.kept;
    const auto own = std::ranges::find(kept, model->id, &forecast::KeptForecasts::id);
    if (own == kept.end())
        return;
    const auto pit = pitHistogram(*m_evaluation->dataset.data, own->forecasts);
    m_calibration->setTitle(tr("PIT of %1").arg(qstr(model->title)));
    m_calibration->setToolTip(
        tr("Where %1 outcomes fell among the forecast quantiles, as density: flat at 1 is "
           "calibrated, high at both ends is too narrow, high in the middle too wide. First seed, "
           "all steps.")
            .arg(formatCount(qint64(pit.outcomes))));
    if (pit.edges.empty())
        return;
    m_calibration->setNote(tr("flat is right"));
    m_calibration->addLayer(std::make_unique<HistogramLayer>(
        tr("Density"), pit.edges, pit.density,
        Ink(model->baseline ? Role::Benchmark : Role::Forecast, 0.55)));
    auto* flat = m_calibration->addLayer(
        std::make_unique<ReferenceLine>(ReferenceLine::Kind::Horizontal, 1));
    flat->setCounted(true);
    m_calibration->fit();
}

} // namespace loom::ui
