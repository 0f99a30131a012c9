#!/usr/bin/env python3
"""Spoils small pictures of all formats in many ways and repairs what is left of them.

    tests/hostile/mutants.py target/release/certpreflight FOLDER... [--mutants 10000] [--minutes 30] [--seed 1]

Mutants are made of all files of at most 300 KB in the folders, in turn: changed bits, bytes and runs, cut ends,
runs taken out, doubled or swapped, and 32-bit lengths made huge or zero. They are repaired 100 a run. Counted is:

- deaths: runs that end in any way but with an answer, or take over 10 minutes,
- unreported: mutants that no report names,
- crashed: findings of that rule, which stands for a mistake that was caught,
- originals changed: by their digests,
- refused copies: copies that a check refuses for what a repair should have mended.

Any count above 0 is a failure (exit code 1).
"""

import argparse
import hashlib
import json
import random
import struct
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

LARGEST = 300_000
A_RUN = 100
# Of any size, and JPEG alone, so that most has to be mended.
PROFILE = 'extends = "tencent-domain"\nid = "any-size"\nmin-bytes = "1B"\nformats = ["jpeg"]\n'
KINDS = ["deaths", "unreported", "crashed", "originals changed", "refused copies"]


def changed_bits(data, chance):
    for _ in range(chance.choice([1, 2, 8, 64])):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def changed_run(data, chance):
    start = chance.randrange(len(data))
    length = min(chance.choice([1, 4, 16, 256]), len(data) - start)
    data[start : start + length] = chance.choice([bytes(length), b"\xff" * length, chance.randbytes(length)])


def cut(data, chance):
    del data[chance.randrange(1, len(data)) :]


def taken_out(data, chance):
    start = chance.randrange(len(data))
    del data[start : start + chance.choice([1, 3, 32, 1000])]
    data += b"" if data else b"\0"


def doubled(data, chance):
    start = chance.randrange(len(data))
    data[start:start] = data[start : start + chance.choice([2, 64, 4096])]


def swapped(data, chance):
    if len(data) < 8:
        return
    length = max(1, min(64, len(data) // 4))
    one, other = sorted(chance.sample(range(0, len(data) - length + 1), 2))
    if other - one >= length:
        data[one : one + length], data[other : other + length] = data[other : other + length], data[one : one + length]


def huge(data, chance):
    if len(data) < 8:
        return
    # Most lengths stand near the start.
    start = chance.randrange(max(1, min(len(data) - 4, chance.choice([64, 1024, len(data)]))))
    value = chance.choice([0, 1, 0x7FFFFFFF, 0xFFFFFFFF, 0x00010000, len(data)])
    data[start : start + 4] = struct.pack(chance.choice("<>") + "I", value & 0xFFFFFFFF)


WAYS = [changed_bits, changed_run, cut, taken_out, doubled, swapped, huge]


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def run(program, folder, arguments):
    """The report of a run; `None` if it died."""
    report = folder / "report.json"
    report.unlink(missing_ok=True)
    command = [program, *arguments, "-p", "any-size.toml", "-o", report.name, "--no-config", "--no-read", "--jobs", "2", "--quiet"]
    quiet = subprocess.DEVNULL
    try:
        code = subprocess.run(command, cwd=folder, stdout=quiet, stderr=quiet, timeout=600).returncode
    except subprocess.TimeoutExpired:
        return None
    return json.loads(report.read_text()) if code in (0, 1) and report.exists() else None


def rules(image):
    return {finding["rule"] for finding in image["findings"]}


def round_of(program, mutants, folder):
    """Repairs some mutants; what of it should not have been, and how many copies there were."""
    counts = Counter()
    for name, data in mutants.items():
        (folder / "in" / name).write_bytes(data)
    before = {name: digest(folder / "in" / name) for name in mutants}
    report = run(program, folder, ["fix", "in", "--out", "copies"])
    if report is None:
        counts["deaths"] += 1
        return counts, 0
    named = {Path(image["path"]).name for image in report["images"]}
    named |= {Path(skipped["path"]).name for skipped in report.get("skipped", [])}
    counts["unreported"] += len(before.keys() - named)
    counts["crashed"] += sum("crashed" in rules(image) for image in report["images"])
    counts["originals changed"] += sum(digest(folder / "in" / name) != before[name] for name in mutants)
    copies = folder / "copies"
    made = [path for path in copies.rglob("*") if path.is_file()] if copies.exists() else []
    if made:
        checked = run(program, folder, ["check", "copies"])
        if checked is None:
            counts["deaths"] += 1
        else:
            broken = {"corrupt", "cut-short", "unaccepted-format", "trailing-data", "crashed"}
            counts["refused copies"] += sum(bool(rules(image) & broken) for image in checked["images"])
    return counts, len(made)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("program", type=Path)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--mutants", type=int, default=10_000)
    parser.add_argument("--minutes", type=float, help="stop after so long, however many mutants there were")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    files = (path for folder in options.folders for path in folder.rglob("*") if path.is_file())
    fit = (path for path in files if 16 <= path.stat().st_size <= LARGEST and path.suffix not in {".md", ".csv"})
    sources = sorted(fit)
    if not sources:
        sys.exit("no small file in the folders")
    chance.shuffle(sources)
    counts, made, copies = Counter(), 0, 0
    formats = Counter()
    begun = time.monotonic()
    while made < options.mutants and (not options.minutes or time.monotonic() - begun < options.minutes * 60):
        mutants = {}
        for _ in range(min(A_RUN, options.mutants - made)):
            source = sources[made % len(sources)]
            data = bytearray(source.read_bytes())
            for _ in range(chance.choice([1, 1, 2, 4])):
                chance.choice(WAYS)(data, chance)
            mutants[f"{made:05}{source.suffix}"] = bytes(data) or b"\0"
            formats[source.suffix.lower()] += 1
            made += 1
        with tempfile.TemporaryDirectory() as folder:
            folder = Path(folder)
            (folder / "in").mkdir()
            (folder / "any-size.toml").write_text(PROFILE)
            found, delivered = round_of(options.program.resolve(), mutants, folder)
            counts += found
            copies += delivered
            if any(found.values()):
                print(f"mutants up to {made}: {dict(found)}")
    print(f"{made} mutants of {len(sources)} files, {copies} copies made")
    print(", ".join(f"{suffix or 'none'} {count}" for suffix, count in formats.most_common()))
    print("| " + " | ".join(KINDS) + " |\n|" + " ---: |" * len(KINDS))
    print("| " + " | ".join(str(counts[kind]) for kind in KINDS) + " |")
    if not copies or any(counts.values()):
        sys.exit(1)


if __name__ == "__main__":
    main()
