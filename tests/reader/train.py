"""Trains the reader of numbers and writes its weights.

    python tests/reader/train.py STEPS src/vision/reader/weights.bin [START.pt]

`README.md` beside this says what is needed. The state is kept in `reader.pt`.
"""

import math
import random
import sys

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from lines import OTHER, ROWS, sample

BATCH, SORTED = 32, 256
FASTEST = 2e-3


class Reader(nn.Module):
    """The network of `src/vision/reader/net.rs`."""

    def __init__(self):
        super().__init__()

        def layer(inputs, outputs, window, margin):
            convolution = nn.Conv2d(inputs, outputs, window, padding=margin, bias=False)
            return nn.Sequential(convolution, nn.BatchNorm2d(outputs), nn.ReLU())

        self.a = layer(1, 16, (3, 3), (1, 1))
        self.b = layer(16, 32, (3, 3), (1, 1))
        self.c = layer(32, 48, (3, 3), (1, 1))
        self.d = layer(48, 96, (4, 3), (0, 1))
        self.e = layer(96, 96, (1, 5), (0, 2))
        self.o = nn.Conv2d(96, OTHER + 1, 1)

    def forward(self, lines):
        x = F.max_pool2d(self.a(lines), 2)
        x = F.max_pool2d(self.b(x), 2)
        x = F.max_pool2d(self.c(x), (2, 1))
        return self.o(self.e(self.d(x))).squeeze(2)


class Lines(torch.utils.data.IterableDataset):
    """Batches of lines of similar length."""

    def __init__(self, first_seed):
        self.seed = first_seed

    def __iter__(self):
        waiting = []
        for seed in range(self.seed, sys.maxsize):
            line, classes = sample(seed)
            needed = len(classes) + sum(a == b for a, b in zip(classes, classes[1:]))
            if needed < line.shape[1] // 4 and line.shape[1] <= 640:
                waiting.append((line, classes))
            if len(waiting) == SORTED:
                waiting.sort(key=lambda pair: pair[0].shape[1])
                batches = [waiting[i : i + BATCH] for i in range(0, SORTED, BATCH)]
                random.Random(seed).shuffle(batches)
                yield from map(stacked, batches)
                waiting = []


def stacked(batch):
    columns = math.ceil(max(line.shape[1] for line, _ in batch) / 4) * 4
    lines = torch.zeros(len(batch), 1, ROWS, columns)
    for at, (line, _) in enumerate(batch):
        lines[at, 0, :, : line.shape[1]] = torch.from_numpy(line)
    frames = torch.tensor([line.shape[1] // 4 for line, _ in batch])
    classes = torch.tensor([one for _, classes in batch for one in classes])
    counts = torch.tensor([len(classes) for _, classes in batch])
    return lines, frames, classes, counts


def train(reader, steps, restarted):
    fastest = FASTEST * (0.6 if restarted else 1)
    optimizer = torch.optim.AdamW(reader.parameters(), lr=fastest, weight_decay=1e-4)
    lines = Lines(50_000_000 if restarted else 10_000_000)
    loader = torch.utils.data.DataLoader(lines, batch_size=None, num_workers=1, prefetch_factor=16)
    losses = []
    for step, (lines, frames, classes, counts) in zip(range(steps), loader):
        rate = min(1, (step + 1) / 200) * (0.5 + 0.5 * math.cos(math.pi * step / steps) + 0.01)
        for group in optimizer.param_groups:
            group["lr"] = fastest * rate
        chances = F.log_softmax(reader(lines), 1).permute(2, 0, 1)
        loss = F.ctc_loss(chances, classes, frames, counts, zero_infinity=True)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(reader.parameters(), 2.0)
        optimizer.step()
        losses.append(loss.item())
        if step % 500 == 499:
            torch.save(reader.state_dict(), "reader.pt")
            print(step + 1, f"loss {np.mean(losses[-500:]):.3f}", flush=True)
    torch.save(reader.state_dict(), "reader.pt")


def layers(reader):
    """Weights and biases, with the normalization that follows folded in."""
    for convolution, normal, _ in (reader.a, reader.b, reader.c, reader.d, reader.e):
        scale = normal.weight / torch.sqrt(normal.running_var + normal.eps)
        yield convolution.weight * scale[:, None, None, None], normal.bias - normal.running_mean * scale
    yield reader.o.weight, reader.o.bias


def write(layers, path):
    """By layer: the scale of each output, its bias, its weights in steps of that scale."""
    with open(path, "wb") as file, torch.no_grad():
        for weights, biases in layers:
            weights = weights.numpy()
            scales = np.abs(weights).reshape(len(weights), -1).max(1) / 127
            steps = np.round(weights / scales[:, None, None, None]).astype(np.int8)
            file.write(scales.astype("<f4").tobytes() + biases.numpy().astype("<f4").tobytes())
            file.write(steps.tobytes())


def main():
    torch.manual_seed(1)
    torch.set_num_threads(1)
    reader = Reader()
    start = sys.argv[3:4]
    if start:
        reader.load_state_dict(torch.load(start[0], weights_only=True))
    train(reader, int(sys.argv[1]), bool(start))
    write(layers(reader.eval()), sys.argv[2])


if __name__ == "__main__":
    main()
