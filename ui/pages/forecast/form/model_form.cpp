// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/form/model_form.h"

#include <QCheckBox>
#include <QComboBox>
#include <QSignalBlocker>
#include <QStandardItemModel>
#include <QVBoxLayout>

#include <algorithm>

#include "ui/bridge/sentence.h"
#include "ui/bridge/text.h"
#include "ui/forms/form_sheet.h"
#include "ui/forms/param_form.h"
#include "ui/pages/forecast/form/form_fields.h"
#include "ui/pages/synthesize/form/data_form.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;
using forecast::ForecasterInfo;
using forecast::ForecasterKind;

namespace {

enum class Group { Neural, Classical, Baseline };

Group groupOf(const ForecasterInfo& info) {
    return info.trains                             ? Group::Neural
           : info.kind == ForecasterKind::Baseline ? Group::Baseline
                                                   : Group::Classical;
}

QString groupTitle(Group group) {
    switch (group) {
    case Group::Neural:
        return ModelForm::tr("Neural");
    case Group::Classical:
        return ModelForm::tr("Classical");
    case Group::Baseline:
        break;
    }
    return ModelForm::tr("Baselines");
}

std::vector<const ForecasterInfo*> inGroups(const forecast::ForecasterRegistry& registry) {
    std::vector<const ForecasterInfo*> out;
    for (const auto& info : registry.all())
        out.push_back(&info);
    std::ranges::stable_sort(out, [](const auto* a, const auto* b) {
        return std::pair(groupOf(*a), a->title) < std::pair(groupOf(*b), b->title);
    });
    return out;
}

/// The titles of a list as it is said: "Drift, Mean and Theta".
QString listed(const QStringList& titles) {
    if (titles.size() < 2)
        return titles.join(QString());
    return ModelForm::tr("%1 and %2")
        .arg(titles.mid(0, titles.size() - 1).join(u", "_s), titles.back());
}

} // namespace

QString forecasterWords(const ForecasterInfo& info) {
    QStringList parts{sentence(qstr(info.summary))};
    if (info.jointAssets)
        parts << ModelForm::tr("Looks at all assets together: a fixed set, complete rows.");
    parts << sentence(qstr(info.reference));
    return parts.join(u' ').trimmed();
}

ModelForm::ModelForm(const forecast::ForecasterRegistry& forecasters, QWidget* parent)
    : QWidget(parent), m_forecasters(forecasters), m_sheet(new FormSheet(this)),
      m_rivals(new FormSheet(this)) {
    buildModel();
    buildRivals();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_sheet);
    layout->addWidget(m_paramHost);
    layout->addWidget(m_rivals);
    load({{.id = "nbeats", .preset = "quick"}}, false);
}

void ModelForm::buildModel() {
    m_sheet->addSection(tr("Model"));
    m_model = narrowCombo(m_sheet, u"forecast_model"_s);
    auto* items = qobject_cast<QStandardItemModel*>(m_model->model());
    std::optional<Group> group;
    for (const auto* info : inGroups(m_forecasters)) {
        if (group != groupOf(*info)) {
            group = groupOf(*info);
            m_model->addItem(groupTitle(*group));
            items->item(m_model->count() - 1)->setEnabled(false);
        }
        m_model->addItem(qstr(info->title), qstr(info->id));
        m_model->setItemData(m_model->count() - 1, forecasterWords(*info), Qt::ToolTipRole);
    }
    m_modelRow = m_sheet->addRow(tr("Forecaster"), m_model, tr("Every registered forecaster."));
    m_about = new FormWords(u"forecast_model_about"_s, m_sheet);
    m_sheet->addWide(m_about);
    m_preset = narrowCombo(m_sheet, u"forecast_preset"_s);
    m_presetRow = m_sheet->addRow(
        tr("Preset"), m_preset, tr("Fills the parameters below; they can be changed afterwards."));
    m_expectation = new FormWords(u"forecast_expectation"_s, m_sheet);
    m_sheet->addWide(m_expectation);
    m_retrain = new QCheckBox(tr("Always train anew"), m_sheet);
    m_retrain->setObjectName(u"forecast_retrain"_s);
    m_retrain->setToolTip(tr(
        "Off: a registered model of the same study is used at once, and an evaluation makes only "
        "the trainings that no earlier one has made."));
    m_sheet->addWide(m_retrain);
    m_paramHost = new QWidget(this);
    (new QVBoxLayout(m_paramHost))->setContentsMargins(0, 0, 0, 0);
    connect(m_model, &QComboBox::currentIndexChanged, this, [this] { modelChosen(); });
    connect(m_preset, &QComboBox::currentIndexChanged, this, [this] { presetChosen(); });
    connect(m_retrain, &QCheckBox::toggled, this, [this] { announce(); });
}

void ModelForm::buildRivals() {
    m_rivals->addFoldedSection(tr("Judged beside it"), u"forecast_rivals_toggle"_s);
    QStringList always;
    for (const auto* info : inGroups(m_forecasters)) {
        if (info->kind == ForecasterKind::Baseline) {
            always << qstr(info->title);
            continue;
        }
        auto* box = new QCheckBox(qstr(info->title), m_rivals);
        box->setObjectName(u"forecast_rival_"_s + qstr(info->id));
        box->setToolTip(forecasterWords(*info));
        m_rivals->addWide(box);
        m_boxes[info->id] = box;
        connect(box, &QCheckBox::toggled, this, [this] { announce(); });
    }
    auto* words = new FormWords(u"forecast_rivals_words"_s, m_rivals);
    words->setWords(tr("%1 are always scored.").arg(listed(always)));
    m_rivals->addWide(words);
}

