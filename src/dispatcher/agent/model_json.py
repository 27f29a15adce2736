"""The device model as JSON, for those who write one by hand or by program.

`{"devices": [{"name": …, "uuid": …, "id": …, "items": [{"id": …, "category": …, "type": …}],
"components": [{"type": "Controller", "id": …, "items": […], "components": […]}]}]}`; the names are
those of the fields of `DataItem`, `Component`, `Device` and `Filter`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import fields

from dispatcher.agent.model import Component, Composition, DataItem, Device, Filter
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.signal import Category, Representation

_NUMBERS = frozenset(["native_scale", "sample_rate", "minimum", "maximum", "nominal", "minimum_delta"])
_WHOLE = frozenset(["significant_digits", "period"])
_DEEPEST = 64


def read_model(text: str) -> tuple[Device, ...]:
    """Devices of a JSON model. Raises InvalidInput `agent.model_unreadable` with place and reason."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _unreadable("", str(error)) from error
    if not isinstance(document, dict):
        raise _unreadable("", "an object with `devices` is wanted")
    return tuple(_device(one, f"devices[{at}]") for at, one in enumerate(_list(document, "devices", "")))


def _unreadable(place: str, reason: str) -> InvalidInput:
    """The refusal of a model."""
    return InvalidInput("agent.model_unreadable", place=place, reason=reason[:200])


def _list(holder: Mapping[str, object], name: str, place: str) -> list[Mapping[str, object]]:
    """A list of objects, empty where absent."""
    found = holder.get(name, [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise _unreadable(f"{place}.{name}".lstrip("."), "a list of objects is wanted")
    return found


def _plain(kind: type, given: Mapping[str, object], place: str, nested: frozenset[str]) -> dict[str, object]:
    """The plain fields of a class from an object; unknown names and wrong kinds are refused."""
    known = {field.name for field in fields(kind)} - nested
    found: dict[str, object] = {}
    for name, value in given.items():
        if name in nested:
            continue
        if name not in known:
            raise _unreadable(place, f"unknown field {name[:40]!r}")
        found[name] = _value(name, value, place)
    return found


def _value(name: str, value: object, place: str) -> object:
    """One plain value of the kind its name asks for."""
    whole = isinstance(value, int) and not isinstance(value, bool)
    if name in _WHOLE and whole:
        return value
    if name in _NUMBERS and (whole or isinstance(value, float)):
        found = float(str(value))
        if math.isfinite(found):
            return found
    if name == "discrete" and isinstance(value, bool):
        return value
    if name == "values" and isinstance(value, list):
        return tuple(str(one) for one in value)
    if isinstance(value, str) and name not in _NUMBERS | _WHOLE | {"discrete", "values"}:
        return value
    raise _unreadable(place, f"{name} cannot be {str(value)[:40]!r}")


def _device(given: Mapping[str, object], place: str) -> Device:
    """A device."""
    nested = frozenset({"items", "components", "compositions"})
    plain = _plain(Device, given, place, nested)
    name = str(plain.get("name") or plain.get("uuid") or "")
    if not name:
        raise _unreadable(place, "a device needs a name")
    return Device(**{"id": name, "uuid": name, **plain, "name": name, **_parts(given, place, 0)})  # type: ignore[arg-type]  # checked above


def _component(given: Mapping[str, object], place: str, depth: int) -> Component:
    """A component."""
    plain = _plain(Component, given, place, frozenset({"items", "components", "compositions"}))
    if not plain.get("id") or not plain.get("type"):
        raise _unreadable(place, "a component needs an id and a type")
    return Component(**{**plain, **_parts(given, place, depth)})  # type: ignore[arg-type]  # checked above


def _parts(given: Mapping[str, object], place: str, depth: int) -> dict[str, object]:
    """What is inside a component."""
    if depth > _DEEPEST:
        raise _unreadable(place, f"components nested deeper than {_DEEPEST}")
    return {
        "items": tuple(_item(one, f"{place}.items[{at}]") for at, one in enumerate(_list(given, "items", place))),
        "components": tuple(
            _component(one, f"{place}.components[{at}]", depth + 1)
            for at, one in enumerate(_list(given, "components", place))
        ),
        "compositions": tuple(
            _composition(one, f"{place}.compositions[{at}]")
            for at, one in enumerate(_list(given, "compositions", place))
        ),
    }


def _composition(given: Mapping[str, object], place: str) -> Composition:
    """A composition."""
    plain = _plain(Composition, given, place, frozenset())
    if not plain.get("id") or not plain.get("type"):
        raise _unreadable(place, "a composition needs an id and a type")
    return Composition(**plain)  # type: ignore[arg-type]  # checked above


def _item(given: Mapping[str, object], place: str) -> DataItem:
    """A data item."""
    nested = frozenset({"category", "representation", "filter"})
    plain = _plain(DataItem, given, place, nested)
    if not plain.get("id") or not plain.get("type"):
        raise _unreadable(place, "a data item needs an id and a type")
    filtered = given.get("filter", {})
    if not isinstance(filtered, dict):
        raise _unreadable(place, "filter must be an object")
    try:
        category = Category(str(given.get("category", "")).upper())
        representation = Representation(str(given.get("representation", "VALUE")).upper())
    except ValueError as error:
        raise _unreadable(place, str(error)) from error
    rule = Filter(**_plain(Filter, filtered, place, frozenset()))  # type: ignore[arg-type]  # checked above
    return DataItem(**{**plain, "category": category, "representation": representation, "filter": rule})  # type: ignore[arg-type]  # checked above
