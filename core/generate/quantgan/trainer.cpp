// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/quantgan/trainer.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/text.h"
#include "generate/model_support.h"
#include "generate/quantgan/checkpoint.h"
#include "generate/quantgan/engine.h"
#include "generate/quantgan/validation.h"
#include "learn/adam.h"
#include "stats/moments.h"
#include "stats/parallel.h"

#include <chrono>
#include <cmath>
#include <filesystem>
#include <numbers>

#include <fmt/format.h>

namespace loom::generate {

namespace {

using Clock = std::chrono::steady_clock;

constexpr double kCheckpointSeconds = 20; ///< at most so often
constexpr std::size_t kPaperPathLength = 4000;
/// Streams of the seed; steps use kStepStream + step.
constexpr std::uint64_t kWeightStream = 0, kScaleStream = 1, kScoreStream = 2, kStepStream = 16;

double secondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

std::string fingerprintOf(const QuantGanConfig& config, const TrainingData& data,
                          const FitOptions& options) {
    Sha256 hash;
    hash.add(toJson(options.params).dump());
    hash.add(config.kind == QuantGanKind::Tcn ? "tcn" : "svnn");
    hash.addValues(std::span<const double>(data.returns));
    const std::uint64_t numbers[] = {options.seed, data.trainEnd, data.validationEnd,
                                     data.wholeWindow ? 1U : 0U};
    hash.addValues(std::span<const std::uint64_t>(numbers));
    return hash.hex();
}

/// Real series to validate against: the held-out part, or the training part when that is too
/// short to say anything.
bool canValidate(const TrainingData& data) {
    return data.validation().size() >= 60;
}

/// The held-out returns at the mean and spread of the training part. A calm or wild validation
/// period says nothing about the volatility a model of the past should have: judged by it, the
/// choice would fall on whichever step happens to have that period's volatility.
std::vector<double> atTrainingLevel(const TrainingData& data) {
    const auto from = stats::moments(data.validation());
    const auto to = stats::moments(data.training());
    std::vector<double> out;
    for (const double r : data.validation())
        out.push_back((r - from.mean) / from.stdev * to.stdev + to.mean);
    return out;
}

Validation makeValidation(const TrainingData& data) {
    const auto training = data.training();
    if (data.wholeWindow || !canValidate(data))
        return Validation({training.begin(), training.end()},
                          data.wholeWindow ? kPaperPathLength : training.size());
    return Validation(atTrainingLevel(data), data.validation().size());
}

class Trainer {
  public:
    Trainer(const QuantGanConfig& config, const TrainingData& data, const FitOptions& options,
            jobs::JobContext& context);
    Result<std::unique_ptr<Generator>> run();

  private:
    Status start();
    bool step(); ///< false when something is not finite
    void makeEngine();
    template <class Compute>
    auto computed(Compute&& compute);
    void fillBatch(std::int64_t step);
    double rateFactor() const;
    void check();
    void report();
    void noteTrouble(double outputScale);
    Status saveCheckpoint();
    QuantGanState state(std::span<const float> weights, OutputScale scale) const;
    Result<std::unique_ptr<Generator>> finish(bool diverged);
    std::vector<Generator::Fact> facts(bool diverged) const;

