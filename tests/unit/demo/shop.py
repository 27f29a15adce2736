"""What the tests of the demo plant share: fixed instants, a clock moved by hand, a few machines."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from dispatcher.demo.designs import DESIGNS
from dispatcher.demo.machine import Machine
from dispatcher.demo.plant import Plant, build_plant
from dispatcher.domain.instant import DAY, Instant, parse_instant
from dispatcher.ports.connector import Batch

TUESDAY_TEN = parse_instant("2026-11-17T07:00:00Z")
"""Tuesday 10:00 in Moscow."""
MONTH_END = parse_instant("2026-11-20T17:30:00Z")
MONTH_START = Instant(MONTH_END - 30 * DAY)


class HandClock:
    """Time that passes when the test says so."""

    def __init__(self, at: Instant) -> None:
        self.at = at

    def now(self) -> Instant:
        return self.at


@cache
def whole(seed: int = 1) -> Plant:
    """The plant; shared, because its machines are pure and remember the weeks they played."""
    return build_plant(seed)


def some(*ids: str) -> Plant:
    return Plant(seed=1, machines=tuple(machine for machine in whole().machines if machine.design.id in ids))


def one(machine: str) -> Machine:
    return some(machine).machines[0]


def anew(*ids: str, seed: int = 1) -> Plant:
    """Machines that remember nothing."""
    return build_plant(seed, [design for design in DESIGNS if design.id in ids])


def table(batches: Iterable[tuple[str, Batch]]) -> list[tuple[object, ...]]:
    """Rows as comparable tuples: source, key, instant, sequence, num, text, rich."""
    found: list[tuple[object, ...]] = []
    for source, batch in batches:
        keys = {entry.handle: entry.spec.key for entry in batch.declared}
        rows = batch.rows
        found += [
            (
                source,
                keys[rows.signal[i]],
                rows.source_at[i],
                rows.sequence[i],
                rows.num[i],
                rows.text[i],
                rows.rich.get(i),
            )
            for i in range(len(rows))
        ]
    return found
