// SPDX-License-Identifier: GPL-3.0-or-later
// The move that followed the same point one season ago (Hyndman & Athanasopoulos 2021, section 5.2,
// on returns). Within the day the same point is the same slot of the previous session that had it,
// so that half days do not shift the clock; else it lies `season` rows back.
#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "forecast/model_support.h"

namespace loom::forecast {

void register_seasonal_naive(ForecasterRegistry& registry);

namespace {

constexpr std::string_view kId = "seasonal_naive";
constexpr std::string_view kTitle = "Seasonal naive";
/// How many seasons are looked through for one without a missing bar.
constexpr std::size_t kSeasonsTried = 10;

/// Rows whose future is taken for that of a row, the latest first.
class EarlierPoints {
  public:
    /// season 0: by slot.
    EarlierPoints(const ForecastData& data, std::size_t season) : m_data(data), m_season(season) {
        for (std::size_t row = 0; m_season == 0 && row < data.rows(); ++row)
            if (row == 0 || data.sessions[row] != data.sessions[row - 1])
                m_starts.push_back(row);
    }

    /// The first one before the row for which good(earlier row) holds, among the nearest ones.
    template <class Good>
    std::optional<std::size_t> find(std::size_t row, Good&& good) const {
        return m_season > 0 ? byCount(row, good) : bySlot(row, good);
    }

  private:
    template <class Good>
    std::optional<std::size_t> byCount(std::size_t row, Good&& good) const {
        for (std::size_t n = 1; n <= kSeasonsTried && n * m_season <= row; ++n)
            if (good(row - n * m_season))
                return row - n * m_season;
        return {};
    }

    template <class Good>
    std::optional<std::size_t> bySlot(std::size_t row, Good&& good) const {
        auto session = std::ranges::upper_bound(m_starts, row) - m_starts.begin() - 1;
        for (std::size_t tried = 0; tried < kSeasonsTried && session > 0; ++tried, --session) {
            const auto at = static_cast<std::size_t>(session);
            const auto from = m_data.slots.begin() + static_cast<std::ptrdiff_t>(m_starts[at - 1]);
            const auto to = m_data.slots.begin() + static_cast<std::ptrdiff_t>(m_starts[at]);
            const auto found = std::lower_bound(from, to, m_data.slots[row]);
            const auto earlier = static_cast<std::size_t>(found - m_data.slots.begin());
            if (found != to && *found == m_data.slots[row] && good(earlier))
                return earlier;
        }
        return {};
    }

    const ForecastData& m_data;
    std::size_t m_season;
    std::vector<std::size_t> m_starts; ///< first row of each session
};

class SeasonalNaive final : public SeriesForecaster {
  public:
    SeasonalNaive(DataKind kind, std::size_t season) : m_kind(std::move(kind)), m_season(season) {}

    std::vector<Fact> facts() const override {
        if (m_season == 0)
            return {{.name = "Season", .value = "the same slot of the previous session"}};
        return {{.name = "Season", .value = std::to_string(m_season), .unit = "bars"}};
    }

    Result<std::string> serialize() const override {
        return sealState(kId, {{"data", m_kind.toJson()}, {"season", m_season}});
    }

  private:
    Status check(const ForecastData& data) const override {
        DataKind kind = m_kind;
        kind.features = data.featureNames; // not looked at
        return kind.checkSame(data, kTitle);
    }

    void forecastAsset(const ForecastData& data, std::size_t asset, Forecasts& out) const override {
        const bool bySlot = m_season == 0 && !data.slots.empty();
        const EarlierPoints points(
            data, bySlot ? 0 : std::max<std::size_t>(1, seasonOf(m_season, data.frequency)));
        const auto log = data.logs(asset);
        for (std::size_t i = 0; i < out.origins.size(); ++i) {
            const std::size_t row = out.origins[i];
            if (std::isnan(log[row]))
                continue;
            const auto from = points.find(row, [&](std::size_t earlier) {
                return data.complete(asset, earlier, std::min(row, earlier + out.horizon) + 1);
            });
            if (!from)
                continue;
            // Beyond one season its move is repeated whole.
            const std::size_t season = row - *from;
            const auto point = out.point(i, asset);
            for (std::size_t k = 1; k <= point.size(); ++k)
                point[k - 1] = static_cast<double>(k / season) * (log[row] - log[*from]) +
                               (log[*from + k % season] - log[*from]);
        }
    }

    static std::size_t seasonOf(std::size_t season, Frequency frequency) {
        return season > 0 ? season : naturalSeason(frequency);
    }

    DataKind m_kind;
    std::size_t m_season; ///< in rows; 0 = by slot within the day
};

/// Rows of a season; 0 = by slot.
std::size_t chosenSeason(const Params& params, const ForecastData& data) {
    const auto asked = static_cast<std::size_t>(params.integer("season"));
    if (asked > 0 || (isIntraday(data.frequency) && !data.slots.empty()))
        return asked;
    return naturalSeason(data.frequency);
}

Result<std::unique_ptr<Forecaster>> fit(const ForecastData& data, const FitSpan&,
                                        const FitOptions& options, jobs::JobContext&) {
    DataKind kind = DataKind::of(data, false);
    kind.features.clear();
    return std::unique_ptr<Forecaster>(
        std::make_unique<SeasonalNaive>(std::move(kind), chosenSeason(options.params, data)));
}

} // namespace

void register_seasonal_naive(ForecasterRegistry& registry) {
    registry.add(
        {.id = std::string(kId),
         .title = std::string(kTitle),
         .reference = "Hyndman & Athanasopoulos 2021",
         .summary = "The price moves as it did after the same point one season ago: within the day "
                    "after the same bar of the previous session.",
         .kind = ForecasterKind::Baseline,
         .params = {{.key = "season",
                     .title = "Season",
                     .type = ParamType::Integer,
                     .defaultValue = std::int64_t{0},
                     .minimum = 0,
                     .maximum = 5000,
                     .unit = "bars",
                     .help = "0 takes the natural one: the same slot of the previous session "
                             "within the day, 5 days for daily bars, 52 weeks for weekly ones."}},
         .testParams = {{"season", 5}},
         .window =
             [](const Params& params, const ForecastData& data) {
                 const std::size_t season = chosenSeason(params, data);
                 return (season > 0 ? season : naturalSeason(data.frequency)) + 1;
             },
         .fit = fit,
         .load =
             [](std::string_view bytes) {
                 return loadState(kId, bytes, [](const Json& state) {
                     return std::make_unique<SeasonalNaive>(DataKind::fromJson(state.at("data")),
                                                            state.at("season").get<std::size_t>());
                 });
             }});
}

} // namespace loom::forecast
