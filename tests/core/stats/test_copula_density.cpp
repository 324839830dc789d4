// SPDX-License-Identifier: GPL-3.0-or-later
// The density of copulas against closed forms (independence; the normal copula, Joe 2014, section
// 4.3.1) and contour lines of surfaces whose lines are known: a plane, a circle, a saddle.
#include "support/test_case.h"

#include "base/random.h"
#include "stats/copula_density.h"
#include "stats/cross_section.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

using namespace loom;
using namespace loom::stats;

namespace {

/// Pseudo-observations of a normal pair with this correlation.
std::vector<double> normalPair(std::size_t days, double rho, std::uint64_t seed) {
    std::vector<double> values;
    Rng rng(seed);
    for (std::size_t t = 0; t < days; ++t) {
        const double x = rng.normal();
        values.push_back(x);
        values.push_back(rho * x + std::sqrt(1 - rho * rho) * rng.normal());
    }
    return pseudoObservations({.days = days, .assets = 2, .values = values});
}

UnitGrid densityOf(const std::vector<double>& pseudo, double bandwidth) {
    return copulaDensity({.days = pseudo.size() / 2, .assets = 2, .values = pseudo}, 0, 1,
                         bandwidth);
}

double valueNear(const UnitGrid& grid, double x, double y) {
    const auto index = [&](double u) {
        return static_cast<std::size_t>(std::lower_bound(grid.at.begin(), grid.at.end(), u) -
                                        grid.at.begin());
    };
    return grid.values[index(y) * grid.at.size() + index(x)];
}

UnitGrid surface(std::size_t points, const std::function<double(double, double)>& height) {
    UnitGrid out;
    for (std::size_t i = 0; i < points; ++i)
        out.at.push_back(static_cast<double>(i) / static_cast<double>(points - 1));
    for (const double y : out.at)
        for (const double x : out.at)
            out.values.push_back(height(x, y));
    return out;
}

} // namespace

class CopulaDensityTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void independenceIsOneEverywhere() {
        const auto grid = densityOf(normalPair(50'000, 0, 3), 0.08);
        for (const double value : grid.values)
            QVERIFY2(std::abs(value - 1) < 0.15, qPrintable(QString::number(value)));
    }

    /// The mirror keeps all mass: the cells sum to one whatever the bandwidth.
    void nothingIsLostAtTheBorders() {
        for (const double bandwidth : {0.02, 0.1, 0.3}) {
            const auto grid = densityOf(normalPair(500, 0.8, 5), bandwidth);
            const std::size_t n = grid.at.size();
            double sum = 0;
            for (std::size_t j = 1; j + 1 < n; ++j)
                for (std::size_t i = 1; i + 1 < n; ++i)
                    sum += grid.values[j * n + i];
            const double cells = static_cast<double>((n - 2) * (n - 2));
            QVERIFY(std::abs(sum / cells - 1) < 1e-9);
        }
    }

    void normalCopulaHasItsDensity() {
        const double rho = 0.6;
        const auto grid = densityOf(normalPair(200'000, rho, 7), 0.03);
        // c(u, v) with both quantiles 0: 1 / sqrt(1 - rho^2).
        QVERIFY(std::abs(valueNear(grid, 0.5, 0.5) - 1 / std::sqrt(1 - rho * rho)) < 0.06);
        // Quantiles -z and z of 0.25 and 0.75: exp(-(rho^2 + rho) z^2 / (1 - rho^2)) of that.
        const double z = 0.67448975019608171;
        const double off = std::exp(-(rho * rho + rho) * z * z / (1 - rho * rho));
        QVERIFY(std::abs(valueNear(grid, 0.25, 0.75) - off / std::sqrt(1 - rho * rho)) < 0.06);
    }

    void leavesOutMissingDays() {
        auto pseudo = normalPair(1000, 0.5, 9);
        const auto whole = densityOf(pseudo, 0.1);
        pseudo.insert(pseudo.end(), {0.5, std::numeric_limits<double>::quiet_NaN()});
        QCOMPARE(densityOf(pseudo, 0.1).values, whole.values);
        QVERIFY(densityOf({}, 0.1).at.empty());
        QVERIFY(contourLines({}, 1).empty());
    }

    void aPlaneHasStraightOpenLines() {
        const auto lines = contourLines(surface(11, [](double x, double) { return x; }), 0.33);
        QCOMPARE(lines.size(), std::size_t(1));
        QCOMPARE(lines.front().size(), std::size_t(11));
        for (const auto& point : lines.front())
            QVERIFY(std::abs(point.x - 0.33) < 1e-12);
        QVERIFY(std::abs(lines.front().front().y - lines.front().back().y) == 1);
    }

    void aBowlHasOneClosedCircle() {
        const auto bowl = surface(
            101, [](double x, double y) { return (x - 0.5) * (x - 0.5) + (y - 0.5) * (y - 0.5); });
        const auto lines = contourLines(bowl, 0.09);
        QCOMPARE(lines.size(), std::size_t(1));
        const auto& line = lines.front();
        QCOMPARE(line.front().x, line.back().x);
        QCOMPARE(line.front().y, line.back().y);
        for (const auto& point : line)
            QVERIFY(std::abs(std::hypot(point.x - 0.5, point.y - 0.5) - 0.3) < 1e-3);
        // Beyond the border: four corners, each an open line.
        QCOMPARE(contourLines(bowl, 0.36).size(), std::size_t(4));
        QVERIFY(contourLines(bowl, 2).empty());
    }

    /// (x - 1/2)(y - 1/2) at a level on either side of zero: two branches that never cross.
    void aSaddleHasTwoBranches() {
        const auto saddle = surface(12, [](double x, double y) { return (x - 0.5) * (y - 0.5); });
        for (const double level : {0.001, -0.001}) {
            const auto lines = contourLines(saddle, level);
            QCOMPARE(lines.size(), std::size_t(2));
            for (const auto& line : lines)
                for (const auto& point : line)
                    QCOMPARE(point.x > 0.5, line.front().x > 0.5);
        }
    }
};

LOOM_TEST(CopulaDensityTest)
#include "test_copula_density.moc"
