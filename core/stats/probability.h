// SPDX-License-Identifier: GPL-3.0-or-later
// Tail probabilities of the laws that tests are judged by, accurate far out in the tail. NaN in,
// NaN out. Thread rule: pure functions.
#pragma once

namespace loom::stats {

/// P(Z <= z) and P(Z > z), Z standard normal.
double normalBelow(double z);
double normalAbove(double z);
/// P(|Z| > |z|).
double normalTwoSided(double z);
/// z with P(Z <= z) = p; 0 < p < 1.
double normalQuantile(double p);
/// P(T > t), Student's t; degrees > 0.
double studentAbove(double t, double degrees);
/// P(|T| > |t|).
double studentTwoSided(double t, double degrees);
/// t with P(T <= t) = p, Student's t; 0 < p < 1, degrees > 0.
double studentQuantile(double p, double degrees);
/// P(X > x), chi-square; degrees > 0.
double chiSquareAbove(double x, double degrees);
/// P(X > x), F; both degrees > 0.
double fAbove(double x, double numeratorDegrees, double denominatorDegrees);

} // namespace loom::stats
