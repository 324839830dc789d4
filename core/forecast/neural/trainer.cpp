// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast/neural/trainer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <numbers>
#include <numeric>

#include <fmt/format.h>

#include "base/counts.h"
#include "base/files.h"
#include "base/random.h"
#include "forecast/neural/checkpoint.h"
#include "forecast/neural/samples.h"
#include "learn/device_engine.h"

namespace loom::forecast {

namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t kMostValidation = 8192; // samples looked at in one check
constexpr std::size_t kFewestSamples = 32;
constexpr double kLeastGain = 1e-4; // share of the best loss that counts as a gain

double secondsSince(SteadyClock::time_point then) {
    return std::chrono::duration<double>(SteadyClock::now() - then).count();
}

class Trainer {
  public:
    explicit Trainer(const TrainRequest& request)
        : m_request(request), m_config(request.config), m_data(request.data),
          m_assets(request.windows.assetsPerSample()),
          m_training(
              trainingSamples(request.data, request.span, request.windows, request.config.history)),
          m_validation(thinned(validationSamples(request.data, request.span, request.windows),
                               kMostValidation)) {}

    Result<TrainResult> run(jobs::JobContext& context);

  private:
    Status begin(jobs::JobContext& context);
    Status resume();
    void makeEngine(jobs::JobContext& context);
    unsigned threads() const {
        const unsigned wanted = m_request.options.threads;
        return wanted == 0 ? learn::workerThreads() : wanted;
    }
    std::string deviceText() const;
    double step();
    void fill(std::span<const SampleRef> samples, learn::RowBlock& rows) const;
    double loss(std::span<const SampleRef> samples, double weight, const learn::RowBlock* outputs,
                learn::RowBlock& gradient) const;
    double validationLoss();
    double naiveLoss() const;
    bool check(jobs::JobContext& context);
    void report(jobs::JobContext& context);
    void save(bool now);
    double rateFactor() const;
    void drawBatch();
    std::int64_t checkEvery() const;
    std::size_t batchSize() const { return std::min(m_config.batch, m_training.size()); }
    std::string metricName(std::string_view name) const {
        return m_request.metricPrefix + std::string(name);
    }
    TrainResult result() const;

    const TrainRequest& m_request;
    const TrainConfig& m_config;
    const ForecastData& m_data;
    std::size_t m_assets; ///< of one sample
    std::vector<SampleRef> m_training, m_validation;
    std::unique_ptr<learn::DeviceEngine> m_engine;
    NetworkTraining m_now; ///< the engine has its weights and moments, but for checkpoints
    double m_naive = kMissing;
    std::vector<SampleRef> m_batch;
    std::vector<std::uint32_t> m_order; ///< of the samples in the current epoch
    std::int64_t m_epoch = -1;
    SteadyClock::time_point m_started, m_saved, m_reported;
    std::int64_t m_startStep = 0;
    bool m_diverged = false;
    bool m_stopped = false;
};

void Trainer::fill(std::span<const SampleRef> samples, learn::RowBlock& rows) const {
    for (std::size_t i = 0; i < samples.size(); ++i)
        m_request.windows.fill(m_data, samples[i].asset, samples[i].origin, rows.row(i));
}

/// Of the given outputs, or of outputs that are all zero.
double Trainer::loss(std::span<const SampleRef> samples, double weight,
                     const learn::RowBlock* outputs, learn::RowBlock& gradient) const {
    const std::size_t horizon = m_data.horizon;
    const std::size_t width = horizon * (1 + m_request.levels.size());
    const LossTerms terms{.loss = m_config.loss, .levels = m_request.levels};
    std::vector<double> targets(m_assets * horizon), units(m_assets * horizon);
    const std::vector<float> zeros(width, 0.0F);
    double sum = 0;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        fillTargets(m_data, samples[i], m_assets, targets);
        m_request.windows.units(m_data, samples[i].asset, samples[i].origin, units);
        for (std::size_t a = 0; a < m_assets; ++a) {
            const auto here = [&](auto& values) {
                return std::span<const double>(values).subspan(a * horizon, horizon);
            };
            const auto from = outputs == nullptr ? std::span<const float>(zeros)
                                                 : outputs->row(i).subspan(a * width, width);
            sum += lossOf(terms, from, here(targets), here(units),
                          weight / static_cast<double>(m_assets),
                          gradient.row(i).subspan(a * width, width));
        }
    }
    return sum;
}

