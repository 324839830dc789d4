// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/explain/attribution_pane.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <cmath>

#include "ui/bridge/job_model.h"
#include "ui/bridge/text.h"
#include "ui/charts/chart_view.h"
#include "ui/forms/bar.h"
#include "ui/forms/elided_label.h"
#include "ui/forms/empty_state.h"
#include "ui/pages/forecast/explain/attribution_layers.h"
#include "ui/pages/synthesize/frame/job_head.h"
#include "ui/theme/controls.h"
#include "ui/theme/format.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

enum Method { Gradients, Shapley };
constexpr int kMarkWidth = 112;

QHBoxLayout* rowOf(QWidget* bar) {
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(16, 4, 16, 4);
    row->setSpacing(8);
    return row;
}

} // namespace

AttributionPane::AttributionPane(JobModel& jobs, QWidget* parent)
    : QWidget(parent), m_jobs(jobs), m_head(new JobHead(jobs, u"explain_job"_s,
                                                        {.keep = tr("Stop and Keep Done"),
                                                         .keepTip = tr("Shows what is ready"),
                                                         .discardTip = tr("Nothing is explained")},
                                                        this)),
      m_stack(new QStackedWidget(this)) {
    setObjectName(u"attribution_pane"_s);
    m_empty = new EmptyState(u"search"_s, tr("Find out what in its window moved this forecast."),
                             tr("Explain shares the forecast out among features and lags, and "
                                "checks whether the shares can be believed. It takes seconds."),
                             {}, this);
    m_result = buildResult();
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_result);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildForm());
    column->addWidget(m_head);
    column->addWidget(m_stack, 1);
    m_head->hide();
    connect(&m_jobs, &JobModel::jobEnded, this, [this](jobs::JobId job) {
        if (job == m_job)
            m_button->setEnabled(true);
    });
}

QWidget* AttributionPane::buildForm() {
    auto* form = new Bar(Role::Surface, Qt::BottomEdge, this);
    m_method = new SegmentedSwitch({tr("Integrated gradients"), tr("Shapley values")}, form);
    m_method->setObjectName(u"explain_method"_s);
    m_baseline = new QComboBox(form);
    m_baseline->setObjectName(u"explain_baseline"_s);
    m_baseline->setAccessibleName(tr("What the window is compared with"));
    m_baseline->addItems({tr("training mean"), tr("last value")});
    m_baseline->setToolTip(tr("Training mean: every number at its mean of the training part. Last "
                              "value: a past that repeats the origin."));
    m_players = new QComboBox(form);
    m_players->setObjectName(u"explain_players"_s);
    m_players->setAccessibleName(tr("What Shapley values are shared out among"));
    m_players->addItems({tr("features"), tr("lags"), tr("single inputs")});
    m_stepField = new QSpinBox(form);
    m_stepField->setObjectName(u"explain_step"_s);
    m_stepField->setMinimumWidth(92);
    m_stepField->setAccessibleName(tr("Step of the forecast"));
    m_fresh = new QCheckBox(tr("Fresh weights"), form);
    m_fresh->setObjectName(u"explain_fresh"_s);
    m_fresh->setToolTip(tr("Networks that learned nothing should be explained otherwise."));
    m_seeds = new QCheckBox(tr("Other seeds"), form);
    m_seeds->setObjectName(u"explain_seeds"_s);
    m_seeds->setToolTip(tr("The same model trained with other seeds should be explained alike."));
    m_button = new QPushButton(tr("Explain"), form);
    m_button->setObjectName(u"explain_button"_s);
    m_export = new QPushButton(tr("Shares as CSV…"), form);
    m_export->setObjectName(u"explain_export"_s);
    m_export->setEnabled(false);
    auto* first = new QWidget(form);
    auto* inFirst = rowOf(first);
    inFirst->addWidget(m_method);
    inFirst->addSpacing(8);
    inFirst->addWidget(new QLabel(tr("against"), first));
    inFirst->addWidget(m_baseline);
    inFirst->addWidget(new QLabel(tr("step"), first));
    inFirst->addWidget(m_stepField);
    inFirst->addStretch(1);
    auto* second = new QWidget(form);
    auto* inSecond = rowOf(second);
    inSecond->addWidget(new QLabel(tr("Check with"), second));
    inSecond->addWidget(m_fresh);
    inSecond->addWidget(m_seeds);
    inSecond->addSpacing(8);
    auto* among = new QLabel(tr("Share among"), second);
    inSecond->addWidget(among);
    inSecond->addWidget(m_players);
    inSecond->addStretch(1);
    inSecond->addWidget(m_export);
    inSecond->addWidget(m_button);
    auto* column = new QVBoxLayout(form);
    column->setContentsMargins(0, 0, 0, 1);
    column->setSpacing(0);
    column->addWidget(first);
    column->addWidget(second);
    // Single inputs are what integrated gradients are of: only Shapley values have players.
    const auto update = [this, among] {
        const bool shapley = m_method->currentIndex() == Shapley;
        among->setVisible(shapley);
        m_players->setVisible(shapley);
    };
    const auto edited = [this, update] {
        update();
        Q_EMIT optionsEdited();
    };
    setOptions({});
    update();
    connect(m_method, &SegmentedSwitch::currentIndexChanged, this, edited);
    connect(m_baseline, &QComboBox::activated, this, edited);
    connect(m_players, &QComboBox::activated, this, edited);
    connect(m_fresh, &QCheckBox::clicked, this, edited);
    connect(m_seeds, &QCheckBox::clicked, this, edited);
    connect(m_stepField, &QSpinBox::valueChanged, this, [this, edited](int value) {
        m_step = static_cast<std::size_t>(value);
        edited();
    });
    connect(m_button, &QPushButton::clicked, this, &AttributionPane::explainRequested);
    connect(m_export, &QPushButton::clicked, this, &AttributionPane::exportRequested);
    return form;
}

