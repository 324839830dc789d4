// SPDX-License-Identifier: GPL-3.0-or-later
// What a chart says about two points, about two curves, and between two spans.
#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QMouseEvent>
#include <QRegularExpression>
#include <QTemporaryDir>

#include <algorithm>
#include <cmath>

#include "base/date.h"
#include "chart_samples.h"
#include "support/test_case.h"
#include "ui/charts/chart_compare.h"
#include "ui/charts/chart_export.h"
#include "ui/charts/chart_link.h"
#include "ui/charts/chart_view.h"
#include "ui/charts/mark_layers.h"

using namespace loom;
using namespace loom::ui;
using namespace loom::tests;
using namespace Qt::Literals::StringLiterals;

namespace {

/// Ten sessions from Monday 2024-01-01, levels 100, 101, …, 109.
std::unique_ptr<ChartView> smallChart() {
    auto times = std::make_shared<std::vector<std::int64_t>>();
    std::vector<double> levels;
    for (int i = 0; i < 10; ++i) {
        const Date day = Date::fromYmd(2024, 1, 1) + (i < 5 ? i : i + 2);
        times->push_back(Timestamp::atMidnightUtc(day).seconds);
        levels.push_back(100 + i);
    }
    auto view = std::make_unique<ChartView>();
    view->setTitle(u"Price, USD"_s);
    view->setXAxis(XAxis::sessions(times));
    view->addLayer(std::make_unique<LineLayer>(u"Close"_s, Samples{levels}));
    view->resize(700, 400);
    view->grab();
    return view;
}

QPointF place(const ChartView& view, double x) {
    return {view.chartLayout().map.px(x), view.chartLayout().plot.center().y()};
}

void press(ChartView& view, const QPointF& at, Qt::KeyboardModifiers modifiers) {
    for (const auto type : {QEvent::MouseButtonPress, QEvent::MouseButtonRelease}) {
        QMouseEvent event(type, at, view.viewport()->mapToGlobal(at), Qt::LeftButton,
                          type == QEvent::MouseButtonPress ? Qt::LeftButton : Qt::NoButton,
                          modifiers);
        QApplication::sendEvent(view.viewport(), &event);
    }
}

void hover(ChartView& view, const QPointF& at) {
    QMouseEvent event(QEvent::MouseMove, at, view.viewport()->mapToGlobal(at), Qt::NoButton,
                      Qt::NoButton, Qt::NoModifier);
    QApplication::sendEvent(view.viewport(), &event);
    view.grab();
}

QString remark(ChartView& view) {
    return view.chartLayout().remark;
}

} // namespace

