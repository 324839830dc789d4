// SPDX-License-Identifier: GPL-3.0-or-later
// A Stream from a kernel: a copyable class with
//   static constexpr std::size_t kOutputs;  static constexpr unsigned kInputs;   (of Inputs)
//   explicit Kernel(const Settings&);
// and one of
//   void run(const BarBlock&, double* const* out);      // blocks: where bars can go side by side
//   std::array<double, kOutputs> push(const Bar&);      // bar after bar: where each turns on the
//   last
// A kernel of blocks without intermediate values may also look whether its input is finite:
//   bool tookOnlyFinite() const;                        // Stream::tookOnlyFinite
// it then gets blocks of any length.
// Either is all the arithmetic there is: a live bar is a block of one, a table runs through one
// loop with push inlined and the kernel's state in registers. Thread rule: that of Stream.
#pragma once

#include <concepts>
#include <utility>

#include "indicators/detail/block.h"
#include "indicators/indicator.h"

namespace loom::indicators {

template <class Kernel>
concept BlockKernel = requires(Kernel kernel, const BarBlock& bars, double* const* out) {
    kernel.run(bars, out);
};

template <class Kernel>
concept SinglePassKernel = BlockKernel<Kernel> && requires(const Kernel& kernel) {
    { kernel.tookOnlyFinite() } -> std::same_as<bool>;
};

template <class Kernel>
class KernelStream final : public Stream {
  public:
    explicit KernelStream(Kernel kernel) : m_kernel(std::move(kernel)) {}

    std::unique_ptr<Stream> clone() const override {
        return std::make_unique<KernelStream>(m_kernel);
    }

    void push(const Bar& bar, std::span<double> out) override {
        if constexpr (BlockKernel<Kernel>) {
            std::array<double*, Kernel::kOutputs> places;
            for (std::size_t k = 0; k < Kernel::kOutputs; ++k)
                places[k] = &out[k];
            runBlock({1, &bar.open, &bar.high, &bar.low, &bar.close, &bar.volume}, places.data());
        } else {
            const auto values = m_kernel.push(bar);
            for (std::size_t k = 0; k < Kernel::kOutputs; ++k)
                out[k] = values[k];
        }
    }

    void append(const Bars& bars, std::size_t from, std::size_t to,
                std::span<const std::span<double>> columns) override {
        std::array<double*, Kernel::kOutputs> out;
        for (std::size_t k = 0; k < Kernel::kOutputs; ++k)
            out[k] = columns[k].data();
        if constexpr (BlockKernel<Kernel>) {
            for (std::size_t count; from < to; from += count) {
                count = SinglePassKernel<Kernel> ? to - from : std::min(kBlock, to - from);
                runBlock({count, at(bars.open, from), at(bars.high, from), at(bars.low, from),
                          at(bars.close, from), at(bars.volume, from)},
                         out.data());
                for (double*& place : out)
                    place += count;
            }
        } else {
            runBars(bars, from, to, out);
        }
    }

    std::optional<bool> tookOnlyFinite() const override {
        if constexpr (SinglePassKernel<Kernel>)
            return m_kernel.tookOnlyFinite();
        return std::nullopt;
    }

  private:
    using Columns = std::array<double*, Kernel::kOutputs>;

    // With wide registers the values are the same: a fused multiply-add rounds once whether the
    // processor or the library does it, and nothing else is fused (-ffp-contract=off).
#if defined(__x86_64__)
    static bool isWide() {
        return __builtin_cpu_supports("fma") && __builtin_cpu_supports("avx2");
    }
    [[gnu::target("avx2,fma")]] void runBlockWide(const BarBlock& bars, double* const* out) {
        m_kernel.run(bars, out);
    }
    [[gnu::target("avx2,fma")]] void runBarsWide(const Bars& bars, std::size_t from, std::size_t to,
                                                 const Columns& out) {
        eachBar(bars, from, to, out);
    }
#else
    static bool isWide() {
        return false;
    }
    void runBlockWide(const BarBlock&, double* const*) {}
    void runBarsWide(const Bars&, std::size_t, std::size_t, const Columns&) {}
#endif
    void runBlock(const BarBlock& bars, double* const* out) {
        if (isWide())
            runBlockWide(bars, out);
        else
            m_kernel.run(bars, out);
    }
    void runBars(const Bars& bars, std::size_t from, std::size_t to, const Columns& out) {
        if (isWide())
            runBarsWide(bars, from, to, out);
        else
            eachBar(bars, from, to, out);
    }

    LOOM_INLINE void eachBar(const Bars& bars, std::size_t from, std::size_t to,
                             const Columns& columns) {
        // Local copies whose addresses stay here: stores to the columns cannot change them.
        Kernel kernel = std::move(m_kernel);
        const Columns out = columns;
        const Reader reader(bars);
        for (std::size_t i = from; i < to; ++i) {
            const auto values = kernel.push(reader.at(bars, i));
            for (std::size_t k = 0; k < Kernel::kOutputs; ++k)
                out[k][i - from] = values[k];
        }
        m_kernel = std::move(kernel);
    }

    /// Columns that the kernel does not need may be missing.
    static const double* at(std::span<const double> column, std::size_t from) {
        return column.empty() ? nullptr : column.data() + from;
    }

    /// Reads only what the kernel needs.
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
