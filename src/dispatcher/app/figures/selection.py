"""Which machines a question is about, and what part of their account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from dispatcher.app.plant import MachineInfo, Plant
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId
from dispatcher.ports.account import CellQuery


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Empty means all."""

    machines: tuple[str, ...] = ()
    area: str = ""
    line: str = ""
    shift: str = ""
    team: str = ""
    program: str | None = None
    """"" is a program too: none."""

    def chosen(self, plant: Plant) -> tuple[MachineInfo, ...]:
        """The machines, in the order of the plant; former ones only by name.

        Raises NotFound `machine_unknown`, InvalidInput `scope_empty`.
        """
        for machine in self.machines:
            plant.machine(machine)
        found = tuple(
            info
            for info in (plant.known if self.machines else plant.machines)
            if (not self.machines or info.id in self.machines)
            and (not self.area or info.area == self.area)
            and (not self.line or info.line == self.line)
        )
        if not found and (self.area or self.line):
            raise InvalidInput("scope_empty", area=self.area, line=self.line)
        return found

    def columns(self) -> Mapping[str, tuple[str, ...]]:
        """What cells must be like, column by column."""
        given = {"shift": self.shift or None, "team": self.team or None, "program": self.program}
        return {column: (value,) for column, value in given.items() if value is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A part of the account of some machines: whole occurrences of plant days (both included), or an exact window."""

    machines: tuple[MachineId, ...]
    window: Interval | None = None
    first: date | None = None
    last: date | None = None
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def query(self, group: tuple[str, ...], more: Mapping[str, tuple[str, ...]]) -> CellQuery:
        """The question to the account."""
        return CellQuery(
            group=group,
            machines=self.machines,
            first=self.first,
            last=self.last,
            only={**self.only, **more},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """What is asked about, as cuts of the account; `shown`: from the first instant to the last."""

    shown: Interval
    cuts: tuple[Cut, ...]


def scopes(info: MachineInfo, plant: Plant) -> tuple[str, ...]:
    """Names of the scopes a machine lies in, the narrowest first; "" is the whole plant."""
    return (*plant.scopes_of(info), "")
