// SPDX-License-Identifier: GPL-3.0-or-later
// "Same as today": the forecast that every other one has to beat.
#include "forecast/model_support.h"

namespace loom::forecast {

void register_last_value(ForecasterRegistry& registry);

namespace {

constexpr std::string_view kId = "last_value";

class LastValue final : public SeriesForecaster {
  public:
    Result<std::string> serialize() const override { return sealState(kId, Json::object()); }

  private:
    void forecastAsset(const ForecastData& data, std::size_t asset, Forecasts& out) const override {
        for (std::size_t i = 0; i < out.origins.size(); ++i)
            if (data.complete(asset, out.origins[i], out.origins[i] + 1))
                std::ranges::fill(out.point(i, asset), 0.0);
    }
};

Result<std::unique_ptr<Forecaster>> fit(const ForecastData&, const FitSpan&, const FitOptions&,
                                        jobs::JobContext&) {
    return std::unique_ptr<Forecaster>(std::make_unique<LastValue>());
}

} // namespace

void register_last_value(ForecasterRegistry& registry) {
    registry.add({.id = std::string(kId),
                  .title = "Last value",
                  .reference = "random walk",
                  .summary = "Tomorrow's price is today's.",
                  .kind = ForecasterKind::Baseline,
                  .window = [](const Params&, const ForecastData&) { return std::size_t{1}; },
                  .fit = fit,
                  .load =
                      [](std::string_view bytes) {
                          return loadState(kId, bytes, [](const Json&) {
                              return std::make_unique<LastValue>();
                          });
                      }});
}

} // namespace loom::forecast
