// SPDX-License-Identifier: GPL-3.0-or-later
// Which device a training takes, and how it leaves a GPU whose memory is full. The full memory is
// an exception with LibTorch's words, thrown at a chosen call by an engine that stands for a GPU's.
#include <stdexcept>

#include "learn/device_engine.h"
#include "lesson.h"
#include "support/test_case.h"

namespace loom::learn {

namespace {

constexpr const char* kFull = "CUDA out of memory. Tried to allocate 2.00 GiB.";

/// The LibTorch engine on the CPU; fails at its call number `at`, restore() being the first.
class FailingEngine final : public TrainingEngine {
  public:
    FailingEngine(std::unique_ptr<TrainingEngine> inner, int at, std::string words)
        : m_inner(std::move(inner)), m_at(at), m_words(std::move(words)) {}
    void restore(const TrainingState& state) override {
        count();
        m_inner->restore(state);
    }
    TrainingState state() const override { return m_inner->state(); }
    std::vector<float> weights() const override { return m_inner->weights(); }
    StepResult step(const StepPlan& plan, const Fill& fill, const Loss& loss) override {
        count();
        return m_inner->step(plan, fill, loss);
    }
    void evaluate(std::size_t rows, const Fill& fill, const Take& take) override {
        count();
        m_inner->evaluate(rows, fill, take);
    }

  private:
    void count() {
        if (++m_calls == m_at)
            throw std::runtime_error(m_words);
    }
    std::unique_ptr<TrainingEngine> m_inner;
    int m_at, m_calls = 0;
    std::string m_words;
};

EngineMaker failingAt(int call, const std::string& words) {
    return [=](Network& network, const OptimiserOptions& options, Device device,
               unsigned threads) -> std::unique_ptr<TrainingEngine> {
        if (device.isCpu())
            return makeCpuEngine(network, options, threads);
        return std::make_unique<FailingEngine>(makeTorchEngine(network, options, Device{}, threads),
                                               call, words);
    };
}

} // namespace

class DeviceEngineTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    /// Small tensors: more of LibTorch's threads only wait for one another.
    void initTestCase() { startRuntime(1); }

    void goesOnWithTheCpu_data() {
        QTest::addColumn<int>("call");
        QTest::addColumn<QString>("words");
        const auto full = QString::fromLatin1(kFull);
        QTest::newRow("at the start") << 1 << full;
        QTest::newRow("in the first step") << 2 << full;
        QTest::newRow("in a later step") << 6 << full;
        QTest::newRow("in the evaluation") << 12 << full;
        QTest::newRow("cuBLAS") << 3 << "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling";
        QTest::newRow("runtime") << 1 << "CUDA error: out of memory";
    }
    void goesOnWithTheCpu() {
        QFETCH(int, call);
        QFETCH(QString, words);
        const auto network = smallNetwork("lstm");
        const Lesson lesson(*network);
        const auto start = network->initial(3);
        const auto plain = makeCpuEngine(*network, lessonOptions(), 1);
        plain->restore({.weights = start});
        const auto expected = lesson.study(*plain, 0, 10);
        int told = 0;
        DeviceEngine engine({.network = *network,
                             .options = lessonOptions(),
                             .device = Device{0},
                             .make = failingAt(call, words.toStdString()),
                             .leavesGpu = [&] { ++told; }});
        QVERIFY(!engine.device().isCpu());
        engine.restore({.weights = start});
        QCOMPARE(engine.device().isCpu(), call == 1);
        const auto losses = lesson.study(engine, 0, 10);
        for (std::size_t i = 0; i < losses.size(); ++i)
            QVERIFY(std::abs(losses[i] / expected[i] - 1) < 1e-4);
        const auto outputs = lesson.outputs(engine);
        QVERIFY(largestDifference(outputs, lesson.outputs(*plain)) < 1e-4);
        QVERIFY(engine.device().isCpu());
        QCOMPARE(told, 1);
        QCOMPARE(engine.state().adamSteps, 10);
    }

    void otherProblemsArePassedOn() {
        const auto network = smallNetwork("lstm");
        const Lesson lesson(*network);
        for (const int call : {1, 3}) {
            DeviceEngine engine({.network = *network,
                                 .options = lessonOptions(),
                                 .device = Device{0},
                                 .make = failingAt(call, "CUDA error: device lost")});
            try {
                engine.restore({.weights = network->initial(3)});
                (void)lesson.study(engine, 0, 5);
                QFAIL("no exception");
            } catch (const std::runtime_error& problem) {
                QCOMPARE(problem.what(), "CUDA error: device lost");
            }
            QVERIFY(!engine.device().isCpu());
        }
    }

    void devicesAreRefusedInWords() {
        const auto choices = deviceChoices(); // auto, cpu, then GPUs
        const auto gpus = choices.size() - 2;
        const auto missing = chooseTrainingDevice("cuda:7", 1e12);
        if (gpus < 8) {
            QVERIFY(!missing);
            QCOMPARE(missing.error().code, ErrorCode::NotFound);
            const auto words =
                gpus == 0 ? std::string("no CUDA GPU") : "machine has " + std::to_string(gpus);
            QVERIFY(missing.error().message.find(words) != std::string::npos);
        }
        const auto nonsense = chooseTrainingDevice("gpu", 1e12);
        QVERIFY(!nonsense);
        QVERIFY(nonsense.error().message.find("\"gpu\" is not a device") != std::string::npos);
        const auto cpu = chooseTrainingDevice("cpu", 1e15);
        VERIFY_OK(cpu);
        QVERIFY(cpu->device.isCpu() && cpu->note.empty());
        const auto automatic = chooseTrainingDevice("auto", 1e15);
        VERIFY_OK(automatic);
        QCOMPARE(automatic->device.isCpu(), gpus == 0);
    }

    /// The sizes are those of the forecasters' defaults on a batch of 64 or 1024.
    void smallNetworksStayOnTheCpu() {
        const Lstm lstm({.steps = 60, .features = 10, .hidden = 64, .layers = 2, .outputs = 10});
        const NBeats nbeats(NBeatsShape::generic(60, 12));
        const auto small = automaticDevice(Device{1}, 64 * lstm.multiplyAdds());
        QVERIFY(small.device.isCpu());
        QVERIFY(small.note.find("on the CPU") != std::string::npos);
        QVERIFY(small.note.find("cuda:1") != std::string::npos);
        const auto large = automaticDevice(Device{1}, 1024 * nbeats.multiplyAdds());
        QCOMPARE(large.device.gpu, 1);
        QVERIFY(large.note.find("multiply-adds") != std::string::npos);
    }

    /// Counted by hand.
    void workIsCounted() {
        const Lstm lstm({.steps = 5, .features = 3, .hidden = 4, .layers = 1, .outputs = 2});
        QCOMPARE(lstm.multiplyAdds(), 5.0 * (16 * 3 + 16 * 4 + 16 + 16) + (4 * 2 + 2));
        NBeatsShape shape{.lookback = 4, .horizon = 2};
        shape.stacks = {{.blocks = 3, .layers = 1, .width = 5, .shared = true}};
        QCOMPARE(NBeats(shape).multiplyAdds(), 3.0 * ((4 * 5 + 5) + (5 * 6 + 6)));
        for (const std::string& name : networkNames()) {
            const auto network = smallNetwork(name);
            const double least = static_cast<double>(network->parameterCount());
            QVERIFY(network->multiplyAdds() >= least && network->multiplyAdds() < 20 * least);
        }
    }
};

} // namespace loom::learn

using loom::learn::DeviceEngineTest;
LOOM_TEST(DeviceEngineTest)
#include "test_device_engine.moc"
