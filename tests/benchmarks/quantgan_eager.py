# SPDX-License-Identifier: GPL-3.0-or-later
"""The rival of bench_quantgan_speed: the same networks and loss in eager PyTorch, written the
ordinary way (253 noise steps for 127 clean outputs, causal left padding, every position computed, two
generator passes, one logit a window from the last position). Prints seconds a step.

    quantgan_eager.py STEPS THREADS
"""
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

WINDOW, BATCH, HIDDEN, GAMMA, EVERY = 127, 64, 80, 0.2, 4


class Block(nn.Module):
    def __init__(self, inputs, kernel, dilation):
        super().__init__()
        self.pad = (kernel - 1) * dilation
        self.first = nn.Conv1d(inputs, HIDDEN, kernel, dilation=dilation)
        self.second = nn.Conv1d(HIDDEN, HIDDEN, kernel, dilation=dilation)
        self.residual = nn.Conv1d(inputs, HIDDEN, 1) if inputs != HIDDEN else nn.Identity()
        self.act1, self.act2, self.act3 = nn.PReLU(), nn.PReLU(), nn.PReLU()
        self.skip = nn.Conv1d(HIDDEN, HIDDEN, 1)

    def forward(self, x):
        y = self.act1(self.first(F.pad(x, (self.pad, 0))))
        y = self.act2(self.second(F.pad(y, (self.pad, 0))))
        out = self.act3(y + self.residual(x))
        return out, self.skip(out)


class Tcn(nn.Module):
    def __init__(self, inputs):
        super().__init__()
        blocks = [Block(inputs, 1, 1)] + [Block(HIDDEN, 2, 2**i) for i in range(6)]
        self.blocks = nn.ModuleList(blocks)
        self.act, self.head = nn.PReLU(), nn.Conv1d(HIDDEN, 1, 1)

    def forward(self, x):
        skips = 0
        for block in self.blocks:
            x, skip = block(x)
            skips = skips + skip
        return self.head(self.act(skips))


generator, critic = Tcn(3), Tcn(1)
adam_g = torch.optim.Adam(generator.parameters(), lr=2e-4, betas=(0.0, 0.9))
adam_d = torch.optim.Adam(critic.parameters(), lr=2e-4, betas=(0.0, 0.9))


def fakes():
    y = generator(torch.randn(BATCH, 3, 2 * WINDOW - 1))[..., -WINDOW:]
    return (y - y.mean()) / y.std()


def logit(windows):
    return critic(windows)[..., -1]


def step(index, series):
    start = torch.randint(0, len(series) - WINDOW + 1, (BATCH,))
    real = torch.stack([series[i : i + WINDOW] for i in start.tolist()])[:, None]
    adam_d.zero_grad()
    with_penalty = index % EVERY == 0
    real.requires_grad_(with_penalty)
    on_real = logit(real)
    loss = F.softplus(logit(fakes().detach())).mean() + F.softplus(-on_real).mean()
    if with_penalty:
        (slope,) = torch.autograd.grad(on_real.sum(), real, create_graph=True)
        loss = loss + GAMMA / 2 * EVERY * slope.square().sum((1, 2)).mean()
    loss.backward()
    adam_d.step()
    adam_g.zero_grad()
    F.softplus(-logit(fakes())).mean().backward()
    adam_g.step()


torch.set_num_threads(int(sys.argv[2]))
torch.manual_seed(1)
data = torch.randn(2413)
step(1, data)
begin = time.perf_counter()
for i in range(int(sys.argv[1])):
    step(i, data)
print((time.perf_counter() - begin) / int(sys.argv[1]))
