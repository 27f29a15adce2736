"""Reads Devices.xml files, ours and foreign ones, with or without a namespace.

Elements are known by their local name. A component in a foreign namespace keeps its prefix in the
type (`x:Pump`), so that it is written again the same way.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from dispatcher.agent.model import AGENT, Component, Composition, DataItem, Device, Filter
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import SECOND
from dispatcher.domain.signal import Category, Representation

_STANDARD = "urn:mtconnect.org:MTConnectDevices:"
_LARGEST = 32 * 1024 * 1024
_DEEPEST = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceFile:
    """What a Devices.xml tells: its devices, and the prefixes of foreign namespaces it uses."""

    devices: tuple[Device, ...]
    extensions: tuple[tuple[str, str], ...] = ()


def read_devices(document: bytes) -> DeviceFile:
    """The device model of an MTConnectDevices document.

    Raises InvalidInput `agent.devices_unreadable` (with line and reason) for what is not XML, holds
    a document type (entities are not for devices), or is not an MTConnectDevices document.
    """
    root = _parsed(document)
    if _local(root) != "MTConnectDevices":
        raise _unreadable(_line(root), f"<{_local(root)}> is not <MTConnectDevices>")
    devices: list[Device] = []
    for holder in _children(root, "Devices"):
        for element in holder.iterchildren(tag=etree.Element):
            if _local(element) in ("Device", AGENT):
                devices.append(_device(element, len(devices)))
    used = {type_.partition(":")[0] for device in devices for type_ in _types(device) if ":" in type_}
    known = {prefix: uri for prefix, uri in _prefixes(root) if prefix in used}
    return DeviceFile(devices=tuple(devices), extensions=tuple(sorted(known.items())))


def _parsed(document: bytes) -> etree._Element:
    """The root element, without entities, network or huge text."""
    if len(document) > _LARGEST:
        raise _unreadable(1, f"larger than {_LARGEST} bytes")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(document, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        raise _unreadable(line, str(error)) from error
    if has_doctype(root):
        raise _unreadable(1, "a document type is not allowed")
    return root


def has_doctype(root: etree._Element) -> bool:
    """Whether the document declares a document type, where entities would come from."""
    return bool(getattr(root.getroottree().docinfo, "doctype", ""))


def _line(element: etree._Element) -> int:
    """The line of an element in its file, from 1."""
    return int(getattr(element, "sourceline", None) or 1)


def _unreadable(line: int, reason: str) -> InvalidInput:
    """The refusal of a file."""
    return InvalidInput("agent.devices_unreadable", line=line, reason=reason[:200])


def _types(device: Device) -> Iterator[str]:
    """Component and data item types of a device."""
    for component in device.walk():
        yield component.type
        yield from (item.type for item in component.items)


def _prefixes(root: etree._Element) -> Iterator[tuple[str, str]]:
    """Prefixes of foreign namespaces anywhere in the document."""
    for element in root.iter(tag=etree.Element):
        for prefix, uri in element.nsmap.items():
            if prefix and not uri.startswith(_STANDARD):
                yield prefix, uri


def _local(element: etree._Element) -> str:
    """The name without namespace."""
    return etree.QName(element).localname


def _type(element: etree._Element) -> str:
    """The component type: its name, with the prefix where the namespace is foreign."""
    namespace = etree.QName(element).namespace or ""
    foreign = namespace and not namespace.startswith(_STANDARD) and element.prefix
    return f"{element.prefix}:{_local(element)}" if foreign else _local(element)


def _children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Child elements of a local name."""
    return (child for child in element.iterchildren(tag=etree.Element) if _local(child) == name)


def _inside(element: etree._Element, group: str) -> Iterator[etree._Element]:
    """Elements inside the child `group`."""
    for holder in _children(element, group):
        yield from holder.iterchildren(tag=etree.Element)


def _text(element: etree._Element, name: str) -> str:
    """The text of the first child of that name."""
    return next(((child.text or "").strip() for child in _children(element, name)), "")


def _get(element: etree._Element, name: str) -> str:
    """An attribute without outer blanks, empty where absent."""
    return (element.get(name) or "").strip()


def _number(element: etree._Element, text: str) -> float | None:
    """A finite number, if one is given."""
    if not text:
        return None
    try:
        found = float(text)
    except ValueError as error:
        raise _unreadable(_line(element), f"not a number: {text[:40]!r}") from error
    if not math.isfinite(found):
        raise _unreadable(_line(element), f"not a finite number: {text[:40]!r}")
    return found


