"""Pictures in, reports and copies out."""

from __future__ import annotations

import datetime
import os
import stat
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import IO, Any, Optional, Union

from . import _workers as _workers  # says who opens HEIC and PDF, before anything is opened
from . import _native
from ._report import Copy, File, Report

Path = Union[str, "os.PathLike[str]"]
Source = Union[Path, bytes, bytearray, memoryview, IO[bytes]]
"""A picture: a path, its bytes, or a file opened for reading bytes."""
Item = Union[Source, "tuple[str, Source]"]
"""A picture, or its name and the picture."""
Day = Union[datetime.date, str]

DEFAULT_PROFILE = "tencent-domain"


def check(
    source: Source,
    *,
    name: Optional[Path] = None,
    profile: Path = DEFAULT_PROFILE,
    lang: str = "en",
    today: Optional[Day] = None,
    read: bool = True,
    show_values: bool = False,
) -> Report:
    """Checks one picture against a platform's rules.

    `source` is a path, the file's bytes, or a file opened for reading bytes. `name` is what the file is called where
    `source` doesn't say it; without one, the extension is taken to be right.
    `profile` is a built-in one (see `profiles`) or a TOML file. `today` is the day by which validity is judged, by
    default today in China. With `read=False` the certificate is not read. Numbers and persons' names are masked unless
    `show_values` is true.

    Raises `FileNotFoundError` and other `OSError`s for a path that can't be opened, `ValueError` for a profile, language
    or date that doesn't exist, `TypeError` for anything else than a picture. What is wrong with the picture never raises.
    """
    checker = _checker(profile, lang, today, read, show_values)
    return _check(checker, _content(source, name, checker.file_bytes))


def check_many(
    sources: Iterable[Item],
    *,
    jobs: Optional[int] = None,
    profile: Path = DEFAULT_PROFILE,
    lang: str = "en",
    today: Optional[Day] = None,
    read: bool = True,
    show_values: bool = False,
) -> Iterator[Report]:
    """Checks pictures on `jobs` threads (by default as many as there are cores), and yields reports in their order.

    `sources` may be endless: of what it yields, at most `3 * jobs` pictures are taken ahead. An element may be a pair of
    a name and a picture. A path that can't be read gets a report (`unreadable`) as in the command, so that one bad file
    doesn't end the run; what `sources` itself raises comes after the reports of what it yielded before.
    Each picture is judged by itself: `Duplicates` finds what is there twice.
    """
    jobs = _usual_jobs() if jobs is None else jobs
    if not 1 <= jobs <= 256:
        raise ValueError(f"jobs: {jobs} is not between 1 and 256")
    checker = _checker(profile, lang, today, read, show_values)
    if isinstance(sources, (str, bytes, bytearray, memoryview, os.PathLike)):
        raise TypeError("sources: one picture where several are expected; check() takes one")
    return _in_order(checker, iter(sources), jobs)


def fix(
    source: Source,
    *,
    name: Optional[Path] = None,
    profile: Path = DEFAULT_PROFILE,
    lang: str = "en",
    today: Optional[Day] = None,
    read: bool = True,
    show_values: bool = False,
    allow_upscale: bool = False,
    turn: bool = False,
) -> Copy:
    """Repairs one picture in memory; arguments and exceptions as of `check`.

    `allow_upscale` enlarges borderline pictures to reach the smallest size; `turn` turns pictures that only their
    content shows to be sideways.
    """
    checker = _checker(profile, lang, today, read, show_values)
    content = _content(source, name, checker.file_bytes)
    if not isinstance(content, tuple):
        content = (content, _bytes_at(content, checker.file_bytes))
    judged, files = checker.fix(*content, allow_upscale, turn)
    # One that is good as it is keeps the name that it came with, which may be a path.
    return Copy(Report(*judged), tuple(File(os.path.basename(one), data) for one, data in files))


def _checker(
    profile: Path, lang: str, today: Optional[Day], read: bool, show_values: bool
) -> _native.Checker:
    day = today.isoformat()[:10] if isinstance(today, datetime.date) else today
    return _native.Checker(os.fspath(profile), lang, day, read, show_values)


