"""The log of corrections: append-only, each line once, in one order for the whole plant. All calls block."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from dispatcher.domain.correction import Correction
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId


class CorrectionLog(Protocol):
    """Kept beside the settings (SQLite by default)."""

    def append(self, corrections: Sequence[Correction]) -> Sequence[Correction]:
        """Add all of them or none; their `id` is given here (what they carry is not looked at). A key that is there
        already adds nothing and gives back the line it made. When it returns, they survive kill -9.

        Raises Conflict `correction_key_reused` where a key comes again with other content; StoreFull, StoreFailed.
        """
        ...

    def of_machine(self, machine: MachineId, window: Interval) -> Sequence[Correction]:
        """Everything that may bear on the window, by id: lines that touch it, open ones that start before it ends
        (reasons without an end not longer than LONGEST_CARRY before it), and every UNDO of them. SPLIT and PARTS are
        points: they touch the window when they lie in it.
        """
        ...

    def act(self, key: str) -> Sequence[Correction]:
        """What was entered under this key, by id: the one line, or all lines of the bulk of that name."""
        ...

    def undoing(self, lines: Sequence[int]) -> Sequence[Correction]:
        """The undos of these lines and the undos of those, by id."""
        ...

    def of_shifts(self, window: Interval) -> Sequence[Correction]:
        """ACCEPT and REOPEN lines of all machines that touch the window, by id."""
        ...

    def after(self, line: int, limit: int) -> Sequence[Correction]:
        """Lines with a greater id, by id."""
        ...

    def entered(self, window: Interval, machines: Sequence[MachineId], limit: int) -> Sequence[Correction]:
        """Lines entered in the window (by `at`), newest first; no machines = all."""
        ...

    def get(self, line: int) -> Correction | None:
        """One line."""
        ...

    def last(self) -> int:
        """The greatest id, 0 for an empty log."""
        ...

    def close(self) -> None:
        """Release the file."""
        ...
