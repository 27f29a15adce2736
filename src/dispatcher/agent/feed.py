"""Feeds the agent from SHDR-like lines (MTConnect Part 5 of old, the adapter protocol).

`time|key|value|key|value…`; a condition takes five fields after its key (level, code, severity,
qualifier, text), a message two (code, text), a time series three (count, rate, values), everything
else one. `@ASSET@`, `@REMOVE_ASSET@` and `@REMOVE_ALL_ASSETS@` are understood, assets also over
several lines (`--multiline--…`). Lines that cannot be read are counted and told, and cost no others.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from dispatcher.agent.agent import Agent
from dispatcher.agent.items import UNAVAILABLE, Slot
from dispatcher.agent.names import number
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import Instant, parse_instant
from dispatcher.domain.signal import Category, Condition, DataSet, Level, Representation, TimeSeries, Value
from dispatcher.ports.clock import Clock

_FIELD = re.compile(r'"((?:[^"\\]|\\.)*)"(?=\||$)|([^|]*)')
_ESCAPE = re.compile(r"\\(.)")
_SET_TOKEN = re.compile(
    r"""\s*([^\s=]+)(?:(=)(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|\{([^{}]*)\}|([^\s]*)))?""",
)
_RESET = re.compile(r"^:([A-Z_]+)\s*")
_MULTILINE = "--multiline--"
_LONGEST_ASSET = 4 * 1024 * 1024
_KEPT = 100
_ASSET_FIELDS = 3  # command, id, document
_SERIES_FIELDS = 3  # count, rate, values
_CONDITION_FIELDS = 5  # level, code, severity, qualifier, text
_MESSAGE_FIELDS = 2  # code, text
_ALARM_FIELDS = 5  # code, native code, severity, state, text


@dataclass(slots=True)
class Told:
    """What came of the lines so far; `rejected` keeps the last refusals as sentences' material."""

    observations: int = 0
    suppressed: int = 0
    assets: int = 0
    refused: int = 0
    rejected: list[InvalidInput] = field(default_factory=list)

    def refuse(self, refusal: InvalidInput) -> None:
        """Count a refusal; the oldest are forgotten."""
        self.refused += 1
        self.rejected.append(refusal)
        del self.rejected[:-_KEPT]


class Feed:
    """One feed into an agent."""

    def __init__(self, agent: Agent, clock: Clock) -> None:
        self._agent = agent
        self._clock = clock
        self._asset: tuple[Instant, str, str, list[str], int] | None = None
        self.told = Told()

    def line(self, line: str) -> None:
        """Take one line; never raises for what the line holds."""
        line = line.rstrip("\r\n")
        try:
            if self._asset is not None:
                self._asset_line(line)
            elif line.strip() and not line.startswith("*"):
                self._fields(_split(line))
        except InvalidInput as refusal:
            self.told.refuse(refusal)
        except ValueError as error:
            self.told.refuse(InvalidInput("agent.bad_line", reason=str(error)[:200]))

    def _fields(self, fields: list[str]) -> None:
        """A line taken apart."""
        at, duration = self._time(fields[0])
        if len(fields) > 1 and fields[1].startswith("@"):
            self._asset_command(at, fields[1], fields[2:])
            return
        place = 1
        while place < len(fields) and fields[place].strip():
            key = fields[place].strip()
            try:
                slot = self._agent.find(key)
            except InvalidInput as refusal:
                self.told.refuse(refusal)
                place += 2
                continue
            width = _width(slot)
            self._value(slot, at, duration, fields[place + 1 : place + 1 + width])
            place += 1 + width

    def _value(self, slot: Slot, at: Instant, duration: float | None, fields: list[str]) -> None:
        """The fields of one item."""
        try:
            value, marks = read_value(slot, fields)
            if duration is not None:
                marks["duration"] = number(duration)
            sequence = self._agent.add(slot.item.id, at, value, marks=marks)
        except InvalidInput as refusal:
            self.told.refuse(refusal)
            return
        if sequence is None:
            self.told.suppressed += 1
        else:
            self.told.observations += 1

    def _time(self, text: str) -> tuple[Instant, float | None]:
        """Instant and duration (seconds) of `2026-01-01T00:00:00Z@10.5`; nothing means now."""
        stamp, _, seconds = text.partition("@")
        duration = float(seconds) if seconds else None
        if duration is not None and not (math.isfinite(duration) and duration >= 0):
            raise InvalidInput("agent.bad_line", reason=f"not a duration: {seconds[:40]}")
        return (parse_instant(stamp) if stamp.strip() else self._clock.now()), duration

    def _asset_command(self, at: Instant, command: str, fields: list[str]) -> None:
        """`@ASSET@|id|type|xml`, `@REMOVE_ASSET@|id`, `@REMOVE_ALL_ASSETS@|type`."""
        first = fields[0].strip() if fields else ""
        if command == "@ASSET@" and len(fields) >= _ASSET_FIELDS:
            body = "|".join(fields[2:])
            if body.startswith(_MULTILINE):
                self._asset = (at, first, body.strip(), [], 0)
            else:
                self._put_asset(at, first, body)
        elif command == "@REMOVE_ASSET@" and first:
            self._agent.remove_asset(first, at)
        elif command == "@REMOVE_ALL_ASSETS@":
            self._agent.remove_assets(first, at)
        else:
            raise InvalidInput("agent.bad_line", reason=f"unknown command {command[:40]}")

    def _asset_line(self, line: str) -> None:
        """A line inside a multi-line asset."""
        assert self._asset is not None  # noqa: S101 - asked only then
        at, asset_id, end, lines, size = self._asset
        if line.strip() == end:
            self._asset = None
            self._put_asset(at, asset_id, "\n".join(lines))
            return
        if size + len(line) > _LONGEST_ASSET:
            self._asset = None
            raise InvalidInput("agent.asset_unreadable", reason=f"larger than {_LONGEST_ASSET} characters")
        lines.append(line)
        self._asset = (at, asset_id, end, lines, size + len(line))

    def _put_asset(self, at: Instant, asset_id: str, document: str) -> None:
        """A whole asset; an id with `@` in front belongs to the first device, as adapters write it."""
        self._agent.put_asset(document, at, asset_id=asset_id.removeprefix("@"))
        self.told.assets += 1