def _device(element: etree._Element, position: int) -> Device:
    """A device; one without uuid or name gets a made one, agents in the field have them too."""
    part = _component(element, 0)
    return Device(
        type=part.type,
        id=part.id or f"device{position}",
        name=part.name or part.uuid or f"device{position}",
        uuid=part.uuid or part.name or f"device{position}",
        native_name=part.native_name,
        sample_rate=part.sample_rate,
        manufacturer=part.manufacturer,
        model=part.model,
        serial=part.serial,
        description=part.description,
        items=part.items,
        compositions=part.compositions,
        components=part.components,
        iso841=_get(element, "iso841Class"),
    )


def _component(element: etree._Element, depth: int) -> Component:
    """A component with everything under it."""
    if depth > _DEEPEST:
        raise _unreadable(_line(element), f"components nested deeper than {_DEEPEST}")
    described = next(_children(element, "Description"), None)
    about = (
        {} if described is None else {name: _get(described, name) for name in ("manufacturer", "model", "serialNumber")}
    )
    return Component(
        id=_get(element, "id"),
        type=_type(element),
        name=_get(element, "name"),
        native_name=_get(element, "nativeName"),
        uuid=_get(element, "uuid"),
        sample_rate=_number(element, _get(element, "sampleRate")),
        manufacturer=about.get("manufacturer", ""),
        model=about.get("model", ""),
        serial=about.get("serialNumber", ""),
        description="" if described is None else " ".join("".join(str(part) for part in described.itertext()).split()),
        items=tuple(_item(one) for one in _inside(element, "DataItems") if _local(one) == "DataItem"),
        compositions=tuple(
            Composition(id=_get(one, "id"), type=_get(one, "type"), name=_get(one, "name"))
            for one in _inside(element, "Compositions")
        ),
        components=tuple(_component(one, depth + 1) for one in _inside(element, "Components")),
    )


def _item(element: etree._Element) -> DataItem:
    """A data item; `DISCRETE` as representation and as attribute are both understood."""
    line = _line(element)
    try:
        category = Category(_get(element, "category").upper())
        representation = Representation(_get(element, "representation").upper() or "VALUE")
    except ValueError as error:
        raise _unreadable(line, str(error)) from error
    if not _get(element, "id") or not _get(element, "type"):
        raise _unreadable(line, "a DataItem needs an id and a type")
    digits = _number(element, _get(element, "significantDigits"))
    limits = next(_children(element, "Constraints"), None)
    return DataItem(
        id=_get(element, "id"),
        category=category,
        type=_get(element, "type"),
        name=_get(element, "name"),
        sub_type=_get(element, "subType"),
        units=_get(element, "units"),
        native_units=_get(element, "nativeUnits"),
        native_scale=_number(element, _get(element, "nativeScale")),
        representation=representation,
        discrete=_get(element, "discrete") == "true",
        composition_id=_get(element, "compositionId"),
        statistic=_get(element, "statistic"),
        sample_rate=_number(element, _get(element, "sampleRate")),
        coordinate_system=_get(element, "coordinateSystem"),
        significant_digits=None if digits is None else int(digits),
        source=_text(element, "Source"),
        values=() if limits is None else tuple((one.text or "").strip() for one in _children(limits, "Value")),
        minimum=None if limits is None else _number(limits, _text(limits, "Minimum")),
        maximum=None if limits is None else _number(limits, _text(limits, "Maximum")),
        nominal=None if limits is None else _number(limits, _text(limits, "Nominal")),
        filter=_filter(element),
        initial_value=_text(element, "InitialValue"),
        reset_trigger=_text(element, "ResetTrigger"),
    )


def _filter(element: etree._Element) -> Filter:
    """The filters, under `Filters` (since 1.4) or among the constraints (before)."""
    delta: float | None = None
    period: float | None = None
    for group in ("Constraints", "Filters"):
        for one in _inside(element, group):
            if _local(one) == "Filter":
                value = _number(one, (one.text or "").strip())
                if _get(one, "type") == "PERIOD":
                    period = value
                else:
                    delta = value
    return Filter(minimum_delta=delta, period=None if period is None else round(period * SECOND))
