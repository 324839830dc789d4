// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/batch_prices.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "market/import/price_archive.h"
#include "market/overlap.h"
#include "studies/workbench.h"

namespace loom::studies {

namespace {

constexpr std::size_t kLinesThatCount = 5; ///< at the end of a file

Error invalid(std::string text) {
    return fail(ErrorCode::InvalidInput, std::move(text));
}

std::size_t linesOf(const std::string& text) {
    return static_cast<std::size_t>(std::ranges::count(text, '\n'));
}

/// A few odd lines are told; many, or one at the end, mean that the file is not what it seems.
Status checkRejects(const market::ImportResult& read, const std::vector<market::PriceText>& texts) {
    constexpr std::size_t kOneIn = 100;
    if (read.rejected == 0)
        return {};
    const auto& first = read.rejects.front();
    if (read.rejected * kOneIn > read.accepted)
        return invalid(fmt::format("{} of {} lines cannot be read as prices; the first is line {}: "
                                   "{}",
                                   read.rejected, read.rejected + read.accepted, first.line,
                                   first.reason));
    const auto& last = read.rejects.back();
    if (texts.size() == 1 && last.line + kLinesThatCount > linesOf(texts.front().text))
        return invalid(fmt::format("Line {} at the end of the file cannot be read: {} The file may "
                                   "be cut off.",
                                   last.line, last.reason));
    return {};
}

Status checkTimes(const std::vector<market::Series>& series, Timestamp now) {
    constexpr std::int64_t kDay = 86'400; // a session of the other side of the date line
    for (const auto& one : series) {
        if (one.interval != series.front().interval)
            return invalid("The file mixes bars of several intervals. Split it.");
        if (one.bars.back().time > now.seconds + kDay)
            return invalid(fmt::format("The last bar of {} is of {}, which lies in the future.",
                                       one.instrument.symbol, toIso(one.bars.back().date())));
    }
    return {};
}

Result<market::PriceFormat> formatOf(const std::vector<market::PriceText>& texts) {
    auto format = market::sniffPrices(texts);
    if (!format)
        return format;
    const auto has = [&](market::ColumnRole role) {
        return std::ranges::find(format->columns, role) != format->columns.end();
    };
    if (texts.size() == 1 && format->symbol.empty() && !market::namesItsSymbols(*format))
        return invalid("The file does not say which symbol it holds. Name it after its symbol, as "
                       "in SPY.csv, or give it a column \"symbol\".");
    format->useAdjustedClose = has(market::ColumnRole::AdjustedClose);
    return format;
}

} // namespace

Result<BatchPrices> readBatchPrices(const std::filesystem::path& file, const std::string& name,
                                    Timestamp now) {
    auto texts = market::readPriceTexts(file);
    if (!texts)
        return std::move(texts).error();
    if (texts->size() == 1)
        texts->front().name = name;
    const auto format = formatOf(*texts);
    if (!format)
        return format.error();
    auto read = market::readPrices(*texts, *format);
    if (!read)
        return std::move(read).error();
    if (auto fine = checkRejects(*read, *texts); !fine)
        return std::move(fine).error();
    market::joinSeries(read->series);
    if (auto fine = checkTimes(read->series, now); !fine)
        return std::move(fine).error();
    BatchPrices out{.series = std::move(read->series), .notes = std::move(read->notes)};
    if (read->rejected > 0)
        out.notes.push_back(fmt::format("{} lines could not be read and were left out; the first "
                                        "is line {}: {}",
                                        read->rejected, read->rejects.front().line,
                                        read->rejects.front().reason));
    return out;
}

Result<market::Series> joinedWithStored(const market::Series& stored, const market::Series& file) {
    if (stored.empty())
        return file;
    const bool covers = file.bars.front().time <= stored.bars.front().time &&
                        file.bars.back().time >= stored.bars.back().time;
    if (covers)
        return file;
    const auto overlap = market::compareOverlap(stored.bars, file.bars);
    const bool same = overlap.common > 0 && (overlap.kind == market::OverlapKind::Same ||
                                             overlap.kind == market::OverlapKind::Edited);
    if (!same || stored.state != file.state)
        return invalid(fmt::format(
            "{} is stored from {} to {} {}. Put a file with the whole history into the inbox, or "
            "remove the stored series first.",
            file.instrument.symbol, toIso(stored.bars.front().date()),
            toIso(stored.bars.back().date()),
            overlap.common == 0 ? "and this file has no bar in common with it"
                                : "with prices on another scale (a split, or another adjustment)"));
    market::Series out = stored;
    for (const auto& bar : file.bars) {
        const auto at = std::ranges::lower_bound(out.bars, bar.time, {}, &market::Bar::time);
        if (at != out.bars.end() && at->time == bar.time)
            *at = bar;
        else
            out.bars.insert(at, bar);
    }
    out.actions.insert(out.actions.end(), file.actions.begin(), file.actions.end());
    std::ranges::stable_sort(out.actions, {}, &market::CorporateAction::exDate);
    const auto twice = std::ranges::unique(out.actions);
    out.actions.erase(twice.begin(), twice.end());
    return out;
}

Status storePrices(Workbench& workbench, const std::vector<market::Series>& series) {
    std::vector<market::Series> joined;
    for (const auto& one : series) {
        const auto stored = workbench.loadSeries(
            {.symbol = one.instrument.symbol, .interval = one.interval, .source = "import"});
        if (!stored && stored.error().code != ErrorCode::NotFound)
            return stored.error();
        auto whole = stored ? joinedWithStored(*stored, one) : Result<market::Series>(one);
        if (!whole)
            return std::move(whole).error();
        joined.push_back(*std::move(whole));
    }
    const auto counts = workbench.importSeries(joined);
    return counts ? Status() : Status(counts.error());
}

} // namespace loom::studies