std::string ModelForm::chosen() const {
    return str(m_model->currentData().toString());
}

const ForecasterInfo& ModelForm::info() const {
    const auto* info = m_forecasters.find(chosen());
    return info != nullptr ? *info : m_forecasters.all().front();
}

void ModelForm::modelChosen() {
    const auto& model = info();
    {
        const QSignalBlocker blocker(m_preset);
        m_preset->clear();
        for (const auto& preset : model.presets) {
            m_preset->addItem(qstr(preset.title), qstr(preset.id));
            m_preset->setItemData(m_preset->count() - 1, qstr(preset.expectation), Qt::ToolTipRole);
        }
    }
    m_presetRow->setVisible(m_preset->count() > 0);
    m_about->setWords(forecasterWords(model));
    m_retrain->setVisible(model.trains);
    delete m_params;
    m_params = nullptr;
    if (!model.params.empty()) {
        m_params = new ParamForm(model.params, m_paramHost, tr("Parameters"));
        m_paramHost->layout()->addWidget(m_params);
        connect(m_params, &ParamForm::edited, this, [this] { announce(); });
        connect(m_params, &ParamForm::problemCountChanged, this, [this] { announce(); });
    }
    showRivals();
    presetChosen();
}

void ModelForm::presetChosen() {
    m_expectation->setWords(m_preset->currentData(Qt::ToolTipRole).toString());
    Json values = Json::object();
    for (const auto& preset : info().presets)
        if (preset.id == str(m_preset->currentData().toString()))
            values = preset.values;
    if (m_params != nullptr)
        m_params->load(values);
    announce();
}

/// The one that predicts is judged in any case.
void ModelForm::showRivals() {
    for (auto& [id, box] : m_boxes) {
        const bool predicts = id == chosen();
        box->setEnabled(!predicts);
        box->setText(qstr(m_forecasters.find(id)->title) +
                     (predicts ? tr(", predicts") : QString()));
        const QSignalBlocker blocker(box);
        const bool wanted = std::ranges::any_of(
            m_loadedRivals, [&, rival = id](const auto& model) { return model.id == rival; });
        if (predicts)
            box->setChecked(true);
        else if (m_loading)
            box->setChecked(wanted);
    }
}

void ModelForm::load(const std::vector<studies::ModelChoice>& models, bool retrain) {
    const bool before = std::exchange(m_loading, true);
    m_loadedRivals.assign(models.begin() + 1, models.end());
    const auto& model = models.front();
    m_model->setCurrentIndex(m_model->findData(qstr(model.id)));
    modelChosen();
    if (const int preset = m_preset->findData(qstr(model.preset)); preset >= 0)
        m_preset->setCurrentIndex(preset);
    presetChosen();
    if (m_params != nullptr && !model.params.empty()) {
        Json values = m_params->json();
        values.update(model.params);
        m_params->load(values);
    }
    m_retrain->setChecked(retrain);
    m_loading = before;
}

std::vector<studies::ModelChoice> ModelForm::models() const {
    std::vector<studies::ModelChoice> out{
        {.id = chosen(),
         .preset = str(m_preset->currentData().toString()),
         .params = m_params != nullptr ? m_params->json() : Json::object()}};
    for (const auto& [id, box] : m_boxes) {
        if (!box->isChecked() || id == chosen())
            continue;
        const auto loaded = std::ranges::find(m_loadedRivals, id, &studies::ModelChoice::id);
        const auto* rival = m_forecasters.find(id);
        if (loaded != m_loadedRivals.end())
            out.push_back(*loaded);
        else
            out.push_back(
                {.id = id,
                 .preset = rival->presets.empty() ? std::string() : rival->presets.front().id,
                 .params = Json::object()});
    }
    return out;
}

bool ModelForm::retrain() const {
    return m_retrain->isChecked() && info().trains;
}

bool ModelForm::needsCompleteRows() const {
    return std::ranges::any_of(models(), [this](const auto& model) {
        const auto* one = m_forecasters.find(model.id);
        return one != nullptr && one->jointAssets;
    });
}

QString ModelForm::title() const {
    return m_preset->currentText().isEmpty()
               ? m_model->currentText()
               : m_model->currentText() + u", "_s + m_preset->currentText();
}

void ModelForm::setAssets(std::size_t assets) {
    m_assets = assets;
    check();
}

void ModelForm::check() {
    m_modelRow->setProblem(info().minAssets > m_assets
                               ? tr("Needs %1 or more assets").arg(info().minAssets)
                               : QString());
}

void ModelForm::checkAll() {
    if (m_params != nullptr)
        m_params->checkAll();
    check();
}

void ModelForm::focusFirstProblem() {
    if (m_params != nullptr)
        m_params->focusFirstProblem();
}

int ModelForm::problemCount() const {
    return (m_modelRow->problem().isEmpty() ? 0 : 1) +
           (m_params != nullptr ? m_params->problemCount() : 0);
}

void ModelForm::announce() {
    if (!m_loading)
        Q_EMIT edited();
}

} // namespace loom::ui
