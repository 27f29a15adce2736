"""What a source would look like in the house, before anything is configured: devices, signals, present values, and
the state that any state rules would give, judged by the engine itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dispatcher.domain.instant import Instant
from dispatcher.domain.profile import Profile
from dispatcher.domain.signal import SignalId, SignalSpec, Value
from dispatcher.domain.units import conversion
from dispatcher.engine.explain import Explanation, explain
from dispatcher.engine.machine import Event, Stepper
from dispatcher.engine.memory import Memory
from dispatcher.engine.recipe import Recipe, Wire, bind
from dispatcher.engine.record import Record
from dispatcher.ports.connector import Batch, Declared, Device, Probe

SOURCE = "probe"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalNow:
    """A signal and its present value; `at` None = nothing came of it."""

    spec: SignalSpec
    at: Instant | None
    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One device as a first look found it."""

    device: Device
    signals: tuple[SignalNow, ...]
    wires: Mapping[SignalId, Wire]
    rows: Sequence[Event]
    received_at: Instant

    def judged(self, profile: Profile) -> tuple[Recipe, Explanation]:
        """Who plays which role, and the state of this very moment."""
        recipe = bind(profile, self.wires)
        stepper, memory, record = Stepper(recipe), Memory(), Record()
        events = [row for row in self.rows if row[4] in recipe.watched]
        begin = min((row[0] for row in events), default=int(self.received_at))
        edge: Event = (begin - 1, 0, SOURCE, 1, SignalId(-1), None)
        stepper.step(memory, begin - 1, [edge], record)
        for instant in sorted({row[0] for row in events}):
            stepper.step(memory, instant, [row for row in events if row[0] == instant], record)
        return recipe, explain(recipe, memory, memory.at or begin)


def seen(probe: Probe) -> tuple[Seen, ...]:
    """Every device, in the order of the source."""
    return tuple(_seen(device, probe.now) for device in probe.devices)


def _seen(device: Device, batch: Batch) -> Seen:
    declared = [item for item in batch.declared if item.device in (device.name, device.uuid, "")]
    rows = _rows(batch, declared)
    latest = {row[4]: row for row in rows}
    return Seen(
        device=device,
        signals=tuple(
            SignalNow(
                spec=item.spec,
                at=Instant(found[0]) if (found := latest.get(SignalId(item.handle))) else None,
                value=found[5] if found else None,
            )
            for item in declared
        ),
        wires={
            SignalId(item.handle): Wire(signal=SignalId(item.handle), source=SOURCE, spec=item.spec)
            for item in declared
        },
        rows=rows,
        received_at=batch.received_at,
    )


def _rows(batch: Batch, declared: Iterable[Declared]) -> Sequence[Event]:
    """The present values as events, in our units, by instant and sequence."""
    rows = batch.rows
    factors = {item.handle: _factors(item.spec) if batch.native else (1.0, 0.0) for item in declared}
    found: list[Event] = []
    for row, signal in enumerate(rows.signal):
        if signal in factors:
            value: Value = rows.rich.get(row)
            if value is None and (number := rows.num[row]) is not None:
                factor, offset = factors[signal]
                value = number * factor + offset
            elif value is None:
                value = rows.text[row]
            found.append((rows.source_at[row], 1, batch.session, rows.sequence[row], SignalId(signal), value))
    return sorted(found, key=lambda event: event[:4])


def _factors(spec: SignalSpec) -> tuple[float, float]:
    """What a native number is multiplied by, and what is added."""
    if not spec.native_units:
        return 1.0, 0.0
    return conversion(spec.native_units, spec.units or spec.native_units, spec.native_scale) or (1.0, 0.0)
