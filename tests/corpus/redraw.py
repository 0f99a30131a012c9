"""Draws a fresh report half, because the present one was looked at: README.md says when.

    ocr/bin/python tests/corpus/redraw.py SET

SET is a number that `sets.csv` doesn't have yet. The present report half becomes spent, the new one is
drawn, and `labels/report.csv` is what the reference reader says of it. Takes a quarter of an hour on two
cores.
"""

import csv
import pathlib
import subprocess
import sys
import tempfile

from label import label

HERE = pathlib.Path(__file__).resolve().parent


def declare(number):
    """Makes this set the report half, and the one that was it spent."""
    table = HERE / "sets.csv"
    with table.open(newline="") as file:
        header, *sets = csv.reader(file)
    if number in [known for known, _ in sets]:
        sys.exit(f"set {number} was drawn before")
    sets = [(known, "spent" if use == "report" else use) for known, use in sets]
    with table.open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *sets, (number, "report")])


def draw(folder):
    corpus = ["cargo", "run", "--release", "--locked", "-p", "certpreflight-corpus", "--"]
    subprocess.run([*corpus, "export", "report", folder, "--labeled"], cwd=HERE, check=True)


if __name__ == "__main__":
    declare(str(int(sys.argv[1])))
    with tempfile.TemporaryDirectory() as folder:
        draw(folder)
        label(pathlib.Path(folder), HERE / "labels/report.csv")
