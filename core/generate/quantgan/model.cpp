// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/quantgan/model.h"
#include "base/hash.h"
#include "generate/model_support.h"
#include "generate/quantgan/trainer.h"
#include "learn/byte_stream.h"
#include "learn/runtime.h"
#include "stats/parallel.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <new>

#include <fmt/format.h>

namespace loom::generate {

namespace {

constexpr std::uint32_t kVersion = 2;
constexpr std::size_t kPathsTogether = 4;
constexpr std::size_t kDaysTogether = 2048; ///< longer paths are made piece by piece

/// Four paths from their noise streams, a stretch of days at a time.
class PathMaker {
  public:
    PathMaker(const QuantGanState& state, const learn::TcnWeights& weights, std::size_t length)
        : m_state(state), m_days(std::min(length, kDaysTogether)),
          m_sampler(weights, kPathsTogether, m_days), m_width(state.map.assets()),
          m_outputs(state.scale.channels()),
          m_channels(static_cast<std::size_t>(state.shape.inputs)),
          m_noise(kPathsTogether, std::vector<float>(noiseSteps(m_days) * m_channels)) {}

    void make(std::span<Rng> streams, std::size_t length, std::span<float> out) {
        const std::size_t memory = noiseSteps(0);
        for (std::size_t begin = 0; begin < length; begin += m_days) {
            const std::size_t days = std::min(m_days, length - begin);
            for (std::size_t s = 0; s < streams.size(); ++s) {
                drawNoise(streams[s], m_noise[s], begin == 0 ? 0 : memory, memory + days);
                for (std::size_t t = 0; t < m_sampler.inputSteps(); ++t)
                    std::copy_n(m_noise[s].data() + t * m_channels, m_channels,
                                m_sampler.input(t, s));
            }
            m_sampler.run();
            for (std::size_t s = 0; s < streams.size(); ++s)
                for (std::size_t t = 0; t < days; ++t)
                    fillDay(s, t, out.subspan((s * length + begin + t) * m_width, m_outputs));
        }
    }

  private:
    /// As in QuantGanConfig.
    std::size_t shockStep() const {
        return m_state.shape.receptiveField() - (m_state.kind == QuantGanKind::Svnn ? 0U : 1U);
    }
    std::size_t noiseSteps(std::size_t days) const { return days + shockStep(); }
    /// Steps before `known` are carried over from the end of the stretch before.
    void drawNoise(Rng& stream, std::vector<float>& noise, std::size_t known, std::size_t steps) {
        if (known > 0)
            std::copy(noise.end() - static_cast<std::ptrdiff_t>(known * m_channels), noise.end(),
                      noise.begin());
        for (std::size_t i = known * m_channels; i < steps * m_channels; ++i)
            noise[i] = static_cast<float>(stream.normal());
    }
    void fillDay(std::size_t s, std::size_t t, std::span<float> day) const {
        const float* shocks = m_noise[s].data() + (t + shockStep()) * m_channels;
        const int drifts = static_cast<int>(m_outputs);
        for (std::size_t c = 0; c < m_outputs; ++c) {
            const int channel = static_cast<int>(c);
            day[c] = m_sampler.output(t, s, channel);
            if (m_state.kind != QuantGanKind::Tcn)
                day[c] = std::abs(day[c]) * shocks[c] + m_sampler.output(t, s, drifts + channel);
        }
        m_state.scale.apply(day);
    }

    const QuantGanState& m_state;
    std::size_t m_days;
    learn::TcnSampler m_sampler;
    std::size_t m_width, m_outputs; ///< values a day, and how many of them the network makes
    std::size_t m_channels;         ///< of noise
    std::vector<std::vector<float>> m_noise;
};

class QuantGan final : public Generator {
  public:
    explicit QuantGan(QuantGanState state) : m_state(std::move(state)), m_weights(m_state.shape) {
        m_weights.assign(m_state.weights);
    }
    Result<Sample> sample(const SampleRequest& request, jobs::JobContext& context) const override;
    std::vector<Fact> facts() const override { return m_state.facts; }
    Result<std::string> serialize() const override;

