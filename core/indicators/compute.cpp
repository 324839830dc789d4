// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include <fmt/format.h>

#include "indicators/detail/block.h"
#include "indicators/indicator.h"

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace loom::indicators {

namespace {

struct NamedColumn {
    unsigned flag;
    std::string_view name;
    std::span<const double> values;
    bool price;
};

std::vector<NamedColumn> neededColumns(const Bars& bars, unsigned inputs) {
    std::vector<NamedColumn> columns{{kOpen, "open", bars.open, true},
                                     {kHigh, "high", bars.high, true},
                                     {kLow, "low", bars.low, true},
                                     {kClose, "close", bars.close, true},
                                     {kVolume, "volume", bars.volume, false}};
    std::erase_if(columns, [&](const auto& column) { return (inputs & column.flag) == 0; });
    return columns;
}

/// Whether these bars are finite in all columns, read side by side. A sum stays infinite or NaN
/// once it is; only where it is does a second look tell a bad value from a sum that became too
/// large.
LOOM_INLINE bool allFiniteIn(std::span<const NamedColumn> columns, std::size_t from,
                             std::size_t count) {
    constexpr std::size_t kStrip = 64, kSums = 32;
    std::array<double, kSums> sums{};
    std::size_t i = 0;
    for (; i + kStrip <= count; i += kStrip)
        for (const NamedColumn& column : columns) {
            const double* x = column.values.data() + from + i;
            for (std::size_t j = 0; j < kStrip; j += kSums) {
                // The next block arrives while this one is computed; beyond the end nothing does.
                for (std::size_t line = 0; line < kSums; line += 8)
                    __builtin_prefetch(x + j + line + count);
                for (std::size_t k = 0; k < kSums; ++k)
                    sums[k] += x[j + k];
            }
        }
    double sum = 0;
    for (const double part : sums)
        sum += part;
    for (const NamedColumn& column : columns)
        for (std::size_t rest = i; rest < count; ++rest)
            sum += column.values.data()[from + rest];
    return std::isfinite(sum) || std::ranges::all_of(columns, [&](const NamedColumn& column) {
               return std::ranges::all_of(column.values.subspan(from, count),
                                          [](double value) { return std::isfinite(value); });
           });
}
#if defined(__x86_64__)
[[gnu::target("avx2")]] bool allFiniteWide(std::span<const NamedColumn> columns, std::size_t from,
                                           std::size_t count) {
    return allFiniteIn(columns, from, count);
}
bool allFinite(std::span<const NamedColumn> columns, std::size_t from, std::size_t count) {
    return __builtin_cpu_supports("avx2") ? allFiniteWide(columns, from, count)
                                          : allFiniteIn(columns, from, count);
}
#else
bool allFinite(std::span<const NamedColumn> columns, std::size_t from, std::size_t count) {
    return allFiniteIn(columns, from, count);
}
#endif

Status checkLength(const NamedColumn& column, std::size_t count) {
    if (column.values.empty() && count > 0)
        return fail(ErrorCode::InvalidInput,
                    fmt::format("the {} is missing and the indicator needs it", column.name));
    if (column.values.size() != count)
        return fail(ErrorCode::InvalidInput, fmt::format("the {} has {} values for {} bars",
                                                         column.name, column.values.size(), count));
    return {};
}

/// Which value is not finite, in words; called where there is one.
Error notFinite(const std::vector<NamedColumn>& columns) {
    for (const auto& column : columns) {
        const auto bad =
            std::ranges::find_if_not(column.values, [](double x) { return std::isfinite(x); });
        if (bad != column.values.end())
            return fail(ErrorCode::InvalidInput,
                        fmt::format("the {} of bar {} is not a finite number; leave out bars with "
                                    "missing values",
                                    column.name, bad - column.values.begin() + 1));
    }
    return fail(ErrorCode::Internal, "a value is not finite");
}

Status checkPositive(const std::vector<NamedColumn>& columns) {
    for (const auto& column : columns) {
        const auto bad = std::ranges::find_if(column.values, [](double x) { return x <= 0; });
        if (column.price && bad != column.values.end())
            return fail(ErrorCode::InvalidInput,
                        fmt::format("the {} of bar {} is not above zero; the indicator takes "
                                    "logarithms",
                                    column.name, bad - column.values.begin() + 1));
    }
    return {};
}

Status checkTimes(const Bars& bars, unsigned inputs) {
    const std::size_t count = bars.size();
    for (const auto& [name, size] :
         {std::pair("times", bars.times.size()), std::pair("sessions", bars.sessions.size())})
        if (size != 0 && size != count)
            return fail(ErrorCode::InvalidInput,
                        fmt::format("there are {} {} for {} bars", size, name, count));
    if ((inputs & kSession) != 0 && bars.times.empty() && bars.sessions.empty() && count > 0)
        return fail(ErrorCode::InvalidInput,
                    "the bars have no times, and the indicator must know their sessions");
    return {};
}

std::vector<std::string> warningsOf(const Indicator& indicator, const Bars& bars) {
    std::vector<std::string> warnings;
    const bool needsVolume = (indicator.info().inputs & kVolume) != 0;
    if (needsVolume && std::ranges::all_of(bars.volume, [](double v) { return v == 0; }))
        warnings.push_back(fmt::format(
            "{} needs volume, and the volume of every bar is zero: its values say nothing.",
            indicator.label()));
    if (bars.size() <= indicator.warmUp())
        warnings.push_back(fmt::format("{} needs {} bars for its first full values; there are {}.",
                                       indicator.label(), indicator.warmUp() + 1, bars.size()));
    return warnings;
}

/// Pages of 2 MiB for long columns: thousands of page faults less.
void askForLargePages([[maybe_unused]] const Values& values) {
#ifdef __linux__
    constexpr std::size_t kPage = 4096;
    const std::size_t bytes = values.capacity() * sizeof(double);
    if (bytes < std::size_t{4} << 20)
        return;
    const auto begin = (reinterpret_cast<std::uintptr_t>(values.data()) + kPage - 1) & ~(kPage - 1);
    const auto end = reinterpret_cast<std::uintptr_t>(values.data()) + bytes;
    madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE); // a hint; may be refused
#endif
}

/// Computes all bars into the columns; false when a value is not finite. A stream that looks itself
/// takes them in one go. For others they come in blocks that stay in the nearest memory: each is
/// checked, then computed.
bool fill(Stream& stream, const Bars& bars, const std::vector<NamedColumn>& inputs,
          std::vector<Column>& columns) {
    std::vector<std::span<double>> out(columns.size());
    for (std::size_t k = 0; k < columns.size(); ++k)
        out[k] = columns[k].values;
    if (stream.tookOnlyFinite()) {
        stream.append(bars, 0, bars.size(), out);
        return *stream.tookOnlyFinite() || allFinite(inputs, 0, bars.size());
    }
    const std::size_t block = std::bit_floor(kBlock / inputs.size());
    for (std::size_t from = 0; from < bars.size(); from += block) {
        const std::size_t count = std::min(block, bars.size() - from);
        if (!allFinite(inputs, from, count))
            return false;
        for (std::size_t k = 0; k < columns.size(); ++k)
            out[k] = std::span(columns[k].values).subspan(from, count);
        stream.append(bars, from, from + count, out);
    }
    return true;
}

} // namespace

