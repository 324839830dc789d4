// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/market/import_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

#include "market/symbols.h"
#include "ui/bridge/text.h"
#include "ui/forms/form_sheet.h"
#include "ui/theme/controls.h"
#include "ui/theme/format.h"

namespace loom::ui {

namespace {

constexpr qsizetype kNotesShown = 6;
constexpr std::array kIntervals{market::Interval::Minute1, market::Interval::Minute5,
                                market::Interval::Minute15, market::Interval::Hour1,
                                market::Interval::Day1};
constexpr std::array kStates{market::AdjustmentState::Raw, market::AdjustmentState::Split,
                             market::AdjustmentState::SplitAndDividend};

/// Of the preview's columns all but symbol and time.
bool isNumber(int column) {
    return column != 1 && column != 2;
}

QString timeText(const market::PreviewRow& row, market::Interval interval) {
    const Timestamp time{row.bar.time};
    return qstr(market::isIntraday(interval) ? toIso(time) : toIso(time.utcDate()));
}

} // namespace

ImportDialog::ImportDialog(const QString& fileName, std::vector<market::PriceText> texts,
                           market::PriceFormat format, QWidget* parent)
    : QDialog(parent), m_texts(std::move(texts)), m_format(std::move(format)),
      m_symbol(new QLineEdit(this)), m_interval(new QComboBox(this)),
      m_adjustment(new QComboBox(this)), m_zone(new QLineEdit(this)),
      m_rows(new QTableWidget(this)), m_notes(new QLabel(this)), m_reason(new ProblemLine(this)) {
    setObjectName(QStringLiteral("import_dialog"));
    setWindowTitle(tr("Import %1").arg(fileName));
    resize(820, 560);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    auto* looks = new QLabel(tr("Looks like: %1").arg(qstr(m_format.layout)), this);
    layout->addWidget(looks);
    auto* sheet = new FormSheet(this);
    sheet->addRow(tr("Symbol"), m_symbol, tr("For files that name none."));
    sheet->addRow(tr("Interval"), m_interval);
    sheet->addRow(tr("Prices contain"), m_adjustment);
    sheet->addRow(tr("Time zone"), m_zone, tr("Of times that carry no offset."));
    sheet->setMaximumWidth(420);
    auto* upper = new QHBoxLayout;
    upper->setSpacing(24);
    upper->addWidget(sheet, 1);
    auto* choice = new QVBoxLayout;
    upper->addLayout(choice);
    upper->addStretch();
    layout->addLayout(upper);
    buildSymbols(choice);
    m_rows->setObjectName(QStringLiteral("import_preview"));
    m_rows->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_rows->setShowGrid(false);
    m_rows->verticalHeader()->hide();
    m_rows->verticalHeader()->setMinimumSectionSize(22);
    m_rows->verticalHeader()->setDefaultSectionSize(22);
    layout->addWidget(m_rows, 1);
    m_notes->setObjectName(QStringLiteral("import_notes"));
    m_notes->setWordWrap(true);
    layout->addWidget(m_notes);
    m_reason->setObjectName(QStringLiteral("import_reason"));
    layout->addWidget(m_reason);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_import = buttons->addButton(tr("Import"), QDialogButtonBox::AcceptRole);
    m_import->setObjectName(QStringLiteral("import_button"));
    setPrimary(m_import);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);
    buildForm();
    showPreview();
}

/// Nothing for a file of one symbol: that is named in the form.
void ImportDialog::buildSymbols(QVBoxLayout* column) {
    const auto symbols = market::listSymbols(m_texts, m_format);
    if (symbols.size() < 2)
        return;
    column->setSpacing(4);
    auto* head = new QHBoxLayout;
    m_chosen = new QLabel(this);
    m_chosen->setObjectName(QStringLiteral("import_chosen"));
    head->addWidget(m_chosen, 1);
    m_symbols = new QListWidget(this);
    m_symbols->setObjectName(QStringLiteral("import_symbols"));
    m_symbols->setAccessibleName(tr("Symbols to import"));
    m_symbols->setFixedWidth(260);
    for (const auto& symbol : symbols) {
        auto* item = new QListWidgetItem(qstr(symbol), m_symbols);
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
        item->setCheckState(Qt::Checked);
    }
    const auto button = [&](const QString& words, const char* name, Qt::CheckState state) {
        auto* link = new QPushButton(words, this);
        link->setObjectName(QString::fromLatin1(name));
        setLinkLike(link);
        head->addWidget(link);
        connect(link, &QPushButton::clicked, this, [this, state] {
            const QSignalBlocker quiet(m_symbols);
            for (int i = 0; i < m_symbols->count(); ++i)
                m_symbols->item(i)->setCheckState(state);
            symbolsChanged();
        });
    };
    button(tr("All"), "import_all_symbols", Qt::Checked);
    button(tr("None"), "import_no_symbols", Qt::Unchecked);
    column->addLayout(head);
    column->addWidget(m_symbols, 1);
    m_symbols->setMaximumHeight(140);
    connect(m_symbols, &QListWidget::itemChanged, this, [this] { symbolsChanged(); });
    m_symbol->setEnabled(false);
    m_symbol->setPlaceholderText(tr("named by the file"));
    symbolsChanged();
}

