// SPDX-License-Identifier: GPL-3.0-or-later
// The Market page in the real window: the bundled sample as candles, a CSV imported, prices fetched
// from a fake source on the loopback interface, what is said when that fails, removing and undoing,
// exporting.
#include "support/test_case.h"

#include <algorithm>

#include "gui/desk.h"
#include "support/fake_yahoo.h"

#include <QAction>
#include <QCheckBox>
#include <QDialog>
#include <QJsonArray>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QTableView>
#include <QTableWidget>

#include "ui/charts/chart_view.h"
#include "ui/forms/elided_label.h"
#include "ui/pages/market/change_label.h"
#include "ui/pages/market/fetch_notice.h"
#include "ui/pages/market/market_page.h"
#include "ui/pages/market/price_view.h"

using namespace loom;
using namespace loom::tests;
using namespace Qt::Literals::StringLiterals;

namespace {

QByteArray readAll(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString writeFile(const QTemporaryDir& folder, const QString& name, const QByteArray& text) {
    QFile file(folder.filePath(name));
    if (file.open(QIODevice::WriteOnly))
        file.write(text);
    return file.fileName();
}

} // namespace

class MarketFlowTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase() {
        m_yahoo.followSystemClock();
        m_yahoo.knowEverySymbol();
    }
    void init() {
        qputenv("QUANTLOOM_YAHOO_URL", QByteArray::fromStdString(m_yahoo.url()));
        m_desk = std::make_unique<Desk>();
        QVERIFY2(m_desk->isOpen(), qPrintable(m_desk->problem()));
        m_desk->window().showPage(u"market"_s);
        m_page = dynamic_cast<ui::MarketPage*>(m_desk->window().page(u"market"_s));
        QVERIFY(m_page);
        QTRY_VERIFY(m_page->priceView()->data());
    }
    void cleanup() {
        m_desk.reset();
        qunsetenv("QUANTLOOM_YAHOO_URL");
    }

    /// The sample's last bars are 2020-04-16 and 2020-04-17: 2,799.55 and 2,874.56 (vega-datasets).
    void theBundledSampleIsShownAsCandles() {
        QCOMPARE(shownSymbol(), u"^GSPC"_s);
        QCOMPARE(m_desk->find<QLabel>("last_price")->text(), u"2,874.56"_s);
        QCOMPARE(m_desk->find<ui::ChangeLabel>("last_change")->text(), u"+75.01  (+2.68 %)"_s);
        QVERIFY(
            m_desk->find<ui::ElidedLabel>("price_context")->fullText().contains(u"2020-04-17"_s));
        const auto* chart = m_page->priceView()->chart();
        QVERIFY(chart->layers().size() >= 3); // candles and two averages
        QVERIFY(!chart->visibleData().rows().empty());
        QVERIFY(chart->summary().contains(u"Candles"_s));
        QVERIFY(m_desk->find<QLabel>("range_statistics")->text().contains(u"252"_s));
        QCOMPARE(m_desk->jobs().rowCount(), 0); // reads are quiet
    }

    /// Thanksgiving 2019 is no session, so it is marked between its neighbours, and nothing of the
    /// bundled index is missing.
    void holidaysAreKnownAndNothingIsMissing() {
        const auto& data = *m_page->priceView()->data();
        const auto& days = data.closedDays;
        QVERIFY(!days.empty());
        const auto at = std::ranges::find_if(
            days, [](const auto& day) { return day.text.contains(u"2019-11-28"_s); });
        QVERIFY(at != days.end());
        QVERIFY(at->text.contains(u"Thanksgiving"_s));
        const auto before = static_cast<std::size_t>(at->x);
        QCOMPARE(toIso(Timestamp{data.times->at(before)}.utcDate()), std::string("2019-11-27"));
        QVERIFY(std::ranges::none_of(days, [](const auto& day) { return day.missing; }));
    }

