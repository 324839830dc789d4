// SPDX-License-Identifier: GPL-3.0-or-later
// A stored set of generated paths, opened by mapping the file: 10,000 paths x 252 days x 20 assets
// are there at once, and only what is read is loaded. One file: a header with a data card (JSON)
// and one block of float32 log returns, path by path, day by day, asset by asset.
// Thread rule: an open set is immutable and may be shared. Failure: plain sentences; a damaged,
// truncated or foreign file is refused.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "generate/paths.h"

namespace loom::generate {

/// What a scenario set says about itself.
struct ScenarioCard {
    std::string name = {};
    std::vector<std::string> assets = {};
    std::string generator = {};   ///< id
    std::string description = {}; ///< how it was drawn; steered or scaled sets say so here
    bool steered = false;         ///< conditional or extreme: not a draw of the model's own law
    std::uint64_t seed = 0;
    std::string madeAt = {};       ///< ISO instant
    Json details = Json::object(); ///< study, run, fidelity and privacy verdicts …
};

class ScenarioSet {
  public:
    static Result<std::shared_ptr<const ScenarioSet>> open(const std::filesystem::path& file);
    ~ScenarioSet();

    const ScenarioCard& card() const { return m_card; }
    std::size_t count() const { return m_count; }
    std::size_t length() const { return m_length; }
    std::size_t assets() const { return m_card.assets.size(); }
    /// length * assets log returns, day by day.
    std::span<const float> path(std::size_t i) const {
        return m_values.subspan(i * m_length * assets(), m_length * assets());
    }
    /// Reads everything once and compares with the stored SHA-256.
    Status verify() const;

  private:
    ScenarioSet() = default;
    ScenarioCard m_card;
    std::size_t m_count = 0, m_length = 0;
    std::span<const float> m_values;
    std::string m_sha256;
    void* m_mapping = nullptr;
    std::size_t m_mapped = 0;
};

/// Writes beside the target and renames, so that a full disk or a crash leaves no half a file.
Status writeScenarioSet(const std::filesystem::path& file, const ScenarioCard& card,
                        const Paths& paths);

} // namespace loom::generate
