"""Observations as MTConnectStreams documents (MTConnect Part 3, Streams)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dispatcher.agent.documents import Paper
from dispatcher.agent.items import UNAVAILABLE, Slot
from dispatcher.agent.model import Component, Device
from dispatcher.agent.names import attributes, number, text
from dispatcher.agent.ring import Entry
from dispatcher.domain.instant import format_instant
from dispatcher.domain.signal import (
    Category,
    Condition,
    DataSet,
    Level,
    Representation,
    TimeSeries,
)

_GROUPS = ((Category.SAMPLE, "Samples"), (Category.EVENT, "Events"), (Category.CONDITION, "Condition"))
_LEVEL = {
    Level.NORMAL: "Normal",
    Level.WARNING: "Warning",
    Level.FAULT: "Fault",
    Level.UNAVAILABLE: "Unavailable",
}
# Attributes the schemas require even where nothing is known yet.
_REQUIRED = {
    "ASSET_CHANGED": ' assetType=""',
    "ASSET_REMOVED": ' assetType=""',
    "ALARM": ' code="OTHER" nativeCode=""',
}
_SETS = (Representation.DATA_SET, Representation.TABLE)
_CONDITION_ID_SINCE = (2, 3)


def streams(
    paper: Paper, header: str, entries: Iterable[Entry], slots: Sequence[Slot], devices: Sequence[Device]
) -> bytes:
    """The document of these entries. Devices without any are named only where the schema of the
    version asks for at least one DeviceStream (1.3).
    """
    places: dict[str, dict[str, tuple[Component, dict[Category, list[str]]]]] = {}
    owners = {device.uuid: device for device in devices}
    for entry in entries:
        slot = slots[entry.slot]
        owners.setdefault(slot.device.uuid, slot.device)
        components = places.setdefault(slot.device.uuid, {})
        held = components.get(slot.component.id)
        if held is None:
            held = components[slot.component.id] = (slot.component, {})
        held[1].setdefault(slot.item.category, []).append(observation(paper, slot, entry))
    if not places and paper.settings.number < (1, 7):
        places = {device.uuid: {} for device in devices}
    body = "".join(_device(paper, owners[uuid], tuple(components.values())) for uuid, components in places.items())
    name = paper.tag("Streams")
    return paper.root("Streams", header, f"<{name}>{body}</{name}>" if body else f"<{name}/>")


def _device(paper: Paper, device: Device, components: Sequence[tuple[Component, dict[Category, list[str]]]]) -> str:
    """One DeviceStream."""
    name = paper.tag("DeviceStream")
    head = attributes(("name", device.name), ("uuid", device.uuid))
    body = "".join(_component(paper, component, groups) for component, groups in components)
    return f"<{name}{head}>{body}</{name}>"


def _component(paper: Paper, component: Component, groups: dict[Category, list[str]]) -> str:
    """One ComponentStream: samples, events, conditions, each in order of sequence."""
    name = paper.tag("ComponentStream")
    head = attributes(
        ("component", component.type.rpartition(":")[2]),
        ("name", component.name),
        ("componentId", component.id),
        ("nativeName", component.native_name),
    )
    body = "".join(
        f"<{paper.tag(group)}>{''.join(groups[category])}</{paper.tag(group)}>"
        for category, group in _GROUPS
        if category in groups
    )
    return f"<{name}{head}>{body}</{name}>"


def observation(paper: Paper, slot: Slot, entry: Entry) -> str:
    """One observation's element."""
    head = f'{slot.head} sequence="{entry.sequence}" timestamp="{format_instant(entry.at)}"{entry.extra}'
    item, value = slot.item, entry.value
    if item.category is Category.CONDITION:
        return _condition(paper, head, item.type, value if isinstance(value, Condition) else None)
    name = paper.tag(slot.element)
    if item.representation in _SETS:
        return _data_set(paper, name, head, value if isinstance(value, DataSet) else None)
    if item.representation is Representation.TIME_SERIES:
        return _time_series(name, head, item.sample_rate, value if isinstance(value, TimeSeries) else None)
    if not entry.extra:
        head += _REQUIRED.get(item.type, "")
    if item.category is Category.SAMPLE and item.sample_rate is not None:
        head += f' sampleRate="{number(item.sample_rate)}"'
    return f"<{name}{head}>{_plain(value)}</{name}>"


def _plain(value: object) -> str:
    """Character data of a plain value."""
    if value is None:
        return UNAVAILABLE
    return number(value) if isinstance(value, int | float) else text(str(value))


def _condition(paper: Paper, head: str, type_: str, value: Condition | None) -> str:
    """A condition: its level is the element."""
    if value is None:
        return f"<{paper.tag('Unavailable')}{head}{attributes(('type', type_))}/>"
    name = paper.tag(_LEVEL[value.level])
    with_id = paper.settings.number >= _CONDITION_ID_SINCE and value.level in (Level.WARNING, Level.FAULT)
    head += attributes(
        ("type", type_),
        ("nativeCode", value.native_code),
        ("nativeSeverity", value.native_severity),
        ("qualifier", value.qualifier),
        ("conditionId", (value.condition_id or value.native_code) if with_id else ""),
    )
    return f"<{name}{head}>{text(value.message)}</{name}>" if value.message else f"<{name}{head}/>"


def _data_set(paper: Paper, name: str, head: str, value: DataSet | None) -> str:
    """A data set or a table: entries, cells in the entries of a table."""
    if value is None:
        return f'<{name}{head} count="0">{UNAVAILABLE}</{name}>'
    if value.reset:
        head += attributes(("resetTriggered", value.reset))
    entry, cell = paper.tag("Entry"), paper.tag("Cell")
    parts = []
    for key, held in value.entries.items():
        named = attributes(("key", key))
        if held is None:
            parts.append(f'<{entry}{named} removed="true"/>')
        elif isinstance(held, float | int | str):
            parts.append(f"<{entry}{named}>{_plain(held)}</{entry}>")
        else:
            cells = "".join(
                f"<{cell}{attributes(('key', inner))}>{_plain(one)}</{cell}>" for inner, one in held.items()
            )
            parts.append(f"<{entry}{named}>{cells}</{entry}>")
    return f'<{name}{head} count="{len(parts)}">{"".join(parts)}</{name}>'


def _time_series(name: str, head: str, rate: float | None, value: TimeSeries | None) -> str:
    """A time series: numbers separated by blanks."""
    if value is None:
        return f'<{name}{head} sampleCount="0">{UNAVAILABLE}</{name}>'
    rate = value.rate if value.rate is not None else rate
    if rate is not None:
        head += f' sampleRate="{number(rate)}"'
    numbers = " ".join(number(one) for one in value.samples)
    return f'<{name}{head} sampleCount="{len(value.samples)}">{numbers}</{name}>'
