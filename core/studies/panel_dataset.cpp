// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/panel_dataset.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include <fmt/format.h>

#include "base/hash.h"

namespace loom::studies {

namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
constexpr int kLongestStep = 7;          // calendar days a return may span when ragged
constexpr std::size_t kFewestAssets = 2; // on a day that counts, when ragged

Error invalid(std::string text) {
    return fail(ErrorCode::InvalidInput, std::move(text));
}

/// The closes of one asset within the span.
struct Column {
    std::vector<std::pair<Date, double>> closes = {};
    std::size_t provisional = 0;
};

Status checkSelection(std::span<const market::Series> series, const DataSelection& selection) {
    const auto& symbols = selection.symbols;
    if (symbols.size() < 2)
        return invalid(fmt::format("A panel needs at least two assets; this one has {}. Add "
                                   "symbols, or study a single series.",
                                   symbols.size()));
    for (auto at = symbols.begin(); at != symbols.end(); ++at)
        if (std::find(symbols.begin(), at, *at) != at)
            return invalid(fmt::format("{} is in the panel twice. Name every asset once.", *at));
    if (selection.interval != market::Interval::Day1)
        return invalid(fmt::format("Panels are made of daily bars, not of {} bars. Choose the "
                                   "interval 1d.",
                                   market::intervalCode(selection.interval)));
    if (series.size() != symbols.size())
        return fail(ErrorCode::Internal, "A panel was given another number of series than symbols");
    return {};
}

Error nothingIn(const market::Series& series, const std::string& symbol) {
    if (series.empty())
        return fail(ErrorCode::NoData,
                    fmt::format("No daily bars of {} are stored. Fetch or import them first, or "
                                "leave it out.",
                                symbol));
    return fail(ErrorCode::NoData,
                fmt::format("{} has no bars in this period; stored are {} to {}. Choose another "
                            "period or leave it out.",
                            symbol, toIso(series.bars.front().date()),
                            toIso(series.bars.back().date())));
}

Result<Column> columnOf(const market::Series& stored, const std::string& symbol,
                        const DataSelection& selection) {
    const market::Series series = market::adjusted(stored, selection.adjustment);
    Column out;
    for (const market::Bar& bar : series.bars) {
        out.provisional += bar.final ? 0 : 1;
        const Date date = bar.date();
        if (!bar.final || (selection.from && date < *selection.from) ||
            (selection.to && date > *selection.to))
            continue;
        if (!std::isfinite(bar.close) || bar.close <= 0)
            return invalid(fmt::format("The close of {} on {} is {}; returns need positive, "
                                       "finite prices. Repair it or leave the asset out.",
                                       symbol, toIso(date), bar.close));
        out.closes.emplace_back(date, bar.close);
    }
    if (out.closes.empty())
        return nothingIn(series, symbol);
    const bool constant = std::all_of(out.closes.begin(), out.closes.end(), [&](const auto& c) {
        return c.second == out.closes.front().second;
    });
    if (constant)
        return invalid(fmt::format("Every close of {} in this period is {}; there is nothing to "
                                   "learn from it. Leave it out.",
                                   symbol, out.closes.front().second));
    return out;
}

/// Two assets of which one ends before the other begins, in words; or which one limits the rest.
std::string whyNoOverlap(const std::vector<Column>& columns,
                         const std::vector<std::string>& symbols) {
    std::size_t latest = 0, earliest = 0;
    for (std::size_t a = 1; a < columns.size(); ++a) {
        if (columns[a].closes.front().first > columns[latest].closes.front().first)
            latest = a;
        if (columns[a].closes.back().first < columns[earliest].closes.back().first)
            earliest = a;
    }
    const Date begins = columns[latest].closes.front().first;
    const Date ends = columns[earliest].closes.back().first;
    if (ends < begins)
        return fmt::format("{} ends on {}, before {} begins on {}", symbols[earliest], toIso(ends),
                           symbols[latest], toIso(begins));
    return fmt::format("the latest to begin is {} on {}, the first to end {} on {}",
                       symbols[latest], toIso(begins), symbols[earliest], toIso(ends));
}

/// The days that count, in order, and how many were left out where.
Status chooseDays(const std::vector<Column>& columns, PanelDataset& out) {
    std::map<Date, std::size_t> present;
    for (const Column& column : columns)
        for (const auto& [date, close] : column.closes)
            ++present[date];
    const std::size_t needed = out.alignment == Alignment::Inner ? columns.size() : kFewestAssets;
    std::size_t waiting = 0; // left out since the last day that counts
    for (const auto& [date, count] : present) {
        if (count < needed) {
            ++waiting;
            continue;
        }
        (out.dates.empty() ? out.droppedBefore : out.droppedInside) += waiting;
        waiting = 0;
        out.dates.push_back(date);
    }
    out.droppedAfter = waiting;
    if (out.dates.size() >= 3)
        return {};
    return invalid(fmt::format("The histories of these assets share {} days, so there are no "
                               "returns to learn from: {}. Leave one of them out or choose another "
                               "period.",
                               out.dates.size(), whyNoOverlap(columns, out.symbols)));
}

void fillAsset(const Column& column, std::size_t asset, PanelDataset& out) {
    const std::size_t width = out.assets();
    AssetCoverage& coverage = out.coverage[asset];
    coverage.first = column.closes.front().first;
    coverage.last = column.closes.back().first;
    auto next = column.closes.begin();
    std::size_t before = 0; // row of the previous close, behind one
    for (std::size_t row = 0; row < out.dates.size(); ++row) {
        const Date date = out.dates[row];
        while (next != column.closes.end() && next->first < date)
            ++next;
        if (next == column.closes.end() || next->first != date)
            continue;
        const std::size_t at = row * width + asset;
        out.closes[at] = next->second;
        ++coverage.days;
        const bool known = before > 0 && (out.alignment == Alignment::Inner ||
                                          date - out.dates[before - 1] <= kLongestStep);
        if (known)
            out.data.returns[at - width] =
                std::log(next->second / out.closes[(before - 1) * width + asset]);
        before = row + 1;
    }
    coverage.missing = out.dates.size() - coverage.days;
    coverage.dropped = column.closes.size() - coverage.days;
}

std::string hashOf(const PanelDataset& out) {
    Sha256 hash;
    for (const auto& symbol : out.symbols)
        hash.add(symbol + "\n");
    for (const Date date : out.dates)
        hash.addValues(std::span<const std::int32_t>(&date.days, 1));
    return hash.addValues(std::span<const double>(out.closes)).hex();
}

/// Which asset makes the common span short, to be told with a panel that is too short.
std::string limitedBy(const PanelDataset& out) {
    const auto latest =
        std::max_element(out.coverage.begin(), out.coverage.end(),
                         [](const auto& a, const auto& b) { return a.first < b.first; });
    const auto where = static_cast<std::size_t>(latest - out.coverage.begin());
    if (out.alignment == Alignment::Ragged || out.droppedBefore == 0)
        return "";
    return fmt::format(" {} begins only on {}.", out.symbols[where], toIso(latest->first));
}

Status checkMissing(const PanelDataset& out, generate::MissingReturns missing) {
    const auto& returns = out.data.returns;
    const auto isMissing = [](double r) { return std::isnan(r); };
    const auto first = std::find_if(returns.begin(), returns.end(), isMissing);
    if (missing == generate::MissingReturns::Allowed || first == returns.end())
        return {};
    const auto at = static_cast<std::size_t>(first - returns.begin());
    return invalid(fmt::format(
        "Ragged alignment leaves {} of {} returns missing ({} on {} is the first), and this model "
        "takes none. Choose inner alignment, or a model for ragged histories.",
        std::count_if(returns.begin(), returns.end(), isMissing), returns.size(),
        out.symbols[at % out.assets()], toIso(out.dates[at / out.assets() + 1])));
}

std::string droppedText(const PanelDataset& set) {
    std::string out;
    const auto add = [&](std::size_t days, const char* where) {
        if (days > 0)
            out += fmt::format("{}{} {}", out.empty() ? "" : ", ", days, where);
    };
    add(set.droppedBefore, "before the first");
    add(set.droppedInside, "in between (the return after one spans more than a day)");
    add(set.droppedAfter, "after the last");
    return out;
}

} // namespace

