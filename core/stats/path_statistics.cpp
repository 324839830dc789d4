// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/path_statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <Eigen/Cholesky>
#include <Eigen/Core>

#include "stats/moments.h"
#include "stats/parallel.h"
#include "stats/tails.h"

namespace loom::stats {

namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kWeek = 5;

/// Pearson correlation of equally long spans.
double correlation(std::span<const double> a, std::span<const double> b) {
    const auto n = static_cast<double>(a.size());
    const double meanA = std::accumulate(a.begin(), a.end(), 0.0) / n;
    const double meanB = std::accumulate(b.begin(), b.end(), 0.0) / n;
    double aa = 0, bb = 0, ab = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const double x = a[i] - meanA, y = b[i] - meanB;
        aa += x * x;
        bb += y * y;
        ab += x * y;
    }
    return aa > 0 && bb > 0 ? ab / std::sqrt(aa * bb) : kMissing;
}

/// Corr(a(t), b(t + lag)).
double lagged(std::span<const double> a, std::span<const double> b, std::size_t lag) {
    const std::size_t pairs = std::min(a.size(), b.size() - lag);
    return correlation(a.first(pairs), b.subspan(lag, pairs));
}

std::vector<double> absoluteOf(std::span<const double> returns) {
    std::vector<double> out(returns.begin(), returns.end());
    for (double& r : out)
        r = std::abs(r);
    return out;
}

/// Sum of squared residuals of the straight line through the values.
double residualOfLine(std::span<const double> y) {
    const auto n = static_cast<double>(y.size());
    const double middle = (n - 1) / 2;
    const double mean = std::accumulate(y.begin(), y.end(), 0.0) / n;
    double yy = 0, ty = 0;
    for (std::size_t t = 0; t < y.size(); ++t) {
        const double d = y[t] - mean;
        yy += d * d;
        ty += (static_cast<double>(t) - middle) * d;
    }
    const double tt = n * (n * n - 1) / 12;
    return std::max(0.0, yy - ty * ty / tt);
}

double slope(const std::vector<double>& x, const std::vector<double>& y) {
    const double meanX = mean(x), meanY = mean(y);
    double xx = 0, xy = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        xx += (x[i] - meanX) * (x[i] - meanX);
        xy += (x[i] - meanX) * (y[i] - meanY);
    }
    return xy / xx;
}

void addPowers(std::array<double, 5>& powers, double x) {
    const double square = x * x;
    powers[0] += 1;
    powers[1] += x;
    powers[2] += square;
    powers[3] += square * x;
    powers[4] += square * square;
}

/// What one path adds to the statistics of all.
struct Parts {
    std::array<double, PathStatistics::Count> values = {};
    std::array<double, 5> devolatilised = {};
    std::array<std::array<double, 5>, PathStatistics::kSumDays.size()> sums = {};
    std::vector<double> drawdowns = {};
    std::vector<Signature> signatures = {};
};

std::vector<double> drawdownsOf(std::span<const double> returns) {
    constexpr std::size_t kWindow = 252;
    constexpr std::size_t kStride = 21;
    std::vector<double> out;
    for (std::size_t from = 0; from + kWindow <= returns.size(); from += kStride)
        out.push_back(maximumDrawdown(returns.subspan(from, kWindow)).depth);
    return out;
}

Parts partsOf(std::span<const double> returns) {
    Parts out;
    out.values = {coarseFine(returns),        timeReversal(returns), hurstOfAbsolute(returns),
                  dwellTime(returns),         archRSquared(returns), varianceRatio(returns, 5),
                  varianceRatio(returns, 20), intermittency(returns)};
    out.devolatilised = devolatilisedPowers(returns);
    for (std::size_t i = 0; i < out.sums.size(); ++i)
        for (const double sum : aggregatedDisjoint(returns, PathStatistics::kSumDays[i]))
            addPowers(out.sums[i], sum);
    out.drawdowns = drawdownsOf(returns);
    constexpr std::size_t kSignatureDays = 20;
    for (std::size_t from = 0; from + kSignatureDays <= returns.size(); from += kSignatureDays)
        out.signatures.push_back(signatureOf(returns.subspan(from, kSignatureDays)));
    return out;
}

void setSignatures(PathStatistics& out, const std::vector<Parts>& parts) {
    for (std::size_t term = 0; term < out.signatureMean.size(); ++term) {
        std::vector<double> all;
        for (const Parts& part : parts)
            for (const Signature& signature : part.signatures)
                all.push_back(signature[term]);
        const Moments m = moments(all);
        out.signatureMean[term] = m.mean;
        out.signatureDeviation[term] = m.stdev;
    }
}

