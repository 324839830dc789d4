// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast/neural/neural_forecaster.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "forecast/neural/network_inputs.h"
#include "stats/parallel.h"

namespace loom::forecast {

namespace {

constexpr std::size_t kChunk = 128; // windows evaluated together

struct Place {
    std::uint32_t origin = 0; ///< index into Forecasts::origins
    std::uint32_t asset = 0;
};

/// The windows that one member can look at.
std::vector<Place> placesOf(const ForecastData& data, const WindowMaker& windows,
                            std::span<const std::size_t> origins) {
    const std::size_t assets = windows.assetsPerSample() > 1 ? 1 : data.assetCount();
    std::vector<Place> out;
    for (std::size_t i = 0; i < origins.size(); ++i)
        for (std::size_t a = 0; a < assets; ++a)
            if (origins[i] + 1 >= windows.window() && windows.complete(data, a, origins[i]))
                out.push_back({static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(a)});
    return out;
}

/// Outputs of one asset to log returns, points first, then levels.
void writeForecast(std::span<const float> outputs, std::span<const double> units,
                   std::size_t levels, std::span<double> points, std::span<double> quantiles) {
    const std::size_t horizon = points.size();
    for (std::size_t k = 0; k < horizon; ++k) {
        points[k] = units[k] * static_cast<double>(outputs[k]);
        const auto here = quantiles.subspan(k * levels, levels);
        for (std::size_t q = 0; q < levels; ++q)
            here[q] = units[k] * static_cast<double>(outputs[(1 + q) * horizon + k]);
        std::ranges::sort(here); // quantiles learned one by one may cross
    }
}

double medianOf(std::vector<double>& values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    if (values.size() % 2 == 1)
        return *middle;
    return (*std::max_element(values.begin(), middle) + *middle) / 2;
}

/// Element by element; NaN when any member could not forecast.
void medianInto(std::vector<double>& out, const std::vector<Forecasts>& members,
                std::vector<double> Forecasts::*values) {
    std::vector<double> column;
    for (std::size_t i = 0; i < out.size(); ++i) {
        column.clear();
        for (const Forecasts& member : members)
            column.push_back((member.*values)[i]);
        const bool known = std::ranges::none_of(column, [](double v) { return std::isnan(v); });
        out[i] = known ? medianOf(column) : kMissing;
    }
}

} // namespace

NeuralForecaster::NeuralForecaster(State state)
    : m_state(std::move(state)), m_inputs(std::make_unique<NetworkInputs>(m_state)) {}

NeuralForecaster::~NeuralForecaster() = default;

const InputModel* NeuralForecaster::inputModel() const {
    return m_inputs.get();
}

Status NeuralForecaster::checkData(const ForecastData& data) const {
    return m_state.kind.checkSame(data, m_state.title + " model");
}

Status NeuralForecaster::run(const NetworkMember& member, const ForecastData& data, Forecasts& out,
                             jobs::JobContext& context) const {
    const auto places = placesOf(data, *member.windows, out.origins);
    const std::size_t assets = member.windows->assetsPerSample();
    const std::size_t levels = m_state.levels.size();
    const std::size_t width = data.horizon * (1 + levels);
    stats::parallelFor((places.size() + kChunk - 1) / kChunk, [&](std::size_t chunk) {
        if (context.shouldStop())
            return;
        const auto here = std::span(places).subspan(
            chunk * kChunk, std::min(kChunk, places.size() - chunk * kChunk));
        const auto workspace = member.network->workspace();
        learn::RowBlock inputs, outputs;
        inputs.resize(here.size(), member.windows->width());
        for (std::size_t i = 0; i < here.size(); ++i)
            member.windows->fill(data, here[i].asset, out.origins[here[i].origin], inputs.row(i));
        member.network->forward(inputs, *workspace, outputs);
        std::vector<double> units(assets * data.horizon);
        for (std::size_t i = 0; i < here.size(); ++i) {
            member.windows->units(data, here[i].asset, out.origins[here[i].origin], units);
            for (std::size_t a = 0; a < assets; ++a) {
                const std::size_t asset = assets == 1 ? here[i].asset : a;
                writeForecast(outputs.row(i).subspan(a * width, width),
                              std::span(units).subspan(a * data.horizon, data.horizon), levels,
                              out.point(here[i].origin, asset),
                              out.quantile(here[i].origin, asset));
            }
        }
    });
    if (context.shouldStop())
        return fail(ErrorCode::Cancelled, "Forecasting was stopped.");
    return {};
}

Result<Forecasts> NeuralForecaster::forecast(const ForecastData& data,
                                             std::span<const std::size_t> origins,
                                             jobs::JobContext& context) const {
    if (auto checked = checkData(data); !checked)
        return std::move(checked).error();
    std::vector<Forecasts> all;
    for (const NetworkMember& member : m_state.members) {
        all.emplace_back(data, origins, m_state.levels);
        if (auto done = run(member, data, all.back(), context); !done)
            return std::move(done).error();
    }
    if (all.size() == 1)
        return std::move(all.front());
    Forecasts out(data, origins, m_state.levels);
    medianInto(out.points, all, &Forecasts::points);
    medianInto(out.quantiles, all, &Forecasts::quantiles);
    return out;
}

Status NeuralForecaster::look(const NetworkMember& member, const ForecastData& data,
                              std::size_t asset, std::size_t origin,
                              learn::Network::Workspace& workspace,
                              learn::RowBlock& outputs) const {
    if (auto checked = checkData(data); !checked)
        return checked;
    if (asset >= data.assetCount() || origin >= data.rows() ||
        origin + 1 < member.windows->window() || !member.windows->complete(data, asset, origin))
        return fail(ErrorCode::InvalidInput,
                    fmt::format("The window of {} bars before this origin is not complete.",
                                member.windows->window()));
    learn::RowBlock inputs;
    inputs.resize(1, member.windows->width());
    member.windows->fill(data, asset, origin, inputs.row(0));
    member.network->forward(inputs, workspace, outputs);
    return {};
}

std::vector<Forecaster::Fact> NeuralForecaster::facts() const {
    std::size_t parameters = 0;
    for (const NetworkMember& member : m_state.members)
        parameters += member.result.weights.size();
    const TrainResult& first = m_state.members.front().result;
    std::vector<Fact> out{{.name = "Weights", .value = fmt::format("{}", parameters)}};
    if (m_state.members.size() > 1)
        out.push_back({.name = "Members", .value = fmt::format("{}", m_state.members.size())});
    out.push_back({.name = "Training samples", .value = fmt::format("{}", first.trainingSamples)});
    out.push_back(
        {.name = "Best step", .value = fmt::format("{} of {}", first.bestStep, first.steps)});
    if (!std::isnan(first.validationLoss)) {
        const double ratio = first.validationLoss / first.naiveLoss;
        out.push_back({.name = "Validation loss over last value's",
                       .value = fmt::format("{:.4f}", ratio),
                       .warning = ratio >= 1});
    }
    if (!first.device.empty())
        out.push_back({.name = "Trained on", .value = "GPU " + first.device});
    if (std::ranges::any_of(m_state.members, [](const auto& m) { return m.result.stopped; }))
        out.push_back({.name = "Training", .value = "stopped by the user", .warning = true});
    return out;
}

} // namespace loom::forecast
