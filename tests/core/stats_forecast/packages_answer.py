# SPDX-License-Identifier: GPL-3.0-or-later
# What statsmodels, arch, SciPy and scikit-learn say to the cases of known_answers.json: prints that
# file with fresh answers, which is also how it was made. Cases on series that are not there keep
# what they had.
# Usage: packages_answer.py known_answers.json SOURCE_FOLDER DATA_FOLDER
import csv
import gzip
import json
import os
import sys
import warnings

import numpy as np

import arch
import scipy
import scipy.stats
import sklearn
import sklearn.metrics
import statsmodels
from arch.bootstrap import MCS
from arch.unitroot import ADF as ArchADF
from arch.unitroot import KPSS as ArchKPSS
from statsmodels.stats.diagnostic import acorr_ljungbox, het_arch, pesaran_timmermann
from statsmodels.stats.stattools import jarque_bera
from statsmodels.tsa.stattools import adfuller, diebold_mariano_test, kpss

warnings.filterwarnings("ignore")  # after the imports, which set filters of their own


def file_series(spec, folders):
    path = os.path.join(folders[spec["folder"]], spec["file"])
    if not os.path.exists(path):
        return None
    with gzip.open(path, "rt") as text:
        rows = [r for r in csv.DictReader(text) if spec.get("symbol") in (None, r.get("symbol"))]
    values = np.array([float(r[spec["column"]]) for r in rows])
    return np.diff(np.log(values)) if spec.get("returns") else values


def formula_series(spec):
    t = np.arange(1, spec["n"] + 1, dtype=float)
    e = np.sin(spec["noise"] * t * t)
    if "waves" in spec:
        e = e * (1 + 0.8 * np.sin(t / spec["waves"]))
    x = np.zeros_like(e)
    for i in range(len(e)):
        x[i] = (spec["phi"] * x[i - 1] if i else 0.0) + e[i]
    return spec["level"] + spec["slope"] * t + spec["scale"] * x


def derived_series(spec, x):
    n = len(x)
    if "sum" in spec:
        return np.array([x[i : i + spec["sum"]].sum() for i in range(n)])
    lag, window = spec["lag"], spec["window"]
    out = np.zeros(n)
    for i in range(lag + window - 1, n):
        out[i] = spec["times"] * x[i - lag - window + 1 : i - lag + 1].mean()
    return out


def load(specs, folders):
    series = {}
    for name, spec in sorted(specs.items()):
        if "file" in spec:
            series[name] = file_series(spec, folders)
        elif "noise" in spec:
            series[name] = formula_series(spec)
    for name, spec in sorted(specs.items()):
        if "of" in spec:
            base = series[spec["of"]]
            series[name] = None if base is None else derived_series(spec, base)
    return series


def quantiles_of(point, levels):
    return point[:, None] + scipy.stats.norm.ppf(levels)[None, :]


def metrics(y, f, last, levels, coverage):
    """Written from the formulas with NumPy; scikit-learn and SciPy where they have the metric."""
    q = quantiles_of(f, np.array(levels))
    pinball = np.array(
        [sklearn.metrics.mean_pinball_loss(y, q[:, k], alpha=p) for k, p in enumerate(levels)]
    )
    edges = np.concatenate([[0], (np.array(levels)[1:] + np.array(levels)[:-1]) / 2, [1]])
    low, high = q[:, 0], q[:, -1]
    a = 1 - coverage
    winkler = high - low + 2 / a * (np.maximum(low - y, 0) + np.maximum(y - high, 0))
    crps = [
        np.abs(q[i] - y[i]).mean() - np.abs(q[i][:, None] - q[i][None, :]).mean() / 2
        for i in range(len(y))
    ]
    w = np.arange(1, len(levels) + 1) / np.arange(1, len(levels) + 1).sum()
    weighted = [
        (w * np.abs(q[i] - y[i])).sum()
        - (np.outer(w, w) * np.abs(q[i][:, None] - q[i][None, :])).sum() / 2
        for i in range(len(y))
    ]
    up_y, up_f = y > last, f > last
    moved = (y != last) & (f != last)
    return {
        "mae": sklearn.metrics.mean_absolute_error(y, f),
        "rmse": sklearn.metrics.root_mean_squared_error(y, f),
        "mape": 100 * sklearn.metrics.mean_absolute_percentage_error(y, f),
        "smape": 200 * np.mean(np.abs(y - f) / (np.abs(y) + np.abs(f))),
        "mase": np.mean(np.abs(y - f) / 0.8),
        "rmsse": np.sqrt(np.mean((y - f) ** 2 / 0.9)),
        "r2_naive": 1 - np.sum((y - f) ** 2) / np.sum((y - last) ** 2),
        "bias": np.mean(f - y),
        "direction": 100 * np.mean((up_y == up_f)[moved]),
        "pinball": pinball.mean(),
        "crps_quantiles": 2 * (np.diff(edges) * pinball).sum(),
        "coverage": 100 * np.mean((y >= low) & (y <= high)),
        "width": np.mean(high - low),
        "winkler": winkler.mean(),
        "crps_samples": np.mean(crps),
        "crps_weighted": np.mean(weighted),
    }


