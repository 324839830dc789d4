// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/training/forecast_training.h"

#include <QComboBox>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <cmath>

#include "ui/bridge/job_model.h"
#include "ui/bridge/text.h"
#include "ui/charts/chart_link.h"
#include "ui/charts/line_layer.h"
#include "ui/charts/mark_layers.h"
#include "ui/pages/synthesize/frame/job_head.h"
#include "ui/theme/format.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr QStringView kTraining = u"train_loss";
constexpr QStringView kValidation = u"validation_loss";
constexpr QStringView kSkill = u"validation_skill";

JobHead* trainingHead(JobModel& jobs, QWidget* parent) {
    return new JobHead(
        jobs, u"forecast_training"_s,
        {.keep = ForecastTraining::tr("Stop and Keep Best"),
         .keepTip = ForecastTraining::tr("Ends now: the best weights so far predict, or the models "
                                         "that are done are judged"),
         .discardTip = ForecastTraining::tr("Ends now and keeps nothing")},
        parent);
}

} // namespace

ForecastTraining::ForecastTraining(JobModel& jobs, const forecast::ForecasterRegistry& forecasters,
                                   QWidget* parent)
    : QWidget(parent), m_jobs(jobs), m_forecasters(forecasters), m_head(trainingHead(jobs, this)),
      m_choice(new QComboBox(this)), m_losses(new ChartView(this)), m_skill(new ChartView(this)) {
    setObjectName(u"forecast_training"_s);
    m_choice->setObjectName(u"forecast_training_choice"_s);
    m_choice->setAccessibleName(tr("Network that is shown"));
    m_choice->setToolTip(tr("Which network the curves are of"));
    m_losses->setObjectName(u"forecast_loss_chart"_s);
    m_losses->setTitle(tr("Loss by step"));
    m_losses->setHeaderWidget(m_choice);
    m_skill->setObjectName(u"forecast_skill_chart"_s);
    m_skill->setTitle(tr("Better than the last value on the validation rows, % of its loss"));
    auto* link = new ChartLink(this);
    for (ChartView* view : {m_losses, m_skill}) {
        view->setXAxis(XAxis::numeric(tr("step"), 0));
        view->setLink(link);
    }
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(1);
    layout->addWidget(m_head);
    layout->addWidget(m_losses, 1);
    layout->addWidget(m_skill, 1);
    connect(m_choice, &QComboBox::currentIndexChanged, this, [this](int index) {
        const int newest = m_choice->count() - 1; // the first entry follows it
        if (index >= 0 && newest > 0)
            showNetwork(m_choice->itemData(index == 0 ? newest : index).toString());
    });
    connect(&m_jobs, &JobModel::metricsAppended, this,
            [this](jobs::JobId job, const QString& name, qsizetype from) {
                if (job == m_job)
                    append(name, from);
            });
}

void ForecastTraining::follow(jobs::JobId job, const QString& what, bool trains) {
    m_job = job;
    {
        const QSignalBlocker blocker(m_choice);
        m_choice->clear();
        m_choice->addItem(tr("Newest"));
        m_choice->hide();
    }
    m_losses->setEmptyText(trains ? tr("The first losses arrive in a moment.")
                                  : tr("Nothing is trained: these models are fitted at once."));
    m_skill->setEmptyText(trains
                              ? tr("The first look at the validation rows comes after some steps.")
                              : tr("What happens now is told above."));
    showNetwork({});
    for (const auto& name : m_jobs.metricNames(job))
        append(qstr(name), 0);
    m_head->showJob(job, what);
}

QString ForecastTraining::fullName(const QString& curve) const {
    return m_network.isEmpty() ? curve : m_network + u'/' + curve;
}

/// "LSTM, fold 2, seed 3, network 1"; an ensemble's members are called networks.
QString ForecastTraining::networkTitle(const QString& network) const {
    QStringList words;
    for (const QString& part : network.split(u'/', Qt::SkipEmptyParts)) {
        const QString number = part.section(u'_', -1);
        if (part.startsWith(u"member_"))
            words << tr("network %1").arg(number);
        else if (part.startsWith(u"fold_"))
            words << tr("fold %1").arg(number);
        else if (part.startsWith(u"seed_"))
            words << tr("seed %1").arg(number);
        else if (const auto* info = m_forecasters.find(str(part)))
            words << qstr(info->title);
    }
    return words.isEmpty() ? tr("The network") : words.join(u", "_s);
}