std::string PanelDataset::spanText(std::size_t from, std::size_t to) const {
    if (from >= to)
        return "none";
    if (!dated())
        return fmt::format("rows {} to {} of {} assets", from + 1, to, assets());
    return fmt::format("{} to {}, {} days of {} assets", toIso(dates[from + 1]), toIso(dates[to]),
                       to - from, assets());
}

std::vector<std::string> PanelDataset::notes() const {
    if (!dated())
        return {fmt::format("{} assets, {} rows without dates.", assets(), data.days())};
    std::vector<std::string> out{fmt::format("{} assets, {} to {}: {}", assets(),
                                             toIso(dates.front()), toIso(dates.back()),
                                             alignmentRule(alignment))};
    if (const auto dropped = droppedText(*this); !dropped.empty())
        out.push_back(
            fmt::format("Days on which too few assets have a close were left out: {}.", dropped));
    std::string incomplete;
    for (std::size_t a = 0; a < assets(); ++a)
        if (coverage[a].missing > 0)
            incomplete +=
                fmt::format("{}{} lacks {} of {} days (bars {} to {})",
                            incomplete.empty() ? "" : "; ", symbols[a], coverage[a].missing,
                            dates.size(), toIso(coverage[a].first), toIso(coverage[a].last));
    if (!incomplete.empty())
        out.push_back(incomplete + ".");
    if (provisionalBars > 0)
        out.push_back(
            fmt::format("{} provisional bar(s) at the end were left out.", provisionalBars));
    return out;
}

