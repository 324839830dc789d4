// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast/asset_model.h"

#include <cmath>
#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "stats/parallel.h"

namespace loom::forecast {

namespace {

/// Returns within rounding of a price are one and the same.
constexpr double kSmallestSpread = 1e-10;

struct Shared {
    std::string id, title;
    AssetRules rules;
};

/// One asset's part of the model: its numbers, or why there are none.
struct AssetFit {
    std::string asset;
    std::vector<double> numbers = {};
    std::string why = {};
};

std::string rounded(double value) {
    return fmt::format("{:.4g}", value);
}

/// "AAN", or "AAN 3, ANN 7".
std::string inWords(const std::vector<std::string>& words) {
    std::map<std::string, int> counts;
    for (const auto& word : words)
        ++counts[word];
    if (counts.size() == 1)
        return words.front();
    std::vector<std::string> parts;
    for (const auto& [word, count] : counts)
        parts.push_back(fmt::format("{} {}", word, count));
    return fmt::format("{}", fmt::join(parts, ", "));
}

class AssetModel final : public SeriesForecaster {
  public:
    AssetModel(std::shared_ptr<const Shared> shared, DataKind kind, std::vector<AssetFit> fits)
        : m_shared(std::move(shared)), m_kind(std::move(kind)), m_fits(std::move(fits)) {
        for (std::size_t i = 0; i < m_fits.size(); ++i)
            m_places[m_fits[i].asset] = i;
    }

    std::vector<Fact> facts() const override {
        std::vector<Fact> out;
        std::vector<std::vector<Trait>> all;
        for (const auto& fit : m_fits)
            if (!fit.numbers.empty())
                all.push_back(m_shared->rules.traits(fit.numbers));
        for (std::size_t k = 0; !all.empty() && k < all.front().size(); ++k)
            out.push_back(factOf(all, k));
        for (const auto& fit : m_fits)
            if (fit.numbers.empty())
                out.push_back({.name = "Left out", .value = fit.why, .warning = true});
        return out;
    }

    Result<std::string> serialize() const override {
        Json assets = Json::array();
        for (const auto& fit : m_fits)
            assets.push_back({{"asset", fit.asset}, {"numbers", fit.numbers}, {"why", fit.why}});
        return sealState(m_shared->id, {{"data", m_kind.toJson()}, {"fits", std::move(assets)}});
    }

    static std::unique_ptr<Forecaster> read(std::shared_ptr<const Shared> shared,
                                            const Json& state) {
        auto kind = DataKind::fromJson(state.at("data"));
        std::vector<AssetFit> fits;
        for (const Json& entry : state.at("fits")) {
            AssetFit fit{.asset = entry.at("asset").get<std::string>()};
            entry.at("numbers").get_to(fit.numbers);
            entry.at("why").get_to(fit.why);
            if (!fit.numbers.empty() && !shared->rules.valid(fit.numbers, kind.horizon))
                return nullptr;
            fits.push_back(std::move(fit));
        }
        return std::make_unique<AssetModel>(std::move(shared), std::move(kind), std::move(fits));
    }

  private:
    static Fact factOf(const std::vector<std::vector<Trait>>& all, std::size_t k) {
        const Trait& first = all.front()[k];
        std::vector<double> values;
        std::vector<std::string> words;
        for (const auto& traits : all) {
            values.push_back(traits[k].value);
            words.push_back(traits[k].word);
        }
        return {.name = first.name,
                .value = first.word.empty() ? valuesInWords(std::move(values)) : inWords(words),
                .unit = first.unit};
    }

    Status check(const ForecastData& data) const override {
        DataKind kind = m_kind;
        kind.features = data.featureNames; // not looked at
        if (auto same = kind.checkSame(data, m_shared->title); !same)
            return same;
        std::vector<std::string> known;
        for (const auto& fit : m_fits)
            known.push_back(fit.asset);
        return checkAnyKnown(data, known, m_shared->title);
    }

    void forecastAsset(const ForecastData& data, std::size_t asset, Forecasts& out) const override {
        const auto place = m_places.find(data.assets[asset]);
        if (place != m_places.end() && !m_fits[place->second].numbers.empty())
            m_shared->rules.forecast(m_fits[place->second].numbers, data, asset, out);
    }

