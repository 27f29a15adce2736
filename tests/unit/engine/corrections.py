"""Lines of the log for tests: short to write."""

from __future__ import annotations

from typing import Any

from dispatcher.domain.correction import Correction, CorrectionKind
from dispatcher.domain.instant import Instant
from dispatcher.domain.signal import MachineId

LATHE = MachineId("lathe")


def line(number: int, kind: CorrectionKind, start: int, end: int | None = None, **rest: Any) -> Correction:
    """Line `number`, entered at 1000 + number unless `at` says otherwise."""
    given: dict[str, Any] = {"value": "", "reason": "", "comment": "", "author": "мастер", "machine": LATHE, **rest}
    return Correction(
        id=number,
        key=given.pop("key", f"key-{number}"),
        kind=kind,
        start=Instant(start),
        end=None if end is None else Instant(end),
        at=Instant(given.pop("at", 1000 + number)),
        **given,
    )


def reason(number: int, code: str, start: int, end: int | None = None, **rest: Any) -> Correction:
    return line(number, CorrectionKind.REASON, start, end, value=code, **rest)


def state(number: int, code: str, start: int, end: int, **rest: Any) -> Correction:
    return line(number, CorrectionKind.STATE, start, end, value=code, **rest)


def undo(number: int, target: Correction, **rest: Any) -> Correction:
    return line(number, CorrectionKind.UNDO, target.start, target.end, target=target.id, **rest)
