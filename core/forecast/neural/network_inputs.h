// SPDX-License-Identifier: GPL-3.0-or-later
// Explanations' view of a trained network. Thread rule: immutable; refers to its network.
#pragma once

#include "forecast/explain.h"
#include "forecast/neural/window_maker.h"
#include "learn/network.h"

namespace loom::forecast {

class NetworkInputs : public InputModel {
  public:
    NetworkInputs(const learn::Network& network, const WindowMaker& windows)
        : m_network(network), m_windows(windows) {}

    std::vector<std::string> names(const ForecastData& data) const override;
    std::vector<float> inputs(const ForecastData& data, std::size_t asset,
                              std::size_t origin) const override;
    std::vector<double> values(std::span<const float> rows, std::size_t count,
                               std::size_t place) const override;
    std::vector<float> gradients(std::span<const float> rows, std::size_t count,
                                 std::size_t place) const override;
    std::vector<double> units(const ForecastData& data, std::size_t asset,
                              std::size_t origin) const override;

  private:
    const learn::Network& m_network;
    const WindowMaker& m_windows;
};

} // namespace loom::forecast
