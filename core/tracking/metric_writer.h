// SPDX-License-Identifier: GPL-3.0-or-later
// Logs metrics without making the training loop wait for the disk: points are collected and a
// thread writes them in batches. Use it for metrics of every step; Store::logMetrics for the rest.
#pragma once

#include <chrono>
#include <memory>
#include <string_view>

#include "base/result.h"
#include "tracking/types.h"

namespace loom::tracking {

class Store;

class MetricWriter {
  public:
    /// The store must outlive the writer. Points are at most `delay` old when they reach the file.
    MetricWriter(Store& store, RunId run,
                 std::chrono::milliseconds delay = std::chrono::milliseconds{250});
    /// Writes what is left.
    ~MetricWriter();
    MetricWriter(const MetricWriter&) = delete;
    MetricWriter& operator=(const MetricWriter&) = delete;

    /// Any thread; returns at once (waits only while a million points are pending).
    void log(std::string_view key, double value, std::int64_t step);
    /// Waits until everything logged before is in the file, or returns the first failure since the
    /// last flush. After Busy (another program holds the file) the points are kept and tried again.
    Status flush();

  private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace loom::tracking
