// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/market/market_page.h"

#include <algorithm>

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QLabel>
#include <QSplitter>
#include <QVBoxLayout>

#include "studies/workbench.h"
#include "ui/bridge/job_model.h"
#include "ui/bridge/text.h"
#include "ui/charts/scale.h"
#include "ui/forms/elided_label.h"
#include "ui/pages/market/change_label.h"
#include "ui/pages/market/history_panel.h"
#include "ui/pages/market/price_view.h"
#include "ui/pages/market/watch_list.h"
#include "ui/theme/controls.h"
#include "ui/theme/format.h"
#include "ui/theme/type.h"

namespace loom::ui {

/// Everything the page shows of one series.
struct LoadedSeries {
    std::shared_ptr<const PriceData> data;
    market::SeriesState state;
    std::vector<market::Restatement> restatements;
    std::vector<market::Gap> gaps;
};

namespace {

const QString kRestatedBanner = QStringLiteral("restated");
constexpr std::chrono::hours kNewsFor{30 * 24}; ///< so long a restatement has a banner

/// On a job's thread.
Result<LoadedSeries> loadAll(const studies::Workbench& workbench, const market::SeriesKey& key,
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
    LoadedSeries loaded{
        priceData(*series, adjustment, *workbench.calendar()), {}, *restatements, *gaps};
    if (*state)
        loaded.state = **state;
    loaded.state.key = key;
    return loaded;
}

} // namespace

MarketPage::MarketPage(PageServices& services, PageHost& host, QWidget* parent)
    : Page(QStringLiteral("market"), host, parent), m_services(services),
      m_list(new WatchList(services.workbench.symbols(), this)) {
    buildActions();
    connect(m_list, &WatchList::seriesChosen, this, &MarketPage::showSeries);
    connect(m_list, &WatchList::removeWanted, this, &MarketPage::removeSeries);
    connect(m_list, &WatchList::fetchWanted, this,
            [this](const QString& symbol) { fetchSymbols({symbol}, false); });
    auto* splitter = new QSplitter(Qt::Horizontal, this);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(1);
    splitter->addWidget(m_list);
    splitter->addWidget(buildCentre());
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({260, 800});
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(splitter);
    refreshList();
}

QWidget* MarketPage::buildCentre() {
    auto* area = new QWidget(this);
    m_name = new ElidedLabel(area);
    m_name->setObjectName(QStringLiteral("instrument_name"));
    m_name->setFont(typeFont(Type::Instrument));
    m_last = new QLabel(area);
    m_last->setObjectName(QStringLiteral("last_price"));
    m_last->setFont(typeFont(Type::Title));
    m_change = new ChangeLabel(area);
    m_context = new ElidedLabel(area);
    m_context->setObjectName(QStringLiteral("price_context"));
    setMuted(m_context);
    m_context->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed); // gives way first
    m_context->setLeastWidth(96);
    m_context->setAlignment(Qt::AlignRight);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(16, 8, 16, 8);
    head->setSpacing(12);
    head->addWidget(m_name);
    head->addWidget(m_last);
    head->addWidget(m_change);
    head->addWidget(m_context, 1);
    m_prices = new PriceView(area);
    m_prices->setUndoStack(&host().undoStack());
    restoreIndicators({});
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
            m_list->setRows(std::move(*rows));
            selectWanted();
        });
}

void MarketPage::selectWanted() {
    const auto wanted = m_wanted ? m_wanted : m_current;
    m_wanted.reset();
    if (wanted &&
        (m_list->select(wanted->symbol, wanted->interval) || m_list->select(wanted->symbol)))
        return;
    if (!m_list->select("^GSPC"))
        m_list->selectFirst();
}

void MarketPage::showSeries(const market::SeriesKey& key) {
    const bool another = m_current && *m_current != key; // the first is no edit of the workspace
    m_current = key;
    m_services.jobs.start<LoadedSeries>(
        {.title = str(tr("Open %1").arg(qstr(key.symbol))), .kind = "read", .quiet = true},
        [&workbench = m_services.workbench, key, how = adjustment()](jobs::JobContext&) {
            return loadAll(workbench, key, how);
        },
        this,
        [this, key](Result<LoadedSeries> loaded) {
            if (m_current != key)
                return;
            if (!loaded)
                report(tr("%1 cannot be shown").arg(qstr(key.symbol)), loaded.error());
            else if (!loaded->data->closes.empty())
                shown(*loaded);
        });
    if (another)
        Q_EMIT stateEdited();
}

void MarketPage::shown(const LoadedSeries& loaded) {
    showHead(loaded.data->series);
    m_prices->setData(loaded.data, loaded.restatements, m_shown == m_current);
    m_shown = m_current;
    const auto range = m_restored.value(QStringLiteral("range")).toArray();
    if (range.size() == 2)
        m_prices->showTimes(static_cast<std::int64_t>(range[0].toDouble()),
                            static_cast<std::int64_t>(range[1].toDouble()));
    m_restored = {};
    explainHistory(loaded);
    Q_EMIT inspectorTitleChanged(tr("Data request"), qstr(loaded.state.key.symbol));
}