/// Combined in the order of the paths, so that the result does not depend on the threads.
PathStatistics combined(const std::vector<Parts>& parts) {
    PathStatistics out;
    std::array<double, 5> devolatilised = {};
    std::array<std::array<double, 5>, PathStatistics::kSumDays.size()> sums = {};
    std::array<double, PathStatistics::Count> present = {};
    for (const Parts& part : parts) {
        for (std::size_t i = 0; i < present.size(); ++i) {
            if (std::isnan(part.values[i]))
                continue;
            out.values[i] += part.values[i];
            present[i] += 1;
        }
        for (std::size_t power = 0; power < devolatilised.size(); ++power) {
            devolatilised[power] += part.devolatilised[power];
            for (std::size_t i = 0; i < sums.size(); ++i)
                sums[i][power] += part.sums[i][power];
        }
        out.drawdowns.insert(out.drawdowns.end(), part.drawdowns.begin(), part.drawdowns.end());
    }
    for (std::size_t i = 0; i < present.size(); ++i)
        out.values[i] = present[i] > 0 ? out.values[i] / present[i] : kMissing;
    out.conditionalKurtosis = excessKurtosisOf(devolatilised);
    for (std::size_t i = 0; i < sums.size(); ++i)
        out.sumKurtosis[i] = excessKurtosisOf(sums[i]);
    out.drawdowns = sortedPresent(out.drawdowns);
    setSignatures(out, parts);
    return out;
}

} // namespace

double coarseFine(std::span<const double> returns) {
    constexpr std::size_t kLags = 5;
    if (returns.size() < 4 * kWeek)
        return kMissing;
    std::vector<double> coarse = aggregated(returns, kWeek); // element i: days i … i + 4
    std::vector<double> fine(returns.begin(), returns.end());
    for (double& x : coarse)
        x *= x;
    for (double& x : fine)
        x *= x;
    double sum = 0;
    for (std::size_t lag = 1; lag <= kLags; ++lag) {
        sum += lagged(coarse, fine, kWeek - 1 + lag); // the week ends at t, the day is t + lag
        sum -= lagged(fine, coarse, lag);             // the week begins at t + lag
    }
    return sum / static_cast<double>(kLags);
}

double timeReversal(std::span<const double> returns) {
    constexpr std::array<std::size_t, 3> kLags{1, 2, 5};
    if (returns.size() < 4 * kLags.back())
        return kMissing;
    const auto absolute = absoluteOf(returns);
    double sum = 0;
    for (const std::size_t lag : kLags)
        sum += lagged(returns, absolute, lag) - lagged(absolute, returns, lag);
    return sum / static_cast<double>(kLags.size());
}

double hurstOfAbsolute(std::span<const double> returns) {
    constexpr std::array<std::size_t, 8> kBoxes{10, 16, 25, 40, 63, 100, 158, 251};
    constexpr std::size_t kFewestBoxes = 4;
    std::vector<double> profile = absoluteOf(returns);
    const double middle =
        std::accumulate(profile.begin(), profile.end(), 0.0) / static_cast<double>(profile.size());
    double level = 0;
    for (double& y : profile)
        y = level += y - middle;
    std::vector<double> logBox, logSize;
    for (const std::size_t box : kBoxes) {
        const std::size_t count = profile.size() / box;
        if (count < kFewestBoxes)
            break;
        double sum = 0;
        for (std::size_t i = 0; i < count; ++i)
            sum += residualOfLine(std::span<const double>(profile).subspan(i * box, box));
        logBox.push_back(std::log(static_cast<double>(box)));
        logSize.push_back(0.5 * std::log(sum / static_cast<double>(count * box)));
    }
    const bool usable =
        logBox.size() >= 2 &&
        std::all_of(logSize.begin(), logSize.end(), [](double f) { return std::isfinite(f); });
    return usable ? slope(logBox, logSize) : kMissing;
}

double dwellTime(std::span<const double> returns) {
    constexpr double kLevel = 0.8;
    auto absolute = absoluteOf(returns);
    if (std::any_of(absolute.begin(), absolute.end(), [](double r) { return std::isnan(r); }))
        return kMissing;
    const double limit = quantile(absolute, kLevel);
    std::size_t days = 0, runs = 0;
    bool before = false;
    for (const double r : absolute) {
        const bool above = r > limit;
        days += above ? 1 : 0;
        runs += above && !before ? 1 : 0;
        before = above;
    }
    return runs > 0 ? static_cast<double>(days) / static_cast<double>(runs) : kMissing;
}

