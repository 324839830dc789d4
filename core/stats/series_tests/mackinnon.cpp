// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/series_tests/mackinnon.h"

#include <limits>

#include "stats/probability.h"

namespace loom::stats {

namespace {

/// Below `smallest` p is 0, above `largest` 1; up to `star` the polynomial of the left tail holds.
struct LawOfTau {
    double smallest, star, largest;
    std::array<double, 3> left;                    ///< coefficients of 1, t, t²
    std::array<double, 4> right;                   ///< of 1, t, t², t³
    std::array<std::array<double, 4>, 3> critical; ///< at 1, 5, 10 %: of 1, 1/n, 1/n², 1/n³
};

constexpr double kNone = std::numeric_limits<double>::infinity();

// In the order of UnitRootTrend.
constexpr std::array<LawOfTau, 4> kLaws{{
    {.smallest = -19.04,
     .star = -1.04,
     .largest = kNone,
     .left = {0.6344, 1.2378, 0.032496},
     .right = {0.4797, 0.93557, -0.06999, 0.033066},
     .critical = {{{-2.56574, -2.2358, -3.627, 0},
                   {-1.94100, -0.2686, -3.365, 31.223},
                   {-1.61682, 0.2656, -2.714, 25.364}}}},
    {.smallest = -18.83,
     .star = -1.61,
     .largest = 2.74,
     .left = {2.1659, 1.4412, 0.038269},
     .right = {1.7339, 0.93202, -0.12745, -0.010368},
     .critical = {{{-3.43035, -6.5393, -16.786, -79.433},
                   {-2.86154, -2.8903, -4.234, -40.040},
                   {-2.56677, -1.5384, -2.809, 0}}}},
    {.smallest = -16.18,
     .star = -2.89,
     .largest = 0.7,
     .left = {3.2512, 1.6047, 0.049588},
     .right = {2.5261, 0.61654, -0.37956, -0.060285},
     .critical = {{{-3.95877, -9.0531, -28.428, -134.155},
                   {-3.41049, -4.3904, -9.036, -45.374},
                   {-3.12705, -2.5856, -3.925, -22.380}}}},
    {.smallest = -17.17,
     .star = -3.21,
     .largest = 0.54,
     .left = {4.0003, 1.658, 0.048288},
     .right = {3.0778, 0.49529, -0.41477, -0.059359},
     .critical = {{{-4.37113, -11.5882, -35.819, -334.047},
                   {-3.83239, -5.9057, -12.490, -118.284},
                   {-3.55326, -3.6596, -5.293, -63.559}}}},
}};

const LawOfTau& lawOf(UnitRootTrend trend) {
    return kLaws[static_cast<std::size_t>(trend)];
}

template <std::size_t N>
double polynomial(const std::array<double, N>& coefficients, double x) {
    double value = 0;
    for (std::size_t k = N; k-- > 0;)
        value = value * x + coefficients[k];
    return value;
}

} // namespace

std::size_t trendTerms(UnitRootTrend trend) {
    return static_cast<std::size_t>(trend);
}

double mackinnonP(double statistic, UnitRootTrend trend) {
    const LawOfTau& law = lawOf(trend);
    if (statistic > law.largest)
        return 1;
    if (statistic < law.smallest)
        return 0;
    return normalBelow(statistic <= law.star ? polynomial(law.left, statistic)
                                             : polynomial(law.right, statistic));
}

std::array<double, 3> mackinnonCritical(std::size_t observations, UnitRootTrend trend) {
    const double inverse = 1 / static_cast<double>(observations);
    std::array<double, 3> out{};
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = polynomial(lawOf(trend).critical[i], inverse);
    return out;
}

} // namespace loom::stats
