// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast/evaluation/conformal.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>

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

Conformal::Conformal(std::size_t horizon, ConformalOptions options, IntervalBase base)
    : m_options(std::move(options)), m_base(base),
      m_tracks(base == IntervalBase::Point ? 1 : 2 * m_options.coverages.size()), m_steps(horizon) {
    for (Step& step : m_steps) {
        step.tracks.resize(m_tracks);
        for (const double coverage : m_options.coverages)
            step.miss.push_back(1 - coverage);
    }
    m_order.resize(m_options.coverages.size());
    std::iota(m_order.begin(), m_order.end(), std::size_t{0});
    std::ranges::sort(m_order, {}, [this](std::size_t i) { return m_options.coverages[i]; });
}

/// rank: among coverages, narrow to wide. Levels ascend with the median in the middle, which needs
/// no errors of its own.
Conformal::Ends Conformal::endsOf(std::size_t rank) const {
    const std::size_t count = m_order.size();
    Ends out{.low = count - 1 - rank, .high = count + 1 + rank, .lowTrack = 0, .highTrack = 0};
    if (m_base == IntervalBase::Quantiles) {
        out.lowTrack = out.low;
        out.highTrack = out.high - 1;
    }
    return out;
}

double Conformal::level(const Step& step, std::size_t coverage) const {
    // The adapted level may leave (0, 1); beyond it the widest or narrowest interval is given.
    constexpr double kLeast = 1e-4;
    return std::clamp(step.miss[coverage], kLeast, 1 - kLeast);
}

bool Conformal::ready(std::size_t step) const {
    const double widest = *std::ranges::max_element(m_options.coverages);
    const auto known = m_steps[step - 1].tracks.front().sorted.size();
    return static_cast<double>(known + 1) * (1 - widest) / 2 >= 1;
}

void Conformal::quantiles(std::size_t step, double point, std::span<const double> own,
                          double volatility, std::span<double> out) const {
    if (!ready(step) || std::isnan(point) || std::isnan(volatility)) {
        std::ranges::fill(out, kMissing);
        return;
    }
    const Step& here = m_steps[step - 1];
    const std::size_t middle = m_order.size();
    const auto baseOf = [&](std::size_t l) {
        return m_base == IntervalBase::Quantiles ? own[l] : point;
    };
    out[middle] = point;
    for (std::size_t rank = 0; rank < middle; ++rank) {
        const double tail = level(here, m_order[rank]) / 2;
        const Ends ends = endsOf(rank);
        const double low = lowerScore(here.tracks[ends.lowTrack].sorted, tail);
        const double high = upperScore(here.tracks[ends.highTrack].sorted, tail);
        out[ends.low] = std::min(out[ends.low + 1], baseOf(ends.low) + volatility * low);
        out[ends.high] = std::max(out[ends.high - 1], baseOf(ends.high) + volatility * high);
    }
}

void Conformal::scores(double outcome, double point, std::span<const double> own, double volatility,
                       std::span<double> out) const {
    for (std::size_t track = 0; track < m_tracks; ++track) {
        const std::size_t middle = m_order.size();
        const double base =
            m_base == IntervalBase::Point ? point : own[track < middle ? track : track + 1];
        out[track] = (outcome - base) / volatility;
    }
}

/// The level of each coverage, by what share of the new errors lies outside.
void Conformal::adapt(Step& step, std::span<const double> known) const {
    const std::size_t assets = known.size() / m_tracks;
    for (std::size_t rank = 0; rank < m_order.size(); ++rank) {
        const std::size_t i = m_order[rank];
        const double tail = level(step, i) / 2;
        const Ends ends = endsOf(rank);
        const double low = lowerScore(step.tracks[ends.lowTrack].sorted, tail);
        const double high = upperScore(step.tracks[ends.highTrack].sorted, tail);
        std::size_t outside = 0;
        for (std::size_t a = 0; a < assets; ++a)
            if (known[a * m_tracks + ends.lowTrack] < low ||
                known[a * m_tracks + ends.highTrack] > high)
                ++outside;
        const double share = static_cast<double>(outside) / static_cast<double>(assets);
        step.miss[i] += m_options.adaptation * (1 - m_options.coverages[i] - share);
    }
}

void Conformal::remember(Track& track, std::vector<double> known) const {
    std::ranges::sort(known);
    std::vector<double> merged;
    merged.reserve(track.sorted.size() + known.size());
    std::ranges::merge(track.sorted, known, std::back_inserter(merged));
    track.recent.push_back(std::move(known));
    track.sorted = std::move(merged);
    while (track.recent.size() > 1 &&
           track.sorted.size() - track.recent.front().size() >= m_options.memory) {
        std::vector<double> rest;
        rest.reserve(track.sorted.size());
        std::ranges::set_difference(track.sorted, track.recent.front(), std::back_inserter(rest));
        track.sorted = std::move(rest);
        track.recent.pop_front();
    }
}

