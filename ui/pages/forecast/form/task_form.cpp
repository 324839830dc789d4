// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/form/task_form.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

#include "studies/usual_horizon.h"
#include "studies/workbench.h"
#include "ui/bridge/text.h"
#include "ui/forms/date_field.h"
#include "ui/forms/form_sheet.h"
#include "ui/forms/symbol_field.h"
#include "ui/pages/common/symbol_suggestions.h"
#include "ui/pages/forecast/form/form_fields.h"
#include "ui/pages/forecast/step_words.h"
#include "ui/pages/synthesize/form/data_form.h"
#include "ui/theme/controls.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;
using forecast::Frequency;

namespace {

constexpr QStringView kFromFile = u"file"; ///< among the ids of universes
constexpr std::array kFrequencies{Frequency::Week1, Frequency::Day1, Frequency::Hour1,
                                  Frequency::Minute15, Frequency::Minute5};
constexpr double kLongestHorizon = 1000;
constexpr double kLongestCarry = 20;

} // namespace

TaskForm::TaskForm(const studies::Workbench& workbench, QWidget* parent)
    : QWidget(parent), m_workbench(workbench), m_universes(market::universes(workbench.symbols())),
      m_sheet(new FormSheet(this)) {
    m_sheet->addSection(tr("Task"));
    buildAssets();
    buildBars();
    buildPeriod();
    connectFields();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_sheet);
    showRows();
}

void TaskForm::buildAssets() {
    m_kind = new SegmentedSwitch({tr("One asset"), tr("Several assets")}, m_sheet);
    m_kind->setObjectName(u"forecast_assets_kind"_s);
    m_kind->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_kind->setAccessibleName(tr("Assets"));
    m_kind->setToolTip(tr("One price history, or several that one model forecasts."));
    m_kind->setContentsMargins(0, 4, 0, 4);
    m_sheet->addWide(m_kind);
    m_symbol = new SymbolField(
        [this](const QString& words) { return suggestSymbols(m_workbench, words); }, m_sheet);
    m_symbol->setObjectName(u"forecast_symbol"_s);
    m_symbolRow =
        m_sheet->addRow(tr("Symbol"), m_symbol,
                        tr("Any symbol in the cache; others are fetched on the Market page."));
    m_universe = narrowCombo(m_sheet, u"forecast_universe"_s);
    for (const auto& universe : m_universes) {
        m_universe->addItem(qstr(universe.title), qstr(universe.id));
        m_universe->setItemData(m_universe->count() - 1, qstr(universe.note), Qt::ToolTipRole);
    }
    m_universe->addItem(tr("Own selection"), QString());
    m_universe->addItem(tr("From file…"), kFromFile.toString());
    m_universeRow = m_sheet->addRow(
        tr("Universe"), m_universe,
        tr("A named list, a selection of your own, or a CSV of open, high, low and close."));
    m_choose = new QPushButton(m_sheet);
    m_choose->setObjectName(u"forecast_choose_assets"_s);
    m_choose->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_chooseRow =
        m_sheet->addRow(tr("Assets"), m_choose, tr("Any stored series can be added or left out."));
}

void TaskForm::buildBars() {
    m_bars = narrowCombo(m_sheet, u"forecast_bars"_s);
    m_bars->addItems({tr("Weeks"), tr("Days"), tr("Hours"), tr("15 minutes"), tr("5 minutes")});
    m_bars->setCurrentIndex(1);
    m_sheet->addRow(tr("Bars"), m_bars, tr("One step of the forecast. Weeks are made of days."));
    m_horizon = numberField(m_sheet, NumberField::Kind::Integer, u"forecast_horizon"_s, 1,
                            kLongestHorizon, stepUnit(m_frequency));
    m_horizonRow = m_sheet->addRow(tr("Horizon"), m_horizon, tr("How many steps ahead."));
}

