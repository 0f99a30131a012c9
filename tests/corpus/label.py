"""Asks a reference reader of each labeled picture: can the certificate number be read?

    ocr/bin/python tests/corpus/label.py FOLDER TABLE.csv

FOLDER is what `corpus export … --labeled` wrote; what ocr/bin/python needs, and what is labeled, stands
in README.md. Readable means that the exact number came out with blanks removed; O for 0 is an error, as
it would be for the registry. Like a reviewer who zooms in, the reader is shown the number itself,
straightened, with three widths of margin, and then its surroundings, where it has to find the line by
itself. Where the number lies is taken from the truth: finding it on the page is not the question. The
whole page is not read: no picture that fails up close passes there.
"""

import csv
import functools
import multiprocessing
import pathlib
import sys

import cv2
import numpy as np
from rapidocr_onnxruntime import RapidOCR


# How the reference reader is set up: lines are found in pictures reduced to 960 pixels.
READER = {
    "intra_op_num_threads": 1,
    "det_limit_side_len": 960,
    "det_limit_type": "max",
    "use_cls": False,
}


def crop(picture, box, margin=1.5):
    points = np.array([float(v) for v in box.split()]).reshape(4, 2)
    (left, top), (right, bottom) = points.min(0), points.max(0)
    pad = margin * (bottom - top)
    height, width = picture.shape[:2]
    rows = slice(max(0, int(top - pad)), min(height, int(bottom + pad) + 1))
    columns = slice(max(0, int(left - pad)), min(width, int(right + pad) + 1))
    return picture[rows, columns]


def strip(picture, box, margin):
    """The number alone, straightened, at the 48 pixels that the recognizer works with."""
    top_left, top_right, _, bottom_left = corners = np.array(
        [float(v) for v in box.split()], np.float32
    ).reshape(4, 2)
    height = np.linalg.norm(bottom_left - top_left)
    along = (top_right - top_left) / np.linalg.norm(top_right - top_left) * height * margin
    down = (bottom_left - top_left) * margin
    source = corners + np.array([-along - down, along - down, along + down, down - along])
    width = int(48 * np.linalg.norm(source[1] - source[0]) / np.linalg.norm(source[3] - source[0]))
    target = np.array([[0, 0], [width, 0], [width, 48], [0, 48]], np.float32)
    # Shrink first where a lot is to be shrunk: the warp itself does not filter.
    zoom = min(1.0, 96 / (height * (1 + 2 * margin)))
    if zoom < 1:
        picture = cv2.resize(picture, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA)
    warp = cv2.getPerspectiveTransform((source * zoom).astype(np.float32), target)
    return cv2.warpPerspective(
        picture, warp, (width, 48), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )


def readings(reader, picture, box):
    """What the reader makes of ever other views; lazily, because the first mostly does."""
    for margin in (0.15, 0.3, 0.45):
        found, _ = reader(strip(picture, box, margin), use_det=False, use_cls=False, use_rec=True)
        yield "".join(line[0] for line in found or [])
    near = crop(picture, box)
    for zoom in (1, 2):
        if near.size and near.shape[1] * zoom < 2000:
            view = cv2.resize(near, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_CUBIC)
            found, _ = reader(view)
            yield "".join(line[1] for line in found or [])


@functools.cache
def reference_reader():
    """One reader in each process."""
    cv2.setNumThreads(1)
    return RapidOCR(**READER)


def is_readable(folder, row):
    picture = cv2.imread(str(folder / row["file"]))
    return any(
        row["number"] in reading.replace(" ", "")
        for reading in readings(reference_reader(), picture, row["number_box"])
    )


def label(folder, table):
    """Writes what the reader says of every picture of the folder."""
    with (folder / "truth.csv").open() as truth:
        rows = list(csv.DictReader(truth))
    columns = ["seed", "kind", "defect", "amount", "crc32"]
    with multiprocessing.Pool() as pool, table.open("w", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([*columns, "readable"])
        answers = pool.imap(functools.partial(is_readable, folder), rows, chunksize=4)
        for row, readable in zip(rows, answers):
            writer.writerow([*(row[column] for column in columns), int(readable)])
            out.flush()


if __name__ == "__main__":
    label(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
