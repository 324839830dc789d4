// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_export.h"

#include <QBuffer>
#include <QFileInfo>
#include <QPageSize>
#include <QPdfWriter>
#include <QSvgGenerator>

#include <filesystem>

#include "base/files.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

ChartLayout exportLayout(const ChartView& view, const ImageOptions& options) {
    return layOut(view.model(), QRectF(QPointF(), QSizeF(options.size)), options.tone);
}

void paintVector(QPainter& painter, const ChartView& view, const ImageOptions& options) {
    ChartLayout layout = exportLayout(view, options);
    layout.map.vector = true;
    paintChart(painter, view.model(), layout);
}

QByteArray svgBytes(const ChartView& view, const ImageOptions& options) {
    QBuffer buffer;
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(options.size);
    generator.setViewBox(QRect(QPoint(), options.size));
    generator.setTitle(view.title());
    generator.setDescription(view.summary());
    generator.setResolution(96);
    QPainter painter(&generator);
    paintVector(painter, view, options);
    painter.end();
    return buffer.data();
}

QByteArray pdfBytes(const ChartView& view, const ImageOptions& options) {
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    // One pixel is 1/96 inch, 0.75 point.
    writer.setPageSize(QPageSize(QSizeF(options.size) * 0.75, QPageSize::Point));
    writer.setPageMargins(QMarginsF());
    writer.setResolution(960);
    writer.setTitle(view.title());
    QPainter painter(&writer);
    painter.scale(10, 10);
    paintVector(painter, view, options);
    painter.end();
    return buffer.data();
}

Status write(const QString& path, const QByteArray& bytes) {
    return writeFileAtomic(
        std::filesystem::path(path.toStdString()),
        std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
}

/// RFC 4180: quoted when it holds a comma, a quote or a line break.
QString csvField(const QString& text) {
    if (!text.contains(u',') && !text.contains(u'"') && !text.contains(u'\n'))
        return text;
    QString quoted = text;
    return u'"' + quoted.replace(u"\""_s, u"\"\""_s) + u'"';
}

} // namespace

QImage chartImage(ChartView& view, const ImageOptions& options) {
    QImage image((QSizeF(options.size) * options.scale).toSize(),
                 QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(options.scale);
    QPainter painter(&image);
    paintChart(painter, view.model(), exportLayout(view, options));
    return image;
}

Status exportImage(ChartView& view, const QString& path, const ImageOptions& options) {
    const QString suffix = QFileInfo(path).suffix().toLower();
    if (suffix == u"svg")
        return write(path, svgBytes(view, options));
    if (suffix == u"pdf")
        return write(path, pdfBytes(view, options));
    if (suffix != u"png")
        return fail(ErrorCode::InvalidInput,
                    "a chart can be exported as .png, .svg or .pdf, not as ." +
                        suffix.toStdString());
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    if (!chartImage(view, options).save(&buffer, "PNG"))
        return fail(ErrorCode::OutOfMemory,
                    "the picture is too large to be drawn; choose a smaller size");
    return write(path, buffer.data());
}

Status exportCsv(const ChartView& view, const QString& path) {
    const DataTable table = view.visibleData();
    if (table.rows().empty())
        return fail(ErrorCode::NoData,
                    "nothing is visible in this chart, so there is nothing to export");
    QString text = csvField(view.xAxis().fileHead());
    for (const QString& column : table.columns())
        text += u',' + csvField(column);
    text += u'\n';
    for (const auto& [x, row] : table.rows()) {
        text += view.xAxis().fileText(x);
        for (std::size_t i = 0; i < static_cast<std::size_t>(table.columns().size()); ++i) {
            text += u',';
            // Missing stays empty; the shortest text that reads back to the same double.
            if (i < row.size() && std::isfinite(row[i]))
                text += QString::number(row[i], 'g', QLocale::FloatingPointShortest);
        }
        text += u'\n';
    }
    return write(path, text.toUtf8());
}

} // namespace loom::ui
