# SPDX-License-Identifier: GPL-3.0-or-later
# Long-only weights by skfolio or PyPortfolioOpt for the returns on standard input (CSV without a
# header): one line of minimum-variance weights, one of maximum-Sharpe weights (risk-free rate 0).
import sys

import numpy as np

returns = np.loadtxt(sys.stdin, delimiter=",")
mean, covariance = returns.mean(axis=0), np.cov(returns.T)
try:
    from pypfopt import EfficientFrontier

    exact = dict(tol_gap_abs=1e-14, tol_gap_rel=1e-14, tol_feas=1e-14)

    def weights(solve):
        frontier = EfficientFrontier(252 * mean, 252 * covariance, solver="CLARABEL", solver_options=exact)
        return list(solve(frontier).values())

    calm = weights(lambda f: f.min_volatility())
    best = weights(lambda f: f.max_sharpe(risk_free_rate=0))
except ImportError:
    from skfolio.optimization import MeanRisk, ObjectiveFunction

    exact = dict(tol_gap_abs=1e-12, tol_gap_rel=1e-12)
    calm = MeanRisk(objective_function=ObjectiveFunction.MINIMIZE_RISK, solver_params=exact).fit(returns).weights_
    best = MeanRisk(objective_function=ObjectiveFunction.MAXIMIZE_RATIO, solver_params=exact).fit(returns).weights_
for line in (calm, best):
    print(",".join(repr(float(x)) for x in line))