void TaskForm::buildPeriod() {
    m_from = new DateField(m_sheet);
    m_from->setObjectName(u"forecast_from"_s);
    m_fromRow = m_sheet->addRow(tr("From"), m_from, tr("First session; empty takes all there is."));
    m_to = new DateField(m_sheet);
    m_to->setObjectName(u"forecast_to"_s);
    m_toRow = m_sheet->addRow(tr("To"), m_to,
                              tr("Last session; empty takes all there is. What comes next is "
                                 "predicted from here."));
    m_prices = narrowCombo(m_sheet, u"forecast_prices"_s);
    m_prices->addItems({tr("Adjusted"), tr("As stored")});
    m_sheet->addRow(tr("Prices"), m_prices,
                    tr("Adjusted: dividends reinvested and splits undone, computed from the stored "
                       "events."));
    m_carry = numberField(m_sheet, NumberField::Kind::Integer, u"forecast_carry"_s, 0,
                          kLongestCarry, tr("bars"));
    m_carry->setZeroWords(tr("never"));
    m_carryRow = m_sheet->addRow(tr("Fill gaps"), m_carry,
                                 tr("A missing bar takes the close before it, at most for so many "
                                    "bars in a row."));
    m_rows = narrowCombo(m_sheet, u"forecast_rows"_s);
    m_rows->addItems({tr("All"), tr("Complete")});
    m_rowsRow = m_sheet->addRow(tr("Rows"), m_rows,
                                tr("All: every row stays and what an asset lacks is missing. "
                                   "Complete: only rows on which every asset has a bar."));
    m_rowsWords = new FormWords(u"forecast_rows_words"_s, m_sheet);
    m_sheet->addWide(m_rowsWords);
}

void TaskForm::connectFields() {
    connect(m_kind, &SegmentedSwitch::currentIndexChanged, this, [this](int index) {
        if (index == 1 && m_symbols.empty())
            universeChosen();
        showRows();
        announce(true);
    });
    connect(m_symbol, &SymbolField::symbolChosen, this, [this] { announce(true); });
    connect(m_choose, &QPushButton::clicked, this, &TaskForm::chooseRequested);
    connect(m_universe, &QComboBox::activated, this, [this] {
        if (m_universe->currentData().toString() == kFromFile)
            askFile();
        else if (m_universe->currentData().toString().isEmpty())
            Q_EMIT chooseRequested();
    });
    connect(m_universe, &QComboBox::currentIndexChanged, this, [this] {
        const QString chosen = m_universe->currentData().toString();
        if (m_loading || chosen == kFromFile || (chosen.isEmpty() && m_file.isEmpty()))
            return;
        m_file.clear();
        offerFile();
        universeChosen();
        showRows();
        announce(true);
    });
    connect(m_bars, &QComboBox::currentIndexChanged, this, [this] { barsChosen(); });
    for (NumberField* field : {m_horizon, m_carry})
        connect(field, &NumberField::valueEdited, this, [this] { announce(false); });
    for (DateField* field : {m_from, m_to})
        connect(field, &QLineEdit::editingFinished, this, [this] { announce(false); });
    for (QComboBox* box : {m_prices, m_rows})
        connect(box, &QComboBox::currentIndexChanged, this, [this] { announce(false); });
}

/// Another step: the usual horizon goes along, one of the user's own stays.
void TaskForm::barsChosen() {
    const Frequency before = m_frequency;
    m_frequency = kFrequencies[static_cast<std::size_t>(std::max(0, m_bars->currentIndex()))];
    m_horizon->setUnit(stepUnit(m_frequency));
    if (m_loading)
        return;
    if (m_horizon->value() == static_cast<double>(studies::usualHorizon(before))) {
        const QSignalBlocker blocker(m_horizon);
        m_horizon->setValue(static_cast<double>(studies::usualHorizon(m_frequency)));
    }
    announce(true);
}

