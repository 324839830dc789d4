// SPDX-License-Identifier: GPL-3.0-or-later
// What the command line prints: results on standard output, progress and notes on standard error.
#pragma once

#include <chrono>
#include <fmt/format.h>
#include <string>
#include <string_view>
#include <vector>

#include "jobs/job.h"

namespace loom::app {

/// Text for people; silent on standard output when one JSON object is asked for instead.
class Console {
  public:
    explicit Console(bool json) : m_json(json) {}

    template <class... Args>
    void print(fmt::format_string<Args...> format, Args&&... args) const {
        line(fmt::format(format, std::forward<Args>(args)...));
    }
    void line(std::string_view text) const;

    /// Columns padded to the widest cell; the first is left-aligned, the others right-aligned
    /// unless listed as text columns.
    void table(const std::vector<std::string>& header,
               const std::vector<std::vector<std::string>>& rows,
               const std::vector<std::size_t>& textColumns = {0}) const;

    bool json() const { return m_json; }

  private:
    bool m_json;
};

/// Ctrl-C asks once to stop and keep the best, twice to stop and discard, three times it ends the
/// program. Install before any thread starts.
void installInterruptHandler();
jobs::StopRequest interruptRequest();

/// Runs work in the caller's thread: a progress bar on standard error when that is a terminal,
/// otherwise one line every few seconds; warnings always.
class ConsoleJobContext final : public jobs::JobContext {
  public:
    explicit ConsoleJobContext(std::string title);
    ~ConsoleJobContext() override;

    jobs::StopRequest stopRequest() const override { return interruptRequest(); }
    void progress(double fraction, std::string_view text) override;
    void metric(std::string_view, std::int64_t, double) override {}
    void log(jobs::LogLevel level, std::string_view text) override;

  private:
    void clearBar();

    std::string m_title;
    bool m_terminal;
    bool m_barShown = false;
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
    std::chrono::steady_clock::time_point m_lastShown;
};

} // namespace loom::app
