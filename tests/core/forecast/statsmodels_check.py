# SPDX-License-Identifier: GPL-3.0-or-later
# What statsmodels (and for ridge scikit-learn) says about three series: 1,500 closes of the S&P 500
# (the CSV given, from its first row), 300 of a simulated level with a changing trend and 400 whose
# mean return moves. Everything is estimated on the first `train` rows and forecast from the end of
# each of `origins`, as cumulative log returns.
#   statsmodels_check.py gspc.csv.gz > statsmodels.json
import gzip
import json
import sys
import warnings

import numpy as np
import pandas as pd
import statsmodels
from numpy.lib.stride_tricks import sliding_window_view
from scipy.optimize import minimize_scalar
from sklearn.linear_model import Ridge
from sklearn.preprocessing import StandardScaler
from statsmodels.tsa.ar_model import AutoReg, ar_select_order
from statsmodels.tsa.exponential_smoothing.ets import ETSModel
from statsmodels.tsa.forecasting.theta import ThetaModel, ThetaModelResults
from statsmodels.tsa.holtwinters import SimpleExpSmoothing

warnings.filterwarnings("ignore")
STEPS = 10
FORMS = {"ANN": (None, False), "AAN": ("add", False), "AAdN": ("add", True)}


def smoothing(y, train, origins, form):
    trend, damped = FORMS[form]

    def model(n):
        return ETSModel(y[:n], error="add", trend=trend, damped_trend=damped)

    fit = model(train).fit(disp=False, maxiter=5000, ftol=1e-14, gtol=1e-10)
    by_name = dict(zip(fit.model.param_names, fit.params))
    return {
        "alpha": by_name["smoothing_level"],
        "beta": by_name.get("smoothing_trend", 0.0),
        "phi": by_name.get("damping_trend", 1.0),
        "level": by_name["initial_level"] - y[0],
        "slope": by_name.get("initial_trend", 0.0),
        "log_likelihood": fit.llf,
        "aicc": fit.aicc,
        "forecasts": [
            list(model(t + 1).smooth(fit.params).forecast(STEPS) - y[t]) for t in origins
        ],
    }


def best_alpha(values, start):
    """The alpha of least squares, sharper than SimpleExpSmoothing.fit() stops at."""
    model = SimpleExpSmoothing(values, initialization_method="known", initial_level=start)

    def squared_errors(log_alpha):
        return model.fit(smoothing_level=np.exp(log_alpha), optimized=False).sse

    grid = np.linspace(np.log(1e-4), np.log(0.9999), 60)
    near = int(np.argmin([squared_errors(x) for x in grid]))
    bounds = (grid[max(near - 1, 0)], grid[min(near + 1, 59)])
    found = minimize_scalar(squared_errors, bounds=bounds, method="bounded", options={"xatol": 1e-9})
    assert found.fun <= model.fit().sse * 1.001  # whose alpha may be 0
    return float(np.exp(found.x))


def theta(y, train, origins):
    fit = ThetaModel(pd.Series(y[:train]), deseasonalize=False, period=1).fit()
    alpha = best_alpha(y[:train], y[0])
    assert abs(alpha - fit.params["alpha"]) < 1e-3
    forecasts = []
    for t in origins:
        seen = y[: t + 1]
        line = np.column_stack([np.ones(t + 1), np.arange(t + 1)])
        slope = np.linalg.lstsq(line, seen, rcond=None)[0][1]
        level = SimpleExpSmoothing(seen, initialization_method="known", initial_level=y[0])
        one_step = level.fit(smoothing_level=alpha, optimized=False).forecast(1)
        model = ThetaModel(pd.Series(seen), deseasonalize=False, period=1)
        result = ThetaModelResults(slope, alpha, None, one_step, np.empty(0), False, model)
        forecasts.append(list(result.forecast(STEPS, theta=2) - y[t]))
    check = fit.forecast(STEPS, theta=2) - y[train - 1]
    assert np.allclose(check, forecasts[0], atol=1e-4)
    return {"alpha": alpha, "forecasts": forecasts}


def autoregression(returns, train, origins):
    chosen = ar_select_order(returns[: train - 1], maxlag=10, ic="aic", trend="c").ar_lags
    order = 0 if chosen is None else len(chosen)
    fit = AutoReg(returns[: train - 1], lags=order, trend="c").fit()
    forecasts = [
        list(np.cumsum(AutoReg(returns[:t], lags=order, trend="c").predict(
            fit.params, start=t, end=t + STEPS - 1)))
        for t in origins
    ]
    return {"order": order, "coefficients": list(fit.params), "forecasts": forecasts}


def weighted_mean(returns, train, origins):
    mean = returns[: train - 1].mean()
    alpha = best_alpha(returns[: train - 1], mean)
    steps = np.arange(1, STEPS + 1)
    forecasts = []
    for t in origins:
        seen = SimpleExpSmoothing(
            returns[:t], initialization_method="known", initial_level=mean
        ).fit(smoothing_level=alpha, optimized=False)
        forecasts.append(list(seen.forecast(1)[0] * steps))
    return {"alpha": alpha, "mean": mean, "forecasts": forecasts}


def ridge(y, returns, train, origins, lags=5, penalty=0.1):
    """scikit-learn on standardised lags; its penalty is not divided by the number of samples."""
    lagged = sliding_window_view(returns, lags)[:, ::-1]  # row i ends at y[lags + i]
    rows = np.arange(lags, train - STEPS)
    inputs = lagged[rows - lags]
    outcomes = np.stack([y[rows + k] - y[rows] for k in range(1, STEPS + 1)], axis=1)
    scaler = StandardScaler().fit(inputs)
    fit = Ridge(alpha=penalty * len(rows)).fit(scaler.transform(inputs), outcomes)
    seen = lagged[np.array(origins) - lags]
    return {
        "lags": lags,
        "lambda": penalty,
        "forecasts": fit.predict(scaler.transform(seen)).tolist(),
    }


def case(name, closes, train):
    closes = np.asarray(closes)
    y = np.log(closes)
    returns = np.diff(y)
    origins = [train - 1, len(y) - 1]
    return {
        "name": name,
        "closes": list(closes),
        "train": train,
        "origins": origins,
        "smoothing": {form: smoothing(y, train, origins, form) for form in FORMS},
        "theta": theta(y, train, origins),
        "ar": autoregression(returns, train, origins),
        "ridge": ridge(y, returns, train, origins),
        "ewma": weighted_mean(returns, train, origins),
    }


def simulated():
    rng = np.random.default_rng(3)
    level, slope, out = np.log(50.0), 0.004, []
    for _ in range(300):
        error = 0.02 * rng.standard_normal()
        out.append(round(float(np.exp(level + slope + error)), 4))
        level, slope = level + slope + 0.35 * error, slope + 0.03 * error
    return out


def moving_mean():
    rng = np.random.default_rng(5)
    log, mean, out = np.log(80.0), 0.001, []
    for _ in range(400):
        log += mean + 0.01 * rng.standard_normal()
        out.append(round(float(np.exp(log)), 4))
        mean = 0.98 * mean + 0.002 * rng.standard_normal()
    return out


with gzip.open(sys.argv[1], "rt") as file:
    index = pd.read_csv(file)["close"].to_numpy()[:1500]
print(
    json.dumps(
        {
            "statsmodels": statsmodels.__version__,
            "cases": [
                case("S&P 500", index, 1000),
                case("simulated", simulated(), 200),
                case("moving mean", moving_mean(), 300),
            ],
        }
    )
)
