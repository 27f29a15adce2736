"""Which item of which device is which signal: from the device model where there is one, else by shape and name.

A book belongs to one device. `plain` is what the hot loop looks up; whatever takes more than one field
or another treatment is in `special`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import Enum

from dispatcher.connectors.sdk.mtconnect_xml import Catalogue, DeviceModel
from dispatcher.connectors.sdk.shdr_lines.aliases import guessed_spec, meaning_of
from dispatcher.connectors.sdk.vocabulary import is_numeric
from dispatcher.domain.signal import Category, Representation, SignalSpec
from dispatcher.ports.columns import number
from dispatcher.ports.connector import Declared, Device


class Shape(Enum):
    """How many fields an item takes after its key, and what they are."""

    PLAIN = "plain"
    CONDITION = "condition"
    MESSAGE = "message"
    ALARM = "alarm"
    ASSET_EVENT = "asset_event"
    DATA_SET = "data_set"
    TABLE = "table"
    SERIES = "series"


Reader = Callable[[str], float | None]


def shape_of(spec: SignalSpec) -> Shape:
    """The shape of a declared signal."""
    if spec.category is Category.CONDITION:
        return Shape.CONDITION
    match spec.representation:
        case Representation.DATA_SET:
            return Shape.DATA_SET
        case Representation.TABLE:
            return Shape.TABLE
        case Representation.TIME_SERIES:
            return Shape.SERIES
        case _:
            return _SHAPES.get(spec.type, Shape.PLAIN)


_SHAPES = {
    "MESSAGE": Shape.MESSAGE,
    "ALARM": Shape.ALARM,
    "ASSET_CHANGED": Shape.ASSET_EVENT,
    "ASSET_REMOVED": Shape.ASSET_EVENT,
}


def _no_number(_text: str) -> float | None:
    """Of signals whose values are texts."""
    return None


def _counted(text: str) -> float | None:
    """Of counted events: `12:SHIFT` is 12, reset by the end of the shift."""
    found = number(text)
    return number(text.partition(":")[0]) if found is None and ":" in text else found


def _whatever(text: str) -> float | None:
    """Of signals nobody has declared: a number if it looks like one; leading zeros make a name."""
    if text[:1] == "0" and text[1:2].isdigit():
        return None
    return number(text)


class Book:
    """The items of one device under every name an adapter may use: name, id, source."""

    __slots__ = ("_folded", "device", "plain", "special")

    def __init__(self, device: str) -> None:
        self.device = device
        self.plain: dict[str, int] = {}
        self.special: dict[str, tuple[int, Shape]] = {}
        self._folded: dict[str, str] = {}

    def __contains__(self, key: str) -> bool:
        """Whether an item goes by this name."""
        return key in self.plain or key in self.special

    def find(self, key: str) -> tuple[int, Shape] | None:
        """Handle and shape of an item, in any case of letters."""
        handle = self.plain.get(key)
        if handle is not None:
            return handle, Shape.PLAIN
        found = self.special.get(key)
        if found is None and (known := self._folded.get(key.casefold())) is not None and known != key:
            return self.find(known)
        return found

    def put(self, names: Iterable[str], handle: int, shape: Shape, *, replace: bool = False) -> None:
        """Enter an item; a name that is taken keeps its first meaning unless `replace`."""
        for name in names:
            if name in self and not replace:
                continue
            self.plain.pop(name, None)
            self.special.pop(name, None)
            if shape is Shape.PLAIN:
                self.plain[name] = handle
            else:
                self.special[name] = (handle, shape)
            self._folded.setdefault(name.casefold(), name)


class Books:
    """All devices of a link or a set of recordings, over one catalogue of handles."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._books: dict[str, Book] = {}
        self._aliases: dict[str, str] = {}
        self._uuids: dict[str, str] = {}
        self._guessed: set[int] = set()
        self._nameless: set[int] = set()
        """Guessed ones whose name says nothing."""
        self._undelivered: list[Declared] = []
        self._readers: list[Reader] = []
        self._empties: list[str | None] = []

    def learn(
        self, models: Iterable[DeviceModel], sources: Mapping[tuple[str, str], str] | None = None
    ) -> tuple[Declared, ...]:
        """Take over a device model; gives its declarations."""
        models = tuple(model for model in models if not model.is_agent)
        declared = self.catalogue.learn(models)
        handles = {(each.device, each.spec.key): each.handle for each in self.catalogue.declared}
        for model in models:
            device = model.device.name
            book = self.book(device)
            self._uuids[device] = model.device.uuid
            self._aliases.setdefault(model.device.uuid.casefold(), device)
            signals = [(spec, handles[device, spec.key]) for spec in model.signals if (device, spec.key) in handles]
            # A name may also be the id of another item: names first, then ids, then sources.
            for spec, handle in signals:
                book.put([spec.name], handle, shape_of(spec))
            for spec, handle in signals:
                book.put([spec.key], handle, shape_of(spec))
            for spec, handle in signals:
                book.put(filter(None, [(sources or {}).get((device, spec.key))]), handle, shape_of(spec))
        self._undelivered.extend(declared)
        return declared

    def take_declared(self) -> tuple[Declared, ...]:
        """Declarations, new and changed, that were not yet handed out."""
        taken, self._undelivered = tuple(self._undelivered), []
        return taken

    def uuid(self, device: str) -> str:
        """The uuid of a device, "" where no model gives one."""
        return self._uuids.get(device, "")

    @property
    def devices(self) -> tuple[str, ...]:
        """Names of the devices that a model describes."""
        return tuple(self._uuids)

    def named(self, name: str) -> str | None:
        """The known device of this name or uuid, in any case of letters."""
        folded = name.casefold()
        found = next((device for device in self._books if device.casefold() == folded), None)
        return found or self._aliases.get(folded)

    def book(self, device: str) -> Book:
        """The book of a device, a new one where it was not known."""
        found = self._books.get(device)
        if found is None:
            found = self._books[device] = Book(device)
            self._aliases.setdefault(device.casefold(), device)
        return found

    def elsewhere(self, key: str, book: Book) -> Book | None:
        """The only other device of the model that has such an item."""
        others = [self._books[device] for device in self._uuids if device != book.device and key in self._books[device]]
        return others[0] if len(others) == 1 else None

    def declare(self, book: Book, key: str, category: Category) -> tuple[int, Shape]:
        """Declare an item that no model knows, or declare a guessed one anew."""
        spec = guessed_spec(key, book.device, category)
        model = DeviceModel(device=Device(name=book.device, uuid=""), signals=(spec,))
        for declared in self.catalogue.learn([model]):
            book.put([key], declared.handle, shape_of(spec), replace=True)
            self._guessed.add(declared.handle)
            if meaning_of(key, book.device) is None:
                self._nameless.add(declared.handle)
            self._undelivered.append(declared)
            del self._readers[declared.handle :], self._empties[declared.handle :]
        found = book.find(key)
        if found is None:
            raise LookupError(key)
        return found

    def is_guessed(self, handle: int) -> bool:
        """Whether only we say so."""
        return handle in self._guessed

    def spec(self, handle: int) -> SignalSpec:
        """What a signal is declared as."""
        return self.catalogue.declared[handle].spec

    def device_of(self, handle: int) -> str:
        """Whose signal it is."""
        return self.catalogue.declared[handle].device

    @property
    def readers(self) -> list[Reader]:
        """By handle: what turns a field into a number, or None where it stays a text."""
        self._extend()
        return self._readers

    @property
    def empties(self) -> list[str | None]:
        """By handle: what an empty field means: no value where a number is due, else an empty text."""
        self._extend()
        return self._empties

    def _extend(self) -> None:
        for declared in self.catalogue.declared[len(self._readers) :]:
            reader = self._reader(declared)
            self._readers.append(reader)
            self._empties.append(None if reader in {number, _counted} else "")

    def _reader(self, declared: Declared) -> Reader:
        spec = declared.spec
        if spec.category is Category.CONDITION:
            return _no_number
        if declared.handle in self._nameless:
            return _whatever
        if not is_numeric(spec):
            return _no_number
        return _counted if spec.category is Category.EVENT else number
