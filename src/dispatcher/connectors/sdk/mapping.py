"""Signals by mapping: a device profile says which address is which signal, the connector only knows addresses.

A profile carries `[[signal]]` tables; the roof hands them to the source as its setting `signals`. Each connector adds
the fields of its own addresses to `Entry`. A mapping, a scale or a byte order is data, never code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

from dispatcher.connectors.sdk.vocabulary import is_numeric
from dispatcher.domain.signal import Category, Condition, Level, SignalSpec
from dispatcher.ports.connector import Declared, Rows, derived_sequence

Scalar = float | int | bool | str | bytes
Raw = Scalar | None
"""What a protocol gives; None = it says itself that there is no value."""


_LEVELS = frozenset((Level.NORMAL.value, Level.WARNING.value, Level.FAULT.value))
_ALARM = {"0": Level.NORMAL.value, "*": Level.FAULT.value}
"""Levels of a condition that says nothing of them: an alarm bit, or the number of an alarm."""


class Entry(BaseModel):
    """One `[[signal]]`: what it is in the MTConnect vocabulary, and how a raw value becomes a value.

    A number is raw × scale + offset. `values` gives words for raw values (`{"1": "ACTIVE", "0": "READY"}`; a truth
    value is 1 or 0); a raw value it does not name is unavailable, unless it names "*". Without `values` a text is
    taken as it comes. device: whose signal it is, where a source has several devices; "" = the only one, or each.

    A condition (category CONDITION) is an alarm bit or an alarm number: `values` gives levels (NORMAL, WARNING, FAULT),
    without them 0 is NORMAL and all else FAULT; the raw value is its native code; `messages` gives texts for them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    device: str = ""
    key: str = Field(min_length=1, max_length=200, pattern=r"^[^\s|]+$")
    name: str = ""
    category: Category = Category.EVENT
    type: str = Field(min_length=1, max_length=100)
    sub_type: str | None = None
    units: str | None = None
    component: str = ""
    component_type: str = ""
    scale: float = 1.0
    offset: float = 0.0
    values: Mapping[str, str] = Field(default_factory=dict)
    messages: Mapping[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _either(self) -> Entry:
        if self.values and (self.scale != 1.0 or self.offset != 0.0):
            raise ValueError("give either values (words) or scale and offset (a number), not both")
        if self.category is Category.CONDITION:
            if wrong := sorted(set(self.values.values()) - _LEVELS):
                raise ValueError(f"the values of a condition are levels ({', '.join(sorted(_LEVELS))}), not {wrong[0]}")
        elif self.messages:
            raise ValueError("only a condition has messages; words for values stand in values")
        return self

    def spec(self) -> SignalSpec:
        """The signal as the house declares it."""
        return SignalSpec(
            key=self.key,
            name=self.name or self.key,
            category=self.category,
            type=self.type,
            sub_type=self.sub_type,
            units=self.units,
            component=self.component,
            component_type=self.component_type,
        )

    def condition(self, raw: Raw) -> Condition | None:
        """The report of a condition; None = unavailable."""
        word = None if raw is None else as_word(raw)
        level = None if word is None else _ALARM.get(word, _ALARM["*"])
        if word is not None and self.values:
            level = self.values.get(word, self.values.get("*"))
        if word is None or level is None:
            return None
        if level == Level.NORMAL:
            return Condition(level=Level.NORMAL)
        message = self.messages.get(word, self.messages.get("*", ""))
        return Condition(level=Level(level), native_code=word, message=message)

    @cached_property
    def numeric(self) -> bool:
        """Whether its values are numbers, where it gives no words."""
        return is_numeric(self.spec())

    def convert(self, raw: Raw) -> float | str | None:
        """The value; None = unavailable. A number that is none (a text, NaN, infinity) is unavailable too."""
        if raw is None:
            return None
        if self.values:
            word = as_word(raw)
            return self.values.get(word, self.values.get("*"))
        if not self.numeric:
            return as_word(raw)
        number = as_number(raw)
        return None if number is None else number * self.scale + self.offset


def as_word(raw: Scalar) -> str:
    """A raw value as a word: truth is 1 or 0, whole numbers have no point."""
    if isinstance(raw, bytes):
        return raw.decode("utf-8", "replace").strip("\x00 \r\n\t")
    if isinstance(raw, bool):
        return "1" if raw else "0"
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return str(raw).strip()


def as_number(raw: Scalar) -> float | None:
    """A raw value as a finite number; a decimal comma is a point."""
    try:
        number = float(as_word(raw).replace(",", ".") if isinstance(raw, str | bytes) else raw)
    except (ValueError, OverflowError):
        return None
    return number if abs(number) < float("inf") else None


E = TypeVar("E", bound=Entry)


class Sheet(Generic[E]):
    """The mapped signals of one device on one link: their handles (from `first` on), and rows of their values.

    Raises ValueError where a key is given twice (settings refuse it before, see `twice`).
    """

    def __init__(self, entries: Iterable[E], device: str = "", first: int = 0) -> None:
        self.entries: tuple[E, ...] = tuple(entries)
        self.first = first
        if (key := twice(self.entries)) is not None:
            message = f"key {key} twice"
            raise ValueError(message)
        self.declared = tuple(
            Declared(handle=handle, device=device, spec=entry.spec())
            for handle, entry in enumerate(self.entries, first)
        )
        self._said: dict[int, float | str | Condition | None] = {}
        self._last: dict[int, tuple[int, int]] = {}

    def add(self, rows: Rows, handle: int, raw: Raw, at: int, sequence: int | None = None) -> None:
        """Append one value that the source gave at `at`, µs. Without a number of the source's own the sequence comes
        from the instant, so that the same record read twice is the same row.
        """
        self._append(rows, handle, self._value(handle, raw), at, sequence)

    def _append(
        self, rows: Rows, handle: int, value: float | str | Condition | None, at: int, sequence: int | None = None
    ) -> None:
        if _is_other_alarm(self._said.get(handle), value):
            # An alarm number took the place of another one: that one is over.
            self._write(rows, handle, Condition(level=Level.NORMAL), at, sequence)
        self._write(rows, handle, value, at, sequence)

    def _value(self, handle: int, raw: Raw) -> float | str | Condition | None:
        entry = self.entries[handle - self.first]
        return entry.condition(raw) if entry.category is Category.CONDITION else entry.convert(raw)

    def _write(
        self, rows: Rows, handle: int, value: float | str | Condition | None, at: int, sequence: int | None
    ) -> None:
        if sequence is None:
            instant, before = self._last.get(handle, (at - 1, 0))
            occurrence = before + 1 if instant == at else 0
            self._last[handle] = (at, occurrence)
            sequence = derived_sequence(at, occurrence)
        if isinstance(value, Condition):
            rows.rich[len(rows)] = value
        rows.signal.append(handle)
        rows.source_at.append(at)
        rows.sequence.append(sequence)
        rows.num.append(value if isinstance(value, float | int) else None)
        rows.text.append(value if isinstance(value, str) else None)
        self._said[handle] = value

    def add_changed(self, rows: Rows, handle: int, raw: Raw, at: int) -> None:
        """Append only what differs from the last value: for protocols that are asked again and again."""
        value = self._value(handle, raw)
        if handle not in self._said or self._said[handle] != value:
            self._append(rows, handle, value, at)


def _is_other_alarm(before: object, now: object) -> bool:
    if not (isinstance(before, Condition) and isinstance(now, Condition)):
        return False
    return Level.NORMAL not in (before.level, now.level) and before.native_code != now.native_code


def twice(entries: Iterable[Entry]) -> str | None:
    """A key that stands more than once, if any."""
    seen: set[str] = set()
    for entry in entries:
        if entry.key in seen:
            return entry.key
        seen.add(entry.key)
    return None


def told_apart(entries: tuple[E, ...]) -> tuple[E, ...]:
    """The entries of a source that may have several devices: each key stands once at a device. Raises ValueError."""
    seen: set[tuple[str, str]] = set()
    for entry in entries:
        if (entry.device, entry.key) in seen:
            message = f"the signals have the key {entry.key} twice; give each a key of its own"
            raise ValueError(message)
        seen.add((entry.device, entry.key))
    return entries
