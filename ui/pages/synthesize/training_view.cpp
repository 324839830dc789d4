// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/training_view.h"

#include <QVBoxLayout>

#include <algorithm>

#include "ui/bridge/job_model.h"
#include "ui/bridge/text.h"
#include "ui/charts/chart_link.h"
#include "ui/charts/line_layer.h"
#include "ui/charts/mark_layers.h"
#include "ui/pages/synthesize/frame/job_head.h"

namespace loom::ui {

namespace {

QString titleOf(const QString& metric) {
    static const std::map<QString, QString> kTitles{
        {QStringLiteral("loss_critic"), TrainingView::tr("Critic loss")},
        {QStringLiteral("loss_generator"), TrainingView::tr("Generator loss")},
        {QStringLiteral("validation_emd_1"), TrainingView::tr("EMD, 1 day, log return")},
        {QStringLiteral("validation_acf_abs"),
         TrainingView::tr("ACF of |r|, share of no dynamics")},
        {QStringLiteral("validation_leverage"), TrainingView::tr("Leverage, share of no dynamics")},
        {QStringLiteral("validation_volatility"),
         TrainingView::tr("Volatility, generated over real (1 is right)")},
        {QStringLiteral("validation_score"), TrainingView::tr("Score the best is chosen by")},
    };
    const auto at = kTitles.find(metric);
    if (at != kTitles.end())
        return at->second;
    QString words = metric;
    return words.replace(u'_', u' ');
}

JobHead* trainingHead(JobModel& jobs, QWidget* parent) {
    return new JobHead(
        jobs, QStringLiteral("training"),
        {.keep = TrainingView::tr("Stop and Keep Best"),
         .keepTip = TrainingView::tr(
             "Ends the training now; the best state so far is judged and registered"),
         .discardTip = TrainingView::tr("Ends the training now and keeps no model")},
        parent);
}

} // namespace

TrainingView::TrainingView(JobModel& jobs, QWidget* parent)
    : QWidget(parent), m_jobs(jobs), m_head(trainingHead(jobs, this)),
      m_losses(new ChartView(this)), m_scores(new ChartView(this)) {
    setObjectName(QStringLiteral("training_view"));
    m_losses->setObjectName(QStringLiteral("loss_chart"));
    m_losses->setTitle(tr("Losses by step"));
    m_scores->setObjectName(QStringLiteral("score_chart"));
    m_scores->setTitle(tr("Quality by step, lower is better"));
    m_scores->setScale(Scale::Log);
    auto* link = new ChartLink(this);
    for (ChartView* view : {m_losses, m_scores}) {
        view->setXAxis(XAxis::numeric(tr("step"), 0));
        view->setLink(link);
    }
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(1);
    layout->addWidget(m_head);
    layout->addWidget(m_losses, 1);
    layout->addWidget(m_scores, 1);
    connect(&m_jobs, &JobModel::metricsAppended, this,
            [this](jobs::JobId job, const QString& name, qsizetype from) {
                if (job == m_job)
                    append(name, from);
            });
}

void TrainingView::follow(jobs::JobId job, const QString& what, bool trains) {
    m_job = job;
    m_losses->setEmptyText(trains ? tr("The first losses arrive in a moment.")
                                  : tr("Nothing is trained: the paths come at once."));
    m_scores->setEmptyText(trains
                               ? tr("The first check comes after some steps.")
                               : tr("They are judged beside their rivals; that takes a moment."));
    m_lines.clear();
    m_losses->clearLayers();
    m_scores->clearLayers();
    m_scores->addLayer(std::make_unique<ReferenceLine>(ReferenceLine::Kind::Horizontal, 1.0));
    for (const auto& name : m_jobs.metricNames(job))
        append(qstr(name), 0);
    m_head->showJob(job, what);
}

void TrainingView::append(const QString& name, qsizetype from) {
    const MetricStream* stream = m_jobs.metric(m_job, str(name));
    if (stream == nullptr)
        return;
    const bool isLoss = name.contains(u"loss");
    ChartView* view = isLoss ? m_losses : m_scores;
    LineLayer*& line = m_lines[name];
    if (line == nullptr) {
        if (m_lines.size() == 1) // both charts begin at step 0, before the first value
            view->addLayer(std::make_unique<ReferenceLine>(ReferenceLine::Kind::Vertical, 0.0,
                                                           QString(), LineStyle{Role::Grid, 1, {}}))
                ->setCounted(true);
        const auto beside = std::ranges::count_if(m_lines, [isLoss](const auto& one) {
            return one.second != nullptr && one.first.contains(u"loss") == isLoss;
        });
        const int slot = static_cast<int>(beside) + 1;
        line = view->addLayer(
            std::make_unique<LineLayer>(titleOf(name), Samples{}, LineStyle::generator(slot)));
        from = 0;
    }
    for (auto i = static_cast<std::size_t>(from); i < stream->values.size(); ++i)
        line->append(static_cast<double>(stream->steps[i]), stream->values[i]);
    view->refresh();
}

} // namespace loom::ui
