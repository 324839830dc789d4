// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast/neural/network_inputs.h"

#include <algorithm>

namespace loom::forecast {

namespace {

learn::RowBlock blockOf(std::span<const float> rows, std::size_t count, int width) {
    learn::RowBlock out;
    out.resize(count, width);
    const auto columns = static_cast<std::size_t>(width);
    for (std::size_t i = 0; i < count; ++i)
        std::ranges::copy(rows.subspan(i * columns, columns), out.row(i).begin());
    return out;
}

} // namespace

std::vector<std::string> NetworkInputs::names(const ForecastData& data) const {
    return m_windows.inputNames(data);
}

std::vector<float> NetworkInputs::inputs(const ForecastData& data, std::size_t asset,
                                         std::size_t origin) const {
    if (origin >= data.rows() || origin + 1 < m_windows.window() ||
        !m_windows.complete(data, asset, origin))
        return {};
    std::vector<float> out(static_cast<std::size_t>(m_windows.width()));
    m_windows.fill(data, asset, origin, out);
    return out;
}

std::vector<double> NetworkInputs::values(std::span<const float> rows, std::size_t count,
                                          std::size_t place) const {
    const auto workspace = m_network.workspace();
    learn::RowBlock outputs;
    m_network.forward(blockOf(rows, count, m_network.inputs()), *workspace, outputs);
    std::vector<double> out(count);
    for (std::size_t i = 0; i < count; ++i)
        out[i] = static_cast<double>(outputs.row(i)[place]);
    return out;
}

std::vector<float> NetworkInputs::gradients(std::span<const float> rows, std::size_t count,
                                            std::size_t place) const {
    const auto workspace = m_network.workspace();
    const auto inputs = blockOf(rows, count, m_network.inputs());
    learn::RowBlock outputs, outputGradient, inputGradient;
    m_network.forward(inputs, *workspace, outputs);
    outputGradient.resize(count, m_network.outputs());
    for (std::size_t i = 0; i < count; ++i)
        outputGradient.row(i)[place] = 1;
    std::vector<float> unused(m_network.parameterCount(), 0.0F);
    m_network.backward(inputs, *workspace, outputGradient, unused, &inputGradient);
    std::vector<float> out;
    for (std::size_t i = 0; i < count; ++i)
        out.insert(out.end(), inputGradient.row(i).begin(), inputGradient.row(i).end());
    return out;
}

std::vector<double> NetworkInputs::units(const ForecastData& data, std::size_t asset,
                                         std::size_t origin) const {
    std::vector<double> out(m_windows.assetsPerSample() * data.horizon);
    m_windows.units(data, asset, origin, out);
    return out;
}

} // namespace loom::forecast
