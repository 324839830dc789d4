// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast/neural/network_inputs.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "base/random.h"
#include "stats/parallel.h"

namespace loom::forecast {

namespace {

constexpr std::size_t kChunk = 64; // rows evaluated together

/// What one network makes of the window.
struct Part {
    const learn::Network* network = nullptr;
    std::vector<float> inputs, baseline;
    std::vector<std::size_t> places; ///< of its inputs among those of the function
    std::vector<double> units;       ///< log return of an output of one, [step]
    std::size_t output = 0;          ///< where the asset's outputs begin
};

class NetworkFunction final : public WindowFunction {
  public:
    NetworkFunction(std::vector<InputPlace> inputs, std::vector<Part> parts)
        : m_inputs(std::move(inputs)), m_parts(std::move(parts)) {}

    const std::vector<InputPlace>& inputs() const override { return m_inputs; }

    std::vector<double> values(std::span<const double> presence, std::size_t step) const override {
        std::vector<double> out(presence.size() / m_inputs.size());
        forEachChunk(out.size(), [&](std::size_t from, std::size_t count) {
            Look look(*this, rowsOf(presence, from, count), count, step);
            for (std::size_t i = 0; i < count; ++i)
                out[from + i] = look.median(i);
        });
        return out;
    }

    std::vector<double> gradients(std::span<const double> presence,
                                  std::size_t step) const override {
        std::vector<double> out(presence.size(), 0.0);
        const std::size_t width = m_inputs.size();
        forEachChunk(presence.size() / width, [&](std::size_t from, std::size_t count) {
            Look look(*this, rowsOf(presence, from, count), count, step);
            look.addGradients(std::span(out).subspan(from * width, count * width));
        });
        return out;
    }

  private:
    /// All parts on a few rows.
    class Look {
      public:
        Look(const NetworkFunction& function, std::span<const double> presence, std::size_t count,
             std::size_t step)
            : m_function(function), m_count(count), m_step(step), m_sides(function.m_parts.size()) {
            for (std::size_t p = 0; p < m_sides.size(); ++p)
                run(function.m_parts[p], m_sides[p], presence);
        }

        double median(std::size_t row) const {
            const auto [low, high] = middle(row);
            return low == high ? value(low, row) : (value(low, row) + value(high, row)) / 2;
        }

        void addGradients(std::span<double> out) {
            std::vector<double> weights(m_sides.size() * m_count, 0.0);
            for (std::size_t i = 0; i < m_count; ++i) {
                const auto [low, high] = middle(i);
                weights[low * m_count + i] += 0.5;
                weights[high * m_count + i] += 0.5;
            }
            for (std::size_t p = 0; p < m_sides.size(); ++p)
                addPart(p, std::span(weights).subspan(p * m_count, m_count), out);
        }

      private:
        struct Side {
            std::unique_ptr<learn::Network::Workspace> workspace;
            learn::RowBlock inputs, outputs;
        };

        void run(const Part& part, Side& side, std::span<const double> presence) const {
            const std::size_t width = m_function.m_inputs.size();
            side.workspace = part.network->workspace();
            side.inputs.resize(m_count, part.network->inputs());
            for (std::size_t i = 0; i < m_count; ++i) {
                const auto row = side.inputs.row(i);
                for (std::size_t j = 0; j < row.size(); ++j)
                    row[j] = static_cast<float>(std::lerp(static_cast<double>(part.baseline[j]),
                                                          static_cast<double>(part.inputs[j]),
                                                          presence[i * width + part.places[j]]));
            }
            part.network->forward(side.inputs, *side.workspace, side.outputs);
        }

        double value(std::size_t p, std::size_t row) const {
            const Part& part = m_function.m_parts[p];
            return part.units[m_step] *
                   static_cast<double>(m_sides[p].outputs.row(row)[part.output + m_step]);
        }

        /// The parts whose mean is the median; the same one twice when their number is odd.
        std::pair<std::size_t, std::size_t> middle(std::size_t row) const {
            std::vector<std::size_t> order(m_sides.size());
            std::iota(order.begin(), order.end(), std::size_t{0});
            std::ranges::stable_sort(order, {}, [&](std::size_t p) { return value(p, row); });
            return {order[(order.size() - 1) / 2], order[order.size() / 2]};
        }

