"""Signals and observations in the MTConnect vocabulary, whatever protocol they came by.

Names follow MTConnect Part 2 (Devices) and Part 3 (Streams): category, type, subType, units,
representation. Types are kept in the probe's spelling (`ROTARY_VELOCITY`), never in the streams' one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import NewType

from dispatcher.domain.instant import Instant

MachineId = NewType("MachineId", str)
SourceId = NewType("SourceId", str)
SignalId = NewType("SignalId", int)


class Category(StrEnum):
    """What kind of data item a signal is (MTConnect Part 2, DataItem category)."""

    EVENT = "EVENT"
    SAMPLE = "SAMPLE"
    CONDITION = "CONDITION"


class Representation(StrEnum):
    """How one observation of the signal is shaped (MTConnect Part 2, representation)."""

    VALUE = "VALUE"
    DISCRETE = "DISCRETE"
    DATA_SET = "DATA_SET"
    TABLE = "TABLE"
    TIME_SERIES = "TIME_SERIES"


class Quality(IntEnum):
    """How far an observation may be trusted."""

    GOOD = 0
    CLOCK = 1
    """The source's clock was implausible; the instant used is ours."""
    UNCERTAIN = 2
    """The source itself doubts the value."""
    QUARANTINED = 3
    """Implausible; kept in the journal, left out of everything derived."""


class Level(StrEnum):
    """Level of a condition (MTConnect Part 3, Condition)."""

    UNAVAILABLE = "UNAVAILABLE"
    NORMAL = "NORMAL"
    WARNING = "WARNING"
    FAULT = "FAULT"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalSpec:
    """What a source declares about one signal of one machine.

    `key` is the stable id within the machine (the data item id, the node id, the topic).
    `component` is the path of component names from the device down, `/`-separated.
    `native_units` are what the source sends where it does not convert itself; `units` what we keep.
    """

    key: str
    name: str
    category: Category
    type: str
    sub_type: str | None = None
    units: str | None = None
    native_units: str | None = None
    native_scale: float | None = None
    component: str = ""
    component_type: str = ""
    representation: Representation = Representation.VALUE


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One report of a condition signal. NORMAL with a native code clears only that code;
    NORMAL without one clears all (MTConnect Part 3, Condition).
    """

    level: Level
    native_code: str = ""
    native_severity: str = ""
    qualifier: str = ""
    message: str = ""
    condition_id: str = ""


@dataclass(frozen=True, slots=True)
class DataSet:
    """Entries of a DATA_SET or TABLE observation; a `None` value removes the key.

    `reset` is the resetTriggered attribute: the entries replace the whole set.
    """

    entries: Mapping[str, float | str | Mapping[str, float | str | None] | None] = field(default_factory=dict)
    reset: str = ""


@dataclass(frozen=True, slots=True)
class TimeSeries:
    """Samples of a TIME_SERIES observation; the last one is at the observation's instant."""

    rate: float | None
    samples: tuple[float, ...]


Value = float | str | Condition | DataSet | TimeSeries | None
"""A number, a text, a structured report, or None for UNAVAILABLE."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One value of one signal, as the journal keeps it.

    `at` is the instant everything derived uses: the source's, or ours where the source's clock was
    implausible (`quality` says so). `session` and `sequence` name the observation at its source.
    """

    signal: SignalId
    at: Instant
    value: Value
    source_at: Instant
    received_at: Instant
    session: str
    sequence: int
    quality: Quality = Quality.GOOD
