// SPDX-License-Identifier: GPL-3.0-or-later
// How a training goes on, ends and fails, on tiny networks and a simulated series. The degenerate
// trainings are real ones: one network is frozen by its learning rate, or the weights in a
// checkpoint are made so large that the next step overflows.
#include "base/files.h"
#include "generate/quantgan/diagnosis.h"
#include "learn/byte_stream.h"
#include "support/test_case.h"
#include "tiny_quantgan.h"

#include <QTemporaryDir>

#include <algorithm>
#include <limits>

namespace loom::generate {

namespace {

std::string fact(const Generator& model, std::string_view name) {
    for (const auto& known : model.facts())
        if (known.name == name)
            return known.value;
    return {};
}

bool warnsOf(const Generator& model, std::string_view text) {
    const auto facts = model.facts();
    return std::any_of(facts.begin(), facts.end(), [&](const auto& known) {
        return known.warning && known.value.find(text) != std::string::npos;
    });
}

/// Changes the state in a checkpoint file and seals it again.
template <class Change>
void rewrite(const std::string& file, Change&& change) {
    const std::string bytes = *readFile(file);
    learn::ByteReader reader(bytes);
    reader.get<std::uint32_t>(); // version
    const std::string fingerprint(reader.getText());
    auto state = checkpointFromBytes(bytes, fingerprint);
    VERIFY_OK(state);
    change(*state);
    VERIFY_OK(writeFileAtomic(file, checkpointBytes(*state, fingerprint)));
}

} // namespace

class TestTraining : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    std::string file() const {
        return m_folder.filePath(QStringLiteral("checkpoint")).toStdString();
    }

    /// Stops a training after ten steps and keeps its checkpoint.
    std::unique_ptr<Generator> stoppedAfterTen(const Json& params) const {
        Setup setup(QStringLiteral("quantgan"), params);
        setup.options.checkpointFile = file();
        setup.context.onMetric = [&](std::string_view, std::int64_t step, double) {
            if (step >= 10)
                setup.context.stop(jobs::StopRequest::KeepBest);
        };
        auto model = setup.fit(simulated());
        return model ? std::move(*model) : nullptr;
    }
    Result<std::unique_ptr<Generator>> resumed(const Json& params) const {
        Setup setup(QStringLiteral("quantgan"), params);
        setup.options.checkpointFile = file();
        setup.options.mustResume = true;
        return setup.fit(simulated());
    }

  private Q_SLOTS:
    void init() { QFile::remove(QString::fromStdString(file())); }
    void resumedTrainingEqualsAnUninterruptedOne();
    void unusableCheckpointsAreRefusedOrReplaced_data();
    void unusableCheckpointsAreRefusedOrReplaced();
    void stoppingKeepsOrDiscards();
    void badSeriesAreRefused_data();
    void badSeriesAreRefused();
    void divergenceBeforeTheFirstCheckFails();
    void divergenceKeepsTheBestBefore();
    void outputsThatAreNotFiniteAreNeverChosen();
    void aDeadCriticIsNamed();
    void aCollapsedGeneratorIsNamed_data();
    void aCollapsedGeneratorIsNamed();
    void aHealthyTrainingWarnsOfNothing();
    void validationAndTestDataAreNotLearned();
    void theLevelOfValidationVolatilityDoesNotChoose();
};

void TestTraining::resumedTrainingEqualsAnUninterruptedOne() {
    const QTemporaryDir folder;
    const auto data = simulated();
    const Json steps = {{"steps", 20}, {"check_every", 4}};
    Setup whole(QStringLiteral("quantgan"), steps), first(QStringLiteral("quantgan"), steps),
        second(QStringLiteral("quantgan"), steps);
    const auto expected = whole.fit(data);
    VERIFY_OK(expected);
    const std::string file = folder.filePath(QStringLiteral("checkpoint")).toStdString();
    first.options.checkpointFile = second.options.checkpointFile = file;
    first.context.onMetric = [&](std::string_view, std::int64_t step, double) {
        if (step >= 10)
            first.context.stop(jobs::StopRequest::KeepBest);
    };
    VERIFY_OK(first.fit(data));
    QVERIFY(QFile::exists(QString::fromStdString(file)));
    std::int64_t firstStep = 0;
    second.context.onMetric = [&](std::string_view, std::int64_t step, double) {
        firstStep = firstStep == 0 ? step : firstStep;
    };
    const auto resumed = second.fit(data);
    VERIFY_OK(resumed);
    QVERIFY(firstStep > 10);
    QVERIFY(*(*resumed)->serialize() == *(*expected)->serialize());
    // Killed after the training and before its model was kept: the same once more, at once.
    Setup third(QStringLiteral("quantgan"), steps);
    third.options.checkpointFile = file;
    third.options.mustResume = true;
    third.context.onMetric = [](std::string_view, std::int64_t, double) { QFAIL("trained again"); };
    const auto again = third.fit(data);
    VERIFY_OK(again);
    QVERIFY(*(*again)->serialize() == *(*expected)->serialize());
}

