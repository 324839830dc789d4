// SPDX-License-Identifier: GPL-3.0-or-later
// What the page Forecast keeps in a workspace file: the form, the view, how the charts and tables
// look, and the studies of the results on screen.
#include <QJsonArray>
#include <QJsonDocument>
#include <QSplitter>

#include <algorithm>
#include <utility>

#include "studies/workbench.h"
#include "ui/bridge/text.h"
#include "ui/pages/forecast/board/evaluation_view.h"
#include "ui/pages/forecast/explain/explain_view.h"
#include "ui/pages/forecast/forecast_page.h"
#include "ui/pages/forecast/form/forecast_form.h"
#include "ui/pages/forecast/inbox/inbox_watch.h"
#include "ui/pages/forecast/next/next_view.h"
#include "ui/pages/forecast/realised/realised_view.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

QJsonObject toQt(const Json& json) {
    return QJsonDocument::fromJson(QByteArray::fromStdString(json.dump())).object();
}

Json fromQt(const QJsonObject& object) {
    const auto text = QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString();
    const auto parsed = parseJson(text);
    return parsed ? *parsed : Json::object();
}

} // namespace

QJsonObject ForecastPage::saveState() const {
    QJsonObject state{{u"board"_s, m_board->saveState()},
                      {u"explain"_s, m_explain->saveState()},
                      {u"next"_s, m_next->saveState()},
                      {u"realised"_s, m_realised->saveState()}};
    if (m_form)
        state[u"draft"_s] = toQt(toJson(m_form->draft()));
    state[u"view"_s] = m_restored.value(u"view"_s).toInt(currentView());
    QJsonArray heights;
    for (const int height : m_parts->sizes())
        heights << height;
    state[u"heights"_s] = heights;
    if (m_forecast)
        state[u"result"_s] = toQt(studies::toJson(essence(m_forecast->study)));
    else if (m_restored.contains(u"result"_s)) // not had again yet
        state[u"result"_s] = m_restored[u"result"_s];
    if (m_evaluation)
        state[u"evaluation"_s] =
            QJsonObject{{u"study"_s, toQt(studies::toJson(essence(m_evaluation->study)))},
                        {u"run"_s, qstr(m_evaluation->run.value)}};
    else if (m_restored.contains(u"evaluation"_s))
        state[u"evaluation"_s] = m_restored[u"evaluation"_s];
    return state;
}

void ForecastPage::restoreState(const QJsonObject& state) {
    m_restored = {};
    for (const QString& key : {u"result"_s, u"evaluation"_s})
        if (state.contains(key))
            m_restored[key] = state[key];
    m_board->restoreState(state.value(u"board"_s).toObject());
    m_explain->restoreState(state.value(u"explain"_s).toObject());
    m_next->restoreState(state.value(u"next"_s).toObject());
    m_realised->restoreState(state.value(u"realised"_s).toObject());
    QList<int> heights;
    for (const auto& height : state.value(u"heights"_s).toArray())
        heights << height.toInt();
    if (heights.size() == m_parts->count() &&
        std::ranges::all_of(heights, [](int height) { return height > 0; }))
        m_parts->setSizes(heights);
    const int view = std::clamp<int>(state.value(u"view"_s).toInt(), ForecastPane, RealisedPane);
    // A training is over with its window; what it gave is in the first view.
    show(view == TrainingPane ? ForecastPane : static_cast<View>(view));
    m_pendingDraft = fromQt(state.value(u"draft"_s).toObject());
    if (const auto draft = draftFromJson(m_pendingDraft); draft && m_form) {
        m_lastDraft = *draft;
        applyDraft(*draft);
    }
}

/// From the registered model, or a model that is fitted at once, and from the kept trainings of the
/// evaluation: nothing is trained unasked, no run added, no look at the locked rows counted.
void ForecastPage::reopenResults() {
    const auto study =
        studies::forecastStudyFromJson(fromQt(m_restored.value(u"result"_s).toObject()));
    if (study)
        reopen(*study);
    const auto evaluation = m_restored.value(u"evaluation"_s).toObject();
    const auto judged =
        studies::evaluateStudyFromJson(fromQt(evaluation.value(u"study"_s).toObject()));
    if (judged)
        reopen(*judged, {str(evaluation.value(u"run"_s).toString())});
}

bool ForecastPage::openStudy(const QJsonObject& object) {
    const auto now = m_form ? m_form->draft() : firstDraft();
    const auto draft = withStudy(now, fromQt(object));
    if (!draft)
        return false;
    m_pendingDraft = toJson(*draft);
    if (m_form)
        m_form->load(*draft);
    show(ForecastPane);
    return true;
}

bool ForecastPage::openFile(const QString& path) {
    if (path.endsWith(QStringLiteral(".json"), Qt::CaseInsensitive))
        return false; // a study
    forecastDroppedFile(m_services, host(), path, this,
                        [this](const std::shared_ptr<const studies::BatchOutcome>& outcome) {
                            showForecast(outcome->forecast);
                        });
    return true;
}

} // namespace loom::ui
