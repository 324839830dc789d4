// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast/explain/checks.h"

#include <algorithm>
#include <cmath>

#include "stats/comparison/information_coefficient.h"

namespace loom::forecast {

namespace {

constexpr double kAlike = 0.5;

enum class Signs { Kept, Dropped };

std::vector<double> valuesOf(std::span<const Share> shares, Signs signs) {
    std::vector<double> out;
    for (const Share& share : shares)
        out.push_back(signs == Signs::Kept ? share.value : std::abs(share.value));
    return out;
}

double correlation(std::span<const Share> a, std::span<const Share> b, Signs signs) {
    return stats::rankCorrelation(valuesOf(a, signs), valuesOf(b, signs));
}

Agreement compared(const Explanation& a, const Explanation& b, Signs signs) {
    return {.inputs = correlation(a.inputs, b.inputs, signs),
            .features = correlation(a.features, b.features, signs),
            .lags = correlation(a.lags, b.lags, signs)};
}

/// Means and least ones of agreements that are known.
class Collected {
  public:
    void add(const Agreement& found) {
        for (const auto part : {&Agreement::inputs, &Agreement::features, &Agreement::lags})
            if (const double value = found.*part; !std::isnan(value)) {
                sum(m_sum.*part, value);
                sum(m_count.*part, 1);
                m_least.*part = std::isnan(m_least.*part) ? value : std::min(m_least.*part, value);
            }
    }
    Agreement mean() const {
        return {.inputs = m_sum.inputs / m_count.inputs,
                .features = m_sum.features / m_count.features,
                .lags = m_sum.lags / m_count.lags};
    }
    Agreement least() const { return m_least; }

  private:
    static void sum(double& to, double value) { to = std::isnan(to) ? value : to + value; }
    Agreement m_sum, m_count, m_least;
};

ExplainOptions byGradients(ExplainOptions options) {
    options.method = ExplainMethod::IntegratedGradients;
    return options;
}

Json agreementJson(const Agreement& found) {
    const auto number = [](double value) {
        return std::isnan(value) ? Json(nullptr) : Json(value);
    };
    return {{"inputs", number(found.inputs)},
            {"features", number(found.features)},
            {"lags", number(found.lags)}};
}

} // namespace

Agreement agreement(const Explanation& a, const Explanation& b) {
    return compared(a, b, Signs::Kept);
}

Agreement agreementOfSizes(const Explanation& a, const Explanation& b) {
    return compared(a, b, Signs::Dropped);
}

Result<StabilityReport> attributionStability(std::span<const Forecaster* const> models,
                                             const ForecastData& data, std::size_t asset,
                                             std::span<const std::size_t> origins,
                                             const ExplainOptions& options,
                                             jobs::JobContext& context) {
    if (models.size() < 2 || origins.empty())
        return fail(ErrorCode::InvalidInput, "Stability compares at least two models, trained with "
                                             "different seeds, at one origin or more.");
    StabilityReport out{.models = models.size(), .origins = origins.size()};
    Collected collected;
    std::size_t pairs = 0, same = 0;
    for (const std::size_t origin : origins) {
        std::vector<Explanation> all;
        for (const Forecaster* model : models) {
            auto one = explain(*model, data, asset, origin, byGradients(options), context);
            if (!one)
                return std::move(one).error();
            if (!all.empty() && one->places != all.front().places)
                return fail(ErrorCode::InvalidInput,
                            "These models look at different windows: compare models that differ "
                            "in their seed only.");
            out.worstGap =
                std::max(out.worstGap, std::abs(one->gap()) / std::abs(one->forecast - one->base));
            all.push_back(std::move(one).value());
        }
        for (std::size_t i = 0; i < all.size(); ++i)
            for (std::size_t j = 0; j < i; ++j, ++pairs) {
                collected.add(agreement(all[i], all[j]));
                same += (all[i].forecast > 0) == (all[j].forecast > 0) ? 1 : 0;
            }
    }
    out.mean = collected.mean();
    out.least = collected.least();
    out.sameSign = static_cast<double>(same) / static_cast<double>(pairs);
    return out;
}

Result<RandomisationReport>
randomisationCheck(const Forecaster& model, const ForecastData& data, std::size_t asset,
                   std::span<const std::size_t> origins, std::size_t draws, std::uint64_t seed,
                   const ExplainOptions& options, jobs::JobContext& context) {
    if (draws == 0 || origins.empty())
        return fail(ErrorCode::InvalidInput,
                    "The check needs at least one network with fresh weights and one origin.");
    const ExplainOptions own = byGradients(options);
    std::vector<Explanation> trained;
    for (const std::size_t origin : origins) {
        auto one = explain(model, data, asset, origin, own, context);
        if (!one)
            return std::move(one).error();
        trained.push_back(std::move(one).value());
    }
    Collected signedOnes, sizes;
    for (std::size_t draw = 0; draw < draws; ++draw) {
        const auto fresh = model.inputModel()->randomised(seed + draw);
        for (std::size_t i = 0; i < origins.size(); ++i) {
            const auto one = explain(*fresh, data, asset, origins[i], own, context);
            if (!one)
                return one.error();
            signedOnes.add(agreement(trained[i], *one));
            sizes.add(agreementOfSizes(trained[i], *one));
        }
    }
    RandomisationReport out{.draws = draws, .origins = origins.size()};
    out.signedMean = signedOnes.mean();
    out.sizesMean = sizes.mean();
    out.looksAlike = out.signedMean.inputs > kAlike;
    out.sizesLookAlike = out.sizesMean.inputs > kAlike;
    return out;
}

Json toJson(const StabilityReport& report) {
    return {{"models", report.models},
            {"origins", report.origins},
            {"mean", agreementJson(report.mean)},
            {"least", agreementJson(report.least)},
            {"same_sign", report.sameSign},
            {"worst_gap", report.worstGap}};
}

Json toJson(const RandomisationReport& report) {
    return {{"draws", report.draws},
            {"origins", report.origins},
            {"signed", agreementJson(report.signedMean)},
            {"sizes", agreementJson(report.sizesMean)},
            {"looks_alike", report.looksAlike},
            {"sizes_look_alike", report.sizesLookAlike}};
}

} // namespace loom::forecast
