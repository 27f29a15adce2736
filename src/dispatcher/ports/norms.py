"""Where standard times are kept. All calls block."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol

from dispatcher.domain.instant import Instant
from dispatcher.domain.norm import Norm

TWICE_SHOWN = 100
"""How many rows that repeat another are named."""


class NormKey(NamedTuple):
    """What there is one norm of."""

    program: str
    scope: str
    first: date


@dataclass(frozen=True, slots=True, kw_only=True)
class NormChange:
    """One act of writing: norms in force from `first` on may differ since. `revision` counts from 1 without holes."""

    revision: int
    at: Instant
    author: str
    first: date


@dataclass(frozen=True, slots=True, kw_only=True)
class NormsPut:
    """What rows did, or would do. twice: (row, row it repeats) of the first TWICE_SHOWN of `twice_total` rows that
    were left out because an earlier row has the same key.
    """

    added: int
    changed: int
    unchanged: int
    twice: tuple[tuple[int, int], ...]
    twice_total: int


class Norms(Protocol):
    """Standard times by program, scope and first day (SQLite by default)."""

    def put(self, rows: Iterable[tuple[int, Norm]], *, at: Instant, author: str, dry_run: bool = False) -> NormsPut:
        """Take in numbered rows, however many, in one transaction: all of them, or none where `rows` or the store
        raises. A key that is there already gets the new values. Raises StoreFull, StoreFailed.
        """
        ...

    def remove(self, keys: Sequence[NormKey], *, at: Instant, author: str) -> int:
        """Remove these, in one transaction; how many there were."""
        ...

    def fitting(self, program: str) -> Sequence[Norm]:
        """Every norm whose program fits this one, of every scope and day."""
        ...

    def search(self, text: str, limit: int, after: NormKey | None) -> Sequence[Norm]:
        """Norms whose program, item or operation has the text in it, by key, after the given one."""
        ...

    def count(self) -> int:
        """How many there are."""
        ...

    def revision(self) -> int:
        """The number of the last act of writing, 0 before the first."""
        ...

    def changes(self, after: int) -> Sequence[NormChange]:
        """Acts of writing with a greater number, in order."""
        ...

    def close(self) -> None:
        """Release the file."""
        ...
