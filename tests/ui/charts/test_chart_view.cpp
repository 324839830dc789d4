// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QClipboard>
#include <QSignalSpy>

#include <algorithm>
#include <cmath>

#include "chart_bench.h"
#include "support/test_case.h"
#include "ui/charts/chart_link.h"
#include "ui/charts/chart_view.h"
#include "ui/charts/mark_layers.h"
#include "ui/theme/theme.h"

using namespace loom;
using namespace loom::ui;
using namespace loom::tests;
using namespace Qt::Literals::StringLiterals;

using Fixture = ChartBench;

class TestChartView : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase() {
        // Names of days and months are compared.
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    }

    void startsWithEverything() {
        Fixture f;
        QCOMPARE(f.view.xRange(), f.view.fullXRange());
        QCOMPARE(f.view.fullXRange(), (Range{-0.5, 999.5}));
    }

    void wheelKeepsWhatIsUnderThePointer() {
        Fixture f;
        const QPointF pointer = f.at(0.3);
        const double before = f.view.chartLayout().map.xAt(pointer.x());
        f.wheel(pointer, 3);
        QVERIFY(f.view.xRange().span() < 700);
        QVERIFY(std::abs(f.view.chartLayout().map.xAt(pointer.x()) - before) < 1e-6);
        // A burst of turns is one step back.
        f.wheel(pointer, 1);
        QCOMPARE(f.undo.count(), 1);
        f.undo.undo();
        QCOMPARE(f.view.xRange(), f.view.fullXRange());
        f.undo.redo();
        QVERIFY(f.view.xRange().span() < 700);
    }

    void zoomNeverLeavesTheData() {
        Fixture f;
        for (int i = 0; i < 60; ++i)
            f.wheel(f.at(0.9), 3);
        QVERIFY(f.view.xRange().span() >= 5 - 1e-9);
        for (int i = 0; i < 60; ++i)
            f.wheel(f.at(0.1), -3);
        QCOMPARE(f.view.xRange(), f.view.fullXRange());
    }

    void draggingZoomsIntoTheBandAndUndoWalksBack() {
        Fixture f;
        const Range map = f.view.xRange();
        f.drag(f.at(0.25), f.at(0.5), Qt::LeftButton);
        QVERIFY(std::abs(f.view.xRange().lo - (map.lo + 0.25 * map.span())) < 1e-6);
        QVERIFY(std::abs(f.view.xRange().hi - (map.lo + 0.5 * map.span())) < 1e-6);
        const Range first = f.view.xRange();
        f.drag(f.at(0.1), f.at(0.6), Qt::LeftButton);
        f.undo.undo();
        QCOMPARE(f.view.xRange(), first);
        f.undo.undo();
        QCOMPARE(f.view.xRange(), map);
    }

    void middleButtonPansInOneUndoStep() {
        Fixture f;
        f.view.setXRange({400, 500});
        f.drag(f.at(0.5), f.at(0.25), Qt::MiddleButton);
        QVERIFY(std::abs(f.view.xRange().lo - 425) < 1e-6);
        QCOMPARE(f.undo.count(), 1);
        f.undo.undo();
        QCOMPARE(f.view.xRange(), (Range{400, 500}));
        f.drag(f.at(0.1), f.at(0.9) + QPointF(1e5, 0), Qt::MiddleButton);
        QCOMPARE(f.view.xRange().lo, -0.5);
    }

    void keysPanZoomAndFit() {
        Fixture f;
        f.view.setXRange({400, 500});
        QTest::keyClick(&f.view, Qt::Key_Right);
        QVERIFY(std::abs(f.view.xRange().lo - 410) < 1e-6);
        QTest::keyClick(&f.view, Qt::Key_Plus);
        QVERIFY(std::abs(f.view.xRange().span() - 70) < 1e-6);
        QTest::keyClick(&f.view, Qt::Key_Minus);
        QVERIFY(std::abs(f.view.xRange().span() - 100) < 1e-6);
        QTest::keyClick(&f.view, Qt::Key_Home);
        QCOMPARE(f.view.xRange(), f.view.fullXRange());
        f.view.setXRange({400, 500});
        QTest::mouseDClick(f.view.viewport(), Qt::LeftButton, {}, f.at(0.5).toPoint());
        QCOMPARE(f.view.xRange(), f.view.fullXRange());
    }

    void everyActionHasANameAndWords() {
        Fixture f;
        QVERIFY(f.view.actions().size() >= 7);
        for (const QAction* action : f.view.actions())
            QVERIFY(!action->objectName().isEmpty() && !action->text().isEmpty());
    }

    void crosshairSnapsAndReadoutStaysInsideAwayFromThePointer() {
        Fixture f;
        f.view.setXRange({400, 450});
        for (double x = 0.01; x < 1; x += 0.07)
            for (double y = 0.02; y < 1; y += 0.12) {
                f.hover(f.at(x, y));
                const QRectF box = f.view.readoutRect();
                QVERIFY(!box.isEmpty());
                QVERIFY(f.view.chartLayout().plot.contains(box));
                QVERIFY(!box.contains(f.at(x, y)));
            }
        f.hover(QPointF(f.view.chartLayout().map.px(420.3), f.at(0, 0.5).y()));
        const QString text = f.view.readoutText();
        const QString close =
            QLocale().toString((*f.bars.candles)[420].close, 'f', f.view.chartLayout().decimals);
        QVERIFY2(text.contains(close), qPrintable(text));
        QVERIFY(text.contains(f.view.xAxis().label(420)));
        QTest::keyClick(&f.view, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QApplication::clipboard()->text(), text);
    }

    void aClickPinsTheReadoutUntilEscape() {
        Fixture f;
        f.hover(f.at(0.4));
        f.drag(f.at(0.4), f.at(0.4), Qt::LeftButton);
        const QString pinned = f.view.readoutText();
        f.hover(f.at(0.8));
        QCOMPARE(f.view.readoutText(), pinned);
        QTest::keyClick(&f.view, Qt::Key_Escape);
        QVERIFY(f.view.readoutText() != pinned);
    }

    void legendHidesAndSolos() {
        Fixture f;
        QSignalSpy spy(&f.view, &ChartView::legendChanged);
        const auto cell = [&](const QString& name) {
            for (const LegendCell& c : f.view.chartLayout().legend)
                if (c.entry.name == name)
                    return c.rect.center();
            return QPointF();
        };
        f.drag(cell(u"SMA 20"_s), cell(u"SMA 20"_s), Qt::LeftButton);
        QVERIFY(!f.average->isVisible() && f.candles->isVisible());
        f.drag(cell(u"SMA 20"_s), cell(u"SMA 20"_s), Qt::LeftButton);
        QVERIFY(f.average->isVisible());
        f.mouse(QEvent::MouseButtonPress, cell(u"SMA 20"_s), Qt::LeftButton, Qt::AltModifier);
        QVERIFY(f.average->isVisible() && !f.candles->isVisible());
        f.mouse(QEvent::MouseButtonPress, cell(u"SMA 20"_s), Qt::LeftButton, Qt::AltModifier);
        QVERIFY(f.average->isVisible() && f.candles->isVisible());
        QCOMPARE(spy.count(), 4);
    }

    void linkedPanesShareRangeCrosshairAndMargins() {
        Fixture f;
        ChartLink link;
        ChartView other;
        other.setXAxis(XAxis::sessions(f.bars.times));
        std::vector<double> millions(1000, 123456789.0);
        millions[3] = 987654321.0;
        other.addLayer(std::make_unique<LineLayer>(u"Volume"_s, Samples{millions}));
        other.resize(800, 160);
        other.show();
        f.view.setLink(&link);
        other.setLink(&link);
        f.view.setXRange({100, 300});
        QCOMPARE(other.xRange(), (Range{100, 300}));
        QCOMPARE(f.view.chartLayout().plot.right(), other.chartLayout().plot.right());
        QCOMPARE(f.view.chartLayout().plot.left(), other.chartLayout().plot.left());
        f.hover(QPointF(f.view.chartLayout().map.px(200), f.at(0, 0.5).y()));
        QCOMPARE(link.crosshair(), std::optional<double>(200));
        QVERIFY(f.view.readoutText().contains(u"Volume"_s));
        f.view.fit();
        QCOMPARE(other.xRange(), f.view.fullXRange());
    }

    void logScaleLeavesGapsInsteadOfABlankChart() {
        ChartView view;
        std::vector<double> y(200);
        for (std::size_t i = 0; i < y.size(); ++i)
            y[i] = i % 50 == 25 ? -1.0 : std::exp(static_cast<double>(i) / 20);
        view.addLayer(std::make_unique<LineLayer>(u"Level"_s, Samples{y}));
        view.setScale(Scale::Log);
        view.resize(600, 300);
        const ChartLayout& layout = view.chartLayout();
        QVERIFY(std::isnan(layout.map.py(-1)));
        QVERIFY(layout.plot.contains(QPointF(layout.plot.center().x(), layout.map.py(y[100]))));
        QVERIFY(layout.yTicks.size() >= 3);
        QVERIFY(!view.grab().isNull());
    }

    void indexedScaleStartsEveryLayerAtHundred() {
        Fixture f;
        f.view.setXRange({300, 600});
        f.view.setScale(Scale::Indexed);
        const ChartLayout& layout = f.view.chartLayout();
        const PlotMap map = mapOf(f.view.model(), layout, *f.candles);
        QVERIFY(std::abs((*f.bars.candles)[300].close * map.factor - 100) < 1e-9);
    }

    void sessionAxisSkipsClosedDaysAndLabelsMonths() {
        const Bars bars = walkBars(1500);
        const XAxis axis = XAxis::sessions(bars.times);
        QCOMPARE(axis.label(0), u"Mon 2000-01-03"_s);
        QCOMPARE(axis.label(5), u"Mon 2000-01-10"_s); // the weekend takes no place
        QCOMPARE(axis.fileText(4), u"2000-01-07"_s);
        for (const double span : {20.0, 60.0, 130.0, 400.0, 1499.0}) {
            const auto ticks = axis.ticks({100, std::min(100 + span, 1499.0)}, 7);
            QVERIFY2(ticks.size() >= 2 && ticks.size() <= 7, qPrintable(QString::number(span)));
        }
        const auto months = axis.ticks({0, 130}, 7);
        QCOMPARE(months[1].label, u"Feb"_s);
        QCOMPARE(axis.label(months[1].x), u"Tue 2000-02-01"_s);
        QVERIFY(months[1].major);
    }

    void aHistoryThatBeginsWithinAYearIsNotLabelledWithItsStart() {
        auto times = std::make_shared<std::vector<std::int64_t>>();
        for (std::int64_t day = 14396; day < 17897; ++day) // 2009-06-01 to 2018-12-31
            times->push_back(day * 86400);
        const auto ticks =
            XAxis::sessions(times).ticks({0, static_cast<double>(times->size() - 1)}, 7);
        QVERIFY(ticks.size() >= 3);
        QVERIFY(ticks.front().x > 0);
        QCOMPARE(ticks.front().label, QStringLiteral("2010"));
    }

    void intradayLabelsAreInTheExchangesZone() {
        // 2024-03-08 14:30 UTC is 09:30 in New York before the clocks change; from 2024-03-11 the
        // session opens at 13:30 UTC.
        auto times = std::make_shared<std::vector<std::int64_t>>();
        for (const std::int64_t open : {1709908200LL, 1710163800LL})
            for (int bar = 0; bar < 78; ++bar)
                times->push_back(open + 300 * bar);
        const XAxis axis = XAxis::sessions(times, true, QTimeZone("America/New_York"));
        QCOMPARE(axis.label(0), u"Fri 2024-03-08 09:30"_s);
        QCOMPARE(axis.label(78), u"Mon 2024-03-11 09:30"_s);
        QCOMPARE(axis.fileText(78), u"2024-03-11T13:30:00Z"_s);
        QVERIFY(axis.ticks({0, 155}, 7).size() >= 2);
    }

    void streamingFollowsUntilTheUserZooms() {
        ChartView view;
        auto* line = view.addLayer(std::make_unique<LineLayer>(u"Loss"_s, Samples{}));
        view.resize(500, 300);
        for (int i = 0; i < 100; ++i)
            line->append(i, 1.0 / (1 + i));
        view.refresh();
        QCOMPARE(view.chartLayout().map.x, (Range{0, 99}));
        view.setXRange({10, 20});
        line->append(100, 0);
        view.refresh();
        QCOMPARE(view.chartLayout().map.x, (Range{10, 20}));
    }

    void degenerateDataIsDrawnWithoutHarm() {
        for (const std::vector<double>& y :
             {std::vector<double>{}, std::vector<double>{1}, std::vector<double>{5, 5, 5},
              std::vector<double>(10, kMissing), std::vector<double>{1e300, -1e300},
              std::vector<double>{INFINITY, 1, -INFINITY}}) {
            ChartView view;
            view.setEmptyText(u"Nothing yet"_s);
            view.addLayer(std::make_unique<LineLayer>(u"Line"_s, Samples{y}));
            view.addLayer(std::make_unique<AreaLayer>(u"Band"_s, Samples{y}, y, Role::Synthetic));
            view.addLayer(std::make_unique<PointLayer>(u"Points"_s, Samples{y}, Role::Real));
            for (const Scale scale : {Scale::Linear, Scale::Log, Scale::Indexed}) {
                view.setScale(scale);
                view.resize(400, 200);
                QVERIFY(!view.grab().isNull());
            }
            view.resize(20, 20);
            QVERIFY(!view.grab().isNull());
        }
    }

    void screenReadersGetNameAndSummary() {
        Fixture f;
        QCOMPARE(f.view.accessibleName(), u"Price, USD"_s);
        const QString summary = f.view.accessibleDescription();
        QVERIFY2(summary.contains(u"SMA 20"_s) && summary.contains(u"2000-01-03"_s),
                 qPrintable(summary));
    }

    void followsTheTheme() {
        Fixture f;
        Theme theme(*qobject_cast<QApplication*>(qApp), ThemeMode::Dark);
        QTRY_COMPARE(f.view.grab().toImage().pixelColor(2, 2).rgb(),
                     colour(Role::Surface, Tone::Dark).rgb());
        theme.setMode(ThemeMode::Light);
        QTRY_COMPARE(f.view.grab().toImage().pixelColor(2, 2).rgb(),
                     colour(Role::Surface, Tone::Light).rgb());
    }
};

LOOM_TEST(TestChartView)
#include "test_chart_view.moc"