void TestTraining::unusableCheckpointsAreRefusedOrReplaced_data() {
    QTest::addColumn<int>("what");
    QTest::addColumn<int>("code");
    QTest::newRow("of another training") << 0 << static_cast<int>(ErrorCode::InvalidInput);
    QTest::newRow("damaged") << 1 << static_cast<int>(ErrorCode::Corrupt);
    QTest::newRow("missing") << 2 << static_cast<int>(ErrorCode::Io);
}

void TestTraining::unusableCheckpointsAreRefusedOrReplaced() {
    QFETCH(int, what);
    QFETCH(int, code);
    QVERIFY(stoppedAfterTen(Json::object()));
    QFile checkpoint(QString::fromStdString(file()));
    if (what == 1) {
        QVERIFY(checkpoint.open(QIODevice::ReadWrite));
        QVERIFY(checkpoint.seek(100) && checkpoint.putChar('?'));
        checkpoint.close();
    }
    if (what == 2)
        QVERIFY(checkpoint.remove());
    const auto tried = [&](bool mustResume, std::string* log) {
        Setup setup(QStringLiteral("quantgan"));
        setup.options.checkpointFile = file();
        setup.options.mustResume = mustResume;
        if (what == 0)
            setup.options.seed = 99;
        setup.context.onLog = [=](jobs::LogLevel, std::string_view text) { *log += text; };
        return setup.fit(simulated());
    };
    std::string log;
    const auto refused = tried(true, &log);
    QVERIFY(!refused.ok());
    QVERIFY2(what == 2 || static_cast<int>(refused.error().code) == code,
             refused.error().text().c_str());
    const auto anew = tried(false, &log);
    VERIFY_OK(anew);
    QCOMPARE(log.find("starts anew") != std::string::npos, what != 2);
    Setup fresh(QStringLiteral("quantgan"));
    if (what == 0)
        fresh.options.seed = 99;
    const auto expected = fresh.fit(simulated());
    VERIFY_OK(expected);
    QVERIFY(*(*anew)->serialize() == *(*expected)->serialize());
}

void TestTraining::stoppingKeepsOrDiscards() {
    for (const auto how : {jobs::StopRequest::KeepBest, jobs::StopRequest::Discard}) {
        Setup setup(QStringLiteral("quantgan"), {{"steps", 1000000}});
        setup.context.onMetric = [&](std::string_view, std::int64_t step, double) {
            if (step >= 10)
                setup.context.stop(how);
        };
        const auto result = setup.fit(simulated());
        QCOMPARE(result.ok(), how == jobs::StopRequest::KeepBest);
        if (!result)
            QCOMPARE(result.error().code, ErrorCode::Cancelled);
        else
            QCOMPARE(draw(**result, 2, 10, 1).size(), std::size_t{20});
    }
}

void TestTraining::badSeriesAreRefused_data() {
    QTest::addColumn<int>("what");
    QTest::addColumn<QString>("words");
    QTest::newRow("short") << 0 << QStringLiteral("115 days");
    QTest::newRow("constant") << 1 << QStringLiteral("nothing to learn");
    QTest::newRow("missing") << 2 << QStringLiteral("missing");
}

void TestTraining::badSeriesAreRefused() {
    QFETCH(int, what);
    QFETCH(QString, words);
    TrainingData data = simulated(what == 0 ? 50 : 400);
    if (what == 1)
        std::fill(data.returns.begin(), data.returns.end(), 0.0);
    if (what == 2)
        data.returns[7] = std::numeric_limits<double>::quiet_NaN();
    Setup setup(QStringLiteral("quantgan"));
    const auto model = setup.fit(data);
    QVERIFY(!model.ok());
    QVERIFY2(QString::fromStdString(model.error().message).contains(words),
             model.error().message.c_str());
}

void TestTraining::divergenceBeforeTheFirstCheckFails() {
    const Json params = {{"steps", 40}, {"check_every", 1000}};
    QVERIFY(stoppedAfterTen(params));
    // Products of such weights exceed the largest float.
    rewrite(file(), [](TrainingState& state) {
        std::fill(state.generator.begin(), state.generator.end(), 1e30F);
    });
    const auto model = resumed(params);
    QVERIFY(!model.ok());
    QCOMPARE(model.error().code, ErrorCode::InvalidInput);
    QVERIFY2(model.error().message.starts_with("Training diverged at step 11:"),
             model.error().message.c_str());
}

void TestTraining::divergenceKeepsTheBestBefore() {
    for (const bool critic : {false, true}) {
        const Json params = {{"steps", 40}, {"check_every", 5}};
        const auto before = stoppedAfterTen(params);
        QVERIFY(before);
        rewrite(file(), [&](TrainingState& state) {
            auto& weights = critic ? state.critic : state.generator;
            std::fill(weights.begin(), weights.end(), 1e30F);
        });
        const auto model = resumed(params);
        VERIFY_OK(model);
        QVERIFY(warnsOf(**model, "diverged after step 10"));
        QVERIFY(!warnsOf(*before, "diverged"));
        QCOMPARE(fact(**model, "Best step"), fact(*before, "Best step"));
        QVERIFY(draw(**model, 3, 50, 1) == draw(*before, 3, 50, 1));
        init();
    }
}

