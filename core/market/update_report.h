// SPDX-License-Identifier: GPL-3.0-or-later
// What an update says: how a failure is booked, the sentence of one symbol, the summary of all.
// Pure functions.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "market/update_merge.h"
#include "market/updater.h"

namespace loom::market {

/// What a failed request means for the books.
struct FailureFacts {
    UpdateKind kind;
    SeriesStatus status;
    UpdateJobState job;
    std::int64_t wait; ///< seconds until the next try; 0: at once
};

FailureFacts factsOf(ErrorCode code);

/// "3 new bars, 1 changed."
std::string countWords(const StoredAnswer& stored);

/// When nothing was asked, with the sessions still missing and when they are asked for again.
std::string upToDateWords(std::span<const Gap> gaps);

/// Of a stored symbol that the source does not know now, and has not known on so many days: one
/// "unknown" proves nothing, only repeats on different days suggest a delisting.
std::string unknownWordsFor(std::string_view source, std::string_view symbol, int days);

/// The share of series that are up to date now; 1 for none.
double fineShare(std::span<const SymbolOutcome> outcomes);

/// "498 of 500 series are up to date, 2 refused.", then which were restated or lack sessions, and a
/// sentence for each closed day.
std::string summaryOf(std::span<const SymbolOutcome> outcomes,
                      std::span<const std::string> closedDays);

} // namespace loom::market
