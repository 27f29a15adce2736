"""Which data item is which signal: a handle for each, resolved from the probe or at first sight.

Handles are small integers, unique within one catalogue (one link, one set of recordings) and never
re-used. Ids are looked up per device, because agents exist that repeat an id in two devices.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from itertools import compress

from dispatcher.connectors.sdk.mtconnect_xml.devices import DeviceModel
from dispatcher.connectors.sdk.vocabulary import is_numeric, local_name, type_and_representation
from dispatcher.domain.signal import Category, Representation, SignalSpec
from dispatcher.ports.columns import numbers
from dispatcher.ports.connector import Declared


class Kind(Enum):
    """How an observation of the signal has to be read."""

    PLAIN = "plain"
    CONDITION = "condition"
    ENTRIES = "entries"
    SERIES = "series"
    ASSET_CHANGED = "asset_changed"
    ASSET_REMOVED = "asset_removed"


def kind_of(spec: SignalSpec) -> Kind:
    """The kind of a signal."""
    if spec.category is Category.CONDITION:
        return Kind.CONDITION
    if spec.representation in {Representation.DATA_SET, Representation.TABLE}:
        return Kind.ENTRIES
    if spec.representation is Representation.TIME_SERIES:
        return Kind.SERIES
    return {"ASSET_CHANGED": Kind.ASSET_CHANGED, "ASSET_REMOVED": Kind.ASSET_REMOVED}.get(spec.type, Kind.PLAIN)


class DeviceTable:
    """The data items of one device. `plain` is what the hot loop looks up; all else is in `special`."""

    __slots__ = ("device", "plain", "special")

    def __init__(self, device: str) -> None:
        self.device = device
        self.plain: dict[str, int] = {}
        self.special: dict[str, tuple[int, Kind]] = {}

    def handle(self, item: str) -> int | None:
        """The handle of a data item, if it is known."""
        found = self.plain.get(item)
        if found is None and item in self.special:
            return self.special[item][0]
        return found


class Catalogue:
    """All signals of the accepted devices.

    `devices`: names or uuids of the devices that are wanted; None = all of them. A device is called
    what it was wanted by.
    `declared[handle]` is the present declaration.
    """

    def __init__(self, devices: Iterable[str] | None = None) -> None:
        self._wanted = None if devices is None else frozenset(devices)
        self._tables: dict[str, DeviceTable] = {}
        self._by_uuid: dict[str, DeviceTable] = {}
        self.declared: list[Declared] = []
        self._numeric: list[bool] = []
        self._unannounced: list[Declared] = []

    def want(self, devices: Iterable[str]) -> None:
        """From now on only these devices; what is declared stays declared."""
        self._wanted = frozenset(devices)

    def learn(self, models: Iterable[DeviceModel]) -> tuple[Declared, ...]:
        """Take over a probe; gives the declarations that are new or changed. Nothing is ever forgotten."""
        changed: list[Declared] = []
        for model in models:
            table = self.table(model.device.name, model.device.uuid)
            if table is not None:
                changed.extend(filter(None, (self._put(table, spec) for spec in model.signals)))
        return tuple(changed)

    def table(self, name: str, uuid: str) -> DeviceTable | None:
        """The table of a device as a streams document names it; None where it is not wanted."""
        if self._wanted is None or name in self._wanted:
            label = name or uuid
        elif uuid in self._wanted:
            label = uuid
        else:
            return None
        found = self._tables.get(label) or (self._by_uuid.get(uuid) if uuid else None)
        if found is None:
            found = self._tables[label] = DeviceTable(label)
        if uuid:
            self._by_uuid.setdefault(uuid, found)
        return found

    def numbers(self, handles: Sequence[int], texts: Sequence[str]) -> list[float | None]:
        """The number each text stands for; None where it is none, or the signal's values are texts."""
        numeric = list(map(self._numeric.__getitem__, handles))
        found = iter(numbers(list(compress(texts, numeric))))
        return [next(found) if told else None for told in numeric]

    def take_unannounced(self) -> tuple[Declared, ...]:
        """What was declared at first sight and not yet handed to anybody."""
        taken, self._unannounced = tuple(self._unannounced), []
        return taken

    def declare(
        self,
        table: DeviceTable,
        category: Category,
        element: str,
        attributes: Mapping[str, str],
        stream: Mapping[str, str],
    ) -> int:
        """Declare a data item that no probe has named, from its first observation; gives its handle.

        `element` is the observation's, `stream` holds the attributes of its ComponentStream.
        """
        kind, representation = type_and_representation(element)
        if category is Category.CONDITION:
            kind, representation = local_name(attributes.get("type", "")) or "SYSTEM", Representation.VALUE
        elif "sampleCount" in attributes:
            representation = Representation.TIME_SERIES
        component = stream.get("component", "")
        item = attributes["dataItemId"]
        spec = SignalSpec(
            key=item,
            name=attributes.get("name") or item,
            category=category,
            type=kind,
            sub_type=attributes.get("subType") or None,
            component="" if component in {"Device", "Agent"} else stream.get("name") or component,
            component_type=component,
            representation=representation,
        )
        handle = self._place(table, spec)
        self._unannounced.append(self.declared[handle])
        return handle

    def _put(self, table: DeviceTable, spec: SignalSpec) -> Declared | None:
        """Declare or re-declare; None where nothing is new."""
        handle = table.handle(spec.key)
        if handle is not None and self.declared[handle].spec == spec:
            return None
        return self.declared[self._place(table, spec)]

    def _place(self, table: DeviceTable, spec: SignalSpec) -> int:
        """Enter a declaration under its old handle or a new one."""
        handle = table.handle(spec.key)
        if handle is None:
            handle = len(self.declared)
            self.declared.append(Declared(handle=handle, device=table.device, spec=spec))
            self._numeric.append(False)
        else:
            self.declared[handle] = Declared(handle=handle, device=table.device, spec=spec)
        table.plain.pop(spec.key, None)
        table.special.pop(spec.key, None)
        kind = kind_of(spec)
        if kind is Kind.PLAIN:
            table.plain[spec.key] = handle
        else:
            table.special[spec.key] = (handle, kind)
        self._numeric[handle] = kind is Kind.PLAIN and is_numeric(spec)
        return handle