double archRSquared(std::span<const double> returns, std::size_t lags) {
    if (returns.size() < 4 * (lags + 1))
        return kMissing;
    const Moments m = moments(returns);
    if (m.count != returns.size() || !(m.stdev > 0))
        return kMissing;
    const auto count = static_cast<Eigen::Index>(returns.size());
    Eigen::VectorXd squares(count);
    for (Eigen::Index t = 0; t < count; ++t) {
        const double d = (returns[static_cast<std::size_t>(t)] - m.mean) / m.stdev;
        squares(t) = d * d;
    }
    const auto width = static_cast<Eigen::Index>(lags);
    const Eigen::Index rows = count - width;
    Eigen::MatrixXd predictors(rows, width);
    for (Eigen::Index lag = 1; lag <= width; ++lag)
        predictors.col(lag - 1) = squares.segment(width - lag, rows);
    predictors.rowwise() -= predictors.colwise().mean().eval();
    Eigen::VectorXd target = squares.tail(rows);
    target.array() -= target.mean();
    const Eigen::VectorXd moment = predictors.transpose() * target;
    const Eigen::MatrixXd gram = predictors.transpose() * predictors;
    const double total = target.squaredNorm();
    return total > 0 ? moment.dot(gram.ldlt().solve(moment)) / total : kMissing;
}

double varianceRatio(std::span<const double> returns, std::size_t days) {
    const std::size_t count = returns.size();
    if (count < 2 * days || days == 0)
        return kMissing;
    const auto n = static_cast<double>(count);
    const auto q = static_cast<double>(days);
    const double drift = std::accumulate(returns.begin(), returns.end(), 0.0) / n;
    double one = 0, many = 0;
    for (const double r : returns)
        one += (r - drift) * (r - drift);
    for (const double r : aggregated(returns, days))
        many += (r - q * drift) * (r - q * drift);
    const double weight = q * (n - q + 1) * (1 - q / n);
    return one > 0 ? many / weight / (one / (n - 1)) : kMissing;
}

double intermittency(std::span<const double> returns) {
    std::vector<double> weeks;
    for (std::size_t from = 0; from + kWeek <= returns.size(); from += kWeek) {
        double sum = 0;
        for (const double r : returns.subspan(from, kWeek))
            sum += r * r;
        if (std::isnan(sum))
            return kMissing;
        weeks.push_back(std::sqrt(sum));
    }
    const Moments m = moments(weeks);
    return m.count > 1 && m.mean > 0 ? m.stdev / m.mean : kMissing;
}

std::array<double, 5> devolatilisedPowers(std::span<const double> returns) {
    constexpr double kMemory = 0.94;
    constexpr std::size_t kBurnIn = 10;
    std::array<double, 5> powers = {};
    double variance = 0;
    for (std::size_t t = 0; t < returns.size(); ++t) {
        const double square = returns[t] * returns[t];
        if (t < kBurnIn) {
            variance += square / static_cast<double>(kBurnIn);
            continue;
        }
        if (variance > 0)
            addPowers(powers, returns[t] / std::sqrt(variance));
        variance = kMemory * variance + (1 - kMemory) * square;
    }
    return powers;
}

double excessKurtosisOf(const std::array<double, 5>& powers) {
    const double n = powers[0];
    if (n < 2)
        return kMissing;
    const double m = powers[1] / n;
    const double m2 = powers[2] / n - m * m;
    const double m4 =
        powers[4] / n - 4 * m * powers[3] / n + 6 * m * m * powers[2] / n - 3 * m * m * m * m;
    return m2 > 0 ? m4 / (m2 * m2) - 3 : kMissing;
}

Signature signatureOf(std::span<const double> returns) {
    const double step = 1 / static_cast<double>(returns.size());
    double time = 0, level = 0;
    Signature out = {};
    for (const double r : returns) {
        out[1] += (time + step / 2) * r;
        out[2] += (level + r / 2) * step;
        out[3] += (level + r / 2) * r;
        time += step;
        level += r;
    }
    out[0] = level;
    return out;
}

PathStatistics pathStatistics(std::span<const double> returns) {
    return combined({partsOf(returns)});
}

PathStatistics pathStatistics(PathView paths) {
    std::vector<Parts> parts(paths.count);
    parallelFor(paths.count, [&](std::size_t i) { parts[i] = partsOf(widened(paths.path(i))); });
    return combined(parts);
}

} // namespace loom::stats