    std::shared_ptr<const Shared> m_shared;
    DataKind m_kind; ///< without features and assets
    std::vector<AssetFit> m_fits;
    std::map<std::string, std::size_t> m_places;
};

Result<std::unique_ptr<Forecaster>> fitAll(std::shared_ptr<const Shared> shared,
                                           const ForecastData& data, const FitSpan& span,
                                           const FitOptions& options, jobs::JobContext& context) {
    std::vector<AssetFit> fits(data.assetCount());
    std::vector<std::optional<Error>> errors(data.assetCount());
    const auto fitOne = [&](std::size_t a) {
        fits[a].asset = data.assets[a];
        if (context.shouldStop())
            return;
        auto numbers = shared->rules.fit(data, span, a, options.params);
        if (numbers) {
            fits[a].numbers = std::move(*numbers);
        } else {
            fits[a].why = numbers.error().text();
            errors[a] = std::move(numbers).error();
        }
    };
    stats::parallelFor(data.assetCount(), fitOne, options.threads);
    if (context.shouldStop())
        return fail(ErrorCode::Cancelled, "The fit was stopped.");
    if (std::ranges::all_of(errors, [](const auto& error) { return error.has_value(); }))
        return std::move(*errors.front());
    DataKind kind = DataKind::of(data, false);
    kind.features.clear();
    return std::unique_ptr<Forecaster>(
        std::make_unique<AssetModel>(std::move(shared), std::move(kind), std::move(fits)));
}

} // namespace

ForecasterInfo makeAssetModel(ForecasterInfo info, AssetRules rules) {
    const auto shared = std::make_shared<const Shared>(
        Shared{.id = info.id, .title = info.title, .rules = std::move(rules)});
    info.fit = [shared](const ForecastData& data, const FitSpan& span, const FitOptions& options,
                        jobs::JobContext& context) {
        return fitAll(shared, data, span, options, context);
    };
    info.load = [shared](std::string_view bytes) {
        return loadState(shared->id, bytes,
                         [&](const Json& state) { return AssetModel::read(shared, state); });
    };
    return info;
}

std::string valuesInWords(std::vector<double> values) {
    std::ranges::sort(values);
    if (values.front() == values.back())
        return rounded(values.front());
    return fmt::format("{} (middle one of {}; {} to {})", rounded(values[values.size() / 2]),
                       values.size(), rounded(values.front()), rounded(values.back()));
}

Status checkAnyKnown(const ForecastData& data, std::span<const std::string> known,
                     std::string_view title) {
    const std::set<std::string_view> names(known.begin(), known.end());
    if (std::ranges::any_of(data.assets, [&](const auto& a) { return names.contains(a); }))
        return {};
    return fail(ErrorCode::InvalidInput,
                fmt::format("This {} was trained on {}, the data hold {}. Train it on these "
                            "assets first.",
                            title, namesInWords(known), namesInWords(data.assets)));
}

double trainingStep(const ForecastData& data, const FitSpan& span, std::size_t asset,
                    std::size_t row) {
    return row >= span.from && row + 1 < span.trainTo ? data.label(asset, row, 1) : kMissing;
}

Result<std::vector<double>> trainingSteps(const ForecastData& data, const FitSpan& span,
                                          std::size_t asset, std::size_t minimum,
                                          std::string_view title) {
    std::vector<double> steps;
    for (std::size_t row = span.from; row + 1 < span.trainTo; ++row)
        if (const double step = data.label(asset, row, 1); !std::isnan(step))
            steps.push_back(step);
    const auto& name = data.assets[asset];
    if (steps.size() < minimum)
        return fail(ErrorCode::InvalidInput,
                    fmt::format("{} needs at least {} {} returns of {} to learn from, the training "
                                "part has {}. Choose a longer period, or leave {} out.",
                                title, minimum, frequencyWord(data.frequency), name, steps.size(),
                                name));
    const auto [least, most] = std::ranges::minmax(steps);
    if (most - least < kSmallestSpread)
        return fail(
            ErrorCode::InvalidInput,
            fmt::format("All returns of {} in the training part are equal: there is nothing "
                        "to learn from them. Choose another period, or leave {} out.",
                        name, name));
    return steps;
}

} // namespace loom::forecast
