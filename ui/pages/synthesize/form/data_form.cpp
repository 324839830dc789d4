// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/form/data_form.h"

#include <QComboBox>
#include <QDate>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

#include "studies/panel_dataset.h"
#include "studies/workbench.h"
#include "ui/bridge/text.h"
#include "ui/forms/date_field.h"
#include "ui/forms/form_sheet.h"
#include "ui/forms/symbol_field.h"
#include "ui/pages/common/symbol_suggestions.h"
#include "ui/theme/controls.h"

namespace loom::ui {

namespace {

constexpr QStringView kFromFile = u"file"; ///< among the ids of universes

} // namespace

QComboBox* narrowCombo(QWidget* parent, const QString& name) {
    auto* box = new QComboBox(parent);
    box->setObjectName(name);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(6);
    box->setMinimumWidth(72);
    return box;
}

DataForm::DataForm(const studies::Workbench& workbench, QWidget* parent)
    : QWidget(parent), m_workbench(workbench), m_universes(market::universes(workbench.symbols())),
      m_sheet(new FormSheet(this)) {
    build();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_sheet);
    showRows();
}

void DataForm::build() {
    m_sheet->addSection(tr("Data"));
    m_kind = new SegmentedSwitch({tr("One asset"), tr("Several assets")}, m_sheet);
    m_kind->setObjectName(QStringLiteral("assets_kind"));
    m_kind->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_kind->setAccessibleName(tr("Assets"));
    m_kind->setToolTip(tr("One price history, or a panel of assets generated together."));
    m_kind->setContentsMargins(0, 4, 0, 4);
    m_sheet->addWide(m_kind); // two words need more than a field has in a narrow Inspector
    m_symbol = new SymbolField(
        [this](const QString& words) { return suggestSymbols(m_workbench, words); }, m_sheet);
    m_symbol->setObjectName(QStringLiteral("symbol"));
    m_symbolRow =
        m_sheet->addRow(tr("Symbol"), m_symbol,
                        tr("Any symbol in the cache; others are fetched on the Market page."));
    buildPanelRows();
    m_from = new DateField(m_sheet);
    m_from->setObjectName(QStringLiteral("from"));
    m_fromRow = m_sheet->addRow(tr("From"), m_from, tr("First session; empty takes all there is."));
    m_to = new DateField(m_sheet);
    m_to->setObjectName(QStringLiteral("to"));
    m_toRow = m_sheet->addRow(tr("To"), m_to, tr("Last session; empty takes all there is."));
    m_prices = narrowCombo(m_sheet, QStringLiteral("prices"));
    m_prices->addItems({tr("Adjusted"), tr("As stored")});
    m_pricesRow =
        m_sheet->addRow(tr("Prices"), m_prices,
                        tr("Adjusted: dividends reinvested, computed from the stored events."));
    m_split = narrowCombo(m_sheet, QStringLiteral("split"));
    m_split->addItems({tr("60 / 20 / 20"), tr("Paper table")});
    m_sheet->addRow(tr("Split"), m_split,
                    tr("60 / 20 / 20: trained on the first part, chosen on the second, scored on "
                       "the third, which nobody saw. Paper table: all three see the whole window "
                       "(in-sample), as in Wiese et al. 2020."));
    connect(m_kind, &SegmentedSwitch::currentIndexChanged, this, [this](int index) {
        if (index == 1 && m_symbols.empty())
            universeChosen();
        forget();
        showRows();
        announce();
        Q_EMIT assetsEdited();
    });
    connect(m_symbol, &SymbolField::symbolChosen, this, [this] {
        forget();
        announce();
        Q_EMIT assetsEdited();
    });
    for (DateField* field : {m_from, m_to})
        connect(field, &QLineEdit::editingFinished, this, [this] {
            m_periodNote.clear();
            announce();
        });
    for (QComboBox* box : {m_prices, m_split, m_alignment, m_content})
        connect(box, &QComboBox::currentIndexChanged, this, [this] {
            forget();
            announce();
        });
}

