// SPDX-License-Identifier: GPL-3.0-or-later
// Scenario sets: what is written is what is read, and nothing else is accepted.
#include "support/test_case.h"

#include "base/files.h"
#include "base/random.h"
#include "generate/scenario_set.h"

#include <QTemporaryDir>

#include <algorithm>
#include <limits>

using namespace loom;
using namespace loom::generate;

class ScenarioSetTest : public QObject {
    Q_OBJECT

    std::filesystem::path file(const char* name = "set.scenarios") const {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }

    static ScenarioCard card() {
        return {.name = "crash",
                .assets = {"XLF", "XLK", "XLE"},
                .generator = "dcc_t",
                .description = "XLF falls by 10 %",
                .steered = true,
                .seed = 7,
                .madeAt = "2026-01-02T03:04:05Z",
                .details = {{"run", "abc"}}};
    }

    static Paths paths() {
        Paths out{.count = 4, .length = 6, .returns = {}, .assets = 3};
        Rng rng(1);
        for (std::size_t i = 0; i < 4 * 6 * 3; ++i)
            out.returns.push_back(static_cast<float>(0.01 * rng.normal()));
        return out;
    }

  private Q_SLOTS:
    void readsWhatWasWritten() {
        VERIFY_OK(writeScenarioSet(file(), card(), paths()));
        const auto set = ScenarioSet::open(file());
        VERIFY_OK(set);
        QCOMPARE((*set)->count(), std::size_t{4});
        QCOMPARE((*set)->length(), std::size_t{6});
        QCOMPARE((*set)->assets(), std::size_t{3});
        const Paths written = paths();
        for (std::size_t i = 0; i < 4; ++i)
            QVERIFY(std::ranges::equal((*set)->path(i), written.path(i)));
        VERIFY_OK((*set)->verify());
        const ScenarioCard& read = (*set)->card();
        QCOMPARE(read.name, card().name);
        QVERIFY(read.assets == card().assets);
        QCOMPARE(read.generator, card().generator);
        QCOMPARE(read.description, card().description);
        QVERIFY(read.steered);
        QCOMPARE(read.seed, std::uint64_t{7});
        QCOMPARE(read.madeAt, card().madeAt);
        QVERIFY(read.details == card().details);
    }

    void damageIsRefused() {
        VERIFY_OK(writeScenarioSet(file(), card(), paths()));
        const std::string good = readFile(file()).value();
        for (const std::size_t keep : {0U, 5U, 12U, 40U, 300U})
            refused(good.substr(0, keep));
        refused(good.substr(0, good.size() - 4));
        refused(good + "more");
        for (std::size_t at = 0; at < good.size() - 4 * 6 * 3 * sizeof(float) - 64; at += 7) {
            std::string bad = good;
            bad[at] ^= 0x20;
            refused(bad);
        }
        std::string bad = good;
        bad[good.size() - 5] ^= 0x20;
        VERIFY_OK(writeFileAtomic(file("bad"), bad));
        const auto set = ScenarioSet::open(file("bad"));
        VERIFY_OK(set);
        QVERIFY(!(*set)->verify());
    }

    void newerVersionsAndMissingFilesAreSaid() {
        VERIFY_OK(writeScenarioSet(file(), card(), paths()));
        std::string newer = readFile(file()).value();
        newer[8] = 9;
        VERIFY_OK(writeFileAtomic(file("newer"), newer));
        QCOMPARE(ScenarioSet::open(file("newer")).error().code, ErrorCode::NewerVersion);
        QCOMPARE(ScenarioSet::open(file("none")).error().code, ErrorCode::NotFound);
    }

    void impossiblePathsAreNotWritten() {
        Paths other = paths();
        other.assets = 2;
        QVERIFY(!writeScenarioSet(file("no"), card(), other));
        Paths infinite = paths();
        infinite.returns[5] = std::numeric_limits<float>::infinity();
        QVERIFY(!writeScenarioSet(file("no"), card(), infinite));
        QVERIFY(!std::filesystem::exists(file("no")));
    }

  private:
    void refused(const std::string& bytes) {
        VERIFY_OK(writeFileAtomic(file("bad"), bytes));
        const auto set = ScenarioSet::open(file("bad"));
        QVERIFY(!set);
        QVERIFY(!set.error().message.empty());
    }

    QTemporaryDir m_folder;
};

LOOM_TEST(ScenarioSetTest)
#include "test_scenario_set.moc"
