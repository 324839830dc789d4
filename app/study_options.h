// SPDX-License-Identifier: GPL-3.0-or-later
// The options that choose data and models, alike for every verb that runs a study.
#pragma once

#include <string>
#include <vector>

#include "app/command.h"
#include "studies/study.h"

namespace loom::app {

/// Where the data come from: the cache, a file or a stored scenario set.
struct SourceOptions {
    std::string symbol;               ///< one series
    std::vector<std::string> symbols; ///< "AAPL,MSFT,XOM" or one each: a panel
    std::string universe;             ///< id of a preset: a panel
    std::string file;                 ///< wide CSV: a panel
    std::string set;                  ///< scenario set: a panel
    std::string alignment = "inner";
    std::string from, to;
    std::string source;
    bool prices = false, returns = false; ///< what the file holds
    bool asStored = false;
};

/// SYMBOL, --symbols, --universe, --file, --set, --alignment, --from, --to, --source, --prices,
/// --returns,
/// --as-stored.
void addSourceOptions(CLI::App& verb, SourceOptions& options);

/// Says on the console which symbols were given twice. InvalidInput when more than one source is
/// given, and when none is.
Result<studies::DataSelection> dataSelection(const SourceOptions& options, const Console& console);

struct DataOptions {
    SourceOptions source;
    std::size_t paths = 500;
    std::size_t length = 0;
    bool paperTable = false;
};

/// Those of addSourceOptions(), --paths, --length, --paper-table.
void addDataOptions(CLI::App& verb, DataOptions& options);

/// Data (^GSPC when none are chosen), split and evaluation as the study has them.
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
