// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/forecast_covariates.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "base/text.h"
#include "forecast/data.h"
#include "market/symbols.h"

namespace loom::studies {

namespace {

using forecast::kMissing;

constexpr std::int64_t kOldest = 10 * 86'400;

const std::vector<std::string> kKinds{"return", "change", "level"};

Error invalid(std::string text) {
    return fail(ErrorCode::InvalidInput, std::move(text));
}

Result<CovariateKind> kindOf(std::string_view word, std::string_view text) {
    const std::string lower = toLower(trim(word));
    const auto at = std::ranges::find(kKinds, lower);
    if (at != kKinds.end())
        return static_cast<CovariateKind>(at - kKinds.begin());
    const auto near = didYouMean(lower, kKinds);
    return invalid(fmt::format("The covariate \"{}\" asks for \"{}\"; {}.", text, trim(word),
                               near ? fmt::format("did you mean \"{}\"?", *near)
                                    : "known are " + join(kKinds, ", ")));
}

/// Index of the last bar known at each row, or -1; bars that may still change are not known.
std::vector<std::int64_t> lastKnown(const market::Series& series,
                                    std::span<const std::int64_t> knownAt,
                                    std::span<const std::int64_t> rows) {
    std::vector<std::int64_t> out(rows.size(), -1);
    std::size_t next = 0;
    std::int64_t last = -1;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        for (; next < knownAt.size() && knownAt[next] <= rows[row]; ++next)
            if (series.bars[next].final)
                last = static_cast<std::int64_t>(next);
        if (last >= 0 && rows[row] - knownAt[static_cast<std::size_t>(last)] <= kOldest)
            out[row] = last;
    }
    return out;
}

/// When bars are over. A session's close ends its last bar early, as an hour's at 16:00.
class EndOfBars {
  public:
    EndOfBars(bool daily, std::int64_t step, bool onCalendar, const market::Calendar& calendar,
              const SessionClock& clock)
        : m_daily(daily), m_step(step), m_onCalendar(onCalendar), m_calendar(calendar),
          m_clock(clock) {}

    std::int64_t of(std::int64_t time, Date date) {
        if (m_onCalendar && date != m_date)
            enter(date);
        if (m_daily)
            return m_close != kNone ? m_close : m_clock.midnight(date + 1);
        return time < m_close ? std::min(time + m_step, m_close) : time + m_step;
    }

  private:
    static constexpr std::int64_t kNone = std::numeric_limits<std::int64_t>::min();

    void enter(Date date) {
        m_date = date;
        const auto session = m_calendar.session(date);
        m_close = session ? session->close.seconds : kNone;
    }

    bool m_daily;
    std::int64_t m_step;
    bool m_onCalendar;
    const market::Calendar& m_calendar;
    const SessionClock& m_clock;
    Date m_date{std::numeric_limits<std::int32_t>::min()};
    std::int64_t m_close = kNone; ///< of m_date
};

Status checkPositive(const CovariateSpec& spec, const market::Series& series) {
    const auto bad = std::ranges::find_if(
        series.bars, [](const auto& bar) { return bar.final && !(bar.close > 0); });
    if (bad == series.bars.end())
        return {};
    return invalid(fmt::format("{} is {} on {}, and a return needs positive values. Use "
                               "\"{}:change\" or \"{}:level\".",
                               spec.symbol, shortest(bad->close), toIso(bad->date()), spec.symbol,
                               spec.symbol));
}

} // namespace

std::string CovariateSpec::column() const {
    return symbol + " " + kKinds[static_cast<std::size_t>(kind)];
}

Result<CovariateSpec> parseCovariate(std::string_view text, market::Interval data) {
    CovariateSpec spec{.interval = data};
    std::string_view rest = trim(text);
    if (const auto at = rest.find('@'); at != std::string_view::npos) {
        const auto interval = market::intervalFromCode(trim(rest.substr(at + 1)));
        if (!interval)
            return invalid(fmt::format("The covariate \"{}\" asks for bars of \"{}\"; known are "
                                       "1m, 5m, 15m, 1h, 1d.",
                                       text, trim(rest.substr(at + 1))));
        spec.interval = *interval;
        rest = rest.substr(0, at);
    }
    if (const auto colon = rest.find(':'); colon != std::string_view::npos) {
        const auto kind = kindOf(rest.substr(colon + 1), text);
        if (!kind)
            return kind.error();
        spec.kind = *kind;
        rest = rest.substr(0, colon);
    }
    auto symbol = market::checkSymbol(rest);
    if (!symbol)
        return std::move(symbol).error();
    spec.symbol = std::move(*symbol);
    return spec;
}

Result<std::vector<CovariateSpec>> parseCovariates(const std::vector<std::string>& texts,
                                                   market::Interval data) {
    std::vector<CovariateSpec> out;
    for (const auto& text : texts) {
        auto spec = parseCovariate(text, data);
        if (!spec)
            return spec.error();
        if (std::ranges::find(out, *spec) != out.end())
            return invalid(fmt::format("The covariate \"{}\" is given twice.", text));
        out.push_back(std::move(*spec));
    }
    return out;
}

std::vector<std::int64_t> knownTimes(const market::Series& series, bool onCalendar,
                                     const market::Calendar& calendar) {
    const bool daily = !market::isIntraday(series.interval);
    const SessionClock clock(series.instrument, onCalendar, daily, calendar);
    EndOfBars ends(daily, market::intervalSeconds(series.interval), onCalendar, calendar, clock);
    std::vector<std::int64_t> out;
    out.reserve(series.bars.size());
    for (const auto& bar : series.bars)
        out.push_back(ends.of(bar.time, clock.session(bar.time)));
    return out;
}

std::vector<std::int64_t> closeTimes(const ForecastGrid& grid, forecast::Frequency frequency,
                                     bool onCalendar, const market::Calendar& calendar,
                                     const SessionClock& clock) {
    EndOfBars ends(!forecast::isIntraday(frequency), market::intervalSeconds(intervalOf(frequency)),
                   onCalendar, calendar, clock);
    std::vector<std::int64_t> out;
    out.reserve(grid.rows());
    for (std::size_t row = 0; row < grid.rows(); ++row)
        out.push_back(ends.of(grid.times[row], Date{grid.sessions[row]}));
    return out;
}

Result<std::vector<double>> covariateValues(const CovariateSpec& spec, const market::Series& series,
                                            std::span<const std::int64_t> knownAt,
                                            std::span<const std::int64_t> rowsKnownAt) {
    if (spec.kind == CovariateKind::Return)
        if (auto good = checkPositive(spec, series); !good)
            return std::move(good).error();
    const auto last = lastKnown(series, knownAt, rowsKnownAt);
    const auto factors = market::forwardFactors(series, market::Adjustment::SplitAndDividend);
    const auto value = [&](std::int64_t bar) {
        const auto i = static_cast<std::size_t>(bar);
        return series.bars[i].close * (spec.kind == CovariateKind::Return ? factors.price[i] : 1.0);
    };
    std::vector<double> out(rowsKnownAt.size(), kMissing);
    for (std::size_t row = 0; row < out.size(); ++row) {
        if (last[row] < 0)
            continue;
        if (spec.kind == CovariateKind::Level)
            out[row] = value(last[row]);
        else if (row > 0 && last[row - 1] >= 0)
            out[row] = spec.kind == CovariateKind::Return
                           ? std::log(value(last[row]) / value(last[row - 1]))
                           : value(last[row]) - value(last[row - 1]);
    }
    return out;
}

} // namespace loom::studies
