// SPDX-License-Identifier: GPL-3.0-or-later
// A forecaster's training on a GPU, whose engine runs on the CPU here: it ends where the CPU's
// ends, goes on with the CPU's checkpoint and leaves a full GPU.
#include <filesystem>
#include <mutex>
#include <stdexcept>

#include <QTemporaryDir>

#include "forecast/neural/trainer.h"
#include "learn/lstm.h"
#include "learn/runtime.h"
#include "support/forecast_sample.h"
#include "support/test_case.h"

using namespace loom;
using namespace loom::forecast;

namespace {

constexpr FitSpan kSpan{.from = 0, .trainTo = 1200, .validationFrom = 1200, .validationTo = 1500};
constexpr std::size_t kHorizon = 4;

/// What a GPU's engine would be; full from the given step on.
learn::EngineMaker pretendedGpu(int fullAt = -1) {
    class Full final : public learn::TrainingEngine {
      public:
        Full(std::unique_ptr<TrainingEngine> inner, int at) : m_inner(std::move(inner)), m_at(at) {}
        void restore(const learn::TrainingState& state) override { m_inner->restore(state); }
        learn::TrainingState state() const override { return m_inner->state(); }
        std::vector<float> weights() const override { return m_inner->weights(); }
        learn::StepResult step(const learn::StepPlan& plan, const Fill& fill,
                               const Loss& loss) override {
            if (m_steps++ == m_at)
                throw std::runtime_error("CUDA out of memory. Tried to allocate 2.00 GiB.");
            return m_inner->step(plan, fill, loss);
        }
        void evaluate(std::size_t rows, const Fill& fill, const Take& take) override {
            m_inner->evaluate(rows, fill, take);
        }

      private:
        std::unique_ptr<TrainingEngine> m_inner;
        int m_at, m_steps = 0;
    };
    return [fullAt](learn::Network& network, const learn::OptimiserOptions& options,
                    learn::Device device, unsigned threads) {
        if (device.isCpu())
            return learn::makeCpuEngine(network, options, threads);
        return std::unique_ptr<learn::TrainingEngine>(std::make_unique<Full>(
            learn::makeTorchEngine(network, options, learn::Device{}, threads), fullAt));
    };
}

struct Plan {
    learn::Device device = {};
    std::string checkpoint = {};
    bool mustResume = false;
    double dropout = 0;
    int fullAt = -1;
};

class Training {
  public:
    Training()
        : m_data(tests::madeMarket(tests::Market::Reverting, 3, 2000, kHorizon)),
          m_windows(makeFeatureWindow(10, m_data, kSpan)) {}

    Result<TrainResult> run(const Plan& plan, jobs::JobContext& context) const {
        learn::Lstm network({.steps = 10,
                             .features = 1,
                             .hidden = 12,
                             .layers = 2,
                             .dropout = plan.dropout,
                             .outputs = kHorizon});
        FitOptions options;
        options.checkpointFile = plan.checkpoint;
        options.mustResume = plan.mustResume;
        return trainNetwork({.network = network,
                             .windows = *m_windows,
                             .data = m_data,
                             .span = kSpan,
                             .options = options,
                             .config = {.steps = 200,
                                        .batch = 64,
                                        .rate = 2e-2,
                                        .schedule = RateSchedule::Cosine,
                                        .weightDecay = 0.01,
                                        .checkEvery = 50},
                             .device = plan.device,
                             .levels = {},
                             .title = "LSTM",
                             .fingerprint = "one",
                             .makeEngine = pretendedGpu(plan.fullAt)},
                            context);
    }

  private:
    ForecastData m_data;
    std::unique_ptr<WindowMaker> m_windows;
};

constexpr learn::Device kGpu{0};

double skill(const TrainResult& result) {
    return 1 - result.validationLoss / result.naiveLoss;
}

} // namespace

class TrainingDevicesTest : public QObject {
    Q_OBJECT
    Training m_training;

  private Q_SLOTS:
    /// Small tensors: more of LibTorch's threads only wait for one another.
    void initTestCase() { learn::startRuntime(1); }

    void agreesWithTheCpu() {
        jobs::PlainJobContext context;
        const auto cpu = m_training.run({}, context);
        const auto gpu = m_training.run({.device = kGpu}, context);
        const auto again = m_training.run({.device = kGpu}, context);
        VERIFY_OK(cpu);
        VERIFY_OK(gpu);
        VERIFY_OK(again);
        QVERIFY2(skill(*cpu) > 0.05,
                 QByteArray::number(skill(*cpu))); // there is something to learn
        QVERIFY2(std::abs(skill(*gpu) - skill(*cpu)) < 1e-3,
                 qPrintable(QStringLiteral("%1, %2").arg(skill(*gpu)).arg(skill(*cpu))));
        QVERIFY(gpu->weights == again->weights);
        QCOMPARE(gpu->device, "cuda:0");
        QCOMPARE(cpu->device, "");
    }

