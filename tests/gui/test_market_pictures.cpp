// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of Market and Home in both themes, for eyes; the test asserts that they were painted.
#include "support/test_case.h"

#include "gui/desk.h"

#include <QAction>
#include <QDialog>
#include <QLineEdit>

#include "ui/pages/market/market_page.h"
#include "ui/pages/market/price_view.h"

using namespace loom;
using namespace loom::tests;
using namespace Qt::Literals::StringLiterals;

class MarketPicturesTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void marketAndHomeInBothThemes() {
        Desk desk;
        QVERIFY2(desk.isOpen(), qPrintable(desk.problem()));
        QDir().mkpath(QStringLiteral(LOOM_SCREENSHOTS));
        auto& window = desk.window();
        window.showPage(u"market"_s);
        auto* page = dynamic_cast<ui::MarketPage*>(window.page(u"market"_s));
        QTRY_VERIFY(page->priceView()->data());
        for (const auto& [mode, name] : {std::pair(ui::ThemeMode::Dark, u"dark"_s),
                                         std::pair(ui::ThemeMode::Light, u"light"_s)}) {
            desk.theme().setMode(mode);
            for (const QString& id : {u"home"_s, u"market"_s}) {
                window.showPage(id);
                save(window, id + u'_' + name);
            }
            desk.find<QLineEdit>("watch_filter")->setText(u"co"_s);
            save(window, u"market_filter_"_s + name);
            desk.find<QLineEdit>("watch_filter")->clear();
        }
    }

    void indicatorsInBothThemes() {
        Desk desk;
        QVERIFY2(desk.isOpen(), qPrintable(desk.problem()));
        QDir().mkpath(QStringLiteral(LOOM_SCREENSHOTS));
        auto& window = desk.window();
        window.showPage(u"market"_s);
        auto* page = dynamic_cast<ui::MarketPage*>(window.page(u"market"_s));
        QTRY_VERIFY(page->priceView()->data());
        const auto registry = indicators::makeIndicatorRegistry();
        std::vector<indicators::Indicator> shown;
        for (const char* text : {"bbands:20,2", "psar", "macd:12,26,9", "rsi:14"})
            shown.push_back(*registry.parse(text));
        page->editIndicators(u"Add"_s, shown);
        for (const auto& [mode, name] : {std::pair(ui::ThemeMode::Dark, u"dark"_s),
                                         std::pair(ui::ThemeMode::Light, u"light"_s)}) {
            desk.theme().setMode(mode);
            save(window, u"market_indicators_"_s + name);
            desk.find<QAction>("action_add_indicator")->trigger();
            auto* dialog = desk.find<QDialog>("indicator_dialog");
            QVERIFY(dialog);
            save(*dialog, u"market_indicator_dialog_"_s + name);
            dialog->reject();
        }
        page->priceView()->showTimes(page->priceView()->data()->times->front(),
                                     page->priceView()->data()->times->at(120));
        save(window, u"market_indicators_warm_up"_s);
    }

  private:
    void save(QWidget& window, const QString& name) {
        QTRY_VERIFY(window.isVisible());
        QCoreApplication::sendPostedEvents();
        const QPixmap picture = window.grab();
        QVERIFY(!picture.isNull());
        const auto scale = qRound(picture.devicePixelRatio());
        QVERIFY(picture.save(
            u"%1/%2@%3x.png"_s.arg(QStringLiteral(LOOM_SCREENSHOTS), name).arg(scale)));
    }
};

LOOM_TEST(MarketPicturesTest)
#include "test_market_pictures.moc"
