// SPDX-License-Identifier: GPL-3.0-or-later
// Heat maps and clouds: what a cell says, where it lies, what the keys and the pointer do, and what
// is written to files. Expected values are counted by hand on a table of three by three.
#include <QFile>
#include <QTemporaryDir>

#include <cmath>
#include <limits>

#include "support/test_case.h"
#include "ui/charts/chart_export.h"
#include "ui/charts/chart_view.h"
#include "ui/charts/cloud_layer.h"
#include "ui/charts/contour_layer.h"
#include "ui/charts/heat_layer.h"

using namespace loom;
using namespace loom::ui;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

HeatTable correlations() {
    HeatTable table;
    table.rows = table.columns = {u"AAPL"_s, u"GE"_s, u"XOM"_s};
    table.values = {1, 0.25, -0.5, 0.25, 1, kNone, -0.5, kNone, 1};
    table.quantity = u"Correlation"_s;
    table.more = {{u"Real"_s, {1, 0.3, -0.4, 0.3, 1, 0.1, -0.4, 0.1, 1}}};
    return table;
}

struct Bench {
    explicit Bench(HeatTable table = correlations(), QSize size = {480, 360}) {
        view.resize(size);
        view.setXAxis(XAxis::named(table.rows, u"asset"_s));
        heat =
            static_cast<HeatLayer*>(view.addLayer(std::make_unique<HeatLayer>(std::move(table))));
        view.refresh();
        view.grab(); // lays it out
        QObject::connect(&view, &ChartView::cellPointed, &view, [this] { ++pointed; });
        QObject::connect(&view, &ChartView::cellChosen, &view,
                         [this](CellRef cell) { chosen.push_back(cell); });
    }
    QPointF centreOf(CellRef cell) const {
        return heat->hit(cell, view.chartLayout().map)->outline.center();
    }
    ChartView view;
    HeatLayer* heat = nullptr;
    int pointed = 0;
    std::vector<CellRef> chosen;
};

} // namespace

