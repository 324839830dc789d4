# SPDX-License-Identifier: GPL-3.0-or-later
"""The rival of bench_forecast_nets: the same architectures in eager PyTorch, written the ordinary way.
Reads lines "CONFIGURATION STEPS" and answers each with the seconds of every training step (forward,
mean squared error, backward, gradient norm clipped at 1, Adam).

    forecast_nets_eager.py THREADS
"""
import sys
import time

import torch
import torch.nn as nn


class NBeatsBlock(nn.Module):
    def __init__(self, lookback, horizon, width, layers=4):
        super().__init__()
        widths = [lookback] + [width] * layers
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in zip(widths, widths[1:]))
        self.theta = nn.Linear(width, lookback + horizon)
        self.lookback = lookback

    def forward(self, x):
        for layer in self.layers:
            x = torch.relu(layer(x))
        theta = self.theta(x)
        return theta[:, : self.lookback], theta[:, self.lookback :]


class NBeats(nn.Module):
    def __init__(self, stacks, width, lookback=60, horizon=12):
        super().__init__()
        self.blocks = nn.ModuleList(NBeatsBlock(lookback, horizon, width) for _ in range(stacks))

    def forward(self, x):
        out = 0
        for block in self.blocks:
            backcast, forecast = block(x)
            x = x - backcast
            out = out + forecast
        return out


class Lstm(nn.Module):
    def __init__(self, features=16, hidden=64, layers=2, outputs=10, dropout=0.1):
        super().__init__()
        self.lstm = nn.LSTM(features, hidden, layers, batch_first=True, dropout=dropout)
        self.head = nn.Linear(hidden, outputs)

    def forward(self, x):
        return self.head(self.lstm(x)[0][:, -1])


class TemporalBlock(nn.Module):
    def __init__(self, inputs, channels, taps, dilation, dropout):
        super().__init__()
        self.padding = (taps - 1) * dilation
        norm = nn.utils.parametrizations.weight_norm
        self.conv1 = norm(nn.Conv1d(inputs, channels, taps, dilation=dilation))
        self.conv2 = norm(nn.Conv1d(channels, channels, taps, dilation=dilation))
        self.downsample = nn.Conv1d(inputs, channels, 1) if inputs != channels else nn.Identity()
        self.dropout = nn.Dropout1d(dropout)

    def forward(self, x):
        h = x
        for conv in (self.conv1, self.conv2):
            h = self.dropout(torch.relu(conv(nn.functional.pad(h, (self.padding, 0)))))
        return torch.relu(h + self.downsample(x))


class Tcn(nn.Module):
    def __init__(self, features=16, channels=32, blocks=4, taps=3, outputs=10, dropout=0.1):
        super().__init__()
        self.blocks = nn.Sequential(
            *(
                TemporalBlock(channels if b else features, channels, taps, 2**b, dropout)
                for b in range(blocks)
            )
        )
        self.head = nn.Linear(channels, outputs)

    def forward(self, x):
        return self.head(self.blocks(x.transpose(1, 2))[:, :, -1])


class Hybrid(nn.Module):
    def __init__(self, assets=10, hidden=64, heads=4, feed_forward=128, dropout=0.1):
        super().__init__()
        self.lstm = nn.LSTM(assets, hidden, 1, batch_first=True)
        self.encoder = nn.TransformerEncoderLayer(hidden, heads, feed_forward, dropout, batch_first=True)
        self.head = nn.Linear(hidden, assets)

    def forward(self, x):
        return self.head(self.encoder(self.lstm(x)[0])[:, -1])


class InvertedTransformer(nn.Module):
    def __init__(self, steps=30, width=32, blocks=2, heads=4, feed_forward=64, dropout=0.1):
        super().__init__()
        self.embed = nn.Linear(steps, width)
        self.dropout = nn.Dropout(dropout)
        self.blocks = nn.Sequential(
            *(
                nn.TransformerEncoderLayer(width, heads, feed_forward, dropout, batch_first=True)
                for _ in range(blocks)
            )
        )
        self.norm = nn.LayerNorm(width)
        self.project = nn.Linear(width, 1)

    def forward(self, x):
        tokens = self.dropout(self.embed(x.transpose(1, 2)))
        return self.project(self.norm(self.blocks(tokens))).squeeze(2)


