// SPDX-License-Identifier: GPL-3.0-or-later
// What one of many fits reports to: its curves get a name of their own, or none, so that fits side
// by side do not write into one curve. Thread rule: as the context it forwards to.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "jobs/job.h"

namespace loom::forecast {

class FitContext final : public jobs::JobContext {
  public:
    /// prefix: "lstm/fold_1/seed_2/"; without one no curve is reported.
    FitContext(jobs::JobContext& outer, std::optional<std::string> prefix)
        : m_outer(outer), m_prefix(std::move(prefix)) {}

    jobs::StopRequest stopRequest() const override { return m_outer.stopRequest(); }
    void progress(double fraction, std::string_view text) override {
        m_outer.progress(fraction, text);
    }
    void metric(std::string_view name, std::int64_t step, double value) override {
        if (m_prefix)
            m_outer.metric(*m_prefix + std::string(name), step, value);
    }
    void log(jobs::LogLevel level, std::string_view text) override { m_outer.log(level, text); }

  private:
    jobs::JobContext& m_outer;
    std::optional<std::string> m_prefix;
};

} // namespace loom::forecast
