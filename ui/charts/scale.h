// SPDX-License-Identifier: GPL-3.0-or-later
// Ranges, scales and round tick positions. No Qt; pure functions.
#pragma once

#include <cmath>
#include <limits>
#include <vector>

namespace loom::ui {

inline constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

/// A closed interval; empty until something is included. NaN and infinities are ignored.
struct Range {
    double lo = std::numeric_limits<double>::infinity();
    double hi = -std::numeric_limits<double>::infinity();

    bool empty() const { return !(lo <= hi); }
    double span() const { return hi - lo; }
    double centre() const { return 0.5 * (lo + hi); }
    bool contains(double value) const { return value >= lo && value <= hi; }
    void include(double value) {
        if (std::isfinite(value)) {
            lo = value < lo ? value : lo;
            hi = value > hi ? value : hi;
        }
    }
    void include(const Range& other) {
        include(other.lo);
        include(other.hi);
    }
    friend bool operator==(const Range&, const Range&) = default;
};

enum class Scale {
    Linear,
    Log,     ///< non-positive values leave a gap
    Indexed, ///< every layer is 100 at its first visible value
};

/// Position on the axis: the value, or its logarithm (base 10); NaN for what a log axis cannot
/// show.
double toAxis(double value, Scale scale);
double fromAxis(double position, Scale scale);

struct Ticks {
    std::vector<double> values;
    int decimals = 0; ///< that all of them need
};

/// Round values (1, 2, 2.5, 5 times a power of ten) inside the range, at most `most`, at least 2
/// where the range is not empty.
Ticks linearTicks(const Range& values, int most);
/// The same for a log axis over positive values: 1-2-5, or plain decades when they are many; a
/// narrow range falls back to linearTicks.
Ticks logTicks(const Range& values, int most);

} // namespace loom::ui
