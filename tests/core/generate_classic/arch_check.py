# SPDX-License-Identifier: GPL-3.0-or-later
# What arch says about a file of percent returns, one a line: for each model its name, its
# log-likelihood, and each parameter with its robust standard error; then the block lengths.
import json
import sys
import warnings

import numpy as np
from arch import arch_model
from arch.bootstrap import optimal_block_length

warnings.filterwarnings("ignore")

percent = np.loadtxt(sys.argv[1])
out = {"fits": [], "blocks": []}
for vol, o, volatility in (("GARCH", 0, 0), ("GARCH", 1, 1), ("EGARCH", 1, 2)):
    for innovation, dist in enumerate(("normal", "t", "skewt")):
        model = arch_model(percent, mean="Constant", vol=vol, p=1, o=o, q=1, dist=dist)
        fit = model.fit(tol=1e-12, options={"maxiter": 2000}, disp="off")
        out["fits"].append(
            {
                "volatility": volatility,
                "innovation": innovation,
                "log_likelihood": fit.loglikelihood,
                "parameters": list(fit.params),
                "errors": list(fit.std_err),
            }
        )
for series in (percent, np.abs(percent)):
    lengths = optimal_block_length(series)
    out["blocks"].append([lengths["stationary"].iloc[0], lengths["circular"].iloc[0]])
print(json.dumps(out))
