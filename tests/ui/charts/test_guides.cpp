// SPDX-License-Identifier: GPL-3.0-or-later
// Levels of indicators and tags of last values: where their numbers stand, and when they do not.
#include "support/test_case.h"

#include "ui/charts/chart_view.h"
#include "ui/charts/indicator_layers.h"

using namespace loom;
using namespace loom::tests;
using namespace loom::ui;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr auto kNumbers = GuideLinesLayer::Part::Numbers;

PlotMap mapOf(double height, Range y) {
    return {.plot = QRectF(40, 30, 600, height), .x = {0, 100}, .y = y};
}

} // namespace

class TestGuides : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    /// ADX in a low pane: 20 and 25 are a few pixels apart.
    void closeLevelsStandOnBothSides() {
        const PlotMap map = mapOf(80, {5, 70});
        const auto labels = GuideLinesLayer(kNumbers, {20, 25}).labels(map);
        QCOMPARE(labels.size(), std::size_t{2});
        QCOMPARE(labels[0].text, u"25"_s);
        QCOMPARE(labels[1].text, u"20"_s);
        QVERIFY(labels[0].box.bottom() <= map.py(25));
        QVERIFY(labels[1].box.top() >= map.py(20));
        QVERIFY(!labels[0].box.intersects(labels[1].box));
        for (const auto& label : labels)
            QVERIFY(map.plot.contains(label.box));
        const PlotMap low = mapOf(42, {10, 70}); // no room below 20
        const auto together = GuideLinesLayer(kNumbers, {20, 25}).labels(low);
        QCOMPARE(together.size(), std::size_t{1});
        QCOMPARE(together[0].text, u"25, 20"_s);
        QVERIFY(together[0].box.bottom() <= low.py(25));
        // CCI: no room above 100 and not enough between.
        const PlotMap flat = mapOf(42, {-420, 140});
        const auto both = GuideLinesLayer(kNumbers, {-100, 100}).labels(flat);
        QCOMPARE(both.size(), std::size_t{1});
        QCOMPARE(both[0].text, u"100, \u2212100"_s);
        QVERIFY(both[0].box.top() >= flat.py(-100));
    }

    /// RSI that stays below 70: its line is the top of the plot.
    void aLevelAtAnEdgeKeepsItsNumber() {
        const PlotMap map = mapOf(60, {28, 71});
        const auto labels = GuideLinesLayer(kNumbers, {30, 70}).labels(map);
        QCOMPARE(labels.size(), std::size_t{2});
        QVERIFY(labels[0].box.top() >= map.py(70));
        for (const auto& label : labels)
            QVERIFY(map.plot.contains(label.box));
        QCOMPARE(GuideLinesLayer(kNumbers, {0, 50}).labels(map).size(),
                 std::size_t{1}); // 0 needs no number
        QVERIFY(GuideLinesLayer(kNumbers, {90}).labels(map).empty());
    }

    void theTagGoesWithTheLastValue() {
        ChartView view;
        view.setXAxis(XAxis::numeric());
        std::vector<double> values(101, 1.0);
        values[20] = 0.5;
        values.push_back(kMissing);
        view.addLayer(std::make_unique<LineLayer>(u"A"_s, Samples{values}))->setLastTag(true);
        view.resize(700, 300);
        QCOMPARE(view.chartLayout().tags.size(), std::size_t{1});
        view.setXRange({0, 60});
        QVERIFY(view.chartLayout().tags.empty());
        view.setXRange({40, 101});
        QCOMPARE(view.chartLayout().tags.size(), std::size_t{1});
    }
};

LOOM_TEST(TestGuides)
#include "test_guides.moc"