void TaskForm::showRows() {
    const bool panel = isPanel();
    m_symbolRow->setVisible(!panel);
    m_universeRow->setVisible(panel);
    m_chooseRow->setVisible(panel && !isFile());
    m_choose->setText(m_symbols.empty() ? tr("Choose…") : tr("%1 Chosen…").arg(m_symbols.size()));
    m_rowsRow->setVisible(panel);
    m_rows->setEnabled(!m_completeRows);
    m_rowsWords->setWords(panel && m_completeRows
                              ? tr("The model looks at all assets together, so only complete rows "
                                   "can be used.")
                              : QString());
}

void TaskForm::universeChosen() {
    const auto id = str(m_universe->currentData().toString());
    for (const auto& universe : m_universes)
        if (universe.id == id)
            m_symbols = universe.symbols;
}

bool TaskForm::isPanel() const {
    return m_kind->currentIndex() == 1;
}

std::size_t TaskForm::assets() const {
    return isPanel() ? std::max<std::size_t>(2, m_symbols.size()) : 1;
}

Frequency TaskForm::frequency() const {
    return m_frequency;
}

QString TaskForm::title() const {
    if (!isPanel())
        return m_symbol->symbol();
    if (isFile())
        return QFileInfo(m_file).fileName();
    if (!m_universe->currentData().toString().isEmpty())
        return m_universe->currentText();
    return m_symbols.size() == 1 ? tr("1 asset") : tr("%1 assets").arg(m_symbols.size());
}

void TaskForm::setSymbol(const QString& symbol) {
    {
        const QSignalBlocker blocker(m_kind);
        m_kind->setCurrentIndex(0);
    }
    m_symbol->setSymbol(symbol);
    showRows();
    announce(true);
}

/// The last entry of the list is the file, by its name, or asks for one.
void TaskForm::offerFile() {
    const QSignalBlocker blocker(m_universe);
    const int last = m_universe->count() - 1;
    m_universe->setItemText(last,
                            m_file.isEmpty() ? tr("From file…") : QFileInfo(m_file).fileName());
    m_universe->setItemData(last, m_file, Qt::ToolTipRole);
    if (!m_file.isEmpty())
        m_universe->setCurrentIndex(last);
}

void TaskForm::setFile(const QString& file) {
    m_file = file;
    {
        const QSignalBlocker blocker(m_kind);
        m_kind->setCurrentIndex(1);
    }
    offerFile();
    showRows();
    announce(true);
}

void TaskForm::askFile() {
    const QString file =
        QFileDialog::getOpenFileName(this, tr("Prices from a file"), {},
                                     tr("Price tables (*.csv *.txt *.gz *.zip);;All files (*)"));
    if (!file.isEmpty())
        setFile(file);
    else if (isFile()) // the list says what is in force again
        offerFile();
    else
        setSymbols(m_symbols);
}

void TaskForm::setSymbols(const std::vector<std::string>& symbols) {
    m_symbols = symbols;
    m_file.clear();
    offerFile();
    {
        const QSignalBlocker kind(m_kind);
        m_kind->setCurrentIndex(1);
        const QSignalBlocker blocker(m_universe);
        auto sorted = symbols;
        std::sort(sorted.begin(), sorted.end());
        int match = m_universe->count() - 2; // own selection
        for (std::size_t i = 0; i < m_universes.size(); ++i) {
            auto members = m_universes[i].symbols;
            std::sort(members.begin(), members.end());
            if (members == sorted)
                match = static_cast<int>(i);
        }
        m_universe->setCurrentIndex(match);
    }
    showRows();
    announce(true);
}

