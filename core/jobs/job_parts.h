// SPDX-License-Identifier: GPL-3.0-or-later
// A job made of parts that may run side by side: each part reports to a context of its own, and the
// job's progress is the mean of theirs. Thread rule: part() contexts may be used from any thread;
// they refer to the JobParts, which outlives them.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "jobs/job.h"

namespace loom::jobs {

class JobParts {
  public:
    /// `label` tells a part in progress texts: "fit 2 of 5: …" for "fit". With one part the text is
    /// the part's own.
    JobParts(JobContext& outer, std::size_t count, std::string label)
        : m_outer(outer), m_label(std::move(label)), m_done(count, 0.0) {}

    class Part final : public JobContext {
      public:
        Part(JobParts& parts, std::size_t index) : m_parts(parts), m_index(index) {}
        StopRequest stopRequest() const override { return m_parts.m_outer.stopRequest(); }
        void progress(double fraction, std::string_view text) override {
            m_parts.progress(m_index, fraction, text);
        }
        void metric(std::string_view name, std::int64_t step, double value) override {
            m_parts.m_outer.metric(name, step, value);
        }
        void log(LogLevel level, std::string_view text) override {
            m_parts.m_outer.log(level, text);
        }

      private:
        JobParts& m_parts;
        std::size_t m_index;
    };

    Part part(std::size_t index) { return {*this, index}; }

  private:
    void progress(std::size_t index, double fraction, std::string_view text);

    JobContext& m_outer;
    std::string m_label;
    std::mutex m_guard;
    std::vector<double> m_done; ///< of each part, 0 … 1
};

} // namespace loom::jobs
