"""The signals of one open link: those that are mapped, those the sender declares. From what was said to columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from dispatcher.connectors.http_push.config import HttpPushSettings, PushEntry
from dispatcher.connectors.http_push.said import Read, Refusals, Said, shown
from dispatcher.connectors.sdk.mapping import Raw, as_number, as_word
from dispatcher.connectors.sdk.vocabulary import is_numeric
from dispatcher.domain.signal import Category, Condition, SignalSpec
from dispatcher.ports.connector import Declared, Rows, derived_sequence

Value = float | str | None
Convert = Callable[[Raw], Value]
Name = tuple[str, str]
"""Device, and name in deliveries."""


@dataclass(frozen=True, slots=True)
class Line:
    """A signal as this link knows it. mapped: a person said what it is, the sender cannot."""

    declared: Declared
    convert: Convert
    mapped: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """Columns of one delivery: those the sender numbers, and those that are numbered by their instants.

    numbers: least and greatest of the sender's; holes: whether one is missing between them.
    """

    numbered: Rows
    plain: Rows
    declared: tuple[Declared, ...]
    numbers: tuple[int, int] | None
    holes: bool


@dataclass(slots=True)
class Book:
    """Handles are given at first sight. devices: those that are bound to machines ("" = the only one)."""

    settings: HttpPushSettings
    devices: frozenset[str]
    lines: dict[Name, Line] = field(default_factory=dict)
    _mapped: Mapping[Name, PushEntry] = field(init=False)
    _keys: dict[Name, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._mapped = self.settings.mapped

    def take(self, read: Read, received_at: int) -> Booked:
        """What of it the house can keep; the rest joins the refusals."""
        numbered, plain = Rows(), Rows()
        new: list[Declared] = []
        occurrences: dict[tuple[int, int], int] = {}
        numbers: set[int] = set()
        for said in read.said:
            if said.seq is not None:
                numbers.add(said.seq)
            line = self._line(said, read.refusals, new)
            if line is None:
                continue
            at = received_at if said.at is None else said.at
            if said.seq is not None:
                _append(numbered, line, said.value, at, said.seq)
                continue
            # Within the delivery only: the same delivery again gives the same numbers.
            place = (line.declared.handle, at)
            occurrences[place] = occurrence = occurrences.get(place, -1) + 1
            _append(plain, line, said.value, at, derived_sequence(at, occurrence))
        return Booked(
            numbered=numbered,
            plain=plain,
            declared=tuple(new),
            numbers=(min(numbers), max(numbers)) if numbers else None,
            holes=bool(numbers) and max(numbers) - min(numbers) + 1 != len(numbers),
        )

    def expected(self) -> list[tuple[Name, SignalSpec]]:
        """The mapped signals of the bound devices."""
        return [
            ((device, entry.sent_as), entry.spec())
            for entry in self.settings.signals
            for device in ([entry.device] if entry.device else self.devices)
            if device in self.devices
        ]

    def _line(self, said: Said, refusals: Refusals, new: list[Declared]) -> Line | None:
        line = self.lines.get((said.device, said.name))
        if line is None or not (line.mapped or said.spec is None or said.spec == line.declared.spec):
            line = self._new_line(said, refusals, new, line)
        if line is None or isinstance(said.value, Condition) == (line.declared.spec.category is Category.CONDITION):
            return line
        refusals.add("http_push_other_kind", said.place, signal=shown(said.name))
        return None

    def _new_line(self, said: Said, refusals: Refusals, new: list[Declared], known: Line | None) -> Line | None:
        name = (said.device, said.name)
        if said.device not in self.devices:
            devices = ", ".join(sorted(self.devices - {""})) or "–"
            refusals.add("http_push_device", said.place, device=shown(said.device) or "–", known=devices)
            return None
        entry = self._mapped.get(name) or self._mapped.get(("", said.name))
        spec = entry.spec() if entry is not None else said.spec if self.settings.declare else None
        if spec is None:
            code = "http_push_not_mapped" if self.settings.declare else "http_push_only_mapped"
            refusals.add(code, said.place, signal=shown(said.name))
            return None
        if self._keys.setdefault((said.device, spec.key), said.name) != said.name:
            refusals.add("http_push_key_taken", said.place, signal=shown(said.name), key=shown(spec.key))
            return None
        if known is None and len(self.lines) >= self.settings.max_signals:
            refusals.add("http_push_too_many", said.place, signal=shown(said.name), limit=self.settings.max_signals)
            return None
        handle = len(self.lines) if known is None else known.declared.handle
        declared = Declared(handle=handle, device=said.device, spec=spec)
        self.lines[name] = line = Line(declared, _converter(spec, entry), entry is not None)
        new.append(declared)
        return line


def _converter(spec: SignalSpec, entry: PushEntry | None) -> Convert:
    """As `Entry.convert`, with what does not change looked up once: this is the hot path."""
    if entry is not None and entry.values:
        return entry.convert
    if not is_numeric(spec):
        return _word
    return _number if entry is None else _scaled(entry.scale, entry.offset)


def _word(raw: Raw) -> Value:
    return None if raw is None else as_word(raw)


def _number(raw: Raw) -> Value:
    return None if raw is None else as_number(raw)


def _scaled(scale: float, offset: float) -> Convert:
    def convert(raw: Raw) -> Value:
        number = _number(raw)
        return None if not isinstance(number, float | int) else number * scale + offset

    return convert


def _append(rows: Rows, line: Line, given: Raw | Condition, at: int, sequence: int) -> None:
    value: Value = None
    if isinstance(given, Condition):
        rows.rich[len(rows)] = given
    else:
        value = line.convert(given)
    rows.signal.append(line.declared.handle)
    rows.source_at.append(at)
    rows.sequence.append(sequence)
    rows.num.append(None if value is None or isinstance(value, str) else value)
    rows.text.append(value if isinstance(value, str) else None)
