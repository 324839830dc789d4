// SPDX-License-Identifier: GPL-3.0-or-later
// A forecaster made of trained networks: one, or an ensemble whose forecast is the median of its
// members (Oreshkin et al. 2020, section 3.4). Thread rule: immutable after construction.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "forecast/model_support.h"
#include "forecast/neural/trainer.h"
#include "forecast/neural/window_maker.h"
#include "learn/network.h"

namespace loom::forecast {

/// One trained network with its way of seeing data.
struct NetworkMember {
    Json shape = {}; ///< what the network is made from again
    std::unique_ptr<WindowMaker> windows = {};
    std::unique_ptr<learn::Network> network = {}; ///< holds the weights
    TrainResult result = {};                      ///< with the weights
};

/// The network that a stored shape describes; throws Json::exception for an impossible one.
using NetworkFactory = std::function<std::unique_ptr<learn::Network>(const Json& shape)>;

class NeuralForecaster : public Forecaster {
  public:
    struct State {
        std::string id;    ///< of the model, "lstm"
        std::string title; ///< "LSTM"
        DataKind kind;
        std::vector<double> levels; ///< of quantiles
        std::vector<NetworkMember> members;
        NetworkFactory network = {}; ///< of the members
        std::size_t ahead = 0;       ///< steps that the networks answer; 0 = the whole horizon
    };
    explicit NeuralForecaster(State state);
    ~NeuralForecaster() override;

    Result<Forecasts> forecast(const ForecastData& data, std::span<const std::size_t> origins,
                               jobs::JobContext& context) const override;
    std::vector<Fact> facts() const override;
    Result<std::string> serialize() const override;
    const InputModel* inputModel() const override;

  protected:
    const std::vector<NetworkMember>& members() const { return m_state.members; }
    Status checkData(const ForecastData& data) const;
    /// Runs a forward pass of one member on one window; the caller reads what it wants of the
    /// workspace. InvalidInput when the window is incomplete.
    Status look(const NetworkMember& member, const ForecastData& data, std::size_t asset,
                std::size_t origin, learn::Network::Workspace& workspace,
                learn::RowBlock& outputs) const;

  private:
    Status run(const NetworkMember& member, const ForecastData& data, Forecasts& out,
               jobs::JobContext& context) const;

    State m_state;
    std::unique_ptr<InputModel> m_inputs;
};

/// The forecaster of a state, or why there is none.
template <class Model>
Result<std::unique_ptr<Forecaster>> forecasterOf(Result<NeuralForecaster::State> state) {
    if (!state)
        return std::move(state).error();
    return std::unique_ptr<Forecaster>(std::make_unique<Model>(std::move(state).value()));
}

/// How one member is to be made.
struct MemberPlan {
    Json shape = {};
    std::unique_ptr<WindowMaker> windows = {};
    TrainConfig config = {};
    std::uint64_t seed = 1;
};

struct FitPlan {
    std::string id, title;
    bool joint = false; ///< looks at all assets together
    NetworkFactory network;
    std::vector<MemberPlan> members;
};

/// Trains every member, side by side on one thread each when they are small and many. Fails as
/// trainNetwork() does. A stop that keeps the best leaves out members that have not begun.
Result<NeuralForecaster::State> fitNetworks(FitPlan plan, const ForecastData& data,
                                            const FitSpan& span, const FitOptions& options,
                                            jobs::JobContext& context);

/// The inverse of NeuralForecaster::serialize().
Result<NeuralForecaster::State> readNetworks(std::string_view id, std::string_view title,
                                             std::string_view bytes, const NetworkFactory& network);

} // namespace loom::forecast
