// SPDX-License-Identifier: GPL-3.0-or-later
// The bytes of trained networks: a JSON header, then the weights of each member, behind a checksum.
#include "forecast/neural/neural_forecaster.h"

#include "base/hash.h"
#include "learn/byte_stream.h"

namespace loom::forecast {

namespace {

constexpr std::size_t kDigits = 64;

/// JSON has no NaN: a missing number is null.
Json numberJson(double value) {
    return std::isnan(value) ? Json(nullptr) : Json(value);
}

double numberFrom(const Json& json) {
    return json.is_null() ? kMissing : json.get<double>();
}

Json toJson(const TrainResult& result) {
    Json out{{"steps", result.steps},
             {"best_step", result.bestStep},
             {"validation_loss", numberJson(result.validationLoss)},
             {"naive_loss", numberJson(result.naiveLoss)},
             {"training_samples", result.trainingSamples},
             {"validation_samples", result.validationSamples},
             {"stopped", result.stopped}};
    if (!result.device.empty())
        out["device"] = result.device;
    return out;
}

TrainResult resultFrom(const Json& json) {
    TrainResult out;
    json.at("steps").get_to(out.steps);
    json.at("best_step").get_to(out.bestStep);
    out.validationLoss = numberFrom(json.at("validation_loss"));
    out.naiveLoss = numberFrom(json.at("naive_loss"));
    json.at("training_samples").get_to(out.trainingSamples);
    json.at("validation_samples").get_to(out.validationSamples);
    json.at("stopped").get_to(out.stopped);
    out.device = json.value("device", std::string());
    return out;
}

/// Throws Json::exception for an impossible state; weights follow the header in the reader.
NeuralForecaster::State readState(const Json& header, learn::ByteReader& reader,
                                  const NetworkFactory& network) {
    NeuralForecaster::State state;
    state.kind = DataKind::fromJson(header.at("kind"));
    header.at("levels").get_to(state.levels);
    state.ahead = header.value("ahead", std::size_t{0});
    const std::size_t steps = state.ahead > 0 ? state.ahead : state.kind.horizon;
    for (const Json& json : header.at("members")) {
        NetworkMember member;
        member.shape = json.at("shape");
        member.windows = windowMakerFromJson(json.at("windows"));
        member.network = network(member.shape);
        member.result = resultFrom(json.at("result"));
        member.result.weights = reader.getArray<float>();
        const std::size_t outputs =
            member.windows->assetsPerSample() * steps * (1 + state.levels.size());
        if (!member.network || member.result.weights.size() != member.network->parameterCount() ||
            member.network->inputs() != member.windows->width() ||
            static_cast<std::size_t>(member.network->outputs()) != outputs)
            throw Json::type_error::create(302, "shapes differ", &json);
        member.network->setWeights(member.result.weights);
        state.members.push_back(std::move(member));
    }
    if (state.members.empty() || !reader.finished())
        throw Json::type_error::create(302, "members are missing", &header);
    return state;
}

} // namespace

Result<std::string> NeuralForecaster::serialize() const {
    Json members = Json::array();
    learn::ByteWriter weights;
    for (const NetworkMember& member : m_state.members) {
        members.push_back({{"shape", member.shape},
                           {"windows", member.windows->toJson()},
                           {"result", toJson(member.result)}});
        weights.putArray(std::span<const float>(member.result.weights));
    }
    Json header{{"id", m_state.id},
                {"kind", m_state.kind.toJson()},
                {"levels", m_state.levels},
                {"members", members}};
    if (m_state.ahead > 0)
        header["ahead"] = m_state.ahead;
    learn::ByteWriter out;
    out.putText(header.dump());
    std::string bytes = std::move(out).bytes() + weights.bytes();
    return sha256Hex(bytes) + bytes;
}

Result<NeuralForecaster::State> readNetworks(std::string_view id, std::string_view title,
                                             std::string_view bytes,
                                             const NetworkFactory& network) {
    if (bytes.size() < kDigits || sha256Hex(bytes.substr(kDigits)) != bytes.substr(0, kDigits))
        return fail(ErrorCode::Corrupt, "The stored model is damaged: its checksum does not match. "
                                        "Train it again.");
    learn::ByteReader reader(bytes.substr(kDigits));
    const auto header = parseJson(reader.getText());
    if (!header || !header->is_object() || header->value("id", std::string()) != id)
        return fail(ErrorCode::Corrupt,
                    std::string("The stored model is no ") + std::string(title) + " model.");
    try {
        auto state = readState(*header, reader, network);
        state.id = id;
        state.title = title;
        state.network = network;
        return state;
    } catch (const Json::exception&) {
        return fail(ErrorCode::Corrupt, "The stored model is incomplete. Train it again.");
    }
}

} // namespace loom::forecast
