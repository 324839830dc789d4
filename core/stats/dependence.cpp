// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/dependence.h"

#include "stats/moments.h"
#include "stats/parallel.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>

#include <Eigen/Core>
#include <unsupported/Eigen/FFT>

namespace loom::stats {

namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
using Complex = std::complex<double>;

bool anyMissing(std::span<const double> x) {
    return std::any_of(x.begin(), x.end(), [](double v) { return std::isnan(v); });
}

/// Values minus their mean; missing ones stay missing. Empty when there is no variance.
std::vector<double> centred(std::span<const double> x) {
    const Moments m = moments(x);
    if (std::isnan(m.skewness))
        return {};
    std::vector<double> out(x.begin(), x.end());
    for (double& value : out)
        value -= m.mean;
    return out;
}

std::vector<double> mapped(std::span<const double> x, double (*f)(double)) {
    std::vector<double> out(x.size());
    std::transform(x.begin(), x.end(), out.begin(), f);
    return out;
}

double square(double v) {
    return v * v;
}
double magnitude(double v) {
    return std::abs(v);
}

/// Running sums that give the Pearson correlation of pairs (x_t, y_t).
struct PairSums {
    double n = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;

    void add(double a, double b) {
        n += 1;
        x += a;
        y += b;
        xx += a * a;
        yy += b * b;
        xy += a * b;
    }
    double correlation() const {
        const double varX = xx - x * x / n;
        const double varY = yy - y * y / n;
        const double noise = 1e-12;
        if (n < 2 || varX <= noise * xx || varY <= noise * yy)
            return kMissing;
        return (xy - x * y / n) / std::sqrt(varX * varY);
    }
};

/// Pearson correlation of (x_t, y_{t+k}) for each lag k of two complete series, from their sums of
/// products product(k): one pair fewer each lag, the last x loses its partner, the first y its own.
template <class Product>
std::vector<double> pearsonByLag(std::span<const double> x, std::span<const double> y,
                                 std::size_t maxLag, Product product) {
    PairSums sums;
    for (std::size_t t = 0; t < x.size(); ++t)
        sums.add(x[t], y[t]);
    std::vector<double> out(maxLag, kMissing);
    for (std::size_t lag = 1; lag <= maxLag && lag < x.size(); ++lag) {
        const double lostX = x[x.size() - lag];
        const double lostY = y[lag - 1];
        sums.n -= 1;
        sums.x -= lostX;
        sums.xx -= lostX * lostX;
        sums.y -= lostY;
        sums.yy -= lostY * lostY;
        sums.xy = product(lag);
        out[lag - 1] = sums.correlation();
    }
    return out;
}

std::vector<double> completeCrossCorrelation(std::span<const double> x, std::span<const double> y,
                                             std::size_t maxLag, CorrelationEstimator estimator) {
    using Series = Eigen::Map<const Eigen::VectorXd>;
    const auto size = static_cast<Eigen::Index>(x.size());
    const Series first(x.data(), size), second(y.data(), size);
    const auto product = [&](std::size_t lag) {
        const Eigen::Index pairs = size - static_cast<Eigen::Index>(lag);
        return first.head(pairs).dot(second.tail(pairs));
    };
    if (estimator != CorrelationEstimator::Biased)
        return pearsonByLag(x, y, maxLag, product);
    const double scale = first.norm() * second.norm();
    std::vector<double> out(maxLag, kMissing);
    for (std::size_t lag = 1; lag <= maxLag && lag < x.size(); ++lag)
        out[lag - 1] = product(lag) / scale;
    return out;
}

/// Corr(later_{t+k}, earlier_t) pair by pair, for any pattern of missing values.
std::vector<double> crossCorrelation(std::span<const double> earlier, std::span<const double> later,
                                     std::size_t maxLag, CorrelationEstimator estimator) {
    const auto x = centred(earlier);
    const auto y = centred(later);
    std::vector<double> out(maxLag, kMissing);
    if (x.empty() || y.empty())
        return out;
    if (!anyMissing(x) && !anyMissing(y))
        return completeCrossCorrelation(x, y, maxLag, estimator);
    double squaresX = 0, squaresY = 0;
    for (std::size_t t = 0; t < x.size(); ++t) {
        squaresX += std::isnan(x[t]) ? 0 : x[t] * x[t];
        squaresY += std::isnan(y[t]) ? 0 : y[t] * y[t];
    }
    for (std::size_t lag = 1; lag <= maxLag && lag < x.size(); ++lag) {
        PairSums sums;
        for (std::size_t t = 0; t + lag < x.size(); ++t) {
            if (!std::isnan(x[t]) && !std::isnan(y[t + lag]))
                sums.add(x[t], y[t + lag]);
        }
        out[lag - 1] = estimator == CorrelationEstimator::Biased
                           ? sums.xy / std::sqrt(squaresX * squaresY)
                           : sums.correlation();
    }
    return out;
}

/// The smallest length of the form 2^a 3^b 5^c that is at least n: what the transform is fast at.
std::size_t fastLength(std::size_t n) {
    for (std::size_t length = n;; ++length) {
        std::size_t rest = length;
        for (const std::size_t factor : {2U, 3U, 5U})
            while (rest % factor == 0)
                rest /= factor;
        if (rest == 1)
            return length;
    }
}

/// The four curves of series without missing values by the correlation theorem. Two real series
/// travel through each complex transform, so four transforms serve four curves. Not thread-safe:
/// the transform keeps its twiddle factors between calls.
class CurveTransform {
  public:
    CurveTransform(std::size_t n, std::size_t maxLag)
        : m_maxLag(maxLag), m_length(fastLength(n + maxLag + 1)) {
        m_fft.SetFlag(Eigen::FFT<double>::Unscaled);
    }

