// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/study_form.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDate>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include "studies/workbench.h"
#include "ui/bridge/text.h"
#include "ui/forms/date_field.h"
#include "ui/forms/form_sheet.h"
#include "ui/forms/number_field.h"
#include "ui/forms/param_form.h"
#include "ui/forms/symbol_field.h"
#include "ui/theme/controls.h"

namespace loom::ui {

namespace {

/// Suggestions: what is in the cache first, then the S&P 500 list.
std::vector<SymbolSuggestion> suggest(const studies::Workbench& workbench, const QString& words) {
    std::vector<SymbolSuggestion> out;
    if (auto reader = workbench.marketReader()) {
        if (const auto found = reader->search(str(words), 8))
            for (const auto& state : *found)
                out.push_back(
                    {qstr(state.key.symbol), qstr(state.instrument.name), StudyForm::tr("cached")});
    }
    for (const auto& listed : workbench.symbols().search(str(words), 8))
        out.push_back({qstr(listed.symbol), qstr(listed.name), qstr(listed.sector)});
    return out;
}

/// A combo box that never widens the form: long titles are cut, the list shows them whole.
QComboBox* narrowCombo(QWidget* parent, const QString& name) {
    auto* box = new QComboBox(parent);
    box->setObjectName(name);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(6);
    return box;
}

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
    : QWidget(parent), m_workbench(workbench), m_data(new FormSheet(this)),
      m_generator(new FormSheet(this)), m_evaluation(new FormSheet(this)) {
    buildData();
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

void StudyForm::buildData() {
    m_data->addSection(tr("Data"));
    m_symbol = new SymbolField([this](const QString& words) { return suggest(m_workbench, words); },
                               m_data);
    m_symbol->setObjectName(QStringLiteral("symbol"));
    m_symbolRow =
        m_data->addRow(tr("Symbol"), m_symbol,
                       tr("Any symbol in the cache; others are fetched on the Market page."));
    m_from = new DateField(m_data);
    m_from->setObjectName(QStringLiteral("from"));
    m_fromRow = m_data->addRow(tr("From"), m_from, tr("First session; empty takes all there is."));
    m_to = new DateField(m_data);
    m_to->setObjectName(QStringLiteral("to"));
    m_toRow = m_data->addRow(tr("To"), m_to, tr("Last session; empty takes all there is."));
    m_prices = narrowCombo(m_data, QStringLiteral("prices"));
    m_prices->addItems({tr("Adjusted"), tr("As stored")});
    m_data->addRow(tr("Prices"), m_prices,
                   tr("Adjusted: dividends reinvested, computed from the stored events."));
    m_split = narrowCombo(m_data, QStringLiteral("split"));
    m_split->addItems({tr("60 / 20 / 20"), tr("Paper table")});
    m_data->addRow(tr("Split"), m_split,
                   tr("60 / 20 / 20: trained on the first part, chosen on the second, scored on "
                      "the third, which "
                      "nobody saw. Paper table: all three see the whole window (in-sample), as in "
                      "Wiese et al. "
                      "2020."));
    connect(m_symbol, &SymbolField::symbolChosen, this, [this](const QString& symbol) {
        m_symbolNote.clear();
        m_periodNote.clear();
        announce();
        Q_EMIT symbolChosen(symbol);
    });
    for (DateField* field : {m_from, m_to})
        connect(field, &QLineEdit::editingFinished, this, [this] {
            m_periodNote.clear();
            announce();
        });
    for (QComboBox* box : {m_prices, m_split})
        connect(box, &QComboBox::currentIndexChanged, this, [this] { announce(); });
}

void StudyForm::buildGenerator() {
    m_generator->addSection(tr("Generator"));
    m_model = narrowCombo(m_generator, QStringLiteral("model"));
    for (const auto& info : m_workbench.generators().all()) {
        if (info.control)
            continue;
        m_model->addItem(qstr(info.title), qstr(info.id));
        m_model->setItemData(m_model->count() - 1, qstr(info.summary), Qt::ToolTipRole);
    }
    m_generator->addRow(tr("Model"), m_model);
    m_preset = narrowCombo(m_generator, QStringLiteral("preset"));
    m_generator->addRow(tr("Preset"), m_preset,
                        tr("Fills the parameters below; they can be changed afterwards."));
    m_expectation = new QLabel(m_generator);
    m_expectation->setObjectName(QStringLiteral("preset_expectation"));
    m_expectation->setWordWrap(true);
    m_expectation->setContentsMargins(0, 2, 0, 6);
    setMuted(m_expectation);
    m_generator->addWide(m_expectation);
    m_paramHost = new QWidget(this);
    (new QVBoxLayout(m_paramHost))->setContentsMargins(0, 0, 0, 0);
    connect(m_model, &QComboBox::currentIndexChanged, this, [this] { modelChosen(); });
    connect(m_preset, &QComboBox::currentIndexChanged, this, [this] { presetChosen(); });
}

void StudyForm::buildEvaluation() {
    m_evaluation->addSection(tr("Evaluation"));
    m_paths = integerField(m_evaluation, QStringLiteral("paths"), 2, kMaxPaths);
    m_pathsRow = m_evaluation->addRow(tr("Paths"), m_paths);
    m_length = integerField(m_evaluation, QStringLiteral("length"), 0, kMaxPaths, tr("days"));
    m_lengthRow = m_evaluation->addRow(
        tr("Length"), m_length, tr("0: as long as the scored part; 4,000 in the paper table."));
    m_length->setZeroWords(tr("as the real series"));
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
        m_preset->setEnabled(m_preset->count() > 0);
    }
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

void StudyForm::checkDates() {
    const auto problem = [](const DateField* field) {
        if (field->isEmpty())
            return QString();
        const auto date = field->date();
        if (!date)
            return qstr(date.error().message);
        const QDate day = QDate::fromString(qstr(toIso(*date)), Qt::ISODate);
        return day > QDate::currentDate() ? tr("Lies in the future") : QString();
    };
    m_fromRow->setProblem(problem(m_from));
    QString late = problem(m_to);
    if (late.isEmpty() && !m_from->isEmpty() && !m_to->isEmpty() && m_from->date() && m_to->date())
        late = dateOrderProblem(*m_from->date(), *m_to->date());
    m_toRow->setProblem(late.isEmpty() ? m_periodNote : late);
}

void StudyForm::checkData() {
    const auto symbol = market::checkSymbol(str(m_symbol->symbol()));
    m_symbolRow->setProblem(symbol ? m_symbolNote : qstr(symbol.error().message));
    checkDates();
}

void StudyForm::setDataProblems(const QString& symbol, const QString& period) {
    m_symbolNote = symbol;
    m_periodNote = period;
    checkData();
    Q_EMIT problemCountChanged(problemCount());
}

int StudyForm::problemCount() const {
    int count = m_params ? m_params->problemCount() : 0;
    for (const FormRow* row : {m_symbolRow, m_fromRow, m_toRow, m_pathsRow, m_lengthRow, m_seedRow})
        count += row->problem().isEmpty() ? 0 : 1;
    return count;
}

void StudyForm::announce() {
    if (m_loading)
        return;
    checkData();
    m_pathsRow->setProblem(rangeProblem(m_paths, 2, kMaxPaths));
    m_lengthRow->setProblem(rangeProblem(m_length, 0, kMaxPaths));
    m_seedRow->setProblem(rangeProblem(m_seed, 0, kMaxSeed));
    Q_EMIT edited();
    Q_EMIT problemCountChanged(problemCount());
}

studies::SynthesizeStudy StudyForm::draft() const {
    studies::SynthesizeStudy study = m_base;
    study.data.symbol = str(m_symbol->symbol());
    const auto dateOf = [](const DateField* field) {
        const auto date = field->date();
        return !field->isEmpty() && date ? std::optional(*date) : std::nullopt;
    };
    study.data.from = dateOf(m_from);
    study.data.to = dateOf(m_to);
    study.data.adjustment = m_prices->currentIndex() == 0 ? market::Adjustment::SplitAndDividend
                                                          : market::Adjustment::AsStored;
    study.split.paperTable = m_split->currentIndex() == 1;
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
    m_symbolNote.clear();
    m_periodNote.clear();
    m_symbol->setSymbol(qstr(study.data.symbol));
    m_from->setDate(study.data.from);
    m_to->setDate(study.data.to);
    m_prices->setCurrentIndex(study.data.adjustment == market::Adjustment::AsStored ? 1 : 0);
    m_split->setCurrentIndex(study.split.paperTable ? 1 : 0);
    m_model->setCurrentIndex(std::max(0, m_model->findData(qstr(study.model.id))));
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
    m_symbol->setSymbol(symbol);
    m_symbolNote.clear();
    m_periodNote.clear();
    announce();
}

QString StudyForm::symbol() const {
    return m_symbol->symbol();
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
