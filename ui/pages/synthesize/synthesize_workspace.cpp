// SPDX-License-Identifier: GPL-3.0-or-later
// What the page Synthesize keeps in a workspace file: the forms, the view, how the charts look, and
// the study of the result on screen. Its paths are not kept: equal seeds give them again.
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <utility>

#include "studies/workbench.h"
#include "ui/charts/chart_view.h"
#include "ui/pages/synthesize/benefit/benefit_form.h"
#include "ui/pages/synthesize/benefit/benefit_view.h"
#include "ui/pages/synthesize/scenarios/scenario_form.h"
#include "ui/pages/synthesize/scenarios/scenario_view.h"
#include "ui/pages/synthesize/study_form.h"
#include "ui/pages/synthesize/synthesize_page.h"

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

QString scaleCode(Scale scale) {
    return scale == Scale::Log ? u"log"_s : scale == Scale::Indexed ? u"indexed"_s : u"linear"_s;
}

Scale scaleFromCode(const QString& code) {
    return code == u"linear" ? Scale::Linear : code == u"indexed" ? Scale::Indexed : Scale::Log;
}

/// Nothing for a chart that shows everything it has.
QJsonArray rangeOf(const ChartView& chart) {
    const Range x = chart.xRange();
    return chart.window().follows || x.empty() ? QJsonArray() : QJsonArray{x.lo, x.hi};
}

void applyRange(ChartView& chart, const QJsonArray& range) {
    if (range.size() == 2)
        chart.setXRange({range[0].toDouble(), range[1].toDouble()});
}

/// The study of a result as a workspace keeps it: what decides its numbers.
QJsonObject resultStudy(studies::SynthesizeStudy study) {
    study.device = "auto";
    study.retrain = false;
    return toQt(studies::toJson(study));
}

void saveForms(const ScenarioForm& scenarios, const BenefitForm& benefit, QJsonObject& state) {
    studies::ScenarioStudy drawn;
    scenarios.read(drawn);
    state[u"scenarios"_s] = toQt(studies::toJson(drawn));
    studies::AugmentStudy judged;
    benefit.read(judged);
    state[u"benefit"_s] = toQt(studies::toJson(judged));
}

/// What a workspace of an earlier program lacks stays as it is.
void restoreForms(const QJsonObject& state, ScenarioForm& scenarios, BenefitForm& benefit) {
    const auto json = [&](const QString& key) { return fromQt(state.value(key).toObject()); };
    if (const auto drawn = studies::scenarioStudyFromJson(json(u"scenarios"_s)))
        scenarios.load(*drawn);
    if (const auto judged = studies::augmentStudyFromJson(json(u"benefit"_s)))
        benefit.load(*judged);
}

} // namespace

QJsonObject SynthesizePage::saveState() const {
    QJsonObject state;
    if (m_form)
        state[u"study"_s] = toQt(m_form->json());
    saveForms(*m_scenarios->form(), *m_benefit->form(), state);
    state[u"scale"_s] = scaleCode(m_fidelity->priceChart()->scale());
    state[u"view"_s] = m_restored.value(u"view"_s).toInt(currentView());
    const QJsonArray kept = m_restored.contains(u"dataRange"_s)
                                ? m_restored[u"dataRange"_s].toArray()
                                : rangeOf(*m_preview->chart());
    if (!kept.isEmpty())
        state[u"dataRange"_s] = kept;
    if (!m_outcome) { // not had again yet
        for (const QString& key : {u"result"_s, u"resultRange"_s, u"path"_s})
            if (m_restored.contains(key))
                state[key] = m_restored[key];
        return state;
    }
    state[u"result"_s] = resultStudy(m_outcome->study);
    if (m_outcome->panel)
        return state;
    state[u"resultRange"_s] = rangeOf(*m_fidelity->priceChart());
    state[u"path"_s] = m_fidelity->highlightedPath() + 1;
    return state;
}

void SynthesizePage::restoreState(const QJsonObject& state) {
    m_restored = state;
    m_restored.remove(u"study"_s);
    m_restored.remove(u"scale"_s);
    m_fidelity->priceChart()->setScale(scaleFromCode(state.value(u"scale"_s).toString()));
    const int view = m_restored.value(u"view"_s).toInt(DataView);
    if (!m_restored.contains(u"result"_s))
        m_restored.remove(u"view"_s);
    if (view != TrainingPane && view != FidelityPane && view != PrivacyPane) {
        m_restored.remove(u"view"_s);
        show(static_cast<View>(std::clamp<int>(view, DataView, BenefitPane)));
    }
    openStudy(state.value(u"study"_s).toObject());
    // After the study: what the forms offer depends on its generator.
    restoreForms(state, *m_scenarios->form(), *m_benefit->form());
}

/// From the registered model, or a model that is fitted at once; nothing is trained unasked.
void SynthesizePage::reopenResults() {
    const auto wanted = m_restored.value(u"result"_s).toObject();
    if (wanted.isEmpty())
        return;
    const auto study = studies::synthesizeStudyFromJson(fromQt(wanted));
    const auto* info = study ? m_services.workbench.generators().find(study->model.id) : nullptr;
    if (info == nullptr || (info->trains && !answersAtOnce(*study)))
        return;
    start(*study);
}

/// The result of the workspace is there: it looks as it did when that was saved.
void SynthesizePage::restoreResultView() {
    if (!m_restored.contains(u"result"_s))
        return;
    const QJsonObject wanted = std::exchange(m_restored, {});
    if (wanted[u"result"_s].toObject() != resultStudy(m_outcome->study))
        return;
    if (!m_outcome->panel) {
        applyRange(*m_fidelity->priceChart(), wanted[u"resultRange"_s].toArray());
        applyPath(wanted[u"path"_s].toInt());
    }
    const int view = wanted[u"view"_s].toInt(FidelityPane);
    show(view == PrivacyPane ? PrivacyPane : FidelityPane);
}

bool SynthesizePage::openStudy(const QJsonObject& object) {
    if (object.isEmpty())
        return false;
    m_pendingStudy = fromQt(object);
    const auto study = studies::synthesizeStudyFromJson(m_pendingStudy);
    if (!study)
        return false;
    if (m_form)
        m_form->load(*study);
    return true;
}

void SynthesizePage::restoreDataRange() {
    const QJsonValue range = m_restored.take(u"dataRange"_s);
    applyRange(*m_preview->chart(), range.toArray());
}

} // namespace loom::ui
