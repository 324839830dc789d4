// SPDX-License-Identifier: GPL-3.0-or-later
// A Stream from a kernel: a copyable class with
//   static constexpr std::size_t kOutputs;  static constexpr unsigned kInputs;   (of Inputs)
//   explicit Kernel(const Settings&);
//   std::array<double, kOutputs> push(const Bar&);
// Whole tables run through one loop with push inlined and the kernel's state in registers. Thread
// rule: that of Stream.
#pragma once

#include <array>
#include <utility>

#include "indicators/detail/smoothing.h"
#include "indicators/indicator.h"

namespace loom::indicators {

template <class Kernel>
class KernelStream final : public Stream {
  public:
    explicit KernelStream(Kernel kernel) : m_kernel(std::move(kernel)) {}

    std::unique_ptr<Stream> clone() const override {
        return std::make_unique<KernelStream>(m_kernel);
    }

    void push(const Bar& bar, std::span<double> out) override {
        const auto values = m_kernel.push(bar);
        for (std::size_t k = 0; k < Kernel::kOutputs; ++k)
            out[k] = values[k];
    }

    void append(const Bars& bars, std::size_t from, std::size_t to,
                std::span<const std::span<double>> columns) override {
#if defined(__x86_64__)
        if (__builtin_cpu_supports("fma") && __builtin_cpu_supports("avx2"))
            return runWithFma(bars, from, to, columns);
#endif
        run(bars, from, to, columns);
    }

  private:
#if defined(__x86_64__)
    /// The same values: a fused multiply-add rounds once whether the processor or the library does
    /// it, and nothing else is fused (-ffp-contract=off).
    [[gnu::target("avx2,fma")]] void runWithFma(const Bars& bars, std::size_t from, std::size_t to,
                                                std::span<const std::span<double>> columns) {
        run(bars, from, to, columns);
    }
#endif

    LOOM_INLINE void run(const Bars& bars, std::size_t from, std::size_t to,
                         std::span<const std::span<double>> columns) {
        // A local copy whose address stays here: stores to the columns cannot change it.
        Kernel kernel = std::move(m_kernel);
        std::array<double*, Kernel::kOutputs> out;
        for (std::size_t k = 0; k < Kernel::kOutputs; ++k)
            out[k] = columns[k].data();
        const Reader reader(bars);
        for (std::size_t i = from; i < to; ++i) {
            const auto values = kernel.push(reader.at(bars, i));
            for (std::size_t k = 0; k < Kernel::kOutputs; ++k)
                out[k][i - from] = values[k];
        }
        m_kernel = std::move(kernel);
    }

    /// Reads only what the kernel needs; the other columns may be missing.
    struct Reader {
        explicit Reader(const Bars& bars)
            : open(bars.open.data()), high(bars.high.data()), low(bars.low.data()),
              close(bars.close.data()), volume(bars.volume.data()) {}

        LOOM_INLINE Bar at(const Bars& bars, std::size_t i) const {
            Bar bar;
            if constexpr ((Kernel::kInputs & kSession) != 0)
                bar.session = sessionOf(bars, i);
            if constexpr ((Kernel::kInputs & kOpen) != 0)
                bar.open = open[i];
            if constexpr ((Kernel::kInputs & kHigh) != 0)
                bar.high = high[i];
            if constexpr ((Kernel::kInputs & kLow) != 0)
                bar.low = low[i];
            if constexpr ((Kernel::kInputs & kClose) != 0)
                bar.close = close[i];
            if constexpr ((Kernel::kInputs & kVolume) != 0)
                bar.volume = volume[i];
            return bar;
        }

        const double *open, *high, *low, *close, *volume;
    };

    Kernel m_kernel;
};

/// IndicatorInfo::start for a kernel.
template <class Kernel>
std::unique_ptr<Stream> startKernel(const Settings& settings) {
    return std::make_unique<KernelStream<Kernel>>(Kernel(settings));
}

} // namespace loom::indicators
