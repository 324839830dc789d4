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

constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kPathsTogether = 4;
constexpr std::size_t kDaysTogether = 2048; ///< longer paths are made piece by piece

/// Four paths from their noise streams, a stretch of days at a time.
class PathMaker {
  public:
    PathMaker(const QuantGanState& state, const learn::TcnWeights& weights, std::size_t length)
        : m_state(state), m_days(std::min(length, kDaysTogether)),
          m_sampler(weights, kPathsTogether, m_days),
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
                    out[s * length + begin + t] = output(s, t);
        }
    }

  private:
    std::size_t noiseSteps(std::size_t days) const {
        return days + m_state.shape.receptiveField() -
               (m_state.kind == QuantGanKind::Tcn ? 1U : 0U);
    }
    /// Steps before `known` are carried over from the end of the stretch before.
    void drawNoise(Rng& stream, std::vector<float>& noise, std::size_t known, std::size_t steps) {
        if (known > 0)
            std::copy(noise.end() - static_cast<std::ptrdiff_t>(known * m_channels), noise.end(),
                      noise.begin());
        for (std::size_t i = known * m_channels; i < steps * m_channels; ++i)
            noise[i] = static_cast<float>(stream.normal());
    }
    float output(std::size_t s, std::size_t t) const {
        float raw = m_sampler.output(t, s, 0);
        if (m_state.kind == QuantGanKind::Svnn) {
            const std::size_t present = t + m_state.shape.receptiveField();
            raw = std::abs(raw) * m_noise[s][present * m_channels] + m_sampler.output(t, s, 1);
        }
        return static_cast<float>((raw - m_state.scale.mean) / m_state.scale.stdev);
    }

    const QuantGanState& m_state;
    std::size_t m_days;
    learn::TcnSampler m_sampler;
    std::size_t m_channels;
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
    if (request.count > std::numeric_limits<std::ptrdiff_t>::max() / 4 / request.length)
        return tooLarge();
    Sample sample;
    sample.paths.count = request.count;
    sample.paths.length = request.length;
    try {
        sample.paths.returns =
            drawOutputs(m_state, m_weights, request.count, request.length, request.seed, context);
    } catch (const std::bad_alloc&) {
        return tooLarge();
    }
    if (context.shouldStop())
        return fail(ErrorCode::Cancelled, "Generating paths was stopped.");
    const learn::ReturnScaler scaler(m_state.scaler);
    std::atomic<std::size_t> touched{0};
    stats::parallelFor(request.count, [&](std::size_t i) {
        std::size_t here = 0;
        for (float& value : sample.paths.path(i)) {
            here += scaler.touches(value) ? 1 : 0;
            value = static_cast<float>(scaler.toReturn(value));
        }
        touched += here;
    });
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
    const auto& s = m_state.scaler;
    const Json header = {{"kind", m_state.kind == QuantGanKind::Tcn ? "tcn" : "svnn"},
                         {"inputs", m_state.shape.inputs},
                         {"hidden", m_state.shape.hidden},
                         {"outputs", m_state.shape.outputs},
                         {"blocks", m_state.shape.blocks},
                         {"output_mean", m_state.scale.mean},
                         {"output_stdev", m_state.scale.stdev},
                         {"scaler", {s.location, s.scale, s.delta, s.mean, s.stdev, s.bound}},
                         {"facts", factsToJson(m_state.facts)}};
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

/// Reads what serialize() wrote as the header; throws Json's exceptions on a wrong type.
QuantGanState stateFromHeader(const Json& header) {
    QuantGanState state;
    state.kind = header.at("kind") == "tcn" ? QuantGanKind::Tcn : QuantGanKind::Svnn;
    state.shape = {header.at("inputs"), header.at("hidden"), header.at("outputs"),
                   header.at("blocks")};
    state.scale = {header.at("output_mean"), header.at("output_stdev")};
    const auto s = header.at("scaler").get<std::vector<double>>();
    state.scaler = {s.at(0), s.at(1), s.at(2), s.at(3), s.at(4), s.at(5)};
    for (const Json& fact : header.at("facts"))
        state.facts.push_back(
            {fact.at("name"), fact.at("value"), fact.at("unit"), fact.at("warning")});
    return state;
}

bool plausible(const learn::TcnShape& shape) {
    const auto within = [](int value, int high) { return value >= 1 && value <= high; };
    return within(shape.inputs, 16) && within(shape.hidden, 4096) && within(shape.outputs, 2) &&
           within(shape.blocks, 14);
}

} // namespace

std::vector<float> drawOutputs(const QuantGanState& state, const learn::TcnWeights& weights,
                               std::size_t count, std::size_t length, std::uint64_t seed,
                               const jobs::JobContext& context) {
    std::vector<float> outputs(count * length);
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
            maker.make(streams, length, std::span(outputs).subspan(begin * length, here * length));
        }
    });
    return outputs;
}

OutputScale measureScale(const QuantGanState& state, const learn::TcnWeights& weights,
                         std::uint64_t seed, const jobs::JobContext& context) {
    QuantGanState raw = state;
    raw.scale = {};
    const auto x = drawOutputs(raw, weights, 256, 400, seed, context);
    double mean = 0;
    for (const float value : x)
        mean += value;
    mean /= static_cast<double>(x.size());
    double variance = 0;
    for (const float value : x)
        variance += (value - mean) * (value - mean);
    return {mean, std::sqrt(variance / static_cast<double>(x.size()) + 1e-12)};
}

std::unique_ptr<Generator> makeQuantGan(QuantGanState state) {
    return std::make_unique<QuantGan>(std::move(state));
}

Result<std::unique_ptr<Generator>> loadQuantGan(QuantGanKind kind, std::string_view bytes) {
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
        if (state.kind != kind || !plausible(state.shape))
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
        return trainQuantGan(QuantGanConfig::from(kind, options.params), data, options, context);
    };
    info.load = [kind](std::string_view bytes) { return loadQuantGan(kind, bytes); };
    return info;
}

} // namespace loom::generate
