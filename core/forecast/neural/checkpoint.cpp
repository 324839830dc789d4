// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast/neural/checkpoint.h"

#include "base/hash.h"
#include "learn/byte_stream.h"

namespace loom::forecast {

namespace {

constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kDigits = 64;

/// Visits every part in the order of the file.
template <class State, class Number, class Array>
void visit(State& s, Number&& number, Array&& array) {
    number(s.step);
    array(s.network.weights);
    number(s.network.adamSteps);
    array(s.network.first);
    array(s.network.second);
    array(s.best);
    number(s.bestStep);
    number(s.bestLoss);
    number(s.checksWithoutGain);
    number(s.runningLoss);
    number(s.runningSteps);
}

} // namespace

std::string checkpointBytes(const NetworkTraining& state, std::string_view fingerprint) {
    learn::ByteWriter writer;
    writer.put(kVersion).putText(fingerprint);
    visit(
        state, [&](const auto& value) { writer.put(value); },
        [&](const auto& values) { writer.putArray(std::span(values)); });
    std::string bytes = std::move(writer).bytes();
    bytes += sha256Hex(bytes);
    return bytes;
}

Result<NetworkTraining> checkpointFromBytes(std::string_view bytes, std::string_view fingerprint) {
    const auto damaged = [] {
        return fail(ErrorCode::Corrupt,
                    "The checkpoint of the interrupted training is damaged, so that "
                    "training cannot go on.");
    };
    if (bytes.size() < kDigits)
        return damaged();
    const auto content = bytes.substr(0, bytes.size() - kDigits);
    if (sha256Hex(content) != bytes.substr(content.size()))
        return damaged();
    learn::ByteReader reader(content);
    if (reader.get<std::uint32_t>() != kVersion || reader.getText() != fingerprint)
        return fail(ErrorCode::InvalidInput,
                    "The checkpoint belongs to another training (other parameters, seed, prices or "
                    "version of the program), so that training cannot go on.");
    NetworkTraining state;
    visit(
        state, [&](auto& value) { value = reader.get<std::remove_reference_t<decltype(value)>>(); },
        [&](auto& values) { values = reader.getArray<float>(); });
    if (!reader.finished())
        return damaged();
    return state;
}

} // namespace loom::forecast
