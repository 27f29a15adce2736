"""The log of corrections in memory."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from itertools import islice

from dispatcher.domain.correction import LONGEST_CARRY, Correction, CorrectionKind
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId
from dispatcher.stores.common.corrections import numbered, repeated

_SHIFTS = (CorrectionKind.ACCEPT, CorrectionKind.REOPEN)
_POINTS = (CorrectionKind.SPLIT, CorrectionKind.PARTS)


class MemoryCorrections:
    """`ports.corrections.CorrectionLog` without a disk."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lines: list[Correction] = []
        self._by_key: dict[str, Correction] = {}

    def append(self, corrections: Sequence[Correction]) -> Sequence[Correction]:
        """Add all of them or none."""
        with self._lock:
            added: dict[str, Correction] = {}
            found: list[Correction] = []
            for given in corrections:
                kept = self._by_key.get(given.key) or added.get(given.key)
                if kept is not None:
                    found.append(repeated(kept, given))
                    continue
                line = numbered(given, len(self._lines) + len(added) + 1)
                added[line.key] = line
                found.append(line)
            self._lines.extend(added.values())
            self._by_key.update(added)
            return found

    def of_machine(self, machine: MachineId, window: Interval) -> Sequence[Correction]:
        """Everything that may bear on the window, by id."""
        bearing: set[int] = set()
        found: list[Correction] = []
        # An undo comes after what it undoes: one pass finds the undos of undos too.
        for line in self._copy():
            undoes = line.target in bearing
            if undoes or (line.machine == machine and line.kind is not CorrectionKind.UNDO and _bears(line, window)):
                bearing.add(line.id)
                found.append(line)
        return found

    def act(self, key: str) -> Sequence[Correction]:
        """What was entered under this key, by id."""
        return [line for line in self._copy() if key and key in {line.key, line.bulk}]

    def undoing(self, lines: Sequence[int]) -> Sequence[Correction]:
        """The undos of these lines and the undos of those, by id."""
        bearing = set(lines)
        found: list[Correction] = []
        for line in self._copy():
            if line.target in bearing:
                bearing.add(line.id)
                found.append(line)
        return found

    def of_shifts(self, window: Interval) -> Sequence[Correction]:
        """ACCEPT and REOPEN lines of all machines that touch the window, by id."""
        return [line for line in self._copy() if line.kind in _SHIFTS and _bears(line, window)]

    def after(self, line: int, limit: int) -> Sequence[Correction]:
        """Lines with a greater id, by id."""
        return list(islice(self._copy(), line, line + limit))

    def entered(self, window: Interval, machines: Sequence[MachineId], limit: int) -> Sequence[Correction]:
        """Lines entered in the window, newest first; no machines = all."""
        found = [line for line in self._copy() if line.at in window and (not machines or line.machine in machines)]
        return sorted(found, key=lambda line: (line.at, line.id), reverse=True)[:limit]

    def get(self, line: int) -> Correction | None:
        """One line."""
        return next(iter(self.after(line - 1, 1)), None) if line > 0 else None

    def last(self) -> int:
        """The greatest id, 0 for an empty log."""
        return len(self._copy())

    def close(self) -> None:
        """Nothing to release."""

    def _copy(self) -> list[Correction]:
        with self._lock:
            return list(self._lines)


def _bears(line: Correction, window: Interval) -> bool:
    if line.start >= window.end:
        return False
    if line.kind in _POINTS:
        return line.start >= window.start
    if line.end is not None:
        return line.end > window.start
    return line.kind is not CorrectionKind.REASON or line.start > window.start - LONGEST_CARRY
