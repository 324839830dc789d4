// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/forecast_checks.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "base/counts.h"
#include "base/text.h"

namespace loom::studies {

namespace {

using forecast::ForecastData;

constexpr double kLeakCorrelation = 0.99;
constexpr double kSameRatio = 1e-6; // standard deviation of ln(level / close)
constexpr std::size_t kLeakPairs = 20;
constexpr std::size_t kLeakRows = 1000; // the last ones: enough to tell

Error invalid(std::string text) {
    return fail(ErrorCode::InvalidInput, std::move(text));
}

/// Running moments of pairs; NaN on either side is left out.
class Pairs {
  public:
    void add(double x, double y) {
        if (!std::isfinite(x) || !std::isfinite(y))
            return;
        ++m_count;
        const double n = static_cast<double>(m_count);
        const double dx = x - m_meanX, dy = y - m_meanY;
        m_meanX += dx / n;
        m_meanY += dy / n;
        m_xx += dx * (x - m_meanX);
        m_yy += dy * (y - m_meanY);
        m_xy += dx * (y - m_meanY);
    }
    bool enough() const { return m_count >= kLeakPairs; }
    double correlation() const { return m_xx > 0 && m_yy > 0 ? m_xy / std::sqrt(m_xx * m_yy) : 0; }
    /// Of x - y, when added as add(x - y, 0).
    double deviationX() const { return std::sqrt(m_xx / static_cast<double>(m_count)); }

  private:
    std::size_t m_count = 0;
    double m_meanX = 0, m_meanY = 0, m_xx = 0, m_yy = 0, m_xy = 0;
};

/// One covariate against one asset.
class LeakSearch {
  public:
    LeakSearch(const ForecastData& data, std::size_t asset, std::size_t column)
        : m_data(data), m_asset(asset), m_column(column),
          m_from(data.rows() > kLeakRows ? data.rows() - kLeakRows : 0) {}

    /// The covariate tells the return of step k, over that step or from now on.
    bool knowsReturn(std::size_t step) const {
        return correlated([&](std::size_t row) { return m_data.outcome(m_asset, row, step); }) ||
               correlated([&](std::size_t row) { return stepReturn(row, step); });
    }
    /// It is the asset's own return.
    bool isOwnReturn() const {
        return correlated([&](std::size_t row) { return stepReturn(row, 0); }, 1 - 1e-9);
    }
    /// A level that is the close `step` rows later, up to a factor.
    bool isClose(std::size_t step) const {
        Pairs pairs;
        const auto logs = m_data.logs(m_asset);
        for (std::size_t row = m_from; row + step < m_data.rows(); ++row) {
            const double level = value(row);
            if (level > 0)
                pairs.add(std::log(level) - logs[row + step], 0);
        }
        return pairs.enough() && pairs.deviationX() < kSameRatio;
    }

  private:
    double value(std::size_t row) const { return m_data.feature(m_asset, row)[m_column]; }
    double stepReturn(std::size_t row, std::size_t step) const {
        const auto logs = m_data.logs(m_asset);
        const std::size_t at = row + step;
        return at >= 1 && at < logs.size() ? logs[at] - logs[at - 1] : forecast::kMissing;
    }
    template <class Outcome>
    bool correlated(Outcome&& outcome, double limit = kLeakCorrelation) const {
        Pairs pairs;
        for (std::size_t row = m_from; row < m_data.rows(); ++row)
            pairs.add(value(row), outcome(row));
        return pairs.enough() && std::abs(pairs.correlation()) > limit;
    }