class TestCompare : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void shiftClickMeasuresToTheCrosshair() {
        const auto view = smallChart();
        press(*view, place(*view, 2), Qt::ShiftModifier);
        QCOMPARE(view->mark(), std::optional(2.0));
        hover(*view, place(*view, 7));
        // 2024-01-03 to 2024-01-10: five sessions, seven days; 102 to 107.
        const QString text = view->readoutText();
        QVERIFY2(text.contains(u"From Wed 2024-01-03\t+5 sessions, 7 days"_s), qPrintable(text));
        QVERIFY2(text.contains(u"Δ Close\t+5"_s), qPrintable(text));
        QVERIFY2(text.contains(u"(+4.90 %)"_s), qPrintable(text)); // 5 / 102
        QTest::keyClick(view.get(), Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QApplication::clipboard()->text(), text);
        hover(*view, place(*view, 0));
        QVERIFY(view->readoutText().contains(u"\u22122 sessions, 2 days"_s));
        QVERIFY(view->readoutText().contains(u"Δ Close\t\u22122"_s));
        QTest::keyClick(view.get(), Qt::Key_Escape);
        QVERIFY(!view->mark());
        QVERIFY(!view->readoutText().contains(u"Δ"_s));
    }

    void theKeyboardMeasuresToo() {
        const auto view = smallChart();
        QTest::keyClick(view.get(), Qt::Key_Right, Qt::ShiftModifier);
        QTest::keyClick(view.get(), Qt::Key_M);
        QVERIFY(view->mark().has_value());
        QTest::keyClick(view.get(), Qt::Key_Right, Qt::ShiftModifier);
        QVERIFY(view->readoutText().contains(u"+1 sessions"_s));
        QVERIFY(view->readoutText().contains(u"Δ Close\t+1"_s));
    }

    void linkedPanesShareTheReference() {
        const auto first = smallChart(), second = smallChart();
        ChartLink link;
        first->setLink(&link);
        second->setLink(&link);
        press(*first, place(*first, 3), Qt::ShiftModifier);
        QCOMPARE(second->mark(), std::optional(3.0));
        hover(*second, place(*second, 4));
        QCOMPARE(second->readoutText().count(u"Δ Close"_s), 2); // of both panes
        QCOMPARE(second->readoutText().count(u"From "_s), 1);
    }

    void percentIsOnlyGivenBetweenPositiveValues() {
        const auto view = smallChart();
        view->clearLayers();
        view->addLayer(std::make_unique<LineLayer>(u"Return"_s, Samples{{-2, 1, 4}}));
        const auto rows = deltaRows(view->model(), view->chartLayout(), 0, 2);
        QCOMPARE(rows.size(), 1UL);
        QVERIFY(!rows[0].value.contains(u'%'));
        QCOMPARE(rows[0].role, Role::Gain);
        QVERIFY(deltaRows(view->model(), view->chartLayout(), 2, 1)[0].value.contains(u'%'));
        QCOMPARE(deltaRows(view->model(), view->chartLayout(), 2, 1)[0].role, Role::Loss);
    }

    void coincidingLinesAreSaidInWords() {
        ChartView view;
        view.setXAxis(XAxis::numeric());
        std::vector<double> y(200), near(200), apart(200);
        for (std::size_t i = 0; i < y.size(); ++i) {
            y[i] = std::sin(0.05 * static_cast<double>(i));
            near[i] = y[i] + 1e-5;
            apart[i] = y[i] + 0.2;
        }
        view.addLayer(std::make_unique<LineLayer>(u"A"_s, Samples{y}));
        auto* other = view.addLayer(std::make_unique<LineLayer>(u"B"_s, Samples{apart}));
        view.resize(700, 400);
        view.grab();
        QCOMPARE(remark(view), QString());
        other->setSamples(Samples{near});
        view.refresh();
        QCOMPARE(remark(view), u"A and B: lines coincide"_s);
        QVERIFY(view.summary().contains(u"lines coincide"_s));
        other->setVisible(false);
        view.refresh();
        QCOMPARE(remark(view), QString());
        // One pixel apart at one place is enough to be two lines.
        other->setVisible(true);
        near[100] += 0.2;
        other->setSamples(Samples{near});
        view.setXRange({95, 105});
        QCOMPARE(remark(view), QString());
    }

    void theRemarkCoversNoData_data() {
        QTest::addColumn<QString>("free");
        for (const auto* place : {"top right", "top left", "bottom right", "bottom left", "none"})
            QTest::newRow(place) << QString::fromLatin1(place);
    }

    /// Two equal lines through the middle, and a band in each corner but one.
    void theRemarkCoversNoData() {
        QFETCH(const QString, free);
        ChartView view;
        view.setXAxis(XAxis::numeric());
        view.setTitle(u"Price of a long name, dollars"_s);
        for (const auto* name : {"Last value", "Drift"})
            view.addLayer(std::make_unique<LineLayer>(QString::fromLatin1(name),
                                                      Samples{std::vector<double>(101, 0.0)}));
        const auto cover = [&](const QString& corner, double fromX, double toX, double low,
                               double high) {
            if (corner != free)
                view.addLayer(std::make_unique<AreaLayer>(
                    QString(), Samples{.y = {low, low}, .x = {fromX, toX}},
                    std::vector<double>{high, high}, Ink(Role::Forecast, 0.2)));
        };
        cover(u"top left"_s, 0, 50, 0.1, 1);
        cover(u"top right"_s, 50, 100, 0.1, 1);
        cover(u"bottom left"_s, 0, 50, -1, -0.1);
        cover(u"bottom right"_s, 50, 100, -1, -0.1);
        view.setYRange(Range{-1, 1});
        view.resize(700, 400);
        view.grab();
        const ChartLayout& layout = view.chartLayout();
        QVERIFY(layout.remark.contains(u"lines coincide"_s));
        if (free == u"none"_s) { // then beside the legend, and in words without one
            QVERIFY(layout.remarkAt && !layout.remarkAt->inPlot);
            QVERIFY(layout.remarkAt->box.bottom() < layout.plot.top());
            view.setLegendVisible(false);
            QVERIFY(!view.chartLayout().remarkAt);
            QVERIFY(view.summary().contains(layout.remark));
            return;
        }
        QVERIFY(layout.remarkAt && layout.remarkAt->inPlot);
        const QRectF box = layout.remarkAt->box;
        QVERIFY(layout.plot.contains(box));
        QCOMPARE(box.bottom() < layout.map.py(0), free.startsWith(u"top"_s));
        QCOMPARE(box.left() > layout.map.px(50), free.endsWith(u"right"_s));
    }

    void nothingLeavesThePlotInAnSvg() {
        const auto view = smallChart();
        view->addLayer(std::make_unique<AreaLayer>(u"Band"_s, Samples{std::vector<double>(10, 90)},
                                                   std::vector<double>(10, 120), Role::Synthetic));
        view->setYRange(Range{102, 106});
        QTemporaryDir folder;
        const QString file = folder.filePath(u"chart.svg"_s);
        VERIFY_OK(exportImage(*view, file));
        QFile svg(file);
        QVERIFY(svg.open(QIODevice::ReadOnly));
        const QString text = QString::fromUtf8(svg.readAll());
        static const QRegularExpression lines(u"<polyline[^>]*points=\"([^\"]+)\""_s);
        int points = 0;
        double lowest = 1e9, highest = -1e9;
        for (auto at = lines.globalMatch(text); at.hasNext();)
            for (const QString& pair : at.next().captured(1).split(u' ', Qt::SkipEmptyParts)) {
                const double y = pair.section(u',', 1).toDouble();
                lowest = std::min(lowest, y);
                highest = std::max(highest, y);
                ++points;
            }
        QVERIFY(points >= 5);
        // Uncut, 100 would lie below the picture and 109 above it.
        QVERIFY2(lowest >= 0 && highest <= ImageOptions{}.size.height(),
                 qPrintable(QStringLiteral("%1 to %2").arg(lowest).arg(highest)));
    }

    void sessionsBetweenTwoSpansArePurged() {
        const auto view = smallChart();
        auto* spans = view->addLayer(std::make_unique<SpanLayer>(std::vector<Span>{
            {SpanKind::Training, 0, 2, u"Training"_s, {}}, {SpanKind::Test, 6, 9, u"Test"_s, {}}}));
        view->refresh();
        const QRectF plot = view->chartLayout().plot;
        const QImage image = view->grab().toImage();
        const auto at = [&](double x) {
            return image.pixelColor(QPoint(static_cast<int>(view->chartLayout().map.px(x)),
                                           static_cast<int>(plot.bottom()) - 40));
        };
        const Tone tone = view->chartLayout().map.tone;
        QCOMPARE(at(4.1), colour(Role::Window, tone));
        QCOMPARE(at(1.1), colour(Role::TrainingFill, tone));
        QCOMPARE(spans->readout(4, 2).at(0).name, u"purge 3"_s);
        QVERIFY(spans->readout(1, 2).empty());
        SpanLayer touching({{SpanKind::Training, 0, 2, {}, {}}, {SpanKind::Test, 3, 9, {}, {}}});
        QVERIFY(touching.readout(2.5, 2).empty());
    }

    void fanShowsAllPathsOrAFewAndSaysHowMany() {
        const auto paths = bootstrapPaths(logReturns(walkBars(800).closes()), 100, 300, 250);
        const std::vector<double> p{0.05, 0.25, 0.5, 0.75, 0.95};
        ChartView view;
        auto* fan = view.addLayer(std::make_unique<FanLayer>(
            paths, quantileBands(paths->values, 300, 250, p), 0.0, FanOptions{.shownPaths = 300}));
        view.resize(700, 400);
        QVERIFY(fan->legend().front().name.contains(u"300"_s));
        const QImage many = view.grab().toImage();
        fan->setVisible(false, FanLayer::Single);
        view.refresh();
        QVERIFY(view.grab().toImage() != many);
        QVERIFY(view.summary().contains(u"300"_s));
        QCOMPARE(view.visibleData().columns().size(), 5);
    }
};

LOOM_TEST(TestCompare)
#include "test_compare.moc"
