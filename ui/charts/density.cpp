// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/density.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace loom::ui {

namespace {

/// Where the left edge of a column falls between two samples; the same for every path.
struct Edge {
    std::size_t index = 0;
    float share = 0;
};

struct Columns {
    int first = 0; ///< first column the paths touch
    int count = 0; ///< of the picture
    std::vector<Edge> edges;
};

Columns columnEdges(const DensityJob& job) {
    Columns columns;
    columns.count = (job.size.width() + job.columnWidth - 1) / job.columnWidth;
    const double lastSample = static_cast<double>(job.length - 1);
    const double firstColumn = job.firstColumn / job.columnWidth;
    const double perStep = job.columnsPerStep / job.columnWidth;
    const double end = firstColumn + lastSample * perStep;
    const double width = columns.count;
    columns.first = static_cast<int>(std::clamp(std::floor(firstColumn), 0.0, width));
    const int last = static_cast<int>(std::clamp(std::ceil(end), 0.0, width));
    for (int column = columns.first; column <= last; ++column) {
        const double at = std::clamp((column - firstColumn) / perStep, 0.0, lastSample);
        const auto index = std::min(static_cast<std::size_t>(at), job.length - 2);
        columns.edges.push_back({index, static_cast<float>(at - static_cast<double>(index))});
    }
    return columns;
}

/// Vertical extent of a path in each column, in values.
struct Extents {
    std::vector<float> low;
    std::vector<float> high;
};

void measurePath(const Columns& columns, const float* path, Extents& extents) {
    const Edge* edge = columns.edges.data();
    const std::size_t count = columns.edges.size() - 1;
    float* lows = extents.low.data();
    float* highs = extents.high.data();
    float left =
        path[edge[0].index] + edge[0].share * (path[edge[0].index + 1] - path[edge[0].index]);
    for (std::size_t c = 0; c < count; ++c) {
        const Edge& to = edge[c + 1];
        const float right = path[to.index] + to.share * (path[to.index + 1] - path[to.index]);
        float low = std::min(left, right);
        float high = std::max(left, right);
        for (std::size_t k = edge[c].index + 1; k <= to.index; ++k) {
            low = std::min(low, path[k]);
            high = std::max(high, path[k]);
        }
        lows[c] = low;
        highs[c] = high;
        left = right;
    }
}

/// Adds +1 where the path begins in a column and -1 below where it ends.
void addPath(const DensityJob& job, const Columns& columns, const Extents& extents,
             std::int16_t* difference) {
    const auto scale = static_cast<float>(job.rowsPerUnit);
    const auto zero = static_cast<float>(job.rowAtZero);
    const auto width = static_cast<std::size_t>(columns.count);
    const auto height = static_cast<float>(job.size.height());
    const float* tops = scale < 0 ? extents.high.data() : extents.low.data();
    const float* bottoms = scale < 0 ? extents.low.data() : extents.high.data();
    const std::size_t count = columns.edges.size() - 1;
    std::int16_t* column = difference + columns.first;
    for (std::size_t c = 0; c < count; ++c, ++column) {
        const float top = zero + scale * tops[c];
        const float bottom = zero + scale * bottoms[c];
        if (!(bottom >= 0) || !(top < height))
            continue; // outside, or not finite
        const auto from = static_cast<std::size_t>(static_cast<int>(std::max(top, 0.0F)));
        const auto to =
            static_cast<std::size_t>(static_cast<int>(std::min(bottom, height - 1))) + 1;
        ++column[from * width];
        --column[to * width];
    }
}

std::vector<QRgb> colourTable(const DensityJob& job) {
    std::vector<QRgb> table(job.rows.size() + 1);
    for (std::size_t n = 0; n < table.size(); ++n) {
        const double alpha = 1 - std::pow(1 - job.alpha, static_cast<double>(n));
        QColor c = job.colour;
        c.setAlphaF(static_cast<float>(alpha));
        table[n] = qPremultiply(c.rgba());
    }
    return table;
}

} // namespace

QImage densityImage(const DensityJob& job) {
    QImage image(job.size, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    if (job.size.isEmpty() || job.length < 2 || !(job.columnsPerStep > 0))
        return image;
    const Columns columns = columnEdges(job);
    if (columns.edges.size() < 2)
        return image;
    const auto width = static_cast<std::size_t>(columns.count);
    const auto height = static_cast<std::size_t>(job.size.height());
    std::vector<std::int16_t> difference(width * (height + 1));
    Extents extents{std::vector<float>(columns.edges.size()),
                    std::vector<float>(columns.edges.size())};
    for (const std::size_t row : job.rows) {
        measurePath(columns, job.values + row * job.length, extents);
        addPath(job, columns, extents, difference.data());
    }
    const std::vector<QRgb> table = colourTable(job);
    std::vector<int> crossings(width, 0);
    int* crossing = crossings.data();
    const QRgb* shade = table.data();
    for (std::size_t y = 0; y < height; ++y) {
        auto* line = reinterpret_cast<QRgb*>(image.scanLine(static_cast<int>(y)));
        const std::int16_t* change = difference.data() + y * width;
        for (std::size_t x = 0; x < width; ++x)
            crossing[x] += change[x];
        const int pixels = job.size.width();
        for (int x = 0; x < pixels; ++x)
            line[x] = shade[crossing[x / job.columnWidth]];
    }
    return image;
}

} // namespace loom::ui