/// One more network began: the newest is shown unless another one was chosen.
void ForecastTraining::offer(const QString& network) {
    {
        const QSignalBlocker blocker(m_choice);
        m_choice->addItem(networkTitle(network), network);
    }
    m_choice->setVisible(m_choice->count() > 2);
    if (m_choice->currentIndex() <= 0)
        showNetwork(network);
}

void ForecastTraining::showNetwork(const QString& network) {
    m_network = network;
    m_lines.clear();
    m_best.clear();
    m_bestStep = -1;
    m_losses->clearLayers();
    m_skill->clearLayers();
    m_losses->setNote(m_choice->count() > 2 ? networkTitle(network) : QString());
    if (m_choice->count() < 2)
        return;
    addLines();
    for (const QStringView curve : {kTraining, kValidation, kSkill})
        fill(curve.toString(), 0);
}

void ForecastTraining::addLines() {
    const auto line = [this](ChartView* view, QStringView curve, const QString& name,
                             const LineStyle& style) {
        m_lines[curve.toString()] =
            view->addLayer(std::make_unique<LineLayer>(name, Samples{}, style));
    };
    line(m_losses, kTraining, tr("Training"), LineStyle::benchmark());
    line(m_losses, kValidation, tr("Validation"), {Role::Forecast, 2, {}});
    m_skill
        ->addLayer(std::make_unique<ReferenceLine>(ReferenceLine::Kind::Horizontal, 0.0,
                                                   tr("last value"),
                                                   LineStyle{Role::Benchmark, 1.5, {1, 3}}))
        ->setCounted(true);
    line(m_skill, kSkill, tr("Validation"), {Role::Forecast, 2, {}});
}

void ForecastTraining::append(const QString& name, qsizetype from) {
    const qsizetype at = name.lastIndexOf(u'/') + 1;
    const QString curve = name.mid(at);
    if (curve != kTraining && curve != kValidation && curve != kSkill)
        return;
    const QString network = at == 0 ? QString() : name.left(at - 1);
    if (m_choice->findData(network) < 1)
        offer(network);
    else if (network == m_network)
        fill(curve, from);
}

void ForecastTraining::fill(const QString& curve, qsizetype from) {
    const MetricStream* stream = m_jobs.metric(m_job, str(fullName(curve)));
    const auto line = m_lines.find(curve);
    if (stream == nullptr || line == m_lines.end())
        return;
    const double factor = curve == kSkill ? 100 : 1;
    for (auto i = static_cast<std::size_t>(from); i < stream->values.size(); ++i)
        line->second->append(static_cast<double>(stream->steps[i]), factor * stream->values[i]);
    if (curve == kValidation)
        markBest();
    (curve == kSkill ? m_skill : m_losses)->refresh();
}

/// Where the validation loss is lowest: these weights are kept.
void ForecastTraining::markBest() {
    const MetricStream* stream = m_jobs.metric(m_job, str(fullName(kValidation.toString())));
    if (stream == nullptr || stream->values.empty())
        return;
    const auto lowest = std::ranges::min_element(stream->values, [](double a, double b) {
        return !std::isnan(a) && (std::isnan(b) || a < b);
    });
    const auto step = stream->steps[static_cast<std::size_t>(lowest - stream->values.begin())];
    if (step == m_bestStep)
        return;
    m_bestStep = step;
    const std::array charts{m_losses, m_skill};
    for (std::size_t i = 0; i < m_best.size(); ++i)
        charts[i]->removeLayer(m_best[i]);
    m_best.clear();
    for (ChartView* view : charts) {
        m_best.push_back(view->addLayer(std::make_unique<ReferenceLine>(
            ReferenceLine::Kind::Vertical, static_cast<double>(step),
            view == m_losses ? tr("best, step %1").arg(formatCount(step)) : QString())));
        view->refresh();
    }
}

} // namespace loom::ui
