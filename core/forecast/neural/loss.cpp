// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast/neural/loss.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace loom::forecast {

namespace {

struct LossName {
    PointLoss loss;
    std::string_view code, title;
};

constexpr std::array<LossName, 6> kLosses{{
    {PointLoss::SquaredError, "mse", "Mean squared error"},
    {PointLoss::AbsoluteError, "mae", "Mean absolute error"},
    {PointLoss::Huber, "huber", "Huber"},
    {PointLoss::Smape, "smape", "sMAPE of prices"},
    {PointLoss::Mape, "mape", "MAPE of prices"},
    {PointLoss::Mase, "mase", "MASE of prices"},
}};

struct Value {
    double loss = 0, slope = 0; ///< slope by the output
};

double signOf(double x) {
    return x > 0 ? 1 : x < 0 ? -1 : 0;
}

Value pointLoss(PointLoss loss, double output, double target, double unit) {
    const double error = output - target / unit;
    switch (loss) {
    case PointLoss::SquaredError:
        return {error * error, 2 * error};
    case PointLoss::AbsoluteError:
        return {std::abs(error), signOf(error)};
    case PointLoss::Huber:
        return std::abs(error) <= 1 ? Value{error * error / 2, error}
                                    : Value{std::abs(error) - 0.5, signOf(error)};
    case PointLoss::Smape:
    case PointLoss::Mape:
    case PointLoss::Mase:
        break;
    }
    const double price = std::exp(unit * output), real = std::exp(target);
    const double scale = loss == PointLoss::Smape  ? 200 / (price + real)
                         : loss == PointLoss::Mape ? 100 / real
                                                   : 1 / unit;
    return {scale * std::abs(price - real), scale * signOf(price - real) * price * unit};
}

Value pinball(double level, double output, double target) {
    const double error = target - output;
    return error >= 0 ? Value{level * error, -level} : Value{(level - 1) * error, 1 - level};
}

} // namespace

std::string_view lossCode(PointLoss loss) {
    return std::ranges::find(kLosses, loss, &LossName::loss)->code;
}

std::optional<PointLoss> lossFromCode(std::string_view code) {
    const auto* at = std::ranges::find(kLosses, code, &LossName::code);
    return at == kLosses.end() ? std::nullopt : std::optional(at->loss);
}

std::vector<ParamChoice> lossChoices() {
    std::vector<ParamChoice> out;
    for (const LossName& name : kLosses)
        out.push_back({.id = std::string(name.code), .title = std::string(name.title)});
    return out;
}

double lossOf(const LossTerms& terms, std::span<const float> outputs,
              std::span<const double> targets, std::span<const double> units, double weight,
              std::span<float> gradient) {
    const std::size_t horizon = targets.size();
    const double each = weight / static_cast<double>(horizon);
    const double eachLevel =
        terms.levels.empty() ? 0 : each / static_cast<double>(terms.levels.size());
    double sum = 0;
    const auto add = [&](std::size_t at, Value value, double factor) {
        sum += factor * value.loss;
        gradient[at] = static_cast<float>(factor * value.slope);
    };
    for (std::size_t k = 0; k < horizon; ++k) {
        const bool known = std::isfinite(targets[k]);
        const double point = static_cast<double>(outputs[k]);
        add(k, known ? pointLoss(terms.loss, point, targets[k], units[k]) : Value{}, each);
        for (std::size_t q = 0; q < terms.levels.size(); ++q) {
            const std::size_t at = (1 + q) * horizon + k;
            add(at,
                known ? pinball(terms.levels[q], static_cast<double>(outputs[at]),
                                targets[k] / units[k])
                      : Value{},
                eachLevel);
        }
    }
    return sum;
}

} // namespace loom::forecast
