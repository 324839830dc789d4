// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/quantgan/checkpoint.h"
#include "base/hash.h"
#include "learn/byte_stream.h"

namespace loom::generate {

namespace {

constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kDigits = 64;

/// Visits every part in the order of the file.
template <class State, class Number, class Array>
void visit(State& s, Number&& number, Array&& array) {
    number(s.step);
    array(s.generator);
    array(s.critic);
    array(s.average);
    for (auto* adam : {&s.generatorAdam, &s.criticAdam}) {
        number(adam->steps);
        array(adam->first);
        array(adam->second);
    }
    array(s.best);
    number(s.bestScale.mean);
    number(s.bestScale.stdev);
    number(s.bestScore.emd1);
    number(s.bestScore.acfAbsolute);
    number(s.bestScore.leverage);
    number(s.bestScore.volatility);
    number(s.bestScore.horizons);
    number(s.bestScore.total);
    number(s.bestStep);
    number(s.criticLoss);
    number(s.generatorLoss);
}

} // namespace

std::string checkpointBytes(const TrainingState& state, std::string_view fingerprint) {
    learn::ByteWriter writer;
    writer.put(kVersion).putText(fingerprint);
    visit(
        state, [&](const auto& value) { writer.put(value); },
        [&](const std::vector<float>& values) { writer.putArray(std::span(values)); });
    std::string bytes = std::move(writer).bytes();
    bytes += sha256Hex(bytes);
    return bytes;
}

Result<TrainingState> checkpointFromBytes(std::string_view bytes, std::string_view fingerprint) {
    const auto damaged = [] {
        return fail(ErrorCode::Corrupt, "The training checkpoint is damaged, so this training "
                                        "cannot be resumed. Delete the file to start again.");
    };
    if (bytes.size() < kDigits)
        return damaged();
    const auto content = bytes.substr(0, bytes.size() - kDigits);
    if (sha256Hex(content) != bytes.substr(content.size()))
        return damaged();
    learn::ByteReader reader(content);
    if (reader.get<std::uint32_t>() != kVersion || reader.getText() != fingerprint)
        return fail(ErrorCode::InvalidInput,
                    "The training checkpoint belongs to another training: other parameters, seed, "
                    "data or version of the program. Delete the file to start again.");
    TrainingState state;
    visit(
        state, [&](auto& value) { value = reader.get<std::remove_reference_t<decltype(value)>>(); },
        [&](std::vector<float>& values) { values = reader.getArray<float>(); });
    if (!reader.finished())
        return damaged();
    return state;
}

} // namespace loom::generate
