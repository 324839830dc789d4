// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/job_parts.h"

#include <algorithm>
#include <numeric>

namespace loom::jobs {

void JobParts::progress(std::size_t index, double fraction, std::string_view text) {
    if (m_done.size() == 1) {
        m_outer.progress(fraction, text);
        return;
    }
    const std::scoped_lock lock(m_guard);
    m_done[index] = std::clamp(fraction, 0.0, 1.0);
    const double all = std::accumulate(m_done.begin(), m_done.end(), 0.0);
    const std::string where =
        m_label + " " + std::to_string(index + 1) + " of " + std::to_string(m_done.size());
    m_outer.progress(all / static_cast<double>(m_done.size()), where + ": " + std::string(text));
}

} // namespace loom::jobs
