"""What a refusal means, and what would be refused of a manifest."""

from __future__ import annotations

import json
import os
import subprocess
from typing import Any, Optional, Union

from . import _native
from ._workers import interpreter

Path = Union[str, "os.PathLike[str]"]
# What the command ends with where it could judge: nothing at the level of errors, or something.
_JUDGED = (0, 1)


def explain(text: str) -> dict[str, Any]:
    """What a platform's refusal means: causes, remedies, how long to wait; as `certpreflight explain -f json`.

    Of the id of a rule (see `rules`), the refusals that it foresees. `notices` is empty for a text that is not known, and
    for a rule that foresees none. Raises `ValueError` if there is no text.
    """
    if not text.strip():
        raise ValueError("there is no text to explain")
    answer: dict[str, Any] = json.loads(_native.explain(text))
    return answer


def check_manifest(
    manifest: Path,
    *,
    sheet: Optional[str] = None,
    profile: Optional[Path] = None,
    lang: str = "en",
    read: bool = True,
    today: Optional[str] = None,
    show_values: bool = False,
) -> dict[str, Any]:
    """Holds what will be typed (CSV, XLSX, ODS or TOML) against the pictures that it names, as
    `certpreflight template check -f json`, which runs in a process of its own.

    Raises `OSError` if the manifest can't be opened and `ValueError` if it, or an argument, makes no sense.
    """
    path = os.fspath(manifest)
    open(path, "rb").close()
    arguments = ["--no-config", "--lang", lang, "template", "check", "-f", "json"]
    for flag, value in (("--sheet", sheet), ("--profile", profile), ("--today", today)):
        if value is not None:
            arguments += [f"{flag}={os.fspath(value)}"]
    arguments += ["--no-read"] * (not read) + ["--show-values"] * show_values
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    # The package is where this one is, whatever the other interpreter would find.
    start = f"import sys; sys.path.insert(0, {package!r}); from certpreflight.__main__ import main; sys.exit(main())"
    ran = subprocess.run(
        [interpreter(), "-c", start, *arguments, "--", path],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        check=False,
    )
    if ran.returncode not in _JUDGED:
        said = ran.stderr.decode("utf-8", "replace").strip()
        raise ValueError(said.removeprefix("certpreflight: "))
    answer: dict[str, Any] = json.loads(ran.stdout)
    return answer
