"""Checks what lies in object storage on a Ray cluster; can be killed at any time and started again.

    python -m certpreflight.ray check s3://scans/2026 s3://results/2026 --profile tencent-icp
    python -m certpreflight.ray merge s3://results/2026

`check` lists the objects once, into OUT/manifest/, and cuts the list into batches. A batch's rows are one Parquet file
under OUT/rows/, which appears whole or not at all and is always called the same: a batch that is done twice, because
its worker or the driver was killed, replaces its file by an equal one. So every object has exactly one row, and a
second start does only what is missing. `--relist` takes in what has come since; the row of an object that was replaced
gives way to that of the new one.

`merge` looks for what is there twice over all rows, by digest and fingerprint, into OUT/repeats.parquet.

Pictures are fetched by the worker that looks at them and are never on a disk. Credentials are those of the environment
or the machine (for S3: AWS_ACCESS_KEY_ID …, or its role); they are no arguments and stand in no log.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import json
import logging
import multiprocessing
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Optional
from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.compute
import pyarrow.fs
import pyarrow.parquet as pq

from . import Duplicates, check_many
from ._check import _checker, read_up_to
from .table import RESULT, problem_row, profile_hash, row

MANIFEST = pa.schema([("id", pa.string()), ("path", pa.string()), ("size", pa.int64())])
ROWS = pa.schema([("id", pa.string()), ("path", pa.string()), *RESULT])
# How often a batch is tried before its pictures are looked at one by one, each in a process of its own.
TRIES = 2
# Beside each list: the day by which its objects are judged, whenever their turn comes.
DAY = b"today"
# What a report says of how sure a value is that was plainly read.
PLAIN = ("read", "confirmed")
# How long one picture may take there. Chosen, not fitted: the slowest decoder gives up after seconds.
SECONDS_A_PICTURE = 120


class Storage:
    """A folder or a prefix in object storage."""

    def __init__(self, uri: str) -> None:
        if "@" in urlsplit(uri).netloc:
            raise ValueError("credentials belong in the environment, not in an address")
        self.uri = uri
        self.system, self.root = pyarrow.fs.FileSystem.from_uri(uri)
        self.root = self.root.rstrip("/")

    def files(self, folder: str = "") -> Iterator[pyarrow.fs.FileInfo]:
        """What lies in a folder, which need not be there yet; the top has to be."""
        selector = pyarrow.fs.FileSelector(
            f"{self.root}/{folder}".rstrip("/"), recursive=True, allow_not_found=bool(folder)
        )
        for info in self.system.get_file_info(selector):
            if info.type == pyarrow.fs.FileType.File:
                yield info

    def names(self, folder: str) -> set[str]:
        """What lies in a folder, whole."""
        return {info.base_name for info in self.files(folder) if not info.base_name.startswith(".")}

    def read(self, name: str, columns: Optional[list[str]] = None) -> pa.Table:
        return pq.read_table(f"{self.root}/{name}", filesystem=self.system, columns=columns)

    def write(self, name: str, table: pa.Table) -> None:
        """Whole or not at all: an object appears when it is closed, and a file is given its name then."""
        path = f"{self.root}/{name}"
        if not isinstance(self.system, pyarrow.fs.LocalFileSystem):
            pq.write_table(table, path, filesystem=self.system)
            return
        folder, _, own = path.rpartition("/")
        self.system.create_dir(folder, recursive=True)
        begun = f"{folder}/.{own}-{time.time_ns()}"
        pq.write_table(table, begun, filesystem=self.system)
        self.system.move(begun, path)


def listed(source: Storage, terms: str, known: set[str]) -> pa.Table:
    """The objects that are not known yet, in the order of their paths. An object that was replaced is another one."""
    ids, paths, sizes = [], [], []
    for info in source.files():
        path = info.path[len(source.root) :].lstrip("/")
        said = "\0".join([path, str(info.size), str(info.mtime_ns), terms])
        id = hashlib.blake2b(said.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
        if id not in known:
            ids.append(id)
            paths.append(path)
            sizes.append(info.size)
    return pa.table([ids, paths, sizes], schema=MANIFEST).sort_by("path")


def today_in_china() -> str:
    china = datetime.timezone(datetime.timedelta(hours=8))
    return datetime.datetime.now(china).date().isoformat()


def standing(manifests: Iterable[pa.Table]) -> list[pa.Array]:
    """For each manifest, oldest first, which of its objects no later one names again."""
    later: set[str] = set()
    found = []
    for table in reversed(list(manifests)):
        paths = table["path"].to_pylist()
        found.append(pa.array([path not in later for path in paths], pa.bool_()))
        later.update(paths)
    return found[::-1]


def without_others(out: Storage, part: str, batch: pa.Table) -> None:
    """Takes out of a part's rows those of objects that its batch has no more."""
    rows = out.read(f"rows/{part}")
    kept = rows.filter(pa.compute.is_in(rows["id"], value_set=batch["id"].combine_chunks()))
    if len(kept) < len(rows):
        out.write(f"rows/{part}", kept)


