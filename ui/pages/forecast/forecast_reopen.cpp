// SPDX-License-Identifier: GPL-3.0-or-later
// What the page Forecast takes up again: the results of a workspace, without training, and
// trainings that ended with the program.
#include <algorithm>

#include "studies/workbench.h"
#include "ui/bridge/job_model.h"
#include "ui/bridge/text.h"
#include "ui/pages/common/interrupted_notice.h"
#include "ui/pages/forecast/forecast_page.h"

namespace loom::ui {

/// Without training; when that cannot be, the page stays as it is.
void ForecastPage::reopen(const studies::ForecastStudy& study) {
    m_services.jobs.start<ForecastPtr>(
        {.title = str(tr("Forecast of %1").arg(qstr(studies::dataTitle(study.data)))),
         .kind = "forecast",
         .open = [this] { host().showPage(id()); }},
        [&workbench = m_services.workbench, study](jobs::JobContext& context) {
            return forecastAgain(workbench, study, context);
        },
        this,
        [this](Result<ForecastPtr> outcome) {
            if (outcome && !m_forecast)
                keepView([&] { showForecast(std::move(*outcome)); });
        });
}

void ForecastPage::reopen(const studies::EvaluateStudy& study, const tracking::RunId& run) {
    m_services.jobs.start<EvaluatePtr>(
        {.title = str(tr("Board of %1").arg(qstr(studies::dataTitle(study.data)))),
         .kind = "evaluate",
         .open = [this] { host().showPage(id()); }},
        [&workbench = m_services.workbench, study, run](jobs::JobContext& context) {
            return studies::recallEvaluate(workbench, study, run, context);
        },
        this,
        [this](Result<EvaluatePtr> outcome) {
            if (outcome && !m_evaluation)
                keepView([&] { showEvaluation(std::move(*outcome)); });
        });
}

/// A result that comes back with a workspace is not what the user asks to see.
void ForecastPage::keepView(const std::function<void()>& change) {
    const View view = currentView();
    change();
    show(view);
}

// --- Trainings that ended with the program. ---

void ForecastPage::offerResume() {
    using Found = std::vector<studies::InterruptedForecast>;
    m_services.jobs.start<Found>(
        {.title = str(tr("Look for interrupted trainings")), .kind = "read", .quiet = true},
        [&workbench = m_services.workbench](jobs::JobContext&) {
            return studies::interruptedForecasts(workbench);
        },
        this,
        [this](Result<Found> found) {
            const auto waiting = [this](const auto& training) { return !isActive(training.study); };
            const auto first = found ? std::ranges::find_if(*found, waiting) : Found::iterator();
            if (found && first != found->end())
                showInterrupted(*first);
            else
                host().hideBanner(id(), QStringLiteral("interrupted"));
        });
}

void ForecastPage::showInterrupted(const studies::InterruptedForecast& training) {
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
