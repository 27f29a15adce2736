"""How the signals of a machine are laid out on a wire that knows only addresses, names or topics.

The server gets these as entries of the source; the machine's wire uses the same layout, so both agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dispatcher.connectors.sdk.mapping import Entry, Scalar
from dispatcher.connectors.sdk.vocabulary import is_numeric
from dispatcher.demo.design import Wire
from dispatcher.demo.items import model_signals
from dispatcher.demo.machine import Machine, Row
from dispatcher.domain.signal import Category, Condition, Level, SignalSpec

WORDS: Mapping[str, tuple[str, ...]] = {
    "ACTUATOR_STATE": ("INACTIVE", "ACTIVE"),
    "CONTROLLER_MODE": ("AUTOMATIC", "MANUAL", "MANUAL_DATA_INPUT", "SEMI_AUTOMATIC", "EDIT"),
    "EMERGENCY_STOP": ("ARMED", "TRIGGERED"),
    "EXECUTION": (
        *("READY", "ACTIVE", "INTERRUPTED", "FEED_HOLD", "STOPPED"),
        *("OPTIONAL_STOP", "PROGRAM_STOPPED", "PROGRAM_COMPLETED", "WAIT"),
    ),
    "POWER_STATE": ("OFF", "ON"),
}
"""Types of which a PLC keeps a bit or a code: the words of 0, 1, …"""

CODED = frozenset((Wire.MODBUS, Wire.S7))
"""Wires on which codes stand for words."""
MAPPED = CODED | {Wire.OPCUA, Wire.PUSH, Wire.SPARKPLUG}
"""Wires that know addresses, names or topics only."""

BIT = 2
AVAILABILITY = "AVAILABILITY"
"""Connectors that ask say themselves whether the device answers."""

Fields = dict[str, object]


@dataclass(frozen=True, slots=True)
class Item:
    """One signal: its place among the machine's items, what it is, and the entry's common fields."""

    handle: int
    spec: SignalSpec
    fields: Fields

    @property
    def key(self) -> str:
        """Of its entry."""
        return str(self.fields["key"])

    @property
    def bit(self) -> bool:
        """Whether a PLC keeps it as a bit."""
        return self.coded and len(WORDS[self.spec.type]) == BIT

    @property
    def coded(self) -> bool:
        """Whether a code stands for its words."""
        return self.spec.type in WORDS and "values" in self.fields

    @property
    def alarm(self) -> bool:
        """Whether it is a condition: an alarm number."""
        return self.spec.category is Category.CONDITION

    @property
    def mapped(self) -> SignalSpec:
        """The signal as the server declares it from the entry."""
        return Entry.model_validate(self.fields).spec()

    @property
    def number(self) -> bool:
        """Whether it is a number."""
        return is_numeric(self.spec)


def items(machine: Machine) -> list[Item]:
    """Every signal that can be mapped, in the order of the device model; bits are coded where the wire has bits."""
    coded = machine.design.wire in CODED
    return [
        Item(machine.keys.index(spec.key), spec, _fields(machine, spec, coded=coded)) for spec in model_signals(machine)
    ]


def _fields(machine: Machine, spec: SignalSpec, *, coded: bool) -> Fields:
    if spec.type == AVAILABILITY:
        return {"key": "availability", "type": spec.type, "component_type": spec.component_type}
    fields: Fields = {"key": spec.key, "name": spec.name, "category": spec.category.value, "type": spec.type}
    for name, value in (("sub_type", spec.sub_type), ("units", spec.units), ("component", spec.component)):
        if value:
            fields[name] = value
    if spec.component_type:
        fields["component_type"] = spec.component_type
    if spec.category is Category.CONDITION:
        alarms = machine.design.alarms.all
        warnings = {alarm.code: alarm.level.value for alarm in alarms if alarm.level is Level.WARNING}
        fields["values"] = {"0": Level.NORMAL.value, **warnings, "*": Level.FAULT.value}
        fields["messages"] = {alarm.code: alarm.text for alarm in alarms}
    elif coded and spec.type in WORDS:
        fields["values"] = {str(code): word for code, word in enumerate(WORDS[spec.type])}
    return fields


class Present:
    """What the items show now, as the raw values of a wire."""

    def __init__(self, machine: Machine) -> None:
        self._items = {item.handle: item for item in items(machine)}
        self._active: dict[int, dict[str, None]] = {}

    def raw(self, rows: Iterable[Row]) -> Iterable[tuple[Item, Scalar | None, int]]:
        """(item, raw value, instant) of each row of a mapped item; None = nobody knows."""
        for at, handle, value in rows:
            item = self._items.get(handle)
            if item is None:
                continue
            if isinstance(value, Condition):
                yield item, self._alarm(handle, value), at
            elif isinstance(value, float | int) or value is None:
                yield item, value, at
            elif item.coded:
                words = WORDS[item.spec.type]
                yield item, words.index(str(value)) if value in words else None, at
            else:
                yield item, str(value), at

    def _alarm(self, handle: int, report: Condition) -> str:
        """The code of the newest alarm that is on, "0" for none: what a control has in one register."""
        active = self._active.setdefault(handle, {})
        if report.level is not Level.NORMAL:
            active.pop(report.native_code, None)
            active[report.native_code] = None
        elif report.native_code:
            active.pop(report.native_code, None)
        else:
            active.clear()
        return next(reversed(active), "0")