void TestTraining::outputsThatAreNotFiniteAreNeverChosen() {
    // The average that is used for sampling is broken while both networks are fine: every check
    // gives no number, so there is nothing to choose and nothing to hand out.
    const Json params = {{"steps", 40}, {"check_every", 11}};
    QVERIFY(stoppedAfterTen(params));
    rewrite(file(), [](TrainingState& state) {
        std::fill(state.average.begin(), state.average.end(),
                  std::numeric_limits<float>::quiet_NaN());
    });
    const auto model = resumed(params);
    QVERIFY(!model.ok());
    QVERIFY2(model.error().message.find("not finite") != std::string::npos,
             model.error().message.c_str());
}

void TestTraining::aDeadCriticIsNamed() {
    // The generator stands still and the critic learns fast without a penalty.
    Setup setup(QStringLiteral("quantgan"), {{"steps", 600},
                                             {"check_every", 600},
                                             {"generator_rate", 1e-7},
                                             {"critic_rate", 0.01},
                                             {"r1_gamma", 0},
                                             {"critic_width", 16},
                                             {"standardise_output", false}});
    std::string log;
    setup.context.onLog = [&](jobs::LogLevel level, std::string_view text) {
        log += level == jobs::LogLevel::Warning ? text : "";
    };
    const auto model = setup.fit(simulated());
    VERIFY_OK(model);
    QVERIFY(warnsOf(**model, kDeadCritic));
    QCOMPARE(log.find(kDeadCritic), log.rfind(kDeadCritic)); // said, and once
    QVERIFY(log.find(kDeadCritic) != std::string::npos);
}

void TestTraining::aCollapsedGeneratorIsNamed_data() {
    QTest::addColumn<bool>("standardise");
    QTest::newRow("plain output") << false;
    QTest::newRow("standardised output") << true;
}

void TestTraining::aCollapsedGeneratorIsNamed() {
    // Both networks stand still, and the generator does so with weights that let nothing through.
    QFETCH(bool, standardise);
    const Json params = {{"steps", 130},
                         {"check_every", 1000},
                         {"generator_rate", 1e-7},
                         {"critic_rate", 1e-7},
                         {"standardise_output", standardise}};
    QVERIFY(stoppedAfterTen(params));
    rewrite(file(), [](TrainingState& state) {
        for (float& weight : state.generator)
            weight *= 1e-3F;
        state.average = state.generator;
    });
    const auto model = resumed(params);
    VERIFY_OK(model);
    QVERIFY(warnsOf(**model, kCollapsedGenerator));
    QVERIFY(!warnsOf(**model, kDeadCritic));
}

void TestTraining::aHealthyTrainingWarnsOfNothing() {
    for (const bool standardise : {false, true}) {
        Setup setup(QStringLiteral("quantgan"),
                    {{"steps", 300}, {"check_every", 300}, {"standardise_output", standardise}});
        const auto model = setup.fit(simulated());
        VERIFY_OK(model);
        QVERIFY(!warnsOf(**model, ""));
    }
}

void TestTraining::validationAndTestDataAreNotLearned() {
    // Changing the test part changes nothing; changing the validation part may only change which
    // step is chosen, so with a single check it changes nothing in the weights' facts either.
    const auto data = simulated();
    auto shuffled = data;
    std::reverse(shuffled.returns.begin() + static_cast<std::ptrdiff_t>(data.validationEnd),
                 shuffled.returns.end());
    Setup a(QStringLiteral("quantgan")), b(QStringLiteral("quantgan"));
    const auto one = a.fit(data), two = b.fit(shuffled);
    VERIFY_OK(one);
    VERIFY_OK(two);
    QVERIFY(*(*one)->serialize() == *(*two)->serialize());
    auto held = data;
    for (std::size_t i = data.trainEnd; i < data.returns.size(); ++i)
        held.returns[i] *= 1.5;
    Setup c(QStringLiteral("quantgan"), {{"check_every", 12}}),
        d(QStringLiteral("quantgan"), {{"check_every", 12}});
    const auto three = c.fit(data), four = d.fit(held);
    VERIFY_OK(three);
    VERIFY_OK(four);
    QVERIFY(draw(**three, 4, 30, 1) == draw(**four, 4, 30, 1));
}

void TestTraining::theLevelOfValidationVolatilityDoesNotChoose() {
    // Halving is exact in binary, so at the training part's level both are the same numbers.
    Setup setup(QStringLiteral("quantgan"));
    const TrainingData wild = simulated();
    TrainingData calm = wild;
    for (std::size_t i = calm.trainEnd; i < calm.validationEnd; ++i)
        calm.returns[i] *= 0.5;
    const auto one = setup.fit(wild);
    const auto other = setup.fit(calm);
    VERIFY_OK(one);
    VERIFY_OK(other);
    QCOMPARE(*(*one)->serialize(), *(*other)->serialize());
}

} // namespace loom::generate

using loom::generate::TestTraining;
LOOM_TEST(TestTraining)
#include "test_training.moc"
