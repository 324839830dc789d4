// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/quantgan/trainer.h"
#include "base/counts.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/text.h"
#include "generate/quantgan/batch_source.h"
#include "generate/quantgan/diagnosis.h"
#include "generate/quantgan/fit_facts.h"
#include "generate/quantgan/seed_streams.h"
#include "learn/adam.h"

#include <chrono>
#include <cmath>
#include <filesystem>
#include <numbers>

#include <fmt/format.h>

namespace loom::generate {

namespace {

using Clock = std::chrono::steady_clock;

/// The first checkpoint is written after a second; later ones so seldom that they cost at most 2 %.
constexpr double kFirstCheckpoint = 1, kCheckpointSeconds = 10, kCheckpointShare = 50;

double secondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

std::string fingerprintOf(const QuantGanConfig& config, const TrainingData& data,
                          const FitOptions& options) {
    Sha256 hash;
    hash.add(toJson(options.params).dump());
    hash.add(wordOf(config.kind));
    hash.addValues(std::span<const double>(data.returns));
    const std::uint64_t numbers[] = {options.seed, data.trainEnd, data.validationEnd,
                                     data.wholeWindow ? 1U : 0U, data.assetCount()};
    hash.addValues(std::span<const std::uint64_t>(numbers));
    return hash.hex();
}

class Trainer {
  public:
    Trainer(const QuantGanConfig& config, const TrainingData& data, const FitOptions& options,
            jobs::JobContext& context);
    Result<std::unique_ptr<Generator>> run();

  private:
    Status start();
    Status resume();
    bool step(); ///< false when something is not finite
    void makeEngine();
    template <class Compute>
    auto computed(Compute&& compute);
    double rateFactor() const;
    void check();
    void report();
    void diagnose(double outputScale);
    void saveWhenDue();
    Status saveCheckpoint();
    QuantGanState state(std::span<const float> weights, OutputScale scale) const;
    Result<std::unique_ptr<Generator>> finish(bool diverged);
    Status takeLatest();

