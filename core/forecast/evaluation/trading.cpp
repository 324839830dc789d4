// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast/evaluation/trading.h"

#include <algorithm>
#include <cmath>

#include "stats/moments.h"

namespace loom::forecast {

namespace {

/// Price at which a decision made at the close of the origin is carried out.
double tradePrice(const ForecastData& data, std::size_t asset, std::size_t origin, bool atOpens) {
    const std::size_t row = origin + 1;
    if (row >= data.rows())
        return kMissing;
    return atOpens ? data.opens[asset * data.rows() + row] : data.close(asset, row);
}

bool hasOpens(const ForecastData& data) {
    return !data.opens.empty() &&
           std::ranges::any_of(data.opens, [](double open) { return open > 0; });
}

class Account {
  public:
    Account(const ForecastData& data, double costBasisPoints)
        : m_data(data), m_cost(costBasisPoints / 1e4), m_atOpens(hasOpens(data)),
          m_weights(data.assetCount(), 0.0) {}

    /// One period: hold the wanted assets in equal parts.
    void period(std::size_t origin, const std::vector<bool>& wanted) {
        std::vector<double> moves(wanted.size(), kMissing);
        for (std::size_t a = 0; a < wanted.size(); ++a) {
            moves[a] = tradePrice(m_data, a, origin + m_data.horizon, m_atOpens) /
                           tradePrice(m_data, a, origin, m_atOpens) -
                       1;
        }
        double traded = 0, gain = 0;
        std::vector<double> drifted(wanted.size(), 0.0);
        for (std::size_t a = 0; a < wanted.size(); ++a) {
            const bool holds = wanted[a] && std::isfinite(moves[a]);
            const double weight = holds ? 1 / static_cast<double>(wanted.size()) : 0;
            traded += std::abs(weight - m_weights[a]);
            gain += holds ? weight * moves[a] : 0;
            drifted[a] = holds ? weight * (1 + moves[a]) : 0;
        }
        for (double& weight : drifted)
            weight /= 1 + gain;
        m_weights = std::move(drifted);
        m_returns.push_back((1 + gain) * (1 - m_cost * traded) - 1);
        m_traded += traded;
    }

    TradingResult result() const {
        TradingResult out;
        out.atOpens = m_atOpens;
        out.returns = m_returns;
        if (m_returns.empty())
            return out;
        const double perYear = stepsPerYear(m_data.frequency) / static_cast<double>(m_data.horizon);
        double wealth = 1, peak = 1;
        out.maxDrawdown = 0;
        for (const double r : m_returns) {
            wealth *= 1 + r;
            peak = std::max(peak, wealth);
            out.maxDrawdown = std::max(out.maxDrawdown, 1 - wealth / peak);
        }
        const auto periods = static_cast<double>(m_returns.size());
        out.cumulative = wealth - 1;
        out.annualReturn = std::pow(wealth, perYear / periods) - 1;
        out.turnover = m_traded / periods;
        const auto moments = stats::moments(m_returns);
        out.annualVolatility = moments.stdev * std::sqrt(perYear);
        out.sharpe =
            moments.stdev > 0 ? moments.mean / moments.stdev * std::sqrt(perYear) : kMissing;
        return out;
    }

  private:
    const ForecastData& m_data;
    double m_cost;
    bool m_atOpens;
    std::vector<double> m_weights;
    std::vector<double> m_returns;
    double m_traded = 0;
};

} // namespace

std::vector<std::size_t> tradingPeriods(const ForecastData& data,
                                        std::span<const std::size_t> origins) {
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < origins.size(); ++i)
        if ((out.empty() || origins[i] >= origins[out.back()] + data.horizon) &&
            origins[i] + 1 + data.horizon < data.rows())
            out.push_back(i);
    return out;
}

TradingResult tradeForecasts(const ForecastData& data, const Forecasts& forecasts,
                             double costBasisPoints) {
    Account account(data, costBasisPoints);
    std::vector<bool> wanted(data.assetCount());
    for (const std::size_t i : tradingPeriods(data, forecasts.origins)) {
        for (std::size_t a = 0; a < wanted.size(); ++a)
            wanted[a] = forecasts.point(i, a)[data.horizon - 1] > 0;
        account.period(forecasts.origins[i], wanted);
    }
    return account.result();
}

TradingResult holdEverything(const ForecastData& data, std::span<const std::size_t> origins,
                             double costBasisPoints) {
    Account account(data, costBasisPoints);
    const std::vector<bool> all(data.assetCount(), true);
    for (const std::size_t i : tradingPeriods(data, origins))
        account.period(origins[i], all);
    return account.result();
}

} // namespace loom::forecast
