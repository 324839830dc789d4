// SPDX-License-Identifier: GPL-3.0-or-later
#include "market/sources/yahoo_repair.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <map>
#include <tuple>

#include "base/counts.h"
#include "market/time_zone.h"

namespace loom::market {

namespace {

constexpr double kPriceTolerance = 1e-6;           ///< relative, market_data 1.6 rule 7
constexpr std::int64_t kSettlesIntraday = 20 * 60; ///< quotes may be delayed so long
constexpr std::int64_t kSettlesDaily = 4 * 3600;   ///< volume is still edited after the close

bool isEmpty(const YahooRow& row) {
    return !row.open && !row.high && !row.low && !row.close;
}

bool isComplete(const YahooRow& row) {
    const auto there = [](const std::optional<double>& price) { return price && *price != 0; };
    return there(row.open) && there(row.high) && there(row.low) && there(row.close);
}

/// A quote rather than a bar: no volume and one price.
bool isFlatQuote(const YahooRow& row) {
    return row.volume.value_or(0) == 0 && row.open == row.high && row.high == row.low &&
           row.low == row.close;
}

bool isImpossible(const YahooRow& row) {
    const double top = std::max(*row.open, *row.close);
    const double bottom = std::min(*row.open, *row.close);
    return *row.high < top - kPriceTolerance * std::abs(top) ||
           *row.low > bottom + kPriceTolerance * std::abs(bottom);
}

bool sameGranularity(std::string_view said, Interval asked) {
    if (said.empty())
        return true;
    return said == intervalCode(asked) || (said == "60m" && asked == Interval::Hour1);
}

class Repair {
  public:
    Repair(YahooChart chart, const YahooWindow& window, TimeZone zone, FetchedSeries out)
        : m_chart(std::move(chart)), m_window(window), m_zone(std::move(zone)),
          m_out(std::move(out)), m_rows(m_chart.rows) {}

    Result<FetchedSeries> run() {
        sortAndCut();
        dropRowsWithoutPrices();
        if (m_window.interval == Interval::Day1) {
            labelSessions();
        } else {
            cutToSessions();
            dropOffGridQuotes();
        }
        if (Status valid = validate(); !valid.ok())
            return std::move(valid).error();
        makeBars();
        makeActions();
        if (m_out.bars.empty() && m_out.actions.empty())
            return fail(ErrorCode::NoData, "Yahoo has no bars in this period.");
        return std::move(m_out);
    }

  private:
    void note(std::string words) { m_out.repairs.push_back(std::move(words)); }
    template <class Drop>
    std::size_t drop(Drop predicate) {
        return std::erase_if(m_rows, predicate);
    }

    void sortAndCut() {
        const auto byTime = [](const YahooRow& a, const YahooRow& b) { return a.time < b.time; };
        if (!std::is_sorted(m_rows.begin(), m_rows.end(), byTime)) {
            std::stable_sort(m_rows.begin(), m_rows.end(), byTime);
            note("The rows were out of order and have been sorted.");
        }
        const std::size_t late =
            drop([&](const YahooRow& row) { return row.time >= m_window.to.seconds; });
        if (late > 0)
            note(counted(late, "row", "rows") + " after the period asked for left out.");
        const auto kept =
            std::unique(m_rows.begin(), m_rows.end(),
                        [](const auto& a, const auto& b) { return a.time == b.time; });
        const auto repeated = static_cast<std::size_t>(m_rows.end() - kept);
        m_rows.erase(kept, m_rows.end());
        if (repeated > 0)
            note(counted(repeated, "repeated row", "repeated rows") + " left out.");
    }

    void dropRowsWithoutPrices() {
        if (const std::size_t empty = drop(isEmpty); empty > 0)
            note(counted(empty, "row", "rows") +
                 " without prices left out (no trade, or a lunch break).");
        const std::size_t incomplete = drop([](const YahooRow& row) { return !isComplete(row); });
        if (incomplete > 0)
            note(counted(incomplete, "incomplete row", "incomplete rows") +
                 " left out (a price is still missing); to be asked again.");
    }

    /// Yahoo stamps a day with its open. A stamp on the full hour at 22:00 or 23:00 local slipped
    /// across a daylight saving change and means the next date; a live stamp never does.
    Date sessionOf(std::int64_t time) const {
        const LocalTime local = m_zone.toLocal({time});
        const bool live = time == m_chart.regularMarketTime;
        return !live && local.secondOfDay % 3600 == 0 ? m_zone.sessionDate({time}) : local.date;
    }

