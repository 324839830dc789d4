// SPDX-License-Identifier: GPL-3.0-or-later
// Explanations' view of trained networks: one, or the median of several. Thread rule: immutable;
// refers to the forecaster's state.
#pragma once

#include "forecast/explain/input_model.h"
#include "forecast/neural/neural_forecaster.h"

namespace loom::forecast {

class NetworkInputs final : public InputModel {
  public:
    explicit NetworkInputs(const NeuralForecaster::State& state);

    Result<std::unique_ptr<WindowFunction>> at(const ForecastData& data, std::size_t asset,
                                               std::size_t origin,
                                               Baseline baseline) const override;
    std::unique_ptr<InputModel> randomised(std::uint64_t seed) const override;

  private:
    const NeuralForecaster::State& m_state;
    std::vector<std::unique_ptr<learn::Network>> m_fresh; ///< instead of the trained ones
};

} // namespace loom::forecast
