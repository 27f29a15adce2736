"""What a source would look like in the house, before anything is configured: devices, signals,
present values, and the state the rules would give.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dispatcher.domain.instant import Instant
from dispatcher.domain.profile import Profile
from dispatcher.domain.signal import SignalId, SignalSpec, Value
from dispatcher.engine.explain import Explanation, explain
from dispatcher.engine.machine import Event, Stepper
from dispatcher.engine.memory import Memory
from dispatcher.engine.recipe import Wire, bind
from dispatcher.engine.record import Record
from dispatcher.ports.connector import Batch, Device, Probe

SOURCE = "probe"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalNow:
    """A signal and its present value; `at` None = nothing came of it."""

    spec: SignalSpec
    at: Instant | None
    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class DevicePreview:
    """A device, its signals, and why it would be in which state."""

    device: Device
    signals: tuple[SignalNow, ...]
    explanation: Explanation


def preview(probe: Probe, profile: Profile) -> tuple[DevicePreview, ...]:
    """One preview a device, in the order of the source."""
    return tuple(_preview(device, probe.now, profile) for device in probe.devices)


def _preview(device: Device, batch: Batch, profile: Profile) -> DevicePreview:
    declared = [item for item in batch.declared if item.device in (device.name, device.uuid, "")]
    wires = {
        SignalId(item.handle): Wire(signal=SignalId(item.handle), source=SOURCE, spec=item.spec) for item in declared
    }
    rows = _rows(batch, frozenset(wires))
    recipe = bind(profile, wires)
    stepper, memory, record = Stepper(recipe), Memory(), Record()
    events = [row for row in rows if row[4] in recipe.watched]
    begin = min((row[0] for row in events), default=int(batch.received_at))
    edge: Event = (begin - 1, 0, SOURCE, 1, SignalId(-1), None)
    stepper.step(memory, begin - 1, [edge], record)
    for instant in sorted({row[0] for row in events}):
        stepper.step(memory, instant, [row for row in events if row[0] == instant], record)
    latest = {row[4]: row for row in rows}
    return DevicePreview(
        device=device,
        signals=tuple(
            SignalNow(
                spec=item.spec,
                at=Instant(found[0]) if (found := latest.get(SignalId(item.handle))) else None,
                value=found[5] if found else None,
            )
            for item in declared
        ),
        explanation=explain(recipe, memory, memory.at or begin),
    )


def _rows(batch: Batch, wanted: frozenset[SignalId]) -> Sequence[Event]:
    """The present values as events, by instant and sequence."""
    rows = batch.rows
    found: list[Event] = []
    for row, signal in enumerate(rows.signal):
        if SignalId(signal) in wanted:
            value: Value = rows.rich.get(row)
            if value is None:
                value = rows.num[row] if rows.num[row] is not None else rows.text[row]
            found.append((rows.source_at[row], 1, batch.session, rows.sequence[row], SignalId(signal), value))
    return sorted(found, key=lambda event: event[:4])
