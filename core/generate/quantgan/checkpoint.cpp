// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/quantgan/checkpoint.h"
#include "base/hash.h"
#include "learn/byte_stream.h"

namespace loom::generate {

namespace {

constexpr std::uint32_t kVersion = 3;
constexpr std::size_t kDigits = 64;

/// Visits every part in the order of the file.
template <class State, class Number, class Array, class Texts>
void visit(State& s, Number&& number, Array&& array, Texts&& texts) {
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
    array(s.bestScale.mean);
    array(s.bestScale.root);
    number(s.bestScore.emd1);
    number(s.bestScore.acfAbsolute);
    number(s.bestScore.leverage);
    number(s.bestScore.volatility);
    number(s.bestScore.horizons);
    number(s.bestScore.total);
    number(s.bestStep);
    number(s.criticLoss);
    number(s.generatorLoss);
    texts(s.troubles);
}

} // namespace

std::string checkpointBytes(const TrainingState& state, std::string_view fingerprint) {
    learn::ByteWriter writer;
    writer.put(kVersion).putText(fingerprint);
    visit(
        state, [&](const auto& value) { writer.put(value); },
        [&](const auto& values) { writer.putArray(std::span(values)); },
        [&](const std::vector<std::string>& list) {
            writer.put(static_cast<std::uint64_t>(list.size()));
            for (const std::string& text : list)
                writer.putText(text);
        });
    std::string bytes = std::move(writer).bytes();
    bytes += sha256Hex(bytes);
    return bytes;
}

Result<TrainingState> checkpointFromBytes(std::string_view bytes, std::string_view fingerprint) {
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
    TrainingState state;
    visit(
        state, [&](auto& value) { value = reader.get<std::remove_reference_t<decltype(value)>>(); },
        [&](auto& values) {
            values =
                reader.getArray<typename std::remove_reference_t<decltype(values)>::value_type>();
        },
        [&](std::vector<std::string>& list) {
            for (auto left = reader.get<std::uint64_t>(); left > 0 && reader.ok(); --left)
                list.emplace_back(reader.getText());
        });
    if (!reader.finished())
        return damaged();
    return state;
}

} // namespace loom::generate
