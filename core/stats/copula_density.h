// SPDX-License-Identifier: GPL-3.0-or-later
// The density of a pair's copula as a picture: a smooth surface over the unit square and the lines
// of equal density on it. Thread rule: pure functions.
#pragma once

#include <cstddef>
#include <vector>

#include "stats/panel_view.h"

namespace loom::stats {

/// Values at the crossings of a square grid over the unit square.
struct UnitGrid {
    std::vector<double> at;     ///< coordinates, ascending, the same for both axes
    std::vector<double> values; ///< row by row upwards: values[j * at.size() + i] at (at[i], at[j])
};

/// The bandwidth of a bivariate normal kernel by Scott's rule (1992, section 6.3.1.2) for uniform
/// margins, sd n^(-1/6) with sd = 1 / sqrt(12); at least a cell of the grid below.
double copulaBandwidth(std::size_t observations);

/// Kernel density of two columns of pseudo-observations (values in 0 … 1; days with a missing value
/// are left out), mirrored at the borders so that no mass is lost there (Gijbels and Mielniczuk
/// 1990). Counted in cells first (Wand 1994), so the cost hardly depends on the days. 1 everywhere
/// is independence; the mean over the square is 1. Empty without a complete day.
UnitGrid copulaDensity(PanelView pseudo, std::size_t a, std::size_t b, double bandwidth);

struct UnitPoint {
    double x = 0, y = 0;
};
/// A line ends at the border of the square or comes back to its first point.
using UnitLine = std::vector<UnitPoint>;

/// Where the surface has this value, linear between neighbouring grid points (marching squares,
/// Lorensen and Cline 1987 in the plane; at a saddle the mean of the cell decides).
std::vector<UnitLine> contourLines(const UnitGrid& grid, double level);

} // namespace loom::stats
