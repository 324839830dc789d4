// SPDX-License-Identifier: GPL-3.0-or-later
// What a chart writes: the visible data as CSV, itself as PNG, SVG and PDF.
#include <QTemporaryDir>

#include "chart_bench.h"
#include "support/test_case.h"
#include "ui/charts/chart_export.h"

using namespace loom;
using namespace loom::ui;
using namespace loom::tests;
using namespace Qt::Literals::StringLiterals;

namespace {

QByteArray read(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestChartExport : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void csvHoldsWhatIsVisibleAndReadsBackEqual() {
        ChartBench f;
        QTemporaryDir folder;
        f.view.setXRange({100, 109});
        const QString path = folder.filePath(u"visible.csv"_s);
        VERIFY_OK(exportCsv(f.view, path));
        const QStringList lines = QString::fromUtf8(read(path)).trimmed().split(u'\n');
        QCOMPARE(lines.size(), 11);
        QCOMPARE(lines[0], u"date,open,high,low,close,volume,SMA 20"_s);
        const QStringList row = lines[1].split(u',');
        QCOMPARE(row[0], f.view.xAxis().fileText(100));
        QCOMPARE(row[4].toDouble(), (*f.bars.candles)[100].close);
        f.candles->setVisible(false);
        f.average->setVisible(false);
        QVERIFY(!exportCsv(f.view, path).ok());
    }

    void imagesCarryTitleLegendUnitsAndFooter() {
        ChartBench f;
        QTemporaryDir folder;
        for (const QString& suffix : {u"png"_s, u"svg"_s, u"pdf"_s}) {
            const QString path = folder.filePath(u"chart."_s + suffix);
            VERIFY_OK(exportImage(f.view, path));
            QVERIFY(read(path).size() > 2000);
        }
        const QString svg = QString::fromUtf8(read(folder.filePath(u"chart.svg"_s)));
        for (const QString& word : {u"Price, USD"_s, u"SMA 20"_s, u"Unadjusted, USD, XNYS"_s})
            QVERIFY2(svg.contains(word), qPrintable(word));
        const QImage png(folder.filePath(u"chart.png"_s));
        QCOMPARE(png.size(), QSize(2400, 1200));
        QCOMPARE(png.pixelColor(4, 4).rgb(), colour(Role::Surface, Tone::Light).rgb());
        QVERIFY(read(folder.filePath(u"chart.pdf"_s)).startsWith("%PDF"));
        const Status refused = exportImage(f.view, folder.filePath(u"chart.bmp"_s));
        QVERIFY(!refused.ok() && refused.error().code == ErrorCode::InvalidInput);
        QVERIFY(!exportImage(f.view, u"/dev/null/chart.png"_s).ok());
    }
};

LOOM_TEST(TestChartExport)
#include "test_chart_export.moc"