def _split(line: str) -> list[str]:
    r"""Fields between `|`; a field in double quotes may hold `\|`."""
    fields: list[str] = []
    place = 0
    while place <= len(line):
        match = _FIELD.match(line, place)
        if match is None:
            break
        quoted = match[1]
        fields.append(match[2] if quoted is None else _ESCAPE.sub(r"\1", quoted))
        place = match.end() + 1
    return fields


def _width(slot: Slot) -> int:
    """How many fields follow the key."""
    if slot.item.category is Category.CONDITION:
        return _CONDITION_FIELDS
    if slot.item.representation is Representation.TIME_SERIES:
        return _SERIES_FIELDS
    return {"MESSAGE": _MESSAGE_FIELDS, "ALARM": _ALARM_FIELDS}.get(slot.item.type, 1)


def read_value(slot: Slot, fields: list[str]) -> tuple[Value, dict[str, str]]:
    """The value the fields of an item hold, and the marks of the observation: the reset trigger of
    `5:DAY`, a message's native code, what an alarm of old tells. Raises InvalidInput.
    """
    fields = fields or [""]
    first = fields[0].strip()
    item = slot.item
    if item.category is Category.CONDITION:
        return _condition(slot, [*fields, "", "", "", "", ""]), {}
    if item.representation is Representation.TIME_SERIES:
        return _series(slot, fields), {}
    if first == UNAVAILABLE:
        return None, {}
    if item.representation in (Representation.DATA_SET, Representation.TABLE):
        return read_data_set(fields[0], table=item.representation is Representation.TABLE), {}
    if item.type == "MESSAGE":
        return (fields[1] if len(fields) > 1 else first), _marks(nativeCode=first if len(fields) > 1 else "")
    if item.type == "ALARM":
        code, native, severity, state, text = [*fields, "", "", "", "", ""][:_ALARM_FIELDS]
        return text, _marks(code=code.strip(), nativeCode=native, severity=severity.strip(), state=state.strip())
    if item.reset_trigger and ":" in first:
        value, _, reset = first.rpartition(":")
        return value, _marks(resetTriggered=reset)
    return (first if item.category is Category.SAMPLE else fields[0]), {}


def _marks(**marks: str) -> dict[str, str]:
    """The marks that say something."""
    return {name: value for name, value in marks.items() if value}


def _condition(slot: Slot, fields: list[str]) -> Condition | None:
    """level, code, severity, qualifier, text; `FAULT:17` also names the activation (conditionId)."""
    word, _, condition_id = fields[0].partition(":")
    try:
        level = Level(word.strip().upper())
    except ValueError as error:
        raise InvalidInput("agent.bad_value", item=slot.item.id, value=fields[0][:80]) from error
    return Condition(
        level=level,
        native_code=fields[1].strip(),
        native_severity=fields[2].strip(),
        qualifier=fields[3].strip(),
        message=fields[4],
        condition_id=condition_id.strip(),
    )


def _series(slot: Slot, fields: list[str]) -> TimeSeries | None:
    """count, rate, values."""
    if len(fields) < _SERIES_FIELDS or UNAVAILABLE in (fields[0].strip(), fields[2].strip()):
        return None
    try:
        samples = tuple(float(one) for one in fields[2].split())
        rate = float(fields[1]) if fields[1].strip() else None
        right = int(fields[0]) == len(samples)
    except ValueError as error:
        raise InvalidInput("agent.bad_value", item=slot.item.id, value="|".join(fields)[:80]) from error
    if not right:
        raise InvalidInput("agent.bad_value", item=slot.item.id, value="|".join(fields)[:80])
    return TimeSeries(rate, samples)


def read_data_set(text: str, *, table: bool) -> DataSet:
    """`:RESET a=1 b="two words" c={x=1 y=2} d` — a key alone removes the entry."""
    reset = _RESET.match(text)
    rest = text[reset.end() :] if reset else text
    entries: dict[str, float | str | Mapping[str, float | str | None] | None] = {}
    for key, equals, double, single, braced, plain in _SET_TOKEN.findall(rest):
        if not equals:
            entries[key] = None
        elif table and braced:
            cells = read_data_set(braced, table=False).entries
            entries[key] = {cell: one for cell, one in cells.items() if isinstance(one, float | str)}
        else:
            entries[key] = _ESCAPE.sub(r"\1", double or single or braced or plain)
    return DataSet(entries, reset[1] if reset else "")