class GatedSum(nn.Module):
    def __init__(self, inputs, outputs, dropout):
        super().__init__()
        self.dropout = nn.Dropout(dropout)
        self.glu = nn.Linear(inputs, 2 * outputs)
        self.norm = nn.LayerNorm(outputs)

    def forward(self, x, skip):
        return self.norm(skip + nn.functional.glu(self.glu(self.dropout(x))))


class GatedResidual(nn.Module):
    def __init__(self, inputs, hidden, outputs, dropout):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(inputs, hidden), nn.Linear(hidden, hidden)
        self.skip = nn.Linear(inputs, outputs) if inputs != outputs else nn.Identity()
        self.gate = GatedSum(hidden, outputs, dropout)

    def forward(self, x):
        return self.gate(self.fc2(nn.functional.elu(self.fc1(x))), self.skip(x))


class TemporalFusion(nn.Module):
    def __init__(self, features=11, width=32, heads=4, outputs=10, dropout=0.1):
        super().__init__()
        self.heads, self.depth = heads, width // heads
        self.embed = nn.ModuleList(nn.Linear(1, width) for _ in range(features))
        self.weights = GatedResidual(features * width, width, features, dropout)
        self.each = nn.ModuleList(
            GatedResidual(width, width, width, dropout) for _ in range(features)
        )
        self.lstm = nn.LSTM(width, width, batch_first=True)
        self.gate1, self.gate2, self.gate3 = (GatedSum(width, width, dropout) for _ in range(3))
        self.enrich = GatedResidual(width, width, width, dropout)
        self.feed = GatedResidual(width, width, width, dropout)
        self.query, self.key = (nn.Linear(width, width, bias=False) for _ in range(2))
        self.value = nn.Linear(width, self.depth, bias=False)
        self.out = nn.Linear(self.depth, width, bias=False)
        self.head = nn.Linear(width, outputs)

    def attend(self, x):
        split = lambda t: t.view(len(x), -1, self.heads, self.depth).transpose(1, 2)
        scores = split(self.query(x[:, -1:])) @ split(self.key(x)).transpose(2, 3)
        maps = torch.softmax(scores / self.depth**0.5, -1).mean(1)
        return self.out(maps @ self.value(x))[:, 0]

    def forward(self, x):
        vectors = [embed(x[:, :, j : j + 1]) for j, embed in enumerate(self.embed)]
        weights = torch.softmax(self.weights(torch.cat(vectors, -1)), -1)
        own = torch.stack([net(vector) for net, vector in zip(self.each, vectors)], -1)
        selected = (own * weights.unsqueeze(2)).sum(-1)
        hidden = self.gate1(self.lstm(selected)[0], selected)
        enriched = self.enrich(hidden)
        attended = self.gate2(self.attend(enriched), enriched[:, -1])
        return self.head(self.gate3(self.feed(attended), hidden[:, -1]))


CONFIGURATIONS = {
    "nbeats": (lambda: NBeats(30, 512), (1024, 60), 12),
    "nbeats-small": (lambda: NBeats(3, 128), (256, 60), 12),
    "lstm-64": (Lstm, (64, 60, 16), 10),
    "lstm-256": (Lstm, (256, 60, 16), 10),
    "tcn": (Tcn, (64, 60, 16), 10),
    "tft": (TemporalFusion, (64, 60, 11), 10),
    "itransformer": (InvertedTransformer, (64, 30, 10), 10),
    "hybrid": (Hybrid, (64, 30, 10), 10),
}


class Training:
    def __init__(self, name):
        make, inputs, outputs = CONFIGURATIONS[name]
        torch.manual_seed(1)
        self.model = make()
        self.adam = torch.optim.Adam(self.model.parameters(), lr=1e-3)
        self.x, self.y = torch.randn(inputs), torch.randn(inputs[0], outputs)

    def step(self):
        begin = time.perf_counter()
        loss = ((self.model(self.x) - self.y) ** 2).mean()
        self.adam.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.adam.step()
        return time.perf_counter() - begin


def main():
    torch.set_num_threads(int(sys.argv[1]))
    trainings = {}
    for line in sys.stdin:
        name, steps = line.split()
        training = trainings.setdefault(name, None) or Training(name)
        trainings[name] = training
        print(*(training.step() for _ in range(int(steps))), flush=True)


if __name__ == "__main__":
    main()
