// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/form/feature_form.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

#include "base/text.h"
#include "studies/forecast_covariates.h"
#include "studies/forecast_features.h"
#include "ui/bridge/text.h"
#include "ui/forms/form_sheet.h"
#include "ui/pages/forecast/form/covariate_list.h"
#include "ui/pages/forecast/form/form_fields.h"
#include "ui/pages/market/indicator_dialog.h"
#include "ui/pages/market/indicator_list.h"
#include "ui/pages/synthesize/form/data_form.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr std::string_view kColumn = "column:";

bool isWord(const std::string& feature) {
    return std::ranges::any_of(studies::featureWords(),
                               [&](const auto& word) { return word.id == feature; });
}

bool isColumn(const std::string& feature) {
    return startsWithNoCase(feature, kColumn);
}

} // namespace

FeatureForm::FeatureForm(const studies::Workbench& workbench, QWidget* parent)
    : QWidget(parent), m_registry(indicators::makeIndicatorRegistry()),
      m_sheet(new FormSheet(this)) {
    m_sheet->addSection(tr("Inputs"));
    buildWords();
    buildLists(workbench);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_sheet);
    show();
}

void FeatureForm::buildWords() {
    m_preset = narrowCombo(m_sheet, u"forecast_inputs"_s);
    for (const auto& preset : studies::featurePresets()) {
        m_preset->addItem(qstr(preset.title), qstr(preset.id));
        m_preset->setItemData(m_preset->count() - 1, qstr(preset.note), Qt::ToolTipRole);
    }
    m_preset->addItem(tr("Own choice"), QString());
    m_sheet->addRow(tr("Set"), m_preset,
                    tr("Fills the inputs below; they can be changed afterwards."));
    connect(m_preset, &QComboBox::activated, this, [this] { presetChosen(); });
    m_words = new FormWords(u"forecast_inputs_words"_s, m_sheet);
    m_sheet->addWide(m_words);
    for (const auto& word : studies::featureWords()) {
        auto* box = new QCheckBox(qstr(word.title), m_sheet);
        box->setObjectName(u"forecast_input_"_s + qstr(word.id));
        box->setToolTip(qstr(word.note));
        m_sheet->addWide(box);
        m_boxes[word.id] = box;
        connect(box, &QCheckBox::toggled, this, [this, id = word.id](bool on) { toggle(id, on); });
    }
}

void FeatureForm::buildLists(const studies::Workbench& workbench) {
    m_indicators = new IndicatorList(m_sheet);
    if (auto* add = m_indicators->findChild<QPushButton*>(u"add_indicator"_s))
        add->setObjectName(u"forecast_add_indicator"_s);
    m_indicators->setObjectName(u"forecast_indicators"_s);
    m_sheet->addWide(m_indicators);
    connect(m_indicators, &IndicatorList::addWanted, this, [this] { editIndicator(-1); });
    connect(m_indicators, &IndicatorList::changeWanted, this, &FeatureForm::editIndicator);
    connect(m_indicators, &IndicatorList::removeWanted, this, &FeatureForm::removeIndicator);
    m_columns = new QLineEdit(m_sheet);
    m_columns->setObjectName(u"forecast_columns"_s);
    m_columns->setPlaceholderText(tr("sentiment, spread"));
    m_columnsRow = m_sheet->addRow(tr("File columns"), m_columns,
                                   tr("Further columns of the file, known at the close of their "
                                      "bar. Separate several by commas."));
    connect(m_columns, &QLineEdit::editingFinished, this, [this] { columnsEdited(); });
    m_covariates = new CovariateList(workbench, m_sheet);
    m_sheet->addWide(m_covariates);
    connect(m_covariates, &CovariateList::edited, this, [this] { announce(); });
    m_problem = new ProblemLine(m_sheet);
    m_problem->setObjectName(u"forecast_inputs_problem"_s);
    m_sheet->addWide(m_problem);
}

bool FeatureForm::has(const std::string& feature) const {
    return std::ranges::find(m_features, feature) != m_features.end();
}

void FeatureForm::presetChosen() {
    const std::string id = str(m_preset->currentData().toString());
    for (const auto& preset : studies::featurePresets())
        if (preset.id == id) {
            std::erase_if(m_features, [](const auto& feature) { return !isColumn(feature); });
            m_features.insert(m_features.begin(), preset.features.begin(), preset.features.end());
        }
    show();
    announce();
}

/// "ohlc" holds the return already.
void FeatureForm::toggle(const std::string& word, bool on) {
    if (m_loading)
        return;
    std::erase(m_features, word);
    if (on && word == "ohlc")
        std::erase(m_features, "return");
    if (on)
        m_features.insert(std::ranges::find_if_not(m_features, isWord), word);
    show();
    announce();
}

