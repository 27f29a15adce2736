"""What the engine remembers of one machine between two steps: small, copyable, JSON-able.

Leaves are tuples, so a copy is a few shallow dict copies, two memories compare by value, and a
checkpoint is one JSON text.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields

from dispatcher.domain.signal import SignalId

Entry = tuple[float | str | None, int, int]
"""(value, at, changed_at): the present value, its instant, and when it last differed."""

Active = tuple[str, int, str, str, str]
"""(level, since, message, native_severity, qualifier) of one active condition entry."""


@dataclass(slots=True)
class Axis:
    """One axis (state or mode): the committed span and what waits behind it."""

    value: str = ""
    rule: str = ""
    reason: str = ""
    since: int | None = None
    next_value: str = ""
    next_rule: str = ""
    next_reason: str = ""
    next_since: int | None = None
    held: dict[str, int] = field(default_factory=dict)

    def copy(self) -> Axis:
        """An independent copy."""
        return Axis(
            self.value, self.rule, self.reason, self.since,
            self.next_value, self.next_rule, self.next_reason, self.next_since,
            dict(self.held),
        )  # fmt: skip


@dataclass(slots=True)
class Memory:
    """The machine as the engine knows it after everything up to and including `at`."""

    at: int | None = None
    values: dict[SignalId, Entry] = field(default_factory=dict)
    active: dict[SignalId, dict[str, Active]] = field(default_factory=dict)
    covered: dict[str, bool] = field(default_factory=dict)
    state: Axis = field(default_factory=Axis)
    mode: Axis = field(default_factory=Axis)
    program: tuple[str, str, int] | None = None  # (name, reason, since)
    program_now: tuple[str, str] | None = None
    cycle: tuple[int, str, bool, int | None] | None = None  # (start, program, start seen, blind since)
    cycle_ready: bool = False
    restart_was: bool = False
    counter: tuple[float, int] | None = None  # (raw value that is the base, its instant)
    suspect: tuple[float, int] | None = None  # (implausible level, values seen there)
    reset_from: tuple[float, int] | None = None  # the base before a reset nothing has confirmed yet
    counter_moved: bool = False  # whether the counter ever counted
    inferred: int = 0  # parts inferred since the base, while the counter never moved
    cycles_uncounted: int = 0  # completed cycles since the counter last moved
    open_alarms: dict[str, Active] = field(default_factory=dict)
    alarm_siblings: dict[str, list[tuple[str, int, int, Active]]] = field(default_factory=dict)
    heard: frozenset[SignalId] = frozenset()  # signals whose past is in `values` and `active`

    @property
    def blank(self) -> bool:
        """Nothing was ever judged: every judgement of an instant names a program, or says why none."""
        return self.program is None

    def copy(self) -> Memory:
        """An independent copy."""
        return Memory(
            self.at,
            dict(self.values),
            {signal: dict(entries) for signal, entries in self.active.items()},
            dict(self.covered),
            self.state.copy(),
            self.mode.copy(),
            self.program,
            self.program_now,
            self.cycle,
            self.cycle_ready,
            self.restart_was,
            self.counter,
            self.suspect,
            self.reset_from,
            self.counter_moved,
            self.inferred,
            self.cycles_uncounted,
            dict(self.open_alarms),
            {start: list(spans) for start, spans in self.alarm_siblings.items()},
            self.heard,
        )


def dump(memory: Memory) -> bytes:
    """The memory as JSON bytes; `load` gives an equal one back."""
    body: dict[str, object] = {}
    for part in fields(memory):
        value = getattr(memory, part.name)
        if isinstance(value, Axis):
            value = {axis_part.name: getattr(value, axis_part.name) for axis_part in fields(value)}
        elif isinstance(value, frozenset):
            value = sorted(value)
        body[part.name] = value
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()


def load(data: bytes) -> Memory:
    """The memory `dump` wrote. Raises ValueError or TypeError on anything else."""
    body = json.loads(data)
    memory = Memory()
    for part in fields(memory):
        value = body[part.name]
        match part.name:
            case "values":
                value = {SignalId(int(key)): tuple(entry) for key, entry in value.items()}
            case "active":
                value = {
                    int(key): {code: tuple(entry) for code, entry in entries.items()} for key, entries in value.items()
                }
            case "heard":
                value = frozenset(map(SignalId, value))
            case "state" | "mode":
                value = Axis(**value)
            case "open_alarms":
                value = {key: tuple(entry) for key, entry in value.items()}
            case "alarm_siblings":
                value = {
                    key: [(span[0], span[1], span[2], tuple(span[3])) for span in spans] for key, spans in value.items()
                }
            case _:
                if isinstance(value, list):
                    value = tuple(value)
        setattr(memory, part.name, value)
    return memory
