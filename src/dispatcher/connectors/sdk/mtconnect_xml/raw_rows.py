"""The columns of a streams document while it is read, and every observation that is not a plain value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dispatcher.connectors.sdk.mtconnect_xml.catalogue import Catalogue, DeviceTable, Kind
from dispatcher.connectors.sdk.mtconnect_xml.documents import Header, Root, header_of, whole
from dispatcher.connectors.sdk.vocabulary import local_name
from dispatcher.domain.signal import Category, Condition, DataSet, Level, TimeSeries
from dispatcher.ports.columns import UNAVAILABLE, instants, instants_or_none, number
from dispatcher.ports.connector import Declared, Garbled, Rows

_LONGEST = 2**63 - 1
_CATEGORIES = {
    "Samples": Category.SAMPLE,
    "Events": Category.EVENT,
    "Condition": Category.CONDITION,
    "Conditions": Category.CONDITION,
}
_STRUCTURE = frozenset({*_CATEGORIES, "ComponentStream", "DeviceStream", "Header", "Streams"})
_LEVELS = {
    "Normal": Level.NORMAL,
    "Warning": Level.WARNING,
    "Fault": Level.FAULT,
    "Unavailable": Level.UNAVAILABLE,
}

Entry = float | str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetEvent:
    """An AssetChanged or AssetRemoved observation: the asset's document has to be fetched or dropped."""

    device: str
    asset_id: str
    type: str
    removed: bool
    sequence: int
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """An observation that cannot be kept. `code`: no_item, bad_time, bad_sequence, bad_level."""

    code: str
    item: str
    sequence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamsDocument:
    """What a streams document says. `declared` are the signals first seen in it."""

    root: Root
    header: Header
    rows: Rows
    declared: tuple[Declared, ...] = ()
    assets: tuple[AssetEvent, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    repaired: bool = False


class RawRows:
    """The columns of one document as texts, and everything about it that is not hot."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.signals: list[int] = []
        self.stamps: list[str] = []
        self.sequences: list[str] = []
        self.texts: list[str] = []
        self._rich: dict[int, Condition | DataSet | TimeSeries] = {}
        self._catalogue = catalogue
        self._header = Header()
        self._rejected: list[Rejected] = []
        self._assets: list[tuple[int, tuple[str, Kind, str]]] = []
        self._table: DeviceTable | None = None
        self._category: Category | None = None
        self._stream: Mapping[str, str] = {}
        self._open_kind = Kind.PLAIN
        self._open_level = Level.UNAVAILABLE
        self._open_attributes: Mapping[str, str] = {}
        self._entries: dict[str, Entry | Mapping[str, Entry]] = {}
        self._entry: _OpenEntry | None = None
        self._cell: _OpenEntry | None = None

    def structure(self, name: str, attributes: Mapping[str, str]) -> dict[str, int]:
        """An element that is no observation. Gives the plain items of the device we are in."""
        tag = name if name in _STRUCTURE else local_name(name)
        if tag in _CATEGORIES:
            self._category = _CATEGORIES[tag]
        elif tag == "ComponentStream":
            self._stream, self._category = attributes, None
        elif tag == "DeviceStream":
            self._table = self._catalogue.table(attributes.get("name", ""), attributes.get("uuid", ""))
            self._stream, self._category = {}, None
        elif tag == "Header":
            self._header = header_of(attributes)
        elif self._table is not None and self._category is not None and "sequence" in attributes:
            self._reject("no_item", attributes)
        return {} if self._table is None else self._table.plain

    def open(self, name: str, attributes: Mapping[str, str], item: str) -> Kind | None:
        """Begin a row that is not known to be plain; None where it is not wanted or cannot be kept."""
        table = self._table
        if table is None:
            return None
        kind, handle = Kind.PLAIN, table.handle(item)
        if handle is None:
            category = self._category or Category.EVENT
            handle = self._catalogue.declare(table, category, name, attributes, self._stream)
        if item in table.special:
            kind = table.special[item][1]
        if kind is Kind.CONDITION:
            level = _LEVELS.get(local_name(name))
            if level is None:
                self._reject("bad_level", attributes)
                return None
            self._open_level = level
        elif kind is Kind.ENTRIES:
            self._entries = {}
        self.signals.append(handle)
        self.stamps.append(attributes.get("timestamp", ""))
        self.sequences.append(attributes.get("sequence", ""))
        self._open_kind, self._open_attributes = kind, attributes
        return kind

    def close(self, text: str) -> None:
        """End the row of a condition, a series or an asset event."""
        attributes, row = self._open_attributes, len(self.signals) - 1
        kept = UNAVAILABLE
        if self._open_kind is Kind.CONDITION:
            self._rich[row] = Condition(
                level=self._open_level,
                native_code=attributes.get("nativeCode", ""),
                native_severity=attributes.get("nativeSeverity", ""),
                qualifier=attributes.get("qualifier", ""),
                message=text.strip(),
                condition_id=attributes.get("conditionId", ""),
            )
        elif self._open_kind is Kind.SERIES:
            series = _series(text, attributes)
            if series is None:
                kept = text
            else:
                self._rich[row] = series
        else:
            kept = text
            asset = text.strip()
            if asset and asset != UNAVAILABLE:
                self._assets.append((row, (asset, self._open_kind, attributes.get("assetType", ""))))
        self.texts.append(kept)

    def open_entry(self, name: str, attributes: Mapping[str, str]) -> None:
        """An Entry of a data set or table, or a Cell of a table's Entry (Part 3, 5.5)."""
        opened = _OpenEntry(name, attributes.get("key", ""), removed=attributes.get("removed") == "true")
        if self._entry is None:
            self._entry = opened
        elif self._cell is None:
            self._cell = opened

    def close_entry(self, name: str, text: str) -> bool:
        """The end of a Cell, an Entry, or of the observation itself (then True)."""
        if self._cell is not None and self._entry is not None:
            if name == self._cell.name:
                self._entry.cells[self._cell.key] = None if self._cell.removed else _entry_value(text)
                self._cell = None
            return False
        if self._entry is not None:
            if name == self._entry.name:
                self._entries[self._entry.key] = self._entry.value(text)
                self._entry = None
            return False
        if text.strip() == UNAVAILABLE:
            self.texts.append(UNAVAILABLE)
            return True
        self._rich[len(self.signals) - 1] = DataSet(self._entries, self._open_attributes.get("resetTriggered", ""))
        self.texts.append(UNAVAILABLE)
        return True

    def document(self, root: Root) -> StreamsDocument:
        """Convert the columns. Raises Garbled where observations were nested in each other."""
        if len(self.texts) != len(self.signals):
            raise Garbled("mtconnect_nested_observation")
        try:
            at: list[int] = instants(self.stamps)
            sequence = list(map(int, self.sequences))
            sound = not sequence or (min(sequence) >= 0 and max(sequence) <= _LONGEST)
        except ValueError:
            sound = False
            at, sequence = [], []
        if not sound:
            at, sequence = self._drop_bad_rows()
        num = self._catalogue.numbers(self.signals, self.texts)
        text = [
            None if value is not None or text == UNAVAILABLE else text if text > "!" else _unwrapped(text)
            for value, text in zip(num, self.texts, strict=True)
        ]
        # The handlers refer to each other in a circle; what is large in it must not wait for the collector.
        for column in (self.stamps, self.sequences, self.texts):
            column.clear()
        rows = Rows(signal=self.signals, source_at=at, sequence=sequence, num=num, text=text, rich=self._rich)
        return StreamsDocument(
            root=root,
            header=self._header,
            rows=rows,
            declared=self._catalogue.take_unannounced(),
            assets=tuple(
                AssetEvent(
                    device=self._catalogue.declared[rows.signal[row]].device,
                    asset_id=asset,
                    type=kind_of_asset,
                    removed=kind is Kind.ASSET_REMOVED,
                    sequence=rows.sequence[row],
                    at=rows.source_at[row],
                )
                for row, (asset, kind, kind_of_asset) in self._assets
            ),
            rejected=tuple(self._rejected),
        )

    def _drop_bad_rows(self) -> tuple[list[int], list[int]]:
        """Reject the rows whose time or sequence cannot be read; gives instants and sequences of the rest."""
        kept: list[int] = []
        at: list[int] = []
        sequence: list[int] = []
        for row, instant in enumerate(instants_or_none(self.stamps)):
            digits = self.sequences[row]
            numbered = whole(digits)
            if instant is None or numbered is None or numbered > _LONGEST:
                spec = self._catalogue.declared[self.signals[row]].spec
                code = "bad_time" if instant is None else "bad_sequence"
                self._rejected.append(Rejected(code=code, item=spec.key, sequence=digits[:32]))
                continue
            kept.append(row)
            at.append(instant)
            sequence.append(numbered)
        place = {row: index for index, row in enumerate(kept)}
        self.signals = [self.signals[row] for row in kept]
        self.texts = [self.texts[row] for row in kept]
        self._rich = {place[row]: value for row, value in self._rich.items() if row in place}
        self._assets = [(place[row], about) for row, about in self._assets if row in place]
        return at, sequence

    def _reject(self, code: str, attributes: Mapping[str, str]) -> None:
        item = attributes.get("dataItemId") or attributes.get("name", "")
        self._rejected.append(Rejected(code=code, item=item, sequence=attributes.get("sequence", "")[:32]))


class _OpenEntry:
    """An Entry or Cell while it is being read; `cells` is filled for tables."""

    __slots__ = ("cells", "key", "name", "removed")

    def __init__(self, name: str, key: str, *, removed: bool) -> None:
        self.name = name
        self.key = key
        self.removed = removed
        self.cells: dict[str, Entry] = {}

    def value(self, text: str) -> Entry | Mapping[str, Entry]:
        if self.removed:
            return None
        return self.cells or _entry_value(text)


def _entry_value(text: str) -> Entry:
    """A number, unless leading zeros say that it is a name (`007`); else the text."""
    text = text.strip()
    if text == UNAVAILABLE:
        return None
    digits = text.lstrip("+-")
    value = None if digits[:1] == "0" and digits[1:2].isdigit() else number(text)
    return text if value is None else value


def _series(text: str, attributes: Mapping[str, str]) -> TimeSeries | None:
    """The samples of a time series; None where there are none or they are no numbers."""
    samples = [number(part) for part in text.split()]
    sound = tuple(sample for sample in samples if sample is not None)
    if not sound or len(sound) != len(samples):
        return None
    return TimeSeries(number(attributes.get("sampleRate", "")), sound)


def _unwrapped(text: str) -> str | None:
    """A text that is empty or begins with white space: indentation is not part of it, blanks are."""
    if "\n" not in text:
        return None if text.strip() == UNAVAILABLE else text
    text = text.strip()
    return None if text == UNAVAILABLE else text
