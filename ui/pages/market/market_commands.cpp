// SPDX-License-Identifier: GPL-3.0-or-later
// What the Market page does on request: its inspector and header, fetching, removing.
#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QRegularExpression>

#include "studies/workbench.h"
#include "ui/bridge/job_model.h"
#include "ui/bridge/text.h"
#include "ui/forms/form_sheet.h"
#include "ui/forms/inspector_sheet.h"
#include "ui/pages/market/fetch_notice.h"
#include "ui/pages/market/history_panel.h"
#include "ui/pages/market/market_page.h"
#include "ui/pages/market/price_view.h"
#include "ui/pages/market/watch_list.h"
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
    m_fetchAction = add(QStringLiteral("action_fetch"), tr("Update Cache"),
                        QKeySequence(Qt::Key_F5), [this] { fetchSymbols(wantedSymbols(), false); });
    m_reloadAction = add(QStringLiteral("action_reload"), tr("Fetch All History Again"), {},
                         [this] { fetchSymbols(wantedSymbols(), true); });
    m_fetchAllAction = add(QStringLiteral("action_fetch_sp500"), tr("Fetch S&&P 500"), {}, [this] {
        QStringList symbols;
        for (const auto& listed : m_services.workbench.symbols().all())
            symbols << qstr(listed.symbol);
        fetchSymbols(symbols, false);
    });
    m_fetchAllAction->setToolTip(
        tr("All members of the bundled list, about a minute at eight requests a second."));
    m_importAction = add(QStringLiteral("action_import"), tr("Import Prices…"),
                         QKeySequence(Qt::CTRL | Qt::Key_I), [this] { importFile(); });
    m_exportAction = add(QStringLiteral("action_export_series"), tr("Series as CSV…"), {},
                         [this] { exportSeries(false); });
    m_exportVisibleAction = add(QStringLiteral("action_export_visible"),
                                tr("Visible Range as CSV…"), {}, [this] { exportSeries(true); });
    m_exportChartAction = add(QStringLiteral("action_export_chart"), tr("Chart as Image…"), {},
                              [this] { exportChart(); });
    m_synthesizeAction =
        add(QStringLiteral("action_synthesize_this"), tr("Synthesize This Symbol"), {}, [this] {
            if (m_current)
                host().openSymbol(QStringLiteral("synthesize"), qstr(m_current->symbol));
        });
    m_forecastAction =
        add(QStringLiteral("action_forecast_this"), tr("Forecast This Symbol"), {}, [this] {
            if (m_current)
                host().openSymbol(QStringLiteral("forecast"), qstr(m_current->symbol));
        });
    m_addIndicatorAction = add(QStringLiteral("action_add_indicator"), tr("Add Indicator…"), {},
                               [this] { addIndicator(); });
}

QStringList MarketPage::wantedSymbols() const {
    QStringList symbols;
    if (m_symbols)
        symbols = m_symbols->text().split(QRegularExpression(QStringLiteral("[\\s,;]+")),
                                          Qt::SkipEmptyParts);
    if (symbols.isEmpty() && m_current)
        symbols << qstr(m_current->symbol);
    return symbols;
}

QList<QAction*> MarketPage::menuActions(MenuPlace place) const {
    switch (place) {
    case MenuPlace::File:
        return {m_importAction, m_exportAction, m_exportVisibleAction, m_exportChartAction};
    case MenuPlace::Study:
        return {m_synthesizeAction, m_forecastAction};
    case MenuPlace::Run:
        return {m_fetchAction, m_reloadAction, m_fetchAllAction};
    case MenuPlace::View:
        return {m_addIndicatorAction};
    case MenuPlace::Tools:
        return {};
    }
    return {};
}

QWidget* MarketPage::createInspector() {
    m_inspector =
        new InspectorSheet(tr("Update Cache"), QStringLiteral("fetch_button"), tr("Update"));
    auto* sheet = new FormSheet(m_inspector);
    buildSourceSection(*sheet);
    buildPriceSections(*sheet);
    sheet->addSection(tr("Cache health"));
    m_health = new HistoryPanel(sheet);
    sheet->addWide(m_health);
    m_inspector->add(sheet);
    m_inspector->menu()->addActions({m_reloadAction, m_fetchAllAction, m_importAction});
    connect(m_inspector->primaryButton(), &QPushButton::clicked, m_fetchAction, &QAction::trigger);
    connect(m_health, &HistoryPanel::barChosen, m_prices, &PriceView::showBar);
    return m_inspector;
}

void MarketPage::buildSourceSection(FormSheet& sheet) {
    sheet.addSection(tr("Source"));
    m_symbols = new QLineEdit(&sheet);
    m_symbols->setObjectName(QStringLiteral("fetch_symbols"));
    m_symbols->setPlaceholderText(tr("the shown symbol"));
    sheet.addRow(tr("Symbols"), m_symbols, tr("One or more, separated by spaces: AAPL MSFT ^GSPC"));
    m_interval = new QComboBox(&sheet);
    m_interval->setObjectName(QStringLiteral("fetch_interval"));
    m_interval->addItems({QStringLiteral("1d"), QStringLiteral("1h"), QStringLiteral("15m"),
                          QStringLiteral("5m"), QStringLiteral("1m")});
    sheet.addRow(tr("Interval"), m_interval,
                 tr("Yahoo keeps 729 days of 1h, 59 days of 15m and 5m, 29 days of 1m."));
}