    DependenceCurves operator()(std::span<const double> returns) {
        const auto r = centred(returns);
        const auto a = centred(mapped(returns, magnitude));
        const auto s = centred(mapped(returns, square));
        const bool flatMagnitude = a.empty() || s.empty(); // all |r| equal: only r has a curve
        transform(r, a, m_first);
        transform(s, {}, m_second);
        multiplySpectra();
        m_fft.inv(m_firstBack, m_first);
        m_fft.inv(m_secondBack, m_second);
        DependenceCurves out;
        out.returns = normalised([&](std::size_t k) { return m_firstBack[k].real(); });
        if (flatMagnitude) {
            out.absolute = out.squared = out.leverage = std::vector<double>(m_maxLag, kMissing);
            return out;
        }
        out.absolute = normalised([&](std::size_t k) { return m_firstBack[k].imag(); });
        out.squared = normalised([&](std::size_t k) { return m_secondBack[k].real(); });
        out.leverage = pearsonLeverage(r, s);
        return out;
    }

  private:
    void transform(std::span<const double> real, std::span<const double> imaginary,
                   std::vector<Complex>& out) {
        m_packed.assign(m_length, Complex{});
        for (std::size_t t = 0; t < real.size(); ++t)
            m_packed[t].real(real[t]);
        for (std::size_t t = 0; t < imaginary.size(); ++t)
            m_packed[t].imag(imaginary[t]);
        m_fft.fwd(out, m_packed);
    }

    /// m_first  <- |R|^2 + i |A|^2, m_second <- |S|^2 + i conj(R) S, with R and A unpacked from the
    /// transform of r + i|r| by Hermitian symmetry.
    void multiplySpectra() {
        m_packed = m_first;
        for (std::size_t k = 0; k < m_length; ++k) {
            const Complex z = m_packed[k];
            const Complex mirror = std::conj(m_packed[k == 0 ? 0 : m_length - k]);
            const Complex ofReturns = 0.5 * (z + mirror);
            const Complex ofMagnitude = Complex(0, -0.5) * (z - mirror);
            const Complex ofSquares = m_second[k];
            m_first[k] = Complex(std::norm(ofReturns), std::norm(ofMagnitude));
            m_second[k] = std::norm(ofSquares) + Complex(0, 1) * (std::conj(ofReturns) * ofSquares);
        }
    }

    template <class Covariance>
    std::vector<double> normalised(Covariance covariance) const {
        std::vector<double> out(m_maxLag);
        for (std::size_t lag = 1; lag <= m_maxLag; ++lag)
            out[lag - 1] = covariance(lag) / covariance(0);
        return out;
    }

    std::vector<double> pearsonLeverage(std::span<const double> r,
                                        std::span<const double> s) const {
        const double scale = 1.0 / static_cast<double>(m_length);
        return pearsonByLag(r, s, m_maxLag,
                            [&](std::size_t lag) { return m_secondBack[lag].imag() * scale; });
    }

