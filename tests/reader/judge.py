"""Trains the judge of legibility: how probably does a general reader get each character right?

    python tests/reader/judge.py draw FIRST_SEED COUNT lines.pkl
    python tests/reader/judge.py cut FOLDER pictures.pkl
    python tests/reader/judge.py train FIRST_WEIGHTS TARGET lines.pkl pictures.pkl

`README.md` beside this says what is needed.
"""

import csv
import math
import pathlib
import pickle
import random
import sys

import cv2
import numpy as np
import torch
from rapidocr_onnxruntime import RapidOCR
from torch import nn
from torch.nn import functional as F

import lines
from lines import OTHER, ROWS, SYMBOLS
from train import write

sys.path.append(str(pathlib.Path(__file__).parents[1] / "corpus"))
import label  # noqa: E402

READER = pathlib.Path(__file__).parents[2] / "src/vision/reader/weights.bin"
LENGTH = 18
# Inputs, outputs and window of each layer but the last; of the one that only the judge has.
LAYERS = [(1, 16, (3, 3)), (16, 32, (3, 3)), (32, 48, (3, 3)), (48, 96, (4, 3)), (96, 96, (1, 5))]
CONTEXT = (96, 96, (1, 9))
# More of what a general reader and ours fare differently with, less of what is easy for both.
SPOILED = {"not": 0.5, "jpeg": 3, "motion": 3.5, "enlarged": 3, "flat": 1.8, "glare": 0.5}
MARGINS = (0.15, 0.3, 0.45)  # of the reference reader's views, as in `label.py`
CUTS = 4  # of each picture, each as imprecise as lines are found
BATCH, EPOCHS, FASTEST = 32, 5, 7e-4
DRAWN = 16_000  # lines of an epoch that are taken from the drawn ones; the pictures' are all taken
VALIDATED = 1500


def draw(first, count):
    """Numbers as the reader's training draws them, and what the reference reader makes of them."""
    lines.SPOILED.update(SPOILED)
    reader = RapidOCR(intra_op_num_threads=1, use_cls=False)
    for seed in range(first, first + count):
        rng, noise = random.Random(seed), np.random.RandomState(seed & 0x7FFFFFFF)
        text = lines.text(rng, True)
        number = text[-LENGTH:]
        levels, _, height, corners = lines.photographed(rng, noise, text)
        line = lines.found(rng, levels, corners[0], height)
        box = " ".join(str(value) for value in corners[-LENGTH].ravel())
        picture, readings = cv2.cvtColor(levels, cv2.COLOR_GRAY2BGR), []
        for margin in MARGINS:
            view = label.strip(picture, box, margin)
            said, _ = reader(view, use_det=False, use_cls=False, use_rec=True)
            readings.append("".join(part[0] for part in said or []).replace(" ", ""))
            if number in readings[-1]:
                break
        yield number, readings, in_steps(line)


def cut(folder):
    """The numbers of the corpus' pictures, and what the reference reader makes of them."""
    reader = RapidOCR(**label.READER)
    folder = pathlib.Path(folder)
    for row in csv.DictReader((folder / "truth.csv").open()):
        picture, number, readings = cv2.imread(str(folder / row["file"])), row["number"], []
        for reading in label.readings(reader, picture, row["number_box"]):
            readings.append(reading.replace(" ", ""))
            if number in readings[-1]:
                break
        rng = random.Random(int(row["seed"]))
        picture = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
        height = float(row["number_height"])
        corners = np.array([float(value) for value in row["number_box"].split()]).reshape(4, 2)
        # Large pictures are judged by a reduced one.
        zoom = 0.5 ** max(0, math.floor(math.log2(height / lines.UNIT)))
        if zoom < 1:
            picture = cv2.resize(picture, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA)
        for _ in range(CUTS):
            line = lines.found(rng, picture, corners * zoom, height * zoom)
            yield number, readings, in_steps(line)


def in_steps(line):
    return np.clip(line * 32, -127, 127).astype(np.int8)


