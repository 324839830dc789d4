// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/density.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace loom::ui {

namespace {

constexpr std::size_t kPaths = 512; ///< at a time: what is worked on stays in the first cache
constexpr int kColumns = 8;         ///< at a time: one line of the cache in every picture row

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

/// Some paths between the two edges of one column, in values.
struct Band {
    std::array<float, kPaths> left;
    std::array<float, kPaths> right;
    std::array<float, kPaths> low;
    std::array<float, kPaths> high;
};

/// Values of paths first … first + count - 1 at an edge.
void valuesAt(const DensityJob& job, const Edge& edge, std::size_t first, std::size_t count,
              float* out) {
    const float* from = job.steps + edge.index * job.count + first;
    const float* to = from + job.count;
    for (std::size_t i = 0; i < count; ++i)
        out[i] = from[i] + edge.share * (to[i] - from[i]);
}

/// Vertical extent between two edges.
void measure(const DensityJob& job, const Edge& from, const Edge& to, std::size_t first,
             std::size_t count, Band& band) {
    valuesAt(job, from, first, count, band.left.data());
    valuesAt(job, to, first, count, band.right.data());
    for (std::size_t i = 0; i < count; ++i) {
        band.low[i] = std::min(band.left[i], band.right[i]);
        band.high[i] = std::max(band.left[i], band.right[i]);
    }
    for (std::size_t k = from.index + 1; k <= to.index; ++k) {
        const float* row = job.steps + k * job.count + first;
        for (std::size_t i = 0; i < count; ++i) {
            band.low[i] = std::min(band.low[i], row[i]);
            band.high[i] = std::max(band.high[i], row[i]);
        }
    }
}

/// Adds +1 where a path begins in the column and -1 below where it ends.
void mark(const DensityJob& job, const Band& band, std::size_t count, int* difference) {
    const auto scale = static_cast<float>(job.rowsPerUnit);
    const auto zero = static_cast<float>(job.rowAtZero);
    const auto height = static_cast<float>(job.size.height());
    const float* tops = scale < 0 ? band.high.data() : band.low.data();
    const float* bottoms = scale < 0 ? band.low.data() : band.high.data();
    for (std::size_t i = 0; i < count; ++i) {
        const float top = zero + scale * tops[i];
        const float bottom = zero + scale * bottoms[i];
        if (!(bottom >= 0) || !(top < height))
            continue; // outside, or not finite
        ++difference[static_cast<int>(std::max(top, 0.0F))];
        --difference[static_cast<int>(std::min(bottom, height - 1)) + 1];
    }
}

std::vector<QRgb> colourTable(const DensityJob& job) {
    std::vector<QRgb> table(job.count + 1);
    for (std::size_t n = 0; n < table.size(); ++n) {
        const double alpha = 1 - std::pow(1 - job.alpha, static_cast<double>(n));
        QColor c = job.colour;
        c.setAlphaF(static_cast<float>(alpha));
        table[n] = qPremultiply(c.rgba());
    }
    return table;
}

/// Up to kColumns neighbouring columns of the picture, all paths.
class Strip {
  public:
    Strip(const DensityJob& job, const Columns& columns)
        : m_job(job), m_columns(columns), m_shades(colourTable(job)),
          m_height(static_cast<std::size_t>(job.size.height())),
          m_difference((m_height + 1) * kColumns) {}

    /// Edges first … first + count of `columns` bound it.
    void paint(std::size_t first, int count, QImage& image) {
        std::fill(m_difference.begin(), m_difference.end(), 0);
        for (std::size_t path = 0; path < m_job.count; path += kPaths) {
            const std::size_t paths = std::min(kPaths, m_job.count - path);
            for (int c = 0; c < count; ++c) {
                const std::size_t edge = first + static_cast<std::size_t>(c);
                measure(m_job, m_columns.edges[edge], m_columns.edges[edge + 1], path, paths,
                        m_band);
                mark(m_job, m_band, paths,
                     m_difference.data() + static_cast<std::size_t>(c) * (m_height + 1));
            }
        }
        const int left = (m_columns.first + static_cast<int>(first)) * m_job.columnWidth;
        shade(left, std::min(count * m_job.columnWidth, m_job.size.width() - left), image);
    }

  private:
    void shade(int left, int pixels, QImage& image) const {
        std::array<int, kColumns> crossing{};
        for (std::size_t y = 0; y < m_height; ++y) {
            auto* line = reinterpret_cast<QRgb*>(image.scanLine(static_cast<int>(y))) + left;
            for (std::size_t c = 0; c < kColumns; ++c)
                crossing[c] += m_difference[c * (m_height + 1) + y];
            for (int x = 0; x < pixels; ++x)
                line[x] = m_shades[static_cast<std::size_t>(
                    crossing[static_cast<std::size_t>(x / m_job.columnWidth)])];
        }
    }

    const DensityJob& m_job;
    const Columns& m_columns;
    std::vector<QRgb> m_shades;
    std::size_t m_height;
    std::vector<int> m_difference;
    Band m_band;
};

} // namespace

QImage densityImage(const DensityJob& job) {
    QImage image(job.size, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    if (job.size.isEmpty() || job.length < 2 || job.count == 0 || !(job.columnsPerStep > 0))
        return image;
    const Columns columns = columnEdges(job);
    if (columns.edges.size() < 2)
        return image;
    Strip strip(job, columns);
    const std::size_t count = columns.edges.size() - 1;
    for (std::size_t first = 0; first < count; first += kColumns)
        strip.paint(first, static_cast<int>(std::min<std::size_t>(kColumns, count - first)), image);
    return image;
}

} // namespace loom::ui
