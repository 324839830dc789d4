// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/form/forecast_form.h"

#include <QVBoxLayout>

#include "studies/workbench.h"
#include "ui/bridge/text.h"
#include "ui/pages/forecast/form/feature_form.h"
#include "ui/pages/forecast/form/model_form.h"
#include "ui/pages/forecast/form/plan_form.h"
#include "ui/pages/forecast/form/task_form.h"
#include "ui/pages/forecast/step_words.h"

namespace loom::ui {

namespace {

/// Refusals that are about the period name it; the others are about the assets.
bool isAboutPeriod(const Error& error) {
    const QString words = qstr(error.message);
    return words.contains(QStringLiteral("period")) || words.contains(QStringLiteral("rows"));
}

bool isAboutInputs(const Error& error) {
    const QString words = qstr(error.message);
    return words.contains(QStringLiteral("feature")) || words.contains(QStringLiteral("covariate"));
}

} // namespace

ForecastForm::ForecastForm(const studies::Workbench& workbench, QWidget* parent)
    : QWidget(parent), m_task(new TaskForm(workbench, this)),
      m_features(new FeatureForm(workbench, this)),
      m_model(new ModelForm(workbench.forecasters(), this)), m_plan(new PlanForm(this)) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_task);
    layout->addWidget(m_model);
    layout->addWidget(m_features);
    layout->addWidget(m_plan);
    layout->addStretch(1);
    connect(m_task, &TaskForm::edited, this, [this] { announce(); });
    connect(m_task, &TaskForm::chooseRequested, this, &ForecastForm::chooseAssetsRequested);
    connect(m_features, &FeatureForm::edited, this, [this] { announce(); });
    connect(m_model, &ModelForm::edited, this, [this] { announce(); });
    connect(m_plan, &PlanForm::edited, this, [this] { announce(); });
    load(firstDraft());
}

ForecastDraft ForecastForm::draft() const {
    ForecastDraft draft = m_base;
    m_task->read(draft.study.data);
    m_features->read(draft.study.data);
    draft.study.models = m_model->models();
    m_plan->read(draft.study.plan);
    draft.study.name = str(m_plan->name());
    draft.study.retrain = m_model->retrain();
    return draft;
}

void ForecastForm::load(const ForecastDraft& draft) {
    m_loading = true;
    m_base = draft;
    m_task->load(draft.study.data);
    m_features->load(draft.study.data);
    m_model->load(draft.study.models, draft.study.retrain);
    m_plan->load(draft.study.plan, qstr(draft.study.name));
    m_loading = false;
    announce();
}

bool ForecastForm::isReady(int problems) {
    m_model->checkAll();
    check();
    if (problems + problemCount() == 0)
        return true;
    m_model->focusFirstProblem();
    return false;
}

std::optional<studies::ForecastStudy> ForecastForm::forecast() {
    return isReady(0) ? std::optional(forecastStudy(draft())) : std::nullopt;
}

std::optional<studies::EvaluateStudy> ForecastForm::evaluate(bool test) {
    return isReady(judgingProblemCount()) ? std::optional(evaluateStudy(draft(), test))
                                          : std::nullopt;
}

void ForecastForm::setSymbol(const QString& symbol) {
    m_task->setSymbol(symbol);
}

void ForecastForm::setSymbols(const std::vector<std::string>& symbols) {
    m_task->setSymbols(symbols);
}

void ForecastForm::setFile(const QString& file) {
    m_task->setFile(file);
}

void ForecastForm::askFile() {
    m_task->askFile();
}

void ForecastForm::setPlan(const forecast::EvaluationPlan& plan) {
    m_loading = true;
    m_plan->load(plan, m_plan->name());
    m_loading = false;
    announce();
}

void ForecastForm::setData(std::size_t rows) {
    m_rows = rows;
    m_task->setDataProblems({}, {});
    m_features->setDataProblem({});
    check();
}

void ForecastForm::setDataProblem(const Error& error) {
    m_rows = 0;
    const QString why = qstr(error.message);
    const bool inputs = isAboutInputs(error);
    const bool period = !inputs && isAboutPeriod(error);
    m_task->setDataProblems(inputs || period ? QString() : why, period ? why : QString());
    m_features->setDataProblem(inputs ? why : QString());
    check();
}

void ForecastForm::forgetData() {
    m_rows = 0;
    m_task->setDataProblems({}, {});
    m_features->setDataProblem({});
}

bool ForecastForm::isPanel() const {
    return m_task->isPanel();
}

bool ForecastForm::isFile() const {
    return m_task->isFile();
}

QString ForecastForm::dataTitle() const {
    return m_task->title();
}

QString ForecastForm::taskWords() const {
    const auto wanted = draft().study.data;
    return tr("%1, next %2").arg(dataTitle(), stepsWords(wanted.horizon, wanted.frequency));
}

QString ForecastForm::modelTitle() const {
    return m_model->title();
}

bool ForecastForm::modelTrains() const {
    return m_model->info().trains;
}

const std::vector<std::string>& ForecastForm::symbols() const {
    return m_task->symbols();
}

market::Interval ForecastForm::interval() const {
    return studies::intervalOf(m_task->frequency());
}

/// What one part has to know of the others.
void ForecastForm::shareContext() {
    const auto& info = m_model->info();
    m_model->setAssets(m_task->assets());
    m_task->setCompleteRows(m_model->needsCompleteRows());
    const QString unused =
        info.usesFeatures ? QString()
                          : tr("%1 looks at prices only; models judged beside it may read these.")
                                .arg(qstr(info.title));
    m_features->setContext(m_task->frequency(), m_task->isFile(), unused, info.usesFeatures);
    m_plan->setContext(m_task->frequency(), draft().study.data.horizon, m_rows);
}

void ForecastForm::check() {
    shareContext();
    m_task->check();
    m_features->check();
    m_plan->check();
}

void ForecastForm::announce() {
    if (m_loading)
        return;
    check();
    Q_EMIT edited();
}

int ForecastForm::problemCount() const {
    return m_task->problemCount() + m_features->problemCount() + m_model->problemCount() +
           m_plan->problemCount();
}

int ForecastForm::judgingProblemCount() const {
    return m_plan->judgingProblemCount();
}

} // namespace loom::ui
