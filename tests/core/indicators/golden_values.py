# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes golden.json: values of indicators on the first 150 rows of the bundled S&P 500.

"talib": PyPI TA-Lib 0.8.2. "pine": the formulas of TradingView's Pine Script reference manual, and
"book": those of the books, both written here in plain Python, value by value, with NaN as na.
golden_values.py SAMPLE.csv.gz > golden.json
"""
import csv
import gzip
import json
import math
import sys

import numpy as np

import talib_check

ROWS = 150
NA = math.nan


def table(path):
    with gzip.open(path, "rt") as file:
        rows = [r for _, r in zip(range(ROWS), csv.DictReader(file))]
    return {k: np.array([float(r[k]) for r in rows]) for k in ("open", "high", "low", "close", "volume")}


def sma_at(x, i, n):
    return sum(x[i - n + 1 : i + 1]) / n if i >= n - 1 else NA


def pine_ema(x, n):
    out = []
    for v in x:
        out.append(v if not out else 2 / (n + 1) * v + (1 - 2 / (n + 1)) * out[-1])
    return out


def rma(x, n, first=0):
    """ta.rma of x[first:], na before: starts from the mean of n values."""
    out = [NA] * len(x)
    for i in range(first + n - 1, len(x)):
        out[i] = sma_at(x, i, n) if math.isnan(out[i - 1]) else (x[i] + (n - 1) * out[i - 1]) / n
    return out


def pine_macd(b, fast, slow, signal):
    macd = [f - s for f, s in zip(pine_ema(b["close"], fast), pine_ema(b["close"], slow))]
    line = pine_ema(macd, signal)
    return macd, line, [m - s for m, s in zip(macd, line)]


def textbook_ema(x, n, first=0):
    out = [NA] * len(x)
    for i in range(first + n - 1, len(x)):
        before = out[i - 1]
        out[i] = sma_at(x, i, n) if math.isnan(before) else before + 2 / (n + 1) * (x[i] - before)
    return out


def book_macd(b, fast, slow, signal):
    """Each average from its own mean; the lines start together."""
    macd = [f - s for f, s in zip(textbook_ema(b["close"], fast), textbook_ema(b["close"], slow))]
    line = textbook_ema(macd, signal, slow - 1)
    macd = [NA if math.isnan(s) else m for m, s in zip(macd, line)]
    return macd, line, [m - s for m, s in zip(macd, line)]


def ranges(b, first):
    h, l, c = b["high"], b["low"], b["close"]
    tr = [max(h[i] - l[i], abs(h[i] - c[i - 1]), abs(l[i] - c[i - 1])) for i in range(1, len(c))]
    return [first(h[0], l[0])] + tr


def pine_atr(b, n):
    return rma(ranges(b, lambda h, l: h - l), n)


def dmi(b, n):
    """Pine's ta.dmi(n, n), and Wilder's worksheet: n bars are added up first."""
    h, l = b["high"], b["low"]
    plus, minus = [NA], [NA]
    for i in range(1, len(h)):
        up, down = h[i] - h[i - 1], l[i - 1] - l[i]
        plus.append(up if up > down and up > 0 else 0)
        minus.append(down if down > up and down > 0 else 0)
    tr = rma(ranges(b, lambda h, l: NA), n, 1)
    plus = [100 * p / t for p, t in zip(rma(plus, n, 1), tr)]
    minus = [100 * m / t for m, t in zip(rma(minus, n, 1), tr)]
    dx = [100 * abs(p - m) / (1 if p + m == 0 else p + m) for p, m in zip(plus, minus)]
    return rma(dx, n, n), plus, minus


def pine_trix(b, n):
    smooth = pine_ema(pine_ema(pine_ema([math.log(c) for c in b["close"]], n), n), n)
    return [NA] + [10000 * (y - x) for x, y in zip(smooth, smooth[1:])]


def pine_kc(b, n, r, width):
    middle = pine_ema(b["close"], n)
    band = pine_atr(b, r)
    middle = [NA if math.isnan(w) else m for m, w in zip(middle, band)]
    return (
        [m + width * w for m, w in zip(middle, band)],
        middle,
        [m - width * w for m, w in zip(middle, band)],
    )


def pine_sar(b, start, most):
    h, l, c = b["high"], b["low"], b["close"]
    out = [NA]
    result = extreme = rate = NA
    below = False
    for i in range(1, len(c)):
        first = False
        if i == 1:
            below = c[1] > c[0]
            extreme, result = (h[1], l[0]) if below else (l[1], h[0])
            first, rate = True, start
        result += rate * (extreme - result)
        if below and result > l[i]:
            first, below, rate = True, False, start
            result, extreme = max(h[i], extreme), l[i]
        elif not below and result < h[i]:
            first, below, rate = True, True, start
            result, extreme = min(l[i], extreme), h[i]
        if not first and below and h[i] > extreme:
            extreme, rate = h[i], min(rate + start, most)
        elif not first and not below and l[i] < extreme:
            extreme, rate = l[i], min(rate + start, most)
        held = range(max(0, i - 2), i)
        result = min([result] + [l[k] for k in held]) if below else max([result] + [h[k] for k in held])
        out.append(result)
    return out


def granville_obv(b):
    total, out = 0.0, [0.0]
    for i in range(1, len(b["close"])):
        total += b["volume"][i] * np.sign(b["close"][i] - b["close"][i - 1])
        out.append(total)
    return out


def volatility(b, n, estimator):
    o, h, l, c = (np.log(b[k]) for k in ("open", "high", "low", "close"))
    out = [NA] * len(c)
    for i in range(n - 1 + (estimator == "close"), len(c)):
        w = slice(i - n + 1, i + 1)
        if estimator == "close":
            v = np.var(np.diff(c[i - n : i + 1]), ddof=1)
        elif estimator == "parkinson":
            v = np.mean((h[w] - l[w]) ** 2) / (4 * math.log(2))
        else:
            v = np.mean(0.5 * (h[w] - l[w]) ** 2 - (2 * math.log(2) - 1) * (c[w] - o[w]) ** 2)
        out[i] = 100 * math.sqrt(252 * v)
    return out


def session_vwap(b, bars):
    out = []
    for i in range(len(b["close"])):
        w = slice(i - i % bars, i + 1)
        price = (b["high"][w] + b["low"][w] + b["close"][w]) / 3
        out.append(np.sum(price * b["volume"][w]) / np.sum(b["volume"][w]))
    return out


TALIB = [
    ("sma:30", [30]), ("ema:30", [30]), ("wma:30", [30]), ("rsi:14", [14]), ("macd:12,26,9", [12, 26, 9]),
    ("bbands:20,2", [20, 2]), ("atr:14", [14]), ("adx:14", [14]), ("stoch:5,3,3", [5, 3, 3]),
    ("stochrsi:14,5,3", [14, 5, 3]), ("willr:14", [14]), ("cci:14", [14]), ("roc:10", [10]),
    ("mom:10", [10]), ("obv", []), ("mfi:14", [14]), ("vwap", []), ("aroon:14", [14]),
    ("psar:0.02,0.2", [0.02, 0.2]), ("trix:30", [30]), ("keltner:20,10,2", [20, 10, 2]),
    ("donchian:20", [20]),
]  # fmt: skip

OWN = [
    ("ema:30@tradingview", "pine", lambda b: pine_ema(b["close"], 30)),
    ("macd:12,26,9@tradingview", "pine", lambda b: pine_macd(b, 12, 26, 9)),
    ("macd:12,26,9@original", "book", lambda b: book_macd(b, 12, 26, 9)),
    ("atr:14@tradingview", "pine", lambda b: pine_atr(b, 14)),
    ("adx:14@tradingview", "pine", lambda b: dmi(b, 14)),
    ("adx:14@original", "book", lambda b: dmi(b, 14)),
    ("trix:10@tradingview", "pine", lambda b: pine_trix(b, 10)),
    ("keltner:20,10,2@tradingview", "pine", lambda b: pine_kc(b, 20, 10, 2)),
    ("psar:0.02,0.2@tradingview", "pine", lambda b: pine_sar(b, 0.02, 0.2)),
    ("obv@original", "book", granville_obv),
    ("volatility:20,252,close", "book", lambda b: volatility(b, 20, "close")),
    ("volatility:20,252,parkinson", "book", lambda b: volatility(b, 20, "parkinson")),
    ("volatility:20,252,garman_klass", "book", lambda b: volatility(b, 20, "garman_klass")),
    ("vwap:session", "book", lambda b: session_vwap(b, 13)),
]


def columns(result):
    return list(result) if isinstance(result, (tuple, list)) and np.ndim(result[0]) == 1 else [result]


def entry(spec, origin, result):
    """For each output: the first row with a value, and the values there, at 75 and at the end."""
    out = []
    for column in columns(result):
        first = int(np.argmax(~np.isnan(column)))
        out.append({"first": first, "at": {str(i): float(column[i]) for i in (first, 75, 149) if i >= first}})
    return {"spec": spec, "origin": origin, "outputs": out}


if __name__ == "__main__":
    bars = table(sys.argv[1])
    entries = [entry(s, "talib", talib_check.outputs(bars, s.split(":")[0], v)) for s, v in TALIB]
    entries += [entry(s, origin, make(bars)) for s, origin, make in OWN]
    json.dump({"rows": ROWS, "made": "golden_values.py, TA-Lib 0.8.2", "entries": entries}, sys.stdout, indent=1)
    print()
