// SPDX-License-Identifier: GPL-3.0-or-later
// Features of rows that have no bar yet, for models that are fed their own forecasts. A forecast
// knows the closes to come and nothing else of those bars, so only features made of closes can go
// on: a return, an average, an RSI; not a high, a volume or another series. Thread rule: a
// continuation is immutable; a course belongs to one thread.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace loom::forecast {

class FeatureContinuation {
  public:
    virtual ~FeatureContinuation() = default;

    /// The features that need more than closes; none: all can go on.
    virtual const std::vector<std::string>& impossible() const = 0;

    /// One asset's way through its bars and beyond.
    class Course {
      public:
        virtual ~Course() = default;
        virtual std::unique_ptr<Course> clone() const = 0;
        /// Takes the asset's bars up to and with that of the row. Rows must not go down.
        virtual void take(std::size_t row) = 0;
        /// Goes one bar on, with the logarithm of its close over the close before it; fills the
        /// features of its row in their order, NaN where a feature has no value. No take() after
        /// it.
        virtual void ahead(double logReturn, std::span<double> features) = 0;
    };
    /// Before the first row. Only when nothing is impossible().
    virtual std::unique_ptr<Course> start(std::size_t asset) const = 0;
};

} // namespace loom::forecast
