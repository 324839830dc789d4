// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast/evaluation/conformal.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "forecast/evaluation/plan.h"

namespace loom::forecast {

namespace {

constexpr double kDecay = 0.94;
constexpr std::size_t kFirstReturns = 20;

/// The order statistic that covers (1 - alpha) of the next value at least (Lei et al. 2018):
/// ceil((n + 1)(1 - alpha)) from below; the largest when there is none.
double upperScore(const std::vector<double>& sorted, double alpha) {
    const auto n = static_cast<double>(sorted.size());
    const auto rank = static_cast<std::size_t>(std::ceil((n + 1) * (1 - alpha)));
    return sorted[std::clamp<std::size_t>(rank, 1, sorted.size()) - 1];
}

double lowerScore(const std::vector<double>& sorted, double alpha) {
    const auto n = static_cast<double>(sorted.size());
    const auto rank = static_cast<std::size_t>(std::floor((n + 1) * alpha));
    return sorted[std::clamp<std::size_t>(rank, 1, sorted.size()) - 1];
}

} // namespace

std::vector<double> volatilityForecast(const ForecastData& data, std::size_t asset) {
    const auto logs = data.logs(asset);
    std::vector<double> out(logs.size(), kMissing);
    double variance = 0, last = kMissing;
    std::size_t count = 0;
    for (std::size_t row = 0; row < logs.size(); ++row) {
        if (std::isnan(logs[row]))
            continue;
        if (!std::isnan(last)) {
            const double square = (logs[row] - last) * (logs[row] - last);
            ++count;
            // The plain mean until the weights of the decay have settled.
            const double weight = std::max(1 - kDecay, 1 / static_cast<double>(count));
            variance += weight * (square - variance);
        }
        last = logs[row];
        if (count >= kFirstReturns && variance > 0)
            out[row] = std::sqrt(variance);
    }
    return out;
}

Conformal::Conformal(std::size_t horizon, ConformalOptions options)
    : m_options(std::move(options)), m_steps(horizon) {
    for (Step& step : m_steps)
        for (const double coverage : m_options.coverages)
            step.miss.push_back(1 - coverage);
}

double Conformal::level(const Step& step, std::size_t coverage) const {
    // The adapted level may leave (0, 1); beyond it the widest or narrowest interval is given.
    constexpr double kLeast = 1e-4;
    return std::clamp(step.miss[coverage], kLeast, 1 - kLeast);
}

bool Conformal::ready(std::size_t step) const {
    const double widest = *std::ranges::max_element(m_options.coverages);
    return static_cast<double>(m_steps[step - 1].sorted.size() + 1) * (1 - widest) / 2 >= 1;
}

void Conformal::quantiles(std::size_t step, double point, double volatility,
                          std::span<double> out) const {
    if (!ready(step) || std::isnan(point) || std::isnan(volatility)) {
        std::ranges::fill(out, kMissing);
        return;
    }
    const Step& here = m_steps[step - 1];
    const std::size_t count = m_options.coverages.size();
    std::vector<std::size_t> order(count);
    for (std::size_t i = 0; i < count; ++i)
        order[i] = i;
    std::ranges::sort(order, [this](std::size_t a, std::size_t b) {
        return m_options.coverages[a] < m_options.coverages[b];
    });
    out[count] = point;
    for (std::size_t i = 0; i < count; ++i) {
        const double alpha = level(here, order[i]);
        out[count - 1 - i] =
            std::min(out[count - i], point + volatility * lowerScore(here.sorted, alpha / 2));
        out[count + 1 + i] =
            std::max(out[count + i], point + volatility * upperScore(here.sorted, alpha / 2));
    }
}

void Conformal::learn(std::size_t step, std::span<const double> scores) {
    std::vector<double> known;
    for (const double score : scores)
        if (std::isfinite(score))
            known.push_back(score);
    if (known.empty())
        return;
    Step& here = m_steps[step - 1];
    if (ready(step) && m_options.adaptation > 0)
        for (std::size_t i = 0; i < m_options.coverages.size(); ++i) {
            const double alpha = level(here, i);
            const double low = lowerScore(here.sorted, alpha / 2);
            const double high = upperScore(here.sorted, alpha / 2);
            const auto outside = std::ranges::count_if(
                known, [&](double score) { return score < low || score > high; });
            const double share = static_cast<double>(outside) / static_cast<double>(known.size());
            here.miss[i] += m_options.adaptation * (1 - m_options.coverages[i] - share);
        }
    std::ranges::sort(known);
    std::vector<double> merged;
    merged.reserve(here.sorted.size() + known.size());
    std::ranges::merge(here.sorted, known, std::back_inserter(merged));
    here.recent.push_back(std::move(known));
    here.sorted = std::move(merged);
    while (here.recent.size() > 1 &&
           here.sorted.size() - here.recent.front().size() >= m_options.memory) {
        std::vector<double> rest;
        rest.reserve(here.sorted.size());
        std::ranges::set_difference(here.sorted, here.recent.front(), std::back_inserter(rest));
        here.sorted = std::move(rest);
        here.recent.pop_front();
    }
}

Json Conformal::toJson() const {
    Json steps = Json::array();
    for (const Step& step : m_steps)
        steps.push_back({{"recent", step.recent}, {"miss", step.miss}});
    return {{"coverages", m_options.coverages},
            {"memory", m_options.memory},
            {"adaptation", m_options.adaptation},
            {"steps", steps}};
}

Conformal Conformal::fromJson(const Json& json) {
    ConformalOptions options;
    json.at("coverages").get_to(options.coverages);
    json.at("memory").get_to(options.memory);
    json.at("adaptation").get_to(options.adaptation);
    const Json& steps = json.at("steps");
    if (options.coverages.empty() || !steps.is_array())
        throw Json::type_error::create(302, "intervals", &json);
    Conformal out(steps.size(), options);
    for (std::size_t k = 0; k < steps.size(); ++k) {
        Step& step = out.m_steps[k];
        steps[k].at("recent").get_to(step.recent);
        steps[k].at("miss").get_to(step.miss);
        if (step.miss.size() != options.coverages.size())
            throw Json::type_error::create(302, "intervals", &json);
        for (const auto& scores : step.recent)
            step.sorted.insert(step.sorted.end(), scores.begin(), scores.end());
        std::ranges::sort(step.sorted);
    }
    return out;
}

namespace {

/// Goes along origins, keeping forecasts whose outcome is not known yet.
class IntervalWalk {
  public:
    IntervalWalk(const ForecastData& data, Conformal& conformal)
        : m_data(data), m_conformal(conformal) {
        for (std::size_t a = 0; a < data.assetCount(); ++a)
            m_volatility.push_back(volatilityForecast(data, a));
    }

