// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/cross_section.h"

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/random.h"
#include "stats/sorting.h"

namespace loom::stats {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

bool isComplete(PanelView panel) {
    return std::none_of(panel.values.begin(), panel.values.end(),
                        [](double v) { return std::isnan(v); });
}

/// All pairs at once, for panels without a missing value.
Eigen::MatrixXd completeCovariance(PanelView panel) {
    const auto rows = static_cast<Eigen::Index>(panel.days);
    const auto columns = static_cast<Eigen::Index>(panel.assets);
    const Eigen::Map<const RowMajor> values(panel.values.data(), rows, columns);
    const Eigen::RowVectorXd mean = values.colwise().mean();
    const RowMajor centred = values.rowwise() - mean;
    Eigen::MatrixXd out = Eigen::MatrixXd::Zero(columns, columns);
    out.selfadjointView<Eigen::Lower>().rankUpdate(centred.transpose(),
                                                   1.0 / static_cast<double>(panel.days - 1));
    return out.selfadjointView<Eigen::Lower>();
}

struct PairMoments {
    std::size_t count = 0;
    double covariance = kNaN, varianceA = kNaN, varianceB = kNaN;
};

PairMoments pairMoments(PanelView panel, std::size_t a, std::size_t b) {
    PairMoments out;
    double sumA = 0, sumB = 0;
    const auto both = [&](std::size_t t) {
        return !std::isnan(panel.at(t, a)) && !std::isnan(panel.at(t, b));
    };
    for (std::size_t t = 0; t < panel.days; ++t) {
        if (!both(t))
            continue;
        ++out.count;
        sumA += panel.at(t, a);
        sumB += panel.at(t, b);
    }
    if (out.count < 2)
        return out;
    const auto n = static_cast<double>(out.count);
    double ab = 0, aa = 0, bb = 0;
    for (std::size_t t = 0; t < panel.days; ++t) {
        if (!both(t))
            continue;
        const double x = panel.at(t, a) - sumA / n, y = panel.at(t, b) - sumB / n;
        ab += x * y;
        aa += x * x;
        bb += y * y;
    }
    out.covariance = ab / (n - 1);
    out.varianceA = aa / (n - 1);
    out.varianceB = bb / (n - 1);
    return out;
}

template <class Entry>
Eigen::MatrixXd symmetric(std::size_t assets, Entry entry) {
    const auto n = static_cast<Eigen::Index>(assets);
    Eigen::MatrixXd out(n, n);
    for (Eigen::Index a = 0; a < n; ++a)
        for (Eigen::Index b = 0; b <= a; ++b)
            out(a, b) = out(b, a) = entry(static_cast<std::size_t>(a), static_cast<std::size_t>(b));
    return out;
}

double correlation(double covariance, double varianceA, double varianceB) {
    const double product = varianceA * varianceB;
    return product > 0 ? std::clamp(covariance / std::sqrt(product), -1.0, 1.0) : kNaN;
}

Eigen::MatrixXd correlationOf(const Eigen::MatrixXd& covariance) {
    return symmetric(
        static_cast<std::size_t>(covariance.rows()), [&](std::size_t a, std::size_t b) {
            const auto i = static_cast<Eigen::Index>(a), j = static_cast<Eigen::Index>(b);
            return a == b && covariance(i, i) > 0
                       ? 1.0
                       : correlation(covariance(i, j), covariance(i, i), covariance(j, j));
        });
}

/// One bit a day for every asset: the day lies in the tail.
class TailBits {
  public:
    template <class InTail>
    TailBits(PanelView pseudo, InTail inTail)
        : m_words((pseudo.days + 63) / 64), m_bits(m_words * pseudo.assets, 0) {
        for (std::size_t t = 0; t < pseudo.days; ++t)
            for (std::size_t a = 0; a < pseudo.assets; ++a)
                if (inTail(pseudo.at(t, a)))
                    m_bits[a * m_words + t / 64] |= std::uint64_t{1} << (t % 64);
    }
    std::size_t shared(std::size_t a, std::size_t b) const {
        std::size_t count = 0;
        for (std::size_t w = 0; w < m_words; ++w)
            count += static_cast<std::size_t>(
                std::popcount(m_bits[a * m_words + w] & m_bits[b * m_words + w]));
        return count;
    }

