// SPDX-License-Identifier: GPL-3.0-or-later
// What chooses the step of a panel training must tell a model with the memory of the training days
// from one that has none, also where the held-out years are calm. The candidates are the training
// days themselves, in their order and shuffled: no network is better than the one, none has less
// memory than the other.
#include "generate/quantgan/validation.h"
#include "support/sample_panel.h"
#include "support/test_case.h"

#include <algorithm>
#include <numeric>

namespace loom::generate {

class TestPanelValidation : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void memoryCountsOnEveryPart_data() {
        QTest::addColumn<bool>("held");
        QTest::newRow("training days") << false;
        QTest::newRow("held-out days") << true; // 2009 to 2016
    }
    void memoryCountsOnEveryPart() {
        QFETCH(bool, held);
        const auto panel = tests::samplePanel(tests::kStocks, "1990-01-01", "2022-12-31");
        const std::size_t assets = panel.assets.size(), trainEnd = panel.days() * 6 / 10;
        QCOMPARE(assets, std::size_t{20});
        std::vector<std::size_t> order(trainEnd);
        std::iota(order.begin(), order.end(), std::size_t{0});
        Rng rng(2);
        for (std::size_t t = trainEnd; t > 1; --t)
            std::swap(order[t - 1], order[rng.below(t)]);
        const std::size_t length = held ? panel.days() / 5 : trainEnd, paths = trainEnd / length;
        double kept = 0, shuffled = 0, keptTotal = 0, shuffledTotal = 0;
        for (std::size_t a = 0; a < assets; ++a) {
            const auto days = [&](std::size_t from, std::size_t to) {
                std::vector<double> out;
                for (std::size_t t = from; t < to; ++t)
                    out.push_back(panel.logReturns[t * assets + a]);
                return out;
            };
            const auto training = days(0, trainEnd);
            const SeriesCheck check(held ? days(trainEnd, panel.days() * 8 / 10) : training, length,
                                    kPanelStyle);
            std::vector<float> inOrder(training.begin(), training.end()), mixed;
            for (const std::size_t t : order)
                mixed.push_back(inOrder[t]);
            const auto good =
                check.score({paths, length, std::span(inOrder).first(paths * length)});
            const auto bad = check.score({paths, length, std::span(mixed).first(paths * length)});
            kept += good.acfAbsolute / static_cast<double>(assets);
            shuffled += bad.acfAbsolute / static_cast<double>(assets);
            keptTotal += good.total;
            shuffledTotal += bad.total;
        }
        const auto said = QStringLiteral("%1 against %2").arg(kept).arg(shuffled);
        QVERIFY2(kept < 0.8 * shuffled, qPrintable(said));
        QVERIFY2(shuffled > 0.95 && shuffled < 1.1, qPrintable(said));
        QVERIFY(keptTotal < shuffledTotal);
    }
};

} // namespace loom::generate

using loom::generate::TestPanelValidation;
LOOM_TEST(TestPanelValidation)
#include "test_panel_validation.moc"