    void theLogAxisSwitches() {
        const auto* chart = m_page->priceView()->chart();
        m_desk->find<QCheckBox>("log_axis")->setChecked(true);
        QCOMPARE(chart->scale(), ui::Scale::Log);
        const QJsonObject state = m_page->saveState();
        QVERIFY(state.value(u"log"_s).toBool());
        QCOMPARE(state.value(u"range"_s).toArray().size(), 2);
    }

    void aCsvIsPreviewedNamedAndImported() {
        const QTemporaryDir folder;
        const QString path = writeFile(folder, u"prices.csv"_s,
                                       "Date,Open,High,Low,Close,Volume\n"
                                       "2024-01-02,10,11,9,10.5,1000\n"
                                       "2024-01-03,10.5,12,10,11.5,1100\n"
                                       "2024-01-04,nonsense,12,10,11,900\n"
                                       "2024-01-05,11.5,12,11,11.25,1200\n");
        QVERIFY(m_desk->window().openFile(path));
        auto* dialog = m_desk->find<QDialog>("import_dialog");
        QVERIFY(dialog);
        QCOMPARE(dialog->findChild<QTableWidget*>(u"import_preview"_s)->rowCount(), 3);
        QVERIFY(dialog->findChild<QLabel*>(u"import_notes"_s)->text().contains(u"Line 4"_s));
        auto* symbol = dialog->findChild<QLineEdit*>(u"import_symbol"_s);
        auto* import = dialog->findChild<QPushButton*>(u"import_button"_s);
        symbol->clear();
        QVERIFY(!import->isEnabled());
        QVERIFY(import->toolTip().contains(u"symbol"_s));
        symbol->setText(u"MINE"_s);
        QVERIFY(import->isEnabled());
        import->click();
        QTRY_COMPARE(shownSymbol(), u"MINE"_s);
        QCOMPARE(m_page->priceView()->data()->closes, (std::vector<double>{10.5, 11.5, 11.25}));
        QCOMPARE(m_desk->find<QLabel>("last_price")->text(), u"11.25"_s);
    }