    /// With dropout the masks differ, the quality does not.
    void agreesInQualityWithDropout() {
        jobs::PlainJobContext context;
        const auto cpu = m_training.run({.dropout = 0.2}, context);
        const auto gpu = m_training.run({.device = kGpu, .dropout = 0.2}, context);
        const auto again = m_training.run({.device = kGpu, .dropout = 0.2}, context);
        VERIFY_OK(cpu);
        VERIFY_OK(gpu);
        VERIFY_OK(again);
        QVERIFY2(skill(*cpu) > 0.05, QByteArray::number(skill(*cpu)));
        QVERIFY2(std::abs(skill(*gpu) - skill(*cpu)) < 0.05,
                 qPrintable(QStringLiteral("%1, %2").arg(skill(*gpu)).arg(skill(*cpu))));
        QVERIFY(gpu->weights == again->weights);
    }

    /// Stopped on one device and continued on another: as on the CPU without a stop, which
    /// continued on the same device means the same bytes.
    void goesOnElsewhere_data() {
        QTest::addColumn<bool>("begunOnGpu");
        QTest::addColumn<bool>("endedOnGpu");
        QTest::newRow("gpu, then cpu") << true << false;
        QTest::newRow("cpu, then gpu") << false << true;
        QTest::newRow("gpu, then gpu") << true << true;
    }
    void goesOnElsewhere() {
        QFETCH(bool, begunOnGpu);
        QFETCH(bool, endedOnGpu);
        const QTemporaryDir dir;
        const auto file = dir.filePath(QStringLiteral("fit.checkpoint")).toStdString();
        const auto on = [](bool gpu) { return gpu ? kGpu : learn::Device{}; };
        jobs::PlainJobContext whole, interrupted, resumed;
        const auto reference = m_training.run({.device = on(begunOnGpu)}, whole);
        VERIFY_OK(reference);
        interrupted.onMetric = [&](std::string_view, std::int64_t step, double) {
            if (step >= 100)
                interrupted.stop(jobs::StopRequest::KeepBest);
        };
        VERIFY_OK(m_training.run({.device = on(begunOnGpu), .checkpoint = file}, interrupted));
        std::int64_t firstStep = 0;
        resumed.onMetric = [&](std::string_view, std::int64_t step, double) {
            firstStep = firstStep == 0 ? step : firstStep;
        };
        const auto continued = m_training.run(
            {.device = on(endedOnGpu), .checkpoint = file, .mustResume = true}, resumed);
        VERIFY_OK(continued);
        QVERIFY(firstStep > 100);
        QVERIFY2(
            std::abs(skill(*continued) - skill(*reference)) < 1e-3,
            qPrintable(QStringLiteral("%1, %2").arg(skill(*continued)).arg(skill(*reference))));
        if (begunOnGpu == endedOnGpu)
            QVERIFY(continued->weights == reference->weights);
    }

    void leavesAFullGpu() {
        jobs::PlainJobContext context;
        const auto reference = m_training.run({}, context);
        VERIFY_OK(reference);
        std::vector<std::string> warnings;
        std::string progress;
        context.onLog = [&](jobs::LogLevel level, std::string_view text) {
            if (level == jobs::LogLevel::Warning)
                warnings.emplace_back(text);
        };
        context.onProgress = [&](double, std::string_view text) { progress = text; };
        const auto result = m_training.run({.device = kGpu, .fullAt = 80}, context);
        VERIFY_OK(result);
        QCOMPARE(result->device, "");
        QCOMPARE(warnings.size(), 1U);
        QVERIFY(warnings[0].find("GPU's memory is full") != std::string::npos);
        QVERIFY(progress.find("CPU") != std::string::npos);
        QVERIFY(std::abs(skill(*result) - skill(*reference)) < 1e-3);
    }

    /// The registry's models: refused before anything is computed.
    void aMissingGpuIsRefused() {
        if (learn::deviceChoices().size() > 2 + 7)
            QSKIP("this machine has eight GPUs");
        const auto registry = makeForecasterRegistry();
        const auto data = tests::madeMarket(tests::Market::Reverting, 3, 2000, kHorizon);
        for (const char* id :
             {"nbeats", "lstm", "lstm_transformer", "itransformer", "tcn", "tft"}) {
            const auto* info = registry.find(id);
            QVERIFY2(info, id);
            auto params = validated(info->params, info->testParams);
            VERIFY_OK(params);
            jobs::PlainJobContext context;
            context.onMetric = [](std::string_view, std::int64_t, double) { QFAIL("trained"); };
            FitOptions options{.params = std::move(*params), .device = "cuda:7"};
            const auto refused = info->fit(data, kSpan, options, context);
            QVERIFY2(!refused, id);
            QCOMPARE(refused.error().code, ErrorCode::NotFound);
            QVERIFY(refused.error().message.find("GPU") != std::string::npos);
        }
    }
};

LOOM_TEST(TrainingDevicesTest)
#include "test_training_devices.moc"
