# SPDX-License-Identifier: GPL-3.0-or-later
"""The rival of bench_vae: the baseline VAE (encoder and decoder with two hidden layers of 128, latent
16, summed squared error and divergence, Adam 1e-3, batch 64) in eager PyTorch, written the ordinary
way. Prints seconds for the training.

    vae_eager.py DAYS ASSETS EPOCHS THREADS
"""
import sys
import time

import torch
import torch.nn as nn

LATENT, HIDDEN, BATCH = 16, 128, 64


class Vae(nn.Module):
    def __init__(self, assets):
        super().__init__()
        self.body = nn.Sequential(
            nn.Linear(assets, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, HIDDEN), nn.ReLU()
        )
        self.mean, self.log_variance = nn.Linear(HIDDEN, LATENT), nn.Linear(HIDDEN, LATENT)
        self.decoder = nn.Sequential(
            nn.Linear(LATENT, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, HIDDEN), nn.ReLU(),
            nn.Linear(HIDDEN, assets),
        )

    def forward(self, x):
        body = self.body(x)
        mean, log_variance = self.mean(body), self.log_variance(body)
        z = mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean)
        return self.decoder(z), mean, log_variance


days, assets, epochs, threads = (int(text) for text in sys.argv[1:5])
torch.set_num_threads(threads)
torch.manual_seed(1)
data = torch.randn(days, assets)
model = Vae(assets)
adam = torch.optim.Adam(model.parameters(), lr=1e-3)
begin = time.perf_counter()
for _ in range(epochs):
    order = torch.randperm(days)
    for start in range(0, days, BATCH):
        x = data[order[start : start + BATCH]]
        out, mean, log_variance = model(x)
        divergence = -0.5 * (1 + log_variance - mean**2 - log_variance.exp()).sum()
        loss = (((x - out) ** 2).sum() + divergence) / len(x)
        adam.zero_grad()
        loss.backward()
        adam.step()
print(time.perf_counter() - begin)
