// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/copula_density.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>

namespace loom::stats {

namespace {

constexpr std::size_t kCells = 64;
constexpr double kReach = 4; ///< bandwidths at which a kernel is cut off

/// Share of days in each cell, row by row upwards.
std::vector<double> cellShares(PanelView pseudo, std::size_t a, std::size_t b) {
    std::vector<double> out(kCells * kCells, 0.0);
    std::size_t count = 0;
    const auto cellOf = [](double u) {
        return std::min(kCells - 1, static_cast<std::size_t>(std::max(0.0, u) * kCells));
    };
    for (std::size_t day = 0; day < pseudo.days; ++day) {
        const double u = pseudo.at(day, a), v = pseudo.at(day, b);
        if (std::isnan(u) || std::isnan(v))
            continue;
        out[cellOf(v) * kCells + cellOf(u)] += 1;
        ++count;
    }
    if (count == 0)
        return {};
    for (double& share : out)
        share /= static_cast<double>(count);
    return out;
}

/// Weights of a cell's neighbours, the cell first; the two sides together sum to 1.
std::vector<double> kernelWeights(double bandwidth) {
    const auto reach = std::min(
        kCells - 1, static_cast<std::size_t>(std::ceil(kReach * bandwidth * double(kCells))));
    std::vector<double> out(reach + 1);
    double sum = 0;
    for (std::size_t k = 0; k <= reach; ++k) {
        const double z = static_cast<double>(k) / static_cast<double>(kCells) / bandwidth;
        out[k] = std::exp(-0.5 * z * z);
        sum += k == 0 ? out[k] : 2 * out[k];
    }
    for (double& weight : out)
        weight /= sum;
    return out;
}

/// Smooths along one axis; what would leave the square is mirrored back.
std::vector<double> smoothed(const std::vector<double>& cells, const std::vector<double>& weights,
                             std::size_t stride, std::size_t across) {
    std::vector<double> out(cells.size(), 0.0);
    const auto count = static_cast<std::ptrdiff_t>(kCells);
    const auto mirrored = [count](std::ptrdiff_t i) {
        return static_cast<std::size_t>(i < 0 ? -1 - i : i >= count ? 2 * count - 1 - i : i);
    };
    const auto reach = static_cast<std::ptrdiff_t>(weights.size()) - 1;
    for (std::size_t line = 0; line < kCells; ++line)
        for (std::ptrdiff_t i = 0; i < count; ++i) {
            double sum = 0;
            for (std::ptrdiff_t k = -reach; k <= reach; ++k)
                sum += weights[static_cast<std::size_t>(std::abs(k))] *
                       cells[line * across + mirrored(i + k) * stride];
            out[line * across + static_cast<std::size_t>(i) * stride] = sum;
        }
    return out;
}

/// From cells to points: the borders repeat their neighbours, where a mirrored surface is flat.
UnitGrid withBorders(const std::vector<double>& cells) {
    UnitGrid out;
    out.at.push_back(0);
    for (std::size_t i = 0; i < kCells; ++i)
        out.at.push_back((static_cast<double>(i) + 0.5) / static_cast<double>(kCells));
    out.at.push_back(1);
    const auto inner = [](std::size_t i) { return std::clamp<std::size_t>(i, 1, kCells) - 1; };
    for (std::size_t j = 0; j < out.at.size(); ++j)
        for (std::size_t i = 0; i < out.at.size(); ++i)
            out.values.push_back(cells[inner(j) * kCells + inner(i)] * double(kCells * kCells));
    return out;
}

/// Lines put together from pieces that share a crossing. A crossing lies on one side of cells and
/// belongs to one or two pieces.
class LineBuilder {
  public:
    explicit LineBuilder(const UnitGrid& grid, double level)
        : m_grid(grid), m_level(level), m_points(grid.at.size()) {}

