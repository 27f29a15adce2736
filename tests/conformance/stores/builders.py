"""Small journals for the suite: three machines, two sources, rows by hand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import pyarrow as pa

from dispatcher.domain.instant import DAY, Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import (
    Category,
    MachineId,
    Quality,
    Representation,
    SignalId,
    SignalSpec,
    SourceId,
    Value,
)
from dispatcher.domain.state import PartCount, Span, Track
from dispatcher.ports.store import ROWS, StoredSession, StoredSignal
from dispatcher.ports.values import encode_value

T0 = 20_000 * DAY
"""2024-10-04T00:00:00Z."""

EVER = Interval(Instant(-(10**17)), Instant(10**17))

LATHE, MILL = MachineId("lathe"), MachineId("mill")
AGENT, ADAPTER = SourceId("agent"), SourceId("adapter")

NUMBER, TEXT, ALARM, SET, SERIES, OTHER = (SignalId(number) for number in (1, 2, 3, 4, 5, 9))


def stored(
    number: SignalId,
    machine: MachineId,
    key: str,
    category: Category,
    representation: Representation = Representation.VALUE,
) -> StoredSignal:
    spec = SignalSpec(
        key=key,
        name=key.upper(),
        category=category,
        type="SPINDLE_SPEED",
        sub_type="ACTUAL",
        units="REVOLUTION/MINUTE",
        native_scale=0.1,
        component="Axes/Rotary[C]",
        component_type="Rotary",
        representation=representation,
    )
    return StoredSignal(id=number, machine=machine, source=AGENT if machine == LATHE else ADAPTER, spec=spec)


SIGNALS = (
    stored(NUMBER, LATHE, "speed", Category.SAMPLE),
    stored(TEXT, LATHE, "execution", Category.EVENT),
    stored(ALARM, LATHE, "system", Category.CONDITION),
    stored(SET, LATHE, "variables", Category.EVENT, Representation.DATA_SET),
    stored(SERIES, LATHE, "vibration", Category.SAMPLE, Representation.TIME_SERIES),
    stored(OTHER, MILL, "speed", Category.SAMPLE),
)

# The ids are not in the order of the names: the order of the truth goes by name.
SESSIONS = (
    StoredSession(id=1, source=AGENT, name="b", first_seen_at=Instant(T0)),
    StoredSession(id=2, source=ADAPTER, name="a", first_seen_at=Instant(T0 + 1)),
)


class Row(NamedTuple):
    """One row; instants relative to T0."""

    signal: SignalId
    at: int
    value: Value
    sequence: int
    session: int = 1
    quality: Quality = Quality.GOOD


def table(rows: Iterable[Row]) -> pa.Table:
    columns: dict[str, list[object]] = {name: [] for name in ROWS.names}
    for row in rows:
        num, text = encode_value(row.value)
        values = (
            row.signal,
            T0 + row.at,
            T0 + row.at - 3,
            T0 + row.at + 1_000_000,
            row.session,
            row.sequence,
            num,
            text,
            int(row.quality),
        )
        for name, value in zip(ROWS.names, values, strict=True):
            columns[name].append(value)
    return pa.table(columns, schema=ROWS)


def window(start: int, end: int) -> Interval:
    """[start, end) relative to T0."""
    return Interval(Instant(T0 + start), Instant(T0 + end))


def span(start: int, end: int | None, value: str, machine: MachineId = LATHE, track: Track = Track.STATE) -> Span:
    return Span(
        machine=machine,
        track=track,
        start=Instant(T0 + start),
        end=None if end is None else Instant(T0 + end),
        value=value,
        rule="generic@1/x",
        detail={"why": "тест", "level": 3, "share": 0.5, "none": None},
    )


def count(at: int, parts: int = 1, machine: MachineId = LATHE) -> PartCount:
    return PartCount(
        machine=machine,
        at=Instant(T0 + at),
        parts=parts,
        signal_key="count",
        raw_before=float(at),
        raw_after=None,
        program="O1000",
        inferred=False,
        rule="counter",
    )
