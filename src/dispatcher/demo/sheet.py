"""A machine's data sheet: its device model, and for each data item what of the physics it shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from dispatcher.agent.model import Component, DataItem, Device, Namespace
from dispatcher.demo.design import Design
from dispatcher.demo.panel import Channel, Panel
from dispatcher.domain.signal import Category, Representation, Value


class Kind(StrEnum):
    """Analogue signals and counters that run on by themselves; see `waves` for their shapes."""

    SPEED = "speed"
    LOAD = "load"
    FEED = "feed"
    POSITION = "position"
    AXIS_LOAD = "axis_load"
    TEMPERATURE = "temperature"
    VOLTAGE = "voltage"
    POWER = "power"
    PRESSURE = "pressure"
    CURRENT = "current"
    LINE = "line"
    BLOCK = "block"
    AUTO_TIME = "auto_time"
    UPTIME = "uptime"
    VIBRATION = "vibration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """A discrete item: a panel reading, given as this function of the panel fields named in `reads`.
    `always`: also while the machine is switched off (a gateway of its own reports it).
    """

    of: Callable[[Panel], Value]
    reads: tuple[str, ...]
    always: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """An item that is sampled: every `live` seconds on the wire, every `history` seconds in history
    (a multiple of `live`, so that both show the very same values). `base` and `span` shape it,
    `scale` turns it into the item's unit, `digits` round it. `text`: an event that is a text by its
    type (LINE). `edge`: also stated when a hand-operated piece of work starts or ends, because rules
    ask whether anything moves.
    """

    kind: Kind
    live: int
    history: int
    base: float = 0.0
    span: float = 1.0
    scale: float = 1.0
    digits: int = 0
    text: bool = False
    edge: bool = False
    always: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A condition item that shows the alarms of these channels."""

    channels: frozenset[Channel]


Source = Show | Wave | Watch


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The device model with `sources[item id]`, and how an agent of its age writes documents."""

    device: Device
    sources: Mapping[str, Source]
    version: str = "1.7"
    namespace: Namespace = Namespace.DEFAULT
    extension: str = "x"


ALL_CHANNELS = frozenset(Channel)


@dataclass(slots=True)
class Draft:
    """A data sheet being written: each call makes a data item and remembers its source."""

    design: Design
    sources: dict[str, Source] = field(default_factory=dict)

    def show(  # noqa: PLR0913 - the attributes of a DataItem
        self, key: str, name: str, kind: str, of: str | Callable[[Panel], Value], *, reads: tuple[str, ...] = (),
        sub: str = "", always: bool = False, units: str = "",
        representation: Representation = Representation.VALUE,
    ) -> DataItem:  # fmt: skip
        """An event; `of` is a field of the panel, or a function of the fields in `reads`."""
        if isinstance(of, str):
            self.sources[key] = Show(of=_field(of), reads=(of,), always=always)
        else:
            self.sources[key] = Show(of=of, reads=reads, always=always)
        return DataItem(
            id=key, name=name, category=Category.EVENT, type=kind, sub_type=sub, units=units,
            native_units=units, representation=representation,
        )  # fmt: skip

    def wave(  # noqa: PLR0913 - the attributes of a DataItem
        self, key: str, name: str, kind: str, wave: Wave, *, sub: str = "", units: str = "", native: str = "",
        category: Category = Category.SAMPLE, coordinates: str = "", rate: float | None = None,
    ) -> DataItem:  # fmt: skip
        """A sampled item; `native` where the adapter's unit is another one."""
        self.sources[key] = wave
        series = wave.kind is Kind.VIBRATION
        return DataItem(
            id=key, name=name, category=category, type=kind, sub_type=sub, units=units,
            native_units=native or units, coordinate_system=coordinates, sample_rate=rate,
            representation=Representation.TIME_SERIES if series else Representation.VALUE,
        )  # fmt: skip

    def watch(self, key: str, name: str, kind: str, *channels: Channel) -> DataItem:
        """A condition; no channel = all of them."""
        self.sources[key] = Watch(channels=frozenset(channels) or ALL_CHANNELS)
        return DataItem(id=key, name=name, category=Category.CONDITION, type=kind)

    def sheet(
        self, *parts: Component, items: tuple[DataItem, ...], version: str,
        namespace: Namespace = Namespace.DEFAULT, extension: str = "x", name: str = "", uuid: str = "",
    ) -> Sheet:  # fmt: skip
        """The finished sheet."""
        design = self.design
        device = Device(
            id=f"{design.id}-dev",
            name=name or design.id,
            uuid=uuid or f"{design.dialect}.{design.id}",
            manufacturer=design.manufacturer,
            model=design.model,
            description=f"{design.manufacturer} {design.model}",
            items=items,
            components=parts,
        )
        return Sheet(device=device, sources=self.sources, version=version, namespace=namespace, extension=extension)


def _field(name: str) -> Callable[[Panel], Value]:
    """Reads one field of the panel; numbers become floats, as values are."""
    index = Panel._fields.index(name)

    def read(panel: Panel) -> Value:
        value = panel[index]
        return float(value) if isinstance(value, int) else str(value)

    return read
