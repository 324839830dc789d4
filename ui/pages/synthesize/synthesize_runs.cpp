// SPDX-License-Identifier: GPL-3.0-or-later
// The runs of the page Synthesize: starting and stopping trainings, taking their results, and
// offering those that ended with the program.
#include <QFileDialog>

#include <algorithm>

#include "studies/share.h"
#include "studies/study_data.h"
#include "studies/synthesize.h"
#include "studies/workbench.h"
#include "ui/bridge/job_model.h"
#include "ui/bridge/text.h"
#include "ui/pages/common/interrupted_notice.h"
#include "ui/pages/synthesize/privacy/privacy_view.h"
#include "ui/pages/synthesize/synthesize_page.h"
#include "ui/pages/synthesize/training_view.h"
#include "ui/shell/settings.h"
#include "ui/theme/format.h"
#include "ui/theme/generator_slots.h"

namespace loom::ui {

/// A registered model needs no place in the training lane.
bool SynthesizePage::answersAtOnce(const studies::SynthesizeStudy& study) const {
    auto& workbench = m_services.workbench;
    const auto params = studies::resolvedParams(workbench.generators(), study.model);
    if (study.retrain || !params)
        return false;
    const auto found = studies::ModelLibrary(workbench.tracking(), workbench.generators())
                           .find(study, *params, {});
    return found && found->has_value();
}

void SynthesizePage::start(const studies::SynthesizeStudy& wanted,
                           const std::optional<studies::InterruptedTraining>& interrupted) {
    if (isActive(wanted))
        return;
    auto study = wanted;
    study.device = str(m_services.settings.device());
    auto goesOn = interrupted;
    if (goesOn)
        goesOn->study = study;
    const auto* info = m_services.workbench.generators().find(study.model.id);
    const QString title = tr("%1, %2, seed %3")
                              .arg(qstr(info->title), qstr(studies::dataTitle(study.data)))
                              .arg(study.seed);
    const bool behind = isRunning();
    const auto ticket = ++m_tickets;
    const bool trains = info->trains && (goesOn || !answersAtOnce(study));
    const auto job = m_services.jobs.start<OutcomePtr>(
        {.title = str(title),
         .kind = "synthesize",
         .lane = trains ? jobs::Lane::Training : jobs::Lane::Light,
         .open = [this] { host().showPage(id()); },
         .retry = [this, study, goesOn] { start(study, goesOn); }},
        [&workbench = m_services.workbench, study, goesOn](jobs::JobContext& context) {
            return goesOn ? studies::resumeSynthesize(workbench, *goesOn, context)
                          : studies::runSynthesize(workbench, study, context);
        },
        this, [this, ticket](Result<OutcomePtr> outcome) { finished(ticket, std::move(outcome)); });
    m_active.push_back({ticket, job, title, study, trains});
    if (behind && trains) {
        host().showToast({.severity = Severity::Info,
                          .title = tr("%1 waits for its turn").arg(title),
                          .text = tr("It starts when %1 has ended.").arg(m_active.front().title)});
        updateState();
        return;
    }
    m_training->follow(job, title, trains);
    m_followed = true;
    show(TrainingPane);
}

void SynthesizePage::stop(jobs::StopRequest how) {
    if (isRunning())
        m_services.jobs.stop(m_active.front().job, how);
}

void SynthesizePage::finished(std::uint64_t ticket, Result<OutcomePtr> outcome) {
    const auto ended = std::find_if(m_active.begin(), m_active.end(),
                                    [&](const Active& a) { return a.ticket == ticket; });
    const QString title = ended != m_active.end() ? ended->title : QString();
    if (ended != m_active.end())
        m_active.erase(ended);
    if (isRunning())
        m_training->follow(m_active.front().job, m_active.front().title, m_active.front().trains);
    offerResume();
    if (outcome) {
        showOutcome(std::move(*outcome));
        return;
    }
    if (outcome.error().code == ErrorCode::Cancelled)
        host().showToast({.severity = Severity::Info,
                          .title = tr("%1 was stopped").arg(title),
                          .text = tr("No model was kept. What it reported is in Experiments.")});
    else
        report(tr("%1 could not be finished").arg(title), outcome.error());
    if (!isRunning() && currentView() == TrainingPane)
        show(m_outcome ? FidelityPane : DataView);
    updateState();
}

// --- Privacy and sharing. ---

void SynthesizePage::showPrivacy() {
    QStringList reasons;
    for (const auto& reason : studies::reasonsNotToShare(m_outcome->privacy))
        reasons << qstr(reason);
    const auto& id = m_outcome->study.model.id;
    const auto* info = m_services.workbench.generators().find(id);
    m_privacy->setReport(m_outcome->privacy, reasons, qstr(info->title), generatorSlot(id));
}

void SynthesizePage::askAndShare(const QString& overrideReason) {
    const QString folder =
        QFileDialog::getExistingDirectory(this, tr("Folder for the data and their card"));
    if (!folder.isEmpty())
        share(folder, overrideReason);
}

void SynthesizePage::share(const QString& folder, const QString& overrideReason) {
    using Files = std::vector<std::filesystem::path>;
    if (!m_outcome)
        return;
    m_privacy->setSharing(true);
    m_services.jobs.start<Files>(
        {.title = str(tr("Share generated data")), .kind = "share"},
        [&workbench = m_services.workbench, outcome = m_outcome, folder = str(folder),
         reason = str(overrideReason)](jobs::JobContext&) {
            return studies::shareOutcome(workbench, *outcome,
                                         {.folder = folder, .overrideReason = reason});
        },
        this,
        [this](Result<Files> files) {
            m_privacy->setSharing(false);
            if (!files) {
                report(tr("The data were not shared"), files.error());
                return;
            }
            QStringList names;
            for (const auto& file : *files)
                names << qstr(file.filename().string());
            host().showToast({.severity = Severity::Ok,
                              .title = tr("Written for sharing"),
                              .text = names.join(QStringLiteral(", "))});
        });
}

// --- Trainings that ended with the program. ---

void SynthesizePage::offerResume() {
    using Found = std::vector<studies::InterruptedTraining>;
    m_services.jobs.start<Found>(
        {.title = str(tr("Look for interrupted trainings")), .kind = "read", .quiet = true},
        [&workbench = m_services.workbench](jobs::JobContext&) {
            return studies::interruptedTrainings(workbench);
        },
        this,
        [this](Result<Found> found) {
            const auto waiting = [this](const auto& training) { return !isActive(training.study); };
            const auto first =
                found ? std::find_if(found->begin(), found->end(), waiting) : Found::iterator();
            if (found && first != found->end())
                showInterrupted(*first);
            else
                host().hideBanner(id(), QStringLiteral("interrupted"));
        });
}

void SynthesizePage::showInterrupted(const studies::InterruptedTraining& training) {
    const auto resume = [this, training] {
        start(training.study, training);
        // Last: the banner owns this function.
        host().hideBanner(id(), QStringLiteral("interrupted"));
    };
    const auto discard = [this, training] {
        if (const auto gone = studies::forget(training); !gone)
            report(tr("The checkpoint is still there"), gone.error());
        offerResume();
    };
    host().showBanner(
        id(), QStringLiteral("interrupted"),
        interruptedNotice(training.name, training.startMs, training.step, resume, discard));
}

} // namespace loom::ui