double Trainer::naiveLoss() const {
    learn::RowBlock unused;
    unused.resize(m_validation.size(), m_request.network.outputs());
    return loss(m_validation, 1 / static_cast<double>(m_validation.size()), nullptr, unused);
}

double Trainer::validationLoss() {
    std::vector<double> parts(m_validation.size(), 0.0);
    const double weight = 1 / static_cast<double>(m_validation.size());
    m_engine->evaluate(
        m_validation.size(),
        [&](std::size_t first, learn::RowBlock& rows) {
            fill(std::span(m_validation).subspan(first, rows.rows()), rows);
        },
        [&](std::size_t first, const learn::RowBlock& outputs) {
            learn::RowBlock unused;
            unused.resize(outputs.rows(), outputs.columns());
            parts[first] = loss(std::span(m_validation).subspan(first, outputs.rows()), weight,
                                &outputs, unused);
        });
    return std::accumulate(parts.begin(), parts.end(), 0.0);
}

/// Every sample once an epoch, in an order that seed and epoch fix.
void Trainer::drawBatch() {
    const std::size_t size = batchSize();
    const auto perEpoch = static_cast<std::int64_t>(m_training.size() / size);
    const std::int64_t epoch = m_now.step / perEpoch;
    if (epoch != m_epoch) {
        m_epoch = epoch;
        m_order.resize(m_training.size());
        std::iota(m_order.begin(), m_order.end(), 0U);
        Rng rng = Rng(m_request.options.seed).stream(static_cast<std::uint64_t>(epoch) + 1);
        for (std::size_t i = m_order.size(); i-- > 1;)
            std::swap(m_order[i], m_order[rng.below(i + 1)]);
    }
    const auto first = static_cast<std::size_t>(m_now.step % perEpoch) * size;
    m_batch.clear();
    for (std::size_t i = 0; i < size; ++i)
        m_batch.push_back(m_training[m_order[first + i]]);
}

double Trainer::rateFactor() const {
    const double done = static_cast<double>(m_now.step) /
                        static_cast<double>(std::max<std::int64_t>(1, m_config.steps));
    switch (m_config.schedule) {
    case RateSchedule::Thirds:
        return std::pow(0.5, std::floor(3 * done));
    case RateSchedule::Cosine:
        return (1 + std::cos(std::numbers::pi * done)) / 2;
    case RateSchedule::Constant:
        break;
    }
    return 1;
}

/// Standing where m_now does, whose weights it takes over.
void Trainer::makeEngine(jobs::JobContext& context) {
    m_engine = std::make_unique<learn::DeviceEngine>(learn::DeviceEngine::Parts{
        .network = m_request.network,
        .options = {.adam = {.rate = m_config.rate, .beta1 = 0.9, .beta2 = 0.999},
                    .clip = m_config.clip,
                    .decay = m_config.weightDecay},
        .device = m_request.device,
        .threads = threads(),
        .make = m_request.makeEngine,
        .leavesGpu = [&context] {
            context.log(jobs::LogLevel::Warning,
                        "The GPU's memory is full, so training goes on with the CPU. A smaller "
                        "batch or network would fit.");
        }});
    m_engine->restore(m_now.network);
    m_now.network = {};
}

