// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/kendall.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <vector>

#include <Eigen/Eigenvalues>

#include "stats/parallel.h"

namespace loom::stats {

namespace {

/// Pairs within runs of equal neighbours.
template <class Equal>
double tiedPairs(std::size_t count, const Equal& equal) {
    double pairs = 0;
    double run = 1;
    for (std::size_t i = 1; i <= count; ++i) {
        if (i < count && equal(i - 1, i)) {
            ++run;
        } else {
            pairs += run * (run - 1) / 2;
            run = 1;
        }
    }
    return pairs;
}

/// Sorts and returns how many pairs were out of order.
double sortCounting(std::span<double> values, std::span<double> scratch) {
    if (values.size() < 2)
        return 0;
    const std::size_t half = values.size() / 2;
    double swaps = sortCounting(values.first(half), scratch.first(half)) +
                   sortCounting(values.subspan(half), scratch.subspan(half));
    std::size_t left = 0;
    std::size_t right = half;
    for (double& out : scratch) {
        const bool takeLeft =
            right == values.size() || (left < half && values[left] <= values[right]);
        if (!takeLeft)
            swaps += static_cast<double>(half - left);
        out = takeLeft ? values[left++] : values[right++];
    }
    std::copy(scratch.begin(), scratch.end(), values.begin());
    return swaps;
}

/// With the order of x already known.
double tauInOrder(std::span<const double> x, std::span<const double> y,
                  std::span<const std::uint32_t> byX) {
    const std::size_t n = x.size();
    std::vector<std::uint32_t> order(byX.begin(), byX.end());
    for (std::size_t from = 0; from < n;) { // ties of x in the order of y
        std::size_t to = from + 1;
        while (to < n && x[order[to]] == x[order[from]])
            ++to;
        if (to - from > 1)
            std::sort(order.begin() + static_cast<std::ptrdiff_t>(from),
                      order.begin() + static_cast<std::ptrdiff_t>(to),
                      [&](std::uint32_t a, std::uint32_t b) { return y[a] < y[b]; });
        from = to;
    }
    const auto sameX = [&](std::size_t a, std::size_t b) { return x[order[a]] == x[order[b]]; };
    const double tiedX = tiedPairs(n, sameX);
    const double tiedBoth = tiedPairs(
        n, [&](std::size_t a, std::size_t b) { return sameX(a, b) && y[order[a]] == y[order[b]]; });
    std::vector<double> sorted(n);
    for (std::size_t i = 0; i < n; ++i)
        sorted[i] = y[order[i]];
    std::vector<double> scratch(n);
    const double swaps = sortCounting(sorted, scratch);
    const double tiedY =
        tiedPairs(n, [&](std::size_t a, std::size_t b) { return sorted[a] == sorted[b]; });
    const double pairs = static_cast<double>(n) * (static_cast<double>(n) - 1) / 2;
    if (pairs == tiedX || pairs == tiedY)
        return std::numeric_limits<double>::quiet_NaN();
    return (pairs - tiedX - tiedY + tiedBoth - 2 * swaps) /
           std::sqrt((pairs - tiedX) * (pairs - tiedY));
}

std::vector<std::uint32_t> orderOf(std::span<const double> x) {
    std::vector<std::uint32_t> order(x.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(),
              [&](std::uint32_t a, std::uint32_t b) { return x[a] < x[b]; });
    return order;
}

} // namespace

double kendallTau(std::span<const double> x, std::span<const double> y) {
    return tauInOrder(x, y, orderOf(x));
}

Eigen::MatrixXd kendallMatrix(PanelView panel) {
    const auto assets = static_cast<Eigen::Index>(panel.assets);
    std::vector<std::vector<double>> columns(panel.assets);
    for (std::size_t a = 0; a < panel.assets; ++a)
        columns[a] = panel.column(a);
    Eigen::MatrixXd out = Eigen::MatrixXd::Identity(assets, assets);
    parallelFor(panel.assets, [&](std::size_t a) {
        const auto order = orderOf(columns[a]);
        for (std::size_t b = 0; b < a; ++b)
            out(static_cast<Eigen::Index>(a), static_cast<Eigen::Index>(b)) =
                tauInOrder(columns[a], columns[b], order);
    });
    return out.selfadjointView<Eigen::Lower>();
}

RepairedCorrelation repairCorrelation(const Eigen::MatrixXd& matrix, double smallest) {
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(matrix);
    if (solver.eigenvalues()(0) >= smallest)
        return {.matrix = matrix, .changed = false};
    const Eigen::MatrixXd raised = solver.eigenvectors() *
                                   solver.eigenvalues().cwiseMax(smallest).asDiagonal() *
                                   solver.eigenvectors().transpose();
    const Eigen::VectorXd scale = raised.diagonal().cwiseSqrt().cwiseInverse();
    Eigen::MatrixXd scaled = scale.asDiagonal() * raised * scale.asDiagonal();
    scaled.diagonal().setOnes();
    return {.matrix = (scaled + scaled.transpose()) / 2, .changed = true};
}

} // namespace loom::stats
