// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast/evaluation/leak_test.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "base/counts.h"
#include "base/date.h"
#include "base/random.h"
#include "stats/comparison/diebold_mariano.h"

namespace loom::forecast {

namespace {

constexpr std::size_t kCuts = 8;
constexpr double kSure = 0.01;
constexpr std::uint64_t kShuffles = 3; // that all must show it

bool same(double a, double b) {
    return a == b || (std::isnan(a) && std::isnan(b));
}

std::string rowName(const ForecastData& data, std::size_t row) {
    const Timestamp time{data.times[row]};
    return isIntraday(data.frequency) ? toIso(time) : toIso(time.utcDate());
}

/// What differs between the whole history and the one rebuilt from `cut` rows; empty: nothing.
std::string difference(const ForecastData& data, const ForecastData& cut) {
    for (std::size_t a = 0; a < data.assetCount(); ++a)
        for (std::size_t row = 0; row < cut.rows(); ++row) {
            if (!same(data.close(a, row), cut.close(a, row)))
                return fmt::format("the close of {} on {}", data.assets[a], rowName(data, row));
            const auto whole = data.feature(a, row), known = cut.feature(a, row);
            for (std::size_t f = 0; f < whole.size(); ++f)
                if (!same(whole[f], known[f]))
                    return fmt::format("{} of {} on {}", data.featureNames[f], data.assets[a],
                                       rowName(data, row));
        }
    return {};
}

/// Rows in the second half of the data, the last one before the end.
std::vector<std::size_t> cuts(std::size_t rows) {
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < kCuts; ++i)
        out.push_back(rows / 2 + (rows - rows / 2 - 1) * i / (kCuts - 1));
    out.erase(std::ranges::unique(out).begin(), out.end());
    return out;
}

/// Every row gets the label of another one.
ForecastData withShuffledLabels(const ForecastData& data, std::uint64_t seed) {
    ForecastData out = data;
    out.labelRows.resize(data.rows());
    std::iota(out.labelRows.begin(), out.labelRows.end(), 0U);
    const std::size_t labelled = data.rows() - std::min(data.rows(), data.horizon);
    Rng rng = Rng(seed).stream(77);
    for (std::size_t i = labelled; i-- > 1;)
        std::swap(out.labelRows[i], out.labelRows[rng.below(i + 1)]);
    return out;
}

/// Mean training label of each asset and step.
std::vector<double> meanLabels(const ForecastData& data, const FitSpan& span) {
    std::vector<double> out;
    const auto origins = span.training(1, data.horizon);
    for (std::size_t a = 0; a < data.assetCount(); ++a)
        for (std::size_t k = 1; k <= data.horizon; ++k) {
            double sum = 0, count = 0;
            for (std::size_t t = origins.from; t < origins.to; ++t)
                if (const double label = data.label(a, t, k); !std::isnan(label)) {
                    sum += label;
                    ++count;
                }
            out.push_back(count == 0 ? 0 : sum / count);
        }
    return out;
}

/// How sure it is that a model trained on shuffled labels forecasts the shuffled labels after the
/// border better than their mean does: one-sided p; NaN when it forecasts that mean itself.
Result<double> skillOnShuffled(const ForecasterInfo& info, const Params& params,
                               const ForecastData& data, const Fold& fold,
                               const FitOptions& options, std::uint64_t shuffle,
                               jobs::JobContext& context) {
    const auto shuffled = withShuffledLabels(data, options.seed + shuffle);
    FitOptions fit = options;
    fit.params = params;
    fit.levels = {};
    fit.checkpointFile = {};
    const auto model = info.fit(shuffled, fold.span, fit, context);
    if (!model)
        return model.error();
    const auto forecasts = (*model)->forecast(shuffled, fold.origins, context);
    if (!forecasts)
        return forecasts.error();
    const auto mean = meanLabels(shuffled, fold.span);
    std::vector<double> own, constant;
    for (std::size_t i = 0; i < fold.origins.size(); ++i) {
        double ownSum = 0, meanSum = 0, count = 0;
        for (std::size_t a = 0; a < data.assetCount(); ++a)
            for (std::size_t k = 0; k < data.horizon; ++k) {
                const double label = shuffled.label(a, fold.origins[i], k + 1);
                const double error = label - forecasts->point(i, a)[k];
                const double other = label - mean[a * data.horizon + k];
                if (std::isnan(error))
                    continue;
                ownSum += error * error;
                meanSum += other * other;
                ++count;
            }
        own.push_back(count == 0 ? kMissing : ownSum / count);
        constant.push_back(count == 0 ? kMissing : meanSum / count);
    }
    const auto test = stats::dieboldMariano(own, constant);
    return !test || test->identical ? kMissing : test->pFirstBetter;
}

} // namespace

