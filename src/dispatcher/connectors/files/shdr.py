"""Lines of the adapter protocol in files: the shared reader, numbered by the lines."""

from __future__ import annotations

from dispatcher.connectors.files.config import FilesSettings
from dispatcher.connectors.files.decode import WIDTH, Standing, Told, reject
from dispatcher.connectors.files.layout import Layout
from dispatcher.connectors.files.pieces import Piece
from dispatcher.connectors.sdk.mtconnect_xml import Catalogue, ErrorsDocument, read_devices
from dispatcher.connectors.sdk.shdr_lines import Books, Framer, LineReader, StampReader, read_sources
from dispatcher.domain.instant import Instant
from dispatcher.ports.connector import ConfigRejected, Declared, Note, Rows


class ShdrDecoder:
    """Reads SHDR lines, file after file. device: whose items keys without a device are."""

    native = True

    def __init__(self, settings: FilesSettings, device: str, standing: Standing) -> None:
        """Raises ConfigRejected where the device model cannot be read."""
        self._settings = settings
        self._standing = standing
        self._books = _books(settings)
        known = self._books.devices
        self._device = self._books.named(device) or device or (known[0] if known else "device")
        self._announced: dict[int, Declared] = {}
        self._reader: LineReader | None = None
        self._framer = Framer()
        self._file = ""

    def due(self) -> tuple[Declared, ...]:
        """Signals that were not declared yet, or are declared anew."""
        declared = self._books.catalogue.declared
        new = [each for each in declared if self._announced.get(each.handle) is not each]
        self._announced.update((each.handle, each) for each in new)
        return tuple(new)

    def begin(self, file: str, layout: Layout) -> list[Note]:
        """The next pieces are of this file: stamps that count from a start count anew."""
        del layout
        self._file, self._reader, self._framer = file, None, Framer()
        return []

    def decode(self, piece: Piece, now: Instant, *, first: bool, last: bool) -> Told:
        """The rows of a piece."""
        del first, last
        told = Told()
        if self._reader is None:
            self._reader = LineReader(self._books, self._device, StampReader(self._settings.zone, now))
        lines = self._framer.feed(piece.data if piece.data.endswith(b"\n") else piece.data + b"\n")
        block = self._reader.read(lines, now)
        told.lines = block.lines
        told.rows = Rows(
            signal=block.signal,
            source_at=block.source_at,
            sequence=self._sequences(block.line, lines.first),
            num=block.num,
            text=block.text,
            rich=block.rich,
        )
        self._standing.records += block.lines
        for signal, at in zip(block.signal, block.source_at, strict=True):
            device = self._books.device_of(signal)
            begin, end = told.spans.get(device, (at, at))
            told.spans[device] = (min(begin, at), max(end, at))
        if piece.too_long:
            told.notes.append(Note(code="files_too_long", params={"file": self._file, "at": piece.begin}))
        reject([(each.line - lines.first, each.code, each.text) for each in block.rejected], piece, self._file, told)
        return told

    def _sequences(self, lines: list[int], first: int) -> list[int]:
        """Of each row: its line, and the how-manieth of the line it is."""
        given: list[int] = []
        before, place = -1, 0
        for line in lines:
            place = place + 1 if line == before else 0
            before = line
            given.append((self._standing.records + 1 + line - first) * WIDTH + place % WIDTH)
        return given


def _books(settings: FilesSettings) -> Books:
    books = Books(Catalogue())
    path = settings.devices
    if path is None:
        return books
    try:
        data = path.read_bytes()
    except OSError as error:
        problem = error.strerror or str(error)
        raise ConfigRejected("files_devices_unreadable", path=str(path), problem=problem) from error
    document = read_devices(data)
    if isinstance(document, ErrorsDocument):
        raise ConfigRejected("files_devices_unreadable", path=str(path), problem="MTConnectError")
    books.learn([model for model in document.devices if not model.is_agent], read_sources(data))
    return books
