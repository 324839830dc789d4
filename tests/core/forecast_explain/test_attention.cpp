// SPDX-License-Identifier: GPL-3.0-or-later
// Attention rollout on maps small enough to multiply by hand.
#include <cmath>

#include "base/csv.h"
#include "forecast/explain/attention.h"
#include "support/test_case.h"

using namespace loom;
using namespace loom::forecast;

namespace {

/// Two layers of two heads over two steps.
AttentionMaps twoLayers() {
    AttentionMaps maps;
    maps.size = 2;
    maps.layers = 2;
    maps.heads = 2;
    maps.labels = {"Monday", "Tuesday"};
    maps.weights = {1,    0,    0,    1, // layer 1, head 1
                    0,    1,    1,    0, // head 2: mean is one half everywhere
                    0.5F, 0.5F, 1,    0, // layer 2
                    0.5F, 0.5F, 0.5F, 0.5F};
    maps.reading = {0, 1};
    return maps;
}

} // namespace

class AttentionTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    /// A'1 = {3/4 1/4; 1/4 3/4}; A2 = {1/2 1/2; 3/4 1/4}, A'2 = {3/4 1/4; 3/8 5/8}; A'2 A'1 =
    /// {5/8 3/8; 7/16 9/16}.
    void rollsOut() {
        const auto view = attentionView(twoLayers());
        QCOMPARE(view.heads.size(), std::size_t{2});
        const std::vector<double> second{0.5, 0.5, 0.75, 0.25};
        const std::vector<double> answer{5.0 / 8, 3.0 / 8, 7.0 / 16, 9.0 / 16};
        for (std::size_t i = 0; i < 4; ++i) {
            QVERIFY(std::abs(view.heads[0][i] - 0.5) < 1e-15);
            QVERIFY(std::abs(view.heads[1][i] - second[i]) < 1e-15);
            QVERIFY(std::abs(view.rollout[i] - answer[i]) < 1e-15);
        }
        QVERIFY(std::abs(view.read[0] - 7.0 / 16) < 1e-15);
        QVERIFY(std::abs(view.read[1] - 9.0 / 16) < 1e-15);
    }

    void readsTheMeanOfTheSteps() {
        auto maps = twoLayers();
        maps.reading = {0.5, 0.5};
        const auto view = attentionView(maps);
        QVERIFY(std::abs(view.read[0] - 17.0 / 32) < 1e-15);
    }

    void seesABrokenRow() {
        auto maps = twoLayers();
        QVERIFY(rowError(maps) < 1e-6);
        maps.weights[5] = 0.5F;
        QVERIFY(std::abs(rowError(maps) - 0.5) < 1e-6);
    }

    void writesEveryMap() {
        const auto view = attentionView(twoLayers());
        const auto csv = toCsv(view);
        CsvReader reader(csv);
        std::vector<std::string> fields;
        std::size_t lines = 0;
        while (reader.next(fields)) {
            QCOMPARE(fields.size(), std::size_t{4});
            ++lines;
        }
        QCOMPARE(lines, std::size_t{1 + 4 + 4 + 4 + 2});
        QCOMPARE(toJson(view).at("read").get<std::vector<double>>(), view.read);
    }
};

LOOM_TEST(AttentionTest)
#include "test_attention.moc"
