// SPDX-License-Identifier: GPL-3.0-or-later
#include <QObject>

#include <algorithm>
#include <numeric>
#include <random>

#include "support/test_case.h"
#include "ui/charts/decimate.h"
#include "ui/charts/density.h"

using namespace loom::ui;

namespace {

std::vector<double> walk(std::size_t count, unsigned seed, double missingShare = 0) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> step(0, 1);
    std::uniform_real_distribution<double> uniform;
    std::vector<double> values(count);
    double level = 0;
    for (double& value : values) {
        level += step(random);
        value = uniform(random) < missingShare ? kMissing : level;
    }
    return values;
}

} // namespace

class TestDecimate : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void neverLosesTheSmallestOrLargest() {
        for (unsigned seed = 0; seed < 40; ++seed) {
            const auto y = walk(1000 + 137 * seed, seed, seed % 3 == 0 ? 0.2 : 0.0);
            const Range all{0, static_cast<double>(y.size() - 1)};
            const auto columns = decimate({}, y, 0, all, 50 + seed);
            Range kept;
            for (const Column& c : columns) {
                kept.include(c.min);
                kept.include(c.max);
                QVERIFY(c.min <= c.first && c.first <= c.max);
                QVERIFY(c.min <= c.last && c.last <= c.max);
            }
            QCOMPARE(kept, extent(y));
            QVERIFY(columns.size() <= 50 + seed);
        }
    }

    void agreesColumnByColumnWithTheDefinition() {
        const auto y = walk(5000, 7, 0.1);
        const Range range{1000.5, 3999.25};
        const std::size_t columns = 200;
        const auto result = decimate({}, y, 0, range, columns);
        std::vector<Range> expected(columns);
        for (std::size_t i = 1001; i <= 3999; ++i) {
            const double share = (static_cast<double>(i) - range.lo) / range.span();
            expected[std::min(columns - 1, static_cast<std::size_t>(share * columns))].include(
                y[i]);
        }
        std::size_t filled = 0;
        for (const Range& e : expected)
            filled += e.empty() ? 0 : 1;
        QCOMPARE(result.size(), filled);
        for (const Column& c : result)
            QCOMPARE((Range{c.min, c.max}), expected[c.column]);
    }

    void aSpikeOfOneSampleSurvives() {
        std::vector<double> y(1'000'000, 1.0);
        y[654'321] = 99;
        const auto columns = decimate({}, y, 0, {0, 999'999}, 800);
        QVERIFY(std::any_of(columns.begin(), columns.end(),
                            [](const Column& c) { return c.max == 99; }));
    }

    void missingValuesBreakTheLine() {
        std::vector<double> y(100, 1.0);
        for (std::size_t i = 40; i < 60; ++i)
            y[i] = kMissing;
        const auto columns = decimate({}, y, 0, {0, 99}, 10);
        std::size_t gaps = 0;
        for (const Column& c : columns)
            gaps += c.gapBefore ? 1 : 0;
        QCOMPARE(gaps, std::size_t(1));
        QVERIFY(decimate({}, std::vector<double>(50, kMissing), 0, {0, 49}, 10).empty());
        QVERIFY(decimate({}, y, 0, Range{}, 10).empty());
        QVERIFY(decimate({}, {}, 0, {0, 1}, 10).empty());
    }

    void unevenXIsTheSameAsEvenXWhenItIsEven() {
        const auto y = walk(3000, 3);
        std::vector<double> x(y.size());
        std::iota(x.begin(), x.end(), 17.0);
        const auto even = decimate({}, y, 17, {100, 2500}, 300);
        const auto uneven = decimate(x, y, 0, {100, 2500}, 300);
        QCOMPARE(even.size(), uneven.size());
        for (std::size_t i = 0; i < even.size(); ++i) {
            QCOMPARE(even[i].column, uneven[i].column);
            QCOMPARE(even[i].min, uneven[i].min);
            QCOMPARE(even[i].last, uneven[i].last);
        }
    }

    void visibleIndicesReachOneBeyondTheEdges() {
        const std::vector<double> x{0, 1, 2, 10, 11, 12};
        const IndexRange range = visibleIndices(x, x.size(), 0, {1.5, 10.5});
        QCOMPARE(range.first, std::size_t(1));
        QCOMPARE(range.last, std::size_t(5));
        QCOMPARE(visibleIndices({}, 0, 0, {0, 1}).size(), std::size_t(0));
        QCOMPARE(visibleIndices({}, 10, 0, {20, 30}).size(), std::size_t(0));
    }

    void mergedCandlesKeepOpenExtremesCloseAndVolume() {
        std::mt19937_64 random(5);
        std::uniform_real_distribution<double> uniform(1, 2);
        std::vector<Candle> candles(1003);
        for (Candle& c : candles) {
            c.open = uniform(random);
            c.close = uniform(random);
            c.high = std::max(c.open, c.close) + uniform(random);
            c.low = std::min(c.open, c.close) - 0.9;
            c.volume = uniform(random);
        }
        for (const std::size_t size : {1UL, 2UL, 7UL, 64UL, 5000UL}) {
            const auto groups = aggregate(candles, {0, candles.size()}, size);
            double volume = 0;
            Range extremes;
            std::size_t next = 0;
            for (const CandleGroup& g : groups) {
                QCOMPARE(g.first, next);
                QCOMPARE(g.candle.open, candles[g.first].open);
                QCOMPARE(g.candle.close, candles[g.first + g.count - 1].close);
                volume += g.candle.volume;
                extremes.include(g.candle.low);
                extremes.include(g.candle.high);
                next += g.count;
            }
            QCOMPARE(next, candles.size());
            Range expected;
            double total = 0;
            for (const Candle& c : candles) {
                expected.include(c.low);
                expected.include(c.high);
                total += c.volume;
            }
            QCOMPARE(extremes, expected);
            QVERIFY(std::abs(volume - total) < 1e-9 * total);
        }
        // Panning by one bar must not regroup.
        QCOMPARE(aggregate(candles, {65, 300}, 64).front().first, std::size_t(64));
        QCOMPARE(aggregate(candles, {100, 300}, 64).front().first, std::size_t(64));
        QVERIFY(std::isnan(merged(std::vector<Candle>(3)).close));
    }

    void quantilesAreThoseOfNumpy() {
        // numpy.quantile([1, 2, 3, 4, 10], [0.05, 0.5, 0.95]) = [1.2, 3.0, 8.8] (type 7).
        const std::vector<float> paths{3, 10, 1, 4, 2};
        const std::vector<double> p{0.05, 0.5, 0.95};
        const auto bands = quantileBands(paths, 5, 1, p);
        QVERIFY(std::abs(bands[0][0] - 1.2) < 1e-6);
        QVERIFY(std::abs(bands[1][0] - 3.0) < 1e-6);
        QVERIFY(std::abs(bands[2][0] - 8.8) < 1e-6);
        const auto missing = quantileBands(std::vector<float>{1, NAN}, 2, 1, p);
        QVERIFY(std::isnan(missing[1][0]));
    }

    void ticksAreRoundFewAndInside() {
        std::mt19937_64 random(11);
        std::uniform_real_distribution<double> exponent(-6, 8);
        for (int i = 0; i < 500; ++i) {
            const double lo = std::pow(10, exponent(random)) - 1;
            const Range range{lo, lo + std::pow(10, exponent(random) / 2)};
            const Ticks ticks = linearTicks(range, 7);
            QVERIFY(ticks.values.size() >= 2 && ticks.values.size() <= 7);
            for (const double tick : ticks.values)
                QVERIFY(tick >= range.lo - 1e-9 * range.span() &&
                        tick <= range.hi + 1e-9 * range.span());
        }
        QCOMPARE(linearTicks({0, 1}, 5).values, (std::vector<double>{0, 0.25, 0.5, 0.75, 1}));
        QCOMPARE(linearTicks({0, 1}, 5).decimals, 2);
        QCOMPARE(logTicks({0.5, 2000}, 5).values, (std::vector<double>{1, 10, 100, 1000}));
        QVERIFY(logTicks({-1, 10}, 5).values.empty());
        QVERIFY(linearTicks(Range{}, 5).values.empty());
        QVERIFY(std::isnan(toAxis(0, Scale::Log)) && std::isnan(toAxis(-1, Scale::Log)));
        QCOMPARE(fromAxis(toAxis(250, Scale::Log), Scale::Log), 250.0);
    }

    void densityCountsCrossings() {
        // Two flat paths at rows 2 and 2, one at row 7: alpha 1 - 0.5^2 and 0.5.
        const std::vector<float> steps{2, 2, 7, 2, 2, 7};
        const QImage image = densityImage({.steps = steps.data(),
                                           .count = 3,
                                           .length = 2,
                                           .size = QSize(10, 10),
                                           .firstColumn = 0,
                                           .columnsPerStep = 10,
                                           .rowAtZero = 0.5,
                                           .rowsPerUnit = 1,
                                           .colour = QColor(255, 0, 0),
                                           .alpha = 0.5});
        QVERIFY(std::abs(qAlpha(image.pixel(5, 2)) - 191) <= 1);
        QVERIFY(std::abs(qAlpha(image.pixel(5, 7)) - 128) <= 1);
        QCOMPARE(qAlpha(image.pixel(5, 4)), 0);
    }

    void densitySurvivesMissingAndOutsideValues() {
        const std::vector<float> steps{NAN, 1e30F, 2, -1e30F, INFINITY, 3};
        const QImage image = densityImage({.steps = steps.data(),
                                           .count = 2,
                                           .length = 3,
                                           .size = QSize(30, 10),
                                           .firstColumn = -5,
                                           .columnsPerStep = 15,
                                           .rowAtZero = 9,
                                           .rowsPerUnit = -1,
                                           .colour = QColor(255, 0, 0),
                                           .alpha = 0.5});
        QCOMPARE(image.size(), QSize(30, 10));
    }

    void densityOfManyPathsIsTheSumOfTheirPictures() {
        // 700 paths are worked on in more than one batch, 37 columns in more than one strip.
        std::mt19937_64 random(5);
        std::uniform_real_distribution<float> level(-20, 120);
        const std::size_t count = 700;
        std::vector<float> steps(count * 6);
        for (float& value : steps)
            value = level(random);
        const QSize size(37, 90);
        const double alpha = 0.0625; // transparency multiplies: exact in the exponent
        const auto picture = [&](const float* values, std::size_t paths) {
            return densityImage({.steps = values,
                                 .count = paths,
                                 .length = 6,
                                 .size = size,
                                 .firstColumn = -3.5,
                                 .columnsPerStep = 9,
                                 .rowAtZero = 89,
                                 .rowsPerUnit = -1,
                                 .colour = QColor(255, 0, 0),
                                 .alpha = alpha});
        };
        std::vector<int> crossings(static_cast<std::size_t>(size.width() * size.height()), 0);
        for (std::size_t path = 0; path < count; ++path) {
            std::vector<float> one;
            for (std::size_t k = 0; k < 6; ++k)
                one.push_back(steps[k * count + path]);
            const QImage single = picture(one.data(), 1);
            for (int i = 0; i < size.width() * size.height(); ++i)
                crossings[static_cast<std::size_t>(i)] +=
                    qAlpha(single.pixel(i % size.width(), i / size.width())) > 0 ? 1 : 0;
        }
        const QImage all = picture(steps.data(), count);
        for (int i = 0; i < size.width() * size.height(); ++i) {
            const double expected =
                255 * (1 - std::pow(1 - alpha, crossings[static_cast<std::size_t>(i)]));
            const int got = qAlpha(all.pixel(i % size.width(), i / size.width()));
            QVERIFY2(std::abs(got - expected) <= 1, qPrintable(QString::number(i)));
        }
    }
};

LOOM_TEST(TestDecimate)
#include "test_decimate.moc"
