// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/market/market_page.h"

#include <QAction>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

#include "studies/workbench.h"
#include "ui/bridge/job_model.h"
#include "ui/bridge/text.h"
#include "ui/forms/table_delegates.h"
#include "ui/pages/market/price_view.h"
#include "ui/pages/market/sparkline_delegate.h"
#include "ui/pages/market/watch_list_model.h"
#include "ui/theme/controls.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/type.h"

namespace loom::ui {

namespace {

struct Loaded {
    std::shared_ptr<const PriceData> data;
    market::SeriesState state;
    std::vector<market::Restatement> restatements;
    std::vector<market::Gap> gaps;
};

/// Everything the page shows of one series; on a job's thread.
Result<Loaded> loadAll(const studies::Workbench& workbench, const market::SeriesKey& key,
                       market::Adjustment adjustment) {
    auto reader = workbench.marketReader();
    if (!reader)
        return std::move(reader).error();
    const auto series = reader->load({.symbol = key.symbol,
                                      .interval = key.interval,
                                      .source = key.source,
                                      .from = {},
                                      .to = {}});
    if (!series)
        return series.error();
    const auto state = reader->state(key);
    const auto restatements = reader->restatements(key);
    const auto gaps = reader->gaps(key);
    if (!state || !restatements || !gaps)
        return !state ? state.error() : !restatements ? restatements.error() : gaps.error();
    Loaded loaded{priceData(*series, adjustment), {}, *restatements, *gaps};
    if (*state)
        loaded.state = **state;
    loaded.state.key = key;
    return loaded;
}

} // namespace

MarketPage::MarketPage(PageServices& services, PageHost& host, QWidget* parent)
    : Page(QStringLiteral("market"), host, parent), m_services(services),
      m_model(new WatchListModel(this)), m_filtered(new QSortFilterProxyModel(this)) {
    m_filtered->setSourceModel(m_model);
    m_filtered->setFilterRole(WatchListModel::kSymbolRole);
    m_filtered->setFilterCaseSensitivity(Qt::CaseInsensitive);
    buildActions();
    auto* splitter = new QSplitter(Qt::Horizontal, this);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(1);
    splitter->addWidget(buildWatchList());
    splitter->addWidget(buildCentre());
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({260, 800});
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(splitter);
    refreshList();
}

QWidget* MarketPage::buildWatchList() {
    auto* area = new QWidget(this);
    area->setMinimumWidth(220);
    m_filter = new QLineEdit(area);
    m_filter->setObjectName(QStringLiteral("watch_filter"));
    m_filter->setPlaceholderText(tr("Filter, or a new symbol and Enter"));
    m_filter->setClearButtonEnabled(true);
    m_filter->addAction(themeIcon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_list = new QTableView(area);
    m_list->setObjectName(QStringLiteral("watch_list"));
    m_list->setModel(m_filtered);
    m_list->setItemDelegateForColumn(WatchListModel::LineColumn, new SparklineDelegate(m_list));
    m_list->setItemDelegateForColumn(WatchListModel::ChangeColumn,
                                     new NumberDelegate(2, SignStyle::GainIsUp, m_list));
    m_list->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    m_list->setShowGrid(false);
    m_list->verticalHeader()->hide();
    m_list->verticalHeader()->setDefaultSectionSize(32);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setAccessibleName(tr("Watch list"));
    auto* header = m_list->horizontalHeader();
    header->setSectionResizeMode(QHeaderView::ResizeToContents);
    header->setSectionResizeMode(WatchListModel::LineColumn, QHeaderView::Stretch);
    m_listState = new QLabel(area);
    m_listState->setContentsMargins(16, 8, 16, 8);
    m_listState->setWordWrap(true);
    setMuted(m_listState);
    auto* layout = new QVBoxLayout(area);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto* top = new QHBoxLayout;
    top->setContentsMargins(12, 8, 12, 8);
    top->addWidget(m_filter);
    layout->addLayout(top);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_listState);
    connect(m_filter, &QLineEdit::textChanged, m_filtered,
            &QSortFilterProxyModel::setFilterFixedString);
    connect(m_filter, &QLineEdit::returnPressed, this, [this] {
        const QString symbol = m_filter->text().trimmed().toUpper();
        if (m_filtered->rowCount() > 0)
            m_list->selectRow(0);
        else if (!symbol.isEmpty())
            fetchSymbols({symbol}, false);
    });
    connect(m_list->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this] { rowChosen(); });
    return area;
}

QWidget* MarketPage::buildCentre() {
    auto* area = new QWidget(this);
    m_name = new QLabel(area);
    m_name->setFont(typeFont(Type::Instrument));
    m_last = new QLabel(area);
    m_last->setFont(typeFont(Type::Title));
    m_context = new QLabel(area);
    setMuted(m_context);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(16, 8, 16, 8);
    head->setSpacing(16);
    head->addWidget(m_name);
    head->addWidget(m_last);
    head->addStretch(1);
    head->addWidget(m_context);
    m_prices = new PriceView(area);
    m_prices->setUndoStack(&host().undoStack());
    auto* layout = new QVBoxLayout(area);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(m_prices, 1);
    return area;
}