    void whatIsNoTextIsRefusedInWords() {
        const QTemporaryDir folder;
        const QString path =
            writeFile(folder, u"picture.csv"_s, QByteArray("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16));
        QVERIFY(m_desk->window().openFile(path));
        QVERIFY(!m_desk->find<QDialog>("import_dialog"));
        QTRY_VERIFY(toastSays(u"picture.csv"_s));
    }

    void aNewSymbolIsSuggestedFetchedAndShown() {
        auto* filter = m_desk->find<QLineEdit>("watch_filter");
        filter->setText(u"3M"_s);
        auto* suggestions = m_desk->find<QListWidget>("symbol_suggestions");
        QVERIFY(suggestions->count() > 0);
        QCOMPARE(suggestions->item(0)->data(Qt::UserRole).toString(), u"MMM"_s);
        QCOMPARE(shownSymbol(), u"^GSPC"_s); // filtering opens nothing
        QTest::keyClick(filter, Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(shownSymbol(), u"MMM"_s, 20000);
        QVERIFY(m_yahoo.chartRequests("MMM") >= 1);
        QVERIFY(m_page->priceView()->data()->closes.size() > 1000);
        QCOMPARE(m_desk->jobs().rowCount(), 1); // the fetch, not the reads
    }

    void anUnknownSymbolAndARefusalAreSaidAndNothingIsLost() {
        auto* filter = m_desk->find<QLineEdit>("watch_filter");
        filter->setText(u"UNKNOWNX"_s);
        QTest::keyClick(filter, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(toastSays(u"UNKNOWNX is not known"_s), 20000);
        QCOMPARE(shownSymbol(), u"^GSPC"_s);
        m_yahoo.setFault(FakeFault::Unauthorized, 50, "ZZTOP");
        filter->setText(u"ZZTOP"_s);
        QTest::keyClick(filter, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(toastSays(u"refused"_s), 20000);
        QVERIFY(m_page->priceView()->data());
    }

    /// Going on asks for what was not reached only, at the interval it was asked for.
    void goingOnAfterAStopAsksForTheRestOnly() {
        market::UpdateReport report;
        report.outcomes.resize(3);
        const std::pair<const char*, market::UpdateKind> ends[] = {
            {"AAA", market::UpdateKind::Reloaded},
            {"BBB", market::UpdateKind::Deferred},
            {"CCC", market::UpdateKind::UnknownSymbol}};
        for (std::size_t i = 0; i < std::size(ends); ++i) {
            report.outcomes[i].target = {ends[i].first, market::Interval::Hour1};
            report.outcomes[i].kind = ends[i].second;
        }
        report.stopped = fail(ErrorCode::Cancelled, "Stopped.");
        const auto rest = ui::stillToFetch(report);
        QCOMPARE(rest.size(), std::size_t{1});
        QCOMPARE(rest.front().symbol, std::string("BBB"));
        QCOMPARE(rest.front().interval, market::Interval::Hour1);
    }

    /// The second of two symbols waits at the source; Stop, then Go On: the first is not asked
    /// again.
    void goOnFetchesTheRest() {
        auto* symbols = m_desk->find<QLineEdit>("fetch_symbols");
        symbols->setText(u"GOFIRST GOSECOND"_s);
        m_yahoo.setFault(FakeFault::Hold, 1, "GOSECOND");
        m_desk->find<QPushButton>("fetch_button")->click();
        QTRY_VERIFY_WITH_TIMEOUT(stored("GOFIRST"), 20000);
        m_desk->jobs().stopAll(jobs::StopRequest::Discard);
        QTRY_VERIFY_WITH_TIMEOUT(toastButton(u"Go On"_s), 20000);
        QVERIFY(!stored("GOSECOND"));
        const int before = m_yahoo.chartRequests("GOFIRST");
        m_yahoo.releaseHeld();
        toastButton(u"Go On"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(stored("GOSECOND"), 20000);
        QCOMPARE(m_yahoo.chartRequests("GOFIRST"), before);
    }

    void aRestatementIsToldThoughAllWentWell() {
        market::UpdateReport report;
        report.outcomes.resize(2);
        report.outcomes[0] = {.target = {"AAA", market::Interval::Day1},
                              .kind = market::UpdateKind::Reloaded,
                              .counts = {},
                              .words = "1 new bar.",
                              .notes = {"The source multiplied all earlier prices by 0.1."},
                              .restatements = 1};
        report.outcomes[1].kind = market::UpdateKind::Updated;
        report.summary = "2 of 2 series are up to date. Restated by the source: AAA (1).";
        auto notice = ui::fetchNotice(report);
        QVERIFY(ui::wentWell(report));
        QCOMPARE(notice.severity, ui::Severity::Warning);
        QVERIFY(notice.title.contains(u"restated"_s));
        QCOMPARE(notice.text, QString::fromStdString(report.summary));
        report.outcomes.pop_back();
        QVERIFY(ui::fetchNotice(report).text.contains(u"multiplied"_s));
        report.outcomes[0].restatements = 0;
        QCOMPARE(ui::fetchNotice(report).severity, ui::Severity::Ok);
        report.outcomes[0].missing = 3;
        QVERIFY(ui::fetchNotice(report).text.contains(u"Sessions missing: 3."_s));
    }

    /// Thanksgiving 2019 lies between two bars: both their readouts name it.
    void theReadoutNamesAClosedDay() {
        const auto& days = m_page->priceView()->data()->closedDays;
        const auto at = std::ranges::find_if(
            days, [](const auto& day) { return day.text.contains(u"2019-11-28"_s); });
        QVERIFY(at != days.end());
        for (const double side : {-0.5, 0.5}) {
            QStringList words;
            for (const auto& layer : m_desk->find<ui::ChartView>("volume_chart")->layers())
                for (const auto& row : layer->readout(at->x + side, 2))
                    words << row.name;
            QVERIFY2(words.contains(at->text), qPrintable(words.join(u'|')));
        }
    }

    void aRemovedSeriesComesBackByUndo() {
        auto* table = m_desk->find<QTableView>("watch_list");
        const int before = table->model()->rowCount();
        QVERIFY(m_desk->window().openSymbol(u"market"_s, u"AAPL"_s));
        QTRY_COMPARE(shownSymbol(), u"AAPL"_s);
        table->findChild<QAction*>(u"watch_remove"_s)->trigger();
        QTRY_COMPARE(table->model()->rowCount(), before - 1);
        QTRY_VERIFY(toastButton(u"Undo"_s));
        toastButton(u"Undo"_s)->click();
        QTRY_COMPARE(table->model()->rowCount(), before);
        QTRY_COMPARE(shownSymbol(), u"AAPL"_s);
    }

    void theVisibleRangeOrAllOfItIsExported() {
        const QTemporaryDir folder;
        const QString all = folder.filePath(u"all.csv"_s);
        const QString visible = folder.filePath(u"visible.csv"_s);
        const QString chart = folder.filePath(u"chart.png"_s);
        QVERIFY(m_page->exportSeriesTo(all, false).ok());
        QVERIFY(m_page->exportSeriesTo(visible, true).ok());
        QVERIFY(m_page->exportChartTo(chart).ok());
        QCOMPARE(readAll(all).count('\n'), 5105 + 1);
        const auto shown = readAll(visible);
        QVERIFY(shown.startsWith("Date,Open,High,Low,Close,Volume\n"));
        QCOMPARE(shown.count('\n'), 252 + 1);
        QVERIFY(shown.contains("2020-04-17,"));
        QVERIFY(QImage(chart).width() > 1000);
        QVERIFY(!m_page->exportSeriesTo(folder.path(), false).ok());
    }

    void withoutNetworkTheWordsSayThatTheCacheIsUsed() {
        market::UpdateReport report;
        auto& outcome = report.outcomes.emplace_back();
        outcome.target.symbol = "SPY";
        outcome.kind = market::UpdateKind::Unreachable;
        outcome.words = "No answer: the name was not found.";
        const ui::Notice notice = ui::fetchNotice(report);
        QCOMPARE(notice.title, u"Fetch failed: no network"_s);
        QVERIFY(notice.text.contains(u"cache is still used"_s));
        QVERIFY(notice.details.contains(u"SPY: No answer"_s));
        QCOMPARE(ui::stillToFetch(report).size(), std::size_t{1});
        outcome.kind = market::UpdateKind::UpToDate;
        QCOMPARE(ui::fetchNotice(report).severity, ui::Severity::Ok);
        QVERIFY(ui::stillToFetch(report).empty());
    }

  private:
    bool stored(const char* symbol) {
        auto reader = m_desk->workbench().marketReader();
        const auto list =
            reader ? reader->list() : Result<std::vector<market::SeriesState>>(Error{});
        return list && std::ranges::any_of(*list, [&](const auto& state) {
                   return state.key.symbol == symbol && state.rows > 0;
               });
    }
    QString shownSymbol() const {
        return ui::qstr(m_page->priceView()->data()->series.instrument.symbol);
    }
    bool toastSays(const QString& words) {
        for (const auto* label : m_desk->window().findChildren<QLabel*>())
            if (label->text().contains(words, Qt::CaseInsensitive))
                return true;
        for (const auto* label : m_desk->window().findChildren<ui::ElidedLabel*>())
            if (label->fullText().contains(words, Qt::CaseInsensitive))
                return true;
        return false;
    }
    QAbstractButton* toastButton(const QString& text) {
        for (auto* button : m_desk->window().findChildren<QAbstractButton*>())
            if (button->text() == text && button->isVisible())
                return button;
        return nullptr;
    }

    FakeYahoo m_yahoo;
    std::unique_ptr<Desk> m_desk;
    ui::MarketPage* m_page = nullptr;
};

LOOM_TEST(MarketFlowTest)
#include "test_market_flow.moc"
