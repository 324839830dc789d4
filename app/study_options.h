// SPDX-License-Identifier: GPL-3.0-or-later
// The options that choose data and models, alike for every verb that runs a study.
#pragma once

#include <string>
#include <vector>

#include "app/command.h"
#include "studies/study.h"

namespace loom::app {

struct DataOptions {
    std::string symbol = "^GSPC";
    std::string symbols;  ///< "AAPL,MSFT,XOM": a panel
    std::string universe; ///< id of a preset: a panel
    std::string alignment = "inner";
    std::string from, to;
    std::string source;
    std::size_t paths = 500;
    std::size_t length = 0;
    bool paperTable = false;
    bool asStored = false;
};

/// SYMBOL, --symbols, --universe, --alignment, --from, --to, --source, --paths, --length,
/// --paper-table, --as-stored.
void addDataOptions(CLI::App& verb, DataOptions& options);

/// Symbols, dates, split and evaluation as the study has them; says on the console which symbols
/// were given twice.
struct DataChoice {
    studies::DataSelection data = {};
    studies::SplitPlan split = {};
    studies::EvaluationPlan evaluation = {};
};
Result<DataChoice> dataChoice(const DataOptions& options, const Console& console);

/// "vae", "vae:baseline"; without a preset the model's first one.
Result<studies::ModelChoice> modelChoice(const std::string& text,
                                         const generate::GeneratorRegistry& generators);

} // namespace loom::app
