// SPDX-License-Identifier: GPL-3.0-or-later
// Integrated gradients (Sundararajan, Taly & Yan 2017): the gradients of a forecast added up on the
// straight line from the baseline to the window. They add up to f(window) - f(baseline) but for the
// error of the sum, which is reported. The line is cut into pieces; a piece's gradient at its
// middle is compared with what the forecast really does over the piece, and the pieces that are off
// most are halved: a kink of the network costs a few halvings, not a finer line everywhere.
// Thread rule: pure; works on all cores.
#pragma once

#include <vector>

#include "forecast/explain/input_model.h"
#include "jobs/job.h"

namespace loom::forecast {

struct GradientOptions {
    /// Pieces are halved until what is missing in the sum is at most this part of |f(window) -
    /// f(baseline)|, and what the pieces miss, without signs, one percent of all that is shared
    /// out.
    double tolerance = 2e-3;
    std::size_t mostGradients = 800; ///< at least 8
};

struct IntegratedGradients {
    std::vector<double> values; ///< of every input of the function, log returns
    double forecast = 0;        ///< f(window)
    double base = 0;            ///< f(baseline)
    std::size_t gradients = 0;  ///< computed

    double gap() const; ///< sum of values - (forecast - base)
};

/// Cancelled when stopped.
Result<IntegratedGradients> integratedGradients(const WindowFunction& function, std::size_t step,
                                                const GradientOptions& options,
                                                jobs::JobContext& context);

} // namespace loom::forecast
