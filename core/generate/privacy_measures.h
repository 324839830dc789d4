// SPDX-License-Identifier: GPL-3.0-or-later
// The measures behind a privacy report, for one set of synthetic windows. Thread rule: immutable
// after construction; uses all cores.
#pragma once

#include <span>
#include <vector>

#include "generate/paths.h"
#include "generate/privacy.h"
#include "stats/neighbours.h"

namespace loom::generate {

/// Higher is worse for each of them; NaN when there is no holdout to measure it with.
struct PrivacyMeasures {
    double exactCopies = kNotANumber;
    double roundedCopies = kNotANumber;
    double nearDuplicates = kNotANumber;
    double memorization = kNotANumber;
    double closerToTraining = kNotANumber;
    double membershipAuc = kNotANumber;
    double identifiability = kNotANumber;
    std::vector<double> distances = {}; ///< to the training part, as PrivacyDistances has them
};

/// The real side, measured once.
class PrivacyGauge {
  public:
    PrivacyGauge(const PrivacyInput& input, const PrivacyOptions& options, std::size_t window);

    PrivacyMeasures measure(const Paths& synthetic) const;
    std::size_t trainingWindows() const { return m_training.count; }
    std::size_t holdoutWindows() const { return m_holdout.count; }
    std::size_t looked(const Paths& synthetic) const;
    /// Of the real windows; those of synthetic ones come with their measures.
    PrivacyDistances distances() const;

  private:
    stats::PointCloud cloudOf(const Paths& synthetic) const;

    const PrivacyInput& m_input;
    PrivacyOptions m_options;
    std::size_t m_window;
    std::vector<double> m_scale; ///< standard deviation of each asset in training
    stats::PointCloud m_training, m_holdout;
    std::vector<float> m_ownDistances; ///< of each training window to the nearest other one
    double m_ownMedian = 0, m_ownSmall = 0;
};

} // namespace loom::generate
