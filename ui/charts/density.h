// SPDX-License-Identifier: GPL-3.0-or-later
// Hundreds of thin lines at once, as the share of lines that cross each pixel: the picture that
// overlaid translucent lines give, at a cost of two additions a path and column.
// The values lie step by step so that one column reads them in one go. Any thread.
#pragma once

#include <QColor>
#include <QImage>

#include <cstddef>
#include <vector>

namespace loom::ui {

struct DensityJob {
    const float* steps = nullptr; ///< step by step, the values of all paths at each
    std::size_t count = 0;        ///< paths
    std::size_t length = 0;       ///< steps
    QSize size;                   ///< device pixels
    double firstColumn = 0;       ///< column of value 0, may lie outside the picture
    double columnsPerStep = 1;
    double rowAtZero = 0;    ///< pixel row of value 0
    double rowsPerUnit = -1; ///< pixel rows a unit of value, negative: up is up
    QColor colour;
    double alpha = 0.24; ///< of one line
    int columnWidth = 1; ///< pixels; 2 halves the work where lines are many
};

/// A premultiplied picture. Values that are not finite leave gaps.
QImage densityImage(const DensityJob& job);

} // namespace loom::ui