void MarketPage::refreshList() {
    m_services.jobs.start<std::vector<WatchRow>>(
        {.title = str(tr("Read the cache")), .kind = "read", .quiet = true},
        [&workbench = m_services.workbench](jobs::JobContext&) {
            return readWatchList(workbench.marketReader());
        },
        this,
        [this](Result<std::vector<WatchRow>> rows) {
            if (!rows) {
                report(tr("The cache could not be read"), rows.error());
                return;
            }
            const auto wanted = m_current ? m_current : m_wanted;
            std::int64_t bars = 0;
            for (const auto& row : *rows)
                bars += row.state.rows;
            m_model->setRows(std::move(*rows));
            m_listState->setText(tr("%1 series, %2 bars. Lines: last 60 bars.")
                                     .arg(formatCount(m_model->rowCount()), formatCount(bars)));
            const int row =
                wanted ? m_model->rowOf(wanted->symbol, wanted->interval) : m_model->rowOf("^GSPC");
            const QModelIndex at = m_filtered->mapFromSource(m_model->index(std::max(row, 0), 0));
            if (at.isValid())
                m_list->selectRow(at.row());
        });
}

void MarketPage::rowChosen() {
    const QModelIndex at = m_filtered->mapToSource(m_list->currentIndex());
    if (const WatchRow* row = m_model->rowAt(at.row()))
        showSeries(row->state.key);
}

void MarketPage::showSeries(const market::SeriesKey& key) {
    m_current = key;
    m_services.jobs.start<Loaded>(
        {.title = str(tr("Open %1").arg(qstr(key.symbol))), .kind = "read", .quiet = true},
        [&workbench = m_services.workbench, key, how = adjustment()](jobs::JobContext&) {
            return loadAll(workbench, key, how);
        },
        this,
        [this, key](Result<Loaded> loaded) {
            if (m_current != key)
                return;
            if (!loaded)
                report(tr("%1 cannot be shown").arg(qstr(key.symbol)), loaded.error());
            else if (!loaded->data->closes.empty())
                shown(loaded->data, loaded->state, loaded->restatements, loaded->gaps);
        });
    Q_EMIT stateEdited();
}

void MarketPage::shown(std::shared_ptr<const PriceData> prices, const market::SeriesState& state,
                       const std::vector<market::Restatement>& restatements,
                       const std::vector<market::Gap>& gaps) {
    const auto& instrument = prices->series.instrument;
    const double last = prices->closes.back();
    m_name->setText(instrument.name.empty()
                        ? qstr(instrument.symbol)
                        : tr("%1  %2").arg(qstr(instrument.name), qstr(instrument.symbol)));
    m_last->setText(formatNumber(last, priceDecimals(last)));
    const auto& bar = prices->series.bars.back();
    const QString when = market::isIntraday(prices->series.interval)
                             ? qstr(toIso(Timestamp{bar.time}))
                             : qstr(toIso(bar.date()));
    m_context->setText(
        bar.final ? tr("close of %1, source %2").arg(when, qstr(prices->series.source))
                  : tr("%1, provisional, source %2").arg(when, qstr(prices->series.source)));
    setSubtitle(tr("%1, %2 bars at %3")
                    .arg(qstr(instrument.symbol),
                         formatCount(static_cast<qint64>(prices->closes.size())),
                         qstr(market::intervalCode(prices->series.interval))));
    m_prices->setData(std::move(prices), restatements);
    explainHistory(state, restatements, gaps);
    Q_EMIT inspectorTitleChanged(tr("Data request"), qstr(state.key.symbol));
}

void MarketPage::explainHistory(const market::SeriesState& state,
                                const std::vector<market::Restatement>& restatements,
                                const std::vector<market::Gap>& gaps) {
    if (restatements.empty()) {
        host().hideBanner(id(), QStringLiteral("restated"));
    } else {
        host().showBanner(id(), QStringLiteral("restated"),
                          {.severity = Severity::Warning,
                           .title = tr("Restated by the source"),
                           .text = qstr(restatements.back().words),
                           .details = {}});
    }
    if (!m_health)
        return;
    QStringList lines{tr("Bars stored: %1").arg(formatCount(state.rows))};
    lines << tr("Sessions missing: %1").arg(formatCount(state.openGaps));
    lines << tr("Restatements: %1").arg(formatCount(static_cast<qint64>(restatements.size())));
    for (std::size_t i = 0; i < std::min<std::size_t>(gaps.size(), 3); ++i)
        lines << qstr(gaps[gaps.size() - 1 - i].words);
    if (!state.message.empty())
        lines << qstr(state.message);
    m_health->setText(lines.join(u'\n'));
}

bool MarketPage::openSymbol(const QString& symbol) {
    const int row = m_model->rowOf(str(symbol));
    if (row < 0) {
        m_filter->setText(symbol);
        return true;
    }
    m_filter->clear();
    m_list->selectRow(m_filtered->mapFromSource(m_model->index(row, 0)).row());
    return true;
}

QJsonObject MarketPage::saveState() const {
    QJsonObject state;
    if (m_current) {
        state[QStringLiteral("symbol")] = qstr(m_current->symbol);
        state[QStringLiteral("interval")] = qstr(market::intervalCode(m_current->interval));
    }
    if (m_style)
        state[QStringLiteral("style")] = m_style->currentIndex();
    return state;
}

void MarketPage::restoreState(const QJsonObject& state) {
    const auto interval =
        market::intervalFromCode(str(state.value(QStringLiteral("interval")).toString()));
    const std::string symbol = str(state.value(QStringLiteral("symbol")).toString());
    if (!symbol.empty())
        m_wanted = market::SeriesKey{symbol, interval.value_or(market::Interval::Day1), {}};
    if (m_style)
        m_style->setCurrentIndex(std::clamp(state.value(QStringLiteral("style")).toInt(), 0, 2));
    if (m_model->rowCount() > 0 && !symbol.empty())
        openSymbol(qstr(symbol));
}

void MarketPage::report(const QString& title, const Error& error) {
    host().showToast(errorNotice(title, error));
}

} // namespace loom::ui
