"""From the plant's signals back to a device model that other readers of MTConnect understand.

A signal tells a path of component names and the type of the last one. The tree is built from the
paths; the types of the components between are taken from signals that sit on them, else from their
names, else from what is under them. Everything the schema of the version does not know becomes an
extension (`x:TYPE`) or is left out, so that the probe document validates.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dispatcher.agent import vocabulary
from dispatcher.agent.model import Component, DataItem, Device
from dispatcher.domain.signal import Category, MachineId, Representation, SignalSpec
from dispatcher.domain.units import known

_NOT_IN_ID = re.compile(r"[^\w.-]", re.ASCII)
_NOT_IN_WORD = re.compile(r"[^A-Z0-9_]")
_PARENTS: Mapping[str, str] = {
    "Linear": "Axes",
    "Rotary": "Axes",
    "Path": "Controller",
    "Hydraulic": "Systems",
    "Pneumatic": "Systems",
    "Coolant": "Systems",
    "Lubrication": "Systems",
    "Electric": "Systems",
}
_FALLBACK: tuple[tuple[tuple[int, int], str], ...] = (((1, 7), "Auxiliary"), ((1, 3), "Sensor"))
_AXIS = re.compile(r"([XYZUVWxyzuvw]\d?)|([ABCSabcs]\d?)", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlantMachine:
    """A machine and the signals to be shown of it, by the plant's own numbers."""

    id: MachineId
    name: str
    signals: Mapping[int, SignalSpec]
    manufacturer: str = ""
    model: str = ""
    serial: str = ""


@dataclass(slots=True)
class _Node:
    """A component while the tree is built."""

    name: str = ""
    type: str = ""
    items: list[DataItem] = field(default_factory=list)
    children: dict[str, _Node] = field(default_factory=dict)


class _Ids:
    """Makes XML ids: letters, digits, `_`, `-`, `.`; never one twice."""

    def __init__(self) -> None:
        self._used: set[str] = set()

    def make(self, wanted: str) -> str:
        """The nearest free id."""
        plain = _NOT_IN_ID.sub("_", wanted)
        if not plain or not (plain[0].isalpha() or plain[0] == "_"):
            plain = f"_{plain}"
        found, count = plain, 1
        while found in self._used:
            count += 1
            found = f"{plain}_{count}"
        self._used.add(found)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class PlantModel:
    """Devices, and the data item each signal became."""

    devices: tuple[Device, ...]
    items: Mapping[int, str]


def plant_model(machines: Sequence[PlantMachine], version: tuple[int, int]) -> PlantModel:
    """The device model of these machines for a schema version."""
    ids = _Ids()
    items: dict[int, str] = {}
    devices = tuple(_device(machine, version, ids, items) for machine in machines)
    return PlantModel(devices=devices, items=items)


def _device(machine: PlantMachine, version: tuple[int, int], ids: _Ids, items: dict[int, str]) -> Device:
    """One machine."""
    root = _Node()
    device_id = ids.make(str(machine.id))
    for number, spec in sorted(machine.signals.items()):
        node = root
        parts = [part for part in spec.component.split("/") if part]
        for part in parts:
            node = node.children.setdefault(part, _Node(name=part))
        if parts and spec.component_type:
            node.type = node.type or spec.component_type
        items[number] = ids.make(f"{machine.id}.{spec.key}")
        node.items.append(_item(spec, items[number], version))
    _complete(root, str(machine.id), ids)
    return Device(
        id=device_id,
        name=_name(machine.name, version) or device_id,
        uuid=str(machine.id),
        manufacturer=_name(machine.manufacturer, version),
        model=machine.model,
        serial=machine.serial,
        items=tuple(root.items),
        components=_components(root, device_id, version, ids),
    )


def _complete(root: _Node, machine: str, ids: _Ids) -> None:
    """Add what every device should tell: whether it is there, and news of its assets."""
    told = {item.type for item in root.items}
    for type_ in ("AVAILABILITY", "ASSET_CHANGED", "ASSET_REMOVED"):
        if type_ not in told:
            item_id = ids.make(f"{machine}.{type_.lower()}")
            discrete = type_ == "ASSET_CHANGED"
            root.items.append(DataItem(id=item_id, category=Category.EVENT, type=type_, discrete=discrete))


def _components(node: _Node, prefix: str, version: tuple[int, int], ids: _Ids) -> tuple[Component, ...]:
    """The children of a node."""
    found = []
    for child in node.children.values():
        component_id = ids.make(f"{prefix}.{child.name}")
        found.append(
            Component(
                id=component_id,
                type=_component_type(child, version),
                name=_name(child.name, version),
                items=tuple(child.items),
                components=_components(child, component_id, version, ids),
            )
        )
    return tuple(found)


def _component_type(node: _Node, version: tuple[int, int]) -> str:
    """What the component is: as declared, by its name, by what is under it, or something general."""
    guesses = [node.type, node.name, node.name.capitalize()]
    if (axis := _AXIS.fullmatch(node.name)) is not None:
        guesses.append("Linear" if axis[1] else "Rotary")
    guesses += [_PARENTS.get(child.type, "") for child in node.children.values()]
    for guess in guesses:
        if vocabulary.has(vocabulary.COMPONENTS, guess, version):
            return guess
    return next(word for first, word in _FALLBACK if version >= first)


def _item(spec: SignalSpec, item_id: str, version: tuple[int, int]) -> DataItem:
    """The data item of a signal. The plant keeps values in `units`, so nothing is native here."""
    shape = spec.representation
    discrete = shape is Representation.DISCRETE
    return DataItem(
        id=item_id,
        category=spec.category,
        type=_type(spec, version),
        name=_name(spec.name, version),
        sub_type=_word(spec.sub_type or "", vocabulary.SUB_TYPES, version),
        units=_units(spec, version),
        representation=Representation.VALUE if discrete else shape,
        discrete=discrete,
    )


def _type(spec: SignalSpec, version: tuple[int, int]) -> str:
    """The type as the schema has it for the category, else as an extension."""
    tables = {
        Category.SAMPLE: (vocabulary.SAMPLES,),
        Category.EVENT: (vocabulary.EVENTS,),
        Category.CONDITION: (vocabulary.CONDITIONS, vocabulary.SAMPLES, vocabulary.EVENTS),
    }
    word = spec.type.upper()
    if any(vocabulary.has(table, word, version) for table in tables[spec.category]):
        return word
    return f"x:{_NOT_IN_WORD.sub('_', word.rpartition(':')[2]) or 'UNKNOWN'}"


def _word(word: str, words: Mapping[str, tuple[int, int]], version: tuple[int, int]) -> str:
    """A word of the schema, an extension, or nothing."""
    upper = word.upper()
    if not upper or vocabulary.has(words, upper, version):
        return upper
    return f"x:{_NOT_IN_WORD.sub('_', upper.rpartition(':')[2]) or 'UNKNOWN'}"


def _units(spec: SignalSpec, version: tuple[int, int]) -> str:
    """The units where the schema has them; samples must have some, so others become an extension."""
    units = (spec.units or "").upper()
    if not units or vocabulary.has(vocabulary.UNITS, units, version):
        return units
    if spec.category is not Category.SAMPLE and known(units):
        return ""
    return f"x:{_NOT_IN_WORD.sub('_', units)}"


def _name(name: str, version: tuple[int, int]) -> str:
    """A name; before 1.4 without blanks and other signs (NMTOKEN)."""
    return name if version >= (1, 4) else _NOT_IN_ID.sub("_", name)
