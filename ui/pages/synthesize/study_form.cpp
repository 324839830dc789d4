// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/study_form.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QStandardItemModel>
#include <QVBoxLayout>

#include "studies/workbench.h"
#include "ui/bridge/text.h"
#include "ui/forms/form_sheet.h"
#include "ui/forms/number_field.h"
#include "ui/forms/param_form.h"
#include "ui/pages/synthesize/form/data_form.h"
#include "ui/pages/synthesize/form/models.h"
#include "ui/theme/controls.h"

namespace loom::ui {

namespace {

NumberField* integerField(QWidget* parent, const QString& name, double minimum, double maximum,
                          const QString& unit = {}) {
    auto* field = new NumberField(NumberField::Kind::Integer, parent);
    field->setObjectName(name);
    field->setRange(minimum, maximum);
    field->setUnit(unit);
    return field;
}

QString rangeProblem(const NumberField* field, double minimum, double maximum) {
    const auto value = field->value();
    if (!value)
        return StudyForm::tr("Must be a whole number");
    if (*value < minimum || *value > maximum)
        return StudyForm::tr("Allowed: %1 to %2")
            .arg(compactNumber(minimum), compactNumber(maximum));
    return {};
}

constexpr double kMaxPaths = 100'000;
constexpr double kMaxSeed = 9e15;

} // namespace

StudyForm::StudyForm(const studies::Workbench& workbench, QWidget* parent)
    : QWidget(parent), m_workbench(workbench), m_data(new DataForm(workbench, this)),
      m_generator(new FormSheet(this)), m_evaluation(new FormSheet(this)) {
    buildGenerator();
    buildEvaluation();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_data);
    layout->addWidget(m_generator);
    layout->addWidget(m_paramHost);
    layout->addWidget(m_evaluation);
    layout->addStretch(1);
    studies::SynthesizeStudy initial;
    initial.data.from = Date::fromYmd(2010, 1, 1);
    initial.data.to = Date::fromYmd(2021, 9, 1);
    load(initial);
}

void StudyForm::buildGenerator() {
    m_generator->addSection(tr("Generator"));
    m_model = narrowCombo(m_generator, QStringLiteral("model"));
    m_generator->addRow(tr("Model"), m_model, tr("Those that fit the assets chosen above."));
    m_about = new QLabel(m_generator);
    m_about->setObjectName(QStringLiteral("model_about"));
    m_about->setWordWrap(true);
    m_about->setAlignment(Qt::AlignTop);
    m_about->setContentsMargins(0, 2, 0, 6);
    setMuted(m_about);
    m_generator->addWide(m_about);
    m_preset = narrowCombo(m_generator, QStringLiteral("preset"));
    m_presetRow = m_generator->addRow(
        tr("Preset"), m_preset, tr("Fills the parameters below; they can be changed afterwards."));
    m_expectation = new QLabel(m_generator);
    m_expectation->setObjectName(QStringLiteral("preset_expectation"));
    m_expectation->setWordWrap(true);
    m_expectation->setContentsMargins(0, 2, 0, 6);
    setMuted(m_expectation);
    m_generator->addWide(m_expectation);
    m_paramHost = new QWidget(this);
    (new QVBoxLayout(m_paramHost))->setContentsMargins(0, 0, 0, 0);
    offerModels();
    connect(m_data, &DataForm::edited, this, [this] { announce(); });
    connect(m_data, &DataForm::assetsEdited, this, [this] { offerModels(); });
    connect(m_model, &QComboBox::currentIndexChanged, this, [this] { modelChosen(); });
    connect(m_preset, &QComboBox::currentIndexChanged, this, [this] { presetChosen(); });
}

