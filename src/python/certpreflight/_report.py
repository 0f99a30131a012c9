"""What a check says, and what a repair made."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any, Literal, Optional, TypeVar, cast

Verdict = Literal["pass", "warn", "fail", "unreadable"]
Level = Literal["note", "warning", "error"]
Data = bytes  # where `bytes` is the name of an attribute


@dataclass(frozen=True)
class Finding:
    """Something wrong with a picture."""

    rule: str
    level: Level
    message: str
    advice: str
    platform_message: str | None
    """What the platform says when it refuses such a picture, where that is known."""
    evidence: dict[str, Any]
    """What was measured and what it has to be."""
    region: tuple[int, int, int, int] | None
    """Where in the upright picture: left, top, width and height in pixels."""
    fixable: bool
    """Whether `fix` can do something about it."""


@dataclass(frozen=True)
class NotAssessed:
    """A check that could not be made."""

    rule: str
    reason: str


@dataclass(frozen=True)
class Remark:
    """Something that a repair did, or could not do."""

    id: str
    message: str
    evidence: dict[str, Any]


@dataclass(frozen=True)
class File:
    """A file that can be uploaded."""

    name: str
    bytes: Data = field(repr=False)


Certificate = dict[str, Any]
"""What was read on the certificate, as `certificate` of the JSON report."""


_T = TypeVar("_T", Finding, NotAssessed, Remark)


def _of(kind: type[_T], said: dict[str, Any]) -> _T:
    """What the report says, in the attributes that there are."""
    return kind(**{field.name: said[field.name] for field in fields(kind)})


class Report:
    """What a check says of one picture. `to_dict` is the whole of it; the attributes are its parts."""

    def __init__(self, text: str, digest: Optional[str], fingerprint: Optional[str]) -> None:
        self._text = text
        self.digest = digest
        """The file's BLAKE3 digest; None if it could not be read."""
        self.fingerprint = fingerprint
        """What the same shot in another file has too; None if the pixels were not seen."""

    @cached_property
    def _image(self) -> dict[str, Any]:
        image: dict[str, Any] = json.loads(self._text)
        return image

    def to_dict(self) -> dict[str, Any]:
        """The picture as it stands among the `images` of `certpreflight -f json`; a new dict each time."""
        image: dict[str, Any] = json.loads(self._text)
        return image

    def to_json(self) -> str:
        """The same as text, on one line."""
        return self._text

    @property
    def path(self) -> str:
        return str(self._image["path"])

    @property
    def verdict(self) -> Verdict:
        """pass, warn, fail, or unreadable: it could not be examined to the end."""
        verdict: Verdict = self._image["verdict"]
        return verdict

    @property
    def format(self) -> str | None:
        """What the content is, whatever the name says."""
        return cast("str | None", self._image["format"])

    @property
    def bytes(self) -> int | None:
        """Size of the file."""
        return cast("int | None", self._image["bytes"])

    @property
    def width(self) -> int | None:
        """Of the upright picture, in pixels."""
        return cast("int | None", self._image["width"])

    @property
    def height(self) -> int | None:
        """Of the upright picture, in pixels."""
        return cast("int | None", self._image["height"])

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong, most serious first."""
        return tuple(
            _of(Finding, {**one, "region": tuple(one["region"]) if one["region"] else None})
            for one in self._image["findings"]
        )

    @property
    def not_assessed(self) -> tuple[NotAssessed, ...]:
        """What could not be checked."""
        return tuple(_of(NotAssessed, one) for one in self._image["not_assessed"])

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that the picture breaks, most serious first."""
        return tuple(one["rule"] for one in self._image["findings"])

    @property
    def measured(self) -> dict[str, float | None] | None:
        """The numbers that the rules go by; None if the pixels were not seen."""
        return cast("dict[str, float | None] | None", self._image["measured"])

    @property
    def certificate(self) -> Certificate | None:
        """What was read on the certificate; None if it was not read, or is none that is known."""
        return cast("Certificate | None", self._image["certificate"])

    def __repr__(self) -> str:
        return f"<Report {self.path!r}: {self.verdict} {list(self.rules)}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Report):
            return NotImplemented
        return (self._text, self.digest) == (other._text, other.digest)

    def __hash__(self) -> int:
        return hash((self._text, self.digest))


@dataclass(frozen=True)
class Copy:
    """What a repair made of a picture, in memory."""

    report: Report
    """What was wrong with the original; its `to_dict()["fix"]` says what became of it."""
    files: tuple[File, ...]
    """The files to upload: one, several for a document's pages, or none."""

    @property
    def _fix(self) -> dict[str, Any]:
        fix: dict[str, Any] = self.report._image["fix"]
        return fix

    @property
    def status(self) -> Literal["copied", "fixed", "refused"]:
        """copied: the original is good as it is; refused: no copy would pass."""
        status: Literal["copied", "fixed", "refused"] = self._fix["status"]
        return status

    @property
    def verdict(self) -> Verdict:
        """How the copy stands, or the original if there is none."""
        verdict: Verdict = self._fix["verdict"]
        return verdict

    @property
    def bytes(self) -> Data | None:
        """The (first) file to upload."""
        return self.files[0].bytes if self.files else None

    @property
    def name(self) -> str | None:
        """The original's name with the extension of the content."""
        return self.files[0].name if self.files else None

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What was done, and why nothing, or nothing better, could be made of it."""
        reason = self._fix["reason"]
        said = [*self._fix["actions"], *([reason] if reason else [])]
        return tuple(_of(Remark, one) for one in said)
