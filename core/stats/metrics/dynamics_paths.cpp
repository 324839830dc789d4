// SPDX-License-Identifier: GPL-3.0-or-later
// Laws of whole windows: their largest drawdowns and their expected signatures.
#include <cmath>

#include "stats/metric.h"
#include "stats/two_sample.h"

namespace loom::stats {

void register_dynamics_paths(MetricRegistry& registry);

namespace {

double signatureDistance(const Profile& real, const Profile& generated) {
    double sum = 0;
    for (std::size_t term = 0; term < real.path.signatureMean.size(); ++term) {
        const double d = (generated.path.signatureMean[term] - real.path.signatureMean[term]) /
                         real.path.signatureDeviation[term];
        sum += d * d;
    }
    return std::sqrt(sum);
}

} // namespace

void register_dynamics_paths(MetricRegistry& registry) {
    registry.add({.id = "drawdown",
                  .title = "Drawdowns, KS",
                  .unit = "",
                  .group = MetricGroup::Dynamics,
                  .better = Better::Lower,
                  .convention = "sup |F_real - F_generated| of the largest drawdowns in windows of "
                                "252 days that start every 21 days",
                  .source = "Smirnov 1948; Magdon-Ismail et al. 2004",
                  .distance = [](const Profile& real, const Profile& generated) {
                      return kolmogorovSmirnovSorted(real.path.drawdowns, generated.path.drawdowns);
                  }});
    registry.add({.id = "signature",
                  .title = "Expected signature",
                  .unit = "real std",
                  .group = MetricGroup::Dynamics,
                  .better = Better::Lower,
                  .convention = "Euclidean norm of the difference of mean signatures of depth 2 of "
                                "(t, cumulated r) over windows of 20 days, each term over its real "
                                "standard deviation",
                  .source = "Chen 1957; Ni et al. 2021",
                  .distance = signatureDistance});
}

} // namespace loom::stats
