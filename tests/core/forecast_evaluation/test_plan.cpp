// SPDX-License-Identifier: GPL-3.0-or-later
// Borders, purge and embargo: no label a fit may use touches a row that is scored, none that is
// scored touches the locked rows.
#include "forecast/evaluation/plan.h"
#include "support/test_case.h"

using namespace loom;
using namespace loom::forecast;

class EvaluationPlanTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void nothingOverlaps_data() {
        QTest::addColumn<int>("horizon");
        QTest::addColumn<int>("embargo");
        QTest::addColumn<bool>("sliding");
        QTest::addColumn<bool>("test");
        for (const int horizon : {1, 10, 12})
            for (const int embargo : {0, 5})
                for (const bool sliding : {false, true})
                    for (const bool test : {false, true})
                        QTest::addRow("%d %d %d %d", horizon, embargo, sliding, test)
                            << horizon << embargo << sliding << test;
    }
    void nothingOverlaps() {
        QFETCH(int, horizon);
        QFETCH(int, embargo);
        QFETCH(bool, sliding);
        QFETCH(bool, test);
        const auto h = static_cast<std::size_t>(horizon);
        EvaluationPlan plan;
        plan.embargo = static_cast<std::size_t>(embargo);
        plan.window = sliding ? TrainWindow::Sliding : TrainWindow::Expanding;
        plan.test = test;
        const auto folds = makeFolds(1000, h, plan);
        VERIFY_OK(folds);
        QCOMPARE(folds->testFrom, std::size_t{850});
        QCOMPARE(folds->folds.size(), test ? std::size_t{1} : std::size_t{4});
        std::size_t last = 0;
        for (const Fold& fold : folds->folds) {
            const auto training = fold.span.training(20, h);
            const auto validation = fold.span.validation(20, h);
            // The last training label, the first validation label and so on, as rows.
            QVERIFY(training.count() > 0 && validation.count() > 0);
            QVERIFY(training.to - 1 + h + plan.embargo < fold.span.validationFrom);
            QVERIFY(validation.from + 1 >= fold.span.validationFrom);
            QVERIFY(validation.to - 1 + h + plan.embargo < fold.scoreFrom);
            QVERIFY(fold.origins.front() + 1 >= fold.scoreFrom);
            QVERIFY(fold.origins.front() > last);
            last = fold.origins.back();
            QVERIFY(last + h < (test ? 1000 : folds->testFrom));
            if (sliding)
                QVERIFY(fold.span.validationTo - fold.span.from <= 425);
        }
        // Every row of the scored part is an origin once.
        std::size_t count = 0;
        for (const Fold& fold : folds->folds)
            count += fold.origins.size();
        QCOMPARE(count, test ? 150 + 1 - h : 425 + 1 - h);
    }

    void saysWhatIsTooShort() {
        const auto refused = makeFolds(30, 10, {});
        QVERIFY(!refused);
        QVERIFY(refused.error().message.find("too few") != std::string::npos);
        EvaluationPlan plan;
        plan.testShare = 0;
        plan.test = true;
        QVERIFY(!makeFolds(1000, 1, plan));
        plan = {};
        plan.seeds = {};
        QVERIFY(!makeFolds(1000, 1, plan));
    }

    void levelsAreSymmetric() {
        QCOMPARE(levelsFor({0.8}), (std::vector<double>{0.09999999999999998, 0.5, 0.9}));
        QCOMPARE(levelsFor({0.5, 0.9}).size(), std::size_t{5});
    }
};

LOOM_TEST(EvaluationPlanTest)
#include "test_plan.moc"
