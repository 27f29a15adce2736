"""What a person wants of the log, and the lines that would say it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from dispatcher.app.corrections.sight import Sight
from dispatcher.domain.correction import Correction, CorrectionKind
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One deed of one person. The same `key` again is the same deed. seen: the last line the person knew of."""

    key: str
    author: str
    comment: str = ""
    seen: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A line before it is written. `reach`: the time it changes, where locks and later lines of others count."""

    machine: MachineId
    kind: CorrectionKind
    start: Instant
    end: Instant | None
    reach: Interval
    value: str = ""
    reason: str = ""
    target: int | None = None
    scrap: int = 0
    rework: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """Something odd that is written all the same: a locale key `warning.<code>`, and what its text needs."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """What came of an act."""

    lines: Sequence[Correction]
    warnings: Sequence[Warned] = ()


class Intent(Protocol):
    """One file an intent."""

    def drafts(self, sight: Sight) -> Sequence[Draft]:
        """The lines that say it, checked against what is there. Raises InvalidInput, NotFound, Conflict."""
        ...

    def made(self, lines: Sequence[Correction]) -> bool:
        """Whether these lines came of the same intent (an act that is sent again)."""
        ...

    def warnings(self, sight: Sight) -> Sequence[Warned]:
        """What is odd about it."""
        ...


class Plain:
    """An intent about which nothing is odd."""

    def warnings(self, sight: Sight) -> Sequence[Warned]:
        """Nothing."""
        del sight
        return ()
