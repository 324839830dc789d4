// SPDX-License-Identifier: GPL-3.0-or-later
// What every small forecaster needs: checks of its data in plain words, forecasts asset by asset on
// all cores, and a checksummed form of its state. Thread rule: pure functions.
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/sealed_state.h"
#include "forecast/forecaster.h"

namespace loom::forecast {

/// A forecaster that treats each asset by itself and knows nothing of the others.
class SeriesForecaster : public Forecaster {
  public:
    Result<Forecasts> forecast(const ForecastData& data, std::span<const std::size_t> origins,
                               jobs::JobContext& context) const final;

  private:
    /// Refuses data it was not made for; the default takes any.
    virtual Status check(const ForecastData& data) const;
    /// Fills out.point(i, asset) for every origin it can, reading rows <= out.origins[i] only; the
    /// rest stays NaN. Called from several threads, once an asset.
    virtual void forecastAsset(const ForecastData& data, std::size_t asset,
                               Forecasts& out) const = 0;
};

/// The origins of a forecast in order of time, for models that carry a state from row to row:
///     for (std::size_t row = 0; row < walk.end(); ++row) {
///         … take in the row …
///         walk.at(row, [&](std::size_t i) { … fill out.point(i, asset) … });
///     }
class OriginWalk {
  public:
    explicit OriginWalk(const Forecasts& out);
    /// One past the last origin: later rows must not be read.
    std::size_t end() const { return m_end; }
    /// Calls fill(i) for each place i with out.origins[i] == row. Rows must not go down.
    template <class Fill>
    void at(std::size_t row, Fill&& fill) {
        for (; m_next < m_places.size() && m_origins[m_places[m_next]] <= row; ++m_next)
            if (m_origins[m_places[m_next]] == row)
                fill(m_places[m_next]);
    }

  private:
    std::span<const std::size_t> m_origins;
    std::vector<std::size_t> m_places; ///< ascending by row
    std::size_t m_next = 0, m_end = 0;
};

/// The kind of data a model was fitted on and must be used with.
struct DataKind {
    Frequency frequency = Frequency::Day1;
    std::size_t horizon = 1;
    std::vector<std::string> features = {};
    std::vector<std::string> assets = {}; ///< of a joint model only

    static DataKind of(const ForecastData& data, bool joint);
    /// InvalidInput: "This model was trained on daily bars, the data are 5-minute bars. …".
    Status checkSame(const ForecastData& data, std::string_view title) const;
    Json toJson() const;
    static DataKind fromJson(const Json& json); ///< throws Json::exception
};

/// "SPY, QQQ and IWM", "SPY, QQQ, IWM and 82 more".
std::string namesInWords(std::span<const std::string> names);

/// At least `minimum` complete training samples of the given window among all assets; says how many
/// there are, how many rows that takes, and what is in the way (missing bars, warm-up).
Status checkTraining(const ForecastData& data, const FitSpan& span, std::size_t window,
                     std::size_t minimum, std::string_view title);

/// The model that read(state) makes of a sealed state; Corrupt when it throws Json::exception or
/// gives nullptr.
Result<std::unique_ptr<Forecaster>>
loadState(std::string_view id, std::string_view bytes,
          const std::function<std::unique_ptr<Forecaster>(const Json& state)>& read);

/// One-step log returns of an asset in rows (from, to), without those next to a missing bar.
std::vector<double> stepReturns(const ForecastData& data, std::size_t asset, std::size_t from,
                                std::size_t to);

} // namespace loom::forecast