void TaskForm::load(const studies::ForecastSelection& selection) {
    m_loading = true;
    m_source = selection.source;
    m_assetsNote.clear();
    m_periodNote.clear();
    const auto bars = std::ranges::find(kFrequencies, selection.frequency);
    m_bars->setCurrentIndex(static_cast<int>(bars - kFrequencies.begin()));
    m_horizon->setValue(static_cast<double>(selection.horizon));
    m_from->setDate(selection.from);
    m_to->setDate(selection.to);
    m_prices->setCurrentIndex(selection.adjustment == market::Adjustment::AsStored ? 1 : 0);
    m_carry->setValue(static_cast<double>(selection.carry));
    m_rows->setCurrentIndex(selection.alignment == studies::Alignment::Inner ? 1 : 0);
    if (!selection.file.empty()) {
        m_symbols = selection.symbols;
        setFile(qstr(selection.file));
    } else if (selection.symbols.size() != 1) {
        setSymbols(selection.symbols);
    } else {
        setSymbol(qstr(selection.symbols.front()));
    }
    m_loading = false;
}

void TaskForm::read(studies::ForecastSelection& selection) const {
    const auto dateOf = [](const DateField* field) {
        const auto date = field->date();
        return !field->isEmpty() && date ? std::optional(*date) : std::nullopt;
    };
    selection.file = isFile() ? str(m_file) : std::string();
    selection.source = isFile() ? std::string() : m_source;
    selection.symbols = isFile()    ? std::vector<std::string>{}
                        : isPanel() ? m_symbols
                                    : std::vector<std::string>{str(m_symbol->symbol())};
    const QString universe = m_universe->currentData().toString();
    selection.universe = isPanel() && universe != kFromFile ? str(universe) : std::string();
    selection.frequency = m_frequency;
    selection.horizon = static_cast<std::size_t>(m_horizon->value().value_or(1));
    selection.from = dateOf(m_from);
    selection.to = dateOf(m_to);
    selection.adjustment = m_prices->currentIndex() == 0 ? market::Adjustment::SplitAndDividend
                                                         : market::Adjustment::AsStored;
    selection.carry = static_cast<std::size_t>(m_carry->value().value_or(0));
    const bool complete = isPanel() && (m_completeRows || m_rows->currentIndex() == 1);
    selection.alignment = complete ? studies::Alignment::Inner : studies::Alignment::Ragged;
}

void TaskForm::setCompleteRows(bool required) {
    m_completeRows = required;
    showRows();
}

void TaskForm::checkDates() {
    const auto problemOf = [](const DateField* field) {
        return field->isEmpty() || field->date() ? QString() : tr("Must be a date as 2020-04-17");
    };
    QString from = problemOf(m_from), to = problemOf(m_to);
    if (from.isEmpty() && to.isEmpty() && !m_from->isEmpty() && !m_to->isEmpty())
        to = dateOrderProblem(*m_from->date(), *m_to->date());
    m_fromRow->setProblem(from.isEmpty() && to.isEmpty() ? m_periodNote : from);
    m_toRow->setProblem(to);
}

void TaskForm::check() {
    m_symbolRow->setProblem({});
    m_universeRow->setProblem({});
    if (!isPanel())
        m_symbolRow->setProblem(m_symbol->symbol().isEmpty() ? tr("Type a symbol") : m_assetsNote);
    else
        m_universeRow->setProblem(
            !isFile() && m_symbols.size() < 2 ? tr("Choose two or more assets") : m_assetsNote);
    m_horizonRow->setProblem(rangeProblem(m_horizon, 1, kLongestHorizon));
    m_carryRow->setProblem(rangeProblem(m_carry, 0, kLongestCarry));
    checkDates();
}

void TaskForm::setDataProblems(const QString& assets, const QString& period) {
    m_assetsNote = assets;
    m_periodNote = period;
    check();
}

int TaskForm::problemCount() const {
    int count = 0;
    for (const FormRow* row :
         {m_symbolRow, m_universeRow, m_horizonRow, m_carryRow, m_fromRow, m_toRow})
        count += row->problem().isEmpty() ? 0 : 1;
    return count;
}

void TaskForm::announce(bool assets) {
    if (m_loading)
        return;
    m_assetsNote.clear();
    m_periodNote.clear();
    check();
    Q_EMIT edited();
    if (assets)
        Q_EMIT assetsEdited();
}

} // namespace loom::ui