  private:
    std::size_t m_words;
    std::vector<std::uint64_t> m_bits;
};

/// Joint exceedances over the geometric mean of the single ones: equal to P(V | U) when both
/// columns have as many, and symmetric when a ragged history makes them differ.
Eigen::MatrixXd jointShares(const TailBits& bits, std::size_t assets) {
    return symmetric(assets, [&](std::size_t a, std::size_t b) {
        const auto single = static_cast<double>(bits.shared(a, a) * bits.shared(b, b));
        return single > 0 ? static_cast<double>(bits.shared(a, b)) / std::sqrt(single) : kNaN;
    });
}

constexpr std::uint8_t kMissingCell = 255;

/// The row or column of the grid in which each day of one asset lies.
std::vector<std::uint8_t> gridCells(PanelView pseudo, std::size_t asset, std::size_t points) {
    std::vector<std::uint8_t> out(pseudo.days);
    for (std::size_t t = 0; t < pseudo.days; ++t) {
        const double u = pseudo.at(t, asset);
        out[t] = std::isnan(u)
                     ? kMissingCell
                     : static_cast<std::uint8_t>(std::min(
                           points, static_cast<std::size_t>(u * static_cast<double>(points + 1))));
    }
    return out;
}

/// Shares of the n days at or below each inner line of the grid, from the counts of its cells.
std::vector<double> cumulated(const std::vector<std::uint32_t>& counts, std::size_t points,
                              std::size_t n) {
    std::vector<double> out(points * points, kNaN);
    if (n == 0)
        return out;
    std::vector<std::size_t> above(points, 0); // cumulated counts of the row before
    for (std::size_t i = 0; i < points; ++i) {
        std::size_t row = 0;
        for (std::size_t j = 0; j < points; ++j) {
            row += counts[i * (points + 1) + j];
            above[j] += row;
            out[i * points + j] = static_cast<double>(above[j]) / static_cast<double>(n);
        }
    }
    return out;
}

} // namespace

Eigen::MatrixXd covarianceMatrix(PanelView panel) {
    if (panel.days >= 2 && isComplete(panel))
        return completeCovariance(panel);
    return symmetric(panel.assets, [&](std::size_t a, std::size_t b) {
        return pairMoments(panel, a, b).covariance;
    });
}

Eigen::MatrixXd correlationMatrix(PanelView panel) {
    if (panel.days >= 2 && isComplete(panel))
        return correlationOf(completeCovariance(panel));
    return symmetric(panel.assets, [&](std::size_t a, std::size_t b) {
        const auto m = pairMoments(panel, a, b);
        return a == b && m.varianceA > 0 ? 1.0
                                         : correlation(m.covariance, m.varianceA, m.varianceB);
    });
}

SecondMoments secondMoments(PanelView panel) {
    if (panel.days < 2 || !isComplete(panel))
        return {covarianceMatrix(panel), correlationMatrix(panel)};
    Eigen::MatrixXd covariance = completeCovariance(panel);
    Eigen::MatrixXd correlation = correlationOf(covariance);
    return {std::move(covariance), std::move(correlation)};
}

std::vector<double> eigenvaluesDescending(const Eigen::MatrixXd& matrix) {
    if (matrix.hasNaN())
        return std::vector<double>(static_cast<std::size_t>(matrix.rows()), kNaN);
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(matrix, Eigen::EigenvaluesOnly);
    std::vector<double> out(solver.eigenvalues().begin(), solver.eigenvalues().end());
    std::reverse(out.begin(), out.end());
    return out;
}

RankedPanel rankedPanel(PanelView panel) {
    RankedPanel out{.sorted = std::vector<std::vector<double>>(panel.assets),
                    .pseudo = std::vector<double>(panel.values.size(), kNaN)};
    for (std::size_t a = 0; a < panel.assets; ++a) {
        auto column = sortedColumn(panel.column(a));
        const auto& values = column.values;
        const auto n = static_cast<double>(values.size());
        for (std::size_t from = 0, to = 0; from < values.size(); from = to) {
            while (to < values.size() && values[to] == values[from])
                ++to;
            const double rank = 0.5 * static_cast<double>(from + 1 + to);
            for (std::size_t i = from; i < to; ++i)
                out.pseudo[column.places[i] * panel.assets + a] = rank / (n + 1);
        }
        out.sorted[a] = std::move(column.values);
    }
    return out;
}

std::vector<double> pseudoObservations(PanelView panel) {
    return rankedPanel(panel).pseudo;
}

TailDependence tailDependence(PanelView pseudo, double q) {
    const TailBits low(pseudo, [q](double u) { return u < q; });
    const TailBits high(pseudo, [q](double u) { return u > 1 - q; });
    return {jointShares(low, pseudo.assets), jointShares(high, pseudo.assets)};
}

