"""Which of many pictures are there twice."""

from __future__ import annotations

from typing import Literal, NamedTuple, Optional

from . import _native


class Repeat(NamedTuple):
    """The earlier picture that one repeats."""

    kind: Literal["file", "shot"]
    """file: the same bytes; shot: the same shot in another file."""
    first: str
    """The name under which it came first."""


class Duplicates:
    """Pictures that have been seen, by digest and fingerprint, which are small and can be stored or sent: several
    machines may each check a part, and one finds what is there twice in all."""

    def __init__(self) -> None:
        self._seen = _native.Duplicates()

    def insert(
        self, name: str, digest: str, fingerprint: Optional[str] = None
    ) -> Optional[Repeat]:
        """Compares a picture with those before it, and remembers it. Raises `ValueError` for what is no digest or
        fingerprint."""
        found = self._seen.insert(name, digest, fingerprint)
        if found is None:
            return None
        is_same_file, first = found
        return Repeat("file" if is_same_file else "shot", first)