    const QuantGanConfig m_config;
    const TrainingData& m_data;
    const FitOptions& m_options;
    jobs::JobContext& m_context;
    ReturnMap m_map;
    BatchSource m_source;
    std::int64_t m_steps;
    Validation m_validation;
    std::string m_fingerprint;
    learn::Device m_device;
    std::unique_ptr<GanEngine> m_engine;
    learn::TcnWeights m_sampling;
    learn::Adam m_generatorAdam, m_criticAdam;
    TrainingState m_now;
    GanBatch m_batch;
    std::vector<float> m_generatorGradient, m_criticGradient;
    Clock::time_point m_started = Clock::now(), m_reported, m_saved = Clock::now();
    double m_saveAfter = kFirstCheckpoint; ///< seconds since m_saved
    std::int64_t m_firstStep = 0;
};

Trainer::Trainer(const QuantGanConfig& config, const TrainingData& data, const FitOptions& options,
                 jobs::JobContext& context)
    : m_config(config), m_data(data), m_options(options), m_context(context),
      m_map(ReturnMap::fitted(data, config)),
      m_source(config, m_map.toNetwork(data.training()), options.seed),
      m_steps(config.stepsFor(m_source.windows())), m_validation(validationFor(data)),
      m_fingerprint(fingerprintOf(config, data, options)), m_sampling(config.generator()),
      m_generatorAdam(config.generator().parameterCount(), {.rate = config.generatorRate}),
      m_criticAdam(config.critic().parameterCount(), {.rate = config.criticRate}) {
    m_generatorGradient.resize(config.generator().parameterCount());
    m_criticGradient.resize(config.critic().parameterCount());
}

void Trainer::makeEngine() {
    m_engine = m_device.isCpu() ? makeCpuEngine(m_config) : makeTorchEngine(m_config, m_device);
}

/// Fresh networks, or those of the checkpoint.
Status Trainer::start() {
    auto device = learn::chooseDevice(m_options.device);
    if (!device)
        return std::move(device).error();
    m_device = *device;
    makeEngine();
    Rng rng = Rng(m_options.seed).stream(kWeightStream);
    m_now.generator = learn::initialParameters(m_config.generator(), rng);
    m_now.critic = learn::initialParameters(m_config.critic(), rng);
    m_now.average = m_now.generator;
    if (!m_options.mustResume &&
        (m_options.checkpointFile.empty() || !std::filesystem::exists(m_options.checkpointFile)))
        return {};
    auto resumed = resume();
    if (resumed)
        return {};
    if (m_options.mustResume)
        return std::move(resumed).error().during("resume the training");
    m_context.log(jobs::LogLevel::Warning, resumed.error().message + " It starts anew.");
    return {};
}

Status Trainer::resume() {
    auto bytes = readFile(m_options.checkpointFile);
    if (!bytes)
        return std::move(bytes).error();
    auto saved = checkpointFromBytes(*bytes, m_fingerprint);
    if (!saved)
        return std::move(saved).error();
    m_now = std::move(*saved);
    m_generatorAdam.restore(m_now.generatorAdam.steps, m_now.generatorAdam.first,
                            m_now.generatorAdam.second);
    m_criticAdam.restore(m_now.criticAdam.steps, m_now.criticAdam.first, m_now.criticAdam.second);
    m_context.log(jobs::LogLevel::Info,
                  fmt::format("Resumed after step {} of {}.", m_now.step, m_steps));
    m_firstStep = m_now.step;
    return {};
}

/// Runs on the GPU, and once more on the CPU when its memory is full.
template <class Compute>
auto Trainer::computed(Compute&& compute) {
    try {
        return compute();
    } catch (const std::exception& problem) {
        if (m_device.isCpu() || !learn::isOutOfGpuMemory(problem))
            throw;
    }
    m_context.log(jobs::LogLevel::Warning,
                  "The GPU's memory is full, so training goes on with the CPU. A smaller batch or "
                  "width would fit.");
    m_device = {};
    makeEngine();
    return compute();
}

double Trainer::rateFactor() const {
    const double done = static_cast<double>(m_now.step) / static_cast<double>(m_steps);
    return m_config.finalRate +
           (1 - m_config.finalRate) * (1 + std::cos(std::numbers::pi * done)) / 2;
}

bool Trainer::step() {
    m_source.fill(m_now.step, m_batch);
    const bool penalty = m_config.r1 > 0 && m_now.step % m_config.r1Every == 0;
    const double factor = rateFactor();
    const CriticResult critic = computed([&] {
        return m_engine->criticGradient(m_now.generator, m_now.critic, m_batch, penalty,
                                        m_criticGradient);
    });
    double norm = learn::clipNorm(m_criticGradient, m_config.clip);
    m_criticAdam.step(m_now.critic, m_criticGradient, factor);
    learn::boundSlopes(m_config.critic(), m_now.critic);
    const double generatorLoss = computed([&] {
        if (!m_engine->hasFakes()) { // the engine was replaced in between
            std::vector<float> unused(m_criticGradient.size());
            m_engine->criticGradient(m_now.generator, m_now.critic, m_batch, false, unused);
        }
        return m_engine->generatorGradient(m_now.critic, m_generatorGradient);
    });
    norm += learn::clipNorm(m_generatorGradient, m_config.clip);
    if (!std::isfinite(critic.loss) || !std::isfinite(generatorLoss) || !std::isfinite(norm))
        return false;
    m_generatorAdam.step(m_now.generator, m_generatorGradient, factor);
    learn::boundSlopes(m_config.generator(), m_now.generator);
    ++m_now.step;
    const auto steps = static_cast<double>(m_now.step);
    learn::moveAverage(m_now.average, m_now.generator,
                       std::min(m_config.averaging, (1 + steps) / (10 + steps)));
    const double keep = std::min(0.98, 1 - 1 / steps);
    m_now.criticLoss = keep * m_now.criticLoss + (1 - keep) * critic.loss;
    m_now.generatorLoss = keep * m_now.generatorLoss + (1 - keep) * generatorLoss;
    if (m_now.step % 10 == 0 || m_now.step == 1) {
        m_context.metric("loss_critic", m_now.step, critic.loss);
        m_context.metric("loss_generator", m_now.step, generatorLoss);
    }
    diagnose(critic.outputScale);
    return true;
}

void Trainer::diagnose(double outputScale) {
    while (const auto trouble = newTrouble(m_now, outputScale, m_config.standardiseOutput)) {
        m_now.troubles.emplace_back(*trouble);
        m_context.log(jobs::LogLevel::Warning, *trouble);
    }
}

QuantGanState Trainer::state(std::span<const float> weights, OutputScale scale) const {
    return {.kind = m_config.kind,
            .shape = m_config.generator(),
            .weights = {weights.begin(), weights.end()},
            .scale = scale,
            .map = m_map,
            .facts = {}};
}

void Trainer::check() {
    const auto& weights = m_config.averaging > 0 ? m_now.average : m_now.generator;
    m_sampling.assign(weights);
    QuantGanState current = state(weights, OutputScale::identity(m_config.channels()));
    const std::uint64_t seed = m_options.seed * 1000003;
    if (m_config.standardiseOutput)
        measureOutputs(current, m_sampling, seed + kScaleStream, m_context);
    const ValidationScore score =
        m_validation.score(current, m_sampling, seed + kScoreStream, m_context);
    if (m_context.shouldStop())
        return; // cut short: the numbers mean nothing
    m_context.metric("validation_emd_1", m_now.step, score.emd1);
    m_context.metric("validation_acf_abs", m_now.step, score.acfAbsolute);
    m_context.metric("validation_leverage", m_now.step, score.leverage);
    m_context.metric("validation_volatility", m_now.step, score.volatility);
    m_context.metric("validation_score", m_now.step, score.total);
    if (!std::isfinite(score.total) ||
        (!m_now.best.empty() && score.total >= m_now.bestScore.total))
        return;
    m_now.best.assign(weights.begin(), weights.end());
    m_now.bestScale = current.scale;
    m_now.bestScore = score;
    m_now.bestStep = m_now.step;
}

void Trainer::report() {
    m_reported = Clock::now();
    const double seconds = secondsSince(m_started);
    const double rate = static_cast<double>(m_now.step - m_firstStep) / std::max(seconds, 1e-9);
    const double left = rate > 0 ? static_cast<double>(m_steps - m_now.step) / rate : 0;
    const auto text = fmt::format("{} / {} steps, {:.1f}/s, {:.0f} s left, {}", grouped(m_now.step),
                                  grouped(m_steps), rate, left, learn::deviceWords(m_device.id()));
    m_context.progress(static_cast<double>(m_now.step) / static_cast<double>(m_steps), text);
}

void Trainer::saveWhenDue() {
    if (m_options.checkpointFile.empty() || secondsSince(m_saved) < m_saveAfter)
        return;
    const auto begin = Clock::now();
    if (auto saved = saveCheckpoint(); !saved)
        m_context.log(jobs::LogLevel::Warning, saved.error().text());
    m_saved = Clock::now();
    m_saveAfter = std::max(kCheckpointSeconds, kCheckpointShare * secondsSince(begin));
}

Status Trainer::saveCheckpoint() {
    if (m_options.checkpointFile.empty())
        return {};
    const auto adam = [](const learn::Adam& from) {
        return AdamState{from.steps(),
                         {from.first().begin(), from.first().end()},
                         {from.second().begin(), from.second().end()}};
    };
    m_now.generatorAdam = adam(m_generatorAdam);
    m_now.criticAdam = adam(m_criticAdam);
    return writeFileAtomic(m_options.checkpointFile, checkpointBytes(m_now, m_fingerprint));
}

Result<std::unique_ptr<Generator>> Trainer::run() {
    if (auto ready = start(); !ready)
        return std::move(ready).error();
    m_started = m_saved = Clock::now();
    bool diverged = false;
    while (m_now.step < m_steps && !m_context.shouldStop()) {
        diverged = !step();
        if (diverged)
            break;
        if (m_now.step % m_config.checkEvery == 0 || m_now.step == m_steps)
            check();
        saveWhenDue();
        if (secondsSince(m_reported) > 0.2)
            report();
    }
    return finish(diverged);
}

Result<std::unique_ptr<Generator>> Trainer::finish(bool diverged) {
    if (m_context.stopRequest() == jobs::StopRequest::Discard) {
        std::error_code ignored;
        std::filesystem::remove(m_options.checkpointFile, ignored);
        return fail(ErrorCode::Cancelled, "Training was stopped and its result discarded.");
    }
    const auto diagnosis =
        fmt::format("Training diverged at step {}: a loss or gradient is not a finite number. Use "
                    "smaller learning rates or gradient clipping.",
                    m_now.step + 1);
    if (diverged && m_now.best.empty())
        return fail(ErrorCode::InvalidInput, diagnosis);
    if (diverged)
        m_context.log(jobs::LogLevel::Warning, diagnosis + " The best state before is kept.");
    else if (auto saved = saveCheckpoint(); !saved)
        m_context.log(jobs::LogLevel::Warning, saved.error().text());
    if (m_now.best.empty())
        if (auto taken = takeLatest(); !taken)
            return std::move(taken).error();
    QuantGanState best = state(m_now.best, m_now.bestScale);
    if (m_map.isPanel()) { // the calibration follows from the weights
        m_sampling.assign(m_now.best);
        const jobs::PlainJobContext unstopped;
        measureOutputs(best, m_sampling, m_options.seed * 1000003 + kScaleStream, unstopped);
    }
    best.facts = fitFacts(m_config, m_data, m_map, m_now, m_source.windows(), diverged);
    report();
    return makeQuantGan(std::move(best));
}

/// For a training that was stopped before its first check, or none of whose checks gave a number.
Status Trainer::takeLatest() {
    m_now.best = m_config.averaging > 0 ? m_now.average : m_now.generator;
    m_now.bestStep = m_now.step;
    m_sampling.assign(m_now.best);
    const jobs::PlainJobContext unstopped;
    const OutputScale identity = OutputScale::identity(m_config.channels());
    QuantGanState latest = state(m_now.best, identity);
    measureOutputs(latest, m_sampling, m_options.seed * 1000003 + kScaleStream, unstopped);
    m_now.bestScale = latest.scale;
    if (!m_now.bestScale.isFinite())
        return fail(ErrorCode::InvalidInput,
                    fmt::format("Training has diverged by step {}: the generator's output is not "
                                "finite. Use smaller learning rates or gradient clipping.",
                                m_now.step));
    if (!m_config.standardiseOutput)
        m_now.bestScale = identity;
    return {};
}

} // namespace

Result<std::unique_ptr<Generator>> trainQuantGan(const QuantGanConfig& config,
                                                 const TrainingData& data,
                                                 const FitOptions& options,
                                                 jobs::JobContext& context) {
    return Trainer(config, data, options, context).run();
}

} // namespace loom::generate
