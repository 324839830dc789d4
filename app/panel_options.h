// SPDX-License-Identifier: GPL-3.0-or-later
// The options by which a verb takes a panel of assets: a universe, symbols of the cache or a file.
#pragma once

#include <string>
#include <vector>

#include "app/command.h"
#include "studies/study_data.h"

namespace loom::app {

struct PanelOptions {
    std::string file;
    std::string universe;
    std::vector<std::string> symbols;
    std::string set; ///< a stored scenario set to learn from
    std::string from, to, source;
    bool prices = false, returns = false;
};

void addPanelOptions(CLI::App& verb, const std::shared_ptr<PanelOptions>& options);

struct PanelInput {
    studies::DataSelection selection;
    studies::StudyData data;
};

/// The panel asked for: every day of it is training data. InvalidInput when nothing or more than
/// one thing is asked for.
Result<PanelInput> loadPanel(const PanelOptions& options, const generate::GeneratorInfo& info,
                             const Params& params, CommandEnvironment& environment);

} // namespace loom::app
