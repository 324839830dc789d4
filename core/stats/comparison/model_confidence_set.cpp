// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/comparison/model_confidence_set.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <fmt/format.h>

#include <Eigen/Core>

#include "base/random.h"
#include "stats/block_length.h"

namespace loom::stats {

namespace {

using Eigen::Index;
using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Mean losses, and those of every resample less the true ones.
struct Means {
    Eigen::VectorXd observed; ///< models
    Matrix resampled;         ///< replications x models, centred on observed
};

Means meansOf(const Eigen::Map<const Matrix>& losses, std::size_t replications,
              const RowDraw& draw) {
    Means out{losses.colwise().mean(), Matrix(static_cast<Index>(replications), losses.cols())};
    const auto n = static_cast<std::size_t>(losses.rows());
    std::vector<std::size_t> rows(n);
    std::vector<double> times(n);
    for (std::size_t b = 0; b < replications; ++b) {
        draw(b, rows);
        std::fill(times.begin(), times.end(), 0.0);
        for (const std::size_t row : rows)
            times[row] += 1;
        const Eigen::Map<const Eigen::RowVectorXd> weights(times.data(), losses.rows());
        out.resampled.row(static_cast<Index>(b)) =
            (weights * losses) / static_cast<double>(n) - out.observed.transpose();
    }
    return out;
}

/// difference / deviation; a difference without deviation is none, or a certain one. Both are cut
/// off below the rounding of the losses.
double ratio(double difference, double deviation) {
    if (deviation > 0)
        return difference / deviation;
    return difference == 0 ? 0 : std::copysign(std::numeric_limits<double>::infinity(), difference);
}

double aboveRounding(double value, const Means& means) {
    return std::abs(value) > 1e-13 * means.observed.cwiseAbs().maxCoeff() ? value : 0;
}

double rootMeanSquare(const Eigen::VectorXd& values) {
    return std::sqrt(values.squaredNorm() / static_cast<double>(values.size()));
}

/// The p-value of the models still in the set, and the one to remove from it.
struct Step {
    double pValue;
    std::size_t worst; ///< place in the set
};

/// Share of the simulated statistics above the observed one; 1 when no model is worse than another.
double share(const std::vector<double>& simulated, double statistic) {
    if (statistic <= 0)
        return 1;
    const auto above = std::count_if(simulated.begin(), simulated.end(),
                                     [&](double value) { return statistic < value; });
    return static_cast<double>(above) / static_cast<double>(simulated.size());
}

Step rangeStep(const Means& means, const std::vector<Index>& set) {
    const Index replications = means.resampled.rows();
    std::vector<double> simulated(static_cast<std::size_t>(replications), 0.0);
    double statistic = -std::numeric_limits<double>::infinity();
    std::size_t worst = 0;
    for (std::size_t i = 0; i < set.size(); ++i) {
        for (std::size_t j = 0; j < set.size(); ++j) {
            if (i == j)
                continue;
            const Eigen::VectorXd differences =
                means.resampled.col(set[i]) - means.resampled.col(set[j]);
            const double deviation = aboveRounding(rootMeanSquare(differences), means);
            const double t = ratio(
                aboveRounding(means.observed(set[i]) - means.observed(set[j]), means), deviation);
            if (t > statistic) {
                statistic = t;
                worst = i;
            }
            for (Index b = 0; b < replications && deviation > 0; ++b) {
                double& largest = simulated[static_cast<std::size_t>(b)];
                largest = std::max(largest, differences(b) / deviation);
            }
        }
    }
    return {.pValue = share(simulated, statistic), .worst = worst};
}

Step maximumStep(const Means& means, const std::vector<Index>& set) {
    const Matrix inSet = means.resampled(Eigen::all, set);
    const Matrix centred = inSet.colwise() - inSet.rowwise().mean();
    const Eigen::VectorXd observed = means.observed(set);
    std::vector<double> simulated(static_cast<std::size_t>(centred.rows()),
                                  -std::numeric_limits<double>::infinity());
    double statistic = -std::numeric_limits<double>::infinity();
    std::size_t worst = 0;
    for (std::size_t i = 0; i < set.size(); ++i) {
        const Eigen::VectorXd column = centred.col(static_cast<Index>(i));
        const double deviation = aboveRounding(rootMeanSquare(column), means);
        const double t = ratio(
            aboveRounding(observed(static_cast<Index>(i)) - observed.mean(), means), deviation);
        if (t > statistic) {
            statistic = t;
            worst = i;
        }
        for (Index b = 0; b < centred.rows() && deviation > 0; ++b) {
            double& largest = simulated[static_cast<std::size_t>(b)];
            largest = std::max(largest, column(b) / deviation);
        }
    }
    return {.pValue = share(simulated, statistic), .worst = worst};
}

/// Rows drawn by the stationary bootstrap: from a random row onwards, round the end, for geometric
/// lengths of that mean.
RowDraw stationaryRows(std::uint64_t seed, double blockLength) {
    return [root = Rng(seed), restart = 1 / blockLength](std::size_t replication,
                                                         std::span<std::size_t> rows) {
        Rng rng = root.stream(replication);
        std::size_t at = 0;
        for (std::size_t t = 0; t < rows.size(); ++t) {
            const bool starts = t == 0 || rng.uniform() < restart;
            at = starts ? rng.below(rows.size()) : (at + 1) % rows.size();
            rows[t] = at;
        }
    };
}

double chosenBlockLength(const Eigen::Map<const Matrix>& losses, std::size_t horizon) {
    const Matrix relative = losses.colwise() - losses.rowwise().mean();
    double longest = std::max(1.0, static_cast<double>(horizon));
    for (Index model = 0; model < relative.cols(); ++model) {
        const Eigen::VectorXd column = relative.col(model);
        const std::span<const double> values(column.data(),
                                             static_cast<std::size_t>(column.size()));
        longest = std::max(longest, optimalBlockLength(values).stationary);
    }
    return longest;
}

Status checkInput(std::size_t rows, std::size_t models, const ConfidenceSetOptions& options) {
    if (models < 2)
        return fail(ErrorCode::InvalidInput, "A model confidence set needs at least 2 models.");
    if (options.replications == 0 || options.blockLength < 0 ||
        (options.blockLength > 0 && options.blockLength < 1) || options.horizon == 0)
        return fail(ErrorCode::InvalidInput, "Replications and horizon must be at least 1, blocks "
                                             "at least one row long.");
    const std::size_t least = std::max<std::size_t>(10, 2 * options.horizon);
    if (rows < least)
        return fail(ErrorCode::NoData,
                    fmt::format("A model confidence set of forecasts {} step(s) ahead needs at "
                                "least {} rows with all losses; there are {}.",
                                options.horizon, least, rows));
    return {};
}

} // namespace

ModelConfidenceSet modelConfidenceSetOf(std::span<const double> losses, std::size_t models,
                                        const ConfidenceSetOptions& options, const RowDraw& draw) {
    const Eigen::Map<const Matrix> table(losses.data(), static_cast<Index>(losses.size() / models),
                                         static_cast<Index>(models));
    const Means means = meansOf(table, options.replications, draw);
    ModelConfidenceSet out;
    out.observations = losses.size() / models;
    out.pValues.assign(models, 1.0);
    std::vector<Index> set(models);
    std::iota(set.begin(), set.end(), Index{0});
    double largest = 0; // a model's p-value is the largest of the steps up to its removal
    while (set.size() > 1) {
        const Step step = options.test == ConfidenceSetTest::Range ? rangeStep(means, set)
                                                                   : maximumStep(means, set);
        largest = std::max(largest, step.pValue);
        const auto removed = static_cast<std::size_t>(set[step.worst]);
        out.pValues[removed] = largest;
        out.removalOrder.push_back(removed);
        set.erase(set.begin() + static_cast<std::ptrdiff_t>(step.worst));
    }
    out.removalOrder.push_back(static_cast<std::size_t>(set.front()));
    for (const double p : out.pValues)
        out.included.push_back(p > options.size);
    return out;
}

Result<ModelConfidenceSet> modelConfidenceSet(std::span<const double> losses, std::size_t models,
                                              const ConfidenceSetOptions& options) {
    std::vector<double> complete;
    const std::size_t rows = models > 0 ? losses.size() / models : 0;
    for (std::size_t row = 0; row < rows; ++row) {
        const auto cells = losses.subspan(row * models, models);
        if (std::all_of(cells.begin(), cells.end(), [](double v) { return std::isfinite(v); }))
            complete.insert(complete.end(), cells.begin(), cells.end());
    }
    const std::size_t used = models > 0 ? complete.size() / models : 0;
    if (auto fits = checkInput(used, models, options); !fits)
        return std::move(fits).error();
    const Eigen::Map<const Matrix> table(complete.data(), static_cast<Index>(used),
                                         static_cast<Index>(models));
    const double block =
        options.blockLength > 0 ? options.blockLength : chosenBlockLength(table, options.horizon);
    auto out = modelConfidenceSetOf(complete, models, options, stationaryRows(options.seed, block));
    out.leftOut = rows - used;
    out.blockLength = block;
    return out;
}

} // namespace loom::stats