  private:
    QuantGanState m_state;
    learn::TcnWeights m_weights;
};

Result<Sample> QuantGan::sample(const SampleRequest& request, jobs::JobContext& context) const {
    if (request.count == 0 || request.length == 0)
        return fail(ErrorCode::InvalidInput,
                    "Nothing to generate: ask for at least one path of at least one day.");
    const auto tooLarge = [&] {
        return fail(ErrorCode::OutOfMemory,
                    fmt::format("{} paths of {} days do not fit into memory. Ask for fewer.",
                                request.count, request.length));
    };
    const std::size_t assets = m_state.map.assets();
    if (request.count > std::numeric_limits<std::ptrdiff_t>::max() / 4 / assets / request.length)
        return tooLarge();
    Sample sample;
    sample.paths.count = request.count;
    sample.paths.length = request.length;
    sample.paths.assets = assets;
    try {
        sample.paths.returns =
            drawOutputs(m_state, m_weights, request.count, request.length, request.seed, context);
    } catch (const std::bad_alloc&) {
        return tooLarge();
    }
    if (context.shouldStop())
        return fail(ErrorCode::Cancelled, "Generating paths was stopped.");
    std::atomic<std::size_t> touched{0};
    stats::parallelFor(request.count, [&](std::size_t i) {
        if (!context.shouldStop()) {
            Rng rng = restStream(request.seed, i);
            touched += m_state.map.toReturns(sample.paths.path(i), rng);
        }
    });
    if (context.shouldStop())
        return fail(ErrorCode::Cancelled, "Generating paths was stopped.");
    sample.report = {.values = sample.paths.returns.size(), .boundedValues = touched};
    return sample;
}

Json factsToJson(const std::vector<Generator::Fact>& facts) {
    Json list = Json::array();
    for (const auto& fact : facts)
        list.push_back({{"name", fact.name},
                        {"value", fact.value},
                        {"unit", fact.unit},
                        {"warning", fact.warning}});
    return list;
}

Result<std::string> QuantGan::serialize() const {
    Json header = {{"kind", wordOf(m_state.kind)},       {"inputs", m_state.shape.inputs},
                   {"hidden", m_state.shape.hidden},     {"outputs", m_state.shape.outputs},
                   {"blocks", m_state.shape.blocks},     {"scaler", m_state.map.toJson()},
                   {"facts", factsToJson(m_state.facts)}};
    if (m_state.map.isPanel()) {
        header["output_mean"] = m_state.scale.mean;
        header["output_root"] = m_state.scale.root;
    } else {
        header["output_mean"] = m_state.scale.mean.front();
        header["output_stdev"] = m_state.scale.root.front();
    }
    learn::ByteWriter writer;
    writer.put(kVersion).putText(header.dump());
    const auto list = m_state.shape.parameters();
    writer.put(static_cast<std::uint64_t>(list.size()));
    for (const learn::Parameter& p : list) {
        const std::vector<std::uint64_t> shape(p.shape.begin(), p.shape.end());
        writer.putText(p.name).putArray(std::span(shape));
        writer.putArray(std::span(m_state.weights).subspan(p.offset, p.count()));
    }
    std::string bytes = std::move(writer).bytes();
    bytes += sha256Hex(bytes);
    return bytes;
}

Error damaged() {
    return fail(ErrorCode::Corrupt, "The stored Quant GAN is damaged: its checksum or its content "
                                    "does not fit. Train it again.");
}

OutputScale scaleFromHeader(const Json& header, bool panel) {
    if (panel)
        return {header.at("output_mean").get<std::vector<double>>(),
                header.at("output_root").get<std::vector<double>>()};
    return {{header.at("output_mean").get<double>()}, {header.at("output_stdev").get<double>()}};
}

/// Reads what serialize() wrote as the header; throws Json's exceptions on a wrong type.
QuantGanState stateFromHeader(const Json& header) {
    QuantGanState state;
    state.kind = kindOf(header.at("kind"));
    state.shape = {header.at("inputs"), header.at("hidden"), header.at("outputs"),
                   header.at("blocks")};
    state.map = ReturnMap::fromJson(header.at("scaler"));
    state.scale = scaleFromHeader(header, state.map.isPanel());
    for (const Json& fact : header.at("facts"))
        state.facts.push_back(
            {fact.at("name"), fact.at("value"), fact.at("unit"), fact.at("warning")});
    return state;
}

bool plausible(const QuantGanState& state) {
    const auto within = [](int value, int low, int high) { return value >= low && value <= high; };
    const auto channels = static_cast<int>(state.map.channels());
    const bool shocks = state.kind != QuantGanKind::Tcn;
    return within(state.shape.inputs, shocks ? channels : 1, channels + 16) &&
           within(state.shape.hidden, 1, 4096) &&
           state.shape.outputs == (shocks ? 2 * channels : channels) &&
           within(state.shape.blocks, 1, 14) && state.scale.channels() == state.map.channels() &&
           state.scale.root.size() == state.map.channels() * state.map.channels();
}

} // namespace

Rng restStream(std::uint64_t seed, std::size_t path) {
    return Rng(seed).stream(path).stream(0);
}

std::vector<float> drawOutputs(const QuantGanState& state, const learn::TcnWeights& weights,
                               std::size_t count, std::size_t length, std::uint64_t seed,
                               const jobs::JobContext& context) {
    const std::size_t values = length * state.map.assets(); // of a path
    std::vector<float> outputs(count * values);
    const Rng root(seed);
    const std::size_t groups = (count + kPathsTogether - 1) / kPathsTogether;
    const std::size_t workers = std::min<std::size_t>(learn::workerThreads(), groups);
    std::atomic<std::size_t> next{0};
    stats::parallelFor(workers, [&](std::size_t) {
        PathMaker maker(state, weights, length);
        for (std::size_t g = next++; g < groups && !context.shouldStop(); g = next++) {
            const std::size_t begin = g * kPathsTogether;
            const std::size_t here = std::min(kPathsTogether, count - begin);
            std::vector<Rng> streams;
            for (std::size_t i = 0; i < here; ++i)
                streams.push_back(root.stream(begin + i));
            maker.make(streams, length, std::span(outputs).subspan(begin * values, here * values));
        }
    });
    return outputs;
}

void measureOutputs(QuantGanState& state, const learn::TcnWeights& weights, std::uint64_t seed,
                    const jobs::JobContext& context) {
    const std::size_t assets = state.map.assets();
    const std::size_t paths = state.map.isPanel() ? 128 : 256;
    const std::size_t channels = state.map.channels();
    state.scale = OutputScale::identity(channels);
    auto outputs = drawOutputs(state, weights, paths, 400, seed, context);
    if (context.shouldStop())
        return;
    for (std::size_t t = 1; channels < assets && t < outputs.size() / assets; ++t)
        std::copy_n(outputs.begin() + static_cast<std::ptrdiff_t>(t * assets), channels,
                    outputs.begin() + static_cast<std::ptrdiff_t>(t * channels));
    outputs.resize(outputs.size() / assets * channels);
    state.scale = OutputScale::measured(outputs, channels);
    if (!state.map.isPanel() || !state.scale.isFinite())
        return;
    state.scale.apply(outputs);
    state.map = state.map.calibrated(outputs, restStream(seed, paths));
}

std::unique_ptr<Generator> makeQuantGan(QuantGanState state) {
    return std::make_unique<QuantGan>(std::move(state));
}

Result<std::unique_ptr<Generator>>
loadQuantGan(const std::function<bool(const QuantGanState&)>& expected, std::string_view bytes) {
    constexpr std::size_t kDigits = 64;
    if (bytes.size() < kDigits ||
        sha256Hex(bytes.substr(0, bytes.size() - kDigits)) != bytes.substr(bytes.size() - kDigits))
        return damaged();
    learn::ByteReader reader(bytes.substr(0, bytes.size() - kDigits));
    if (reader.get<std::uint32_t>() > kVersion)
        return fail(ErrorCode::NewerVersion, "This Quant GAN was stored by a newer version of the "
                                             "program. Update the program to use it.");
    try {
        QuantGanState state = stateFromHeader(Json::parse(reader.getText()));
        if (!expected(state) || !plausible(state))
            return damaged();
        const auto list = state.shape.parameters();
        if (reader.get<std::uint64_t>() != list.size())
            return damaged();
        for (const learn::Parameter& p : list) {
            const std::string_view name = reader.getText();
            const auto shape = reader.getArray<std::uint64_t>();
            const auto values = reader.getArray<float>();
            if (name != p.name ||
                !std::equal(shape.begin(), shape.end(), p.shape.begin(), p.shape.end()) ||
                values.size() != p.count())
                return damaged();
            state.weights.insert(state.weights.end(), values.begin(), values.end());
        }
        if (!reader.finished())
            return damaged();
        return makeQuantGan(std::move(state));
    } catch (const Json::exception&) {
        return damaged();
    }
}

namespace {

using Fitted = Result<std::unique_ptr<Generator>>;

Status checkPanelGan(const QuantGanConfig& config, const TrainingData& data) {
    constexpr std::string_view kTitle = "The panel QuantGAN";
    if (config.assets > static_cast<int>(kMostChannels))
        return fail(ErrorCode::InvalidInput,
                    fmt::format("{} takes at most {} assets, this data has {}. Choose fewer, or "
                                "the t copula.",
                                kTitle, kMostChannels, config.assets));
    return checkPanel(data, quantGanMinimum(config), MissingReturns::Refused, kTitle);
}

} // namespace

GeneratorInfo quantGanInfo(QuantGanKind kind) {
    GeneratorInfo info;
    info.params = quantGanSpecs(kind);
    info.presets = quantGanPresets();
    info.trains = true;
    info.testParams = {{"receptive_field", 15}, {"generator_width", 8}, {"critic_width", 8},
                       {"steps", 12},           {"batch", 8},           {"check_every", 5}};
    info.minimumReturns = [kind](const Params& params, std::size_t) {
        return quantGanMinimum(QuantGanConfig::from(kind, params));
    };
    info.fit = [kind](const TrainingData& data, const FitOptions& options,
                      jobs::JobContext& context) {
        const auto config = QuantGanConfig::from(kind, options.params);
        if (auto usable = checkTraining(data, quantGanMinimum(config), "QuantGAN"); !usable)
            return Fitted(std::move(usable).error());
        return trainQuantGan(config, data, options, context);
    };
    info.load = [kind](std::string_view bytes) {
        return loadQuantGan(
            [kind](const QuantGanState& s) { return s.kind == kind && !s.map.isPanel(); }, bytes);
    };
    return info;
}

GeneratorInfo panelGanInfo() {
    GeneratorInfo info;
    info.params = panelGanSpecs();
    info.presets = panelGanPresets();
    info.trains = true;
    info.minAssets = 2;
    info.maxAssets = kMostChannels;
    info.testParams = {{"receptive_field", 15}, {"generator_width", 8}, {"critic_width", 8},
                       {"steps", 12},           {"batch", 8},           {"check_every", 5}};
    info.minimumReturns = [](const Params& params, std::size_t assets) {
        return quantGanMinimum(QuantGanConfig::forPanel(params, assets));
    };
    info.fit = [](const TrainingData& data, const FitOptions& options, jobs::JobContext& context) {
        const auto config = QuantGanConfig::forPanel(options.params, data.assetCount());
        if (auto usable = checkPanelGan(config, data); !usable)
            return Fitted(std::move(usable).error());
        return trainQuantGan(config, data, options, context);
    };
    info.load = [](std::string_view bytes) {
        return loadQuantGan([](const QuantGanState& s) { return s.map.isPanel(); }, bytes);
    };
    return info;
}

} // namespace loom::generate
