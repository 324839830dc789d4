// SPDX-License-Identifier: GPL-3.0-or-later
// The interval of a skill against the test that it comes from. Quantiles of Student's t by
// scipy.stats.t.ppf (1.17.1), the same with mpmath at 30 digits.
#include "support/test_case.h"

#include "forecast/evaluation/skill_interval.h"
#include "stats/probability.h"

#include <cmath>

using namespace loom;
using forecast::AgainstBaseline;

namespace {

AgainstBaseline comparison(double skill, double statistic) {
    return {.baseline = "last_value", .skill = skill, .statistic = statistic, .note = {}};
}

} // namespace

class SkillIntervalTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void quantilesAreThoseOfScipy() {
        QVERIFY(std::abs(stats::studentQuantile(0.975, 9) - 2.262157162798206) < 1e-12);
        QVERIFY(std::abs(stats::studentQuantile(0.975, 99) - 1.984216951586418) < 1e-12);
        QVERIFY(std::abs(stats::studentQuantile(0.05, 4) + 2.131846786326650) < 1e-12);
        QVERIFY(std::isnan(stats::studentQuantile(1, 4)));
        QVERIFY(std::isnan(stats::studentQuantile(0.5, 0)));
    }

    /// 10 origins, skill 4 % at a statistic of -2: half the width is 2.262 x 2 %.
    void widthFollowsFromTheStatistic() {
        const auto interval = forecast::skillInterval(comparison(0.04, -2), 10);
        QVERIFY(interval.has_value());
        QVERIFY(std::abs(interval->low - (0.04 - 2.262157162798206 * 0.02)) < 1e-14);
        QVERIFY(std::abs(interval->high - (0.04 + 2.262157162798206 * 0.02)) < 1e-14);
    }

    void zeroIsOutsideExactlyWhenTheTestRejects() {
        for (const std::size_t n : {5, 30, 400})
            for (double statistic = -4; statistic <= 4; statistic += 0.13) {
                const double skill = statistic < 0 ? 0.02 : -0.03;
                const auto interval = forecast::skillInterval(comparison(skill, statistic), n);
                QVERIFY(interval.has_value());
                const bool outside = interval->low > 0 || interval->high < 0;
                QCOMPARE(outside, stats::studentTwoSided(statistic, double(n - 1)) < 0.05);
            }
    }

    void nothingWithoutATest() {
        auto same = comparison(0, 0);
        same.identical = true;
        QVERIFY(!forecast::skillInterval(same, 50));
        QVERIFY(!forecast::skillInterval(comparison(0.1, std::nan("")), 50));
        QVERIFY(!forecast::skillInterval(comparison(std::nan(""), 1), 50));
        QVERIFY(!forecast::skillInterval(comparison(0.1, -1), 1));
    }
};

LOOM_TEST(SkillIntervalTest)
#include "test_skill_interval.moc"
