"""`path=`: which data items an XPath on the device model means (MTConnect Part 1, path).

The expression is evaluated by libxml2 over the model without namespaces, prefixes in it are
ignored. Requests come from the network, so what could take long is refused: long expressions,
and predicates that search the tree themselves.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Sequence

from lxml import etree

from dispatcher.agent.errors import ErrorCode, Refused
from dispatcher.agent.model import Component, Device
from dispatcher.agent.names import carried

_LONGEST = 1_024
_KEPT = 256
_QUOTED = re.compile(r"(\"[^\"]*\"|'[^']*')")
_PREFIX = re.compile(r"(?<![:\w.-])[A-Za-z_][\w.-]*:(?=[A-Za-z_*])", re.ASCII)
_PREDICATE = re.compile(r"\[([^\[\]]*)\]")


class Paths:
    """Answers paths for one device model, and remembers the answers."""

    def __init__(self, devices: Sequence[Device]) -> None:
        self._root = etree.Element("MTConnectDevices")
        holder = etree.SubElement(self._root, "Devices")
        for device in devices:
            _add(holder, device)
        self._known: OrderedDict[str, frozenset[str]] = OrderedDict()

    def items(self, path: str) -> frozenset[str]:
        """Ids of the data items the path selects, or that are under the components it selects.

        Raises Refused (INVALID_PATH) for what is no XPath, is not allowed, or selects nothing.
        """
        found = self._known.get(path)
        if found is None:
            found = self._evaluate(path)
            self._known[path] = found
            if len(self._known) > _KEPT:
                self._known.popitem(last=False)
        else:
            self._known.move_to_end(path)
        if not found:
            raise _invalid(path)
        return found

    def _evaluate(self, path: str) -> frozenset[str]:
        """The ids, without memory."""
        try:
            selected = self._root.xpath(_admitted(path), smart_strings=False)
        except (etree.XPathError, ValueError) as error:
            raise _invalid(path) from error
        if not isinstance(selected, list):
            raise _invalid(path)
        found: set[str] = set()
        for element in selected:
            if isinstance(element, etree._Element):  # noqa: SLF001 - lxml has no public name for it
                for item in element.iter("DataItem"):
                    found.add(item.get("id") or "")
        return frozenset(found)


def _invalid(path: str) -> Refused:
    """The refusal of a path."""
    return Refused(ErrorCode.INVALID_PATH, "agent.path", path=path[:200])


def _admitted(path: str) -> str:
    """The path without prefixes; refuses what could keep the agent busy."""
    if len(path) > _LONGEST:
        raise _invalid(path)
    parts = _QUOTED.split(path)
    bare = "".join(part for part in parts[::2])
    inner = _PREDICATE.findall(bare)
    rest = _PREDICATE.sub("", bare)
    if "[" in rest or "]" in rest or "$" in rest or any("/" in one or "::" in one for one in inner):
        raise _invalid(path)
    return "".join(part if at % 2 else _PREFIX.sub("", part) for at, part in enumerate(parts))


def _add(parent: etree._Element, component: Component) -> None:
    """The component as elements, as the probe document nests them but without namespaces."""
    element = etree.SubElement(parent, component.type.rpartition(":")[2])
    for name, value in (("id", component.id), ("name", component.name), ("uuid", component.uuid)):
        if value:
            element.set(name, carried(value))
    if component.native_name:
        element.set("nativeName", carried(component.native_name))
    if component.items:
        items = etree.SubElement(element, "DataItems")
        for item in component.items:
            one = etree.SubElement(items, "DataItem")
            for name, text in (
                ("id", item.id), ("name", item.name), ("category", item.category.value), ("type", item.type),
                ("subType", item.sub_type), ("units", item.units), ("nativeUnits", item.native_units),
                ("compositionId", item.composition_id), ("statistic", item.statistic),
                ("coordinateSystem", item.coordinate_system), ("representation", item.representation.value),
                ("discrete", "true" if item.discrete else ""),
            ):  # fmt: skip
                if text:
                    one.set(name, carried(text))
    if component.components:
        holder = etree.SubElement(element, "Components")
        for child in component.components:
            _add(holder, child)
