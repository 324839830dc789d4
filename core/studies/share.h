// SPDX-License-Identifier: GPL-3.0-or-later
// "Safe to share": generated data in a folder with a data card that says what they are, how good,
// how private and what they must not be used for. Real rows are never written.
// Thread rule: as Workbench, any thread.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "studies/synthesize.h"

namespace loom::studies {

struct ShareRequest {
    std::filesystem::path folder;    ///< made when missing; files of these names are replaced
    std::string overrideReason = {}; ///< why it is shared although the privacy verdict is bad
};

/// Sentences; empty: nothing speaks against sharing (PrivacyReport::safeToShare()).
std::vector<std::string> reasonsNotToShare(const generate::PrivacyReport& privacy);

/// Model, data span, fidelity verdict, privacy verdict, limits of use; no price or return of the
/// real data. overrideReason is recorded when not empty.
Json dataCardJson(const SynthesizeOutcome& outcome, const std::string& overrideReason);
std::string dataCardMarkdown(const SynthesizeOutcome& outcome, const std::string& overrideReason);

/// Writes synthetic.csv, data_card.md and data_card.json, keeps the card with the run and tags the
/// run ("quantloom.shared", and "quantloom.share_override" with the reason). InvalidInput with the
/// reasons when there are any and no override is given. Returns the files written.
Result<std::vector<std::filesystem::path>>
shareOutcome(Workbench& workbench, const SynthesizeOutcome& outcome, const ShareRequest& request);

} // namespace loom::studies