/// The generators that fit the assets, under the names of their groups; the chosen one stays when
/// it is still among them.
void StudyForm::offerModels() {
    const auto fitting = modelsFor(m_workbench.generators(), m_data->assets());
    const QString before = m_model->currentData().toString();
    {
        const QSignalBlocker blocker(m_model);
        m_model->clear();
        auto* items = qobject_cast<QStandardItemModel*>(m_model->model());
        std::optional<ModelGroup> group;
        for (const auto* info : fitting) {
            if (group != modelGroup(*info)) {
                group = modelGroup(*info);
                m_model->addItem(groupTitle(*group));
                items->item(m_model->count() - 1)->setEnabled(false);
            }
            m_model->addItem(qstr(info->title), qstr(info->id));
            m_model->setItemData(m_model->count() - 1,
                                 QStringLiteral("<p>%1</p>")
                                     .arg(modelWords(*info, m_data->isPanel()).toHtmlEscaped()),
                                 Qt::ToolTipRole);
        }
        const int same = before.isEmpty() ? -1 : m_model->findData(before);
        const int usual = m_model->findData(m_data->isPanel() ? QStringLiteral("vae")
                                                              : QStringLiteral("quantgan"));
        m_model->setCurrentIndex(same >= 0 ? same : usual >= 0 ? usual : 1);
    }
    if (m_params == nullptr)
        return;
    if (m_model->currentData().toString() != before)
        modelChosen();
    else if (const auto* info = m_workbench.generators().find(str(before)))
        showAbout(*info);
}

/// As tall as the words need in the narrowest Inspector: a wrapped label is given less.
void StudyForm::showAbout(const generate::GeneratorInfo& info) {
    constexpr int kNarrowest = 224;
    m_about->setText(modelWords(info, m_data->isPanel()));
    m_about->setMinimumHeight(m_about->heightForWidth(kNarrowest));
}

void StudyForm::buildEvaluation() {
    m_evaluation->addSection(tr("Evaluation"));
    m_paths = integerField(m_evaluation, QStringLiteral("paths"), 2, kMaxPaths);
    m_pathsRow = m_evaluation->addRow(tr("Paths"), m_paths);
    m_length = integerField(m_evaluation, QStringLiteral("length"), 0, kMaxPaths, tr("days"));
    m_lengthRow = m_evaluation->addRow(
        tr("Length"), m_length, tr("0: as long as the scored part; 4,000 in the paper table."));
    m_length->setZeroWords(tr("as real"));
    m_seed = integerField(m_evaluation, QStringLiteral("seed"), 0, kMaxSeed);
    m_seedRow = m_evaluation->addRow(tr("Seed"), m_seed,
                                     tr("Equal seed, data and thread count give equal results."));
    m_retrain = new QCheckBox(tr("Always train anew"), m_evaluation);
    m_retrain->setObjectName(QStringLiteral("retrain"));
    m_retrain->setToolTip(
        tr("Off: a registered model of the same study is used at once, without training."));
    m_evaluation->addWide(m_retrain);
    m_name = new QLineEdit(m_evaluation);
    m_name->setObjectName(QStringLiteral("study_name"));
    m_name->setMaxLength(250); // as long as the tracking store keeps names
    m_name->setPlaceholderText(tr("from model, symbol, seed"));
    m_evaluation->addRow(tr("Run name"), m_name,
                         tr("What the run is called on the Experiments page; it can be changed "
                            "there afterwards."));
    connect(m_name, &QLineEdit::textEdited, this, [this] { announce(); });
    for (NumberField* field : {m_paths, m_length, m_seed})
        connect(field, &NumberField::valueEdited, this, [this] { announce(); });
    connect(m_retrain, &QCheckBox::toggled, this, [this] { announce(); });
}

void StudyForm::modelChosen() {
    const auto* info = m_workbench.generators().find(str(m_model->currentData().toString()));
    if (info == nullptr)
        return;
    {
        const QSignalBlocker blocker(m_preset);
        m_preset->clear();
        for (const auto& preset : info->presets) {
            m_preset->addItem(qstr(preset.title), qstr(preset.id));
            m_preset->setItemData(m_preset->count() - 1, qstr(preset.expectation), Qt::ToolTipRole);
        }
        m_presetRow->setVisible(m_preset->count() > 0);
    }
    showAbout(*info);
    delete m_params;
    m_params = new ParamForm(info->params, m_paramHost, tr("Parameters"));
    m_paramHost->layout()->addWidget(m_params);
    connect(m_params, &ParamForm::edited, this, [this] { announce(); });
    connect(m_params, &ParamForm::problemCountChanged, this, [this] { announce(); });
    presetChosen();
}

