// SPDX-License-Identifier: GPL-3.0-or-later
// The generator around a GARCH model; the models differ in their shape only.
#pragma once

#include <vector>

#include "generate/garch_fit.h"
#include "generate/generator.h"

namespace loom::generate {

/// The fewest returns a GARCH model is fitted to.
inline constexpr std::size_t kFewestGarchReturns = 250;

/// Completes an info whose id, title and texts are set with parameters, fit and load. The shape's
/// innovation is the default of a parameter, or fixed.
enum class InnovationChoice { Offered, Fixed };
GeneratorInfo makeGarchGenerator(GeneratorInfo info, GarchShape shape, InnovationChoice choice);

/// The parameter "innovation": normal, student_t, skewed_t.
ParamSpec innovationSpec(const std::string& defaultId);

/// What a reader should know about a fit: parameters with standard errors, persistence, likelihood,
/// convergence and bounds.
std::vector<Generator::Fact> garchFacts(const GarchFit& fit);

/// The fit as part of a stored model, and back; reading throws Json::exception when something is
/// missing. Fits stored before there were standard errors come back without them.
Json garchToJson(const GarchFit& fit);
GarchFit garchFromJson(const Json& state, Volatility volatility);
/// Whether a model read back can be simulated.
bool isUsable(const GarchParams& params);

} // namespace loom::generate
