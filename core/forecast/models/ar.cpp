// SPDX-License-Identifier: GPL-3.0-or-later
// Autoregression of the one-step returns with a constant, by least squares; order by Akaike's
// criterion on one common sample (Luetkepohl 2005); iterated and accumulated. Returns across a
// missing bar are left out: the lags are the last returns there are.
#include <cmath>
#include <limits>
#include <numeric>

#include <Eigen/Cholesky>

#include "forecast/baselines.h"

namespace loom::forecast {

void register_ar(ForecasterRegistry& registry);

namespace {

constexpr std::string_view kTitle = "AR";

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

/// One equation: the returns up to a row, newest first, and the next one.
struct Sample {
    std::vector<double> past;       ///< all returns up to the last row
    std::vector<std::size_t> known; ///< how many of them the equation may look at
    std::vector<double> next;
};

Sample sampleOf(const ForecastData& data, const FitSpan& span, std::size_t asset) {
    const auto log = data.logs(asset);
    Sample out;
    for (std::size_t row = span.from; row + 1 < span.trainTo; ++row) {
        if (const double r = row > span.from ? log[row] - log[row - 1] : kMissing; !std::isnan(r))
            out.past.push_back(r);
        if (const double next = trainingStep(data, span, asset, row); !std::isnan(next)) {
            out.known.push_back(out.past.size());
            out.next.push_back(next);
        }
    }
    return out;
}

struct Regression {
    Vector coefficients; ///< constant, lag 1, lag 2 …
    double logVariance = 0;
    double count = 0;
};

/// Sums of products of (1, lag 1 … lag p, next) over the equations that have `held` returns behind
/// them.
struct Products {
    Matrix xx;
    Vector xy;
    double yy = 0, count = 0;
};

Products productsOf(const Sample& sample, std::size_t order, std::size_t held) {
    const auto size = static_cast<Eigen::Index>(order + 1);
    Products out{.xx = Matrix::Zero(size, size), .xy = Vector::Zero(size)};
    Vector x(size);
    x[0] = 1;
    for (std::size_t i = 0; i < sample.next.size(); ++i) {
        if (sample.known[i] < held)
            continue;
        for (std::size_t lag = 1; lag <= order; ++lag)
            x[static_cast<Eigen::Index>(lag)] = sample.past[sample.known[i] - lag];
        out.xx.selfadjointView<Eigen::Lower>().rankUpdate(x);
        out.xy += sample.next[i] * x;
        out.yy += sample.next[i] * sample.next[i];
        out.count += 1;
    }
    return out;
}

Regression regress(const Products& products, std::size_t order) {
    const auto size = static_cast<Eigen::Index>(order + 1);
    const Matrix xx = products.xx.topLeftCorner(size, size).selfadjointView<Eigen::Lower>();
    const Vector xy = products.xy.head(size);
    Regression out{.coefficients = xx.ldlt().solve(xy), .count = products.count};
    const double rss = products.yy - out.coefficients.dot(xy);
    out.logVariance = std::log(std::max(rss, std::numeric_limits<double>::min()) / products.count);
    return out;
}

/// Whether iterated forecasts settle: all reflection coefficients of the step-down recursion lie
/// within one (Brockwell & Davis 1991).
bool isStable(const Vector& coefficients) {
    std::vector<double> a(coefficients.data() + 1, coefficients.data() + coefficients.size());
    while (!a.empty()) {
        const double last = a.back();
        if (!(std::abs(last) < 1))
            return false;
        a.pop_back();
        const std::vector<double> before = a;
        for (std::size_t i = 0; i < a.size(); ++i)
            a[i] = (before[i] + last * before[a.size() - 1 - i]) / (1 - last * last);
    }
    return true;
}

/// (constant, lag 1 … lag p)
Result<std::vector<double>> fitAsset(const ForecastData& data, const FitSpan& span,
                                     std::size_t asset, const Params& params) {
    const auto most = static_cast<std::size_t>(params.integer("max_order"));
    if (const auto steps = trainingSteps(data, span, asset, 4 * most + 20, kTitle); !steps)
        return steps.error();
    const Sample sample = sampleOf(data, span, asset);
    const Products common = productsOf(sample, most, most);
    Regression best;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t order = 0; order <= most; ++order) {
        const Regression tried = regress(common, order);
        const double aic = common.count * tried.logVariance + 2 * static_cast<double>(order + 1);
        if (!(aic < least))
            continue;
        const Regression whole = regress(productsOf(sample, order, order), order);
        if (whole.coefficients.allFinite() && isStable(whole.coefficients)) {
            least = aic;
            best = whole;
        }
    }
    return std::vector<double>(best.coefficients.data(),
                               best.coefficients.data() + best.coefficients.size());
}

/// Fills the cumulative forecast from the last returns, newest last.
void iterate(std::span<const double> numbers, std::vector<double>& lags, std::span<double> out) {
    const std::size_t order = numbers.size() - 1;
    double sum = 0;
    for (double& value : out) {
        double next = numbers[0];
        for (std::size_t lag = 1; lag <= order; ++lag)
            next += numbers[lag] * lags[lags.size() - lag];
        lags.push_back(next);
        sum += next;
        value = sum;
    }
}

void forecastAsset(std::span<const double> numbers, const ForecastData& data, std::size_t asset,
                   Forecasts& out) {
    OriginWalk walk(out);
    const auto log = data.logs(asset);
    const std::size_t order = numbers.size() - 1;
    std::vector<double> past, lags;
    for (std::size_t row = 0; row < walk.end(); ++row) {
        if (const double r = row > 0 ? log[row] - log[row - 1] : kMissing; !std::isnan(r))
            past.push_back(r);
        walk.at(row, [&](std::size_t i) {
            if (past.size() < order || std::isnan(log[row]))
                return;
            lags.assign(past.end() - static_cast<std::ptrdiff_t>(order), past.end());
            iterate(numbers, lags, out.point(i, asset));
        });
    }
}

std::vector<Trait> traitsOf(std::span<const double> numbers) {
    return {{.name = "Order", .value = static_cast<double>(numbers.size() - 1)},
            {.name = "Constant", .value = numbers[0], .unit = "log return"},
            {.name = "Sum of the coefficients",
             .value = std::accumulate(numbers.begin() + 1, numbers.end(), 0.0)}};
}

} // namespace

AssetRules autoregressionRules() {
    return {.fit = fitAsset,
            .forecast = forecastAsset,
            .valid = [](std::span<const double> numbers, std::size_t) { return !numbers.empty(); },
            .traits = traitsOf};
}

std::vector<ParamSpec> autoregressionParams() {
    return {{.key = "max_order",
             .title = "Largest order",
             .type = ParamType::Integer,
             .defaultValue = std::int64_t{10},
             .minimum = 0,
             .maximum = 60,
             .unit = "lags",
             .help = "The order with the least Akaike criterion up to this one is taken."}};
}

void register_ar(ForecasterRegistry& registry) {
    registry.add(
        makeAssetModel({.id = "ar",
                        .title = std::string(kTitle),
                        .reference = "Box & Jenkins 1970",
                        .summary = "Returns go on as a weighted sum of the last ones.",
                        .kind = ForecasterKind::Baseline,
                        .params = autoregressionParams(),
                        .testParams = {{"max_order", 4}},
                        .window =
                            [](const Params& params, const ForecastData&) {
                                return static_cast<std::size_t>(params.integer("max_order")) + 1;
                            }},
                       autoregressionRules()));
}

} // namespace loom::forecast
