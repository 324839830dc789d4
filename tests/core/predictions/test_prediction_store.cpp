// SPDX-License-Identifier: GPL-3.0-or-later
// The table of predicted prices: nothing is written twice or rewritten, everything comes back, and
// realised prices are filled in once.
#include "predictions/prediction_store.h"

#include <QTemporaryDir>

#include <limits>

#include "base/files.h"
#include "core/predictions/made_up.h"
#include "store/workstation.h"
#include "support/test_case.h"

using namespace loom;
using namespace loom::predictions;
using namespace loom::tests;

namespace {

const Timestamp kLater{midnight("2024-06-30")};

std::vector<Prediction> threeSteps() {
    return {prediction("2024-06-05", "2024-06-06", 1, 100, 101),
            prediction("2024-06-05", "2024-06-07", 2, 100, 102),
            prediction("2024-06-05", "2024-06-10", 3, 100, 103)};
}

} // namespace

class PredictionStoreTest : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> m_folder;

    std::filesystem::path file() const {
        return m_folder->filePath(QStringLiteral("workstation.db")).toStdString();
    }
    PredictionStore open() const { return std::move(PredictionStore::open(file())).value(); }

  private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void everythingComesBack() {
        auto rows = threeSteps();
        rows[0].trainedTo = midnight("2024-06-04");
        rows[1].adjustment = market::Adjustment::AsStored;
        rows[1].quantiles.clear();
        auto store = open();
        const auto counts = store.record(rows);
        VERIFY_OK(counts);
        QCOMPARE(counts->added, rows.size());
        const auto back = open().list();
        VERIFY_OK(back);
        QVERIFY(*back == rows);
        const auto groups = store.groups();
        VERIFY_OK(groups);
        QCOMPARE(groups->size(), std::size_t{1});
        QCOMPARE(groups->front().steps, std::int64_t{3});
        QCOMPARE(groups->front().predictions, std::int64_t{3});
    }

    void theSameAgainChangesNothing() {
        auto store = open();
        VERIFY_OK(store.record(threeSteps()));
        const auto before = store.list();
        auto again = threeSteps();
        for (auto& one : again) { // another run at another time
            one.run = "r2";
            one.createdAt += 3600;
        }
        const auto counts = store.record(again);
        VERIFY_OK(counts);
        QCOMPARE(counts->added, std::size_t{0});
        QCOMPARE(counts->known, std::size_t{3});
        QVERIFY(store.list().value() == before.value());
        again[0].value = 150; // hindsight
        const auto changed = store.record(again);
        VERIFY_OK(changed);
        QCOMPARE(changed->different, std::size_t{1});
        QVERIFY(store.list().value() == before.value());
    }

    void anotherVersionOrBarIsAnotherForecast() {
        auto store = open();
        VERIFY_OK(store.record(threeSteps()));
        auto other = threeSteps();
        for (auto& one : other)
            one.key.version = 2;
        QCOMPARE(store.record(other).value().added, std::size_t{3});
        for (auto& one : other)
            one.key.madeAt = midnight("2024-06-06");
        QCOMPARE(store.record(other).value().added, std::size_t{3});
        PredictionQuery query;
        query.step = 2;
        QCOMPARE(store.list(query).value().size(), std::size_t{3});
        query.newest = 1;
        QCOMPARE(store.list(query).value().front().key.madeAt, midnight("2024-06-06"));
        query.symbol = "XYZ";
        QVERIFY(store.list(query).value().empty());
    }

    void allOrNothing() {
        auto store = open();
        auto rows = threeSteps();
        rows[2].value = std::numeric_limits<double>::quiet_NaN();
        const auto refused = store.record(rows);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::InvalidInput);
        QVERIFY(store.list().value().empty());
    }

    void realisedPricesAreFilledInOnce() {
        auto store = open();
        VERIFY_OK(store.record(threeSteps()));
        const auto calendar = newYork();
        const auto wanted = store.wanted(kLater);
        VERIFY_OK(wanted);
        QCOMPARE(wanted->size(), std::size_t{1});
        QCOMPARE(wanted->front().symbol, std::string("ABC"));
        QCOMPARE(wanted->front().madeFrom, midnight("2024-06-05"));
        QVERIFY(store.wanted(Timestamp{midnight("2024-06-05")}).value().empty());

        std::vector series{dailySeries({{"2024-06-05", 100}, {"2024-06-06", 104}})};
        auto counts = store.fill(series, calendar, kLater);
        VERIFY_OK(counts);
        QCOMPARE(counts->realised, std::size_t{1});
        QCOMPARE(counts->waiting, std::size_t{2});
        QCOMPARE(store.list().value().front().realised, 104.0);

        // The next day comes, and the vendor has restated the first: what is on record stays.
        series = {dailySeries({{"2024-06-05", 100}, {"2024-06-06", 90}, {"2024-06-07", 103}})};
        counts = store.fill(series, calendar, kLater);
        VERIFY_OK(counts);
        QCOMPARE(counts->realised, std::size_t{1});
        const auto rows = store.list().value();
        QCOMPARE(rows[0].realised, 104.0);
        QCOMPARE(rows[1].realised, 103.0);
        QVERIFY(rows[2].outcome == Outcome::Waiting);
        QCOMPARE(store.fill(series, calendar, kLater).value().realised, std::size_t{0});
    }

    void theOwnSourceIsAskedFirst() {
        auto store = open();
        VERIFY_OK(store.record(threeSteps()));
        const std::vector series{dailySeries({{"2024-06-05", 100}, {"2024-06-06", 90}},
                                             market::AdjustmentState::Split, "import"),
                                 dailySeries({{"2024-06-05", 100}, {"2024-06-06", 104}})};
        VERIFY_OK(store.fill(series, newYork(), kLater));
        QCOMPARE(store.list().value().front().realised, 104.0);
    }

    void intervalsAndWhatIsNoForecast() {
        auto one = prediction("2024-06-05", "2024-06-06", 1, 100, 100);
        QCOMPARE(coverages(one).size(), std::size_t{2});
        QVERIFY(std::abs(coverages(one)[0] - 0.8) < 1e-9);
        QCOMPARE(interval(one, 0.95)->first, 90.0);
        QVERIFY(!interval(one, 0.5));
        QVERIFY(!isAfterwards(one));
        one.createdAt = midnight("2024-06-06") + 20 * 3600;
        QVERIFY(isAfterwards(one));
        QVERIFY(!sawLater(one));
        one.trainedTo = midnight("2024-06-06");
        QVERIFY(sawLater(one));
    }

    void filesOfOthersAreLeftAlone() {
        VERIFY_OK(open().record(threeSteps()));
        {
            auto newer = store::Database::open(file());
            VERIFY_OK(newer);
            VERIFY_OK(newer->execute("PRAGMA user_version=99"));
        }
        const auto refused = PredictionStore::open(file());
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::NewerVersion);
        VERIFY_OK(
            writeFileAtomic(file().string() + ".text", "no database at all, but long enough"));
        const auto damaged = PredictionStore::open(file().string() + ".text");
        QVERIFY(!damaged);
        QCOMPARE(damaged.error().code, ErrorCode::Corrupt);
    }
};

LOOM_TEST(PredictionStoreTest)
#include "test_prediction_store.moc"