/// One update of the weights; the loss before it.
double Trainer::step() {
    drawBatch();
    const double weight = 1 / static_cast<double>(m_batch.size());
    const auto part = [this](std::size_t first, std::size_t rows) {
        return std::span<const SampleRef>(m_batch).subspan(first, rows);
    };
    const learn::StepPlan plan{.rows = m_batch.size(),
                               .dropoutSeed = m_request.options.seed * 1'000'003 +
                                              static_cast<std::uint64_t>(m_now.step),
                               .rateFactor = rateFactor()};
    const learn::StepResult made = m_engine->step(
        plan,
        [&](std::size_t first, learn::RowBlock& rows) { fill(part(first, rows.rows()), rows); },
        [&](std::size_t first, const learn::RowBlock& outputs, learn::RowBlock& gradient) {
            return loss(part(first, outputs.rows()), weight, &outputs, gradient);
        });
    m_diverged = !made.finite;
    m_now.step += made.finite ? 1 : 0;
    return made.loss;
}

std::int64_t Trainer::checkEvery() const {
    if (m_config.checkEvery > 0)
        return m_config.checkEvery;
    const auto epoch = static_cast<std::int64_t>(m_training.size() / batchSize());
    return std::clamp<std::int64_t>(m_config.steps / 20, 1, std::max<std::int64_t>(1, epoch));
}

/// Whether training should go on.
bool Trainer::check(jobs::JobContext& context) {
    if (m_now.runningSteps > 0)
        context.metric(metricName("train_loss"), m_now.step,
                       m_now.runningLoss / static_cast<double>(m_now.runningSteps));
    m_now.runningLoss = 0;
    m_now.runningSteps = 0;
    if (m_validation.empty()) {
        m_now.best = m_engine->weights();
        m_now.bestStep = m_now.step;
        return true;
    }
    const double loss = validationLoss();
    context.metric(metricName("validation_loss"), m_now.step, loss);
    context.metric(metricName("validation_skill"), m_now.step, 1 - loss / m_naive);
    const bool first = m_now.best.empty();
    const bool gain = loss < m_now.bestLoss * (1 - kLeastGain);
    m_now.checksWithoutGain = first || gain ? 0 : m_now.checksWithoutGain + 1;
    if (std::isfinite(loss) && (first || loss < m_now.bestLoss)) {
        m_now.best = m_engine->weights();
        m_now.bestStep = m_now.step;
        m_now.bestLoss = loss;
    }
    return m_config.patience == 0 || m_now.checksWithoutGain < m_config.patience;
}

/// Of several fits side by side each has a thread of its own.
std::string Trainer::deviceText() const {
    const learn::Device device = m_engine->device();
    return device.isCpu() ? "CPU, " + counted(threads(), "thread")
                          : learn::deviceWords(device.id());
}

void Trainer::report(jobs::JobContext& context) {
    if (secondsSince(m_reported) < 0.1 && m_now.step < m_config.steps)
        return;
    m_reported = SteadyClock::now();
    const double rate =
        static_cast<double>(m_now.step - m_startStep) / std::max(1e-9, secondsSince(m_started));
    const std::string best =
        std::isnan(m_now.bestLoss)
            ? ""
            : fmt::format(", validation {:.3f} of last value's", m_now.bestLoss / m_naive);
    context.progress(static_cast<double>(m_now.step) / static_cast<double>(m_config.steps),
                     fmt::format("{} / {} steps, {:.1f}/s{}, {}", grouped(m_now.step),
                                 grouped(m_config.steps), rate, best, deviceText()));
}

/// Every ten seconds, and at the end.
void Trainer::save(bool now) {
    constexpr double kEverySeconds = 10;
    if (m_request.options.checkpointFile.empty() || (!now && secondsSince(m_saved) < kEverySeconds))
        return;
    m_saved = SteadyClock::now();
    m_now.network = m_engine->state();
    // A full disk costs the chance to go on after a crash, not the training.
    (void)writeFileAtomic(m_request.options.checkpointFile,
                          checkpointBytes(m_now, m_request.fingerprint));
}