    Eigen::FFT<double> m_fft;
    std::size_t m_maxLag;
    std::size_t m_length;
    std::vector<Complex> m_packed, m_first, m_second, m_firstBack, m_secondBack;
};

bool transformable(std::span<const double> returns, std::size_t maxLag) {
    return returns.size() > maxLag + 2 && !anyMissing(returns) &&
           !std::isnan(moments(returns).skewness);
}

DependenceCurves directCurves(std::span<const double> returns, std::size_t maxLag) {
    return {.returns = acf(returns, maxLag),
            .absolute = acf(mapped(returns, magnitude), maxLag),
            .squared = acf(mapped(returns, square), maxLag),
            .leverage = leverage(returns, maxLag)};
}

void addTo(DependenceCurves& sum, const DependenceCurves& term) {
    for (const auto member : {&DependenceCurves::returns, &DependenceCurves::absolute,
                              &DependenceCurves::squared, &DependenceCurves::leverage}) {
        auto& to = sum.*member;
        const auto& from = term.*member;
        to.resize(from.size(), 0.0);
        std::transform(to.begin(), to.end(), from.begin(), to.begin(), std::plus<>{});
    }
}

bool finite(const DependenceCurves& curves) {
    return !anyMissing(curves.returns) && !anyMissing(curves.absolute) &&
           !anyMissing(curves.squared) && !anyMissing(curves.leverage);
}

template <class Combine>
double overLags(std::span<const double> a, std::span<const double> b, Combine combine) {
    double sum = 0;
    std::size_t lags = 0;
    for (std::size_t k = 0; k < std::min(a.size(), b.size()); ++k) {
        if (std::isnan(a[k]) || std::isnan(b[k]))
            continue;
        sum += square(a[k] - b[k]);
        ++lags;
    }
    return lags == 0 ? kMissing : combine(sum, static_cast<double>(lags));
}

} // namespace

std::vector<double> acf(std::span<const double> x, std::size_t maxLag,
                        CorrelationEstimator estimator) {
    return crossCorrelation(x, x, maxLag, estimator);
}

std::vector<double> leverage(std::span<const double> returns, std::size_t maxLag,
                             CorrelationEstimator estimator) {
    return crossCorrelation(returns, mapped(returns, square), maxLag, estimator);
}

DependenceCurves dependenceCurves(std::span<const double> returns, std::size_t maxLag) {
    if (!transformable(returns, maxLag))
        return directCurves(returns, maxLag);
    return CurveTransform(returns.size(), maxLag)(returns);
}

DependenceCurves meanDependenceCurves(PathView paths, std::size_t maxLag) {
    constexpr std::size_t kPathsPerPiece = 16; // fixed, so that sums do not depend on the threads
    const std::size_t pieces = (paths.count + kPathsPerPiece - 1) / kPathsPerPiece;
    std::vector<DependenceCurves> sums(pieces);
    std::vector<std::size_t> used(pieces, 0);
    parallelFor(pieces, [&](std::size_t piece) {
        CurveTransform transform(paths.length, maxLag);
        const std::size_t end = std::min(paths.count, (piece + 1) * kPathsPerPiece);
        for (std::size_t i = piece * kPathsPerPiece; i < end; ++i) {
            const auto returns = widened(paths.path(i));
            const auto curves =
                transformable(returns, maxLag) ? transform(returns) : directCurves(returns, maxLag);
            if (!finite(curves))
                continue;
            addTo(sums[piece], curves);
            ++used[piece];
        }
    });
    DependenceCurves mean;
    std::size_t count = 0;
    for (std::size_t piece = 0; piece < pieces; ++piece) {
        if (used[piece] == 0)
            continue;
        addTo(mean, sums[piece]);
        count += used[piece];
    }
    for (const auto member : {&DependenceCurves::returns, &DependenceCurves::absolute,
                              &DependenceCurves::squared, &DependenceCurves::leverage}) {
        (mean.*member).resize(maxLag, kMissing);
        for (double& value : mean.*member)
            value /= static_cast<double>(count);
    }
    return mean;
}

DependenceScores dependenceScores(const DependenceCurves& real, const DependenceCurves& generated) {
    return {.acfReturns = rootMeanSquareDifference(real.returns, generated.returns),
            .acfAbsolute = rootMeanSquareDifference(real.absolute, generated.absolute),
            .acfSquared = rootMeanSquareDifference(real.squared, generated.squared),
            .leverage = euclideanDifference(real.leverage, generated.leverage)};
}

DependenceScores noDynamicsScores(const DependenceCurves& real) {
    return structuralFloor(real, 1);
}

DependenceScores structuralFloor(const DependenceCurves& real, std::size_t receptiveField) {
    DependenceCurves best = real;
    for (const auto member : {&DependenceCurves::returns, &DependenceCurves::absolute,
                              &DependenceCurves::squared, &DependenceCurves::leverage}) {
        auto& curve = best.*member;
        for (std::size_t lag = std::max<std::size_t>(receptiveField, 1); lag <= curve.size(); ++lag)
            curve[lag - 1] = 0;
    }
    return dependenceScores(real, best);
}

double rootMeanSquareDifference(std::span<const double> a, std::span<const double> b) {
    return overLags(a, b, [](double sum, double lags) { return std::sqrt(sum / lags); });
}

double euclideanDifference(std::span<const double> a, std::span<const double> b) {
    return overLags(a, b, [](double sum, double) { return std::sqrt(sum); });
}

} // namespace loom::stats