std::vector<std::size_t> FeatureForm::indicatorPlaces() const {
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < m_features.size(); ++i)
        if (!isWord(m_features[i]) && !isColumn(m_features[i]) && m_registry.parse(m_features[i]))
            out.push_back(i);
    return out;
}

/// A new one when the index is -1.
void FeatureForm::editIndicator(int index) {
    const auto places = indicatorPlaces();
    std::optional<indicators::Indicator> before;
    if (index >= 0)
        before = *m_registry.parse(m_features[places[static_cast<std::size_t>(index)]]);
    auto* dialog = new IndicatorDialog(m_registry, before, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, index, places] {
        if (!dialog->indicator())
            return;
        const std::string text = dialog->indicator()->text();
        if (index >= 0)
            m_features[places[static_cast<std::size_t>(index)]] = text;
        else
            m_features.push_back(text);
        show();
        announce();
    });
    dialog->open();
}

void FeatureForm::removeIndicator(int index) {
    const auto places = indicatorPlaces();
    if (index < 0 || static_cast<std::size_t>(index) >= places.size())
        return;
    m_features.erase(m_features.begin() +
                     static_cast<std::ptrdiff_t>(places[static_cast<std::size_t>(index)]));
    show();
    announce();
}

void FeatureForm::columnsEdited() {
    std::vector<std::string> wanted;
    const QStringList names = m_columns->text().split(u',', Qt::SkipEmptyParts);
    for (const QString& name : names)
        if (!name.trimmed().isEmpty())
            wanted.push_back(std::string(kColumn) + str(name.trimmed()));
    std::vector<std::string> now = m_features;
    std::erase_if(now, isColumn);
    now.insert(now.end(), wanted.begin(), wanted.end());
    if (now == m_features)
        return;
    m_features = std::move(now);
    announce();
}

/// The fields say what the list of features holds.
void FeatureForm::show() {
    const bool before = std::exchange(m_loading, true);
    int preset = m_preset->count() - 1;
    for (int i = 0; i + 1 < m_preset->count(); ++i)
        if (studies::featurePresets()[static_cast<std::size_t>(i)].features == m_features)
            preset = i;
    m_preset->setCurrentIndex(preset);
    const bool ohlc = has("ohlc");
    for (auto& [id, box] : m_boxes) {
        const bool implied = id == "return" && ohlc;
        box->setChecked(has(id) || implied);
        box->setEnabled(!implied);
        const bool fits = id == "time_of_day"   ? forecast::isIntraday(m_frequency)
                          : id == "day_of_week" ? m_frequency != forecast::Frequency::Week1
                                                : true;
        box->setVisible(fits || has(id));
    }
    std::vector<indicators::Indicator> shown;
    for (const std::size_t at : indicatorPlaces())
        shown.push_back(*m_registry.parse(m_features[at]));
    m_indicators->setIndicators(shown, {});
    QStringList columns;
    for (const auto& feature : m_features)
        if (isColumn(feature))
            columns << qstr(feature.substr(kColumn.size()));
    m_columns->setText(columns.join(u", "_s));
    m_columnsRow->setVisible(m_file || !columns.isEmpty());
    m_loading = before;
}

void FeatureForm::load(const studies::ForecastSelection& selection) {
    m_dataProblem.clear();
    m_features = selection.features;
    m_covariates->setTexts(selection.covariates);
    show();
}

void FeatureForm::read(studies::ForecastSelection& selection) const {
    selection.features = m_features;
    selection.covariates = m_covariates->texts();
}

void FeatureForm::setContext(forecast::Frequency frequency, bool file, const QString& unusedWords,
                             bool needed) {
    m_words->setWords(unusedWords);
    m_needed = needed;
    if (frequency == m_frequency && file == m_file)
        return;
    m_frequency = frequency;
    m_file = file;
    show();
}

QString FeatureForm::problem() const {
    if (m_needed && m_features.empty())
        return tr("Choose at least one input");
    if (const auto specs = studies::parseFeatures(m_features, m_frequency); !specs)
        return qstr(specs.error().message);
    const auto covariates =
        studies::parseCovariates(m_covariates->texts(), studies::intervalOf(m_frequency));
    if (!covariates)
        return qstr(covariates.error().message);
    for (const auto& feature : m_features)
        if (isColumn(feature) && !m_file)
            return tr("%1 is a column of a file, and these prices come from the cache")
                .arg(qstr(feature));
    return m_dataProblem;
}

void FeatureForm::check() {
    m_problem->setText(problem());
}

void FeatureForm::setDataProblem(const QString& problem) {
    m_dataProblem = problem;
    check();
}

int FeatureForm::problemCount() const {
    return m_problem->text().isEmpty() ? 0 : 1;
}

void FeatureForm::announce() {
    if (m_loading)
        return;
    m_dataProblem.clear();
    Q_EMIT edited();
}

} // namespace loom::ui