    bool inWindow(Date session) const {
        const Timestamp midnight = Timestamp::atMidnightUtc(session);
        return midnight >= m_window.from && midnight < m_window.to;
    }

    /// Daily rows by session; of two rows of one session the later has the right volume.
    void labelSessions() {
        std::vector<YahooRow> kept;
        std::size_t doubled = 0;
        for (YahooRow& row : m_rows) {
            const Date session = sessionOf(row.time);
            if (!inWindow(session))
                continue;
            if (!m_sessions.empty() && m_sessions.back() == session) {
                kept.back() = row;
                ++doubled;
                continue;
            }
            if (!m_sessions.empty() && session < m_sessions.back())
                continue; // only a stamp that moved back across another day could do this
            m_sessions.push_back(session);
            kept.push_back(row);
        }
        m_rows = std::move(kept);
        if (doubled > 0)
            note(counted(doubled, "session had", "sessions had") +
                 " two rows (the day and the live quote); the later one was kept.");
    }

    void cutToSessions() {
        for (const YahooPeriod& period : m_chart.periods)
            m_periods[m_zone.localDate({period.start})].push_back(period);
        const std::size_t early =
            drop([&](const YahooRow& row) { return row.time < m_window.from.seconds; });
        if (early > 0)
            note(counted(early, "row", "rows") + " before the period asked for left out.");
        const std::size_t outside = drop([&](const YahooRow& row) {
            const auto* periods = periodsOn(m_zone.localDate({row.time}));
            return periods != nullptr &&
                   std::none_of(periods->begin(), periods->end(), [&](const YahooPeriod& period) {
                       return row.time >= period.start && row.time < period.end;
                   });
        });
        if (outside > 0)
            note(counted(outside, "row", "rows") + " outside regular trading hours left out.");
    }

    const std::vector<YahooPeriod>* periodsOn(Date date) const {
        const auto found = m_periods.find(date);
        return found == m_periods.end() ? nullptr : &found->second;
    }

    /// The second of the interval on which most bars start: 09:30 trading makes it 1,800 at 1h.
    std::int64_t usualResidue() const {
        const std::int64_t step = intervalSeconds(m_window.interval);
        std::map<std::int64_t, std::size_t> counts;
        for (const YahooRow& row : m_rows)
            ++counts[((row.time % step) + step) % step];
        const auto most =
            std::max_element(counts.begin(), counts.end(),
                             [](const auto& a, const auto& b) { return a.second < b.second; });
        return most == counts.end() || most->second < 2 ? 0 : most->first;
    }

    void dropOffGridQuotes() {
        const std::int64_t step = intervalSeconds(m_window.interval);
        const std::int64_t usual = usualResidue();
        const std::size_t quotes = drop([&](const YahooRow& row) {
            const auto* periods = periodsOn(m_zone.localDate({row.time}));
            const std::int64_t origin = periods != nullptr ? periods->front().start : usual;
            return (row.time - origin) % step != 0 && isFlatQuote(row);
        });
        if (quotes > 0)
            note(counted(quotes, "live quote", "live quotes") + " between two bars left out.");
    }

    bool isFinal(std::size_t i) const {
        const YahooRow& row = m_rows[i];
        const std::int64_t now = m_window.now.seconds;
        if (!row.volume)
            return false;
        if (m_window.interval != Interval::Day1) {
            const std::int64_t end = row.time + intervalSeconds(m_window.interval);
            return now >= end + kSettlesIntraday ||
                   (now >= end && m_chart.regularMarketTime.value_or(0) >= end);
        }
        if (i + 1 < m_rows.size())
            return true;
        for (const YahooPeriod& period : m_chart.periods) {
            if (m_zone.localDate({period.start}) == m_sessions[i])
                return now >= period.end + kSettlesDaily;
        }
        if (row.time == m_chart.regularMarketTime)
            return now >= row.time + kSettlesDaily;
        return m_sessions[i] < m_zone.localDate(m_window.now);
    }

    Status validate() {
        if (!m_rows.empty() && isImpossible(m_rows.back()) && !isFinal(m_rows.size() - 1)) {
            m_rows.pop_back(); // a live row is put together from several quotes
            note("The row of the running session contradicts itself and was left out; to be asked "
                 "again.");
        }
        const auto bad = std::find_if(m_rows.begin(), m_rows.end(), isImpossible);
        if (bad == m_rows.end())
            return {};
        return fail(ErrorCode::Unreachable,
                    fmt::format("Yahoo's answer cannot be used: at {} the high or the low does not "
                                "enclose open and close.",
                                toIso(Timestamp{bad->time})));
    }

