// SPDX-License-Identifier: GPL-3.0-or-later
// Inputs of linear models at a row: the last one-step returns, newest first, and the features known
// at that close. Returns across a missing bar are left out: the lags are the last returns there
// are. Thread rule: one walker a thread.
#pragma once

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "forecast/data.h"

namespace loom::forecast {

class LagInputs {
  public:
    /// Begins before the row `from`; returns are divided by scale.
    LagInputs(const ForecastData& data, std::size_t asset, std::size_t lags, double scale,
              std::size_t from)
        : m_data(data), m_log(data.logs(asset)), m_asset(asset), m_lags(lags), m_from(from),
          m_scale(scale), m_x(lags + data.featureCount()) {}

    /// Takes in the next row; each one in turn.
    void take(std::size_t row) {
        const double r = row > m_from ? m_log[row] - m_log[row - 1] : kMissing;
        if (!std::isnan(r))
            m_past.push_back(r / m_scale);
    }

    /// The inputs at the row taken last; empty when something is missing.
    std::span<const double> at(std::size_t row) {
        if (std::isnan(m_log[row]) || m_past.size() < m_lags ||
            !m_data.featuresComplete(m_asset, row, row + 1))
            return {};
        for (std::size_t lag = 0; lag < m_lags; ++lag)
            m_x[lag] = m_past[m_past.size() - 1 - lag];
        const auto features = m_data.feature(m_asset, row);
        std::copy(features.begin(), features.end(),
                  m_x.begin() + static_cast<std::ptrdiff_t>(m_lags));
        return m_x;
    }

  private:
    const ForecastData& m_data;
    std::span<const double> m_log;
    std::size_t m_asset, m_lags, m_from;
    double m_scale;
    std::vector<double> m_past, m_x;
};

} // namespace loom::forecast