def _usual_jobs() -> int:
    if hasattr(os, "sched_getaffinity"):
        return min(len(os.sched_getaffinity(0)), 256)
    return min(os.cpu_count() or 1, 256)


_Content = Union[str, "tuple[str, bytes]"]


def _content(
    source: object, name: Optional[Path], most_bytes: int, *, must_open: bool = True
) -> _Content:
    """What to look at: a path, or a name and bytes. Of what can be read, no more than tells that it is too large."""
    if isinstance(source, (str, os.PathLike)):
        path = os.fspath(source)
        if not isinstance(path, str):
            raise TypeError("a path of bytes could be a picture: decode it with os.fsdecode")
        if name is not None:
            _openable(path)
            return os.fspath(name), _bytes_at(path, most_bytes)
        if must_open:
            _openable(path)
        return path
    if isinstance(source, (bytes, bytearray, memoryview)):
        data = bytes(source)
    elif hasattr(source, "read"):
        data = read_up_to(source, most_bytes)
        called = getattr(source, "name", None)
        if name is None and isinstance(called, str):
            name = os.path.basename(called)
    else:
        kind = type(source).__name__
        raise TypeError(f"a path, bytes or a file opened for reading bytes is expected, not {kind}")
    if name is None:
        extension = _native.extension(data)
        name = f"picture.{extension}" if extension else "picture"
    return os.fspath(name), data


def read_up_to(file: Any, most_bytes: int, piece_bytes: int = 4 << 20) -> bytes:
    """What is left of a file, but no more than one byte beyond the limit, which is enough to be refused for it.

    In pieces: a file may give less than it is asked for, and Python makes room for all that it is asked for.
    """
    pieces = []
    left = most_bytes + 1
    while left > 0:
        piece = file.read(min(piece_bytes, left))
        if not isinstance(piece, bytes):
            kind = type(piece).__name__
            raise TypeError(f"the file yields {kind}, not bytes: open it with mode 'rb'")
        if not piece:
            break
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


def _bytes_at(path: str, most_bytes: int) -> bytes:
    with open(path, "rb") as file:
        return read_up_to(file, most_bytes)


def _openable(path: str) -> None:
    """Raises what opening the path for reading raises, and doesn't wait for a pipe."""
    mode = os.stat(path).st_mode
    if stat.S_ISREG(mode) or stat.S_ISDIR(mode):
        open(path, "rb").close()
    else:
        raise OSError(f"not a regular file: {path!r}")


def _check(checker: _native.Checker, content: _Content) -> Report:
    if isinstance(content, tuple):
        return Report(*checker.check_bytes(*content))
    return Report(*checker.check_path(content))


def _item(item: Any, most_bytes: int) -> _Content:
    if isinstance(item, tuple):
        if len(item) != 2 or not isinstance(item[0], (str, os.PathLike)):
            raise TypeError("a pair of a name and a picture is expected")
        return _content(item[1], item[0], most_bytes, must_open=False)
    return _content(item, None, most_bytes, must_open=False)


def _in_order(checker: _native.Checker, items: Iterator[Any], jobs: int) -> Iterator[Report]:
    failure: Optional[Exception] = None
    is_done = False
    waiting: deque[Future[Report]] = deque()
    with ThreadPoolExecutor(jobs, thread_name_prefix="certpreflight") as pool:
        try:
            while True:
                # Two for each thread, so that none waits for the caller; one more so as to stay ahead.
                while not is_done and len(waiting) < 3 * jobs:
                    try:
                        content = _item(next(items), checker.file_bytes)
                    except StopIteration:
                        is_done = True
                    except Exception as raised:
                        failure, is_done = raised, True
                    else:
                        waiting.append(pool.submit(_check, checker, content))
                if not waiting:
                    break
                yield waiting.popleft().result()
        finally:
            for left in waiting:
                left.cancel()
    if failure is not None:
        raise failure
