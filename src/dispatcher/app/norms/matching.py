"""Which norm holds for a program on a machine on a day: asked for every part, so answers are kept."""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dispatcher.app.plant import MachineInfo, Plant
from dispatcher.domain.norm import Norm, key_of
from dispatcher.domain.signal import MachineId
from dispatcher.ports.norms import Norms

KEPT = 20_000
"""Pairs of machine and program whose norms are kept at hand."""


@dataclass(frozen=True, slots=True)
class _Line:
    """Norms of one program and scope, by first day; one holds until the next."""

    firsts: tuple[date, ...]
    norms: tuple[Norm, ...]

    def at(self, day: date) -> Norm | None:
        place = bisect_right(self.firsts, day)
        return self.norms[place - 1] if place else None


def scopes(info: MachineInfo) -> Iterator[str]:
    """Scopes of norms a machine lies in, the narrowest first."""
    yield f"machine:{info.id}"
    if info.line:
        yield f"line:{info.line}"
    if info.area:
        yield f"area:{info.area}"
    yield f"kind:{info.kind}"
    yield ""


class NormBook:
    """Norms as they were at one revision. The narrowest scope wins, then the longest program, then the latest day."""

    def __init__(self, plant: Plant, norms: Norms) -> None:
        self.revision = norms.revision()
        self.of_plant = plant.revision
        self._norms = norms
        self._scopes = {info.id: tuple(scopes(info)) for info in plant.known}
        self._lines: dict[tuple[MachineId, str], tuple[_Line, ...]] = {}

    def norm(self, machine: MachineId, program: str, day: date) -> Norm | None:
        """The norm in force on the plant date; None where there is none."""
        lines = self._lines.get((machine, program))
        if lines is None:
            if len(self._lines) >= KEPT:
                self._lines.clear()
            lines = self._lines[machine, program] = tuple(self._find(machine, program))
        return next((found for line in lines if (found := line.at(day)) is not None), None)

    def _find(self, machine: MachineId, program: str) -> Iterator[_Line]:
        by_scope: dict[str, dict[str, list[Norm]]] = {}
        if program.strip():
            for norm in self._norms.fitting(program):
                by_scope.setdefault(norm.scope, {}).setdefault(key_of(norm.program), []).append(norm)
        for scope in self._scopes.get(machine, ("",)):
            yield from _by_length(by_scope.get(scope, {}), key_of(program))


def _by_length(programs: Mapping[str, Sequence[Norm]], own: str) -> Iterator[_Line]:
    """The program itself first, then the longest beginning."""
    for key in sorted(programs, key=lambda key: (key != own, -len(key))):
        norms = sorted(programs[key], key=lambda norm: norm.first)
        yield _Line(tuple(norm.first for norm in norms), tuple(norms))


class NormDesk:
    """The book of norms as they are now; made anew when they, or the machines, change. Any thread may ask."""

    def __init__(self, plant: Plant, norms: Norms) -> None:
        self.norms = norms
        self.plant = plant
        self._lock = threading.Lock()
        self._book: NormBook | None = None

    def book(self) -> NormBook:
        """The present book."""
        with self._lock:
            book = self._book
            if book is None or book.revision != self.norms.revision() or book.of_plant != self.plant.revision:
                book = self._book = NormBook(self.plant, self.norms)
            return book
