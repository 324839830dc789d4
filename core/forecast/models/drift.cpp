// SPDX-License-Identifier: GPL-3.0-or-later
// The straight line through the first and the last price (Hyndman & Athanasopoulos 2021, section
// 5.2): k times the mean step of all history up to the origin. Steps across a missing bar are left
// out.
#include <cmath>

#include "forecast/model_support.h"

namespace loom::forecast {

void register_drift(ForecasterRegistry& registry);

namespace {

constexpr std::string_view kId = "drift";

class Drift final : public SeriesForecaster {
  public:
    std::vector<Fact> facts() const override {
        return {{.name = "Drift", .value = "mean step of all history up to each origin"}};
    }
    Result<std::string> serialize() const override { return sealState(kId, Json::object()); }

  private:
    void forecastAsset(const ForecastData& data, std::size_t asset, Forecasts& out) const override {
        OriginWalk walk(out);
        const auto log = data.logs(asset);
        double moved = 0;
        std::size_t steps = 0;
        for (std::size_t row = 0; row < walk.end(); ++row) {
            if (const double r = row > 0 ? log[row] - log[row - 1] : kMissing; !std::isnan(r)) {
                moved += r;
                ++steps;
            }
            walk.at(row, [&](std::size_t i) {
                if (steps == 0 || std::isnan(log[row]))
                    return;
                const auto point = out.point(i, asset);
                for (std::size_t k = 0; k < point.size(); ++k)
                    point[k] = static_cast<double>(k + 1) * moved / static_cast<double>(steps);
            });
        }
    }
};

Result<std::unique_ptr<Forecaster>> fit(const ForecastData&, const FitSpan&, const FitOptions&,
                                        jobs::JobContext&) {
    return std::unique_ptr<Forecaster>(std::make_unique<Drift>());
}

} // namespace

void register_drift(ForecasterRegistry& registry) {
    registry.add({.id = std::string(kId),
                  .title = "Drift",
                  .reference = "Hyndman & Athanasopoulos 2021",
                  .summary = "The price goes on at the mean pace of all its past.",
                  .kind = ForecasterKind::Baseline,
                  .window = [](const Params&, const ForecastData&) { return std::size_t{2}; },
                  .fit = fit,
                  .load =
                      [](std::string_view bytes) {
                          return loadState(kId, bytes,
                                           [](const Json&) { return std::make_unique<Drift>(); });
                      }});
}

} // namespace loom::forecast
