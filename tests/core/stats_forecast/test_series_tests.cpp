// SPDX-License-Identifier: GPL-3.0-or-later
// Unit root, stationarity and residual tests: what they refuse, how often they reject a null that
// is true, and the plain verdict of ADF and KPSS. Equality with other packages:
// test_known_answers.cpp.
#include "support/test_case.h"

#include <cmath>
#include <limits>

#include "base/random.h"
#include "stats/series_tests/diagnosis.h"

using namespace loom;
using namespace loom::stats;

namespace {

std::vector<double> autoregression(std::uint64_t seed, std::size_t n, double phi) {
    Rng rng(seed);
    std::vector<double> out(n);
    double x = 0;
    for (double& value : out)
        value = x = phi * x + rng.normal();
    return out;
}

template <class Rejects>
double rate(Rejects rejects) {
    int count = 0;
    constexpr int kTrials = 1000;
    for (int trial = 0; trial < kTrials; ++trial)
        count += rejects(static_cast<std::uint64_t>(trial + 1));
    return static_cast<double>(count) / kTrials;
}

bool says(const Error& error, const char* word) {
    return error.message.find(word) != std::string::npos;
}

} // namespace

class SeriesTestsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void badSeriesAreRefusedByEveryTest() {
        auto holes = autoregression(1, 100, 0.5);
        holes[3] = std::numeric_limits<double>::quiet_NaN();
        const std::vector<double> flat(100, 2.5), brief{1, 2, 1, 3, 1};
        std::vector<double> rounded(100, 0.1 + 0.2);
        rounded[5] = 0.3;
        for (const auto& [x, word] : {std::pair(holes, "missing"), std::pair(flat, "constant"),
                                      std::pair(brief, "short"), std::pair(rounded, "constant")}) {
            QVERIFY2(!adf(x).ok() && says(adf(x).error(), word), word);
            QVERIFY2(!kpss(x).ok() && says(kpss(x).error(), word), word);
            QVERIFY2(!portmanteau(x).ok() && says(portmanteau(x).error(), word), word);
            QVERIFY2(!archTest(x).ok() && says(archTest(x).error(), word), word);
            QVERIFY2(!jarqueBera(x).ok() && says(jarqueBera(x).error(), word), word);
            QVERIFY2(!stationarity(x).ok(), word);
        }
    }

    void impossibleOptionsAreRefused() {
        const auto x = autoregression(2, 60, 0.5);
        QVERIFY(says(adf(x, {.maxLag = 40}).error(), "at most 28"));
        QVERIFY(adf(x, {.maxLag = 28}).ok());
        QVERIFY(says(kpss(x, {.lags = 60}).error(), "at most 59"));
        QVERIFY(says(portmanteau(x, 60).error(), "1 to 59"));
        QVERIFY(!portmanteau(x, 0).ok());
        QVERIFY(says(portmanteau(x, 3, 3).error(), "degree of freedom"));
        QVERIFY(says(archTest(x, 30).error(), "1 to 29"));
        QVERIFY(archTest(x, 29).ok());
    }

    void exactPatternsAreRefused() {
        std::vector<double> line, square, pattern;
        for (int t = 0; t < 80; ++t) {
            line.push_back(3 + 0.5 * t);
            square.push_back(t % 2 == 0 ? 1 : -1);
            pattern.push_back(std::array{1.0, 4.0, 2.0, 8.0}[static_cast<std::size_t>(t) % 4]);
        }
        QVERIFY(says(adf(line).error(), "exactly"));
        QVERIFY(says(adf(pattern).error(), "exactly"));
        QVERIFY(says(kpss(line, {.trend = KpssTrend::Line}).error(), "line"));
        QVERIFY(kpss(line).ok());
        QVERIFY(says(archTest(square).error(), "exactly"));
    }

    /// Neither a large level nor the unit of the data changes what a test says.
    void levelAndUnitDoNotMatter() {
        const auto x = autoregression(3, 400, 0.9);
        auto y = x;
        for (double& v : y)
            v = 1e6 + 1e-3 * v;
        QVERIFY(std::abs(adf(x)->statistic - adf(y)->statistic) < 1e-5);
        QVERIFY(std::abs(kpss(x)->statistic - kpss(y)->statistic) < 1e-5);
        QVERIFY(std::abs(portmanteau(x)->ljungBox.statistic - portmanteau(y)->ljungBox.statistic) <
                1e-3);
    }

    void levelsAreKept() {
        const double walk =
            rate([](auto seed) { return adf(autoregression(seed, 250, 1))->pValue < 0.05; });
        const double steady =
            rate([](auto seed) { return kpss(autoregression(seed, 250, 0))->pValue < 0.05; });
        const double noise = rate([](auto seed) {
            return portmanteau(autoregression(seed, 250, 0))->ljungBox.pValue < 0.05;
        });
        const double arch = rate([](auto seed) {
            return archTest(autoregression(seed, 250, 0))->lagrange.pValue < 0.05;
        });
        qInfo("rejections at 5 %%: ADF %.3f, KPSS %.3f, Ljung-Box %.3f, ARCH-LM %.3f", walk, steady,
              noise, arch);
        for (const double share : {walk, steady, noise, arch})
            QVERIFY(share > 0.025 && share < 0.085);
    }

    void testsSeeWhatIsThere() {
        QVERIFY(adf(autoregression(1, 500, 0.8))->pValue < 0.01);
        QVERIFY(kpss(autoregression(1, 500, 1))->pValue <= 0.01);
        QVERIFY(portmanteau(autoregression(1, 500, 0.4))->ljungBox.pValue < 1e-6);
        auto bursts = autoregression(1, 500, 0);
        for (std::size_t t = 0; t < bursts.size(); ++t)
            bursts[t] *= (t / 50) % 2 == 0 ? 1 : 4;
        QVERIFY(archTest(bursts)->lagrange.pValue < 1e-6);
        QVERIFY(archTest(bursts)->f.pValue < 1e-6);
        QVERIFY(jarqueBera(bursts)->test.pValue < 1e-6);
        QVERIFY(jarqueBera(autoregression(1, 500, 0))->test.pValue > 0.01);
    }

    void probabilitiesBeyondTheTableSaySo() {
        const auto wanders = kpss(autoregression(1, 500, 1));
        QCOMPARE(wanders->range, KpssTest::Range::AtMost);
        QCOMPARE(wanders->pText(), std::string("<= 0.01"));
        const auto steady = kpss(autoregression(4, 500, 0));
        QCOMPARE(steady->range, KpssTest::Range::AtLeast);
        QCOMPARE(steady->pText(), std::string(">= 0.10"));
    }

    void verdictsInPlainWords() {
        const auto walk = stationarity(autoregression(1, 800, 1));
        VERIFY_OK(walk);
        QCOMPARE(walk->verdict, StationarityVerdict::UnitRoot);
        QVERIFY(walk->difference && walk->text.find("differences") != std::string::npos);
        const auto steady = stationarity(autoregression(4, 800, 0.3));
        VERIFY_OK(steady);
        QCOMPARE(steady->verdict, StationarityVerdict::Stationary);
        QVERIFY(!steady->difference);
        auto broken = autoregression(2, 800, 0);
        for (std::size_t t = 400; t < broken.size(); ++t)
            broken[t] += 0.5;
        const auto both = stationarity(broken);
        VERIFY_OK(both);
        QCOMPARE(both->verdict, StationarityVerdict::Conflicting);
        QVERIFY(!both->difference && both->text.find("break") != std::string::npos);
        const auto few = stationarity(autoregression(9, 20, 0.8), {.maxLag = 1});
        VERIFY_OK(few);
        QCOMPARE(few->verdict, StationarityVerdict::Undecided);
        QCOMPARE(verdictId(few->verdict), std::string("undecided"));
    }

    void aDiagnosisFindsWhatWasPutIn() {
        auto bursts = autoregression(7, 600, 0.3);
        for (std::size_t t = 0; t < bursts.size(); ++t)
            bursts[t] *= (t / 60) % 2 == 0 ? 1 : 4;
        const auto found = diagnose(bursts, {.lags = 6});
        VERIFY_OK(found);
        QCOMPARE(found->values.lag, std::size_t{6});
        QCOMPARE(found->arch.lag, std::size_t{6});
        QVERIFY(found->findings[0].find("depend on their own past") != std::string::npos);
        QVERIFY(found->findings[0].find("reject too often") != std::string::npos);
        QVERIFY(found->findings[1].starts_with("Volatility clusters"));
        QVERIFY(found->findings[2].starts_with("Extreme values"));
        QVERIFY(found->smallest < found->moments.mean && found->largest > found->moments.mean);
        const auto plain = diagnose(autoregression(4, 600, 0));
        VERIFY_OK(plain);
        QVERIFY(plain->findings[0].starts_with("No autocorrelation"));
        QVERIFY(plain->findings[1].starts_with("No volatility"));
        QVERIFY(plain->findings[2].find("normal") != std::string::npos);
        QVERIFY(!diagnose(std::vector<double>(50, 1.0)).ok());
    }

    /// A line in the data: with a trend stationary, without one not.
    void theTrendIsThatOfTheQuestion() {
        auto x = autoregression(6, 500, 0.4);
        for (std::size_t t = 0; t < x.size(); ++t)
            x[t] += 0.05 * static_cast<double>(t);
        QCOMPARE(stationarity(x, {.trend = UnitRootTrend::Linear})->verdict,
                 StationarityVerdict::Stationary);
        QCOMPARE(stationarity(x)->verdict, StationarityVerdict::UnitRoot);
    }
};

LOOM_TEST(SeriesTestsTest)
#include "test_series_tests.moc"
