#!/usr/bin/env python3
"""Ends `certpreflight fix` at random moments, again and again, and counts what that leaves behind.

    tests/hostile/kills.py target/release/certpreflight FOLDER [--kills 1000] [--minutes 30] [--seed 1]

FOLDER holds a few pictures; it is copied, and only the copy is used. Each round repairs it into a new folder,
with a report beside it, and one of KILL, TERM, HUP and INT comes after a random part of the time that a whole run
takes. After it, and after a run that is let finish, is counted:

- half files: copies that are not byte for byte those of an undisturbed run,
- leftovers: files that are neither copies nor the report, right after signals that can be caught, and after the
  next run for all of them,
- originals changed: by their digests,
- next runs that did not do all there was to do.

Any count above 0 is a failure (exit code 1).
"""

import argparse
import hashlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

SIGNALS = [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT]
HALF, LEFT, LEFT_NEXT, CHANGED, UNDONE = (
    "half files",
    "leftovers at once",
    "leftovers after the next start",
    "originals changed",
    "next runs incomplete",
)


def digests(folder):
    """The digest of every file below a folder, by its path in it."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


class Desk:
    """A copy of the pictures, and the command that repairs them beside it."""

    def __init__(self, program, pictures, folder):
        self.folder = folder
        shutil.copytree(pictures, folder / "in")
        self.originals = digests(folder / "in")
        self.command = [program, "fix", "in", "--out", "out/copies", "-o", "out/report.json"]
        self.command += ["--no-config", "--no-read", "--jobs", "2"]
        self.clear()
        begun = time.monotonic()
        self.run()
        self.seconds = time.monotonic() - begun
        self.copies = digests(folder / "out" / "copies")
        if not self.copies:
            sys.exit("nothing was repaired: give a folder with pictures that can be")

    def clear(self):
        shutil.rmtree(self.folder / "out", ignore_errors=True)
        (self.folder / "out").mkdir()

    def start(self):
        quiet = subprocess.DEVNULL
        return subprocess.Popen(self.command, cwd=self.folder, stdout=quiet, stderr=quiet)

    def run(self):
        if self.start().wait(timeout=600) not in (0, 1):
            sys.exit(f"the undisturbed run failed: {' '.join(map(str, self.command))}")

    def found(self):
        """Copies that are there, and files that are neither copies nor the report."""
        files = digests(self.folder / "out")
        files.pop("report.json", None)
        copies = {name.removeprefix("copies/"): digest for name, digest in files.items()}
        strange = {name for name in copies if name not in self.copies}
        return {name: copies[name] for name in copies.keys() - strange}, strange

    def round(self, number, delay):
        """One end and the run after it; what of it should not have been."""
        counts = Counter()
        self.clear()
        process = self.start()
        time.sleep(delay)
        process.send_signal(number)
        process.wait(timeout=120)
        copies, strange = self.found()
        counts[HALF] += sum(self.copies[name] != digest for name, digest in copies.items())
        if number != signal.SIGKILL:
            counts[LEFT] += len(strange)
        self.run()
        copies, strange = self.found()
        counts[LEFT_NEXT] += len(strange)
        counts[UNDONE] += copies != self.copies
        counts[CHANGED] += digests(self.folder / "in") != self.originals
        return counts, process.returncode


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("program", type=Path)
    parser.add_argument("pictures", type=Path)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--minutes", type=float, help="stop after so long, however many kills there were")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    rows = {number: Counter() for number in SIGNALS}
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(options.program.resolve(), options.pictures, Path(folder))
        print(f"{len(desk.copies)} copies in {desk.seconds:.2f} s undisturbed")
        begun = time.monotonic()
        for kill in range(options.kills):
            if options.minutes and time.monotonic() - begun > options.minutes * 60:
                break
            number = SIGNALS[kill % len(SIGNALS)]
            counts, code = desk.round(number, chance.uniform(0, desk.seconds))
            rows[number] += counts
            rows[number]["rounds"] += 1
            rows[number]["ended early"] += code not in (0, 1)
    columns = ["rounds", "ended early", HALF, LEFT, LEFT_NEXT, CHANGED, UNDONE]
    print("| signal | " + " | ".join(columns) + " |")
    print("| --- |" + " ---: |" * len(columns))
    for number, row in rows.items():
        print(f"| {number.name} | " + " | ".join(str(row[column]) for column in columns) + " |")
    wrong = sum(row[column] for row in rows.values() for column in columns[2:])
    ended, rounds = (sum(row[column] for row in rows.values()) for column in ("ended early", "rounds"))
    # A signal that comes when all is done tests nothing.
    if wrong or ended * 4 < rounds:
        sys.exit(f"{wrong} things went wrong; {ended} of {rounds} runs were ended before they were done")


if __name__ == "__main__":
    main()
