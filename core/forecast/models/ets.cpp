// SPDX-License-Identifier: GPL-3.0-or-later
// Automatic exponential smoothing of the log price without a season: the form with the least AICc
// (Hyndman, Koehler, Ord & Snyder 2008).
#include <array>
#include <cmath>
#include <limits>
#include <optional>

#include "forecast/baselines.h"
#include "forecast/log_price.h"

namespace loom::forecast {

void register_ets(ForecasterRegistry& registry);

namespace {

constexpr std::string_view kTitle = "ETS";
constexpr std::size_t kFewestReturns = 30;
constexpr std::array kForms{SmoothingForm::Level, SmoothingForm::Trend, SmoothingForm::DampedTrend};

/// What a model is stored as; the order of the numbers.
enum Number : std::size_t { Form, Alpha, Beta, Phi, Level, Slope, Start, kNumbers };

/// Time of the first price of the training part: where the stored start values belong.
double startTime(const ForecastData& data, const FitSpan& span, std::size_t asset) {
    std::size_t row = span.from;
    while (std::isnan(data.logs(asset)[row]))
        ++row;
    return static_cast<double>(data.times[row]);
}

Result<std::vector<double>> fitAsset(const ForecastData& data, const FitSpan& span,
                                     std::size_t asset, const Params& params) {
    if (const auto steps = trainingSteps(data, span, asset, kFewestReturns, kTitle); !steps)
        return steps.error();
    const auto sample = logPriceSample(data, span, asset);
    const std::string& wanted = params.text("form");
    Smoothing best;
    double least = std::numeric_limits<double>::infinity();
    for (const auto form : kForms) {
        if (wanted != "auto" && wanted != smoothingFormName(form))
            continue;
        const auto fitted = fitSmoothing(form, sample);
        if (const double aicc = fitted.aicc(); aicc < least) {
            least = aicc;
            best = fitted;
        }
    }
    std::vector<double> numbers(kNumbers);
    numbers[Form] = static_cast<double>(best.form);
    numbers[Alpha] = best.alpha;
    numbers[Beta] = best.beta;
    numbers[Phi] = best.phi;
    numbers[Level] = best.level;
    numbers[Slope] = best.slope;
    numbers[Start] = startTime(data, span, asset);
    return numbers;
}

Smoothing modelOf(std::span<const double> numbers) {
    return {.form = kForms.at(static_cast<std::size_t>(numbers[Form])),
            .alpha = numbers[Alpha],
            .beta = numbers[Beta],
            .phi = numbers[Phi],
            .level = numbers[Level],
            .slope = numbers[Slope]};
}

void forecastAsset(std::span<const double> numbers, const ForecastData& data, std::size_t asset,
                   Forecasts& out) {
    OriginWalk walk(out);
    const auto log = data.logs(asset);
    const Smoothing model = modelOf(numbers);
    std::optional<SmoothingState> state;
    for (std::size_t row = 0; row < walk.end(); ++row) {
        const bool begins = !state && !std::isnan(log[row]) &&
                            static_cast<double>(data.times[row]) >= numbers[Start];
        if (begins)
            state.emplace(model, log[row]);
        if (state)
            state->take(log[row]);
        walk.at(row, [&](std::size_t i) {
            if (state && !std::isnan(log[row]))
                state->forecast(log[row], out.point(i, asset));
        });
    }
}

bool isValid(std::span<const double> numbers, std::size_t) {
    return numbers.size() == kNumbers &&
           (numbers[Form] == 0 || numbers[Form] == 1 || numbers[Form] == 2);
}

std::vector<Trait> traitsOf(std::span<const double> numbers) {
    return {{.name = "Form", .word = std::string(smoothingFormName(modelOf(numbers).form))},
            {.name = "Level (alpha)", .value = numbers[Alpha]},
            {.name = "Trend (beta)", .value = numbers[Beta]},
            {.name = "Damping (phi)", .value = numbers[Phi]}};
}

} // namespace

AssetRules smoothingRules() {
    return {.fit = fitAsset, .forecast = forecastAsset, .valid = isValid, .traits = traitsOf};
}

std::vector<ParamSpec> smoothingParams() {
    return {{.key = "form",
             .title = "Form",
             .type = ParamType::Choice,
             .defaultValue = std::string("auto"),
             .help = "Automatic takes the form with the least corrected Akaike criterion, for each "
                     "asset.",
             .choices = {{"auto", "Automatic"},
                         {"ANN", "Level only (ANN)"},
                         {"AAN", "Level and trend (AAN)"},
                         {"AAdN", "Level and damped trend (AAdN)"}}}};
}

void register_ets(ForecasterRegistry& registry) {
    registry.add(makeAssetModel(
        {.id = "ets",
         .title = std::string(kTitle),
         .reference = "Hyndman, Koehler, Ord & Snyder 2008",
         .summary = "Exponential smoothing of the log price, with a trend when that pays.",
         .kind = ForecasterKind::Baseline,
         .params = smoothingParams(),
         .window = [](const Params&, const ForecastData&) { return std::size_t{2}; }},
        smoothingRules()));
}

} // namespace loom::forecast