class NotHad(Exception):
    """Why a picture could not be fetched."""


def fetched(source: Storage, object: Mapping[str, Any], most_bytes: int) -> bytes:
    """A picture's bytes."""
    too_large = NotHad(f"more than {most_bytes} bytes, which is more than is looked at")
    if object["size"] > most_bytes:
        raise too_large
    try:
        with source.system.open_input_stream(f"{source.root}/{object['path']}") as stream:
            # In one piece, if it has the size that it was listed with: each is a request.
            content = read_up_to(stream, most_bytes, object["size"] + 1)
    except OSError as error:
        # Its own words may hold an address with a signature.
        raise NotHad(f"could not be fetched: {type(error).__name__}") from None
    if len(content) > most_bytes:
        raise too_large
    return content


def done(
    batch: pa.Table, source: Storage, options: Mapping[str, Any], alone: bool
) -> pa.Table:
    """The rows of a batch, of whose pictures a few at a time are in memory."""
    checker = _checker(
        options["profile"], options["lang"], options["today"], options["read"], False
    )
    objects = batch.to_pylist()
    rows: list[Mapping[str, Any]] = [{}] * len(objects)
    held = []

    def pictures() -> Iterator[tuple[str, bytes]]:
        for index, object in enumerate(objects):
            try:
                content = fetched(source, object, checker.file_bytes)
            except NotHad as problem:
                rows[index] = problem_row(str(problem), checker.profile)
            else:
                held.append(index)
                yield object["path"], content

    if alone:
        for path, content in pictures():
            rows[held[-1]] = _apart(path, content, options, checker.profile)
    else:
        reports = check_many(pictures(), jobs=1, **options)
        for place, report in enumerate(reports):
            rows[held[place]] = row(report, checker.profile)
    names = [{"id": object["id"], "path": object["path"]} for object in objects]
    return pa.Table.from_pylist([{**a, **b} for a, b in zip(names, rows)], schema=ROWS)


def _apart(
    path: str, content: bytes, options: Mapping[str, Any], profile: str
) -> Mapping[str, Any]:
    """One picture in a process of its own, whose death is what is said of the picture."""
    context = multiprocessing.get_context("spawn")
    receive, send = context.Pipe(duplex=False)
    child = context.Process(target=_report_to, args=(send, path, content, dict(options), profile))
    child.start()
    send.close()
    try:
        if receive.poll(SECONDS_A_PICTURE):
            answer: Mapping[str, Any] = receive.recv()
            return answer
        problem = f"it took more than {SECONDS_A_PICTURE} s"
    except EOFError:
        child.join()
        problem = f"the process that looked at it ended with {child.exitcode}"
    finally:
        child.kill()
        child.join()
    return problem_row(problem, profile)


def _report_to(
    send: Any, path: str, content: bytes, options: Mapping[str, Any], profile: str
) -> None:
    [report] = check_many([(path, content)], jobs=1, **options)
    send.send(row(report, profile))


def check_all(arguments: argparse.Namespace) -> int:
    import ray
    import ray.exceptions

    source, out = Storage(arguments.source), Storage(arguments.out)
    if f"{out.root}/".startswith(f"{source.root}/") and out.system.equals(source.system):
        print("OUT lies in SOURCE, where its files would be taken for pictures")
        return 2
    options = {
        "profile": arguments.profile,
        "lang": arguments.lang,
        "today": arguments.today,
        "read": not arguments.no_read,
    }
    check_many([], **options)  # a mistake in them is told before a cluster is asked for
    terms = profile_hash(options)
    manifests = sorted(out.names("manifest"))
    if any(name.split("-")[1] != terms for name in manifests):
        print(f"{out.uri} holds rows of another version, profile, language or day; name another OUT")
        return 2
    if not manifests or arguments.relist:
        known = {
            id for name in manifests for id in out.read(f"manifest/{name}", ["id"])["id"].to_pylist()
        }
        table = listed(source, terms, known).replace_schema_metadata(
            {DAY: arguments.today or today_in_china()}
        )
        name = f"{len(manifests):05}-{terms}-{arguments.batch}.parquet"
        if len(table) > 0 or not manifests:
            out.write(f"manifest/{name}", table)
            manifests.append(name)

    ready = out.names("rows")
    todo = []
    tables = [out.read(f"manifest/{name}") for name in manifests]
    for name, table, stands in zip(manifests, tables, standing(tables)):
        size = int(name.removesuffix(".parquet").split("-")[2])
        for number, start in enumerate(range(0, len(table), size)):
            part = f"{name.split('-')[0]}-{number:07}.parquet"
            whole = table.slice(start, size)
            batch = whole.filter(stands.slice(start, size))
            if part not in ready:
                if len(batch) > 0:
                    todo.append((part, batch, table.schema.metadata[DAY].decode()))
            elif len(batch) < len(whole):
                without_others(out, part, batch)
    pictures = sum(len(batch) for _, batch, _ in todo)
    print(f"{pictures} pictures to check in {len(todo)} batches; {len(ready)} batches are done")
    if not todo:
        return 0

    ray.init(address=arguments.address, log_to_driver=False, logging_level=logging.ERROR)

    def rows_of(part: str, batch: pa.Table, day: str, alone: bool) -> int:
        rows = done(batch, Storage(arguments.source), {**options, "today": day}, alone)
        Storage(arguments.out).write(f"rows/{part}", rows)
        return len(rows)

    work = ray.remote(num_cpus=1, max_retries=TRIES - 1)(rows_of)
    begun = time.monotonic()
    room = max(2, 2 * int(ray.cluster_resources().get("CPU", 1)))
    running: dict[Any, tuple[str, pa.Table, str, bool]] = {}
    waiting = iter(todo)
    again: list[tuple[str, pa.Table, str, bool]] = []
    seen = 0
    while True:
        while len(running) < room:
            following = again.pop() if again else next(((*one, False) for one in waiting), None)
            if following is None:
                break
            running[work.remote(*following)] = following
        if not running:
            break
        [first], _ = ray.wait(list(running))
        part, batch, day, alone = running.pop(first)
        try:
            seen += ray.get(first)
        except ray.exceptions.WorkerCrashedError:
            if alone:
                raise
            # One of its pictures has taken the worker down, as often as it was tried.
            again.append((part, batch, day, True))
    seconds = time.monotonic() - begun
    print(f"{seen} pictures in {seconds:.1f} s: {seen / seconds:.1f} a second")
    return 0


