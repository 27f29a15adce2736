"""Instructions of the house into columns. Pure.

The house has checked who says what, and when; here it becomes signals in the MTConnect vocabulary. Parts are counted
from zero to their number and back: entries may come in any order of time and be taken back, a running total could not.
"""

from __future__ import annotations

from collections.abc import Mapping

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dispatcher.connectors.sdk.vocabulary import is_numeric
from dispatcher.domain.signal import Category, Condition, Level, SignalSpec
from dispatcher.domain.workplace import Doing
from dispatcher.ports.connector import Declared, Garbled, Rows

MOST_PARTS = 10_000
"""In one entry: as many as the profile `manual-workplace` believes at once."""
LEAD = 10_000
"""Microseconds: a counter that may count one part in each of them counts MOST_PARTS in so many."""

SPECS = (
    SignalSpec(key="power", name="power", category=Category.EVENT, type="POWER_STATE"),
    SignalSpec(key="execution", name="execution", category=Category.EVENT, type="EXECUTION"),
    SignalSpec(key="functional_mode", name="functional_mode", category=Category.EVENT, type="FUNCTIONAL_MODE"),
    SignalSpec(key="breakdown", name="breakdown", category=Category.CONDITION, type="SYSTEM"),
    SignalSpec(key="program", name="program", category=Category.EVENT, type="PROGRAM"),
    SignalSpec(key="parts", name="parts", category=Category.EVENT, type="PART_COUNT"),
)
POWER, EXECUTION, MODE, BREAKDOWN, PROGRAM, PARTS = range(len(SPECS))
WORDS: Mapping[Doing, tuple[str, str, str]] = {
    Doing.RUNNING: ("ON", "ACTIVE", "PRODUCTION"),
    Doing.IDLE: ("ON", "READY", "PRODUCTION"),
    Doing.SETUP: ("ON", "READY", "SETUP"),
    Doing.MAINTENANCE: ("ON", "READY", "MAINTENANCE"),
    Doing.BREAKDOWN: ("ON", "STOPPED", "PRODUCTION"),
    Doing.OFF: ("OFF", "STOPPED", "PRODUCTION"),
}
"""POWER_STATE, EXECUTION, FUNCTIONAL_MODE."""


class _Given(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Remark(_Given):
    """What stands in the source's journal of it."""

    code: str
    params: dict[str, str | int] = Field(default_factory=dict)


class Word(_Given):
    """What the machine does from `at` on, said at `said`; state "" = nobody knows."""

    at: int = Field(ge=0)
    said: int = Field(ge=0)
    state: str = ""
    message: str = ""

    @property
    def doing(self) -> Doing | None:
        """The state; None where nobody knows."""
        return Doing(self.state) if self.state else None


class Instruction(_Given):
    """What shall hold, in microseconds. key: the same again is the same.

    words: about the state, the same at several instants where some were said there and taken back; until: from when a
    later one holds, None = there is none, these stand. programs: instant -> name, "" = none. parts: how many, at `at`.
    """

    key: str = Field(min_length=1, max_length=200)
    at: int = Field(ge=0)
    words: tuple[Word, ...] = Field(default=(), strict=False)
    until: int | None = None
    programs: dict[str, str] = Field(default_factory=dict)
    parts: int | None = Field(default=None, ge=0, le=MOST_PARTS)
    remark: Remark


def read_instruction(body: bytes) -> Instruction:
    """Raises Garbled `manual_unreadable`."""
    try:
        instruction = Instruction.model_validate(orjson.loads(body))
        _ = [word.doing for word in instruction.words], [int(at) for at in instruction.programs]
    except (ValidationError, ValueError) as error:
        raise Garbled("manual_unreadable", problem=type(error).__name__) from None
    return instruction


def declared(device: str) -> tuple[Declared, ...]:
    """The signals of a workplace; handles are places in SPECS."""
    return tuple(Declared(handle=handle, device=device, spec=spec) for handle, spec in enumerate(SPECS))


def add_state(rows: Rows, doing: Doing | None, message: str, at: int, number: int) -> None:
    """What the machine does from `at` on; None = nobody knows."""
    words = (None, None, None) if doing is None else WORDS[doing]
    for handle, word in zip((POWER, EXECUTION, MODE), words, strict=True):
        _add(rows, handle, word, at, number)
    level = Level.UNAVAILABLE if doing is None else Level.FAULT if doing is Doing.BREAKDOWN else Level.NORMAL
    code = "manual" if level is Level.FAULT else ""
    rows.rich[len(rows)] = Condition(level=level, native_code=code, message=message if code else "")
    _add(rows, BREAKDOWN, None, at, number)


def add_program(rows: Rows, program: str, at: int, number: int) -> None:
    """The program from `at` on; "" = none."""
    _add(rows, PROGRAM, program or None, at, number)


def add_parts(rows: Rows, parts: int, at: int, number: int) -> None:
    """So many parts at `at`; of two such at one instant the one with the greater number holds, 0 takes them back.

    From zero, for the first number a counter shows counts nothing, and back to zero, where the next entry begins.
    """
    if parts:
        _add(rows, PARTS, 0, at - LEAD, number)
        _add(rows, PARTS, 0, at + 1, number + 1)
    _add(rows, PARTS, parts, at, number + 2)


def _add(rows: Rows, handle: int, value: str | float | None, at: int, number: int) -> None:
    rows.signal.append(handle)
    rows.source_at.append(at)
    rows.sequence.append(number)
    rows.num.append(value if isinstance(value, int | float) else None)
    rows.text.append(value if isinstance(value, str) else None)


assert is_numeric(SPECS[PARTS])  # noqa: S101 - of two constants
