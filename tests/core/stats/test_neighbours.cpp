// SPDX-License-Identifier: GPL-3.0-or-later
// Nearest neighbours against a plain search, and the two-sample test on laws whose answer is known.
#include "support/test_case.h"

#include "base/random.h"
#include "stats/neighbours.h"

#include <algorithm>
#include <cmath>

using namespace loom;
using namespace loom::stats;

namespace {

PointCloud normalCloud(std::size_t count, std::size_t dimensions, double scale,
                       std::uint64_t seed) {
    PointCloud out{.count = count, .dimensions = dimensions};
    Rng rng(seed);
    for (std::size_t i = 0; i < count * dimensions; ++i)
        out.values.push_back(static_cast<float>(scale * rng.normal()));
    return out;
}

double distance(const PointCloud& a, std::size_t i, const PointCloud& b, std::size_t j) {
    double sum = 0;
    for (std::size_t d = 0; d < a.dimensions; ++d) {
        const double difference =
            static_cast<double>(a.point(i)[d]) - static_cast<double>(b.point(j)[d]);
        sum += difference * difference;
    }
    return std::sqrt(sum);
}

} // namespace

class NeighboursTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void equalsAPlainSearch() {
        const auto queries = normalCloud(70, 7, 1, 1), among = normalCloud(150, 7, 1, 2);
        const auto found = nearest(queries, among, 3);
        for (std::size_t i = 0; i < queries.count; ++i) {
            std::vector<double> all;
            for (std::size_t j = 0; j < among.count; ++j)
                all.push_back(distance(queries, i, among, j));
            std::sort(all.begin(), all.end());
            for (std::size_t k = 0; k < 3; ++k)
                QVERIFY(std::abs(static_cast<double>(found.distances[i * 3 + k]) - all[k]) < 1e-5);
        }
    }

    void aCopyIsAtDistanceZero() {
        auto among = normalCloud(400, 20, 0.01, 3);
        const PointCloud copies{.count = 5,
                                .dimensions = 20,
                                .values = {among.values.begin() + 200, among.values.begin() + 300}};
        const auto found = nearest(copies, among, 1);
        for (std::size_t i = 0; i < 5; ++i) {
            QCOMPARE(found.distances[i], 0.0F);
            QCOMPARE(found.indices[i], static_cast<std::uint32_t>(10 + i));
        }
    }

    void neighboursInTimeAreLeftOut() {
        auto cloud = normalCloud(50, 3, 1, 4);
        std::copy_n(cloud.values.begin(), 3, cloud.values.begin() + 6); // point 2 equals point 0
        QCOMPARE(nearestOthers(cloud, 1, 1).indices[0], 2U);
        QVERIFY(nearestOthers(cloud, 1, 2).indices[0] != 2U);
        const auto none = nearestOthers(cloud, 1, 60);
        QVERIFY(std::isinf(none.distances[0]));
    }

    void equalLawsCannotBeToldApart() {
        const auto a = normalCloud(1000, 5, 1, 5), b = normalCloud(1000, 5, 1, 6);
        const auto test = classifierTwoSample(a, b, 15);
        QVERIFY2(std::abs(test.auc - 0.5) < 0.04, qPrintable(QString::number(test.auc)));
        const auto ball = densityCoverage(a, b, 5);
        QVERIFY(std::abs(ball.density - 1) < 0.1);
        QVERIFY(std::abs(ball.coverage - (1 - std::pow(2, -5))) < 0.02);
    }

    void otherLawsCan() {
        const auto a = normalCloud(1000, 5, 1, 5), wide = normalCloud(1000, 5, 1.6, 6);
        QVERIFY(classifierTwoSample(a, wide, 15).auc > 0.7);
        const auto narrow = normalCloud(1000, 5, 0.2, 7);
        QVERIFY(densityCoverage(a, narrow, 5).coverage < 0.6);
    }

    /// Overlapping windows of one white noise: folds that are not purged would tell windows of the
    /// same law apart by their overlapping neighbours.
    void overlappingWindowsDoNotLeak() {
        const auto series = [](std::uint64_t seed) {
            Rng rng(seed);
            std::vector<float> out(1000);
            for (float& v : out)
                v = static_cast<float>(rng.normal());
            return out;
        };
        const auto a = windowsOf(series(1), 1, 1, 20, {}, 5000, 1);
        const auto b = windowsOf(series(2), 1, 1, 20, {}, 5000, 1);
        QCOMPARE(a.count, std::size_t{981});
        const double purged = classifierTwoSample(a, b, 15, 20).auc;
        QVERIFY2(std::abs(purged - 0.5) < 0.1, qPrintable(QString::number(purged)));
    }

    void windowsCrossNoPath() {
        const std::vector<float> values{1, 2, 3, 4, 10, 20, 30, 40}; // two paths of 4 days
        const auto all = windowsOf(values, 2, 1, 3, {}, 100, 1);
        QCOMPARE(all.count, std::size_t{4});
        QVERIFY(std::ranges::equal(all.point(1), std::vector<float>{2, 3, 4}));
        QVERIFY(std::ranges::equal(all.point(2), std::vector<float>{10, 20, 30}));
        QVERIFY(all.places[2] - all.places[1] > 3);
        const std::vector<double> scale{2};
        QCOMPARE(windowsOf(values, 2, 1, 3, scale, 100, 1).point(0)[2], 1.5F);
        const auto some = windowsOf(values, 2, 1, 3, {}, 2, 1);
        QCOMPARE(some.count, std::size_t{2});
        QVERIFY(std::ranges::is_sorted(some.places));
        const auto panel = windowsOf(values, 1, 2, 1, {}, 100, 1); // 4 days of 2 assets
        QCOMPARE(panel.count, std::size_t{4});
        QVERIFY(std::ranges::equal(panel.point(2), std::vector<float>{10, 20}));
    }

    void tooFewPointsSayNothing() {
        const auto few = normalCloud(20, 2, 1, 1);
        QVERIFY(std::isnan(classifierTwoSample(few, few, 15).auc));
    }
};

LOOM_TEST(NeighboursTest)
#include "test_neighbours.moc"