void Conformal::learn(std::size_t step, std::span<const double> scores) {
    std::vector<double> known; // of the assets whose errors are all numbers
    for (std::size_t at = 0; at < scores.size(); at += m_tracks) {
        const auto own = scores.subspan(at, m_tracks);
        if (std::ranges::all_of(own, [](double score) { return std::isfinite(score); }))
            known.insert(known.end(), own.begin(), own.end());
    }
    if (known.empty())
        return;
    Step& here = m_steps[step - 1];
    if (ready(step) && m_options.adaptation > 0)
        adapt(here, known);
    for (std::size_t track = 0; track < m_tracks; ++track) {
        std::vector<double> own;
        for (std::size_t at = track; at < known.size(); at += m_tracks)
            own.push_back(known[at]);
        remember(here.tracks[track], std::move(own));
    }
}

Json Conformal::toJson() const {
    Json steps = Json::array();
    for (const Step& step : m_steps) {
        Json tracks = Json::array();
        for (const Track& track : step.tracks)
            tracks.push_back(track.recent);
        steps.push_back({{"recent", tracks}, {"miss", step.miss}});
    }
    return {{"coverages", m_options.coverages},
            {"memory", m_options.memory},
            {"adaptation", m_options.adaptation},
            {"quantiles", m_base == IntervalBase::Quantiles},
            {"steps", steps}};
}

Conformal Conformal::fromJson(const Json& json) {
    ConformalOptions options;
    json.at("coverages").get_to(options.coverages);
    json.at("memory").get_to(options.memory);
    json.at("adaptation").get_to(options.adaptation);
    const bool quantiles = json.at("quantiles").get<bool>();
    const Json& steps = json.at("steps");
    if (options.coverages.empty() || !steps.is_array())
        throw Json::type_error::create(302, "intervals", &json);
    Conformal out(steps.size(), options, quantiles ? IntervalBase::Quantiles : IntervalBase::Point);
    for (std::size_t k = 0; k < steps.size(); ++k) {
        Step& step = out.m_steps[k];
        steps[k].at("miss").get_to(step.miss);
        const Json& tracks = steps[k].at("recent");
        if (step.miss.size() != options.coverages.size() || tracks.size() != out.m_tracks)
            throw Json::type_error::create(302, "intervals", &json);
        for (std::size_t t = 0; t < out.m_tracks; ++t) {
            Track& track = step.tracks[t];
            tracks[t].get_to(track.recent);
            for (const auto& scores : track.recent)
                track.sorted.insert(track.sorted.end(), scores.begin(), scores.end());
            std::ranges::sort(track.sorted);
        }
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

    /// A step's quantiles as the model gave them; empty when intervals are around points.
    std::span<const double> own(const Forecasts& forecasts, std::size_t index, std::size_t asset,
                                std::size_t step) const {
        if (m_conformal.base() == IntervalBase::Point)
            return {};
        const std::size_t levels = forecasts.levels.size();
        return forecasts.quantile(index, asset).subspan((step - 1) * levels, levels);
    }

  private:
    struct Pending {
        std::size_t origin;
        const Forecasts* forecasts;
        std::size_t index;
    };

    void learn(const Pending& pending, std::size_t step) {
        const std::size_t tracks = m_conformal.tracks();
        std::vector<double> scores(m_data.assetCount() * tracks);
        for (std::size_t a = 0; a < m_data.assetCount(); ++a)
            m_conformal.scores(m_data.outcome(a, pending.origin, step),
                               pending.forecasts->point(pending.index, a)[step - 1],
                               own(*pending.forecasts, pending.index, a, step),
                               volatility(a, pending.origin, step),
                               std::span(scores).subspan(a * tracks, tracks));
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
    const auto wanted = levelsFor(options.coverages);
    const auto given = [&](const Forecasts& f) {
        return f.levels == wanted && !f.quantiles.empty();
    };
    const bool own = given(forecasts) && (warmUp == nullptr || given(*warmUp));
    Conformal conformal(data.horizon, options, own ? IntervalBase::Quantiles : IntervalBase::Point);
    IntervalWalk walk(data, conformal);
    if (warmUp != nullptr)
        for (std::size_t i = 0; i < warmUp->origins.size(); ++i)
            walk.add(*warmUp, i);
    const std::size_t levels = wanted.size();
    std::vector<double> quantiles(forecasts.points.size() * levels, kMissing);
    for (std::size_t i = 0; i < forecasts.origins.size(); ++i) {
        const std::size_t origin = forecasts.origins[i];
        walk.learnUpTo(origin);
        for (std::size_t a = 0; a < data.assetCount(); ++a)
            for (std::size_t k = 1; k <= data.horizon; ++k)
                conformal.quantiles(
                    k, forecasts.point(i, a)[k - 1], walk.own(forecasts, i, a, k),
                    walk.volatility(a, origin, k),
                    std::span(quantiles).subspan(
                        ((i * data.assetCount() + a) * data.horizon + k - 1) * levels, levels));
        walk.add(forecasts, i);
    }
    walk.learnUpTo(data.rows() - 1);
    forecasts.levels = wanted;
    forecasts.quantiles = std::move(quantiles);
    return conformal;
}

} // namespace loom::forecast
