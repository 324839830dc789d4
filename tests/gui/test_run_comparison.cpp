// SPDX-License-Identifier: GPL-3.0-or-later
// What the Experiments page says about several runs, before it draws: smoothing, curves that lie on
// each other, labels at their ends, differences and changes.
#include "support/test_case.h"

#include <cmath>

#include "ui/charts/end_labels.h"
#include "ui/pages/experiments/comparison.h"
#include "ui/pages/experiments/metric_curves.h"

using namespace loom;
using namespace loom::ui;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

bool near(double a, double b) {
    return std::abs(a - b) < 1e-12;
}

MetricCurve curve(const char* name, std::vector<double> y) {
    MetricCurve out{QString::fromLatin1(name), 1, {}};
    for (std::size_t i = 0; i < y.size(); ++i)
        out.samples.x.push_back(static_cast<double>(i));
    out.samples.y = std::move(y);
    return out;
}

tracking::Run runOf(const char* name, const char* seed, std::optional<double> emd) {
    tracking::Run run;
    run.id.value = std::string(31, '0') + name[0];
    run.name = name;
    run.params = {{"model", "quantgan"}, {"seed", seed}};
    if (emd)
        run.metrics = {{.key = "emd_1", .value = *emd}};
    run.metrics.push_back({.key = "steps", .value = 3});
    return run;
}

} // namespace

class RunComparisonTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    /// By hand from v_n = s v_(n-1) + (1 - s) x_n, shown v_n / (1 - s^n), s = 1/2:
    /// v = 0.5, 1.25, 2.625 over 1/2, 3/4, 7/8.
    void smoothingIsTheBiasCorrectedExponentialAverage() {
        const std::vector<double> raw{1, 2, 4};
        const auto shown = smoothed(raw, 0.5);
        QVERIFY(near(shown[0], 1) && near(shown[1], 5.0 / 3) && near(shown[2], 3));
        QCOMPARE(smoothed(raw, 0), raw);
        // A constant stays what it is, and a gap neither counts nor closes.
        const auto gap = smoothed(std::vector<double>{2, kNan, 2}, 0.9);
        QVERIFY(near(gap[0], 2) && std::isnan(gap[1]) && near(gap[2], 2));
    }

    void curvesThatLieOnEachOtherAreNamed() {
        const auto groups = coincidingCurves(
            {curve("a", {0, 1, 2, 3}), curve("b", {9, 8, 7, 6}), curve("c", {0, 1.01, 2, 3})});
        QCOMPARE(groups.size(), std::size_t{1});
        QCOMPARE(groups.front(), (QStringList{QStringLiteral("a"), QStringLiteral("c")}));
        QVERIFY(coincidingCurves({curve("a", {0, 1}), curve("b", {0, 5})}).empty());
    }

    void labelsKeepTheirOrderAndADistance() {
        QCOMPARE(spreadApart({10, 50}, 15, 0, 100), (std::vector<double>{10, 50})); // untouched
        const auto close = spreadApart({50, 51, 49}, 10, 0, 100);
        QVERIFY(near(close[2], 40) && near(close[0], 50) && near(close[1], 60));
        const auto edge = spreadApart({99, 100, 100}, 10, 0, 100);
        QVERIFY(edge[0] >= 0 && near(edge[2], 100) && near(edge[0], 80) && near(edge[1], 90));
        const auto tight = spreadApart({1, 1, 1, 1, 1}, 50, 0, 100); // no room: closer
        QVERIFY(near(tight.front(), 0) && near(tight.back(), 100));
        QVERIFY(spreadApart({}, 10, 0, 100).empty());
    }

    void theComparisonHasDifferencesAndChangesFromTheBase() {
        const std::vector<tracking::Run> runs{runOf("a", "1", 0.5), runOf("b", "2", 0.25),
                                              runOf("c", "1", std::nullopt)};
        const auto all = compareRuns(runs, runs[1].id, false);
        QCOMPARE(all.base, std::size_t{1});
        QCOMPARE(all.rows.size(), std::size_t{4});
        const auto some = compareRuns(runs, {"not among them"}, true);
        QCOMPARE(some.base, std::size_t{0});
        QCOMPARE(some.rows.size(), std::size_t{2}); // seed and emd_1
        QCOMPARE(some.rows[0].key, QStringLiteral("seed"));
        const auto& emd = some.rows[1];
        QCOMPARE(emd.better, Better::Lower);
        QVERIFY(std::isnan(emd.changes[0]) && near(emd.changes[1], -0.25) &&
                std::isnan(emd.changes[2]));
    }

    void theCsvNamesEveryColumn() {
        const std::vector<tracking::Run> runs{runOf("a", "1", 0.5), runOf("b", "2", 0.25)};
        QCOMPARE(QString::fromStdString(toCsv(compareRuns(runs, runs[0].id, true))),
                 QStringLiteral("kind,name,a,b,change of b from a\n"
                                "parameter,seed,1,2,\n"
                                "metric,emd_1,0.5,0.25,-0.25\n"));
        QCOMPARE(toCsv(compareRuns({}, {}, true)), std::string("kind,name\n"));
    }
};

LOOM_TEST(RunComparisonTest)
#include "test_run_comparison.moc"