def paper(report: Optional[str]) -> Optional[str]:
    """What tells one certificate from another of its kind, as far as reports show it: its number if that was plainly
    read, on a side without one its dates. Certificates of one layout look much alike from afar."""
    certificate = json.loads(report)["certificate"] if report else None
    if certificate is None:
        return None
    number, until, issued = (certificate[name] for name in ("number", "until", "issued"))
    if number and number["certainty"] in PLAIN:
        shown: str = number["masked"]
        return shown
    if certificate["side"] == "emblem" and until and until["certainty"] in PLAIN:
        return f"{issued and issued['masked']} {until['masked']}"
    return None


def merge(arguments: argparse.Namespace) -> int:
    """Finds what is there twice, in the order of the paths."""
    out = Storage(arguments.out)
    columns = ["path", "digest", "fingerprint"]
    parts = []
    for name in sorted(out.names("rows")):
        part = out.read(f"rows/{name}", [*columns, "report"])
        papers = [paper(report) for report in part["report"].to_pylist()]
        parts.append(part.select(columns).append_column("paper", pa.array(papers, pa.string())))
    if not parts:
        print(f"{out.uri} holds no rows")
        return 2
    rows = pa.concat_tables(parts).sort_by("path")
    seen = Duplicates()
    papers_seen: dict[str, str] = {}
    repeats = []
    for batch in rows.to_batches(max_chunksize=10_000):
        for one in batch.to_pylist():
            if one["digest"] is None:
                continue
            path, said = one["path"], one["paper"]
            repeat = seen.insert(path, one["digest"], one["fingerprint"])
            if repeat is None:
                if said is not None:
                    papers_seen[path] = said
            elif repeat.kind == "file" or said is None or papers_seen.get(repeat.first, said) == said:
                repeats.append({"path": path, **repeat._asdict()})
    schema = pa.schema([("path", pa.string()), ("kind", pa.string()), ("first", pa.string())])
    out.write("repeats.parquet", pa.Table.from_pylist(repeats, schema=schema))
    print(f"{len(rows)} rows; {len(repeats)} repeat an earlier one")
    return 0


def main(arguments: Optional[list[str]] = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m certpreflight.ray", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    one = commands.add_parser("check", help="check what lies under SOURCE, into OUT")
    one.add_argument("source", metavar="SOURCE")
    one.add_argument("out", metavar="OUT")
    one.add_argument("--profile", default="tencent-domain")
    one.add_argument("--lang", default="en", choices=["en", "zh"])
    one.add_argument("--today", help="the day by which validity is judged [default: that of the list, in China]")
    one.add_argument("--no-read", action="store_true", help="don't read the certificates")
    one.add_argument("--batch", type=int, default=64, help="pictures in a batch [default: 64]")
    one.add_argument("--relist", action="store_true", help="take in what has come since the first start")
    one.add_argument("--address", help="of the Ray cluster [default: the one this runs in, else a local one]")
    one.set_defaults(run=check_all)
    two = commands.add_parser("merge", help="find what is there twice in all of OUT")
    two.add_argument("out", metavar="OUT")
    two.set_defaults(run=merge)
    parsed = parser.parse_args(arguments)
    code: int = parsed.run(parsed)
    return code


if __name__ == "__main__":
    # Under its own name, by which workers and their processes find it too.
    from certpreflight.ray import main as named_main

    sys.exit(named_main())
