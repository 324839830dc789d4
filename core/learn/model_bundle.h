// SPDX-License-Identifier: GPL-3.0-or-later
// Everything needed to use a trained model again, as one file: a JSON header (kind, model id,
// parameters, seed, data hash, period, scores) and the model's own bytes (weights, scalers).
// Layout, little-endian: "QLMODEL\n", u32 version, u64 header size, header, u64 payload size,
// payload, 64 hexadecimal digits SHA-256 of everything before. No clock time inside and sorted
// keys: equal training gives equal bytes. Thread rule: plain values.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace loom::learn {

struct ModelBundle {
    std::string kind;             ///< "generator"
    std::string modelId;          ///< registry id, "quantgan"
    Json header = Json::object(); ///< what a reader may want to know; see studies/synthesize.cpp
    std::string payload = {};     ///< Generator::serialize()
};

std::string toBytes(const ModelBundle& bundle);

/// Corrupt: cut, changed or no bundle at all; NewerVersion: written by a newer program.
Result<ModelBundle> bundleFromBytes(std::string_view bytes);

Status writeBundle(const std::filesystem::path& path, const ModelBundle& bundle);
Result<ModelBundle> readBundle(const std::filesystem::path& path);

} // namespace loom::learn
