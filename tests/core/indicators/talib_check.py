# SPDX-License-Identifier: GPL-3.0-or-later
"""PyPI TA-Lib's values for test_talib_agreement.cpp.

talib_check.py FOLDER: reads FOLDER/requests.json, {"tables": [names], "specs": [[id, [values]]]}, and
for each table NAME.bars (float64: open, high, low, close, volume, one column after the other) writes
NAME.out: the outputs of each spec in our order, one column after the other.
"""
import json
import os
import sys

import numpy as np
import talib as ta


def aroon(b, n):
    down, up = ta.AROON(b["high"], b["low"], n)
    return up, down, ta.AROONOSC(b["high"], b["low"], n)


def hlc(b):
    return b["high"], b["low"], b["close"]


CALLS = {
    "sma": lambda b, n: ta.SMA(b["close"], n),
    "ema": lambda b, n: ta.EMA(b["close"], n),
    "wma": lambda b, n: ta.WMA(b["close"], n),
    "rsi": lambda b, n: ta.RSI(b["close"], n),
    "macd": lambda b, f, s, g: ta.MACD(b["close"], f, s, g),
    "bbands": lambda b, n, w: ta.BBANDS(b["close"], n, w, w),
    "atr": lambda b, n: ta.ATR(*hlc(b), n),
    "adx": lambda b, n: (ta.ADX(*hlc(b), n), ta.PLUS_DI(*hlc(b), n), ta.MINUS_DI(*hlc(b), n)),
    "stoch": lambda b, n, k, d: ta.STOCH(*hlc(b), n, k, 0, d, 0),
    "stochrsi": lambda b, n, w, d: ta.STOCHRSI(b["close"], n, w, d, 0),
    "willr": lambda b, n: ta.WILLR(*hlc(b), n),
    "cci": lambda b, n: ta.CCI(*hlc(b), n),
    "roc": lambda b, n: ta.ROC(b["close"], n),
    "mom": lambda b, n: ta.MOM(b["close"], n),
    "obv": lambda b: ta.OBV(b["close"], b["volume"]),
    "mfi": lambda b, n: ta.MFI(*hlc(b), b["volume"], n),
    "vwap": lambda b: ta.VWAP(*hlc(b), b["volume"]),
    "aroon": aroon,
    "psar": lambda b, step, most: ta.SAR(b["high"], b["low"], step, most),
    "trix": lambda b, n: ta.TRIX(b["close"], n),
    "keltner": lambda b, n, r, w: ta.KC(*hlc(b), n, r, w),
    "donchian": lambda b, n: ta.DONCHIAN(b["high"], b["low"], n),
}


def read(path):
    return dict(zip(("open", "high", "low", "close", "volume"), np.fromfile(path).reshape(5, -1)))


def outputs(bars, name, values):
    result = CALLS[name](bars, *values)
    return list(result) if isinstance(result, (tuple, list)) else [result]


def answer(folder):
    with open(os.path.join(folder, "requests.json"), encoding="utf-8") as file:
        requests = json.load(file)
    for table in requests["tables"]:
        bars = read(os.path.join(folder, table + ".bars"))
        columns = [c for name, values in requests["specs"] for c in outputs(bars, name, values)]
        np.concatenate(columns).tofile(os.path.join(folder, table + ".out"))


if __name__ == "__main__":
    answer(sys.argv[1])
