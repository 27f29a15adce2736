"""The device model: devices, nested components, data items (MTConnect Part 2, Devices)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from dispatcher.domain.instant import Micros
from dispatcher.domain.signal import Category, Representation

AGENT = "Agent"
"""The component type of the agent's own device."""
_AGENT_SINCE = (1, 7)


class Namespace(StrEnum):
    """How documents are named: agents in the field differ, readers must not care."""

    DEFAULT = "default"
    """`<MTConnectStreams xmlns="urn:…">`"""
    PREFIXED = "prefixed"
    """`<m:MTConnectStreams xmlns:m="urn:…">`"""
    NONE = "none"
    """No namespace at all, as the oldest agents."""


class OwnDevice(StrEnum):
    """Whether the agent shows itself as a device (MTConnect Part 2, Agent; since 1.7)."""

    ALWAYS = "always"
    """In every version that knows it, as most agents do."""
    REQUIRED = "required"
    """Only where the schema of the version demands it, which 1.7 does."""
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What keeps small news out of the buffer (MTConnect Part 2, Filters).

    minimum_delta: least change, in `units`; period: least time between two observations, µs.
    """

    minimum_delta: float | None = None
    period: Micros | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DataItem:
    """One data item. `id` is unique in the agent; `source` is the key a feed may use instead.

    constant: the only value the constraints allow; the feed is not listened to then.
    discrete: every observation counts, equal ones too (attribute `discrete`, since 1.5).
    """

    id: str
    category: Category
    type: str
    name: str = ""
    sub_type: str = ""
    units: str = ""
    native_units: str = ""
    native_scale: float | None = None
    representation: Representation = Representation.VALUE
    discrete: bool = False
    composition_id: str = ""
    statistic: str = ""
    sample_rate: float | None = None
    coordinate_system: str = ""
    significant_digits: int | None = None
    source: str = ""
    values: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    nominal: float | None = None
    filter: Filter = Filter()
    initial_value: str = ""
    reset_trigger: str = ""

    @property
    def constant(self) -> str | None:
        """The value fixed by the model, if it is."""
        return self.values[0] if len(self.values) == 1 and self.category is Category.EVENT else None

    @property
    def is_discrete(self) -> bool:
        """Whether equal observations in a row are all kept."""
        return self.discrete or self.representation is Representation.DISCRETE


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """A part too small to be a component (MTConnect Part 2, Compositions; since 1.4)."""

    id: str
    type: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """A component: `type` is its element name (`Controller`, `Linear`)."""

    id: str
    type: str
    name: str = ""
    native_name: str = ""
    uuid: str = ""
    sample_rate: float | None = None
    manufacturer: str = ""
    model: str = ""
    serial: str = ""
    description: str = ""
    items: tuple[DataItem, ...] = ()
    compositions: tuple[Composition, ...] = ()
    components: tuple[Component, ...] = ()

    def walk(self) -> Iterator[Component]:
        """The component itself and everything under it, top down, in the order of the document."""
        yield self
        for component in self.components:
            yield from component.walk()


@dataclass(frozen=True, slots=True, kw_only=True)
class Device(Component):
    """A machine. `name` and `uuid` are unique in the agent."""

    type: str = "Device"
    iso841: str = ""

    def all_items(self) -> Iterator[tuple[Component, DataItem]]:
        """Every data item with the component it belongs to, in the order of the document."""
        for component in self.walk():
            for item in component.items:
                yield component, item


def foreign_prefixes(devices: Iterable[Device]) -> frozenset[str]:
    """Namespace prefixes of component and data item types that are not the standard's."""
    return frozenset(
        word.partition(":")[0]
        for device in devices
        for component in device.walk()
        for word in (component.type, *(item.type for item in component.items))
        if ":" in word
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an agent is told at its start.

    version: the schema version of its documents ("1.3", "1.7", "2.0", "2.4" are tested against the
    public schemas). buffer_size, asset_buffer_size: observations and assets kept. checkpoint_every:
    observations between two checkpoints; more makes `current?at` slower, fewer costs memory.
    """

    version: str = "2.0"
    sender: str = "dispatcher"
    buffer_size: int = 131_072
    asset_buffer_size: int = 1_024
    checkpoint_every: int = 4_096
    namespace: Namespace = Namespace.DEFAULT
    own_device: OwnDevice = OwnDevice.REQUIRED
    extensions: tuple[tuple[str, str], ...] = field(default=(("x", "urn:dispatcher:extension"),))

    @property
    def number(self) -> tuple[int, int]:
        """The version as numbers, for comparing."""
        major, _, minor = self.version.partition(".")
        return int(major), int(minor.partition(".")[0] or 0)


def own_device(settings: Settings) -> tuple[Device, ...]:
    """The agent itself as a device, where the settings want it shown."""
    shown = {
        OwnDevice.ALWAYS: settings.number >= _AGENT_SINCE,
        OwnDevice.REQUIRED: settings.number == _AGENT_SINCE,
        OwnDevice.NEVER: False,
    }[settings.own_device]
    if not shown:
        return ()
    items = (DataItem(id="agent_avail", category=Category.EVENT, type="AVAILABILITY", values=("AVAILABLE",)),)
    return (Device(id="agent_self", type=AGENT, name="Agent", uuid=f"agent-{settings.sender}", items=items),)