void ImportDialog::symbolsChanged() {
    std::vector<std::string> chosen;
    for (int i = 0; i < m_symbols->count(); ++i)
        if (m_symbols->item(i)->checkState() == Qt::Checked)
            chosen.push_back(str(m_symbols->item(i)->text()));
    const int all = m_symbols->count(), some = static_cast<int>(chosen.size());
    m_chosen->setText(tr("%1 of %2 symbols").arg(some).arg(all));
    m_allChosen = some == all;
    m_format.only = m_allChosen ? std::vector<std::string>{} : std::move(chosen);
    if (m_import != nullptr)
        showPreview();
}

void ImportDialog::buildForm() {
    m_symbol->setObjectName(QStringLiteral("import_symbol"));
    if (m_symbols == nullptr)
        m_symbol->setText(qstr(m_format.symbol));
    m_interval->setObjectName(QStringLiteral("import_interval"));
    for (const auto interval : kIntervals)
        m_interval->addItem(qstr(market::intervalCode(interval)));
    m_interval->setCurrentIndex(static_cast<int>(
        std::find(kIntervals.begin(), kIntervals.end(), m_format.interval) - kIntervals.begin()));
    m_adjustment->setObjectName(QStringLiteral("import_adjustment"));
    m_adjustment->addItems({tr("nothing: as traded"), tr("splits"), tr("splits and dividends")});
    m_adjustment->setCurrentIndex(static_cast<int>(
        std::find(kStates.begin(), kStates.end(), m_format.state) - kStates.begin()));
    m_zone->setObjectName(QStringLiteral("import_zone"));
    m_zone->setText(qstr(m_format.timeZone));
    connect(m_symbol, &QLineEdit::textChanged, this, [this] { formatChanged(); });
    connect(m_interval, &QComboBox::currentIndexChanged, this, [this] { formatChanged(); });
    connect(m_adjustment, &QComboBox::currentIndexChanged, this, [this] { formatChanged(); });
    connect(m_zone, &QLineEdit::editingFinished, this, [this] { formatChanged(); });
}

void ImportDialog::formatChanged() {
    if (m_symbols == nullptr)
        m_format.symbol = str(m_symbol->text().trimmed());
    m_format.interval = kIntervals[static_cast<std::size_t>(m_interval->currentIndex())];
    m_format.state = kStates[static_cast<std::size_t>(m_adjustment->currentIndex())];
    m_format.timeZone = str(m_zone->text().trimmed());
    showPreview();
}

QString ImportDialog::problem(const market::PricePreview& preview) const {
    if (m_symbols != nullptr)
        return {};
    const bool unnamed =
        preview.symbols.empty() || (preview.symbols.size() == 1 && preview.symbols.front().empty());
    return unnamed ? tr("Name the symbol first: the file does not.") : QString();
}

void ImportDialog::showPreview() {
    // Nothing chosen reads as everything in the format.
    const bool noneChosen = m_symbols != nullptr && m_format.only.empty() && !m_allChosen;
    const auto preview = market::previewPrices(m_texts, m_format);
    QString reason;
    if (noneChosen)
        reason = tr("Choose at least one symbol.");
    else if (!preview)
        reason = tr("This file cannot be read as set above.");
    else
        reason = problem(*preview);
    m_import->setEnabled(reason.isEmpty());
    m_import->setToolTip(reason);
    m_reason->setText(reason);
    setInvalid(m_symbol, preview && m_symbols == nullptr && !reason.isEmpty());
    m_rows->setRowCount(0);
    m_rows->setColumnCount(8);
    m_rows->setHorizontalHeaderLabels({tr("Line"), tr("Symbol"), tr("Time"), tr("Open"), tr("High"),
                                       tr("Low"), tr("Close"), tr("Volume")});
    if (!preview) {
        m_notes->setText(qstr(preview.error().message));
        return;
    }
    showRows(*preview);
    QStringList notes;
    for (const auto& note : preview->notes)
        notes << qstr(note);
    for (const auto& reject : preview->rejects)
        notes << tr("Line %1 will be left out: %2").arg(reject.line).arg(qstr(reject.reason));
    const qsizetype more = notes.size() - kNotesShown;
    notes = notes.mid(0, kNotesShown);
    if (more > 0)
        notes << (more == 1 ? tr("and one more note") : tr("and %1 more notes").arg(more));
    m_notes->setText(notes.join(u'\n'));
}

void ImportDialog::showRows(const market::PricePreview& preview) {
    // One number of decimals, so that the points stand under each other.
    int decimals = 0;
    for (const auto& row : preview.rows)
        decimals = std::max(decimals, priceDecimals(row.bar.close));
    const auto price = [decimals](double value) { return formatNumber(value, decimals); };
    for (const auto& row : preview.rows) {
        const QStringList cells{
            QString::number(row.line), qstr(row.symbol),           timeText(row, m_format.interval),
            price(row.bar.open),       price(row.bar.high),        price(row.bar.low),
            price(row.bar.close),      formatCount(row.bar.volume)};
        const int at = m_rows->rowCount();
        m_rows->insertRow(at);
        for (int c = 0; c < cells.size(); ++c) {
            auto* item = new QTableWidgetItem(cells[c]);
            if (isNumber(c))
                item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
            m_rows->setItem(at, c, item);
        }
    }
    for (int c = 0; c < m_rows->columnCount(); ++c)
        m_rows->horizontalHeaderItem(c)->setTextAlignment(
            (isNumber(c) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    m_rows->resizeColumnsToContents();
}

} // namespace loom::ui
