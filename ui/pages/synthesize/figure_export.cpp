// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/figure_export.h"

#include <QBuffer>
#include <QFileInfo>
#include <QLayout>
#include <QPageSize>
#include <QPdfWriter>
#include <QSvgGenerator>

#include "base/files.h"
#include "ui/bridge/text.h"
#include "ui/pages/synthesize/panel/panel_view.h"
#include "ui/theme/roles.h"

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

QImage imageOf(QWidget& figure) {
    QImage image(figure.size() * kPixelRatio, QImage::Format_RGB32);
    image.setDevicePixelRatio(kPixelRatio);
    figure.render(&image);
    return image;
}

/// Charts as vectors, everything else as it paints itself.
void paintParts(QPainter& painter, QWidget& figure, const QWidget& part, Tone tone) {
    for (QWidget* child : part.findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly)) {
        if (child->isHidden())
            continue;
        const QPoint corner = child->mapTo(&figure, QPoint());
        if (const auto* chart = qobject_cast<ChartView*>(child)) {
            auto layout = layOut(chart->model(), QRectF(QPointF(), QSizeF(chart->size())), tone);
            layout.map.vector = true;
            painter.save();
            painter.translate(corner);
            paintChart(painter, chart->model(), layout);
            painter.restore();
        } else if (child->findChild<ChartView*>() != nullptr) {
            paintParts(painter, figure, *child, tone);
        } else {
            child->render(&painter, corner);
        }
    }
}

void paintVector(QPainter& painter, QWidget& figure, Tone tone) {
    imageOf(figure); // lays out what was never shown
    painter.fillRect(figure.rect(), colour(Role::Surface, tone));
    paintParts(painter, figure, figure, tone);
}

QByteArray svgBytes(QWidget& figure, const QString& title, Tone tone) {
    QBuffer buffer;
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(figure.size());
    generator.setViewBox(figure.rect());
    generator.setTitle(title);
    generator.setResolution(96);
    QPainter painter(&generator);
    paintVector(painter, figure, tone);
    painter.end();
    return buffer.data();
}

QByteArray pdfBytes(QWidget& figure, const QString& title, Tone tone) {
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    // One pixel is 1/96 inch, 0.75 point.
    writer.setPageSize(QPageSize(QSizeF(figure.size()) * 0.75, QPageSize::Point));
    writer.setPageMargins(QMarginsF());
    writer.setResolution(96);
    writer.setTitle(title);
    QPainter painter(&writer);
    paintVector(painter, figure, tone);
    painter.end();
    return buffer.data();
}

/// Of a figure that is laid out off the screen.
Status writeFigure(QWidget& figure, const QString& title, const QString& path, Tone tone) {
    const QString suffix = QFileInfo(path).suffix().toLower();
    QByteArray bytes;
    if (suffix == u"svg") {
        bytes = svgBytes(figure, title, tone);
    } else if (suffix == u"pdf") {
        bytes = pdfBytes(figure, title, tone);
    } else if (suffix == u"png") {
        QBuffer buffer(&bytes);
        buffer.open(QIODevice::WriteOnly);
        if (!imageOf(figure).save(&buffer, "PNG"))
            return fail(ErrorCode::OutOfMemory, "the picture is too large to be drawn");
    } else {
        return fail(ErrorCode::InvalidInput,
                    "a figure can be exported as .png, .svg or .pdf, not as ." + str(suffix));
    }
    return writeFileAtomic(str(path), bytes.toStdString());
}

} // namespace

Status exportFigure(const FidelityView& view, const QString& path, Tone tone) {
    if (!view.outcome())
        return fail(ErrorCode::NoData, "nothing has been generated yet, so there is no figure");
    const auto figure = copyOf(view, tone);
    return writeFigure(*figure, figure->priceChart()->title(), path, tone);
}

Status exportFigure(const PanelView& view, const QString& path, Tone tone) {
    if (!view.figures())
        return fail(ErrorCode::NoData, "the pictures of the panel are not there yet; try again in "
                                       "a moment");
    const auto figure = view.twin(kWidth, tone);
    return writeFigure(*figure, figure->spectrum()->title(), path, tone);
}

} // namespace loom::ui
