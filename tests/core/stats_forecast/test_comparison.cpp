// SPDX-License-Identifier: GPL-3.0-or-later
// Diebold-Mariano, Pesaran-Timmermann, accuracy of direction and information coefficient: what they
// refuse, what they say of identical forecasts, and how often they reject a null that is true.
#include "support/test_case.h"

#include <cmath>
#include <limits>

#include "base/random.h"
#include "stats/comparison/diebold_mariano.h"
#include "stats/comparison/direction.h"
#include "stats/comparison/information_coefficient.h"

using namespace loom;
using namespace loom::stats;

namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
constexpr int kTrials = 2000; ///< a rejection rate of 5 % then has standard error 0.5 points

std::vector<double> normals(Rng& rng, std::size_t n) {
    std::vector<double> out(n);
    for (double& x : out)
        x = rng.normal();
    return out;
}

/// Sums of the next `horizon` values: overlapping targets.
std::vector<double> overlapping(const std::vector<double>& x, std::size_t horizon) {
    std::vector<double> out;
    for (std::size_t t = 0; t + horizon <= x.size(); ++t) {
        double sum = 0;
        for (std::size_t k = 0; k < horizon; ++k)
            sum += x[t + k];
        out.push_back(sum);
    }
    return out;
}

/// Share of trials in which p(trial) falls below 5 %.
template <class PValue>
double rejections(std::uint64_t seed, PValue p) {
    int count = 0;
    for (int trial = 0; trial < kTrials; ++trial) {
        Rng rng = Rng(seed).stream(static_cast<std::uint64_t>(trial));
        count += p(rng) < 0.05;
    }
    return static_cast<double>(count) / kTrials;
}

bool within(double value, double low, double high) {
    qInfo("rejection rate %.4f, expected in [%g, %g]", value, low, high);
    return value >= low && value <= high;
}

/// Two forecasts of equal error that persist as much as the targets overlap: the hard case.
double dmP(Rng& rng, std::size_t n, std::size_t horizon) {
    const auto sums = [&] { return overlapping(normals(rng, n + horizon - 1), horizon); };
    const auto y = sums();
    auto a = sums(), b = sums();
    for (std::size_t t = 0; t < n; ++t) {
        a[t] *= 0.3;
        b[t] *= 0.3;
    }
    const auto dm = dieboldMariano(losses(y, a, Loss::Squared), losses(y, b, Loss::Squared),
                                   {.horizon = horizon});
    return dm ? dm->pValue : -1;
}

/// Forecasts that persist as much as the targets overlap, so that successive hits are dependent.
double ptP(Rng& rng, std::size_t n, std::size_t horizon, Overlap overlap) {
    const auto y = overlapping(normals(rng, n + horizon - 1), horizon);
    const auto f = overlapping(normals(rng, n + horizon - 1), horizon);
    const auto pt = pesaranTimmermann(y, f, {.horizon = horizon, .overlap = overlap});
    return pt ? pt->pValue : -1;
}

} // namespace

class ComparisonTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void identicalForecastsDoNotDiffer() {
        Rng rng(1);
        const auto loss = normals(rng, 100);
        const auto dm = dieboldMariano(loss, loss, {.horizon = 5});
        VERIFY_OK(dm);
        QVERIFY(dm->identical);
        QCOMPARE(dm->statistic, 0.0);
        QCOMPARE(dm->pValue, 1.0);
        QCOMPARE(dm->meanDifference, 0.0);
    }

    void whatCannotBeComparedIsRefused() {
        const std::vector<double> few(3, 1.0), some{1, 2, 3, 4, 5, 6}, other(5, 0.0);
        QVERIFY(!dieboldMariano(some, other).ok());
        QVERIFY(!dieboldMariano(few, few).ok());
        QVERIFY(!dieboldMariano(some, some, {.horizon = 4}).ok());
        QVERIFY(!dieboldMariano(some, some, {.horizon = 0}).ok());
        std::vector<double> shifted = some;
        for (double& x : shifted)
            x += 0.1;
        const auto same = dieboldMariano(shifted, some);
        QVERIFY(!same.ok());
        QVERIFY(same.error().message.find("same amount") != std::string::npos);
    }

    void theBetterForecastIsNamed() {
        Rng rng(2);
        const auto noise = normals(rng, 300);
        std::vector<double> low(300), high(300);
        for (std::size_t t = 0; t < 300; ++t) {
            low[t] = 1 + 0.1 * noise[t];
            high[t] = 1.1 + 0.1 * noise[(t * 7) % 300];
        }
        low[5] = kMissing;
        const auto dm = dieboldMariano(low, high);
        VERIFY_OK(dm);
        QVERIFY(dm->statistic < 0 && dm->pFirstBetter < 0.001 && dm->pValue < 0.002);
        QCOMPARE(dm->leftOut, std::size_t{1});
        QCOMPARE(dm->observations, std::size_t{299});
        const auto reversed = dieboldMariano(high, low);
        QVERIFY(std::abs(reversed->statistic + dm->statistic) < 1e-12);
        QVERIFY(reversed->pFirstBetter > 0.999);
    }

    void lossesOfOneRow() {
        const std::vector<double> y{2, 0, -1}, f{1, 1, 1};
        QCOMPARE(losses(y, f, Loss::Absolute), (std::vector<double>{1, 1, 2}));
        QCOMPARE(losses(y, f, Loss::Squared), (std::vector<double>{1, 1, 4}));
        QCOMPARE(losses(y, f, Loss::AbsolutePercent)[0], 0.5);
        QVERIFY(std::isnan(losses(y, f, Loss::AbsolutePercent)[1]));
        QVERIFY(std::abs(losses(y, f, Loss::Qlike)[0] - (1 - std::log(2.0))) < 1e-15);
        QVERIFY(std::isnan(losses(y, f, Loss::Qlike)[2]));
    }

    void dieboldMarianoKeepsItsLevel() {
        QVERIFY(within(rejections(11, [](Rng& r) { return dmP(r, 100, 1); }), 0.03, 0.07));
        QVERIFY(within(rejections(12, [](Rng& r) { return dmP(r, 500, 1); }), 0.035, 0.07));
        QVERIFY(within(rejections(13, [](Rng& r) { return dmP(r, 1000, 10); }), 0.03, 0.1));
    }

    void pesaranTimmermannKeepsItsLevel() {
        const auto rate = [](std::uint64_t seed, std::size_t n, std::size_t h, Overlap overlap) {
            return rejections(seed, [=](Rng& r) { return ptP(r, n, h, overlap); });
        };
        QVERIFY(within(rate(21, 200, 1, Overlap::Independent), 0.035, 0.07));
        QVERIFY(within(rate(22, 1000, 10, Overlap::Thinned), 0.035, 0.075));
        QVERIFY(within(rate(23, 1000, 10, Overlap::Robust), 0.03, 0.10));
        // What ignoring the overlap does: several times the level.
        QVERIFY(within(rate(24, 1000, 10, Overlap::Independent), 0.2, 0.9));
    }

    void directionIsUndefinedOneWay() {
        const std::vector<double> up{1, 2, 3, 4, 5}, mixed{1, -1, 1, -1, 1};
        const auto allUp = pesaranTimmermann(mixed, up);
        QVERIFY(!allUp.ok());
        QVERIFY(allUp.error().message.find("forecasts point up") != std::string::npos);
        QVERIFY(!pesaranTimmermann(up, mixed).ok());
        const std::vector<double> zero(5, 0.0);
        QVERIFY(!pesaranTimmermann(mixed, zero).ok());
        QVERIFY(!pesaranTimmermann(mixed, std::span(mixed).first(4)).ok());
        QVERIFY(!pesaranTimmermann(std::span(mixed).first(3), std::span(mixed).first(3)).ok());
    }

    void accuracyStandsBesideItsBaseRate() {
        const std::vector<double> y{1, 1, 1, -1, 0, 1, kMissing}, f{1, 1, -1, -1, 1, 0, 1};
        const auto d = directionalAccuracy(y, f, 2);
        QCOMPARE(d.rows, std::size_t{4});
        QCOMPARE(d.accuracy, 0.75);
        QCOMPARE(d.upRate, 0.75);
        QCOMPARE(d.baseRate, 0.75);
        QCOMPARE(d.noForecast, std::size_t{1});
        QCOMPARE(d.noMove, std::size_t{1});
        QCOMPARE(d.leftOut, std::size_t{1});
        QCOMPARE(d.effectiveRows, 2.0);
        QVERIFY(d.interval.lower > 0 && d.interval.lower < 0.75 && d.interval.upper <= 1);
    }

    /// statsmodels 0.15.0: proportion_confint(81, 263, method="wilson").
    void wilsonsInterval() {
        const auto known = wilsonInterval(81.0 / 263, 263);
        QVERIFY(std::abs(known.lower - 0.2552885198782742) < 1e-12);
        QVERIFY(std::abs(known.upper - 0.36620957698280004) < 1e-12);
        const auto none = wilsonInterval(0, 10), all = wilsonInterval(1, 10);
        QCOMPARE(none.lower, 0.0);
        QVERIFY(std::abs(none.upper - (1 - all.lower)) < 1e-12);
        QVERIFY(std::isnan(wilsonInterval(0.5, 0).lower));
        // Overlap of h steps widens it about sqrt(h) times.
        const auto wide = wilsonInterval(0.5, effectiveCount(1000, 10)),
                   thin = wilsonInterval(0.5, 1000);
        const double ratio = (wide.upper - wide.lower) / (thin.upper - thin.lower);
        QVERIFY(std::abs(ratio - std::sqrt(10.0)) < 0.1);
    }

    void informationCoefficientByDate() {
        Rng rng(5);
        const std::size_t dates = 200, assets = 30;
        auto forecast = normals(rng, dates * assets);
        auto actual = normals(rng, dates * assets);
        for (std::size_t i = 0; i < actual.size(); ++i)
            actual[i] += 0.2 * forecast[i];
        forecast[3] = actual[40] = kMissing;
        for (std::size_t a = 0; a < assets; ++a)
            forecast[7 * assets + a] = 1; // no spread on this date
        const auto ic = informationCoefficient(forecast, actual, assets, Correlation::Pearson);
        QCOMPARE(ic.byDate.size(), dates);
        QCOMPARE(ic.dates, dates - 1);
        QVERIFY(std::isnan(ic.byDate[7]));
        QVERIFY(std::abs(ic.mean - 0.2 / std::sqrt(1.04)) < 0.05);
        QVERIFY(std::abs(ic.t - ic.icir * std::sqrt(static_cast<double>(ic.dates))) < 1e-9);
        QVERIFY(ic.pValue < 1e-6);
        const auto first =
            pearsonCorrelation(std::span(forecast).first(assets), std::span(actual).first(assets));
        QCOMPARE(ic.byDate[0], first);
        const auto rank = informationCoefficient(forecast, actual, assets, Correlation::Rank, 5);
        QVERIFY(rank.mean > 0.1 && rank.t > 0 && rank.t != rank.icir * std::sqrt(199.0));
        const auto few = informationCoefficient(forecast, actual, assets, Correlation::Rank, 1, 31);
        QCOMPARE(few.dates, std::size_t{0});
        QVERIFY(std::isnan(few.mean) && std::isnan(few.t) && std::isnan(few.pValue));
    }

    void correlationsOverTime() {
        const std::vector<double> x{1, 2, 2, 3}, y{1, 3, 2, 4}, flat(4, 1.0);
        QCOMPARE(midranks(x), (std::vector<double>{1, 2.5, 2.5, 4}));
        QVERIFY(std::isnan(pearsonCorrelation(x, flat)));
        QVERIFY(std::isnan(pearsonCorrelation(std::span(x).first(2), std::span(y).first(2))));
        Rng rng(6);
        const auto a = normals(rng, 500), b = normals(rng, 500);
        const auto plain = seriesCorrelation(a, b, Correlation::Pearson);
        const auto overlap = seriesCorrelation(a, b, Correlation::Pearson, 10);
        QCOMPARE(overlap.effectivePairs, 50.0);
        QVERIFY(std::abs(overlap.t) < std::abs(plain.t));
        QVERIFY(std::isnan(seriesCorrelation(x, y, Correlation::Rank, 4).pValue));
    }
};

LOOM_TEST(ComparisonTest)
#include "test_comparison.moc"
