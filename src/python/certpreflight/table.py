"""Pictures in a table, reports in a table: for every engine that maps a function over batches.

With Ray Data, `dataset.map_batches(check_table, batch_format="pyarrow")`; with Spark, `frame.mapInArrow(check_tables,
schema)`, see `packaging/cluster.md`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Optional

import pyarrow as pa

from . import check_many
from ._check import DEFAULT_PROFILE, Day, Path, _checker
from ._native import __version__
from ._report import Report

RESULT = pa.schema(
    [
        ("bytes", pa.int64()),
        ("digest", pa.string()),
        ("fingerprint", pa.string()),
        ("verdict", pa.string()),
        ("rules", pa.list_(pa.string())),
        # The picture as it stands among the images of the JSON report.
        ("report", pa.string()),
        # Why there is no report; null where there is one.
        ("problem", pa.string()),
        ("tool_version", pa.string()),
        ("profile", pa.string()),
    ]
)


def check_table(
    table: pa.Table,
    *,
    path: str = "path",
    content: str = "content",
    jobs: int = 1,
    profile: Path = DEFAULT_PROFILE,
    lang: str = "en",
    today: Optional[Day] = None,
    read: bool = True,
    show_values: bool = False,
) -> pa.Table:
    """A row for each row: its columns without `content`, and those of `RESULT`.

    `path` names the column of names, `content` that of bytes, where null stands for a picture that could not be had.
    Raises `KeyError` for a column that isn't there, and else what `check` raises.
    """
    for name in (path, content):
        if name not in table.column_names:
            raise KeyError(f"the table has no column {name!r}: {table.column_names}")
    names = table.column(path).to_pylist()
    contents = table.column(content)
    held = [index for index in range(len(table)) if contents[index].is_valid]
    # One after the other: the bytes are in the table already, and need not be there twice.
    pictures = ((names[index] or "", contents[index].as_py()) for index in held)
    reports = check_many(
        pictures,
        jobs=jobs,
        profile=profile,
        lang=lang,
        today=today,
        read=read,
        show_values=show_values,
    )
    profile_id = _checker(profile, lang, today, read, show_values).profile
    rows = [problem_row("there is no content", profile_id) for _ in range(len(table))]
    for index, report in zip(held, reports):
        rows[index] = row(report, profile_id)
    kept = table.drop_columns([content, *(name for name in RESULT.names if name in table.column_names)])
    results = pa.Table.from_pylist(rows, schema=RESULT)
    for field in RESULT:
        kept = kept.append_column(field, results.column(field.name))
    return kept


def check_tables(tables: Iterable[pa.RecordBatch], **options: Any) -> Iterator[pa.RecordBatch]:
    """`check_table` over a stream of batches."""
    for batch in tables:
        yield from check_table(pa.Table.from_batches([batch]), **options).to_batches()


def row(report: Report, profile_id: str) -> Mapping[str, Any]:
    """What the columns of `RESULT` say of a picture."""
    return {
        "bytes": report.bytes,
        "digest": report.digest,
        "fingerprint": report.fingerprint,
        "verdict": report.verdict,
        "rules": list(report.rules),
        "report": report.to_json(),
        "problem": None,
        "tool_version": __version__,
        "profile": profile_id,
    }


def problem_row(problem: str, profile_id: str) -> Mapping[str, Any]:
    """What they say of one that could not be looked at."""
    return {
        "verdict": "unreadable",
        "rules": [],
        "problem": problem,
        "tool_version": __version__,
        "profile": profile_id,
    }


def profile_hash(options: Mapping[str, Any]) -> str:
    """What is the same for equal terms of a check: a profile, which may be a file, and everything else asked for."""
    import hashlib
    import os

    terms = dict(options)
    profile = os.fspath(terms.get("profile", DEFAULT_PROFILE))
    if os.path.isfile(profile):
        with open(profile, "rb") as file:
            terms["profile"] = file.read().decode("utf-8", "replace")
    text = json.dumps([__version__, terms], sort_keys=True, default=str)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
