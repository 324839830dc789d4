// SPDX-License-Identifier: GPL-3.0-or-later
// Indicators on the Market page in the real window: added through the dialog, changed, removed,
// undone, read in the crosshair's readout, kept in the page's state, and said where they are worth
// nothing.
#include "support/test_case.h"

#include "gui/desk.h"

#include <QAction>
#include <QComboBox>
#include <QDialog>
#include <QJsonArray>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>

#include "studies/bar_columns.h"
#include "ui/charts/chart_view.h"
#include "ui/pages/market/market_page.h"
#include "ui/pages/market/price_view.h"
#include "ui/theme/format.h"

using namespace loom;
using namespace loom::tests;
using namespace Qt::Literals::StringLiterals;

class MarketIndicatorsTest : public QObject {
    Q_OBJECT
    std::unique_ptr<Desk> m_desk;
    ui::MarketPage* m_page = nullptr;

    ui::PriceView& prices() const { return *m_page->priceView(); }
    QStringList shown() const {
        QStringList texts;
        for (const auto& indicator : prices().indicators())
            texts << ui::qstr(indicator.text());
        return texts;
    }
    /// Through the inspector's button and the dialog, as a user would.
    void add(const QString& id) {
        m_desk->find<QPushButton>("add_indicator")->click();
        auto* dialog = m_desk->find<QDialog>("indicator_dialog");
        QVERIFY(dialog);
        auto* kind = dialog->findChild<QComboBox*>(u"indicator_kind"_s);
        kind->setCurrentIndex(kind->findData(id));
        dialog->findChild<QPushButton*>(u"indicator_accept"_s)->click();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }
    void open(const QString& symbol) {
        QVERIFY(m_page->openSymbol(symbol));
        QTRY_COMPARE(prices().data()->series.instrument.symbol, ui::str(symbol));
    }

  private Q_SLOTS:
    void init() {
        m_desk = std::make_unique<Desk>();
        QVERIFY2(m_desk->isOpen(), qPrintable(m_desk->problem()));
        m_desk->window().showPage(u"market"_s);
        m_page = dynamic_cast<ui::MarketPage*>(m_desk->window().page(u"market"_s));
        QVERIFY(m_page);
        QTRY_VERIFY(prices().data());
        // A page without a state starts with two averages.
        QCOMPARE(shown(), (QStringList{u"sma:20"_s, u"sma:50"_s}));
        m_page->restoreState({{u"indicators"_s, QJsonArray()}});
        QVERIFY(shown().isEmpty());
    }
    void cleanup() { m_desk.reset(); }

    void oscillatorsGetAPaneAndOverlaysLieOnThePrice() {
        const auto onPrice = prices().chart()->layers().size();
        const auto before = prices().chart()->xRange();
        add(u"rsi"_s);
        QCOMPARE(shown(), QStringList{u"rsi:14"_s});
        QCOMPARE(prices().panes().size(), std::size_t{1});
        QCOMPARE(prices().chart()->layers().size(), onPrice);
        add(u"bbands"_s);
        QCOMPARE(prices().panes().size(), std::size_t{1});
        QCOMPARE(prices().chart()->layers().size(), onPrice + 3); // band, middle, warm-up
        const auto* pane = prices().panes().front();
        QCOMPARE(pane->title(), u"RSI 14"_s);
        // Linked: the panes move together.
        const auto range = prices().chart()->xRange();
        QCOMPARE(pane->xRange().lo, range.lo);
        QCOMPARE(pane->xRange().hi, range.hi);
        QCOMPARE(range.lo, before.lo); // what was in view stays in view
        QCOMPARE(range.hi, before.hi);
    }

    void onlyTheLowestPaneCarriesDates() {
        const auto dated = [this] {
            std::vector<const ui::ChartView*> out;
            std::vector<const ui::ChartView*> views{prices().chart(), prices().volume()};
            views.insert(views.end(), prices().panes().begin(), prices().panes().end());
            for (const auto* view : views)
                if (view->model().xLabels || !view->model().footer.isEmpty())
                    out.push_back(view);
            return out;
        };
        QCOMPARE(dated(), std::vector<const ui::ChartView*>{prices().volume()});
        const int without = prices().volume()->height();
        add(u"rsi"_s);
        add(u"adx"_s);
        QCOMPARE(dated(), std::vector<const ui::ChartView*>{prices().panes().back()});
        QVERIFY(prices().panes().back()->model().xLabels);
        QVERIFY(!prices().panes().back()->model().footer.isEmpty());
        QVERIFY(prices().volume()->height() < without);
        m_desk->find<QToolButton>("indicator_remove_0")->click();
        QCOMPARE(dated(), std::vector<const ui::ChartView*>{prices().panes().back()});
    }