void DataForm::buildPanelRows() {
    m_universe = narrowCombo(m_sheet, QStringLiteral("universe"));
    for (const auto& universe : m_universes) {
        m_universe->addItem(qstr(universe.title), qstr(universe.id));
        m_universe->setItemData(m_universe->count() - 1, qstr(universe.note), Qt::ToolTipRole);
    }
    m_universe->addItem(tr("Own selection"), QString());
    m_universe->addItem(tr("From file…"), kFromFile.toString());
    m_universeRow = m_sheet->addRow(
        tr("Universe"), m_universe,
        tr("Fills the list in the Data view, where any stored symbol can be added or left out."));
    m_alignment = narrowCombo(m_sheet, QStringLiteral("alignment"));
    m_alignment->addItem(tr("Inner"));
    m_alignment->addItem(tr("Ragged"));
    m_alignmentRow = m_sheet->addRow(tr("Alignment"), m_alignment,
                                     tr("How the days of several histories are put together."));
    m_content = narrowCombo(m_sheet, QStringLiteral("file_content"));
    m_content->addItems({tr("Find out"), tr("Prices"), tr("Log returns")});
    m_contentRow = m_sheet->addRow(tr("Holds"), m_content,
                                   tr("Prices: closes, already adjusted. Log returns: fractions, "
                                      "0.01 is one percent. Find out: positive numbers around one "
                                      "and more are prices, small ones of both signs returns."));
    m_rule = new QLabel(m_sheet);
    m_rule->setObjectName(QStringLiteral("alignment_rule"));
    m_rule->setWordWrap(true);
    m_rule->setContentsMargins(0, 2, 0, 6);
    setMuted(m_rule);
    m_sheet->addWide(m_rule);
    connect(m_universe, &QComboBox::activated, this, [this] {
        if (m_universe->currentData().toString() == kFromFile)
            askFile();
    });
    connect(m_universe, &QComboBox::currentIndexChanged, this, [this] {
        const QString chosen = m_universe->currentData().toString();
        if (m_loading || chosen == kFromFile || (chosen.isEmpty() && m_file.isEmpty()))
            return;
        m_file.clear();
        offerFile();
        showRows();
        universeChosen();
        forget();
        announce();
        Q_EMIT assetsEdited();
    });
}

void DataForm::showRows() {
    const bool panel = isPanel();
    m_symbolRow->setVisible(!panel);
    m_universeRow->setVisible(panel);
    const bool file = isFile();
    m_alignmentRow->setVisible(panel && !file);
    m_rule->setVisible(panel && !file);
    m_contentRow->setVisible(file);
    for (FormRow* row : {m_fromRow, m_toRow, m_pricesRow})
        row->setVisible(!file);
}

void DataForm::universeChosen() {
    const auto id = str(m_universe->currentData().toString());
    for (const auto& universe : m_universes)
        if (universe.id == id)
            m_symbols = universe.symbols;
}

void DataForm::forget() {
    m_assetsNote.clear();
    m_periodNote.clear();
}

bool DataForm::isPanel() const {
    return m_kind->currentIndex() == 1;
}

std::size_t DataForm::assets() const {
    if (isFile())
        return m_fileAssets;
    return isPanel() ? std::max<std::size_t>(2, m_symbols.size()) : 1;
}

QString DataForm::title() const {
    if (!isPanel())
        return m_symbol->symbol();
    if (isFile())
        return QFileInfo(m_file).fileName();
    if (!m_universe->currentData().toString().isEmpty())
        return m_universe->currentText();
    return m_symbols.size() == 1 ? tr("1 asset") : tr("%1 assets").arg(m_symbols.size());
}

void DataForm::setSymbol(const QString& symbol) {
    {
        const QSignalBlocker blocker(m_kind);
        m_kind->setCurrentIndex(0);
    }
    m_symbol->setSymbol(symbol);
    showRows();
    forget();
    announce();
    Q_EMIT assetsEdited();
}

/// The last entry of the list is the file, by its name, or asks for one.
void DataForm::offerFile() {
    const QSignalBlocker blocker(m_universe);
    const int last = m_universe->count() - 1;
    m_universe->setItemText(last,
                            m_file.isEmpty() ? tr("From file…") : QFileInfo(m_file).fileName());
    m_universe->setItemData(last, m_file, Qt::ToolTipRole);
    if (!m_file.isEmpty())
        m_universe->setCurrentIndex(last);
}

void DataForm::setFile(const QString& file) {
    m_file = file;
    m_fileAssets = 2;
    {
        const QSignalBlocker blocker(m_kind);
        m_kind->setCurrentIndex(1);
    }
    offerFile();
    showRows();
    forget();
    announce();
    Q_EMIT assetsEdited();
}

void DataForm::askFile() {
    const QString file = QFileDialog::getOpenFileName(this, tr("Panel from a file"), {},
                                                      tr("CSV files (*.csv *.txt);;All files (*)"));
    if (!file.isEmpty()) {
        setFile(file);
        return;
    }
    // The list says what is in force again.
    if (isFile())
        offerFile();
    else
        setSymbols(m_symbols);
}

