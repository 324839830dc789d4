// SPDX-License-Identifier: GPL-3.0-or-later
// Seeded randomness outside LibTorch: bootstraps, shuffles, classical simulators.
#pragma once

#include <boost/random/normal_distribution.hpp>
#include <boost/random/uniform_01.hpp>
#include <boost/random/uniform_int_distribution.hpp>
#include <cstddef>
#include <cstdint>
#include <random>

namespace loom {

/// One stream of random numbers (MT19937-64, Matsumoto & Nishimura 1998; distributions of
/// Boost.Random, whose algorithms are fixed, so equal seeds give equal numbers on every machine).
/// Not thread-safe: one per thread, made with stream().
class Rng {
  public:
    explicit Rng(std::uint64_t seed) : m_seed(seed), m_engine(mix(seed)) {}

    /// An independent stream of the same seed; (seed, index) fixes it.
    Rng stream(std::uint64_t index) const { return Rng(mix(m_seed ^ mix(index + 1))); }

    double uniform() { return boost::random::uniform_01<double>{}(m_engine); }
    double normal() { return m_normal(m_engine); }
    /// Uniform in 0 … bound - 1; bound > 0.
    std::size_t below(std::size_t bound) {
        return boost::random::uniform_int_distribution<std::size_t>{0, bound - 1}(m_engine);
    }
    std::mt19937_64& engine() { return m_engine; }

  private:
    /// SplitMix64 (Steele et al. 2014): spreads small seeds over the state space.
    static std::uint64_t mix(std::uint64_t x) {
        x += 0x9e3779b97f4a7c15ULL;
        x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
        x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
        return x ^ (x >> 31);
    }
    std::uint64_t m_seed;
    std::mt19937_64 m_engine;
    boost::random::normal_distribution<double> m_normal;
};

} // namespace loom
