// SPDX-License-Identifier: GPL-3.0-or-later
// The runs of the page Forecast: starting and stopping predictions and evaluations, and taking
// their results.
#include <QMessageBox>
#include <QPushButton>

#include <algorithm>

#include "studies/forecast_model.h"
#include "studies/workbench.h"
#include "ui/bridge/job_model.h"
#include "ui/bridge/text.h"
#include "ui/forms/form_sheet.h"
#include "ui/pages/forecast/board/evaluation_view.h"
#include "ui/pages/forecast/explain/explain_view.h"
#include "ui/pages/forecast/forecast_page.h"
#include "ui/pages/forecast/form/forecast_form.h"
#include "ui/pages/forecast/form/form_fields.h"
#include "ui/pages/forecast/next/next_view.h"
#include "ui/pages/forecast/split/split_editor.h"
#include "ui/pages/forecast/training/forecast_training.h"
#include "ui/shell/settings.h"

namespace loom::ui {

// --- What the user asks for. ---

void ForecastPage::predict() {
    if (!m_form)
        return;
    if (const auto study = m_form->forecast())
        start(*study);
    updateState();
}

void ForecastPage::retrain() {
    if (!m_form)
        return;
    if (auto study = m_form->forecast()) {
        study->retrain = true;
        start(*study);
    }
    updateState();
}

void ForecastPage::evaluate() {
    if (!m_form)
        return;
    if (const auto study = m_form->evaluate(false))
        start(*study);
    updateState();
}

void ForecastPage::askForTestRows() {
    const auto study = m_form ? m_form->evaluate(true) : std::nullopt;
    updateState();
    if (!study)
        return;
    const auto looks = m_data.testLooks;
    auto* box = new QMessageBox(
        QMessageBox::NoIcon, tr("Look at the locked test rows"),
        looks == 0   ? tr("Nobody has looked at the locked test rows of %1 yet.")
        : looks == 1 ? tr("The locked test rows of %1 were looked at once before.")
                     : tr("The locked test rows of %1 were looked at %2 times before.")
                           .arg(m_form->dataTitle())
                           .arg(looks),
        QMessageBox::NoButton, this);
    if (looks < 2)
        box->setText(box->text().arg(m_form->dataTitle()));
    box->setObjectName(QStringLiteral("test_rows_question"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setInformativeText(tr("Every look is counted and makes the next one worth less: a model "
                               "that was chosen by these rows is no longer judged by rows that "
                               "nobody saw."));
    auto* look = box->addButton(tr("Look at Test Rows"), QMessageBox::AcceptRole);
    look->setObjectName(QStringLiteral("test_rows_look"));
    auto* stay = box->addButton(tr("Keep Them Locked"), QMessageBox::RejectRole);
    stay->setObjectName(QStringLiteral("test_rows_keep"));
    box->setDefaultButton(stay);
    box->setEscapeButton(stay);
    connect(look, &QPushButton::clicked, this, [this, wanted = *study] { start(wanted); });
    box->open();
}

void ForecastPage::stop(jobs::StopRequest how) {
    if (isRunning())
        m_services.jobs.stop(m_active.front().job, how);
}

// --- Starting. ---

bool ForecastPage::isActive(const studies::ForecastStudy& study) const {
    return std::ranges::any_of(m_active, [&](const Active& active) {
        return active.work == Work::Predict && essence(active.forecast) == essence(study);
    });
}

bool ForecastPage::isActive(const studies::EvaluateStudy& study) const {
    return std::ranges::any_of(m_active, [&](const Active& active) {
        auto other = essence(active.evaluate);
        other.plan.test = study.plan.test;
        return active.work == Work::Judge && other == essence(study);
    });
}

bool ForecastPage::trains(const studies::EvaluateStudy& study) const {
    return std::ranges::any_of(study.models, [this](const auto& model) {
        const auto* info = m_services.workbench.forecasters().find(model.id);
        return info != nullptr && info->trains;
    });
}

void ForecastPage::start(const studies::ForecastStudy& wanted,
                         const std::optional<studies::InterruptedForecast>& interrupted) {
    if (isActive(wanted))
        return;
    auto study = wanted;
    study.device = str(m_services.settings.device());
    auto goesOn = interrupted;
    if (goesOn)
        goesOn->study = study;
    const auto* info = m_services.workbench.forecasters().find(study.model.id);
    const bool known = m_data.dataset && m_data.selection == study.data;
    const bool atOnce =
        !goesOn && known &&
        registeredModel(m_services.workbench, study, m_data.dataset->hash).has_value();
    Active active{.ticket = ++m_tickets,
                  .title = tr("%1, %2, seed %3")
                               .arg(qstr(info->title), qstr(studies::dataTitle(study.data)))
                               .arg(study.seed),
                  .work = Work::Predict,
                  .forecast = study,
                  .trains = info->trains && !atOnce};
    active.job = m_services.jobs.start<ForecastPtr>(
        {.title = str(active.title),
         .kind = "forecast",
         .lane = active.trains ? jobs::Lane::Training : jobs::Lane::Light,
         .open = [this] { host().showPage(id()); },
         .retry = [this, study, goesOn] { start(study, goesOn); }},
        [&workbench = m_services.workbench, study, goesOn](jobs::JobContext& context) {
            return goesOn ? studies::resumeForecast(workbench, *goesOn, context)
                          : studies::runForecast(workbench, study, context);
        },
        this,
        [this, ticket = active.ticket](Result<ForecastPtr> outcome) {
            if (end(ticket, outcome ? nullptr : &outcome.error()) && outcome)
                showForecast(std::move(*outcome));
        });
    begin(std::move(active), isRunning());
}

void ForecastPage::start(const studies::EvaluateStudy& wanted) {
    if (isActive(wanted))
        return;
    auto study = wanted;
    study.device = str(m_services.settings.device());
    const auto* info = m_services.workbench.forecasters().find(study.models.front().id);
    const QString assets = qstr(studies::dataTitle(study.data));
    Active active{.ticket = ++m_tickets,
                  .title =
                      study.plan.test
                          ? tr("%1 judged on the locked rows of %2").arg(qstr(info->title), assets)
                          : tr("%1 judged on %2").arg(qstr(info->title), assets),
                  .work = Work::Judge,
                  .evaluate = study,
                  .trains = trains(study)};
    active.job = m_services.jobs.start<EvaluatePtr>(
        {.title = str(active.title),
         .kind = "evaluate",
         .lane = active.trains ? jobs::Lane::Training : jobs::Lane::Light,
         .open = [this] { host().showPage(id()); },
         .retry = [this, study] { start(study); }},
        [&workbench = m_services.workbench, study](jobs::JobContext& context) {
            return studies::runEvaluate(workbench, study, context);
        },
        this,
        [this, ticket = active.ticket](Result<EvaluatePtr> outcome) {
            if (end(ticket, outcome ? nullptr : &outcome.error()) && outcome)
                showEvaluation(std::move(*outcome));
        });
    begin(std::move(active), isRunning());
}

void ForecastPage::predictAgain(const studies::ModelOrigin& origin) {
    Active active{.ticket = ++m_tickets,
                  .title = tr("%1, version %2").arg(qstr(origin.name)).arg(origin.version),
                  .work = Work::Again};
    active.job = m_services.jobs.start<ForecastPtr>(
        {.title = str(tr("Predict with %1").arg(active.title)),
         .kind = "forecast",
         .open = [this] { host().showPage(id()); },
         .retry = [this, origin] { predictAgain(origin); }},
        [&workbench = m_services.workbench, origin](jobs::JobContext& context) {
            return studies::predictAgain(workbench, origin, context);
        },
        this,
        [this, ticket = active.ticket](Result<ForecastPtr> outcome) {
            if (end(ticket, outcome ? nullptr : &outcome.error()) && outcome)
                showForecast(std::move(*outcome));
        });
    begin(std::move(active), isRunning());
}

/// A training behind another one waits; what answers at once leaves the view as it is.
void ForecastPage::begin(Active active, bool behind) {
    const bool waits = behind && active.trains;
    const bool watch = active.trains || active.work == Work::Judge;
    m_active.push_back(std::move(active));
    const Active& now = m_active.back();
    if (waits) {
        host().showToast({.severity = Severity::Info,
                          .title = tr("%1 waits for its turn").arg(now.title),
                          .text = tr("It starts when %1 has ended.").arg(m_active.front().title)});
    } else if (watch && !behind) {
        m_training->follow(now.job, now.title, now.trains);
        m_followed = true;
        show(TrainingPane);
        return;
    }
    updateState();
}

// --- Results. ---

/// The job is over: what it was, and its end told when it failed.
std::optional<ForecastPage::Active> ForecastPage::end(std::uint64_t ticket, const Error* error) {
    const auto at = std::ranges::find(m_active, ticket, &Active::ticket);
    if (at == m_active.end())
        return std::nullopt;
    Active ended = *at;
    m_active.erase(at);
    const auto next = std::ranges::find_if(
        m_active, [](const Active& one) { return one.trains || one.work == Work::Judge; });
    if (next != m_active.end())
        m_training->follow(next->job, next->title, next->trains);
    if (error != nullptr) {
        if (error->code == ErrorCode::Cancelled)
            host().showToast({.severity = Severity::Info,
                              .title = tr("%1 was stopped").arg(ended.title),
                              .text = tr("Nothing was kept. What it reported is in Experiments.")});
        else
            report(tr("%1 could not be finished").arg(ended.title), *error);
        if (!isRunning() && currentView() == TrainingPane)
            show(ForecastPane);
    }
    offerResume();
    updateState();
    return ended;
}

void ForecastPage::showForecast(ForecastPtr forecast) {
    m_forecast = std::move(forecast);
    m_next->setForecast(m_forecast);
    m_explain->setForecast(m_forecast);
    showPastOrigins();
    showOrigin(*m_forecast);
    showNotes();
    showSplit();
    m_restored.remove(QStringLiteral("result"));
    show(currentView() == ExplainPane ? ExplainPane : ForecastPane);
    Q_EMIT stateEdited();
}

void ForecastPage::showEvaluation(EvaluatePtr evaluation) {
    m_evaluation = std::move(evaluation);
    m_board->setEvaluation(m_evaluation);
    showPastOrigins();
    showNotes();
    if (m_data.dataset && m_data.selection.symbols == m_evaluation->study.data.symbols)
        m_split->setLooks(m_evaluation->testLooks);
    m_restored.remove(QStringLiteral("evaluation"));
    show(ForecastPane);
    Q_EMIT stateEdited();
}

/// Past forecasts belong on the chart only when they are of what it shows.
void ForecastPage::showPastOrigins() {
    const auto same = [this] {
        const auto &next = *m_forecast->dataset.data, &judged = *m_evaluation->dataset.data;
        return next.assets == judged.assets && next.frequency == judged.frequency;
    };
    m_next->setEvaluation(m_evaluation && (!m_forecast || same()) ? m_evaluation : nullptr);
}

/// What was done to the data and what must be known of the result, forecast first.
void ForecastPage::showNotes() {
    if (!m_notes)
        return;
    QStringList notes;
    const auto add = [&notes](const std::vector<std::string>& more) {
        for (const auto& note : more)
            if (!notes.contains(qstr(note)))
                notes << qstr(note);
    };
    if (m_forecast)
        add(m_forecast->notes);
    if (m_evaluation)
        add(m_evaluation->notes);
    m_notes->setWords(notes.join(QStringLiteral("\n\n")));
    m_aboutResult->setVisible(!notes.isEmpty());
}

/// Says where the model came from when that is not a complete training just now.
void ForecastPage::showOrigin(const studies::ForecastOutcome& forecast) {
    const auto& origin = forecast.trained->origin;
    const auto* info = m_services.workbench.forecasters().find(forecast.study.model.id);
    const bool trains = info != nullptr && info->trains;
    if (!trains || (!origin.reused && !origin.stoppedEarly)) {
        host().hideBanner(id(), QStringLiteral("origin"));
        return;
    }
    Notice notice{.title = tr("The training was stopped early and its best state kept."),
                  .text = tr("Retrain begins anew.")};
    if (origin.reused) {
        notice.title = tr("Predicted at once by the registered model, version %1, trained %2.")
                           .arg(origin.version)
                           .arg(qstr(origin.trainedAt).left(10));
        notice.text = origin.dataChanged    ? tr("There are newer prices than it was trained on.")
                      : origin.stoppedEarly ? tr("That training was stopped early.")
                                            : QString();
    }
    notice.severity =
        origin.dataChanged || origin.stoppedEarly ? Severity::Warning : Severity::Info;
    notice.actions = {{tr("Retrain"), [this, study = forecast.study] {
                           auto again = study;
                           again.retrain = true;
                           start(again);
                       }}};
    host().showBanner(id(), QStringLiteral("origin"), notice);
}

void ForecastPage::report(const QString& title, const Error& error) {
    host().showToast(errorNotice(title, error));
}

} // namespace loom::ui
