// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast/neural/recursive_forecaster.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "forecast/feature_continuation.h"
#include "stats/parallel.h"

namespace loom::forecast {

namespace {

constexpr std::size_t kChunk = 128; // origins that go on together

/// Some origins of one asset on their way through the horizon. Their rows lie in a table of their
/// own, an origin where other data have an asset: the window, then the rows that are made.
class Rollout {
  public:
    Rollout(const NetworkMember& member, const ForecastData& data, std::size_t asset)
        : m_member(member), m_data(data), m_asset(asset), m_window(member.windows->window()),
          m_space(member.network->workspace()) {
        m_rows.times.resize(m_window + data.horizon);
        m_rows.featureNames = data.featureNames;
    }

    void begin(std::size_t origin, const FeatureContinuation::Course& course) {
        const std::size_t width = m_data.featureCount();
        const auto from =
            m_data.features.begin() +
            static_cast<std::ptrdiff_t>((m_asset * m_data.rows() + origin + 1 - m_window) * width);
        m_rows.features.insert(m_rows.features.end(), from,
                               from + static_cast<std::ptrdiff_t>(m_window * width));
        m_rows.features.resize(m_rows.features.size() + m_data.horizon * width, 0.0);
        m_courses.push_back(course.clone());
        m_sums.push_back(0);
        double unit = 0;
        m_member.windows->units(m_data, m_asset, origin, std::span(&unit, 1));
        m_units.push_back(unit);
    }

    /// write(i, step, cumulative log return) for each origin in the order of begin().
    template <class Write>
    void run(Write&& write) {
        for (std::size_t k = 0; k < m_data.horizon; ++k) {
            m_inputs.resize(m_courses.size(), m_member.windows->width());
            for (std::size_t i = 0; i < m_courses.size(); ++i)
                m_member.windows->fill(m_rows, i, m_window - 1 + k, m_inputs.row(i));
            m_member.network->forward(m_inputs, *m_space, m_outputs);
            for (std::size_t i = 0; i < m_courses.size(); ++i)
                if (m_courses[i])
                    write(i, k, advance(i, k));
        }
    }

  private:
    double advance(std::size_t i, std::size_t k) {
        const double step = m_units[i] * static_cast<double>(m_outputs.row(i)[0]);
        const std::size_t width = m_data.featureCount();
        const auto next =
            std::span(m_rows.features).subspan((i * m_rows.rows() + m_window + k) * width, width);
        m_courses[i]->ahead(step, next);
        if (std::ranges::any_of(next, [](double v) { return !std::isfinite(v); })) {
            std::ranges::fill(next, 0.0);
            m_courses[i].reset(); // a feature without a value ends the forecast
        }
        return m_sums[i] += step;
    }

    const NetworkMember& m_member;
    const ForecastData& m_data;
    std::size_t m_asset, m_window;
    std::unique_ptr<learn::Network::Workspace> m_space;
    ForecastData m_rows;
    std::vector<std::unique_ptr<FeatureContinuation::Course>> m_courses;
    std::vector<double> m_sums, m_units;
    learn::RowBlock m_inputs, m_outputs;
};

} // namespace

Status checkContinuable(const ForecastData& data) {
    if (!data.continuation)
        return fail(ErrorCode::InvalidInput,
                    "A recursive forecast makes the features of the coming bars from its own "
                    "closes, and nothing says how these features are made. Choose the direct "
                    "output.");
    const auto& impossible = data.continuation->impossible();
    if (impossible.empty())
        return {};
    return fail(ErrorCode::InvalidInput,
                fmt::format("A recursive forecast makes the features of the coming bars from its "
                            "own closes; {} {} more than closes. Leave {} out (the list closes "
                            "holds none such), or choose the direct output.",
                            namesInWords(impossible), impossible.size() == 1 ? "needs" : "need",
                            impossible.size() == 1 ? "it" : "them"));
}

void RecursiveForecaster::forecastAsset(const ForecastData& data, std::size_t asset, Forecasts& out,
                                        jobs::JobContext& context) const {
    const NetworkMember& member = members().front();
    const WindowMaker& windows = *member.windows;
    std::vector<std::size_t> places; // of the origins with a whole window, in order of time
    for (std::size_t i = 0; i < out.origins.size(); ++i)
        if (out.origins[i] + 1 >= windows.window() && windows.complete(data, asset, out.origins[i]))
            places.push_back(i);
    std::ranges::stable_sort(places, {}, [&](std::size_t i) { return out.origins[i]; });
    const auto course = data.continuation->start(asset);
    for (std::size_t first = 0; first < places.size(); first += kChunk) {
        if (context.shouldStop())
            return;
        const auto here = std::span(places).subspan(first, std::min(kChunk, places.size() - first));
        Rollout rollout(member, data, asset);
        for (const std::size_t place : here) {
            course->take(out.origins[place]);
            rollout.begin(out.origins[place], *course);
        }
        rollout.run([&](std::size_t i, std::size_t step, double value) {
            out.point(here[i], asset)[step] = value;
        });
    }
}

Result<Forecasts> RecursiveForecaster::forecast(const ForecastData& data,
                                                std::span<const std::size_t> origins,
                                                jobs::JobContext& context) const {
    if (auto checked = checkData(data); !checked)
        return std::move(checked).error();
    if (auto checked = checkContinuable(data); !checked)
        return std::move(checked).error();
    Forecasts out(data, origins);
    stats::parallelFor(data.assetCount(),
                       [&](std::size_t asset) { forecastAsset(data, asset, out, context); });
    if (context.shouldStop())
        return fail(ErrorCode::Cancelled, "Forecasting was stopped.");
    return out;
}

std::vector<Forecaster::Fact> RecursiveForecaster::facts() const {
    auto out = NeuralForecaster::facts();
    out.push_back({.name = "Output", .value = "one step, fed its own forecasts"});
    return out;
}

} // namespace loom::forecast
