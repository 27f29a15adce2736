"""Weeks that were: the same machines as on the live wires, as batches for the importer.

What is stated on change is whole; what is sampled comes at its modest history rate.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dispatcher.connectors.sdk.vocabulary import is_numeric
from dispatcher.demo.design import Wire
from dispatcher.demo.machine import Machine
from dispatcher.demo.plant import Plant, numbered, source_id
from dispatcher.demo.sheet import Wave
from dispatcher.domain.instant import DAY, SECOND, Instant
from dispatcher.domain.signal import Condition, DataSet, TimeSeries, Value
from dispatcher.ports.connector import Batch, Declared, Rows, derived_sequence

SESSION = "demo-history"
"""The numbering of all history; live sessions have others."""


def history(plant: Plant, start: Instant, end: Instant) -> Iterator[tuple[str, Batch]]:
    """(source id, batch) for every machine and day of [start, end), day by day: each batch holds the
    machine's rows of at most 24 hours with its declarations and what was covered. The rows of a batch
    do not depend on where the window began, but for the restatement at its very start.
    """
    days = [(at, min(Instant(at + DAY), end)) for at in range(start, end, DAY)]
    numerics = {machine.design.id: _declared(machine) for machine in plant.machines}
    for begin, stop in days:
        for machine in plant.machines:
            declared = numerics[machine.design.id]
            yield source_id(machine.design), _batch(machine, declared, Instant(begin), stop, first=begin == start)


def _declared(machine: Machine) -> tuple[Declared, ...]:
    """The machine's signals as its live wire declares them."""
    return tuple(
        Declared(handle=handle, device=machine.sheet.device.name, spec=spec) for handle, spec in numbered(machine)
    )


def _batch(machine: Machine, declared: tuple[Declared, ...], start: Instant, end: Instant, *, first: bool) -> Batch:
    """One machine's day."""
    at: list[int] = []
    handle: list[int] = []
    value: list[Value] = []
    stated = list(machine.events(start, end))
    if first:
        begun = {row[1] for row in stated if row[0] == start}
        stated = [row for row in machine.state(start) if row[1] not in begun] + stated
    for instant, item, shown in stated:
        at.append(instant)
        handle.append(item)
        value.append(shown)
    for item, source in enumerate(machine.sources):
        if isinstance(source, Wave):
            times, values = machine.sampled(item, start, end, source.history * SECOND)
            kept = _changes(values)
            at += times[kept].tolist()
            handle += [item] * len(kept)
            value += [values[index] for index in kept]
    order = np.argsort(np.array(at, dtype=np.int64), kind="stable").tolist()
    numeric = {entry.handle for entry in declared if is_numeric(entry.spec)}
    rows = _rows(machine, at, handle, value, order, numeric)
    name = machine.sheet.device.name
    return Batch(
        received_at=end,
        session=SESSION,
        rows=rows,
        declared=declared,
        covered=tuple((name, interval) for interval in machine.covered(start, end)),
        native=machine.design.wire is Wire.SHDR,
        recorded=True,
    )


def _changes(values: list[Value]) -> list[int]:
    """Indexes of the samples that differ from the one before; a real agent drops the others."""
    return [index for index, value in enumerate(values) if index == 0 or value != values[index - 1]]


def _rows(
    machine: Machine, at: list[int], handle: list[int], value: list[Value], order: list[int], numeric: set[int]
) -> Rows:
    """Columns in time order, numbered like a source without numbers of its own."""
    rows = Rows()
    skew = machine.design.skew
    met: dict[int, tuple[int, int]] = {}
    for place, index in enumerate(order):
        item, shown = handle[index], value[index]
        source_at = at[index] + skew
        last, count = met.get(item, (-1, -1))
        count = count + 1 if last == source_at else 0
        met[item] = (source_at, count)
        rows.signal.append(item)
        rows.source_at.append(source_at)
        rows.sequence.append(derived_sequence(source_at, count))
        num: float | None = None
        text: str | None = None
        if isinstance(shown, Condition | DataSet | TimeSeries):
            rows.rich[place] = shown
        elif isinstance(shown, str):
            text = shown
        elif shown is not None:
            if item in numeric:
                num = float(shown)
            else:
                text = f"{shown:g}"
        rows.num.append(num)
        rows.text.append(text)
    return rows