    double volatility(std::size_t asset, std::size_t origin, std::size_t step) const {
        return m_volatility[asset][origin] * std::sqrt(static_cast<double>(step));
    }

    /// What has become known by the close of this row.
    void learnUpTo(std::size_t row) {
        for (std::size_t k = 1; k <= m_data.horizon; ++k) {
            std::size_t& next = m_next[k - 1];
            for (; next < m_pending.size() && m_pending[next].origin + k <= row; ++next)
                learn(m_pending[next], k);
        }
    }

    void add(const Forecasts& forecasts, std::size_t index) {
        m_pending.push_back({forecasts.origins[index], &forecasts, index});
    }

  private:
    struct Pending {
        std::size_t origin;
        const Forecasts* forecasts;
        std::size_t index;
    };

    void learn(const Pending& pending, std::size_t step) {
        std::vector<double> scores;
        for (std::size_t a = 0; a < m_data.assetCount(); ++a) {
            const double point = pending.forecasts->point(pending.index, a)[step - 1];
            scores.push_back((m_data.outcome(a, pending.origin, step) - point) /
                             volatility(a, pending.origin, step));
        }
        m_conformal.learn(step, scores);
    }

    const ForecastData& m_data;
    Conformal& m_conformal;
    std::vector<std::vector<double>> m_volatility;
    std::vector<Pending> m_pending;
    std::vector<std::size_t> m_next = std::vector<std::size_t>(m_data.horizon, 0);
};

} // namespace

Conformal addIntervals(const ForecastData& data, const Forecasts* warmUp, Forecasts& forecasts,
                       const ConformalOptions& options) {
    Conformal conformal(data.horizon, options);
    IntervalWalk walk(data, conformal);
    if (warmUp != nullptr)
        for (std::size_t i = 0; i < warmUp->origins.size(); ++i)
            walk.add(*warmUp, i);
    forecasts.levels = levelsFor(options.coverages);
    const std::size_t levels = forecasts.levels.size();
    forecasts.quantiles.assign(forecasts.points.size() * levels, kMissing);
    for (std::size_t i = 0; i < forecasts.origins.size(); ++i) {
        const std::size_t origin = forecasts.origins[i];
        walk.learnUpTo(origin);
        for (std::size_t a = 0; a < data.assetCount(); ++a)
            for (std::size_t k = 1; k <= data.horizon; ++k)
                conformal.quantiles(k, forecasts.point(i, a)[k - 1], walk.volatility(a, origin, k),
                                    forecasts.quantile(i, a).subspan((k - 1) * levels, levels));
        walk.add(forecasts, i);
    }
    walk.learnUpTo(data.rows() - 1);
    return conformal;
}

} // namespace loom::forecast
