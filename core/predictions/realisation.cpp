// SPDX-License-Identifier: GPL-3.0-or-later
#include "predictions/realisation.h"

#include <algorithm>
#include <cmath>

namespace loom::predictions {

namespace {

using market::Adjustment;

constexpr double kSamePrice = 0.01;

/// Splits are undone whatever else a forecast leaves in its prices: no owner's wealth moves with
/// them.
market::ForwardFactors splitFactors(const market::Series& series) {
    market::Series splits = series;
    std::erase_if(splits.actions, [](const market::CorporateAction& action) {
        return action.kind != market::ActionKind::Split;
    });
    return market::forwardFactors(splits, Adjustment::SplitAndDividend);
}

/// By how much the splits after a bar have changed prices that a source adjusts for them.
double laterSplits(const market::Series& series, std::int64_t time) {
    if (series.state == market::AdjustmentState::Raw)
        return 1;
    double ratio = 1;
    for (const auto& action : series.actions)
        if (action.kind == market::ActionKind::Split && action.numerator > 0 &&
            action.denominator > 0 && Timestamp::atMidnightUtc(action.exDate).seconds > time)
            ratio *= action.numerator / action.denominator;
    return ratio;
}

/// The day whose bar ends the week of a target: its last session as the calendar has it now.
std::int64_t weekEnd(std::int64_t target, const market::Calendar& calendar) {
    constexpr int kWeek = 7;
    const Date day = Timestamp{target}.utcDate();
    const Date monday = day - (static_cast<int>(day.weekday()) + 6) % kWeek;
    const auto sessions = calendar.sessions(monday, monday + (kWeek - 1));
    return sessions.empty() ? target : Timestamp::atMidnightUtc(sessions.back().date).seconds;
}

/// True when, by the calendar, no bar can have this time.
bool neverTraded(const Prediction& prediction, const market::Series& series,
                 const market::Calendar& calendar) {
    if (!calendar.covers(series.instrument))
        return false;
    if (!forecast::isIntraday(prediction.frequency))
        return !calendar.isSession(Timestamp{prediction.target}.utcDate());
    const auto slots = calendar.slots(calendar.timeZone().localDate(Timestamp{prediction.target}),
                                      series.interval);
    return !std::ranges::binary_search(slots, prediction.target);
}

} // namespace

RealisedSeries::RealisedSeries(const market::Series& series)
    : m_series(series), m_total(market::forwardFactors(series, Adjustment::SplitAndDividend)),
      m_split(splitFactors(series)) {}

std::optional<std::size_t> RealisedSeries::barAt(std::int64_t time) const {
    const auto at = lastUpTo(time);
    return at && m_series.bars[*at].time == time ? at : std::nullopt;
}

std::optional<std::size_t> RealisedSeries::lastUpTo(std::int64_t time) const {
    const auto after = std::ranges::upper_bound(m_series.bars, time, {}, &market::Bar::time);
    if (after == m_series.bars.begin())
        return std::nullopt;
    return static_cast<std::size_t>(after - m_series.bars.begin()) - 1;
}

double RealisedSeries::factorBetween(std::size_t from, std::size_t to,
                                     Adjustment adjustment) const {
    const auto& factors = (adjustment == Adjustment::SplitAndDividend ? m_total : m_split).price;
    return factors[to] / factors[from];
}

bool RealisedSeries::fits(const Prediction& prediction, std::size_t origin) const {
    const auto& bar = m_series.bars[origin];
    if (m_series.source == prediction.source && bar.time == prediction.key.madeAt)
        return true;
    const double then = bar.close * laterSplits(m_series, bar.time);
    return std::abs(then / prediction.lastClose - 1) < kSamePrice;
}

Realisation RealisedSeries::of(const Prediction& prediction,
                               const market::Calendar& calendar) const {
    const auto origin = lastUpTo(prediction.key.madeAt);
    if (!origin || !fits(prediction, *origin))
        return {};
    const bool weekly = prediction.frequency == forecast::Frequency::Week1;
    const std::int64_t time = weekly ? weekEnd(prediction.target, calendar) : prediction.target;
    const auto there = barAt(time);
    if (there && *there > *origin && m_series.bars[*there].final) {
        const auto& bars = m_series.bars;
        const double ratio = bars[*there].close / bars[*origin].close *
                             factorBetween(*origin, *there, prediction.adjustment);
        if (std::isfinite(ratio) && ratio > 0)
            return {.outcome = Outcome::Realised, .price = prediction.lastClose * ratio};
        return {};
    }
    const bool beyond = !m_series.bars.empty() && m_series.bars.back().time > time;
    if (!there && beyond && !weekly && neverTraded(prediction, m_series, calendar))
        return {.outcome = Outcome::NoSession};
    return {};
}

} // namespace loom::predictions
