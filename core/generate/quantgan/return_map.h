// SPDX-License-Identifier: GPL-3.0-or-later
// What the networks of a Quant GAN see instead of log returns, and the way back. A series loses its
// heavy tails (Lambert W). A panel is made equally heavy-tailed asset by asset and then turned
// into uncorrelated factors of variance one, of which the smaller ones may be taken together. Its
// way back is calibrated on a network's own outputs, so that the assets have the marginal laws and
// the correlations of the training days whatever the network has learnt. Fitted on the training
// part only. Thread rule: immutable once fitted.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include <Eigen/Core>

#include "base/json.h"
#include "base/random.h"
#include "generate/panel_scaler.h"
#include "generate/quantgan/config.h"
#include "generate/quantgan/factor_spread.h"
#include "generate/quantgan/score_table.h"
#include "learn/lambert_w.h"

namespace loom::generate {

class ReturnMap {
  public:
    ReturnMap() = default;
    static ReturnMap fitted(const TrainingData& data, const QuantGanConfig& config);

    std::size_t assets() const { return isPanel() ? m_panel.assets() : 1; }
    /// Numbers a day that the networks see.
    std::size_t channels() const;
    bool isPanel() const { return m_colour.size() > 0; }
    /// Of a series.
    const learn::ReturnScaler& series() const { return m_series; }
    /// Of a panel: the share of the factors in the variance, largest first; sums to one.
    std::vector<double> factorShares() const;

    /// Day by day, then channel by channel.
    std::vector<float> toNetwork(std::span<const double> returns) const;
    /// A panel's map with loadings and score tables such that these outputs of a network, taken as
    /// factors, come back as normal scores with the correlations of the training days. A few
    /// thousand days at least.
    ReturnMap calibrated(std::span<const float> outputs, Rng rng) const;

    /// In place: assets() values a day, of which the first channels() are given. How many values
    /// had to be bounded. rng: draws what the networks leave open.
    std::size_t toReturns(std::span<float> values, Rng& rng) const;

    Json toJson() const;
    /// Throws Json::exception when a field is missing, of the wrong type or of the wrong size.
    static ReturnMap fromJson(const Json& json);

  private:
    void factorsOf(std::span<const float> outputs, Rng& rng, Eigen::Ref<Eigen::VectorXd> day) const;

    learn::ReturnScaler m_series;
    PanelScaler m_panel;
    Eigen::MatrixXd m_colour;   ///< real scores with tails = colour * real factors
    Eigen::MatrixXd m_target;   ///< correlations of the real normal scores; to calibrate by
    Eigen::MatrixXd m_loadings; ///< the same for generated factors; then the tables are applied
    FactorSpread m_spread;      ///< leads none when the networks see all factors
    std::vector<ScoreTable> m_tables; ///< one an asset; none before the calibration
};

} // namespace loom::generate
