// SPDX-License-Identifier: GPL-3.0-or-later
#include "market/sample_data.h"

#include "base/files.h"
#include "base/gzip.h"
#include "base/json.h"
#include "base/resources.h"
#include "market/import/price_file.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace loom::market {

namespace {

/// One entry of the manifest.
struct SampleEntry {
    SampleInfo info;
    Instrument instrument;
    std::string file;
    std::string column;
};

Error damaged(const std::string& what) {
    return fail(ErrorCode::Corrupt,
                "The bundled sample data is damaged: " + what + ". Install the program again.");
}

std::optional<AdjustmentState> stateNamed(const std::string& name) {
    if (name == "split")
        return AdjustmentState::Split;
    if (name == "split_and_dividend")
        return AdjustmentState::SplitAndDividend;
    if (name == "raw")
        return AdjustmentState::Raw;
    return std::nullopt;
}

Result<SampleEntry> readEntry(const Json& json) {
    const auto text = [&](const char* key) { return json.value(key, std::string()); };
    const auto first = parseIsoDate(text("first")), last = parseIsoDate(text("last"));
    const auto state = stateNamed(text("adjustment"));
    SampleEntry entry;
    entry.info = {.symbol = text("symbol"), .name = text("name"), .type = text("type")};
    if (entry.info.symbol.empty() || !first || !last || !state)
        return damaged("an entry of the manifest is incomplete");
    entry.info.first = *first;
    entry.info.last = *last;
    entry.info.state = *state;
    entry.info.onlyCloses = text("format") == "close";
    entry.instrument = {.symbol = text("symbol"),
                        .name = text("name"),
                        .exchange = text("exchange"),
                        .type = text("type"),
                        .currency = text("currency"),
                        .timeZone = "America/New_York"};
    entry.file = text("file");
    entry.column = text("column");
    return entry;
}

Result<std::vector<SampleEntry>> readManifest() {
    auto path = resourcePath("sample/manifest.json");
    if (!path)
        return std::move(path).error();
    auto text = readFile(*path);
    if (!text)
        return std::move(text).error();
    auto manifest = parseJson(*text);
    if (!manifest)
        return std::move(manifest).error().during("read the list of bundled series");
    std::vector<SampleEntry> entries;
    try {
        for (const auto& json : manifest->at("series")) {
            auto entry = readEntry(json);
            if (!entry)
                return std::move(entry).error();
            entries.push_back(*std::move(entry));
        }
    } catch (const Json::exception&) { // a value of another type than the manifest has
        return damaged("the manifest has another form than expected");
    }
    return entries;
}

/// The columns of the file that belong to the series.
Result<PriceFormat> formatFor(const std::string& text, const SampleEntry& entry) {
    const auto header = text.substr(0, text.find('\n'));
    PriceFormat format{.symbol = entry.info.symbol, .state = entry.info.state};
    format.interval = Interval::Day1;
    bool found = false;
    std::size_t begin = 0;
    for (std::size_t end = 0; end != std::string::npos; begin = end + 1) {
        end = header.find(',', begin);
        const auto name = header.substr(begin, end == std::string::npos ? end : end - begin);
        auto role = name == "date" ? ColumnRole::Date : ColumnRole::Ignore;
        if (name == entry.column)
            role = ColumnRole::Close;
        else if (!entry.info.onlyCloses && name == "open")
            role = ColumnRole::Open;
        else if (!entry.info.onlyCloses && name == "high")
            role = ColumnRole::High;
        else if (!entry.info.onlyCloses && name == "low")
            role = ColumnRole::Low;
        else if (!entry.info.onlyCloses && name == "volume")
            role = ColumnRole::Volume;
        found = found || role == ColumnRole::Close;
        format.columns.push_back(role);
    }
    if (!found)
        return damaged(entry.file + " has no column " + entry.column);
    return format;
}

} // namespace

Result<std::vector<SampleInfo>> sampleSeries() {
    auto entries = readManifest();
    if (!entries)
        return std::move(entries).error();
    std::vector<SampleInfo> list;
    for (auto& entry : *entries)
        list.push_back(std::move(entry.info));
    return list;
}

Result<Series> loadSample(std::string_view symbol) {
    auto entries = readManifest();
    if (!entries)
        return std::move(entries).error();
    const auto entry = std::find_if(entries->begin(), entries->end(), [&](const SampleEntry& item) {
        return item.info.symbol == symbol;
    });
    if (entry == entries->end())
        return fail(ErrorCode::UnknownSymbol,
                    "\"" + std::string(symbol) + "\" is not among the bundled series.");
    auto path = resourcePath("sample/" + entry->file);
    if (!path)
        return std::move(path).error();
    auto text = readMaybeGzip(*path);
    if (!text)
        return std::move(text).error();
    auto format = formatFor(*text, *entry);
    if (!format)
        return std::move(format).error();
    auto result = readPrices(*text, *format);
    if (!result)
        return std::move(result).error().during("read the bundled series " + std::string(symbol));
    if (result->rejected > 0)
        return damaged("line " + std::to_string(result->rejects.front().line) + " of " +
                       entry->file + " cannot be read");
    Series series = std::move(result->series.front());
    series.instrument = std::move(entry->instrument);
    series.source = "sample";
    return series;
}

} // namespace loom::market
