# SPDX-License-Identifier: GPL-3.0-or-later
"""The rival of bench_nbeats_neuralforecast: N-BEATS of PyPI neuralforecast through its public
NeuralForecast.cross_validation, on log prices. Serves one request after another, so that its
imports are paid once:

    neuralforecast_nbeats.py THREADS REPLIES < requests

Each request is a line of JSON (see train()); each reply a line in the file REPLIES. The first
reply is the seconds of the imports; the others are the seconds from reading the closes to having
the forecasts, and the number of trained weights.
"""
import copy
import json
import logging
import sys
import time
import warnings

begin = time.perf_counter()
warnings.filterwarnings("ignore")
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
import torch  # noqa: E402
from neuralforecast import NeuralForecast  # noqa: E402
from neuralforecast.losses.pytorch import MAE  # noqa: E402
from neuralforecast.models import NBEATS  # noqa: E402
from pytorch_lightning.callbacks import Callback  # noqa: E402

for name in ("pytorch_lightning", "lightning_fabric", "lightning.pytorch", "lightning.fabric"):
    logging.getLogger(name).setLevel(logging.ERROR)


class KeepBest(Callback):
    """Ends with the weights of the best check, as the trainings here do; neuralforecast by itself
    keeps the last."""

    loss, weights = float("inf"), None

    def on_validation_end(self, trainer, network):
        loss = trainer.callback_metrics["ptl/val_loss"].item()
        if loss < self.loss:
            self.loss, self.weights = loss, copy.deepcopy(network.state_dict())

    def on_train_end(self, trainer, network):
        network.load_state_dict(self.weights)


def returns_statistics(x, mask, dim=1, eps=1e-6):
    """The last value of the window and the root mean square of its returns, as here."""
    known = int(mask[0, :, 0, 0].sum())
    steps = x[:, 1:known] - x[:, : known - 1]
    return x[:, known - 1 : known], (steps**2).mean(1, keepdim=True).sqrt() + eps


def model(ask, series):
    """Its blocks begin with one linear layer without ReLU, so `layers` linear layers are
    `layers` - 1 entries of mlp_units; the weights are as many as here."""
    scaler = {"series": "identity", "returns": "standard"}.get(ask["scaler"], ask["scaler"])
    network = NBEATS(
        h=ask["horizon"],
        input_size=ask["lookback"],
        stack_types=["identity"] * ask["stacks"],
        n_blocks=[1] * ask["stacks"],
        mlp_units=(ask["layers"] - 1) * [[ask["width"], ask["width"]]],
        loss=MAE(),
        max_steps=ask["steps"],
        learning_rate=ask["rate"],
        num_lr_decays=3,
        batch_size=series,
        windows_batch_size=ask["batch"],
        training_data_availability_threshold=1.0,  # whole labels only, as here
        scaler_type=scaler,
        random_seed=ask["seed"],
        val_check_steps=ask["check"],
        callbacks=[KeepBest()],
        gradient_clip_val=ask["clip"],
        accelerator="cpu",
        logger=False,
        enable_progress_bar=False,
        enable_model_summary=False,
        num_sanity_val_steps=0,
    )
    if ask["scaler"] == "returns":
        network.scaler.compute_statistics = returns_statistics
    return network


def train(ask):
    start = time.perf_counter()
    logs = np.log(pd.read_csv(ask["closes"]).to_numpy()).T  # [asset][row]
    assets, rows = logs.shape
    seen = logs[:, : ask["train_to"]]
    # "series": each one by mean and deviation of its training rows. The library's own
    # local_scaler_type would take them from the test rows too.
    shift, scale = np.zeros((assets, 1)), np.ones((assets, 1))
    if ask["scaler"] == "series":
        shift, scale = seen.mean(1, keepdims=True), seen.std(1, keepdims=True)
    frame = pd.DataFrame(
        {
            "unique_id": np.repeat([f"{a:04}" for a in range(assets)], rows),
            "ds": np.tile(np.arange(rows), assets),
            "y": ((logs - shift) / scale).ravel(),
        }
    )
    network = model(ask, assets)
    made = NeuralForecast(models=[network], freq=1).cross_validation(
        df=frame,
        n_windows=None,
        val_size=ask["known_to"] - ask["train_to"],
        test_size=rows - ask["known_to"],
        step_size=ask["every"],
    )
    made = made.sort_values(["unique_id", "cutoff", "ds"])
    horizon = ask["horizon"]
    cutoffs = made["cutoff"].to_numpy().reshape(assets, -1, horizon)[0, :, 0].astype(int)
    values = made["NBEATS"].to_numpy(np.float64).reshape(assets, -1, horizon)
    values = values * scale[..., None] + shift[..., None] - logs[:, cutoffs, None]
    seconds = time.perf_counter() - start
    values.transpose(1, 0, 2).tofile(ask["forecasts"])  # [origin][asset][step]
    weights = sum(p.numel() for p in network.parameters() if p.requires_grad)
    return f"{seconds} {weights}"


torch.set_num_threads(int(sys.argv[1]))
with open(sys.argv[2], "w") as replies:
    print(time.perf_counter() - begin, file=replies, flush=True)
    for line in sys.stdin:
        print(train(json.loads(line)), file=replies, flush=True)
