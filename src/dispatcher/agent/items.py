"""The agent's item table: every data item with what is needed to take and to print its values."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Never

from dispatcher.agent.model import Component, DataItem, Device
from dispatcher.agent.names import attributes, carried, element_name, number
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import Instant, parse_instant
from dispatcher.domain.signal import Category, Condition, DataSet, Level, Representation, TimeSeries, Value
from dispatcher.domain.units import conversion

UNAVAILABLE = "UNAVAILABLE"
_DIMENSIONS = 3
# Latin and Cyrillic: every XML reader takes these letters for letters.
_ELEMENT = re.compile(r"(?:[A-Za-z_][A-Za-z0-9_.-]*:)?[A-Za-z_À-ÖØ-öø-ÿА-Яа-яЁё][A-Za-z0-9_.À-ÖØ-öø-ÿА-Яа-яЁё-]*")
_FIRST = parse_instant("0001-01-01T00:00:00Z")
_LAST = parse_instant("9999-12-31T23:59:59.999999Z")
_SETS = (Representation.DATA_SET, Representation.TABLE)


def check_instant(at: Instant) -> None:
    """Raises InvalidInput for an instant no document can show (xs:dateTime here: years 1 to 9999)."""
    if not _FIRST <= at <= _LAST:
        raise InvalidInput("agent.bad_instant", at=at)


class Slot:
    """One data item at work: its place, its element, its conversion and its filter."""

    __slots__ = (
        "_factor", "_last_at", "_last_number", "_offset",
        "component", "device", "element", "head", "index", "item",
    )  # fmt: skip

    def __init__(self, index: int, device: Device, component: Component, item: DataItem, *, native: bool) -> None:
        self.index = index
        self.device = device
        self.component = component
        self.item = item
        self.element = element_name(item.type, item.representation, item.category)
        self.head = attributes(
            ("dataItemId", item.id),
            ("name", item.name),
            ("subType", item.sub_type),
            ("compositionId", item.composition_id),
            ("statistic", item.statistic if item.category is not Category.EVENT else ""),
        )
        pair = conversion(item.native_units, item.units, item.native_scale) if native else None
        self._factor, self._offset = (1.0, 0.0) if pair is None or item.category is not Category.SAMPLE else pair
        self._last_number: float | None = None
        self._last_at: Instant | None = None

    def taken(self, value: Value) -> Value:
        """The value as it is kept: checked against the item's kind and in the item's units.

        Raises InvalidInput where the value cannot be one of this item.
        """
        item = self.item
        if value is None or value == UNAVAILABLE:
            return None
        if item.category is Category.CONDITION:
            if not isinstance(value, Condition):
                return self._refuse(value)
            return None if value.level is Level.UNAVAILABLE else value
        if item.representation in _SETS:
            return value if isinstance(value, DataSet) else self._refuse(value)
        if item.representation is Representation.TIME_SERIES:
            return self._series(value)
        if isinstance(value, Condition | DataSet | TimeSeries):
            return self._refuse(value)
        if item.category is Category.SAMPLE:
            return self._sample(value)
        return value if isinstance(value, str) else number(self._finite(value))

    def passes(self, at: Instant, value: Value) -> bool:
        """Whether the item's filters let the observation through; remembers it if they do.

        UNAVAILABLE always passes and makes the filters forget (MTConnect Part 2, Filters).
        """
        rule = self.item.filter
        if rule.minimum_delta is None and rule.period is None:
            return True
        if value is None:
            self._last_number = self._last_at = None
            return True
        current = value if isinstance(value, float) else _number(value)
        if (
            rule.minimum_delta is not None
            and current is not None
            and self._last_number is not None
            and abs(current - self._last_number) < rule.minimum_delta
        ):
            return False
        if rule.period is not None and self._last_at is not None and 0 <= at - self._last_at < rule.period:
            return False
        self._last_number, self._last_at = current, at
        return True

    def forget(self) -> None:
        """Forget what the filters remember: the agent starts anew."""
        self._last_number = self._last_at = None

    def _sample(self, value: float | str) -> float | str:
        """A sample in the item's units: a number, or three of them in a text for `_3D` units."""
        if not isinstance(value, str):
            return self._converted(float(value))
        parts = value.split()
        numbers = [self._checked(part) for part in parts]
        if not numbers or len(numbers) > _DIMENSIONS:
            self._refuse(value)
        if self._factor == 1.0 and not self._offset:
            return " ".join(parts)
        if len(numbers) == 1:
            return self._converted(numbers[0])
        return " ".join(repr(self._converted(one)) for one in numbers)

    def _series(self, value: Value) -> TimeSeries:
        """A time series in the item's units."""
        if not isinstance(value, TimeSeries):
            return self._refuse(value)
        rate = None if value.rate is None else self._finite(value.rate)
        return TimeSeries(rate, tuple(self._converted(one) for one in value.samples))

    def _checked(self, part: str) -> float:
        """The finite number a text stands for."""
        found = _number(part)
        return self._refuse(part) if found is None else found

    def _converted(self, value: float) -> float:
        """The number in the item's units; refuses what is not finite."""
        return self._finite(value * self._factor + self._offset)

    def _finite(self, value: float) -> float:
        """The number itself; refuses infinities and NaN, which no observation can carry."""
        return value if math.isfinite(value) else self._refuse(value)

    def _refuse(self, value: object) -> Never:
        """Say which item will not take which value."""
        raise InvalidInput("agent.bad_value", item=self.item.id, value=str(value)[:80])


def _number(value: object) -> float | None:
    """The finite number in a text, if it is one."""
    if not isinstance(value, str | int | float):
        return None
    try:
        found = float(value)
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def _check_element(name: str) -> None:
    """Raises InvalidInput for a component type, or a prefix, that cannot be an element's name."""
    if _ELEMENT.fullmatch(name) is None:
        raise InvalidInput("agent.bad_name", name=carried(name)[:80])


class ItemTable:
    """All data items of the agent, found by id, by name or by source; with or without the device."""

    def __init__(self, devices: tuple[Device, ...], *, native: bool) -> None:
        self.slots: list[Slot] = []
        self._by_key: dict[str, Slot] = {}
        ids: set[str] = set()
        for device in devices:
            for component in device.walk():
                _check_element(component.type)
            for component, item in device.all_items():
                prefix, colon, _ = item.type.rpartition(":")
                _check_element(f"{prefix}{colon}x")
                if item.id in ids:
                    raise InvalidInput("agent.duplicate_id", item=item.id, device=device.name)
                ids.add(item.id)
                self.slots.append(Slot(len(self.slots), device, component, item, native=native))
        for slot in self.slots:
            self._by_key[slot.item.id] = slot
        for slot in self.slots:
            for key in (slot.item.name, slot.item.source):
                if key:
                    self._by_key.setdefault(key, slot)
                    for owner in (slot.device.name, slot.device.uuid):
                        self._by_key.setdefault(f"{owner}:{key}", slot)

    def find(self, key: str) -> Slot:
        """The item a feed means by `id`, `name`, `source` or `device:name`. Raises InvalidInput."""
        slot = self._by_key.get(key)
        if slot is None:
            raise InvalidInput("agent.unknown_key", key=key[:80])
        return slot

    def keys(self) -> Mapping[str, Slot]:
        """Every key there is."""
        return self._by_key
