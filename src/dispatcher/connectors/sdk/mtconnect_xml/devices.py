"""The probe document: devices, their components as paths, their data items as signals (Part 2, Devices)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from dispatcher.connectors.sdk.mtconnect_xml.documents import (
    ErrorsDocument,
    Header,
    Root,
    check_depth,
    header_of,
    new_parser,
    read_errors,
    read_repairing,
    root_from,
    run_parser,
)
from dispatcher.connectors.sdk.vocabulary import local_name
from dispatcher.domain.signal import Category, Representation, SignalSpec
from dispatcher.ports.columns import number
from dispatcher.ports.connector import Device, Garbled


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceModel:
    """One device of the probe with its signals in document order.

    `is_agent` marks the agent's description of itself (2.0 and later), which is no machine.
    """

    device: Device
    signals: tuple[SignalSpec, ...]
    is_agent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DevicesDocument:
    """A probe document. `skipped` counts data items without id, type or a known category."""

    root: Root
    header: Header
    devices: tuple[DeviceModel, ...]
    skipped: int = 0
    repaired: bool = False

    @property
    def version(self) -> str:
        """The schema version (`1.3`), from the namespace or else from the header."""
        return self.root.version or ".".join(self.header.version.split(".")[:2])


def read_devices(data: bytes) -> DevicesDocument | ErrorsDocument:
    """Read an MTConnectDevices document, with or without namespace. Raises Garbled."""
    document, repaired = read_repairing(_read, data)
    if document is None:
        return read_errors(data)
    return replace(document, repaired=True) if repaired else document


@dataclass(slots=True)
class _Component:
    """A component that is open while reading; `depth` is that of its element."""

    depth: int
    path: str
    type: str


@dataclass(slots=True)
class _OpenDevice:
    attributes: Mapping[str, str]
    is_agent: bool
    description: Mapping[str, str] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    items: dict[str, tuple[SignalSpec, str]] = field(default_factory=dict)
    compositions: dict[str, str] = field(default_factory=dict)

    def model(self) -> DeviceModel:
        given, about = self.attributes, self.description
        return DeviceModel(
            device=Device(
                name=given.get("name") or given.get("uuid") or given.get("id", ""),
                uuid=given.get("uuid", ""),
                manufacturer=about.get("manufacturer", "").strip(),
                model=about.get("model", "").strip(),
                serial=about.get("serialNumber", "").strip(),
                description=" ".join("".join(self.words).split()),
            ),
            signals=tuple(self._composed(spec, part) for spec, part in self.items.values()),
            is_agent=self.is_agent,
        )

    def _composed(self, spec: SignalSpec, composition: str) -> SignalSpec:
        # Compositions may be written after the data items that name them.
        if composition not in self.compositions:
            return spec
        return replace(spec, component=f"{spec.component}/{self.compositions[composition]}".lstrip("/"))


class _Reader:
    """Handlers of one probe document."""

    def __init__(self) -> None:
        self.root: Root | None = None
        self.header = Header()
        self.devices: list[DeviceModel] = []
        self.skipped = 0
        self._tags: list[str] = []
        self._device: _OpenDevice | None = None
        self._components: list[_Component] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        depth = len(self._tags)
        check_depth(depth)
        if depth == 0:
            self.root = root_from(name, attributes)
        tag = local_name(name)
        parent = self._tags[-1] if self._tags else ""
        self._tags.append(tag)
        if tag == "Header" and depth == 1:
            self.header = header_of(attributes)
        elif self._tags[1:-1] == ["Devices"]:
            self._device = _OpenDevice(attributes, is_agent=tag == "Agent")
            self._components = [_Component(depth, "", tag)]
        elif self._device is not None:
            self._inside(self._device, parent, tag, attributes)

    def _inside(self, device: _OpenDevice, parent: str, tag: str, attributes: Mapping[str, str]) -> None:
        depth = len(self._tags) - 1
        owner = self._components[-1]
        if parent == "Components":
            label = attributes.get("name") or tag
            self._components.append(_Component(depth, f"{owner.path}/{label}".lstrip("/"), tag))
        elif parent == "Compositions":
            label = attributes.get("name") or attributes.get("type") or tag
            device.compositions[attributes.get("id", "")] = label
        elif tag == "DataItem" and parent == "DataItems":
            spec = _signal(attributes, owner)
            if spec is None:
                self.skipped += 1
            else:
                device.items.setdefault(spec.key, (spec, attributes.get("compositionId", "")))
        elif tag == "Description" and len(self._components) == 1 and owner.depth == depth - 1:
            device.description = attributes

    def text(self, piece: str) -> None:
        if self._device is not None and self._tags[-1] == "Description" and len(self._components) == 1:
            self._device.words.append(piece)

    def end(self, _name: str) -> None:
        self._tags.pop()
        depth = len(self._tags)
        if self._device is None:
            return
        if self._components[-1].depth == depth:
            self._components.pop()
        if not self._components:
            self.devices.append(self._device.model())
            self._device = None


def _read(data: bytes) -> DevicesDocument | None:
    """The document, or None where it is an error document."""
    parser = new_parser()
    reader = _Reader()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    run_parser(parser, data)
    root = reader.root
    if root is None or root.name not in {"MTConnectDevices", "MTConnectError"}:
        raise Garbled("mtconnect_unexpected_document", expected="MTConnectDevices", found=root.name if root else "")
    if root.name == "MTConnectError":
        return None
    return DevicesDocument(root=root, header=reader.header, devices=tuple(reader.devices), skipped=reader.skipped)


def _signal(attributes: Mapping[str, str], owner: _Component) -> SignalSpec | None:
    """The signal a DataItem element declares; None where it says too little."""
    key, kind = attributes.get("id"), attributes.get("type")
    category = _CATEGORIES.get(attributes.get("category", ""))
    if not key or not kind or category is None:
        return None
    representation = _REPRESENTATIONS.get(attributes.get("representation", ""), Representation.VALUE)
    if representation is Representation.VALUE and attributes.get("discrete") == "true":
        representation = Representation.DISCRETE
    scale = attributes.get("nativeScale")
    return SignalSpec(
        key=key,
        name=attributes.get("name") or key,
        category=category,
        type=local_name(kind),
        sub_type=attributes.get("subType") or None,
        units=attributes.get("units") or None,
        native_units=attributes.get("nativeUnits") or None,
        native_scale=number(scale) if scale else None,
        component=owner.path,
        component_type=owner.type,
        representation=representation,
    )


_CATEGORIES = {category.value: category for category in Category}
_REPRESENTATIONS = {representation.value: representation for representation in Representation}
