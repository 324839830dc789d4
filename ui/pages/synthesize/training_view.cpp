// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/training_view.h"

#include <QLabel>
#include <QVBoxLayout>

#include "ui/bridge/job_model.h"
#include "ui/bridge/text.h"
#include "ui/charts/line_layer.h"
#include "ui/theme/type.h"

namespace loom::ui {

namespace {

QString titleOf(const QString& metric) {
    static const std::map<QString, QString> kTitles{
        {QStringLiteral("loss_critic"), TrainingView::tr("Critic loss")},
        {QStringLiteral("loss_generator"), TrainingView::tr("Generator loss")},
        {QStringLiteral("validation_emd_1"), TrainingView::tr("EMD, 1 day, relative to spread")},
        {QStringLiteral("validation_acf_abs"),
         TrainingView::tr("ACF of |r|, relative to no dynamics")},
        {QStringLiteral("validation_leverage"),
         TrainingView::tr("Leverage, relative to no dynamics")},
    };
    const auto at = kTitles.find(metric);
    if (at != kTitles.end())
        return at->second;
    QString words = metric;
    return words.replace(u'_', u' ');
}

} // namespace

TrainingView::TrainingView(JobModel& jobs, QWidget* parent)
    : QWidget(parent), m_jobs(jobs), m_state(new QLabel(this)), m_losses(new ChartView(this)),
      m_scores(new ChartView(this)) {
    setObjectName(QStringLiteral("training_view"));
    m_state->setObjectName(QStringLiteral("training_state"));
    m_state->setFont(typeFont(Type::Body));
    m_state->setContentsMargins(16, 8, 16, 8);
    m_state->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_losses->setObjectName(QStringLiteral("loss_chart"));
    m_losses->setTitle(tr("Losses by step"));
    m_losses->setEmptyText(tr("The first losses arrive in a moment."));
    m_scores->setObjectName(QStringLiteral("score_chart"));
    m_scores->setTitle(tr("Quality on held-out data by step, lower is better"));
    m_scores->setEmptyText(tr("The first check comes after some steps."));
    for (ChartView* view : {m_losses, m_scores})
        view->setXAxis(XAxis::numeric(tr("step")));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(1);
    layout->addWidget(m_state);
    layout->addWidget(m_losses, 1);
    layout->addWidget(m_scores, 1);
    connect(&m_jobs, &JobModel::metricsAppended, this,
            [this](jobs::JobId job, const QString& name, qsizetype from) {
                if (job == m_job)
                    append(name, from);
            });
    connect(&m_jobs, &JobModel::dataChanged, this, [this] { showState(); });
}

void TrainingView::follow(jobs::JobId job, const QString& what) {
    m_job = job;
    m_what = what;
    m_lines.clear();
    m_losses->clearLayers();
    m_scores->clearLayers();
    for (const auto& name : m_jobs.metricNames(job))
        append(qstr(name), 0);
    showState();
}

void TrainingView::append(const QString& name, qsizetype from) {
    const MetricStream* stream = m_jobs.metric(m_job, str(name));
    if (stream == nullptr)
        return;
    const bool isLoss = name.contains(u"loss");
    ChartView* view = isLoss ? m_losses : m_scores;
    LineLayer*& line = m_lines[name];
    if (line == nullptr) {
        const int slot = static_cast<int>(view->layers().size()) + 1;
        line = view->addLayer(
            std::make_unique<LineLayer>(titleOf(name), Samples{}, LineStyle::generator(slot)));
        from = 0;
    }
    for (auto i = static_cast<std::size_t>(from); i < stream->values.size(); ++i)
        line->append(static_cast<double>(stream->steps[i]), stream->values[i]);
    view->fit();
    view->refresh();
}

void TrainingView::showState() {
    const int row = m_jobs.rowOf(m_job);
    if (row < 0)
        return;
    QString text = m_what;
    if (const QString detail = m_jobs.detail(row); !detail.isEmpty())
        text += u"  ·  " + detail;
    if (const QString left = m_jobs.timeLeft(row); !left.isEmpty())
        text += u"  ·  " + left;
    m_state->setText(text);
}

} // namespace loom::ui
