// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_remark.h"

#include <QFontMetricsF>

#include <algorithm>

#include "ui/theme/type.h"

namespace loom::ui {

namespace {

constexpr double kApart = 24;       ///< pixels between footer and remark
constexpr double kLegendApart = 16; ///< pixels between legend and remark, as between its names
constexpr double kAir = 4;          ///< pixels around the words within the plot
constexpr double kHeight = 16;      ///< pixels
constexpr double kMaskScale = 0.25; ///< pixels of the mask a pixel of the plot
constexpr int kFaintest = 2;        ///< alpha of 255 that counts as drawn
constexpr double kPanePad = 16;     ///< pixels right of the title row

/// What the layers draw into the plot, without surface and grid: alpha is 0 where nothing lies.
class InkMask {
  public:
    InkMask(const ChartModel& model, const ChartLayout& layout)
        : m_origin(layout.plot.topLeft()),
          m_image((layout.plot.size() * kMaskScale).toSize().expandedTo({1, 1}),
                  QImage::Format_ARGB32_Premultiplied) {
        m_image.fill(Qt::transparent);
        QPainter painter(&m_image);
        painter.scale(kMaskScale, kMaskScale);
        painter.translate(-m_origin);
        for (const auto& layer : model.layers) {
            if (!layer->isVisible())
                continue;
            if (layer->isBackground())
                layer->paintWords(painter, mapOf(model, layout, *layer));
            else
                paintLayer(painter, model, layout, *layer);
        }
    }

    bool isFree(const QRectF& box) const {
        const QRectF scaled((box.topLeft() - m_origin) * kMaskScale, box.size() * kMaskScale);
        const QRect pixels = scaled.toAlignedRect().intersected(m_image.rect());
        for (int y = pixels.top(); y <= pixels.bottom(); ++y)
            for (int x = pixels.left(); x <= pixels.right(); ++x)
                if (qAlpha(m_image.pixel(x, y)) > kFaintest)
                    return false;
        return true;
    }

  private:
    QPointF m_origin;
    QImage m_image;
};

bool fitsBesideFooter(const ChartModel& model, const ChartLayout& layout,
                      const QFontMetricsF& metrics) {
    return !model.footer.isEmpty() && metrics.horizontalAdvance(model.footer) + kApart +
                                              metrics.horizontalAdvance(layout.remark) <=
                                          layout.footer.width();
}

std::optional<QRectF> freeCorner(const ChartModel& model, const ChartLayout& layout, double width) {
    const QRectF inside = layout.plot.adjusted(kAir, kAir, -kAir, -kAir);
    if (width > inside.width() || 2 * kHeight > inside.height())
        return std::nullopt;
    const InkMask mask(model, layout);
    const double right = inside.right() - width, low = inside.bottom() - kHeight;
    // Below the words at the top edge, where those are all that a corner holds.
    const double second = inside.top() + kHeight + kAir;
    for (const QPointF& corner :
         {QPointF(right, inside.top()), QPointF(right, second), inside.topLeft(),
          QPointF(inside.left(), second), QPointF(right, low), QPointF(inside.left(), low)}) {
        const QRectF box(corner, QSizeF(width, kHeight));
        if (mask.isFree(box.adjusted(-kAir, -kAir, kAir, kAir)))
            return box;
    }
    return std::nullopt;
}

/// Right of the last name of the legend.
std::optional<QRectF> besideLegend(const ChartModel& model, const ChartLayout& layout,
                                   double width) {
    if (layout.legend.empty())
        return std::nullopt;
    const QRectF& last = layout.legend.back().rect;
    const bool firstRow = last.top() == layout.legend.front().rect.top();
    const double end = !firstRow ? layout.bounds.right() - kPanePad
                       : layout.note.width() > 0
                           ? layout.note.left() - kLegendApart
                           : layout.bounds.right() - kPanePad - model.headerReserve;
    const QRectF box(last.right() + kLegendApart, last.top(), width, last.height());
    return box.right() <= end ? std::optional(box) : std::nullopt;
}

} // namespace

std::optional<RemarkPlace> remarkPlace(const ChartModel& model, const ChartLayout& layout) {
    if (layout.remark.isEmpty())
        return std::nullopt;
    const QFontMetricsF metrics(typeFont(Type::Caption));
    if (fitsBesideFooter(model, layout, metrics))
        return RemarkPlace{.box = layout.footer, .inPlot = false};
    const double width = metrics.horizontalAdvance(layout.remark) + 2 * kAir;
    if (const auto corner = freeCorner(model, layout, width))
        return RemarkPlace{.box = *corner, .inPlot = true};
    if (const auto legend = besideLegend(model, layout, width))
        return RemarkPlace{.box = *legend, .inPlot = false};
    return std::nullopt;
}

void paintRemark(QPainter& painter, const ChartLayout& layout) {
    if (layout.remark.isEmpty() || !layout.remarkAt)
        return;
    const auto& [box, inPlot] = *layout.remarkAt;
    if (inPlot) // no line of the grid strikes it through
        painter.fillRect(box, colour(Role::Surface, layout.map.tone));
    painter.setFont(typeFont(Type::Caption));
    painter.setPen(colour(Role::Muted, layout.map.tone));
    painter.drawText(box, (inPlot ? Qt::AlignHCenter : Qt::AlignRight) | Qt::AlignVCenter,
                     layout.remark);
}

} // namespace loom::ui