void StudyForm::presetChosen() {
    const auto* info = m_workbench.generators().find(str(m_model->currentData().toString()));
    if (info == nullptr || m_params == nullptr)
        return;
    m_expectation->setText(expectation());
    m_expectation->setVisible(!expectation().isEmpty());
    for (const auto& preset : info->presets)
        if (preset.id == str(m_preset->currentData().toString()))
            m_params->load(preset.values);
    if (info->presets.empty())
        m_params->load(Json::object());
    announce();
}

void StudyForm::setDataProblems(const QString& assets, const QString& period) {
    m_data->setProblems(assets, period);
    Q_EMIT problemCountChanged(problemCount());
}

int StudyForm::problemCount() const {
    int count = m_data->problemCount() + (m_params ? m_params->problemCount() : 0);
    for (const FormRow* row : {m_pathsRow, m_lengthRow, m_seedRow})
        count += row->problem().isEmpty() ? 0 : 1;
    return count;
}

void StudyForm::announce() {
    if (m_loading)
        return;
    m_data->check();
    m_pathsRow->setProblem(rangeProblem(m_paths, 2, kMaxPaths));
    m_lengthRow->setProblem(rangeProblem(m_length, 0, kMaxPaths));
    m_seedRow->setProblem(rangeProblem(m_seed, 0, kMaxSeed));
    Q_EMIT edited();
    Q_EMIT problemCountChanged(problemCount());
}

studies::SynthesizeStudy StudyForm::draft() const {
    studies::SynthesizeStudy study = m_base;
    m_data->read(study.data, study.split);
    study.model = {.id = str(m_model->currentData().toString()),
                   .preset = str(m_preset->currentData().toString()),
                   .params = m_params ? m_params->json() : Json::object()};
    study.evaluation.paths = static_cast<std::size_t>(m_paths->value().value_or(500));
    study.evaluation.length = static_cast<std::size_t>(m_length->value().value_or(0));
    study.seed = static_cast<std::uint64_t>(m_seed->value().value_or(1));
    study.retrain = m_retrain->isChecked();
    study.name = str(m_name->text().trimmed());
    return study;
}

std::optional<studies::SynthesizeStudy> StudyForm::study() {
    m_params->checkAll();
    announce();
    if (problemCount() > 0) {
        m_params->focusFirstProblem();
        return std::nullopt;
    }
    return draft();
}

Json StudyForm::json() const {
    return studies::toJson(draft());
}

void StudyForm::load(const studies::SynthesizeStudy& study) {
    m_loading = true;
    m_base = study;
    m_data->load(study.data, study.split);
    offerModels();
    if (const int model = m_model->findData(qstr(study.model.id)); model >= 0)
        m_model->setCurrentIndex(model);
    modelChosen();
    const int preset = m_preset->findData(qstr(study.model.preset));
    if (preset >= 0)
        m_preset->setCurrentIndex(preset);
    presetChosen();
    if (!study.model.params.empty()) {
        Json values = m_params->json();
        values.update(study.model.params);
        m_params->load(values);
    }
    m_paths->setValue(static_cast<double>(study.evaluation.paths));
    m_length->setValue(static_cast<double>(study.evaluation.length));
    m_seed->setValue(static_cast<double>(study.seed));
    m_retrain->setChecked(study.retrain);
    m_name->setText(qstr(study.name));
    m_loading = false;
    announce();
}

void StudyForm::setSymbol(const QString& symbol) {
    m_data->setSymbol(symbol);
}

void StudyForm::setSymbols(const std::vector<std::string>& symbols) {
    m_data->setSymbols(symbols);
}

void StudyForm::setFile(const QString& file) {
    m_data->setFile(file);
}

void StudyForm::askFile() {
    m_data->askFile();
}

void StudyForm::setFileAssets(std::size_t assets) {
    m_data->setFileAssets(assets);
}

std::size_t StudyForm::assets() const {
    return m_data->assets();
}

bool StudyForm::isPanel() const {
    return m_data->isPanel();
}

QString StudyForm::dataTitle() const {
    return m_data->title();
}

QString StudyForm::modelTitle() const {
    return m_preset->currentText().isEmpty()
               ? m_model->currentText()
               : m_model->currentText() + QStringLiteral(", ") + m_preset->currentText();
}

QString StudyForm::expectation() const {
    return m_preset->currentData(Qt::ToolTipRole).toString();
}

} // namespace loom::ui
