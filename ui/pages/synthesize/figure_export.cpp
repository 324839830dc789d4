// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/figure_export.h"

#include <QBuffer>
#include <QFileInfo>
#include <QLayout>
#include <QPageSize>
#include <QPdfWriter>
#include <QSvgGenerator>
#include <QTableView>

#include "base/files.h"
#include "ui/bridge/text.h"
#include "ui/pages/synthesize/scorecard_table.h"
#include "ui/pages/synthesize/verdict_bar.h"

namespace loom::ui {

namespace {

constexpr int kWidth = 1200;
constexpr double kPixelRatio = 2;

/// The same figure off the screen, in the wanted tone and as tall as it needs.
std::unique_ptr<FidelityView> copyOf(const FidelityView& view, Tone tone) {
    auto copy = std::make_unique<FidelityView>();
    copy->setPalette(tonePalette(tone));
    copy->priceChart()->setScaleSwitchVisible(false); // a control has no place in a picture
    copy->setOutcome(view.outcome());
    copy->priceChart()->setScale(view.priceChart()->scale());
    copy->priceChart()->setWindow(view.priceChart()->window());
    copy->highlightPath(view.highlightedPath());
    copy->ensurePolished();
    copy->showEverything(kWidth);
    copy->layout()->activate();
    return copy;
}

QImage imageOf(FidelityView& figure) {
    QImage image(figure.size() * kPixelRatio, QImage::Format_RGB32);
    image.setDevicePixelRatio(kPixelRatio);
    figure.render(&image);
    return image;
}

void paintVector(QPainter& painter, FidelityView& figure, Tone tone) {
    imageOf(figure); // lays out what was never shown
    auto charts = figure.companions();
    charts.push_back(figure.priceChart());
    for (const ChartView* chart : charts) {
        const QPoint corner = chart->mapTo(&figure, QPoint());
        auto layout = layOut(chart->model(), QRectF(QPointF(), QSizeF(chart->size())), tone);
        layout.map.vector = true;
        painter.save();
        painter.translate(corner);
        paintChart(painter, chart->model(), layout);
        painter.restore();
    }
    for (QWidget* part :
         {static_cast<QWidget*>(figure.verdictBar()), static_cast<QWidget*>(figure.scorecard())})
        part->render(&painter, part->mapTo(&figure, QPoint()));
}

QByteArray svgBytes(FidelityView& figure, Tone tone) {
    QBuffer buffer;
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(figure.size());
    generator.setViewBox(figure.rect());
    generator.setTitle(figure.priceChart()->title());
    generator.setResolution(96);
    QPainter painter(&generator);
    paintVector(painter, figure, tone);
    painter.end();
    return buffer.data();
}

QByteArray pdfBytes(FidelityView& figure, Tone tone) {
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    // One pixel is 1/96 inch, 0.75 point.
    writer.setPageSize(QPageSize(QSizeF(figure.size()) * 0.75, QPageSize::Point));
    writer.setPageMargins(QMarginsF());
    writer.setResolution(96);
    writer.setTitle(figure.priceChart()->title());
    QPainter painter(&writer);
    paintVector(painter, figure, tone);
    painter.end();
    return buffer.data();
}

} // namespace

Status exportFigure(const FidelityView& view, const QString& path, Tone tone) {
    if (!view.outcome())
        return fail(ErrorCode::NoData, "nothing has been generated yet, so there is no figure");
    const QString suffix = QFileInfo(path).suffix().toLower();
    if (suffix != u"png" && suffix != u"svg" && suffix != u"pdf")
        return fail(ErrorCode::InvalidInput,
                    "a figure can be exported as .png, .svg or .pdf, not as ." + str(suffix));
    const auto figure = copyOf(view, tone);
    QByteArray bytes;
    if (suffix == u"svg") {
        bytes = svgBytes(*figure, tone);
    } else if (suffix == u"pdf") {
        bytes = pdfBytes(*figure, tone);
    } else {
        QBuffer buffer(&bytes);
        buffer.open(QIODevice::WriteOnly);
        if (!imageOf(*figure).save(&buffer, "PNG"))
            return fail(ErrorCode::OutOfMemory, "the picture is too large to be drawn");
    }
    return writeFileAtomic(str(path), bytes.toStdString());
}

} // namespace loom::ui
