// SPDX-License-Identifier: GPL-3.0-or-later
// One GARCH model for each asset of a panel: the first of two steps of DCC and of copula models.
// Thread rule: fitMargins() uses all cores; the rest are pure functions.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "generate/garch_fit.h"
#include "generate/garch_simulate.h"
#include "generate/generator.h"

namespace loom::generate {

/// The fewest days for so many assets: 250, and twice as many days as assets, so that their
/// correlations can be told.
std::size_t fewestPanelGarchDays(std::size_t assets);

struct GarchMargins {
    std::vector<GarchFit> fits; ///< one an asset
    std::vector<double> shocks; ///< standardised, day by day, then asset by asset
};

/// Day-by-day log returns of a complete panel. Nothing when shouldStop() says so.
std::optional<GarchMargins> fitMargins(GarchShape shape, std::span<const double> returns,
                                       std::size_t assets, const std::function<bool()>& shouldStop);

/// What simulating the margins day by day needs.
struct MarginSteps {
    explicit MarginSteps(const std::vector<GarchFit>& fits);
    /// The state of each asset's volatility at the start of a path.
    std::vector<double> startStates() const;

    std::vector<GarchStep> steps;
    std::vector<GarchStart> starts;
    std::size_t burnIn = 0; ///< days to throw away, of the margin that needs most
};

/// The parameter "volatility" of the margins, and its value.
ParamSpec marginSpec();
Volatility marginVolatility(const Params& params);

/// How many assets there are, how long their volatility remembers, and which fits did not converge
/// or lie on a bound of persistence.
std::vector<Generator::Fact> marginFacts(const std::vector<GarchFit>& fits);

/// {"volatility", "margins"} of a stored model, and back. Throws Json::exception when something is
/// missing; nothing when a margin cannot be simulated.
void marginsToJson(const std::vector<GarchFit>& fits, Json& state);
std::optional<std::vector<GarchFit>> marginsFromJson(const Json& state);

} // namespace loom::generate