Result<Computed> Indicator::compute(const Bars& bars) const {
    // The number of bars is the length of close, so close is always there.
    const auto inputs = neededColumns(bars, m_info->inputs | kClose);
    const auto refused = [this](Error error) {
        return std::move(error).during("compute " + label());
    };
    for (const auto& column : inputs)
        if (auto fits = checkLength(column, bars.size()); !fits)
            return refused(std::move(fits).error());
    if (auto fits = checkTimes(bars, m_info->inputs); !fits)
        return refused(std::move(fits).error());
    if (m_info->needsPositivePrices && m_info->needsPositivePrices(m_settings))
        if (auto fits = checkPositive(inputs); !fits)
            return refused(std::move(fits).error());

    Computed computed{.warnings = warningsOf(*this, bars)};
    const auto names = columnNames();
    for (std::size_t k = 0; k < names.size(); ++k) {
        computed.columns.push_back({.name = names[k], .warmUp = std::min(warmUp(k), bars.size())});
        Values& values = computed.columns.back().values;
        values.reserve(bars.size());
        askForLargePages(values);
        values.resize(bars.size());
    }
    if (!fill(*start(), bars, inputs, computed.columns))
        return refused(notFinite(inputs));
    return computed;
}

Result<Computed> compute(std::string_view specText, const Bars& bars, Convention convention) {
    const auto indicator = makeIndicatorRegistry().parse(specText, convention);
    if (!indicator)
        return indicator.error();
    return indicator->compute(bars);
}

} // namespace loom::indicators