    std::vector<UnitLine> lines() {
        for (std::size_t j = 0; j + 1 < m_points; ++j)
            for (std::size_t i = 0; i + 1 < m_points; ++i)
                addCell(i, j);
        std::vector<UnitLine> out;
        for (const auto& [crossing, next] : m_next) // open lines from their ends
            if (next.size() == 1 && !m_done[crossing])
                out.push_back(follow(crossing));
        for (const auto& [crossing, next] : m_next)
            if (!m_done[crossing])
                out.push_back(follow(crossing));
        return out;
    }

  private:
    using Crossing = std::size_t;

    double value(std::size_t i, std::size_t j) const { return m_grid.values[j * m_points + i]; }
    bool isAbove(std::size_t i, std::size_t j) const { return value(i, j) >= m_level; }
    /// On the side from (i, j) to the right, or upwards.
    Crossing across(std::size_t i, std::size_t j) const { return 2 * (j * m_points + i); }
    Crossing upwards(std::size_t i, std::size_t j) const { return 2 * (j * m_points + i) + 1; }

    void join(Crossing a, Crossing b) {
        m_next[a].push_back(b);
        m_next[b].push_back(a);
    }

    void addCell(std::size_t i, std::size_t j) {
        const bool corners[] = {isAbove(i, j), isAbove(i + 1, j), isAbove(i + 1, j + 1),
                                isAbove(i, j + 1)};
        const Crossing sides[] = {across(i, j), upwards(i + 1, j), across(i, j + 1), upwards(i, j)};
        std::vector<Crossing> cut;
        for (std::size_t k = 0; k < 4; ++k)
            if (corners[k] != corners[(k + 1) % 4])
                cut.push_back(sides[k]);
        if (cut.size() == 2)
            join(cut[0], cut[1]);
        if (cut.size() < 4)
            return;
        const double mean =
            (value(i, j) + value(i + 1, j) + value(i + 1, j + 1) + value(i, j + 1)) / 4;
        const bool together = (mean >= m_level) == corners[0]; // the first and the third corner
        join(cut[0], cut[together ? 1 : 3]);
        join(cut[2], cut[together ? 3 : 1]);
    }

    UnitPoint place(Crossing crossing) const {
        const std::size_t i = crossing / 2 % m_points, j = crossing / 2 / m_points;
        const bool up = crossing % 2 == 1;
        const double here = value(i, j), there = up ? value(i, j + 1) : value(i + 1, j);
        const double share = (m_level - here) / (there - here);
        const auto between = [&](std::size_t k) {
            return m_grid.at[k] + share * (m_grid.at[k + 1] - m_grid.at[k]);
        };
        return up ? UnitPoint{m_grid.at[i], between(j)} : UnitPoint{between(i), m_grid.at[j]};
    }

    UnitLine follow(Crossing first) {
        UnitLine out;
        std::optional<Crossing> at = first;
        while (at) {
            m_done[*at] = true;
            out.push_back(place(*at));
            const auto& next = m_next[*at];
            const auto open =
                std::find_if(next.begin(), next.end(), [&](Crossing c) { return !m_done[c]; });
            at = open == next.end() ? std::nullopt : std::optional(*open);
        }
        if (m_next[first].size() == 2)
            out.push_back(out.front());
        return out;
    }

    const UnitGrid& m_grid;
    double m_level;
    std::size_t m_points;
    std::map<Crossing, std::vector<Crossing>> m_next;
    std::map<Crossing, bool> m_done;
};

} // namespace

double copulaBandwidth(std::size_t observations) {
    const double n = static_cast<double>(std::max<std::size_t>(1, observations));
    return std::max(std::pow(n, -1.0 / 6) / std::sqrt(12.0), 1.0 / static_cast<double>(kCells));
}

UnitGrid copulaDensity(PanelView pseudo, std::size_t a, std::size_t b, double bandwidth) {
    const auto cells = cellShares(pseudo, a, b);
    if (cells.empty())
        return {};
    const auto weights = kernelWeights(bandwidth);
    return withBorders(smoothed(smoothed(cells, weights, 1, kCells), weights, kCells, 1));
}

std::vector<UnitLine> contourLines(const UnitGrid& grid, double level) {
    return grid.at.size() < 2 ? std::vector<UnitLine>() : LineBuilder(grid, level).lines();
}

} // namespace loom::stats