class TestCells : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void aCellIsWhereItIsDrawn() {
        Bench bench;
        const PlotMap& map = bench.view.chartLayout().map;
        for (int row = 0; row < 3; ++row)
            for (int column = 0; column < 3; ++column) {
                const CellRef cell{row, column};
                const auto hit = bench.heat->hit(cell, map);
                QVERIFY(hit.has_value());
                QCOMPARE(bench.heat->cellAt(hit->outline.center(), map), std::optional(cell));
                QCOMPARE(hit->outline.width(), hit->outline.height());
                QVERIFY(map.plot.contains(hit->outline));
            }
        QCOMPARE(bench.heat->cellAt(QPointF(0, 0), map), std::nullopt);
        QCOMPARE(bench.heat->hit({3, 0}, map), std::nullopt);
        QCOMPARE(bench.heat->hit({0, -1}, map), std::nullopt);
        QVERIFY(std::isnan(bench.heat->value({1, 2})));
        QVERIFY(std::isnan(bench.heat->value({9, 9})));
    }

    void keysMoveTheCellAndTheReadoutFollows() {
        Bench bench;
        QTest::keyClick(&bench.view, Qt::Key_Right);
        QTest::keyClick(&bench.view, Qt::Key_Right);
        QCOMPARE(bench.view.cell(), std::optional(CellRef{0, 2}));
        QTest::keyClick(&bench.view, Qt::Key_Right); // the edge
        QCOMPARE(bench.view.cell(), std::optional(CellRef{0, 2}));
        QCOMPARE(bench.pointed, 2);
        const QStringList lines = bench.view.readoutText().split(u'\n');
        QCOMPARE(lines.size(), 3);
        QCOMPARE(lines[0], u"AAPL × XOM"_s);
        QCOMPARE(lines[1], u"Correlation\t\u22120.500"_s);
        QCOMPARE(lines[2], u"Real\t\u22120.400"_s);
        QTest::keyClick(&bench.view, Qt::Key_Return);
        QCOMPARE(bench.chosen, (std::vector<CellRef>{{0, 2}}));
        QTest::keyClick(&bench.view, Qt::Key_Escape);
        QCOMPARE(bench.view.cell(), std::nullopt);
    }

    void thePointerChoosesACellAndNeverZooms() {
        Bench bench;
        const Range before = bench.view.xRange();
        const QPoint at = bench.centreOf({2, 1}).toPoint();
        QTest::mouseMove(bench.view.viewport(), at);
        QTest::mouseClick(bench.view.viewport(), Qt::LeftButton, {}, at);
        QCOMPARE(bench.chosen, (std::vector<CellRef>{{2, 1}}));
        QTest::mouseDClick(bench.view.viewport(), Qt::LeftButton, {}, at);
        QCOMPARE(bench.view.xRange(), before);
    }

    void coloursRunFromLowestToHighest() {
        Bench bench;
        const QImage image = bench.view.grab().toImage();
        const auto at = [&](CellRef cell) {
            // Beside the number that may stand in the middle.
            const auto box = bench.heat->hit(cell, bench.view.chartLayout().map)->outline;
            return image.pixel((box.topLeft() + QPointF(4, 4)).toPoint());
        };
        const Tone tone = bench.view.chartLayout().map.tone;
        QCOMPARE(at({0, 0}), rampColour(Ramp::Diverging, 1, tone).rgb());
        QCOMPARE(at({0, 2}), rampColour(Ramp::Diverging, 0.25, tone).rgb());
        QCOMPARE(at({2, 0}), at({0, 2}));
        QVERIFY(at({0, 1}) != at({0, 2}));
    }

    void aTableOfThousandsIsPaintedAsOnePicture() {
        constexpr int kSide = 200;
        HeatTable table;
        for (int i = 0; i < kSide; ++i)
            table.rows << u"S%1"_s.arg(i);
        table.columns = table.rows;
        table.values.assign(std::size_t(kSide) * kSide, 0.5);
        table.values[7] = kNone;
        Bench bench(std::move(table));
        const auto& map = bench.view.chartLayout().map;
        QVERIFY(map.plot.contains(bench.heat->hit({kSide - 1, kSide - 1}, map)->outline));
        QCOMPARE(bench.view.grab().toImage().pixel(bench.centreOf({100, 100}).toPoint()),
                 rampColour(Ramp::Diverging, 0.75, map.tone).rgb());
    }

    void filesHaveARowAnAsset() {
        Bench bench;
        QTemporaryDir folder;
        const QString path = folder.filePath(u"map.csv"_s);
        VERIFY_OK(exportCsv(bench.view, path));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QStringList lines = QString::fromUtf8(file.readAll()).split(u'\n');
        QVERIFY2(lines.contains(u"asset,AAPL,GE,XOM"_s), qPrintable(lines.join(u'|')));
        QVERIFY2(lines.contains(u"AAPL,1,0.25,-0.5"_s), qPrintable(lines.join(u'|')));
        QVERIFY2(lines.contains(u"XOM,-0.5,,1"_s), qPrintable(lines.join(u'|')));
        QVERIFY(bench.heat->summary().contains(u"Correlation"_s));
    }

    void aCloudSpansItsPointsAndLeavesOutMissingOnes() {
        constexpr float kMissing = std::numeric_limits<float>::quiet_NaN();
        const CloudLayer cloud(u"AAPL × GE"_s, {0.1F, 0.5F, 0.9F, kMissing},
                               {0.2F, 0.8F, 0.4F, 0.5F}, Ink(Role::Real));
        QCOMPARE(cloud.count(), std::size_t(4));
        const Range x = cloud.xExtent();
        QVERIFY(std::abs(x.lo - 0.1) < 1e-6 && std::abs(x.hi - 0.9) < 1e-6);
        const Range y = cloud.yExtent({0.4, 1}, Scale::Linear);
        QVERIFY(std::abs(y.lo - 0.4) < 1e-6 && std::abs(y.hi - 0.8) < 1e-6);
        QCOMPARE(cloud.legend().size(), std::size_t(1));
        QVERIFY(cloud.summary().startsWith(u"AAPL × GE: "_s));
    }

    /// A square at 1 and a line that leaves the window: both drawn, the level written on one.
    void contoursAreDrawnWithinTheWindow() {
        const QPolygonF square{{0.2, 0.2}, {0.8, 0.2}, {0.8, 0.8}, {0.2, 0.8}, {0.2, 0.2}};
        ChartView view;
        view.resize(400, 300);
        view.setXAxis(XAxis::numeric());
        auto* layer = view.addLayer(std::make_unique<ContourLayer>(
            u"Density"_s,
            std::vector<Contour>{{1.5, {square}}, {3, {QPolygonF{{0.5, 0.5}, {5, 5}, {6, 6}}}}},
            LineStyle{Role::Danger, 3, {}}));
        view.setWindow({.x = {0, 1}, .y = Range{0, 1}, .follows = false});
        view.refresh();
        const QImage image = view.grab().toImage();
        const auto& map = view.chartLayout().map;
        const auto at = [&](double x, double y) {
            return image.pixelColor(static_cast<int>(map.px(x)), static_cast<int>(map.py(y)));
        };
        QCOMPARE(at(0.5, 0.2), colour(Role::Danger, map.tone));
        QCOMPARE(at(0.8, 0.5), colour(Role::Danger, map.tone));
        QVERIFY(at(0.5, 0.3) != colour(Role::Danger, map.tone));
        QVERIFY(at(0.8, 0.8) != colour(Role::Danger, map.tone)); // its level is written there
        QCOMPARE(layer->xExtent().hi, 6.0);
        QCOMPARE(layer->summary(), u"Density: 1.5, 3.0"_s);
        QCOMPARE(layer->legend().size(), std::size_t(1));
    }

    void pointsOutsideTheWindowAreNotDrawn() {
        ChartView view;
        view.resize(300, 200);
        view.setXAxis(XAxis::numeric());
        view.addLayer(std::make_unique<CloudLayer>(QString(), std::vector<float>{0.5F, 5},
                                                   std::vector<float>{0.5F, 5}, Ink(Role::Danger),
                                                   6));
        view.setWindow({.x = {0, 1}, .y = Range{0, 1}, .follows = false});
        view.refresh();
        const QImage image = view.grab().toImage();
        const auto& map = view.chartLayout().map;
        const QPoint drawn(static_cast<int>(map.px(0.5)), static_cast<int>(map.py(0.5)));
        QCOMPARE(image.pixelColor(drawn), colour(Role::Danger, map.tone));
        int coloured = 0;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x)
                coloured += image.pixelColor(x, y) == colour(Role::Danger, map.tone) ? 1 : 0;
        QVERIFY2(coloured > 8 && coloured < 60, qPrintable(QString::number(coloured)));
    }
};

LOOM_TEST(TestCells)
#include "test_cells.moc"
