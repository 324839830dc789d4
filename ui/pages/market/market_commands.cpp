// SPDX-License-Identifier: GPL-3.0-or-later
// What the Market page does on request: its inspector and header, fetching, importing, exporting.
#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QRegularExpression>

#include "market/export.h"
#include "studies/workbench.h"
#include "ui/bridge/job_model.h"
#include "ui/bridge/text.h"
#include "ui/forms/form_sheet.h"
#include "ui/forms/inspector_sheet.h"
#include "ui/pages/market/import_dialog.h"
#include "ui/pages/market/market_page.h"
#include "ui/pages/market/price_view.h"
#include "ui/theme/controls.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"

namespace loom::ui {

void MarketPage::buildActions() {
    const auto add = [this](const QString& name, const QString& text, const QKeySequence& keys,
                            auto&& slot) {
        auto* action = new QAction(text, this);
        action->setObjectName(name);
        action->setShortcut(keys);
        connect(action, &QAction::triggered, this, slot);
        return action;
    };
    const auto wanted = [this] {
        QStringList symbols;
        if (m_symbols)
            symbols = m_symbols->text().split(QRegularExpression(QStringLiteral("[\\s,;]+")),
                                              Qt::SkipEmptyParts);
        if (symbols.isEmpty() && m_current)
            symbols << qstr(m_current->symbol);
        return symbols;
    };
    m_fetchAction =
        add(QStringLiteral("action_fetch"), tr("Update Cache"), QKeySequence(Qt::Key_F5),
            [this, wanted] { fetchSymbols(wanted(), false); });
    m_reloadAction = add(QStringLiteral("action_reload"), tr("Fetch All History Again"), {},
                         [this, wanted] { fetchSymbols(wanted(), true); });
    m_importAction = add(QStringLiteral("action_import"), tr("Import Prices…"),
                         QKeySequence(Qt::CTRL | Qt::Key_I), [this] { importFile(); });
    m_exportAction = add(QStringLiteral("action_export_series"), tr("Series as CSV…"), {},
                         [this] { exportSeries(); });
    m_synthesizeAction =
        add(QStringLiteral("action_synthesize_this"), tr("Synthesize This Symbol"), {}, [this] {
            if (m_current)
                host().openSymbol(QStringLiteral("synthesize"), qstr(m_current->symbol));
        });
}

QList<QAction*> MarketPage::menuActions(MenuPlace place) const {
    switch (place) {
    case MenuPlace::File:
        return {m_importAction, m_exportAction};
    case MenuPlace::Study:
        return {m_synthesizeAction};
    case MenuPlace::Run:
        return {m_fetchAction, m_reloadAction};
    case MenuPlace::View:
    case MenuPlace::Tools:
        return {};
    }
    return {};
}

QWidget* MarketPage::createInspector() {
    m_inspector =
        new InspectorSheet(tr("Update Cache"), QStringLiteral("fetch_button"), tr("Update"));
    auto* sheet = new FormSheet(m_inspector);
    sheet->addSection(tr("Source"));
    m_symbols = new QLineEdit(sheet);
    m_symbols->setObjectName(QStringLiteral("fetch_symbols"));
    m_symbols->setPlaceholderText(tr("the shown symbol"));
    sheet->addRow(tr("Symbols"), m_symbols,
                  tr("One or more, separated by spaces: AAPL MSFT ^GSPC"));
    m_interval = new QComboBox(sheet);
    m_interval->setObjectName(QStringLiteral("fetch_interval"));
    m_interval->addItems({QStringLiteral("1d"), QStringLiteral("1h"), QStringLiteral("15m"),
                          QStringLiteral("5m"), QStringLiteral("1m")});
    sheet->addRow(tr("Interval"), m_interval,
                  tr("Yahoo keeps 729 days of 1h, 59 days of 15m and 5m, 29 days of 1m."));
    sheet->addSection(tr("Prices"));
    m_adjustment = new QComboBox(sheet);
    m_adjustment->setObjectName(QStringLiteral("adjustment"));
    m_adjustment->addItems({tr("As stored"), tr("Splits and dividends")});
    sheet->addRow(tr("Adjustment"), m_adjustment,
                  tr("Computed from the stored events; the stored prices stay as received."));
    m_log = new QCheckBox(tr("Logarithmic axis"), sheet);
    m_log->setObjectName(QStringLiteral("log_axis"));
    sheet->addWide(m_log);
    sheet->addSection(tr("Overlays"));
    m_sma20 = new QCheckBox(tr("SMA 20"), sheet);
    m_sma50 = new QCheckBox(tr("SMA 50"), sheet);
    m_sma20->setObjectName(QStringLiteral("sma20"));
    m_sma50->setObjectName(QStringLiteral("sma50"));
    for (QCheckBox* box : {m_sma20.data(), m_sma50.data()}) {
        box->setChecked(true);
        sheet->addWide(box);
        connect(box, &QCheckBox::toggled, this, [this] {
            std::vector<std::size_t> lengths;
            if (m_sma20->isChecked())
                lengths.push_back(20);
            if (m_sma50->isChecked())
                lengths.push_back(50);
            m_prices->setAverages(lengths);
        });
    }
    sheet->addSection(tr("Cache health"));
    m_health = new QLabel(sheet);
    m_health->setObjectName(QStringLiteral("cache_health"));
    m_health->setWordWrap(true);
    sheet->addWide(m_health);
    m_inspector->add(sheet);
    m_inspector->menu()->addActions({m_reloadAction, m_importAction, m_exportAction});
    connect(m_inspector->primaryButton(), &QPushButton::clicked, m_fetchAction, &QAction::trigger);
    connect(m_log, &QCheckBox::toggled, m_prices, &PriceView::setLogarithmic);
    connect(m_adjustment, &QComboBox::currentIndexChanged, this, [this] {
        if (m_current)
            showSeries(*m_current);
    });
    return m_inspector;
}

QList<QWidget*> MarketPage::createHeaderWidgets() {
    m_style = new SegmentedSwitch({tr("Candles"), tr("Line"), tr("=100")});
    m_style->setObjectName(QStringLiteral("price_style"));
    connect(m_style, &SegmentedSwitch::currentIndexChanged, this,
            [this](int index) { m_prices->setStyle(static_cast<PriceStyle>(index)); });
    auto* importButton = new QPushButton(tr("Import…"));
    importButton->setObjectName(QStringLiteral("import_file_button"));
    importButton->setIcon(themeIcon(QStringLiteral("import")));
    connect(importButton, &QPushButton::clicked, m_importAction, &QAction::trigger);
    auto* exportButton = new QPushButton(tr("Export…"));
    exportButton->setObjectName(QStringLiteral("export_button"));
    exportButton->setIcon(themeIcon(QStringLiteral("export")));
    connect(exportButton, &QPushButton::clicked, m_exportAction, &QAction::trigger);
    return {m_style, importButton, exportButton};
}

market::Adjustment MarketPage::adjustment() const {
    return m_adjustment && m_adjustment->currentIndex() == 1 ? market::Adjustment::SplitAndDividend
                                                             : market::Adjustment::AsStored;
}

void MarketPage::fetchSymbols(const QStringList& symbols, bool reload) {
    std::string text;
    for (const QString& symbol : symbols)
        text += str(symbol) + "\n";
    const auto input = market::parseSymbols(text);
    if (!input.errors.empty()) {
        host().showToast({.severity = Severity::Danger,
                          .title = tr("Nothing was fetched"),
                          .text = qstr(input.errors.front()),
                          .details = {}});
        return;
    }
    const auto interval =
        market::intervalFromCode(m_interval ? str(m_interval->currentText()) : "1d");
    std::vector<market::UpdateTarget> targets;
    for (const auto& symbol : input.symbols)
        targets.push_back({symbol, interval.value_or(market::Interval::Day1)});
    m_services.jobs.start<market::UpdateReport>(
        {.title = str(targets.size() == 1 ? tr("Fetch %1").arg(qstr(targets.front().symbol))
                                          : tr("Fetch %1 symbols").arg(targets.size())),
         .kind = "fetch",
         .open = [this] { host().showPage(id()); },
         .retry = [this, symbols, reload] { fetchSymbols(symbols, reload); }},
        [&workbench = m_services.workbench, targets, reload](jobs::JobContext& job) {
            return workbench.updateMarket(targets, {.reload = reload}, job);
        },
        this,
        [this](Result<market::UpdateReport> done) {
            if (done)
                fetched(*done);
            else
                report(tr("Prices were not updated"), done.error());
        });
}

void MarketPage::fetched(const market::UpdateReport& done) {
    QStringList details;
    for (const auto& outcome : done.outcomes)
        details << tr("%1: %2").arg(qstr(outcome.target.symbol), qstr(outcome.words));
    const bool one = done.outcomes.size() == 1;
    const auto severity = done.stopped ? Severity::Warning : Severity::Ok;
    host().showToast(
        {.severity = severity,
         .title = done.stopped ? tr("The update stopped early") : tr("Prices are up to date"),
         .text = one ? qstr(done.outcomes.front().words) : qstr(done.summary),
         .details = one ? QString() : details.join(u'\n')});
    if (one)
        m_current = market::SeriesKey{done.outcomes.front().target.symbol,
                                      done.outcomes.front().target.interval, "yahoo"};
    refreshList();
}

bool MarketPage::openFile(const QString& path) {
    const auto text = market::readPriceText(str(path));
    if (!text) {
        report(tr("%1 cannot be read").arg(QFileInfo(path).fileName()), text.error());
        return true;
    }
    const auto format = market::sniffPrices(*text, str(QFileInfo(path).fileName()));
    if (!format) {
        report(tr("%1 does not look like prices").arg(QFileInfo(path).fileName()), format.error());
        return true;
    }
    auto* dialog = new ImportDialog(QFileInfo(path).fileName(), *text, *format, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        m_services.jobs.start<market::ImportResult>(
            {.title = str(dialog->windowTitle()), .kind = "import"},
            [&workbench = m_services.workbench, contents = dialog->text(),
             how = dialog->format()](jobs::JobContext&) -> Result<market::ImportResult> {
                auto read = market::readPrices(contents, how);
                if (!read)
                    return read;
                if (auto stored = workbench.importSeries(read->series); !stored)
                    return std::move(stored).error();
                return read;
            },
            this,
            [this](Result<market::ImportResult> done) {
                if (!done) {
                    report(tr("Nothing was imported"), done.error());
                    return;
                }
                QStringList rejects;
                for (const auto& reject : done->rejects)
                    rejects << tr("line %1: %2").arg(reject.line).arg(qstr(reject.reason));
                host().showToast(
                    {.severity = done->rejected > 0 ? Severity::Warning : Severity::Ok,
                     .title = tr("%1 series imported").arg(done->series.size()),
                     .text = tr("%1 bars accepted, %2 lines rejected.")
                                 .arg(formatCount(static_cast<qint64>(done->accepted)),
                                      formatCount(static_cast<qint64>(done->rejected))),
                     .details = rejects.join(u'\n')});
                if (!done->series.empty())
                    m_current = market::SeriesKey{done->series.front().instrument.symbol,
                                                  done->series.front().interval, "import"};
                refreshList();
            });
    });
    dialog->open();
    return true;
}

void MarketPage::importFile() {
    const QString path = QFileDialog::getOpenFileName(
        this, tr("Import prices"), {},
        tr("Price files (*.csv *.txt *.tsv *.zip *.gz);;All files (*)"));
    if (!path.isEmpty())
        openFile(path);
}

void MarketPage::exportSeries() {
    if (!m_prices->data())
        return;
    const auto& series = m_prices->data()->series;
    const QString path = QFileDialog::getSaveFileName(
        this, tr("Export series"), qstr(series.instrument.symbol) + QStringLiteral(".csv"),
        tr("CSV files (*.csv)"));
    if (path.isEmpty())
        return;
    const auto saved = market::exportCsv(std::span(&series, 1), {}, str(path));
    if (!saved)
        report(tr("The file was not written"), saved.error());
    else
        host().showToast(
            {.severity = Severity::Ok, .title = tr("Exported"), .text = path, .details = {}});
}

} // namespace loom::ui
