"""The agent: takes observations, answers probe, current, sample and asset requests.

One instance lives on one event loop: `add` and the requests are called from its thread.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from dispatcher.agent.assets import AssetStore, StoredAsset, assets, read_asset
from dispatcher.agent.devices_xml import devices as devices_document
from dispatcher.agent.documents import Head, Paper
from dispatcher.agent.errors import ErrorCode, Refused
from dispatcher.agent.items import ItemTable, Slot, check_instant
from dispatcher.agent.model import AGENT, Device, Settings, foreign_prefixes, own_device
from dispatcher.agent.names import attributes
from dispatcher.agent.news import changes, is_unavailable, says_nothing_new
from dispatcher.agent.paths import Paths
from dispatcher.agent.ring import Entry, Ring
from dispatcher.agent.streams_xml import streams
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import SECOND, Instant
from dispatcher.domain.signal import Category, Condition, DataSet, Level, Value
from dispatcher.ports.clock import Clock

DEFAULT_COUNT = 100
_LEAST_JUMP = 2  # the header must name a last sequence, and sequences begin at 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a request is about: devices, and the positions of the items it wants (None: all)."""

    devices: tuple[Device, ...]
    slots: Collection[int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """An answer to `sample`: the document, where to go on, and how far it got."""

    document: bytes
    next: int
    observations: int
    at_end: bool


class Agent:
    """An MTConnect agent over a device model.

    native: values come in native units and are converted (as an adapter sends them); without it
    they are already in the item's units.
    """

    def __init__(
        self, devices: Sequence[Device], *, clock: Clock, settings: Settings | None = None, native: bool = True,
        instance_id: int | None = None,
    ) -> None:  # fmt: skip
        self.settings = settings or Settings()
        self._clock = clock
        self._native = native
        self._bells: set[asyncio.Event] = set()
        self.instance_id = 0
        self._started_at = clock.now()
        self._assets = AssetStore(self.settings.asset_buffer_size)
        self._ring = Ring(self.settings.buffer_size, self.settings.checkpoint_every)
        self._model(devices)
        self.restart(instance_id)

    # Life

    def remodel(self, devices: Sequence[Device]) -> None:
        """Take another device model: a new instance, everything UNAVAILABLE. Raises InvalidInput."""
        self._model(devices)
        self.restart()

    def restart(self, instance_id: int | None = None) -> None:
        """Begin a new instance: an empty buffer, sequence 1, everything UNAVAILABLE, no assets.

        The instance id is the start in seconds, but always greater than the one before.
        """
        now = self._clock.now()
        self.instance_id = instance_id or max(now // SECOND, self.instance_id + 1, 1)
        self._started_at = now
        self._assets = AssetStore(self.settings.asset_buffer_size)
        self._ring = Ring(self.settings.buffer_size, self.settings.checkpoint_every)
        for slot in self._table.slots:
            slot.forget()
            self._push(slot, now, slot.item.constant)
        self._ringing()

    def jump(self, sequence: int) -> None:
        """Go on numbering at `sequence` with an empty buffer, as agents do that lose their count."""
        if sequence < _LEAST_JUMP:
            raise InvalidInput("agent.bad_sequence", sequence=sequence)
        self._ring.jump(sequence)
        self._ringing()

    @property
    def slots(self) -> Sequence[Slot]:
        """All data items at work."""
        return self._table.slots

    @property
    def first_sequence(self) -> int:
        """Sequence of the oldest observation still held."""
        return self._ring.first

    @property
    def next_sequence(self) -> int:
        """Sequence the next observation will get."""
        return self._ring.next

    @property
    def listeners(self) -> int:
        """How many streams are open."""
        return len(self._bells)

    def find(self, key: str) -> Slot:
        """The data item a key means. Raises InvalidInput `agent.unknown_key`."""
        return self._table.find(key)

    def held(self) -> Sequence[tuple[Slot, Entry]]:
        """Everything that is known now, item by item (UNAVAILABLE ones left out)."""
        return [
            (self._table.slots[entry.slot], entry)
            for entry in self._ring.latest.entries()
            if not is_unavailable((entry,))
        ]

    # Taking

    def add(self, key: str, at: Instant, value: Value, *, marks: Mapping[str, str] | None = None) -> int | None:
        """Take an observation; its sequence, or None where it says nothing new or is filtered.

        key: id, name or source of a data item, or `device:name`. value None is UNAVAILABLE.
        marks: attributes of this observation only, as MTConnect Part 3 names them: `duration` in
        seconds, `resetTriggered`, a message's `nativeCode`.
        Raises InvalidInput `agent.unknown_key`, `agent.bad_value` or `agent.bad_instant`.
        """
        slot = self._table.find(key)
        check_instant(at)
        if slot.item.constant is not None:
            return None
        taken = slot.taken(value)
        held = self._ring.latest.of(slot.index)
        if isinstance(taken, DataSet):
            changed = changes(held, taken, whole=slot.item.is_discrete)
            if changed is None:
                return None
            taken = changed
        elif taken is None:
            if is_unavailable(held):
                return None
        elif "resetTriggered" not in (marks or {}) and not slot.item.is_discrete and says_nothing_new(held, taken):
            return None
        if not slot.passes(at, taken):
            return None
        sequence = self._push(slot, at, taken, attributes(*(marks or {}).items()))
        self._ringing()
        return sequence

    def unavailable(self, at: Instant, device: Device | None = None) -> int:
        """Everything the device (or all) last told is no longer known; how many items fell silent."""
        check_instant(at)
        fallen = 0
        for slot in self._table.slots:
            meant = device is None or slot.device.uuid == device.uuid
            if meant and slot.item.constant is None and not is_unavailable(self._ring.latest.of(slot.index)):
                slot.passes(at, None)
                self._push(slot, at, None)
                fallen += 1
        self._ringing()
        return fallen

    def available(self, at: Instant, device: Device | None = None) -> None:
        """The feed of the device (or of all) is there: AVAILABILITY becomes AVAILABLE."""
        for slot in self._table.slots:
            if slot.item.type == "AVAILABILITY" and (device is None or slot.device.uuid == device.uuid):
                self.add(slot.item.id, at, "AVAILABLE")

    def put_asset(self, document: str, at: Instant, *, device: Device | None = None, asset_id: str = "") -> str:
        """Keep an asset and announce it (ASSET_CHANGED); its id. Raises InvalidInput."""
        check_instant(at)
        owner = device or self._default_device()
        asset = read_asset(document, device_uuid=owner.uuid, at=at, asset_id=asset_id)
        self._assets.put(asset)
        self._announce("ASSET_REMOVED" if asset.removed else "ASSET_CHANGED", owner, asset)
        return asset.asset_id

    def remove_asset(self, asset_id: str, at: Instant) -> bool:
        """Mark an asset as removed and announce it; False where there is none."""
        check_instant(at)
        gone = self._assets.remove(asset_id, at)
        if gone is None:
            return False
        owner = next((one for one in self.devices if one.uuid == gone.device_uuid), self._default_device())
        self._announce("ASSET_REMOVED", owner, gone)
        return True

    def remove_assets(self, type_: str, at: Instant) -> int:
        """Mark all assets of a type (all, if empty) as removed; how many."""
        return sum(self.remove_asset(asset.asset_id, at) for asset in tuple(self._assets.of_type(type_)))

    # Answering

    def scope(self, device: str | None = None, path: str | None = None) -> Scope:
        """What a request is about. Raises Refused (NO_DEVICE, INVALID_PATH)."""
        devices = self.devices
        if device is not None:
            devices = tuple(one for one in self.devices if device in (one.name, one.uuid))
            if not devices:
                raise Refused(ErrorCode.NO_DEVICE, "agent.no_device", device=device[:200])
        if path is None and device is None:
            return Scope(devices=devices, slots=None)
        wanted = None if path is None else self._paths.items(path)
        uuids = {one.uuid for one in devices}
        found = frozenset(
            slot.index
            for slot in self._table.slots
            if slot.device.uuid in uuids and (wanted is None or slot.item.id in wanted)
        )
        if path is not None and not found:
            raise Refused(ErrorCode.INVALID_PATH, "agent.path", path=path[:200])
        return Scope(devices=devices, slots=found)

    def probe(self, scope: Scope) -> bytes:
        """The MTConnectDevices document."""
        header = self._paper.model_header(
            self._head(),
            ("bufferSize", self.settings.buffer_size),
            ("assetBufferSize", self.settings.asset_buffer_size),
            ("assetCount", len(self._assets)),
        )
        return devices_document(self._paper, header, scope.devices)

    def current(self, scope: Scope, at: int | None = None) -> bytes:
        """The newest observation of every item, or what held at a sequence. Raises Refused."""
        if at is not None and not self._ring.first <= at < self._ring.next:
            raise self._out_of_range("at", at, self._ring.next - 1)
        state = self._ring.latest if at is None else self._ring.at(at)
        entries = [one for one in state.entries() if scope.slots is None or one.slot in scope.slots]
        entries.sort(key=lambda one: one.sequence)
        return streams(self._paper, self._streams_header(self._ring.next), entries, self._table.slots, scope.devices)

    def sample(
        self, scope: Scope, start: int | None = None, count: int | None = None, stop: int | None = None
    ) -> Sample:
        """Observations from `start` (default: the oldest) to `stop` inclusive, at most |count| (default: 100).

        A negative count goes back from `start` (default: the newest). Raises Refused.
        """
        ring = self._ring
        count = self.checked_count(count)
        self.check_start(start)
        if stop is not None and not (start or ring.first) <= stop < ring.next:
            raise Refused(
                ErrorCode.OUT_OF_RANGE,
                "agent.range",
                parameter="to",
                least=start or ring.first,
                most=ring.next - 1,
                value=stop,
            )
        entries, following = self._taken(scope, start, count, stop)
        document = streams(self._paper, self._streams_header(following), entries, self._table.slots, scope.devices)
        at_end = following <= ring.first if count < 0 else following >= ring.next
        return Sample(document=document, next=following, observations=len(entries), at_end=at_end)

    def check_start(self, start: int | None) -> None:
        """Raises Refused (OUT_OF_RANGE) for a sequence that is neither held nor the next."""
        if start is not None and not self._ring.first <= start <= self._ring.next:
            raise self._out_of_range("from", start, self._ring.next)

    def checked_count(self, count: int | None) -> int:
        """How many observations are wanted at most. Raises Refused (OUT_OF_RANGE)."""
        if count is None:
            return min(DEFAULT_COUNT, self.settings.buffer_size)
        if count == 0:
            raise Refused(ErrorCode.OUT_OF_RANGE, "agent.zero_count")
        if abs(count) > self.settings.buffer_size:
            most = self.settings.buffer_size
            raise Refused(ErrorCode.OUT_OF_RANGE, "agent.range", parameter="count", least=-most, most=most, value=count)
        return count

    def assets(
        self, *, ids: Sequence[str] | None = None, types: Sequence[str] = (), device: str | None = None,
        removed: bool = False, count: int | None = None,
    ) -> bytes:  # fmt: skip
        """The MTConnectAssets document, newest first. Raises Refused (ASSET_NOT_FOUND, NO_DEVICE)."""
        owner = "" if device is None else self.scope(device).devices[0].uuid
        found = (
            self._assets.named(ids)
            if ids is not None
            else self._assets.select(types=types, device_uuid=owner, removed=removed, count=count)
        )
        header = self._paper.model_header(
            self._head(), ("assetBufferSize", self.settings.asset_buffer_size), ("assetCount", len(self._assets))
        )
        return assets(self._paper, header, found)

    def errors(self, *refusals: Refused) -> bytes:
        """The MTConnectError document."""
        return self._paper.errors(self._head(), refusals)

    def bell(self) -> asyncio.Event:
        """An event set whenever something came; give it back with `mute`."""
        event = asyncio.Event()
        self._bells.add(event)
        return event

    def mute(self, bell: asyncio.Event) -> None:
        """Give a bell back."""
        self._bells.discard(bell)

    # Inside

    def _model(self, devices: Sequence[Device]) -> None:
        """Everything that depends on the device model only."""
        own = () if any(one.type == AGENT for one in devices) else own_device(self.settings)
        self.devices = (*own, *devices)
        self._table = ItemTable(self.devices, native=self._native)
        self._paths = Paths(self.devices)
        self._paper = Paper(self.settings, foreign_prefixes(self.devices))

    def _head(self) -> Head:
        """The header of now."""
        return Head(created_at=self._clock.now(), instance_id=self.instance_id, model_changed_at=self._started_at)

    def _streams_header(self, following: int) -> str:
        """The header of a streams document."""
        return self._paper.model_header(
            self._head(),
            ("bufferSize", self.settings.buffer_size),
            ("nextSequence", max(following, 1)),
            ("firstSequence", self._ring.first),
            ("lastSequence", max(self._ring.next - 1, 1)),
        )

    def _out_of_range(self, parameter: str, value: int, most: int) -> Refused:
        """The refusal of a sequence that is not there."""
        return Refused(
            ErrorCode.OUT_OF_RANGE, "agent.range", parameter=parameter, least=self._ring.first, most=most, value=value
        )

    def _taken(self, scope: Scope, start: int | None, count: int, stop: int | None) -> tuple[list[Entry], int]:
        """The wanted entries in order of sequence, and where to go on."""
        ring = self._ring
        found: list[Entry] = []
        wanted = scope.slots
        if count > 0:
            following = max(ring.next if stop is None else stop + 1, start or ring.first)
            for entry in ring.between(ring.first if start is None else start, following):
                if wanted is None or entry.slot in wanted:
                    found.append(entry)
                    if len(found) == count:
                        return found, entry.sequence + 1
            return found, following
        following = ring.first - 1
        for entry in ring.backwards(ring.next - 1 if start is None else start):
            if wanted is None or entry.slot in wanted:
                found.append(entry)
                if len(found) == -count:
                    following = entry.sequence - 1
                    break
        found.reverse()
        return found, following

    def _push(self, slot: Slot, at: Instant, value: Value, extra: str = "") -> int:
        """Number and keep."""
        if value is None and slot.item.category is Category.CONDITION:
            value = Condition(level=Level.UNAVAILABLE)
        return self._ring.push(slot.index, at, value, extra).sequence

    def _ringing(self) -> None:
        """Wake everybody who waits for news."""
        for bell in self._bells:
            bell.set()

    def _default_device(self) -> Device:
        """The first device; assets that name none belong to it."""
        machine = next((one for one in self.devices if one.type != AGENT), None)
        if machine is None:
            raise InvalidInput("agent.no_devices")
        return machine

    def _announce(self, type_: str, owner: Device, asset: StoredAsset) -> None:
        """Tell of an asset through the device's own data item, where it has one."""
        for slot in self._table.slots:
            if slot.item.type == type_ and slot.device.uuid == owner.uuid:
                self._push(slot, asset.at, asset.asset_id, attributes(("assetType", asset.type)))
        self._ringing()