void DataForm::setFileAssets(std::size_t assets) {
    if (!isFile() || assets == m_fileAssets)
        return;
    m_fileAssets = assets;
    Q_EMIT assetsEdited();
}

void DataForm::setSymbols(const std::vector<std::string>& symbols) {
    m_symbols = symbols;
    m_file.clear();
    offerFile();
    showRows();
    {
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
    forget();
    announce();
    Q_EMIT assetsEdited();
}

void DataForm::load(const studies::DataSelection& selection, const studies::SplitPlan& split) {
    m_loading = true;
    forget();
    m_symbol->setSymbol(qstr(selection.symbol));
    m_from->setDate(selection.from);
    m_to->setDate(selection.to);
    m_prices->setCurrentIndex(selection.adjustment == market::Adjustment::AsStored ? 1 : 0);
    m_split->setCurrentIndex(split.paperTable ? 1 : 0);
    m_alignment->setCurrentIndex(selection.alignment == studies::Alignment::Ragged ? 1 : 0);
    const QSignalBlocker blocker(m_kind);
    m_kind->setCurrentIndex(selection.isPanel() ? 1 : 0);
    m_content->setCurrentIndex(static_cast<int>(selection.content));
    if (!selection.file.empty())
        setFile(qstr(selection.file));
    else if (selection.isPanel())
        setSymbols(selection.symbols);
    showRows();
    m_loading = false;
}

void DataForm::read(studies::DataSelection& selection, studies::SplitPlan& split) const {
    const auto dateOf = [](const DateField* field) {
        const auto date = field->date();
        return !field->isEmpty() && date ? std::optional(*date) : std::nullopt;
    };
    if (isFile()) {
        selection = {};
        selection.file = str(m_file);
        selection.content = static_cast<studies::PanelContent>(m_content->currentIndex());
        split.paperTable = m_split->currentIndex() == 1;
        return;
    }
    selection.file.clear();
    selection.set.clear();
    selection.content = studies::PanelContent::Detect;
    selection.symbol = str(m_symbol->symbol());
    selection.symbols = isPanel() ? m_symbols : std::vector<std::string>{};
    const QString universe = m_universe->currentData().toString();
    selection.universe = isPanel() && universe != kFromFile ? str(universe) : std::string();
    selection.alignment = isPanel() && m_alignment->currentIndex() == 1 ? studies::Alignment::Ragged
                                                                        : studies::Alignment::Inner;
    selection.from = dateOf(m_from);
    selection.to = dateOf(m_to);
    selection.adjustment = m_prices->currentIndex() == 0 ? market::Adjustment::SplitAndDividend
                                                         : market::Adjustment::AsStored;
    split.paperTable = m_split->currentIndex() == 1;
}

void DataForm::checkDates() {
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

void DataForm::check() {
    const auto alignment =
        m_alignment->currentIndex() == 1 ? studies::Alignment::Ragged : studies::Alignment::Inner;
    const QString rule = qstr(studies::alignmentRule(alignment));
    m_rule->setText(rule.left(1).toUpper() + rule.mid(1) +
                    (rule.endsWith(u'.') ? QString() : QStringLiteral(".")));
    if (isPanel()) {
        m_symbolRow->setProblem({});
        m_universeRow->setProblem(
            !isFile() && m_symbols.size() < 2 ? tr("Choose two assets or more") : m_assetsNote);
    } else {
        const auto symbol = market::checkSymbol(str(m_symbol->symbol()));
        m_symbolRow->setProblem(symbol ? m_assetsNote : qstr(symbol.error().message));
        m_universeRow->setProblem({});
    }
    if (!isFile())
        checkDates();
}

void DataForm::setProblems(const QString& assets, const QString& period) {
    m_assetsNote = assets;
    m_periodNote = period;
    check();
}

int DataForm::problemCount() const {
    int count = 0;
    for (const FormRow* row : {m_symbolRow, m_universeRow})
        count += row->problem().isEmpty() ? 0 : 1;
    for (const FormRow* row : {m_fromRow, m_toRow})
        if (!isFile())
            count += row->problem().isEmpty() ? 0 : 1;
    return count;
}

void DataForm::announce() {
    if (m_loading)
        return;
    check();
    Q_EMIT edited();
}

} // namespace loom::ui