class Net(nn.Module):
    """Either network of `src/vision/reader/net.rs`, with weights that a training wrote."""

    def __init__(self, path):
        super().__init__()
        rest = pathlib.Path(path).read_bytes()

        def take(kind, count):
            nonlocal rest
            size = count * np.dtype(kind).itemsize
            values, rest = np.frombuffer(rest[:size], kind).astype(np.float32), rest[size:]
            return values

        def layer(inputs, outputs, window):
            scales, biases = take("<f4", outputs), take("<f4", outputs)
            steps = take("i1", outputs * inputs * math.prod(window)).reshape(outputs, inputs, *window)
            weights = torch.tensor(steps * scales[:, None, None, None])
            return nn.ParameterList([weights, torch.tensor(biases)])

        self.layers = nn.ModuleList(layer(*each) for each in LAYERS)
        per_output = 2 * 4 + CONTEXT[1]
        self.context = layer(*CONTEXT) if len(rest) > (OTHER + 1) * per_output else None
        self.last = layer(CONTEXT[1], len(rest) // per_output, (1, 1))

    def forward(self, x):
        margins, pools = (1, 1, 1, (0, 1), (0, 2)), (2, 2, (2, 1), 1, 1)
        for (weights, biases), margin, pool in zip(self.layers, margins, pools):
            x = F.max_pool2d(F.relu(F.conv2d(x, weights, biases, padding=margin)), pool)
        if self.context is not None:
            x = x + F.relu(F.conv2d(x, *self.context, padding=(0, 4)))
        return F.conv2d(x, *self.last).squeeze(2)


def judge_from(path):
    """The judge with what weights of either network there are for it; the rest knows nothing yet."""
    net = Net(path)
    inputs, outputs, window = CONTEXT
    if net.context is None:
        weights = torch.randn(outputs, inputs, *window) * 0.002
        net.context = nn.ParameterList([weights, torch.zeros(outputs)])
    if len(net.last[0]) != 1:
        net.last = nn.ParameterList([torch.zeros(1, outputs, 1, 1), torch.full((1,), 2.0)])
    return net


def characters(chances):
    """Frame and symbol of the stretch that the reader takes for the number; cf. `best` in mod.rs."""
    runs, last = [], 0
    for frame, one in enumerate(chances.argmax(0)):
        if one == OTHER or not runs:
            runs.append([])
        if one not in (0, OTHER):
            certainty = chances[one, frame]
            if one != last:
                runs[-1].append((frame, SYMBOLS[one - 1], certainty))
            elif runs[-1] and certainty > runs[-1][-1][2]:
                runs[-1][-1] = (frame, SYMBOLS[one - 1], certainty)
        last = one
    stretches = [run[at : at + LENGTH] for run in runs for at in range(max(1, len(run) - LENGTH + 1))]
    return max(stretches, key=lambda s: (len(s), sum(c for _, _, c in s)), default=[])


def counterparts(a, b):
    """For each character of `a` where its counterpart stands in `b`, by the fewest edits; or None."""
    edits = np.zeros((len(a) + 1, len(b) + 1), int)
    edits[:, 0], edits[0] = range(len(a) + 1), range(len(b) + 1)
    for i, one in enumerate(a):
        for j, other in enumerate(b):
            kept = edits[i, j] + (one != other)
            edits[i + 1, j + 1] = min(kept, edits[i, j + 1] + 1, edits[i + 1, j] + 1)
    found, i, j = [None] * len(a), len(a), len(b)
    while i and j:
        if edits[i, j] == edits[i - 1, j - 1] + (a[i - 1] != b[j - 1]):
            i, j = i - 1, j - 1
            found[i] = j
        elif edits[i, j] == edits[i - 1, j] + 1:
            i -= 1
        else:
            j -= 1
    return found


def got(number, readings):
    """Which characters the best of the reference reader's readings has right."""
    each = []
    for reading in readings:
        found = counterparts(number, reading[:40])
        each.append([at is not None and reading[at] == one for one, at in zip(number, found)])
    return max(each, key=sum)


def stacked(batch):
    columns = math.ceil(max(line.shape[1] for line in batch) / 4) * 4
    all_lines = torch.zeros(len(batch), 1, ROWS, columns)
    for at, line in enumerate(batch):
        all_lines[at, 0, :, : line.shape[1]] = torch.from_numpy(line.astype(np.float32) / 32)
    return all_lines


def batches(samples):
    samples = sorted(samples, key=lambda sample: sample[0].shape[1])
    return [samples[at : at + BATCH] for at in range(0, len(samples), BATCH)]


def prepared(records):
    """Lines with the frames where our reader sees characters, which of these the reference reader
    got, and whether it got all."""
    reader = Net(READER).eval()
    for batch in batches([(line, number, readings) for number, readings, line in records]):
        with torch.no_grad():
            chances = F.log_softmax(reader(stacked([line for line, _, _ in batch])), 1).numpy()
        for one, (line, number, readings) in zip(chances, batch):
            seen = characters(one[:, : line.shape[1] // 4])
            if not seen:
                continue
            right = got(number, readings)
            places = counterparts("".join(symbol for _, symbol, _ in seen), number)
            known = [(f, float(right[at])) for (f, _, _), at in zip(seen, places) if at is not None]
            yield line, [frame for frame, _, _ in seen], known, number in readings[-1]


def line_scores(ease, batch):
    """Logarithm of the probability that all of a line is right; what wasn't seen at all counts -1."""
    logs = F.logsigmoid(ease)
    sums = [logs[at, frames].sum() - (LENGTH - len(frames)) for at, (_, frames, _, _) in enumerate(batch)]
    return torch.stack(sums)


def area(scores, truths):
    """Under the curve: how often a readable line scores higher than an unreadable one."""
    ranks = np.argsort(np.argsort(scores)) + 1
    yes = truths.sum()
    return (ranks[truths].sum() - yes * (yes + 1) / 2) / (yes * (len(truths) - yes))


def train(first, target, drawn, pictures):
    random.seed(1)
    torch.manual_seed(1)
    drawn, pictures = [list(prepared(pickle.load(open(path, "rb")))) for path in (drawn, pictures)]
    random.shuffle(drawn)
    held, drawn = drawn[:VALIDATED], drawn[VALIDATED:]
    of_epoch = min(DRAWN, len(drawn))
    judge = judge_from(first)
    groups = [
        {"params": judge.layers.parameters(), "k": 1},
        {"params": [*judge.context.parameters(), *judge.last.parameters()], "k": 2},
    ]
    optimizer = torch.optim.AdamW(groups, lr=FASTEST, weight_decay=1e-3)
    average = torch.optim.swa_utils.AveragedModel(
        judge, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.998)
    )
    step, steps = 0, EPOCHS * (len(pictures) + of_epoch) // BATCH
    for epoch in range(EPOCHS):
        losses = []
        order = batches(pictures + random.sample(drawn, of_epoch))
        random.shuffle(order)
        for batch in order:
            step += 1
            rate = min(1, step / 50) * (0.5 + 0.5 * math.cos(math.pi * min(1, step / steps)) + 0.01)
            for group in optimizer.param_groups:
                group["lr"] = FASTEST * rate * group["k"]
            ease = judge(stacked([line for line, _, _, _ in batch])).squeeze(1)
            known = [(at, f, y) for at, (_, _, known, _) in enumerate(batch) for f, y in known]
            sums = line_scores(ease, batch).clamp(max=-1e-4)
            truths = torch.tensor([float(readable) for _, _, _, readable in batch])
            loss = -(truths * sums + (1 - truths) * torch.log1p(-sums.exp())).mean()
            if known:
                at, frames, right = map(list, zip(*known))
                loss = loss + F.binary_cross_entropy_with_logits(ease[at, frames], torch.tensor(right))
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(judge.parameters(), 2.0)
            optimizer.step()
            average.update_parameters(judge)
            losses.append(loss.item())
        scores, truths = [], []
        with torch.no_grad():
            for batch in batches(held):
                ease = average(stacked([line for line, _, _, _ in batch])).squeeze(1)
                scores += line_scores(ease, batch).tolist()
                truths += [readable for _, _, _, readable in batch]
        curve = area(np.array(scores), np.array(truths))
        print(epoch + 1, f"loss {np.mean(losses):.3f}, area {curve:.4f}", flush=True)
        trained = average.module
        write([*trained.layers, trained.context, trained.last], target)


def main():
    what, *rest = sys.argv[1:]
    cv2.setNumThreads(1)
    if what == "train":
        train(*rest)
        return
    *rest, target = rest
    made = draw(int(rest[0]), int(rest[1])) if what == "draw" else cut(rest[0])
    pickle.dump(list(made), open(target, "wb"))


if __name__ == "__main__":
    main()
