# SPDX-License-Identifier: GPL-3.0-or-later
"""The rival of bench_forecast_training: the same whole training in eager PyTorch, written the
ordinary way. Prints its seconds and the best validation loss over that of the last value.

    forecast_training_eager.py FILE lstm|lstm_transformer THREADS SEED
"""
import copy
import os
import sys
import time

import numpy as np
import torch

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True
import forecast_nets_eager as nets  # noqa: E402

STEPS, BATCH, CHECK = 600, 64, 30


def read(path):
    raw = open(path, "rb").read()
    rows, border, horizon, assets, width = np.frombuffer(raw, np.int64, 5)
    values = np.frombuffer(raw, np.float64, offset=40)
    logs = values[: assets * rows].reshape(assets, rows)
    features = values[assets * rows :][: rows * width].reshape(rows, width)
    return int(border), int(horizon), logs, features


def windows(series, length):
    return np.lib.stride_tricks.sliding_window_view(series, length, axis=0).transpose(0, 2, 1)


def task(model, border, horizon, logs, features):
    """Inputs [sample, step, feature] and targets [sample, output] in units of volatility, with
    the number of samples of the training part."""
    returns = np.diff(logs, axis=1)
    deviation = returns[:, : border - 1].std(axis=1, ddof=1)
    if model == "lstm":
        length = 60
        inputs = (features - features[:border].mean(0)) / features[:border].std(0, ddof=1)
        first = 0
    else:
        length = 30
        mean = returns[:, : border - 1].mean(axis=1)
        inputs = ((returns - mean[:, None]) / deviation[:, None]).T
        first = 1
    rows = logs.shape[1]
    x = windows(inputs, length)
    origins = np.arange(len(x)) + length - 1 + first
    keep = origins + horizon < rows
    x, origins = x[keep], origins[keep]
    steps = np.arange(1, horizon + 1)
    y = np.stack(
        [(logs[a, origins[:, None] + steps] - logs[a, origins, None]) / (deviation[a] * np.sqrt(steps))
         for a in range(len(logs))], axis=1)
    y = y.reshape(len(origins), -1)
    train = origins + horizon < border
    validation = origins + 1 >= border
    tensor = lambda v: torch.from_numpy(np.ascontiguousarray(v, dtype=np.float32))
    return tensor(x[train]), tensor(y[train]), tensor(x[validation]), tensor(y[validation])


def train(model, data, seed):
    torch.manual_seed(seed)
    begin = time.perf_counter()
    x, y, vx, vy = task(model, *data)
    network = nets.Lstm(x.shape[2], outputs=y.shape[1]) if model == "lstm" else nets.Hybrid(x.shape[2])
    adam = torch.optim.Adam(network.parameters(), lr=1e-3)
    best, kept, step = float("inf"), None, 0
    while step < STEPS:
        order = torch.randperm(len(x))
        for at in range(0, len(x) - BATCH + 1, BATCH):
            batch = order[at : at + BATCH]
            loss = ((network(x[batch]) - y[batch]) ** 2).mean()
            adam.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            adam.step()
            step += 1
            if step % CHECK == 0:
                network.eval()
                with torch.no_grad():
                    now = ((network(vx) - vy) ** 2).mean().item()
                network.train()
                if now < best:
                    best, kept = now, copy.deepcopy(network.state_dict())
            if step == STEPS:
                break
    network.load_state_dict(kept)
    return time.perf_counter() - begin, best / (vy**2).mean().item()


path, model, threads, seed = sys.argv[1:]
torch.set_num_threads(int(threads))
data = read(path)
print(*train(model, data, int(seed)))