        void addPart(std::size_t p, std::span<const double> weights, std::span<double> out) {
            if (std::ranges::all_of(weights, [](double w) { return w == 0; }))
                return;
            const Part& part = m_function.m_parts[p];
            Side& side = m_sides[p];
            learn::RowBlock up, down;
            up.resize(m_count, part.network->outputs());
            for (std::size_t i = 0; i < m_count; ++i)
                up.row(i)[part.output + m_step] = 1;
            std::vector<float> unused(part.network->parameterCount(), 0.0F);
            part.network->backward(side.inputs, *side.workspace, up, unused, &down);
            const std::size_t width = m_function.m_inputs.size();
            for (std::size_t i = 0; i < m_count; ++i) {
                const auto row = down.row(i);
                const double scale = weights[i] * part.units[m_step];
                for (std::size_t j = 0; j < row.size() && scale != 0; ++j)
                    out[i * width + part.places[j]] += scale * static_cast<double>(row[j]) *
                                                       (static_cast<double>(part.inputs[j]) -
                                                        static_cast<double>(part.baseline[j]));
            }
        }

        const NetworkFunction& m_function;
        std::size_t m_count, m_step;
        std::vector<Side> m_sides;
    };

    std::span<const double> rowsOf(std::span<const double> presence, std::size_t from,
                                   std::size_t count) const {
        return presence.subspan(from * m_inputs.size(), count * m_inputs.size());
    }

    template <class Work>
    static void forEachChunk(std::size_t rows, Work&& work) {
        stats::parallelFor((rows + kChunk - 1) / kChunk, [&](std::size_t chunk) {
            work(chunk * kChunk, std::min(kChunk, rows - chunk * kChunk));
        });
    }

    std::vector<InputPlace> m_inputs;
    std::vector<Part> m_parts;
};

/// The place of each input in the list, which grows by those it lacks.
std::vector<std::size_t> placesIn(std::vector<InputPlace>& all,
                                  const std::vector<InputPlace>& own) {
    std::vector<std::size_t> out;
    for (const InputPlace& place : own) {
        const auto at = std::ranges::find(all, place);
        out.push_back(static_cast<std::size_t>(at - all.begin()));
        if (at == all.end())
            all.push_back(place);
    }
    return out;
}

} // namespace

NetworkInputs::NetworkInputs(const NeuralForecaster::State& state) : m_state(state) {}

Result<std::unique_ptr<WindowFunction>> NetworkInputs::at(const ForecastData& data,
                                                          std::size_t asset, std::size_t origin,
                                                          Baseline baseline) const {
    if (auto checked = m_state.kind.checkSame(data, m_state.title + " model"); !checked)
        return std::move(checked).error();
    std::vector<InputPlace> places;
    std::vector<Part> parts;
    for (std::size_t m = 0; m < m_state.members.size(); ++m) {
        const NetworkMember& member = m_state.members[m];
        const WindowMaker& windows = *member.windows;
        if (asset >= data.assetCount() || origin >= data.rows() || origin + 1 < windows.window() ||
            !windows.complete(data, asset, origin))
            return fail(ErrorCode::InvalidInput,
                        fmt::format("The window of {} bars before this origin is not complete.",
                                    windows.window()));
        const std::size_t assets = windows.assetsPerSample();
        const std::size_t place = assets > 1 ? asset : 0;
        Part part;
        part.network = m_fresh.empty() ? member.network.get() : m_fresh[m].get();
        part.inputs.resize(static_cast<std::size_t>(windows.width()));
        part.baseline.resize(part.inputs.size());
        windows.fill(data, asset, origin, part.inputs);
        windows.baseline(data, asset, origin, baseline, part.baseline);
        part.places = placesIn(places, windows.inputs(data));
        std::vector<double> units(assets * data.horizon);
        windows.units(data, asset, origin, units);
        const auto own = std::span(units).subspan(place * data.horizon, data.horizon);
        part.units.assign(own.begin(), own.end());
        part.output = place * data.horizon * (1 + m_state.levels.size());
        parts.push_back(std::move(part));
    }
    return std::unique_ptr<WindowFunction>(
        std::make_unique<NetworkFunction>(std::move(places), std::move(parts)));
}

std::unique_ptr<InputModel> NetworkInputs::randomised(std::uint64_t seed) const {
    auto out = std::make_unique<NetworkInputs>(m_state);
    for (std::size_t m = 0; m < m_state.members.size(); ++m) {
        auto network = m_state.network(m_state.members[m].shape);
        network->setWeights(network->initial(Rng(seed).stream(m).engine()()));
        out->m_fresh.push_back(std::move(network));
    }
    return out;
}

} // namespace loom::forecast
