# SPDX-License-Identifier: GPL-3.0-or-later
# One fit of each model by arch with its own settings: name, milliseconds, log-likelihood.
import csv
import gzip
import sys
import time
import warnings

import numpy as np
from arch import arch_model

warnings.filterwarnings("ignore")

with gzip.open(sys.argv[1], "rt") as file:
    closes = np.array([float(row["close"]) for row in csv.DictReader(file)])
percent = 100 * np.diff(np.log(closes))


def fit(vol, o, dist):
    model = arch_model(percent, mean="Constant", vol=vol, p=1, o=o, q=1, dist=dist)
    return model.fit(disp="off")


fit("GARCH", 0, "normal")  # compiles and loads what the first call needs
for name, vol, o in (("garch", "GARCH", 0), ("gjr", "GARCH", 1), ("egarch", "EGARCH", 1)):
    for dist in ("normal", "t", "skewt"):
        begin = time.perf_counter()
        result = fit(vol, o, dist)
        print(f"{name}-{dist} {1e3 * (time.perf_counter() - begin):.3f} {result.loglikelihood:.6f}")
