// SPDX-License-Identifier: GPL-3.0-or-later
// Known answers: the budget of market_data 1.11 (8 a second, burst 10; pauses 30, 60, 120, 300 s
// with 20 % jitter, Retry-After honoured, stop after three; retries after 0.5, 1 and 2 s).
#include "support/test_case.h"

#include "net/pacing.h"

using namespace loom::net;

class PacingTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void aBurstThenTheRate() {
        TokenBucket bucket(8, 10, Seconds{100});
        for (int i = 0; i < 10; ++i)
            QVERIFY(bucket.take(Seconds{100}));
        QVERIFY(!bucket.take(Seconds{100}));
        QCOMPARE(bucket.untilNext(Seconds{100}).count(), 0.125);
        QVERIFY(!bucket.take(Seconds{100.1}));
        QVERIFY(bucket.take(Seconds{100.125}));
        QVERIFY(!bucket.take(Seconds{100.125}));
    }

    void neverMoreThanBurstPlusRate() {
        TokenBucket bucket(8, 10, Seconds{0});
        int taken = 0;
        for (int millisecond = 0; millisecond <= 60'000; ++millisecond) {
            taken += bucket.take(Seconds{millisecond / 1000.0}) ? 1 : 0;
            QVERIFY(taken <= 10 + 8 * millisecond / 1000.0 + 1e-6);
        }
        QCOMPARE(taken, 10 + 8 * 60);
    }

    void anIdleBucketHoldsNoMoreThanTheBurst() {
        TokenBucket bucket(8, 10, Seconds{0});
        int taken = 0;
        while (bucket.take(Seconds{3600}))
            ++taken;
        QCOMPARE(taken, 10);
    }

    void restartLeavesOneTokenAtItsTime() {
        TokenBucket bucket(8, 10, Seconds{0});
        bucket.restart(4, Seconds{30});
        QVERIFY(!bucket.take(Seconds{29.9}));
        QVERIFY(bucket.take(Seconds{30}));
        QCOMPARE(bucket.untilNext(Seconds{30}).count(), 0.25);
    }

    void pausesGrowWithJitterAndStop() {
        for (std::uint64_t seed = 0; seed < 200; ++seed) {
            RefusalBackoff backoff({.maxPauses = 4}, seed);
            QCOMPARE(backoff.onRefused({})->count(), 30.0);
            for (const double nominal : {60.0, 120.0, 300.0}) {
                const double pause = backoff.onRefused({})->count();
                QVERIFY(pause >= 0.8 * nominal && pause <= 1.2 * nominal);
            }
            QVERIFY(!backoff.onRefused({}));
        }
        RefusalBackoff backoff({}, 1);
        for (int i = 0; i < 3; ++i)
            QVERIFY(backoff.onRefused({}));
        QVERIFY(!backoff.onRefused({}));
        QCOMPARE(backoff.pauses(), std::size_t{3});
    }

    void retryAfterIsHonoured() {
        RefusalBackoff backoff({}, 1);
        QCOMPARE(backoff.onRefused(Seconds{90})->count(), 90.0);
        QVERIFY(backoff.onRefused(Seconds{5})->count() >= 48); // never sooner than our own schedule
        QVERIFY2(!backoff.onRefused(Seconds{3600}), "an hour is not waited for");
    }

    void retriesThreeTimes() {
        const RetryPolicy retry;
        QCOMPARE(retry.waitAfter(1)->count(), 0.5);
        QCOMPARE(retry.waitAfter(2)->count(), 1.0);
        QCOMPARE(retry.waitAfter(3)->count(), 2.0);
        QVERIFY(!retry.waitAfter(4));
    }
};

LOOM_TEST(PacingTest)
#include "test_pacing.moc"
