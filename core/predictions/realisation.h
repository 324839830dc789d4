// SPDX-License-Identifier: GPL-3.0-or-later
// What came of a prediction, read from bars: the return from the bar it was made at to the bar it
// forecast, both taken from the same series as it is now and adjusted in the same way, times the
// close of then. Thread rule: pure functions.
#pragma once

#include <optional>

#include "market/calendar.h"
#include "market/series.h"
#include "predictions/prediction.h"

namespace loom::predictions {

struct Realisation {
    Outcome outcome = Outcome::Waiting;
    double price = 0; ///< with Outcome::Realised, on the scale of the prediction's last close
};

/// A series ready to be asked many times; the series must outlive it.
class RealisedSeries {
  public:
    explicit RealisedSeries(const market::Series& series);

    const market::Series& series() const { return m_series; }

    /// Waiting when the series lacks the bar that was forecast or that bar may still change. The
    /// bar the forecast was made at is the last one up to then (a row may repeat the close before
    /// it); where it is not that very bar of the same source, its close must be the forecast's last
    /// close within one per cent, known later splits undone: else it is another instrument. A week
    /// is realised by the last session of its week as the calendar has it now. NoSession once the
    /// series goes beyond a day (or time) on which, by the calendar as it is now, there was no
    /// trading.
    Realisation of(const Prediction& prediction, const market::Calendar& calendar) const;

  private:
    std::optional<std::size_t> barAt(std::int64_t time) const;
    std::optional<std::size_t> lastUpTo(std::int64_t time) const;
    double factorBetween(std::size_t from, std::size_t to, market::Adjustment adjustment) const;
    bool fits(const Prediction& prediction, std::size_t origin) const;

    const market::Series& m_series;
    market::ForwardFactors m_total; ///< splits and distributions
    market::ForwardFactors m_split; ///< splits alone
};

} // namespace loom::predictions
