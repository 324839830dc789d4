// SPDX-License-Identifier: GPL-3.0-or-later
#include "market/update_report.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <utility>

#include "base/text.h"

namespace loom::market {

namespace {

constexpr int kDaysUntilDelisted = 3;
constexpr std::size_t kNamed = 5;

bool isFine(UpdateKind kind) {
    return kind == UpdateKind::UpToDate || kind == UpdateKind::Loaded ||
           kind == UpdateKind::Updated || kind == UpdateKind::Reloaded;
}

/// "Sessions missing: NVDA (3), TSLA (1) and 7 more."; nothing when nobody has any.
std::string namesWith(std::string_view begin, std::span<const SymbolOutcome> outcomes,
                      std::size_t SymbolOutcome::*number) {
    std::vector<std::string> names;
    std::size_t more = 0;
    for (const SymbolOutcome& outcome : outcomes) {
        if (outcome.*number == 0)
            continue;
        if (names.size() < kNamed)
            names.push_back(fmt::format("{} ({})", outcome.target.symbol, outcome.*number));
        else
            ++more;
    }
    if (names.empty())
        return {};
    return fmt::format("{}{}{}.", begin, join(names, ", "),
                       more > 0 ? fmt::format(" and {} more", more) : "");
}

} // namespace

FailureFacts factsOf(ErrorCode code) {
    constexpr std::int64_t kHour = 3600;
    switch (code) {
    case ErrorCode::NoData:
        return {UpdateKind::NoData, SeriesStatus::NoData, UpdateJobState::Done, 6 * kHour};
    case ErrorCode::UnknownSymbol:
        return {UpdateKind::UnknownSymbol, SeriesStatus::UnknownSymbol, UpdateJobState::Failed,
                20 * kHour};
    case ErrorCode::Refused:
        return {UpdateKind::Refused, SeriesStatus::Refused, UpdateJobState::Deferred, 0};
    case ErrorCode::Unreachable:
        return {UpdateKind::Unreachable, SeriesStatus::Unreachable, UpdateJobState::Deferred, 0};
    case ErrorCode::Cancelled:
        return {UpdateKind::Deferred, SeriesStatus::Ok, UpdateJobState::Deferred, 0};
    default:
        return {UpdateKind::Failed, SeriesStatus::Failed, UpdateJobState::Failed, 0};
    }
}

std::string countWords(const StoredAnswer& stored) {
    const MergeCounts& counts = stored.counts;
    if (stored.kind == UpdateKind::Reused)
        return stored.notes.front();
    if (counts.inserted == 0 && counts.changed == 0)
        return "The source had nothing new.";
    std::string words =
        fmt::format("{} new {}", counts.inserted, counts.inserted == 1 ? "bar" : "bars");
    if (counts.changed > 0)
        words += fmt::format(", {} changed", counts.changed);
    return words + ".";
}

std::string upToDateWords(std::span<const Gap> gaps) {
    std::size_t open = 0;
    std::optional<Timestamp> next;
    for (const Gap& gap : gaps)
        if (gap.state == GapState::Open) {
            ++open;
            if (gap.nextTry)
                next = next ? std::min(*next, *gap.nextTry) : *gap.nextTry;
        }
    if (open == 0 || !next)
        return "Nothing new can exist since the last update.";
    return fmt::format("Nothing new can exist since the last update; {} missing {} asked for again "
                       "after {}.",
                       open, open == 1 ? "session is" : "sessions are", toIso(*next));
}

std::string unknownWordsFor(std::string_view source, std::string_view symbol, int days) {
    if (days < kDaysUntilDelisted)
        return fmt::format("{} did not know {} this time. The stored bars are kept; it is asked "
                           "again tomorrow.",
                           source, symbol);
    return fmt::format("{} has not known {} on {} different days: it may be delisted or renamed. "
                       "The stored bars are kept.",
                       source, symbol, days);
}

double fineShare(std::span<const SymbolOutcome> outcomes) {
    const auto fine = std::ranges::count_if(
        outcomes, [](const SymbolOutcome& outcome) { return isFine(outcome.kind); });
    return outcomes.empty() ? 1 : static_cast<double>(fine) / static_cast<double>(outcomes.size());
}

std::string summaryOf(std::span<const SymbolOutcome> outcomes,
                      std::span<const std::string> closedDays) {
    std::map<UpdateKind, std::size_t> count;
    for (const SymbolOutcome& outcome : outcomes)
        ++count[outcome.kind];
    const auto fine = std::ranges::count_if(
        outcomes, [](const SymbolOutcome& outcome) { return isFine(outcome.kind); });
    const std::pair<UpdateKind, const char*> others[] = {
        {UpdateKind::NoData, "without data"},
        {UpdateKind::UnknownSymbol, "unknown"},
        {UpdateKind::Refused, "refused"},
        {UpdateKind::Unreachable, "not reachable"},
        {UpdateKind::Reused, "naming another instrument now"},
        {UpdateKind::Deferred, "waiting"},
        {UpdateKind::Failed, "failed"}};
    std::vector<std::string> parts{
        fmt::format("{} of {} series are up to date", fine, outcomes.size())};
    for (const auto& [kind, words] : others)
        if (count[kind] > 0)
            parts.push_back(fmt::format("{} {}", count[kind], words));
    std::string summary = join(parts, ", ") + ".";
    summary += namesWith(" Restated by the source: ", outcomes, &SymbolOutcome::restatements);
    summary += namesWith(" Sessions missing: ", outcomes, &SymbolOutcome::missing);
    for (const std::string& words : closedDays)
        summary += " " + words;
    return summary;
}

} // namespace loom::market