std::vector<std::vector<double>>
copulaGrids(PanelView pseudo, std::span<const std::pair<std::size_t, std::size_t>> pairs,
            std::size_t points) {
    assert(points < kMissingCell);
    const std::size_t cells = points + 1;
    std::vector<std::vector<std::uint8_t>> cellsOf(pseudo.assets);
    for (const auto& [a, b] : pairs)
        for (const std::size_t asset : {a, b})
            if (cellsOf[asset].empty())
                cellsOf[asset] = gridCells(pseudo, asset, points);
    std::vector<std::vector<double>> out;
    out.reserve(pairs.size());
    for (const auto& [a, b] : pairs) {
        std::vector<std::uint32_t> counts(cells * cells, 0);
        std::size_t n = 0;
        for (std::size_t t = 0; t < pseudo.days; ++t) {
            const std::uint8_t u = cellsOf[a][t], v = cellsOf[b][t];
            if (u == kMissingCell || v == kMissingCell)
                continue;
            ++counts[u * cells + v];
            ++n;
        }
        out.push_back(cumulated(counts, points, n));
    }
    return out;
}

std::vector<double> copulaGrid(PanelView pseudo, std::size_t a, std::size_t b, std::size_t points) {
    const std::pair<std::size_t, std::size_t> pair{a, b};
    return std::move(copulaGrids(pseudo, {&pair, 1}, points).front());
}

std::vector<std::pair<std::size_t, std::size_t>> choosePairs(std::size_t assets, std::size_t most,
                                                             std::uint64_t seed) {
    std::vector<std::pair<std::size_t, std::size_t>> pairs;
    for (std::size_t a = 0; a < assets; ++a)
        for (std::size_t b = a + 1; b < assets; ++b)
            pairs.emplace_back(a, b);
    if (pairs.size() <= most)
        return pairs;
    Rng rng(seed);
    for (std::size_t i = 0; i < most; ++i)
        std::swap(pairs[i], pairs[i + rng.below(pairs.size() - i)]);
    pairs.resize(most);
    std::sort(pairs.begin(), pairs.end());
    return pairs;
}

StressDays stressDays(PanelView panel, double share) {
    std::vector<std::pair<double, std::size_t>> means;
    for (std::size_t t = 0; t < panel.days; ++t) {
        double sum = 0;
        std::size_t present = 0;
        for (const double r : panel.row(t)) {
            if (std::isnan(r))
                continue;
            sum += r;
            ++present;
        }
        if (present > 0)
            means.emplace_back(sum / static_cast<double>(present), t);
    }
    std::sort(means.begin(), means.end());
    const auto count =
        static_cast<std::size_t>(std::lround(share * static_cast<double>(means.size())));
    StressDays out;
    for (std::size_t i = 0; i < means.size(); ++i)
        (i < count ? out.stress : out.calm).push_back(means[i].second);
    std::sort(out.stress.begin(), out.stress.end());
    std::sort(out.calm.begin(), out.calm.end());
    return out;
}

std::vector<double> rowsOf(PanelView panel, std::span<const std::size_t> days) {
    std::vector<double> out;
    out.reserve(days.size() * panel.assets);
    for (const std::size_t t : days) {
        const auto row = panel.row(t);
        out.insert(out.end(), row.begin(), row.end());
    }
    return out;
}

double frobeniusDifference(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) {
    double sum = 0;
    for (Eigen::Index i = 0; i < a.size(); ++i) {
        const double d = a.data()[i] - b.data()[i];
        sum += std::isnan(d) ? 0 : d * d;
    }
    return std::sqrt(sum);
}

double meanOffDiagonalDifference(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) {
    double sum = 0;
    std::size_t count = 0;
    for (Eigen::Index i = 0; i < a.rows(); ++i) {
        for (Eigen::Index j = 0; j < i; ++j) {
            const double d = std::abs(a(i, j) - b(i, j));
            if (std::isnan(d))
                continue;
            sum += d;
            ++count;
        }
    }
    return count == 0 ? kNaN : sum / static_cast<double>(count);
}

double offDiagonalDispersion(const Eigen::MatrixXd& matrix) {
    double sum = 0, squares = 0;
    std::size_t count = 0;
    for (Eigen::Index i = 0; i < matrix.rows(); ++i) {
        for (Eigen::Index j = 0; j < i; ++j) {
            if (std::isnan(matrix(i, j)))
                continue;
            sum += matrix(i, j);
            squares += matrix(i, j) * matrix(i, j);
            ++count;
        }
    }
    const auto n = static_cast<double>(count);
    return count < 2 ? kNaN : std::sqrt(std::max(0.0, (squares - sum * sum / n) / (n - 1)));
}

} // namespace loom::stats
