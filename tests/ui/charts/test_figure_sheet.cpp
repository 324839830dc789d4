// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of several charts: size, words, common axes, nothing left over from the window.
#include "support/test_case.h"

#include "ui/charts/figure_sheet.h"
#include "ui/charts/line_layer.h"

using namespace loom::ui;
using namespace Qt::Literals::StringLiterals;

namespace {

ChartView* addLine(FigureSheet& sheet, double scale) {
    ChartView* chart = sheet.addChart();
    chart->setTitle(u"Line"_s);
    chart->setXAxis(XAxis::numeric());
    Samples samples;
    for (int i = 0; i < 100; ++i)
        samples.y.push_back(scale * i);
    chart->addLayer(std::make_unique<LineLayer>(u"A line"_s, samples));
    return chart;
}

/// Of the rightmost pixel of the page's height at y that is not the page's colour.
int rightmostInk(const QImage& image, int y) {
    for (int x = image.width() - 1; x >= 0; --x)
        if (image.pixel(x, y) != image.pixel(0, 0))
            return x;
    return -1;
}

} // namespace

class FigureSheetTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void sizeFollowsFromTheSheet() {
        FigureSheet sheet{.title = u"Title"_s, .subtitle = u"Subtitle"_s};
        const int empty = figureImage(sheet).height();
        sheet.rows.push_back({.parts = {{.chart = addLine(sheet, 1)}}, .height = 200});
        const QImage image = figureImage(sheet);
        QCOMPARE(image.width(), 2800);
        QCOMPARE(image.height() - empty, 525); // 200 and the gap of 10 at scale 2.5
        const QImage small = figureImage(sheet, {.width = 600, .scale = 1});
        QCOMPARE(small.width(), 600);
    }

    void longSentencesGetTheLinesTheyNeed() {
        FigureSheet sheet{.title = u"Title"_s, .subtitle = {}};
        sheet.sentences.push_back({.mark = Mark::Ok, .claim = u"A claim."_s, .text = u"Short."_s});
        const int before = figureImage(sheet).height();
        sheet.sentences.front().text = u"many words "_s.repeated(60);
        QVERIFY(figureImage(sheet).height() > before + 60);
    }

    /// Labels of different width push both plots to the same place.
    void rowsShareTheirMargins() {
        FigureSheet sheet{.title = u"Title"_s, .subtitle = {}};
        const auto plotEnd = [](double scale) {
            FigureSheet alone{.title = u"Title"_s, .subtitle = {}};
            alone.rows.push_back({.parts = {{.chart = addLine(alone, scale)}}, .height = 200});
            return alone;
        };
        const QImage narrow = figureImage(plotEnd(1)), wide = figureImage(plotEnd(1e6));
        sheet.rows.push_back({.parts = {{.chart = addLine(sheet, 1)}}, .height = 200});
        sheet.rows.push_back({.parts = {{.chart = addLine(sheet, 1e6)}}, .height = 200});
        const QImage both = figureImage(sheet);
        // The x axis is the longest line at its height: find its end in the last row of each.
        const auto axisEnd = [](const QImage& image, int from, int to) {
            int best = 0, length = 0;
            for (int y = from; y < to; ++y) {
                int first = -1, last = -1;
                for (int x = 0; x < image.width(); ++x)
                    if (image.pixel(x, y) != image.pixel(0, 0)) {
                        first = first < 0 ? x : first;
                        last = x;
                    }
                if (last - first > length) {
                    length = last - first;
                    best = last;
                }
            }
            return best;
        };
        const int top = both.height() - 2 * 525, half = both.height() - 525;
        QCOMPARE(axisEnd(both, top + 400, half - 90),
                 axisEnd(both, half + 400, both.height() - 90));
        QVERIFY(axisEnd(narrow, 400, narrow.height() - 90) >
                axisEnd(wide, 400, wide.height() - 90));
    }

    void pngCarriesItsWords() {
        FigureSheet sheet{.title = u"SPY: the next 10 days"_s, .subtitle = u"N-BEATS"_s};
        sheet.sentences.push_back({.text = u"It goes up."_s});
        const auto png = figurePng(sheet);
        VERIFY_OK(png);
        QImage image;
        QVERIFY(image.loadFromData(QByteArray::fromStdString(*png), "PNG"));
        QCOMPARE(image.text(u"Title"_s), u"SPY: the next 10 days"_s);
        QVERIFY(image.text(u"Description"_s).contains(u"It goes up."));
        QVERIFY(rightmostInk(image, 60) > 0); // the title is drawn
    }
};

LOOM_TEST(FigureSheetTest)
#include "test_figure_sheet.moc"
