// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/forecast_continuation.h"

#include <cmath>

#include "forecast/data.h"

namespace loom::studies {

namespace {

using forecast::FeatureContinuation;

bool madeOfCloses(const FeatureSpec& spec) {
    return spec.kind == FeatureKind::Return ||
           (spec.kind == FeatureKind::Indicator &&
            (spec.indicator->info().inputs & ~static_cast<unsigned>(indicators::kClose)) == 0);
}

struct AssetCloses {
    std::vector<double> closes = {};         ///< of its bars
    std::vector<std::int32_t> barAtRow = {}; ///< -1 where it has none
};

/// One indicator at work.
struct Running {
    std::unique_ptr<indicators::Stream> stream;
    std::function<double(double, double)> scale;
    std::size_t at = 0, outputs = 0; ///< its features
};

class CloseCourse final : public FeatureContinuation::Course {
  public:
    CloseCourse(const AssetCloses& asset, const std::vector<FeatureSpec>& specs) : m_asset(asset) {
        std::size_t at = 0;
        for (const auto& spec : specs) {
            if (spec.kind == FeatureKind::Return)
                m_returnsAt.push_back(at);
            else
                m_running.push_back({.stream = spec.indicator->start(),
                                     .scale = scaleRule(spec.indicator->info()),
                                     .at = at,
                                     .outputs = spec.columns.size()});
            at += spec.columns.size();
            m_isChange.resize(at, spec.change);
        }
        m_levels.resize(at);
    }
    CloseCourse(const CloseCourse& other)
        : m_asset(other.m_asset), m_returnsAt(other.m_returnsAt), m_isChange(other.m_isChange),
          m_levels(other.m_levels), m_next(other.m_next), m_close(other.m_close) {
        for (const auto& one : other.m_running)
            m_running.push_back({.stream = one.stream->clone(),
                                 .scale = one.scale,
                                 .at = one.at,
                                 .outputs = one.outputs});
    }

    std::unique_ptr<Course> clone() const override { return std::make_unique<CloseCourse>(*this); }

    void take(std::size_t row) override {
        const std::int32_t last = m_asset.barAtRow[row];
        for (; last >= 0 && m_next <= static_cast<std::size_t>(last); ++m_next)
            push(m_asset.closes[m_next]);
        const std::int32_t before = row > 0 ? m_asset.barAtRow[row - 1] : -1;
        if (last >= 0)
            setReturn(before < 0
                          ? forecast::kMissing
                          : std::log(m_close / m_asset.closes[static_cast<std::size_t>(before)]));
    }

    void ahead(double logReturn, std::span<double> features) override {
        const auto before = m_levels;
        push(m_close * std::exp(logReturn));
        setReturn(logReturn);
        for (std::size_t i = 0; i < features.size(); ++i)
            features[i] = m_isChange[i] ? m_levels[i] - before[i] : m_levels[i];
    }

  private:
    void push(double close) {
        m_close = close;
        for (auto& one : m_running) {
            const auto own = std::span(m_levels).subspan(one.at, one.outputs);
            one.stream->push({.close = close}, own);
            for (double& value : own)
                value = one.scale(value, close); // NaN stays NaN
        }
    }
    void setReturn(double value) {
        for (const std::size_t at : m_returnsAt)
            m_levels[at] = value;
    }

    const AssetCloses& m_asset;
    std::vector<std::size_t> m_returnsAt;
    std::vector<Running> m_running;
    std::vector<bool> m_isChange;
    std::vector<double> m_levels; ///< the features of the latest bar before changes are taken
    std::size_t m_next = 0;       ///< bar to take
    double m_close = 0;
};

class CloseContinuation final : public FeatureContinuation {
  public:
    CloseContinuation(const ForecastRecipe& recipe, const ForecastAssembly& assembly)
        : m_specs(recipe.features) {
        for (const auto& spec : m_specs)
            if (!madeOfCloses(spec))
                m_impossible.push_back(spec.text);
        for (const auto& covariate : recipe.covariates)
            m_impossible.push_back(covariate.column());
        if (!m_impossible.empty())
            return;
        for (const auto& asset : assembly.assets)
            m_assets.push_back({.closes = asset.bars.close, .barAtRow = asset.barAtRow});
    }

    const std::vector<std::string>& impossible() const override { return m_impossible; }
    std::unique_ptr<Course> start(std::size_t asset) const override {
        return std::make_unique<CloseCourse>(m_assets[asset], m_specs);
    }

  private:
    std::vector<FeatureSpec> m_specs;
    std::vector<std::string> m_impossible;
    std::vector<AssetCloses> m_assets;
};

} // namespace

std::shared_ptr<const FeatureContinuation> continuationOf(const ForecastRecipe& recipe,
                                                          const ForecastAssembly& assembly) {
    return std::make_shared<const CloseContinuation>(recipe, assembly);
}

} // namespace loom::studies