    /// The readout shows what the library computes.
    void theReadoutShowsTheValue() {
        add(u"rsi"_s);
        const auto columns = studies::barColumns(prices().data()->series);
        const auto known = indicators::compute("rsi:14", columns.bars());
        VERIFY_OK(known);
        prices().showBar(columns.times[4000]);
        const QString row = u"RSI 14\t"_s + ui::formatNumber(known->columns[0].values[4000], 1);
        QTRY_VERIFY2(prices().chart()->readoutText().split(u'\n').contains(row),
                     qPrintable(prices().chart()->readoutText()));
    }

    void theFormChangesParametersAndRefusesWrongOnes() {
        add(u"macd"_s);
        m_desk->find<QToolButton>("indicator_change_0")->click();
        auto* dialog = m_desk->find<QDialog>("indicator_dialog");
        QVERIFY(dialog);
        auto* fast = dialog->findChild<QWidget*>(u"param_fast"_s);
        auto* input = qobject_cast<QLineEdit*>(fast) ? qobject_cast<QLineEdit*>(fast)
                                                     : fast->findChild<QLineEdit*>();
        QVERIFY(input);
        const auto type = [&](const char* text) {
            input->setFocus();
            input->selectAll();
            QTest::keyClicks(input, QString::fromLatin1(text));
            QTest::keyClick(input, Qt::Key_Tab);
        };
        type("30"); // longer than the slow one
        dialog->findChild<QPushButton*>(u"indicator_accept"_s)->click();
        QVERIFY(dialog->isVisible());
        QCOMPARE(shown(), QStringList{u"macd:12,26,9"_s});
        type("8");
        auto* convention = dialog->findChild<QComboBox*>(u"indicator_convention"_s);
        QCOMPARE(convention->count(), 3);
        convention->setCurrentIndex(1);
        dialog->findChild<QPushButton*>(u"indicator_accept"_s)->click();
        QCOMPARE(shown(), QStringList{u"macd:8,26,9@tradingview"_s});
        QCOMPARE(prices().panes().front()->title(), u"MACD 8, 26, 9 (TradingView), USD"_s);
    }

    void removingIsUndoneAndTheStateKeepsThem() {
        add(u"rsi"_s);
        add(u"atr"_s);
        QCOMPARE(m_page->saveState()[u"indicators"_s].toArray(),
                 (QJsonArray{u"rsi:14"_s, u"atr:14"_s}));
        m_desk->find<QToolButton>("indicator_remove_0")->click();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QCOMPARE(shown(), QStringList{u"atr:14"_s});
        QCOMPARE(prices().panes().size(), std::size_t{1});
        const QJsonObject state = m_page->saveState();
        m_desk->find<QAction>("edit_undo")->trigger();
        QCOMPARE(shown(), (QStringList{u"rsi:14"_s, u"atr:14"_s}));
        QCOMPARE(prices().panes().size(), std::size_t{2});
        m_desk->find<QAction>("edit_redo")->trigger();
        QCOMPARE(shown(), QStringList{u"atr:14"_s});
        m_page->restoreState({});
        QVERIFY(prices().panes().empty());
        m_page->restoreState(state);
        QCOMPARE(shown(), QStringList{u"atr:14"_s});
        QCOMPARE(prices().panes().size(), std::size_t{1});
    }

    /// Once two averages had ticks of their own beside the list.
    void oldWorkspacesBringTheirAveragesBack() {
        m_page->restoreState(
            {{u"sma20"_s, true}, {u"sma50"_s, false}, {u"indicators"_s, QJsonArray{u"rsi:14"_s}}});
        QCOMPARE(shown(), (QStringList{u"sma:20"_s, u"rsi:14"_s}));
        m_page->restoreState(
            {{u"sma20"_s, true}, {u"sma50"_s, true}, {u"indicators"_s, QJsonArray{u"sma:50"_s}}});
        QCOMPARE(shown(), (QStringList{u"sma:20"_s, u"sma:50"_s}));
        const QJsonObject state = m_page->saveState();
        QVERIFY(!state.contains(u"sma20"_s) && !state.contains(u"sma50"_s));
        m_desk->find<QToolButton>("indicator_remove_0")->click();
        const QJsonObject one = m_page->saveState();
        m_page->restoreState(state);
        m_page->restoreState(one);
        QCOMPARE(shown(), QStringList{u"sma:50"_s});
    }

    /// Indicators stay when another symbol is opened, and are computed anew.
    void theyFollowTheSymbol() {
        add(u"rsi"_s);
        open(u"AAPL"_s);
        QCOMPARE(prices().panes().size(), std::size_t{1});
        QVERIFY(!prices().panes().front()->layers().empty());
        QCOMPARE(prices().panes().front()->xRange().hi, prices().chart()->xRange().hi);
    }
};

LOOM_TEST(MarketIndicatorsTest)
#include "test_market_indicators.moc"