void MarketPage::buildPriceSections(FormSheet& sheet) {
    sheet.addSection(tr("Prices"));
    m_adjustment = new QComboBox(&sheet);
    m_adjustment->setObjectName(QStringLiteral("adjustment"));
    m_adjustment->addItems({tr("As stored"), tr("Splits and dividends")});
    m_adjustment->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_adjustment->setMinimumContentsLength(6);
    m_adjustment->setMinimumWidth(72);
    sheet.addRow(tr("Adjustment"), m_adjustment,
                 tr("Computed from the stored events; the stored prices stay as received."));
    m_log = new QCheckBox(tr("Logarithmic axis"), &sheet);
    m_log->setObjectName(QStringLiteral("log_axis"));
    sheet.addWide(m_log);
    sheet.addSection(tr("Indicators"));
    buildIndicatorSection(sheet);
    connect(m_log, &QCheckBox::toggled, m_prices, &PriceView::setLogarithmic);
    connect(m_log, &QCheckBox::toggled, this, &Page::stateEdited);
    connect(m_adjustment, &QComboBox::currentIndexChanged, this, [this] {
        if (m_current)
            showSeries(*m_current);
        Q_EMIT stateEdited();
    });
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
    auto* exportButton = new QPushButton(tr("Export"));
    exportButton->setObjectName(QStringLiteral("export_button"));
    exportButton->setIcon(themeIcon(QStringLiteral("export")));
    auto* exports = new QMenu(exportButton);
    exports->addActions({m_exportAction, m_exportVisibleAction, m_exportChartAction});
    exportButton->setMenu(exports);
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
    fetchTargets(targets, reload);
}

void MarketPage::fetchTargets(const std::vector<market::UpdateTarget>& targets, bool reload) {
    m_services.jobs.start<market::UpdateReport>(
        {.title = str(targets.size() == 1 ? tr("Fetch %1").arg(qstr(targets.front().symbol))
                                          : tr("Fetch %1 symbols").arg(targets.size())),
         .kind = "fetch",
         .open = [this] { host().showPage(id()); },
         .retry = [this, targets, reload] { fetchTargets(targets, reload); }},
        [&workbench = m_services.workbench, targets, reload](jobs::JobContext& job) {
            return workbench.updateMarket(targets, {.reload = reload}, job);
        },
        this,
        [this, reload](Result<market::UpdateReport> done) {
            if (done)
                fetched(*done, reload);
            else
                report(tr("Prices were not updated"), done.error());
        });
}

void MarketPage::fetched(const market::UpdateReport& done, bool reload) {
    Notice notice = fetchNotice(done);
    const bool stopped = done.stopped && done.stopped->code == ErrorCode::Cancelled;
    if (const auto rest = stillToFetch(done); !rest.empty())
        notice.actions.push_back({.text = stopped ? tr("Go On") : tr("Retry"),
                                  .run = [this, rest, reload] { fetchTargets(rest, reload); }});
    host().showToast(notice);
    if (done.outcomes.size() == 1) {
        const auto& only = done.outcomes.front();
        const bool stored = only.kind == market::UpdateKind::Loaded ||
                            only.kind == market::UpdateKind::Updated ||
                            only.kind == market::UpdateKind::Reloaded;
        if (stored)
            m_wanted = market::SeriesKey{only.target.symbol, only.target.interval, {}};
    }
    refreshList();
}

void MarketPage::removeSeries(const market::SeriesKey& key) {
    using Removed = std::shared_ptr<const market::Series>;
    m_services.jobs.start<Removed>(
        {.title = str(tr("Remove %1").arg(qstr(key.symbol))), .kind = "remove", .quiet = true},
        [&workbench = m_services.workbench, key](jobs::JobContext&) -> Result<Removed> {
            auto series = workbench.loadSeries({.symbol = key.symbol,
                                                .interval = key.interval,
                                                .source = key.source,
                                                .from = {},
                                                .to = {}});
            if (!series)
                return std::move(series).error();
            if (auto removed = workbench.removeSeries(key); !removed)
                return std::move(removed).error();
            return std::make_shared<const market::Series>(std::move(*series));
        },
        this,
        [this, key](Result<Removed> removed) {
            if (!removed) {
                report(tr("%1 was not removed").arg(qstr(key.symbol)), removed.error());
                return;
            }
            Notice notice{.severity = Severity::Info,
                          .title = tr("%1 was removed from the cache").arg(qstr(key.symbol)),
                          .text =
                              tr("%1 bars; runs that used them are kept.")
                                  .arg(formatCount(static_cast<qint64>((*removed)->bars.size())))};
            notice.actions.push_back(
                {.text = tr("Undo"), .run = [this, series = *removed] { restoreSeries(series); }});
            host().showToast(notice);
            m_current.reset();
            refreshList();
        });
}

void MarketPage::restoreSeries(std::shared_ptr<const market::Series> series) {
    m_services.jobs.start<market::MergeCounts>(
        {.title = str(tr("Restore %1").arg(qstr(series->instrument.symbol))),
         .kind = "restore",
         .quiet = true},
        [&workbench = m_services.workbench, series](jobs::JobContext&) {
            return workbench.importSeries(std::span(series.get(), 1));
        },
        this,
        [this, series](Result<market::MergeCounts> stored) {
            if (!stored)
                report(tr("%1 was not restored").arg(qstr(series->instrument.symbol)),
                       stored.error());
            else
                m_wanted =
                    market::SeriesKey{series->instrument.symbol, series->interval, series->source};
            refreshList();
        });
}

} // namespace loom::ui
