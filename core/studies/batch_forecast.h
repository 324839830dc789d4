// SPDX-License-Identifier: GPL-3.0-or-later
// From a price file to the forecast of what comes after it: one code path for files that are
// dropped on the window, put into the inbox or given to the command line. The bars go into the
// cache (source "import"), so that later files meet the forecasts of earlier ones.
//
// A registered model fits when it was trained on bars of the file's interval, reaches as far ahead
// and reads nothing but prices and covariates of the cache. Taken is the newest that was trained on
// these symbols, else the newest that was trained on two or more (a model of one share says nothing
// about another). When none fits, a quick one is trained on the file itself and registered, so that
// the next file of the symbol finds it.
// Thread rule: blocking, runs in a job.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "predictions/inbox.h"
#include "studies/forecast_run.h"

namespace loom::studies {

struct BatchOptions {
    std::optional<ModelOrigin> registered = {};            ///< this one and no other
    bool train = true;                                     ///< when no registered model fits
    ModelChoice model = {.id = "lstm", .preset = "quick"}; ///< to be trained
    std::uint64_t seed = 1;
    std::string device = "auto";
};

/// What became of one file.
struct BatchOutcome {
    std::string name = {};
    std::shared_ptr<const ForecastOutcome> forecast = {};
    std::vector<std::string> notes = {}; ///< about the file and the choice of the model
    predictions::RecordCounts recorded = {};
    predictions::FillCounts realised = {}; ///< of earlier forecasts, by this file's bars

    /// "SPY: next 10 days by lstm SPY 1d version 2, trained now."
    std::string words() const;
};

/// name: under which the file is known. All or nothing in what it leaves in the records; refused in
/// words: what is no price file, names no symbol, is cut off, lies in the future, holds too little
/// for any model; prices on another scale than those stored of the symbol.
Result<BatchOutcome> forecastFile(Workbench& workbench, const std::filesystem::path& file,
                                  const std::string& name, const BatchOptions& options,
                                  jobs::JobContext& context);

/// "symbol,made_at,step,date,price,last_close,model,version,run,…" with a column a quantile.
std::string toCsv(const BatchOutcome& outcome);

/// The folder "inbox" beside workstation.db.
std::filesystem::path inboxFolder(const Workbench& workbench);
Result<predictions::Inbox> openInbox(const Workbench& workbench,
                                     std::chrono::milliseconds settle = std::chrono::seconds{2});

struct InboxRound {
    predictions::InboxReport report = {};
    std::vector<BatchOutcome> outcomes = {}; ///< of the files that are done
};

/// Works on all that is ready; see predictions::Inbox.
Result<InboxRound> processInbox(Workbench& workbench, predictions::Inbox& inbox,
                                const BatchOptions& options, jobs::JobContext& context);

} // namespace loom::studies
