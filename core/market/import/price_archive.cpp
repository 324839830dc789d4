// SPDX-License-Identifier: GPL-3.0-or-later
#include "market/import/price_archive.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "base/files.h"
#include "base/gzip.h"
#include "base/text.h"
#include "base/zip.h"
#include "market/import/detail/cells.h"
#include "market/import/lean.h"

namespace loom::market {

namespace {

constexpr std::size_t kKeptRejects = 1000;

bool mayHoldPrices(std::string_view name) {
    const std::string lower = toLower(name);
    static constexpr std::array<std::string_view, 4> kEndings{".csv", ".txt", ".tsv", ".prn"};
    return !lower.starts_with("__macosx") &&
           std::ranges::any_of(kEndings, [&](auto ending) { return lower.ends_with(ending); });
}

Result<std::vector<PriceText>> textsOfArchive(std::string_view bytes) {
    auto entries = unzip(bytes);
    if (!entries)
        return std::move(entries).error();
    std::vector<PriceText> texts;
    for (ZipEntry& entry : *entries)
        if (mayHoldPrices(entry.name) && checkIsText(entry.bytes))
            texts.push_back({.name = std::move(entry.name), .text = std::move(entry.bytes)});
    if (texts.empty())
        return fail(ErrorCode::InvalidInput,
                    "The archive holds no text file (.csv, .txt, .tsv). Is it one of prices?");
    return texts;
}

bool isLean(const PriceFormat& format) {
    return format.layout.starts_with("LEAN");
}

/// The dividends and splits of a LEAN file, from the factor file that lies where LEAN keeps it or
/// beside the prices. A missing file is none.
Result<std::vector<CorporateAction>> factorsBeside(const std::filesystem::path& file,
                                                   const std::string& symbol) {
    const auto folder = file.parent_path();
    const std::string name = toLower(symbol) + ".csv";
    for (const auto& path :
         {folder / ("factor_" + name), folder / "factor_files" / name,
          folder / ".." / "factor_files" / name, folder / ".." / ".." / "factor_files" / name}) {
        std::error_code missing;
        if (!std::filesystem::is_regular_file(path, missing))
            continue;
        auto text = readFile(path);
        if (!text)
            return std::move(text).error();
        auto actions = readLeanFactors(*text);
        if (!actions)
            return std::move(actions).error().during("read " + path.string());
        return actions;
    }
    return std::vector<CorporateAction>{};
}

/// What the person chose, over what this text looks like.
Result<PriceFormat> formatOf(const PriceText& text, const PriceFormat& chosen) {
    auto own = sniffPrices(text.text, text.name);
    if (!own)
        return own;
    own->interval = chosen.interval;
    own->state = chosen.state;
    own->timeZone = chosen.timeZone;
    own->useAdjustedClose = chosen.useAdjustedClose;
    own->only = chosen.only;
    return own;
}

/// A text whose only symbol is not among those wanted is not read at all.
bool isWanted(const PriceFormat& format) {
    return format.only.empty() || namesItsSymbols(format) ||
           std::ranges::find(format.only, format.symbol) != format.only.end();
}

void addActions(ImportResult& read, const PriceText& text) {
    for (Series& series : read.series)
        series.actions = text.actions;
}

void append(ImportResult& all, ImportResult part, const std::string& name) {
    std::ranges::move(part.series, std::back_inserter(all.series));
    all.accepted += part.accepted;
    all.rejected += part.rejected;
    for (RejectedLine& reject : part.rejects)
        if (all.rejects.size() < kKeptRejects) {
            reject.reason = name + ": " + reject.reason;
            all.rejects.push_back(std::move(reject));
        }
    for (std::string& note : part.notes)
        if (std::ranges::find(all.notes, note) == all.notes.end())
            all.notes.push_back(std::move(note));
}

} // namespace

Result<std::vector<PriceText>> readPriceTexts(const std::filesystem::path& file) {
    auto bytes = readFile(file, kMaxUnpackedBytes);
    if (!bytes)
        return std::move(bytes).error();
    std::vector<PriceText> texts;
    if (isZip(*bytes)) {
        auto unpacked = textsOfArchive(*bytes);
        if (!unpacked)
            return std::move(unpacked).error().during("read " + file.string());
        texts = *std::move(unpacked);
    } else {
        auto text = readPriceText(file);
        if (!text)
            return std::move(text).error();
        texts.push_back({.name = file.filename().string(), .text = *std::move(text)});
    }
    for (PriceText& text : texts) {
        const auto lean = sniffLean(text.text, text.name);
        if (!lean || !*lean || !isLean(**lean))
            continue;
        auto actions = factorsBeside(file, (*lean)->symbol);
        if (!actions)
            return std::move(actions).error();
        text.actions = *std::move(actions);
    }
    return texts;
}

Result<PriceFormat> sniffPrices(std::span<const PriceText> texts) {
    auto first = sniffPrices(texts.front().text, texts.front().name);
    for (std::size_t i = 1; i < texts.size() && !first; ++i)
        if (auto other = sniffPrices(texts[i].text, texts[i].name))
            first = std::move(other);
    return first;
}

Result<PricePreview> previewPrices(std::span<const PriceText> texts, const PriceFormat& format,
                                   std::size_t rows) {
    if (texts.size() == 1)
        return previewPrices(texts.front().text, format, rows);
    Result<PricePreview> preview = fail(ErrorCode::NoData, "No file of the archive is wanted.");
    for (const PriceText& text : texts) {
        const auto own = formatOf(text, format);
        if (!own || !isWanted(*own))
            continue;
        preview = previewPrices(text.text, *own, rows);
        if (preview)
            break;
    }
    if (preview)
        preview->notes.push_back("The archive holds " + std::to_string(texts.size()) +
                                 " files; the rows are those of one.");
    return preview;
}

std::vector<std::string> listSymbols(std::span<const PriceText> texts, const PriceFormat& format) {
    if (texts.size() == 1)
        return listSymbols(texts.front().text, format);
    std::set<std::string> symbols;
    for (const PriceText& text : texts)
        if (const auto own = formatOf(text, format))
            for (auto& symbol : listSymbols(text.text, *own))
                symbols.insert(std::move(symbol));
    return {symbols.begin(), symbols.end()};
}

Result<ImportResult> readPrices(std::span<const PriceText> texts, const PriceFormat& format) {
    if (texts.size() == 1) {
        auto read = readPrices(texts.front().text, format);
        if (read)
            addActions(*read, texts.front());
        return read;
    }
    ImportResult all;
    std::optional<Error> first;
    for (const PriceText& text : texts) {
        auto own = formatOf(text, format);
        if (own && !isWanted(*own))
            continue;
        auto read = own ? readPrices(text.text, *own) : Result<ImportResult>(own.error());
        if (read) {
            addActions(*read, text);
            append(all, *std::move(read), text.name);
            continue;
        }
        ++all.rejected;
        if (all.rejects.size() < kKeptRejects)
            all.rejects.push_back(
                {.line = 0, .reason = text.name + ": " + read.error().message, .text = {}});
        if (!first)
            first = std::move(read).error().during("read " + text.name);
    }
    if (all.series.empty())
        return first ? *std::move(first)
                     : fail(ErrorCode::UnknownSymbol,
                            "The archive holds no " + join(format.only, ", ") + ".");
    const auto doubled = joinSeries(all.series);
    all.accepted -= doubled;
    if (doubled > 0)
        all.notes.push_back(std::to_string(doubled) +
                            " bars are in several files; the first of each is kept.");
    return all;
}

std::size_t joinSeries(std::vector<Series>& series) {
    std::map<std::pair<std::string, Interval>, Series> joined;
    for (Series& one : series) {
        const auto [at, isNew] =
            joined.try_emplace({one.instrument.symbol, one.interval}, std::move(one));
        if (!isNew)
            std::ranges::move(one.bars, std::back_inserter(at->second.bars));
    }
    std::size_t doubled = 0;
    series.clear();
    for (auto& [key, one] : joined) {
        std::ranges::stable_sort(one.bars, {}, &Bar::time);
        const auto extra = std::ranges::unique(one.bars, {}, &Bar::time);
        doubled += extra.size();
        one.bars.erase(extra.begin(), extra.end());
        series.push_back(std::move(one));
    }
    return doubled;
}

} // namespace loom::market
