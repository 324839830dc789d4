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
    std::vector<Edge> edges;
};

Columns columnEdges(const DensityJob& job) {
    Columns columns;
    const double lastSample = static_cast<double>(job.length - 1);
    const double end = job.firstColumn + lastSample * job.columnsPerStep;
    columns.first = static_cast<int>(
        std::clamp(std::floor(job.firstColumn), 0.0, static_cast<double>(job.size.width())));
    const int last =
        static_cast<int>(std::clamp(std::ceil(end), 0.0, static_cast<double>(job.size.width())));
    for (int column = columns.first; column <= last; ++column) {
        const double at =
            std::clamp((column - job.firstColumn) / job.columnsPerStep, 0.0, lastSample);
        const auto index = std::min(static_cast<std::size_t>(at), job.length - 2);
        columns.edges.push_back({index, static_cast<float>(at - static_cast<double>(index))});
    }
    return columns;
}

/// Adds +1 where a path's vertical extent begins in a column and -1 below where it ends.
void addPath(const DensityJob& job, const Columns& columns, const float* path,
             std::vector<std::int16_t>& difference) {
    const auto at = [&](const Edge& e) {
        return path[e.index] + e.share * (path[e.index + 1] - path[e.index]);
    };
    const auto scale = static_cast<float>(job.rowsPerUnit);
    const auto zero = static_cast<float>(job.rowAtZero);
    const int width = job.size.width();
    const auto height = static_cast<float>(job.size.height());
    float left = at(columns.edges.front());
    for (std::size_t c = 0; c + 1 < columns.edges.size(); ++c) {
        const Edge& from = columns.edges[c];
        const Edge& to = columns.edges[c + 1];
        const float right = at(to);
        float low = std::min(left, right);
        float high = std::max(left, right);
        for (std::size_t k = from.index + 1; k <= to.index; ++k) {
            low = std::min(low, path[k]);
            high = std::max(high, path[k]);
        }
        left = right;
        const float top = zero + scale * (scale < 0 ? high : low);
        const float bottom = zero + scale * (scale < 0 ? low : high);
        if (!(bottom >= 0) || !(top < height))
            continue; // outside, or not finite
        const int y0 = static_cast<int>(std::max(top, 0.0F));
        const int y1 = static_cast<int>(std::min(bottom, height - 1)) + 1;
        const std::size_t x = static_cast<std::size_t>(columns.first) + c;
        ++difference[static_cast<std::size_t>(y0) * static_cast<std::size_t>(width) + x];
        --difference[static_cast<std::size_t>(y1) * static_cast<std::size_t>(width) + x];
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
    const auto width = static_cast<std::size_t>(job.size.width());
    const auto height = static_cast<std::size_t>(job.size.height());
    std::vector<std::int16_t> difference(width * (height + 1));
    for (const std::size_t row : job.rows)
        addPath(job, columns, job.values + row * job.length, difference);
    const std::vector<QRgb> table = colourTable(job);
    std::vector<int> crossing(width, 0);
    for (std::size_t y = 0; y < height; ++y) {
        auto* line = reinterpret_cast<QRgb*>(image.scanLine(static_cast<int>(y)));
        const std::int16_t* change = difference.data() + y * width;
        for (std::size_t x = 0; x < width; ++x) {
            crossing[x] += change[x];
            line[x] = table[static_cast<std::size_t>(crossing[x])];
        }
    }
    return image;
}

} // namespace loom::ui