    const ForecastData& m_data;
    std::size_t m_asset, m_column, m_from;
};

enum class LeakKinds { Levels, Returns, Both };

/// what: "covariate ^VIX", "column sentiment".
Status checkLeak(const ForecastData& data, std::size_t asset, std::size_t column,
                 const std::string& what, LeakKinds kinds) {
    const LeakSearch search(data, asset, column);
    const auto& symbol = data.assets[asset];
    const bool levels = kinds != LeakKinds::Returns, returns = kinds != LeakKinds::Levels;
    if ((levels && search.isClose(0)) || (returns && search.isOwnReturn()))
        return invalid(fmt::format("The {} is the series of {} itself under another name: a model "
                                   "would be handed its target. Leave it out.",
                                   what, symbol));
    for (std::size_t step = 1; step <= data.horizon; ++step)
        if ((levels && search.isClose(step)) || search.knowsReturn(step))
            return invalid(fmt::format(
                "The {} already knows what {} does {} step{} later: that is what is to be "
                "forecast. Its times are probably wrong; repair them or leave it out.",
                what, symbol, step, step == 1 ? "" : "s"));
    return {};
}

} // namespace

Status checkCloses(const ForecastData& data) {
    for (std::size_t a = 0; a < data.assetCount(); ++a) {
        const auto closes = std::span(data.closes).subspan(a * data.rows(), data.rows());
        double low = std::numeric_limits<double>::infinity(), high = 0;
        for (const double close : closes)
            if (!std::isnan(close)) {
                low = std::min(low, close);
                high = std::max(high, close);
            }
        if (low == high)
            return invalid(fmt::format("Every close of {} in this period is {}; there is nothing "
                                       "to forecast. Leave it out.",
                                       data.assets[a], shortest(low)));
    }
    return {};
}

Status checkLengths(const ForecastData& data, std::span<const AssetHistory> histories,
                    std::size_t window) {
    for (std::size_t a = 0; a < data.assetCount(); ++a) {
        const std::size_t needed = histories[a].warmUp + window + data.horizon;
        const std::size_t bars = data.rows() - data.missingIn(a, 0, data.rows());
        if (bars < needed)
            return invalid(fmt::format(
                "{} has {} {} bars here; {} before its features have values, a window of {} and a "
                "horizon of {} need at least {}. Choose a longer period, shorter features or a "
                "smaller window, or leave it out.",
                data.assets[a], grouped(bars), forecast::frequencyWord(data.frequency),
                grouped(histories[a].warmUp), grouped(window), data.horizon, grouped(needed)));
    }
    return {};
}

Status checkVolume(std::span<const FeatureSpec> features, std::span<const AssetHistory> histories) {
    const auto reader = std::ranges::find_if(features, &FeatureSpec::usesVolume);
    if (reader == features.end())
        return {};
    for (const auto& history : histories)
        if (history.bars > 0 && history.zeroVolume >= history.bars)
            return invalid(fmt::format("Every bar of {} has zero volume, so the feature \"{}\" "
                                       "says nothing about it. Leave out the feature or {}.",
                                       history.symbol, reader->text, history.symbol));
    return {};
}

Status checkFeatures(const ForecastData& data) {
    for (std::size_t a = 0; a < data.assetCount(); ++a)
        for (std::size_t f = 0; f < data.featureCount(); ++f) {
            double first = forecast::kMissing;
            std::size_t known = 0;
            bool moves = false;
            for (std::size_t row = 0; row < data.rows() && !moves; ++row) {
                const double value = data.feature(a, row)[f];
                if (std::isnan(first))
                    first = value;
                known += std::isfinite(value) ? 1 : 0;
                moves = std::isfinite(value) && value != first;
            }
            if (moves)
                continue;
            if (known < 2)
                return invalid(fmt::format("The feature {} of {} has {} in this period. Choose a "
                                           "longer period or leave it out.",
                                           data.featureNames[f], data.assets[a],
                                           known == 0 ? "no value" : "a value at one bar only"));
            return invalid(
                fmt::format("The feature {} of {} is {} at every bar, and a constant "
                            "says nothing. Leave it out{}.",
                            data.featureNames[f], data.assets[a], shortest(first),
                            data.featureNames[f] == "high" || data.featureNames[f] == "low"
                                ? "; a series of closes alone has the feature return"
                                : ""));
        }
    return {};
}

Status checkCovariateLeaks(const ForecastData& data, std::span<const CovariateSpec> covariates,
                           std::size_t first) {
    for (std::size_t c = 0; c < covariates.size(); ++c) {
        const auto kinds =
            covariates[c].kind == CovariateKind::Level ? LeakKinds::Levels : LeakKinds::Returns;
        for (std::size_t a = 0; a < data.assetCount(); ++a)
            if (auto good =
                    checkLeak(data, a, first + c, "covariate " + covariates[c].symbol, kinds);
                !good)
                return good;
    }
    return {};
}

Status checkColumnLeaks(const ForecastData& data, std::span<const FeatureSpec> features) {
    std::size_t column = 0;
    for (const auto& spec : features) {
        for (std::size_t a = 0; spec.kind == FeatureKind::Column && a < data.assetCount(); ++a)
            if (auto good =
                    checkLeak(data, a, column, "column " + spec.fileColumn, LeakKinds::Both);
                !good)
                return good;
        column += spec.columns.size();
    }
    return {};
}

} // namespace loom::studies