QWidget* AttributionPane::buildResult() {
    auto* result = new QWidget(this);
    auto* checks = new Bar(Role::Raised, Qt::BottomEdge, result);
    auto* inChecks = new QVBoxLayout(checks);
    inChecks->setContentsMargins(16, 6, 16, 7);
    inChecks->setSpacing(2);
    for (auto& [check, name] : {std::pair<Check&, QString>{m_sum, u"sum"_s},
                                {m_learned, u"learned"_s},
                                {m_stable, u"stable"_s}}) {
        check.mark = new StatusLabel(checks);
        check.mark->setFixedWidth(kMarkWidth);
        check.words = new ElidedLabel(checks);
        check.words->setObjectName(u"explain_check_"_s + name);
        auto* row = new QHBoxLayout;
        row->setSpacing(8);
        row->addWidget(check.mark);
        row->addWidget(check.words, 1);
        inChecks->addLayout(row);
    }
    m_bars = new ChartView(result);
    m_bars->setObjectName(u"explain_bars"_s);
    m_by = new SegmentedSwitch({tr("Features"), tr("Lags")}, m_bars);
    m_by->setObjectName(u"explain_by"_s);
    m_bars->setHeaderWidget(m_by);
    m_map = new ChartView(result);
    m_map->setObjectName(u"explain_map"_s);
    connect(m_by, &SegmentedSwitch::currentIndexChanged, this, [this] { showBars(); });
    auto* charts = new QHBoxLayout;
    charts->setSpacing(1);
    charts->addWidget(m_bars, 2);
    charts->addWidget(m_map, 3);
    auto* column = new QVBoxLayout(result);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(checks);
    column->addLayout(charts, 1);
    return result;
}

AttributionOptions AttributionPane::options() const {
    return {.method = m_method->currentIndex() == Shapley
                          ? forecast::ExplainMethod::Shapley
                          : forecast::ExplainMethod::IntegratedGradients,
            .baseline = m_baseline->currentIndex() == 1 ? forecast::Baseline::LastValue
                                                        : forecast::Baseline::TrainingMean,
            .players = static_cast<forecast::Players>(m_players->currentIndex()),
            .step = m_step,
            .freshWeights = m_fresh->isChecked(),
            .otherSeeds = m_seeds->isChecked()};
}

void AttributionPane::setOptions(const AttributionOptions& options) {
    const QSignalBlocker method(m_method), step(m_stepField);
    m_method->setCurrentIndex(options.method == forecast::ExplainMethod::Shapley ? Shapley
                                                                                 : Gradients);
    m_baseline->setCurrentIndex(options.baseline == forecast::Baseline::LastValue ? 1 : 0);
    m_players->setCurrentIndex(static_cast<int>(options.players));
    m_fresh->setChecked(options.freshWeights);
    m_seeds->setChecked(options.otherSeeds);
    m_step = options.step;
    setModel(m_horizon, {});
}

void AttributionPane::setModel(std::size_t horizon, const QString& why) {
    const QSignalBlocker blocker(m_stepField);
    m_horizon = horizon;
    const int last = static_cast<int>(horizon);
    m_stepField->setRange(1, last);
    m_stepField->setSuffix(tr(" of %1").arg(last));
    m_stepField->setValue(m_step == 0 || m_step > horizon ? last : static_cast<int>(m_step));
    m_button->setEnabled(why.isEmpty());
}

void AttributionPane::show(std::shared_ptr<const Attribution> attribution) {
    m_shown = std::move(attribution);
    m_export->setEnabled(m_shown != nullptr);
    m_head->hide();
    if (!m_shown) {
        m_stack->setCurrentWidget(m_empty);
        return;
    }
    const auto& shares = m_shown->explanation;
    m_by->setChoiceEnabled(0, !shares.features.empty());
    m_by->setChoiceEnabled(1, !shares.lags.empty());
    // A single feature has nothing to compare with: its lags tell more.
    m_by->setCurrentIndex(shares.features.size() > 1 || shares.lags.empty() ? 0 : 1);
    showChecks();
    showBars();
    showMap();
    m_stack->setCurrentWidget(m_result);
}

void AttributionPane::follow(jobs::JobId job) {
    m_job = job;
    m_head->showJob(job, tr("Explaining"));
    m_head->show();
    m_button->setEnabled(false);
}

void AttributionPane::fail(const QString& title, const QString& why) {
    m_head->showWords(title, why);
    m_head->show();
    m_button->setEnabled(true);
}

void AttributionPane::showChecks() {
    const auto told = [](const Check& check, const CheckWords& words) {
        check.mark->setStatus(words.mark, words.word);
        check.words->setFullText(words.sentence);
    };
    told(m_sum, sumWords(m_shown->explanation));
    told(m_learned, learnedWords(*m_shown));
    told(m_stable, stableWords(*m_shown));
}

QStringList AttributionPane::checks() const {
    return {m_sum.words->fullText(), m_learned.words->fullText(), m_stable.words->fullText()};
}

void AttributionPane::showBars() {
    if (m_shown)
        showShares(*m_bars, m_shown->explanation,
                   m_by->currentIndex() == 0 ? ShareKind::Features : ShareKind::Lags);
}

void AttributionPane::showMap() {
    const auto& shares = m_shown->explanation;
    m_map->setVisible(shares.inputs.empty() || shares.features.size() > 1);
    showInputMap(*m_map, shares);
}

} // namespace loom::ui