void MarketPage::showHead(const market::Series& series) {
    const auto& instrument = series.instrument;
    const auto& bar = series.bars.back();
    m_name->setFullText(instrument.name.empty()
                            ? qstr(instrument.symbol)
                            : tr("%1  %2").arg(qstr(instrument.name), qstr(instrument.symbol)));
    m_last->setText(formatNumber(bar.close, priceDecimals(bar.close)));
    m_change->setCloses(
        bar.close, series.bars.size() > 1 ? series.bars[series.bars.size() - 2].close : kMissing);
    const QString when = market::isIntraday(series.interval) ? qstr(toIso(Timestamp{bar.time}))
                                                             : qstr(toIso(bar.date()));
    m_context->setFullText(bar.final ? tr("close of %1, source %2").arg(when, qstr(series.source))
                                     : tr("%1, provisional: the session was still open, source %2")
                                           .arg(when, qstr(series.source)));
    setSubtitle(tr("%1, %2 bars at %3")
                    .arg(qstr(instrument.symbol),
                         formatCount(static_cast<qint64>(series.bars.size())),
                         qstr(market::intervalCode(series.interval))));
}

void MarketPage::explainHistory(const LoadedSeries& loaded) {
    if (m_health)
        m_health->setHistory(loaded.state, loaded.restatements, loaded.gaps,
                             !loaded.data->series.bars.back().final);
    const bool news =
        !loaded.restatements.empty() &&
        loaded.state.lastOk.value_or(Timestamp{}) - loaded.restatements.back().noticed < kNewsFor;
    if (!news) { // what is older is in the list of cache health
        host().hideBanner(id(), kRestatedBanner);
        return;
    }
    const market::Restatement& latest = loaded.restatements.back();
    const bool dividend = latest.kind == market::RestatementKind::Dividend;
    const bool split = latest.kind == market::RestatementKind::Split;
    Notice notice{
        .severity = dividend ? Severity::Info : Severity::Warning,
        .title = dividend ? tr("A dividend changed the adjusted prices")
                 : split  ? tr("A split changed the whole history")
                          : tr("The source corrected its prices"),
        .text =
            tr("%1 Noticed %2.").arg(qstr(latest.words), qstr(toIso(latest.noticed.utcDate())))};
    if (loaded.restatements.size() > 1)
        notice.text += tr(" %1 in all.").arg(loaded.restatements.size());
    notice.actions.push_back({.text = tr("Show Bar"),
                              .run = [this, time = latest.barTime] { m_prices->showBar(time); }});
    notice.actions.push_back({.text = tr("Show All"), .run = [this] {
                                  if (m_health)
                                      m_health->showList();
                              }});
    host().showBanner(id(), kRestatedBanner, notice);
}

bool MarketPage::openSymbol(const QString& symbol) {
    if (m_list->isEmpty())
        m_wanted = market::SeriesKey{str(symbol), market::Interval::Day1, {}};
    else if (!m_list->select(str(symbol)))
        m_list->setFilter(symbol);
    return true;
}

QJsonObject MarketPage::saveState() const {
    QJsonObject state;
    if (m_current) {
        state[QStringLiteral("symbol")] = qstr(m_current->symbol);
        state[QStringLiteral("interval")] = qstr(market::intervalCode(m_current->interval));
    }
    if (const auto bars = m_prices->visibleBars()) {
        const auto& times = *m_prices->data()->times;
        state[QStringLiteral("range")] = QJsonArray{static_cast<double>(times[bars->first]),
                                                    static_cast<double>(times[bars->second])};
    }
    if (m_style)
        state[QStringLiteral("style")] = m_style->currentIndex();
    if (m_log) {
        state[QStringLiteral("adjusted")] = m_adjustment->currentIndex() == 1;
        state[QStringLiteral("log")] = m_log->isChecked();
    }
    QJsonArray shown;
    for (const auto& indicator : m_prices->indicators())
        shown << qstr(indicator.text());
    state[QStringLiteral("indicators")] = shown;
    return state;
}

void MarketPage::restoreState(const QJsonObject& state) {
    m_restored = state;
    restoreIndicators(state);
    if (m_style)
        m_style->setCurrentIndex(std::clamp(state.value(QStringLiteral("style")).toInt(), 0, 2));
    if (m_log) {
        m_adjustment->setCurrentIndex(state.value(QStringLiteral("adjusted")).toBool() ? 1 : 0);
        m_log->setChecked(state.value(QStringLiteral("log")).toBool());
    }
    const std::string symbol = str(state.value(QStringLiteral("symbol")).toString());
    if (symbol.empty())
        return;
    const auto interval =
        market::intervalFromCode(str(state.value(QStringLiteral("interval")).toString()));
    m_wanted = market::SeriesKey{symbol, interval.value_or(market::Interval::Day1), {}};
    if (m_list->isEmpty())
        return;
    if (m_current && m_current->symbol == symbol && m_current->interval == m_wanted->interval)
        showSeries(*m_current);
    else
        selectWanted();
}

void MarketPage::report(const QString& title, const Error& error) {
    host().showToast(errorNotice(title, error));
}

} // namespace loom::ui
