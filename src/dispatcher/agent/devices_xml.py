"""The device model as an MTConnectDevices document (MTConnect Part 2, Devices)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dispatcher.agent.documents import Paper
from dispatcher.agent.model import Component, Composition, DataItem, Device
from dispatcher.agent.names import attributes, number, text
from dispatcher.domain.instant import SECOND
from dispatcher.domain.signal import Representation

_FILTERS_SINCE = (1, 4)
_COMPOSITIONS_SINCE = (1, 4)
_DISCRETE_SINCE = (1, 5)


def devices(paper: Paper, header: str, model: Sequence[Device]) -> bytes:
    """The probe document of these devices."""
    name = paper.tag("Devices")
    body = "".join(_component(paper, device) for device in model)
    return paper.root("Devices", header, f"<{name}>{body}</{name}>")


def _component(paper: Paper, component: Component) -> str:
    """A component (or device) with everything in it, in the order the 1.3 schema wants."""
    name = paper.tag(component.type)
    device = component if isinstance(component, Device) else None
    head = attributes(
        ("id", component.id),
        ("name", component.name),
        ("uuid", component.uuid),
        ("nativeName", component.native_name),
        ("sampleRate", component.sample_rate and number(component.sample_rate)),
        ("iso841Class", device.iso841 if device else ""),
    )
    body = _description(paper, component)
    if component.items:
        body += _group(paper, "DataItems", [_item(paper, item) for item in component.items])
    if component.components:
        body += _group(paper, "Components", [_component(paper, one) for one in component.components])
    if component.compositions and paper.settings.number >= _COMPOSITIONS_SINCE:
        body += _group(paper, "Compositions", [_composition(paper, one) for one in component.compositions])
    return f"<{name}{head}>{body}</{name}>" if body else f"<{name}{head}/>"


def _group(paper: Paper, name: str, parts: Sequence[str]) -> str:
    """`<Name>…</Name>`."""
    tag = paper.tag(name)
    return f"<{tag}>{''.join(parts)}</{tag}>"


def _description(paper: Paper, component: Component) -> str:
    """Who made it, and what people say of it."""
    head = attributes(
        ("manufacturer", component.manufacturer),
        ("model", component.model),
        ("serialNumber", component.serial),
    )
    if not head and not component.description:
        return ""
    tag = paper.tag("Description")
    return f"<{tag}{head}>{text(component.description)}</{tag}>"


def _composition(paper: Paper, composition: Composition) -> str:
    """A composition."""
    head = attributes(("id", composition.id), ("type", composition.type), ("name", composition.name))
    return f"<{paper.tag('Composition')}{head}/>"


def _item(paper: Paper, item: DataItem) -> str:
    """A data item with source, constraints and filters."""
    version = paper.settings.number
    shaped = item.representation is not Representation.VALUE
    discrete = item.discrete and version >= _DISCRETE_SINCE
    name = paper.tag("DataItem")
    head = attributes(
        ("category", item.category.value),
        ("id", item.id),
        ("name", item.name),
        ("type", item.type),
        ("subType", item.sub_type),
        ("representation", item.representation.value if shaped else ""),
        ("discrete", "true" if discrete else ""),
        ("units", item.units),
        ("nativeUnits", item.native_units),
        ("nativeScale", item.native_scale and number(item.native_scale)),
        ("statistic", item.statistic),
        ("coordinateSystem", item.coordinate_system),
        ("sampleRate", item.sample_rate and number(item.sample_rate)),
        ("significantDigits", item.significant_digits),
        ("compositionId", item.composition_id if version >= _COMPOSITIONS_SINCE else ""),
    )
    body = _group(paper, "Source", [text(item.source)]) if item.source else ""
    body += _limits(paper, item)
    if version >= _FILTERS_SINCE:
        filters = _filters(paper, item)
        body += _group(paper, "Filters", filters) if filters else ""
        body += _group(paper, "InitialValue", [text(item.initial_value)]) if item.initial_value else ""
        body += _group(paper, "ResetTrigger", [text(item.reset_trigger)]) if item.reset_trigger else ""
    return f"<{name}{head}>{body}</{name}>" if body else f"<{name}{head}/>"


def _limits(paper: Paper, item: DataItem) -> str:
    """Constraints; before 1.4 a minimum delta was one of them."""
    parts = [_group(paper, "Value", [text(value)]) for value in item.values]
    for name, limit in (("Minimum", item.minimum), ("Maximum", item.maximum), ("Nominal", item.nominal)):
        if limit is not None:
            parts.append(_group(paper, name, [number(limit)]))
    if paper.settings.number < _FILTERS_SINCE:
        parts += _filters(paper, replace(item, filter=replace(item.filter, period=None)))
    return _group(paper, "Constraints", parts) if parts else ""


def _filters(paper: Paper, item: DataItem) -> list[str]:
    """`<Filter type="…">` elements; the period is in seconds."""
    tag = paper.tag("Filter")
    found = []
    if item.filter.minimum_delta is not None:
        found.append(f'<{tag} type="MINIMUM_DELTA">{number(item.filter.minimum_delta)}</{tag}>')
    if item.filter.period is not None:
        found.append(f'<{tag} type="PERIOD">{number(item.filter.period / SECOND)}</{tag}>')
    return found
