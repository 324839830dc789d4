// SPDX-License-Identifier: GPL-3.0-or-later
// What a forecast dataset says about itself.
#include "studies/forecast_dataset.h"

#include <algorithm>
#include <span>

#include <fmt/format.h>

#include "base/counts.h"
#include "base/text.h"
#include "studies/forecast_checks.h"

namespace loom::studies {

namespace {

constexpr std::size_t kNamed = 5; // assets that a note names before it counts the rest

/// "SPY 3, QQQ 2 and 4 more": of the assets with a figure above zero, the largest first.
template <class Figure>
std::string figures(const std::vector<AssetHistory>& histories, Figure&& figure) {
    std::vector<std::pair<std::size_t, std::string>> found;
    for (const auto& history : histories)
        if (const std::size_t count = figure(history); count > 0)
            found.emplace_back(count, history.symbol);
    std::ranges::stable_sort(found, std::greater<>(), [](const auto& f) { return f.first; });
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < std::min(found.size(), kNamed); ++i)
        parts.push_back(fmt::format("{} {}", found[i].second, found[i].first));
    std::string out = join(parts, ", ");
    if (found.size() > kNamed)
        out += fmt::format(" and {} more", found.size() - kNamed);
    return out;
}

std::string listed(std::vector<std::string> parts) {
    const std::size_t count = parts.size();
    if (count > kNamed)
        parts.resize(kNamed);
    return join(parts, ", ") + (count > kNamed ? fmt::format(" and {} more", count - kNamed) : "");
}

std::string adjustmentNote(const ForecastDataset& set) {
    std::vector<std::string> splits;
    for (const auto& history : set.histories)
        for (const auto& split : history.splits)
            splits.push_back(history.symbol + " " + split);
    const std::string inside =
        splits.empty() ? "" : fmt::format(" Splits inside the period: {}.", listed(splits));
    if (set.selection.adjustment == market::Adjustment::AsStored)
        return "Prices are as stored, without adjustment for dividends." + inside;
    return "Opens and closes are adjusted for splits and dividends, on the scale of the last bar." +
           inside;
}

void addGapNotes(const ForecastDataset& set, std::vector<std::string>& out) {
    const auto& all = set.histories;
    if (const auto late = figures(all, [](const auto& h) { return h.missingBefore; });
        !late.empty())
        out.push_back(fmt::format("Begin within the period, rows before missing: {}.", late));
    if (const auto early = figures(all, [](const auto& h) { return h.missingAfter; });
        !early.empty())
        out.push_back(fmt::format("End within the period, rows after missing: {}.", early));
    if (const auto inside = figures(all, [](const auto& h) { return h.missingInside; });
        !inside.empty()) {
        const auto longest = std::ranges::max_element(all, {}, &AssetHistory::longestGap);
        out.push_back(fmt::format("Bars missing in between, halted or not recorded: {}; the "
                                  "longest gap is {} of {} from {} on.",
                                  inside, counted(longest->longestGap, "row"), longest->symbol,
                                  toIso(longest->gapFrom)));
    }
    if (set.emptyRows > 0)
        out.push_back(fmt::format(
            "{} of the exchange's calendar, the first on {}, {} no bar of any asset.",
            counted(set.emptyRows, forecast::isIntraday(set.data->frequency) ? "slot" : "session"),
            toIso(set.firstEmpty), set.emptyRows == 1 ? "has" : "have"));
    if (const auto carried = figures(all, [](const auto& h) { return h.carried; });
        !carried.empty())
        out.push_back(fmt::format("Missing bars that took the close before them, at most {} in a "
                                  "row: {}.",
                                  set.selection.carry, carried));
}

void addLeftOut(const ForecastDataset& set, std::vector<std::string>& out) {
    const auto& all = set.histories;
    if (const auto bars = figures(all, [](const auto& h) { return h.provisional; }); !bars.empty())
        out.push_back(fmt::format("Bars that may still change were left out: {}.", bars));
    if (const auto bars = figures(all, [](const auto& h) { return h.outside; }); !bars.empty())
        out.push_back(fmt::format("Bars outside the exchange's sessions were left out: {}.", bars));
    if (const auto weeks = figures(all, [](const auto& h) { return h.cutWeeks; }); !weeks.empty())
        out.push_back(fmt::format("Weeks without the bar of their last trading day are missing: "
                                  "{}.",
                                  weeks));
    if (set.unfinished)
        out.push_back(
            fmt::format("The week of {} is not over and was left out.", toIso(*set.unfinished)));
    if (set.dropped.count() > 0)
        out.push_back(fmt::format("Rows on which an asset has no bar were left out: {} before the "
                                  "first, {} in between (the return after one spans more than a "
                                  "step), {} after the last.",
                                  set.dropped.before, set.dropped.inside, set.dropped.after));
}

void addFeatureNotes(const ForecastDataset& set, std::vector<std::string>& out) {
    if (set.warmUp > 0)
        out.push_back(fmt::format("Of each asset the first {} without complete features (warm-up) "
                                  "{} not used.",
                                  counted(set.warmUp, "bar"), set.warmUp == 1 ? "is" : "are"));
    const auto zero = figures(set.histories, [](const auto& h) { return h.zeroVolume; });
    const auto specs = parseFeatures(set.selection.features, set.selection.frequency);
    if (!zero.empty() && specs && std::ranges::any_of(*specs, &FeatureSpec::usesVolume))
        out.push_back(fmt::format("Bars without volume, which count as a hundredth of the usual "
                                  "one: {}.",
                                  zero));
    const auto covariates =
        parseCovariates(set.selection.covariates, intervalOf(set.selection.frequency));
    for (std::size_t c = 0; covariates && c < covariates->size(); ++c) {
        const auto& spec = (*covariates)[c];
        const bool daily = !market::isIntraday(spec.interval);
        out.push_back(fmt::format(
            "{}: the last value known at a row's close; a bar counts from {} on.", spec.column(),
            !daily ? "its end"
            : set.inputs.covariateOnCalendar[c]
                ? "the close of its session"
                : "midnight after its day, its hours are not known"));
    }
}

} // namespace

std::vector<std::string> ForecastDataset::notes() const {
    std::vector<std::string> out = inputs.notes;
    out.push_back(fmt::format("{} of {}, {} known at each.", counted(data->assetCount(), "asset"),
                              spanText(0, data->rows()), counted(data->featureCount(), "feature")));
    if (data->frequency == forecast::Frequency::Week1)
        out.push_back("A week ends with its last trading day; its open is that of its first bar.");
    out.push_back(adjustmentNote(*this));
    if (!onCalendar)
        out.push_back("Some assets do not follow the calendar of the New York Stock Exchange: rows "
                      "are the times at which any asset has a bar, and a session that all of them "
                      "lack goes unnoticed.");
    addGapNotes(*this, out);
    addLeftOut(*this, out);
    addFeatureNotes(*this, out);
    return out;
}

std::string ForecastDataset::timeText(std::size_t row) const {
    const SessionClock clock(inputs.series->front().instrument, onCalendar,
                             !forecast::isIntraday(data->frequency), *inputs.calendar);
    return clock.words(data->times[row]);
}

std::string ForecastDataset::spanText(std::size_t from, std::size_t to) const {
    if (from >= to)
        return "none";
    return fmt::format("{} to {}, {}", timeText(from), timeText(to - 1),
                       counted(to - from, forecast::stepWord(data->frequency)));
}

Status ForecastDataset::checkWindow(std::size_t window) const {
    return checkLengths(*data, histories, window);
}

} // namespace loom::studies
