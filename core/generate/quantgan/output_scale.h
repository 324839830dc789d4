// SPDX-License-Identifier: GPL-3.0-or-later
// A network's outputs at mean zero and covariance one: each channel standardised by itself when
// there is one, all of them whitened by the Cholesky factor of their covariance when there are more
// (Huang et al. 2018). Thread rule: plain values and pure functions.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace loom::generate {

/// Most channels that are whitened together.
inline constexpr std::size_t kMostChannels = 64;

/// Added to every channel's variance, and where several are whitened also this share of the mean
/// variance: keeps float gradients finite while the channels of a fresh network are almost
/// multiples of each other.
inline constexpr double kSmallestOutputVariance = 1e-12, kWhiteningRidge = 1e-6;

/// x = root^-1 (y - mean).
struct OutputScale {
    std::vector<double> mean; ///< of each channel
    std::vector<double> root; ///< lower triangle of channels x channels, row by row

    static OutputScale identity(std::size_t channels);
    /// Of values day by day, then channel by channel.
    static OutputScale measured(std::span<const float> values, std::size_t channels);

    std::size_t channels() const { return mean.size(); }
    bool isFinite() const;
    /// The standard deviation of the channel that the ones before it explain best; that of the
    /// output when there is one channel.
    double smallest() const;
    void apply(std::span<float> values) const;
};

/// Backward of apply(measured()) in place, where x is what apply() gave (Ioffe & Szegedy 2015 for
/// one channel; the differential of the Cholesky factor after Murray 2016, eq. 8).
void backThroughStandardise(std::span<const float> x, const OutputScale& scale,
                            std::span<float> gradient);

} // namespace loom::generate