Status Trainer::resume() {
    auto bytes = readFile(m_request.options.checkpointFile);
    if (!bytes)
        return std::move(bytes).error();
    auto saved = checkpointFromBytes(*bytes, m_request.fingerprint);
    if (!saved)
        return std::move(saved).error();
    if (saved->network.weights.size() != m_request.network.parameterCount())
        return fail(ErrorCode::Corrupt, "The checkpoint is of another network.");
    m_now = std::move(saved).value();
    return {};
}

Status Trainer::begin(jobs::JobContext& context) {
    if (m_training.size() < kFewestSamples)
        return fail(ErrorCode::InvalidInput,
                    fmt::format("{} finds only {} complete samples in the training part (a window "
                                "of {} bars and {} steps ahead each) and needs {}. Choose a longer "
                                "period, a shorter window or fewer features with long warm-ups.",
                                m_request.title, grouped(m_training.size()),
                                grouped(m_request.windows.window()), m_data.horizon,
                                kFewestSamples));
    if (!m_validation.empty())
        m_naive = naiveLoss();
    const auto& options = m_request.options;
    std::error_code ignored;
    const bool saved =
        !options.checkpointFile.empty() && std::filesystem::exists(options.checkpointFile, ignored);
    if (saved || options.mustResume) {
        const auto resumed = resume();
        if (resumed) {
            context.log(jobs::LogLevel::Info,
                        fmt::format("Goes on from step {} of {}.", m_now.step, m_config.steps));
            return {};
        }
        if (options.mustResume)
            return resumed;
        context.log(jobs::LogLevel::Warning, resumed.error().message + " It starts anew.");
    }
    m_now = {};
    m_now.network.weights = m_request.network.initial(options.seed);
    return {};
}

TrainResult Trainer::result() const {
    TrainResult out;
    out.weights = m_now.best.empty() ? m_engine->weights() : m_now.best;
    out.steps = m_now.step;
    out.bestStep = m_now.best.empty() ? m_now.step : m_now.bestStep;
    out.validationLoss = m_now.bestLoss;
    out.naiveLoss = m_naive;
    out.trainingSamples = m_training.size();
    out.validationSamples = m_validation.size();
    out.stopped = m_stopped;
    out.device = m_engine->device().isCpu() ? "" : m_engine->device().id();
    return out;
}

Result<TrainResult> Trainer::run(jobs::JobContext& context) {
    if (auto begun = begin(context); !begun)
        return std::move(begun).error();
    makeEngine(context);
    m_started = m_saved = SteadyClock::now();
    m_startStep = m_now.step;
    const std::int64_t every = checkEvery();
    bool goOn = m_config.patience == 0 || m_now.checksWithoutGain < m_config.patience;
    while (goOn && m_now.step < m_config.steps && !context.shouldStop()) {
        const double loss = step();
        if (m_diverged)
            break;
        m_now.runningLoss += loss;
        ++m_now.runningSteps;
        if (m_now.step % every == 0 || m_now.step == m_config.steps)
            goOn = check(context);
        report(context);
        save(false);
    }
    if (context.stopRequest() == jobs::StopRequest::Discard) {
        std::error_code ignored;
        if (!m_request.options.checkpointFile.empty())
            std::filesystem::remove(m_request.options.checkpointFile, ignored);
        return fail(ErrorCode::Cancelled, "Training was stopped.");
    }
    if (m_diverged && m_now.best.empty())
        return fail(ErrorCode::InvalidInput,
                    fmt::format("{} diverged at step {}: its loss is no number any more. Lower the "
                                "learning rate.",
                                m_request.title, m_now.step));
    if (m_diverged)
        context.log(jobs::LogLevel::Warning,
                    fmt::format("Training diverged at step {}; the weights of step {} are kept. A "
                                "lower learning rate helps.",
                                m_now.step, m_now.bestStep));
    m_stopped = context.shouldStop();
    if (m_stopped && m_now.runningSteps > 0)
        (void)check(context);
    save(true);
    return result();
}

} // namespace

Result<TrainResult> trainNetwork(const TrainRequest& request, jobs::JobContext& context) {
    return Trainer(request).run(context);
}

} // namespace loom::forecast