class GivenRows:
    """Blocks of rows round the end that our test draws alike, in place of arch's own draws."""

    def __init__(self, n, block):
        self.n, self.block = n, block

    def bootstrap(self, replications):
        for b in range(replications):
            t = np.arange(self.n)
            start = (7919 * b * b + 104729 * (t // self.block) * (b + 1) + 31 * b) % self.n
            yield [(start + t % self.block) % self.n], {}


def confidence_set(a, s):
    y = s[a["y"]]
    losses = np.column_stack([(y - s[f]) ** 2 for f in a["forecasts"].split()])
    mcs = MCS(losses, size=0.1, reps=a["replications"], method=a["method"])
    mcs.bootstrap = GivenRows(len(y), a["block"])
    mcs.compute()
    return {"p": [float(mcs.pvalues.loc[i, "Pvalue"]) for i in range(losses.shape[1])],
            "order": [int(i) for i in mcs.pvalues.index]}


def answer(test, a, s):
    if test == "confidence_set":
        return confidence_set(a, s)
    if test == "diebold_mariano":
        r = diebold_mariano_test(
            s[a["y"]], s[a["a"]], s[a["b"]], lags=a["lags"], criterion=a["loss"],
            harvey_adj=a["harvey"], horizon=a["horizon"],
        )
        return {"statistic": r.statistic, "pvalue": r.pvalue, "lags": int(r.lags)}
    if test == "pesaran_timmermann":
        two = pesaran_timmermann(s[a["y"]], s[a["f"]])
        one = pesaran_timmermann(s[a["y"]], s[a["f"]], alternative="larger")
        return {"statistic": two.statistic, "pvalue": two.pvalue, "larger": one.pvalue}
    if test == "correlation":
        x, y = s[a["x"]], s[a["y"]]
        if a["round"]:
            x, y = np.round(x), np.round(y)
        p, r = scipy.stats.pearsonr(x, y), scipy.stats.spearmanr(x, y)
        return {"pearson": p.statistic, "pearson_p": p.pvalue, "rank": r.statistic,
                "rank_p": r.pvalue}
    if test == "metrics":
        return metrics(s[a["y"]], s[a["f"]], a["last"], a["levels"], a["coverage"])
    if test == "adf":
        r = adfuller(s[a["x"]], maxlag=a["max_lag"], regression=a["trend"],
                     autolag=a["select"], result_object=True)
        out = {"statistic": float(r.statistic), "pvalue": float(r.pvalue), "lags": int(r.lags),
               "n": int(r.nobs),
               "critical": [float(r.critical_values[k]) for k in ("1%", "5%", "10%")]}
        out["arch"] = float(ArchADF(s[a["x"]], lags=out["lags"], trend=a["trend"]).stat)
        return out
    if test == "kpss":
        r = kpss(s[a["x"]], regression=a["trend"], nlags=a["lags"], result_object=True)
        out = {"statistic": float(r.statistic), "pvalue": float(r.pvalue), "lags": int(r.lags)}
        out["arch"] = float(ArchKPSS(s[a["x"]], lags=out["lags"], trend=a["trend"]).stat)
        return out
    if test == "ljung_box":
        r = acorr_ljungbox(s[a["x"]], lags=[a["lag"]], boxpierce=True, model_df=a["fitted"])
        return {k: float(r[k].iloc[0]) for k in ("lb_stat", "lb_pvalue", "bp_stat", "bp_pvalue")}
    if test == "arch_lm":
        r = het_arch(s[a["x"]], nlags=a["lag"], ddof=a["ddof"], result_object=True)
        return {"lm": float(r[0]), "lm_p": float(r[1]), "f": float(r[2]), "f_p": float(r[3])}
    if test == "jarque_bera":
        jb, p, skew, kurtosis = jarque_bera(s[a["x"]])
        return {"statistic": float(jb), "pvalue": float(p), "skew": float(skew),
                "kurtosis": float(kurtosis)}
    raise SystemExit("unknown test " + test)


def main():
    book = json.load(open(sys.argv[1]))
    series = load(book["series"], {"source": sys.argv[2], "data": sys.argv[3]})
    for case in book["cases"]:
        names = [v for v in case["args"].values() if isinstance(v, str) and v in series]
        if any(series[name] is None for name in names):
            continue
        case["answer"] = answer(case["test"], case["args"], series)
    book["made_with"] = {
        m.__name__: m.__version__ for m in (statsmodels, arch, scipy, sklearn, np)
    }
    lines = ",\n".join("    " + json.dumps(c, sort_keys=True) for c in book["cases"])
    specs = ",\n".join(
        f"    {json.dumps(k)}: {json.dumps(v, sort_keys=True)}"
        for k, v in sorted(book["series"].items())
    )
    print('{\n  "made_with": %s,\n  "series": {\n%s\n  },\n  "cases": [\n%s\n  ]\n}'
          % (json.dumps(book["made_with"], sort_keys=True), specs, lines))


main()