Result<LeakCheck> checkFeatures(const ForecastData& data, const Rebuild& rebuild) {
    LeakCheck out{.id = "features",
                  .title = "Features from cut data",
                  .passed = true,
                  .finding =
                      fmt::format("{} and the closes of {}, computed again from data cut at {} "
                                  "rows, are equal.",
                                  counted(data.featureCount(), "feature"),
                                  counted(data.assetCount(), "asset"), kCuts)};
    for (const std::size_t rows : cuts(data.rows())) {
        const auto cut = rebuild(rows);
        if (!cut)
            return cut.error();
        if (cut->rows() > data.rows() || cut->assetCount() != data.assetCount() ||
            cut->featureNames != data.featureNames)
            return fail(ErrorCode::Internal, "The rebuilt data have another shape.");
        const auto what = difference(data, *cut);
        if (what.empty())
            continue;
        out.passed = false;
        out.finding = fmt::format("Changes when later rows are cut away: {}. It knows the future; "
                                  "every score of this evaluation is worthless.",
                                  what);
        return out;
    }
    return out;
}

Result<LeakCheck> checkForecasts(const Forecaster& model, const ForecastData& data,
                                 const std::vector<std::size_t>& origins,
                                 jobs::JobContext& context) {
    LeakCheck out{
        .id = "forecasts", .title = "Forecasts from cut data", .passed = true, .finding = {}};
    const auto whole = model.forecast(data, origins, context);
    if (!whole)
        return whole.error();
    for (std::size_t i = 0; i < origins.size(); ++i) {
        const auto cut = data.truncated(origins[i] + 1);
        const auto known = model.forecast(cut, std::span(origins).subspan(i, 1), context);
        if (!known)
            return known.error();
        for (std::size_t a = 0; a < data.assetCount(); ++a)
            for (std::size_t k = 0; k < data.horizon; ++k)
                if (!same(whole->point(i, a)[k], known->point(0, a)[k])) {
                    out.passed = false;
                    out.finding =
                        fmt::format("The forecast for {} made on {} changes when the rows "
                                    "after it are cut away.",
                                    data.assets[a], rowName(data, origins[i]));
                    return out;
                }
    }
    out.finding =
        fmt::format("{} forecasts are equal with and without the rows after them.", origins.size());
    return out;
}

Result<LeakCheck> checkLabels(const ForecasterInfo& info, const Params& params,
                              const ForecastData& data, const Fold& fold, const FitOptions& options,
                              jobs::JobContext& context) {
    LeakCheck out{.id = "labels", .title = "Shuffled labels", .passed = true, .finding = {}};
    double largest = 0;
    for (std::uint64_t shuffle = 0; shuffle < kShuffles; ++shuffle) {
        const auto p = skillOnShuffled(info, params, data, fold, options, shuffle, context);
        if (!p)
            return p.error();
        if (std::isnan(*p)) {
            out.finding = "Trained on shuffled labels it forecasts their mean.";
            return out;
        }
        largest = std::max(largest, *p);
        if (*p >= kSure) {
            out.finding = fmt::format(
                "Trained on shuffled labels it has no skill beyond their mean (p = {:.2f}).", *p);
            return out;
        }
    }
    out.passed = false;
    out.finding = fmt::format("Trained on shuffled labels, {} times, it still forecasts them (p = "
                              "{:.4f} or less): something of the outcome reaches the model.",
                              kShuffles, largest);
    return out;
}

} // namespace loom::forecast