    void makeBars() {
        std::size_t withoutVolume = 0;
        m_out.bars.reserve(m_rows.size());
        for (std::size_t i = 0; i < m_rows.size(); ++i) {
            const YahooRow& row = m_rows[i];
            const bool daily = m_window.interval == Interval::Day1;
            m_out.bars.push_back(
                {.time = daily ? Timestamp::atMidnightUtc(m_sessions[i]).seconds : row.time,
                 .open = snappedToFloat32(*row.open),
                 .high = snappedToFloat32(*row.high),
                 .low = snappedToFloat32(*row.low),
                 .close = snappedToFloat32(*row.close),
                 .volume = row.volume.value_or(0),
                 .final = isFinal(i)});
            withoutVolume += row.volume ? 0 : 1;
            if (daily)
                m_out.adjustedClose.push_back(
                    row.adjustedClose ? std::optional(snappedToFloat32(*row.adjustedClose))
                                      : std::nullopt);
        }
        if (withoutVolume > 0)
            note(counted(withoutVolume, "row", "rows") +
                 " without a volume kept as provisional; to be asked again.");
    }

    void makeActions() {
        bool foreignCurrency = false;
        for (const YahooEvent& event : m_chart.events) {
            const Date exDate = sessionOf(event.time);
            const bool daily = m_window.interval == Interval::Day1;
            const bool asked =
                daily ? inWindow(exDate)
                      : event.time >= m_window.from.seconds && event.time < m_window.to.seconds;
            if (!asked)
                continue;
            m_out.actions.push_back({.kind = event.kind,
                                     .exDate = exDate,
                                     .amount = event.amount,
                                     .numerator = event.numerator,
                                     .denominator = event.denominator});
            foreignCurrency = foreignCurrency || (!event.currency.empty() &&
                                                  event.currency != m_out.instrument.currency);
        }
        auto& actions = m_out.actions;
        const auto order = [](const CorporateAction& action) {
            return std::tuple(action.exDate, action.kind, action.amount, action.numerator,
                              action.denominator);
        };
        std::sort(actions.begin(), actions.end(),
                  [&](const auto& a, const auto& b) { return order(a) < order(b); });
        actions.erase(std::unique(actions.begin(), actions.end()), actions.end());
        if (m_chart.unreadableEvents > 0)
            note(counted(m_chart.unreadableEvents, "dividend or split", "dividends or splits") +
                 " without a usable date or amount left out.");
        if (foreignCurrency)
            note("A dividend is paid in another currency than the prices are quoted in.");
    }

    YahooChart m_chart;
    const YahooWindow& m_window;
    TimeZone m_zone;
    FetchedSeries m_out;
    std::vector<YahooRow>& m_rows;
    std::vector<Date> m_sessions; ///< of m_rows, daily only
    std::map<Date, std::vector<YahooPeriod>> m_periods;
};

} // namespace

double snappedToFloat32(double value) {
    const auto single = static_cast<float>(value);
    if (!std::isfinite(single) || static_cast<double>(single) != value)
        return value;
    std::array<char, 32> text{};
    const auto written = std::to_chars(text.data(), text.data() + text.size(), single);
    double snapped = value;
    std::from_chars(text.data(), written.ptr, snapped);
    return snapped;
}

Result<FetchedSeries> repairedYahoo(YahooChart chart, const YahooWindow& window) {
    if (!sameGranularity(chart.granularity, window.interval))
        return fail(ErrorCode::Unreachable,
                    fmt::format("Yahoo's answer cannot be used: it has {} bars where {} bars were "
                                "asked for.",
                                chart.granularity, intervalCode(window.interval)));
    FetchedSeries out;
    auto zone = TimeZone::find(chart.instrument.timeZone);
    if (!zone.ok()) {
        zone = TimeZone::find("UTC");
        if (!zone.ok())
            return std::move(zone).error();
        out.repairs.push_back("The exchange's time zone is not known; dates are by UTC.");
        chart.instrument.timeZone = "UTC";
    }
    out.instrument = chart.instrument;
    if (chart.firstTrade)
        out.firstTradeDate = zone->localDate({*chart.firstTrade});
    return Repair(std::move(chart), window, *std::move(zone), std::move(out)).run();
}

} // namespace loom::market