    const QuantGanConfig m_config;
    const TrainingData& m_data;
    const FitOptions& m_options;
    jobs::JobContext& m_context;
    learn::ReturnScaler m_scaler;
    std::vector<float> m_series; ///< training returns as the networks see them
    std::size_t m_window, m_windows;
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
    std::vector<std::string> m_troubles;
    Clock::time_point m_started = Clock::now(), m_reported, m_saved = Clock::now();
    std::int64_t m_firstStep = 0;
};

Trainer::Trainer(const QuantGanConfig& config, const TrainingData& data, const FitOptions& options,
                 jobs::JobContext& context)
    : m_config(config), m_data(data), m_options(options), m_context(context),
      m_scaler(learn::ReturnScaler::fitted(data.training(), config.tails, config.tailMargin)),
      m_window(config.receptiveField()), m_windows(data.training().size() - m_window + 1),
      m_steps(config.stepsFor(m_windows)), m_validation(makeValidation(data)),
      m_fingerprint(fingerprintOf(config, data, options)), m_sampling(config.generator()),
      m_generatorAdam(config.generator().parameterCount(), {.rate = config.generatorRate}),
      m_criticAdam(config.critic().parameterCount(), {.rate = config.criticRate}) {
    for (const double x : m_scaler.toNetwork(data.training()))
        m_series.push_back(static_cast<float>(x));
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
    if (m_options.checkpointFile.empty() || !std::filesystem::exists(m_options.checkpointFile))
        return {};
    auto bytes = readFile(m_options.checkpointFile);
    if (!bytes)
        return std::move(bytes).error().during("resume the training");
    auto saved = checkpointFromBytes(*bytes, m_fingerprint);
    if (!saved)
        return std::move(saved).error().during("resume the training");
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

void Trainer::fillBatch(std::int64_t step) {
    const Rng root = Rng(m_options.seed).stream(kStepStream + static_cast<std::uint64_t>(step));
    const auto batch = static_cast<std::size_t>(m_config.batch);
    m_batch.real.resize(batch * m_window);
    Rng choice = root.stream(0);
    for (std::size_t s = 0; s < batch; ++s)
        std::copy_n(m_series.begin() + static_cast<std::ptrdiff_t>(choice.below(m_windows)),
                    m_window, m_batch.real.begin() + static_cast<std::ptrdiff_t>(s * m_window));
    const std::size_t perSample =
        m_config.noiseSteps(m_window) * static_cast<std::size_t>(m_config.noise);
    m_batch.noise.resize(batch * perSample);
    for (std::size_t s = 0; s < batch; ++s) {
        Rng rng = root.stream(1 + s);
        for (std::size_t i = 0; i < perSample; ++i)
            m_batch.noise[s * perSample + i] = static_cast<float>(rng.normal());
    }
}

double Trainer::rateFactor() const {
    const double done = static_cast<double>(m_now.step) / static_cast<double>(m_steps);
    return m_config.finalRate +
           (1 - m_config.finalRate) * (1 + std::cos(std::numbers::pi * done)) / 2;
}

bool Trainer::step() {
    fillBatch(m_now.step);
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
    noteTrouble(critic.outputScale);
    return true;
}

/// The two ways a GAN dies, in words, each once.
void Trainer::noteTrouble(double outputScale) {
    const auto note = [&](const std::string& text) {
        if (std::find(m_troubles.begin(), m_troubles.end(), text) != m_troubles.end())
            return;
        m_troubles.push_back(text);
        m_context.log(jobs::LogLevel::Warning, text);
    };
    if (m_now.step >= 100 && m_now.criticLoss < 0.05)
        note("The critic tells real from generated without error, so the generator has nothing "
             "left to learn from. A larger R1 penalty or a smaller critic learning rate helps.");
    if (m_now.step >= 100 && outputScale < 1e-3)
        note("The generator has collapsed: its output hardly varies. Train again with another "
             "seed or smaller learning rates.");
}

QuantGanState Trainer::state(std::span<const float> weights, OutputScale scale) const {
    return {.kind = m_config.kind,
            .shape = m_config.generator(),
            .weights = {weights.begin(), weights.end()},
            .scale = scale,
            .scaler = m_scaler.state(),
            .facts = {}};
}

void Trainer::check() {
    const auto& weights = m_config.averaging > 0 ? m_now.average : m_now.generator;
    m_sampling.assign(weights);
    QuantGanState current = state(weights, {});
    const std::uint64_t seed = m_options.seed * 1000003;
    if (m_config.standardiseOutput)
        current.scale = measureScale(current, m_sampling, seed + kScaleStream, m_context);
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
    const auto text = fmt::format("{} / {} steps, {:.1f}/s, {:.0f} s left, {}", m_now.step, m_steps,
                                  rate, left, learn::deviceWords(m_device.id()));
    m_context.progress(static_cast<double>(m_now.step) / static_cast<double>(m_steps), text);
}

Status Trainer::saveCheckpoint() {
    if (m_options.checkpointFile.empty())
        return {};
    m_saved = Clock::now();
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
    m_started = Clock::now();
    bool diverged = false;
    while (m_now.step < m_steps && !m_context.shouldStop() && !diverged) {
        diverged = !step();
        if (diverged)
            break;
        if (m_now.step % m_config.checkEvery == 0 || m_now.step == m_steps) {
            check();
            if (secondsSince(m_saved) > kCheckpointSeconds && !m_context.shouldStop())
                if (auto saved = saveCheckpoint(); !saved)
                    m_context.log(jobs::LogLevel::Warning, saved.error().text());
        }
        if (secondsSince(m_reported) > 0.2)
            report();
    }
    return finish(diverged);
}

Result<std::unique_ptr<Generator>> Trainer::finish(bool diverged) {
    std::error_code ignored;
    if (m_context.stopRequest() == jobs::StopRequest::Discard) {
        std::filesystem::remove(m_options.checkpointFile, ignored);
        return fail(ErrorCode::Cancelled, "Training was stopped and its result discarded.");
    }
    if (m_now.step == m_steps)
        std::filesystem::remove(m_options.checkpointFile, ignored);
    else if (auto saved = diverged ? Status{} : saveCheckpoint(); !saved)
        m_context.log(jobs::LogLevel::Warning, saved.error().text());
    const auto diagnosis =
        fmt::format("Training diverged at step {}: a loss or gradient is not a finite number. Use "
                    "smaller learning rates or gradient clipping.",
                    m_now.step + 1);
    if (diverged && m_now.best.empty())
        return fail(ErrorCode::InvalidInput, diagnosis);
    if (diverged)
        m_context.log(jobs::LogLevel::Warning, diagnosis + " The best state before is kept.");
    if (m_now.best.empty()) { // stopped before the first check
        m_now.best = m_config.averaging > 0 ? m_now.average : m_now.generator;
        m_now.bestStep = m_now.step;
        m_sampling.assign(m_now.best);
        const jobs::PlainJobContext unstopped;
        if (m_config.standardiseOutput)
            m_now.bestScale = measureScale(state(m_now.best, {}), m_sampling,
                                           m_options.seed * 1000003 + kScaleStream, unstopped);
    }
    QuantGanState best = state(m_now.best, m_now.bestScale);
    best.facts = facts(diverged);
    report();
    return makeQuantGan(std::move(best));
}

std::vector<Generator::Fact> Trainer::facts(bool diverged) const {
    const auto number = [](double value) { return fmt::format("{:.4g}", value); };
    const auto& s = m_scaler.state();
    std::vector<Generator::Fact> list = {
        {"Tail parameter delta", number(s.delta)},
        {"Receptive field", std::to_string(m_window), "days"},
        {"Training windows", std::to_string(m_windows)},
        {"Steps trained", std::to_string(m_now.step)},
        {"Best step", std::to_string(m_now.bestStep)},
        {"Tail bound", number(m_scaler.toReturn(s.bound)), "log return"},
        {"Output standardised by",
         fmt::format("{:.4g} and {:.4g}", m_now.bestScale.mean, m_now.bestScale.stdev)}};
    if (m_now.bestScore.total > 0) {
        const std::string on = m_data.wholeWindow    ? " (in-sample)"
                               : canValidate(m_data) ? " (validation)"
                                                     : " (training)";
        list.push_back(
            {"ACF of |r|, share of no dynamics" + on, number(m_now.bestScore.acfAbsolute)});
        list.push_back({"Leverage, share of no dynamics" + on, number(m_now.bestScore.leverage)});
        list.push_back(
            {"Volatility, generated over real" + on, number(m_now.bestScore.volatility)});
        list.push_back({"EMD at 1 day" + on, number(m_now.bestScore.emd1), "log return"});
    }
    const auto warn = [&](const std::string& text) {
        if (!text.empty())
            list.push_back({"Warning", text, {}, true});
    };
    warn(learn::tailWarning(s.delta));
    if (!canValidate(m_data))
        warn("There are fewer than 60 validation days, so the best step was chosen on training "
             "data.");
    if (diverged)
        warn(fmt::format("Training diverged after step {}; the best state before is kept.",
                         m_now.step));
    for (const std::string& trouble : m_troubles)
        warn(trouble);
    return list;
}

} // namespace

Result<std::unique_ptr<Generator>> trainQuantGan(const QuantGanConfig& config,
                                                 const TrainingData& data,
                                                 const FitOptions& options,
                                                 jobs::JobContext& context) {
    if (auto usable = checkTraining(data, quantGanMinimum(config), "QuantGAN"); !usable)
        return std::move(usable).error();
    return Trainer(config, data, options, context).run();
}

} // namespace loom::generate