std::string_view alignmentRule(Alignment alignment) {
    if (alignment == Alignment::Inner)
        return "a day counts when every asset has a close on it (inner).";
    return "a day counts when at least two assets have a close on it, and a return is missing "
           "where an asset has no close or none in the 7 days before (ragged).";
}

Status checkTrainingDays(const PanelDataset& panel, std::size_t minimumReturns) {
    const std::size_t have = panel.data.trainEnd;
    if (have > panel.assets() && have >= minimumReturns)
        return {};
    if (have <= panel.assets())
        return invalid(fmt::format("The panel has {} assets but only {} days of returns to train "
                                   "on; it needs more days than assets. Choose a longer period or "
                                   "fewer assets.{}",
                                   panel.assets(), have, limitedBy(panel)));
    return invalid(fmt::format("The panel has {} days, {} of them for training; this model needs "
                               "{} training days for {} assets. Choose a longer period or fewer "
                               "assets.{}",
                               panel.dates.size(), have, minimumReturns, panel.assets(),
                               limitedBy(panel)));
}

Result<PanelDataset> makePanelDataset(std::span<const market::Series> series,
                                      const DataSelection& selection, const SplitPlan& split,
                                      std::size_t minimumReturns,
                                      generate::MissingReturns missing) {
    if (auto checked = checkSelection(series, selection); !checked)
        return std::move(checked).error();
    PanelDataset out;
    out.symbols = selection.symbols;
    out.alignment = selection.alignment;
    std::vector<Column> columns;
    for (std::size_t a = 0; a < series.size(); ++a) {
        auto column = columnOf(series[a], out.symbols[a], selection);
        if (!column)
            return std::move(column).error();
        out.provisionalBars += column->provisional;
        out.coverage.push_back({.instrument = series[a].instrument, .source = series[a].source});
        columns.push_back(std::move(*column));
    }
    if (auto chosen = chooseDays(columns, out); !chosen)
        return std::move(chosen).error();
    out.closes.assign(out.dates.size() * out.assets(), kMissing);
    out.data.returns.assign((out.dates.size() - 1) * out.assets(), kMissing);
    out.data.assets = out.symbols;
    for (std::size_t a = 0; a < columns.size(); ++a)
        fillAsset(columns[a], a, out);
    for (std::size_t row = 1; row < out.dates.size(); ++row)
        out.data.dates.push_back(out.dates[row].days);
    applySplit(out.data, split);
    if (auto checked = checkTrainingDays(out, minimumReturns); !checked)
        return std::move(checked).error();
    if (auto checked = checkMissing(out, missing); !checked)
        return std::move(checked).error();
    if (auto checked = generate::checkPanel(out.data, minimumReturns, missing, "This model");
        !checked)
        return std::move(checked).error();
    out.hash = hashOf(out);
    return out;
}

} // namespace loom::studies
