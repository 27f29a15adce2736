"""A first look: the newest file, its columns, its last values. Blocking."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence

import orjson

from dispatcher.connectors.files.config import FilesEntry, FilesSettings, Format
from dispatcher.connectors.files.decode import Decoder, Standing, TableDecoder, Told
from dispatcher.connectors.files.layout import Layout, read_layout
from dispatcher.connectors.files.pieces import CHUNK, Piece, read_piece
from dispatcher.connectors.files.records import RecordReader
from dispatcher.connectors.files.shdr import ShdrDecoder
from dispatcher.connectors.files.watch import Known, Watch, gone
from dispatcher.connectors.sdk.shdr_lines.aliases import guessed_spec
from dispatcher.domain.signal import Category
from dispatcher.ports.clock import Clock
from dispatcher.ports.columns import number
from dispatcher.ports.connector import AccessDenied, Garbled, LinkDown, Rows

_GUESSED = 200
"""Columns that are shown where nothing is mapped."""
_SHOWN = 300
_SIGNS = re.compile(r"[\s|]+")


def glance(settings: FilesSettings, clock: Clock) -> tuple[Decoder, Rows, Sequence[str]]:
    """The decoder with its declarations, the newest value of each signal, the devices in the newest lines.

    Raises LinkDown, AccessDenied, ConfigRejected, Garbled.
    """
    newest = _newest(settings)
    decoder: Decoder
    if newest is None:
        entries = settings.signals
        return TableDecoder(settings, {"": entries}, Standing()), Rows(), [""]
    layout, piece, from_begin = _last_piece(newest, settings)
    if b"\x00" in piece.data:
        raise Garbled("files_not_text", file=newest.name)
    if settings.format is Format.SHDR:
        decoder = ShdrDecoder(settings, "", Standing())
    else:
        entries = settings.signals or _guessed(settings, layout, piece)
        decoder = TableDecoder(settings.model_copy(update={"device_column": ""}), {"": entries}, Standing())
    decoder.begin(newest.name, layout)
    told = decoder.decode(piece, clock.now(), first=from_begin or settings.whole, last=False)
    if told.lines and not len(told.rows) and told.notes:
        note = told.notes[0]
        raise Garbled("files_nothing_read", file=newest.name, text=str(note.params.get("text", ""))[:_SHOWN])
    return decoder, _present(told), [device for device in told.spans if device] or [""]


def columns_of(settings: FilesSettings) -> str:
    """The columns of the newest file, for people; "" where there is none. Raises LinkDown, AccessDenied."""
    newest = _newest(settings)
    if newest is None:
        return ""
    layout, piece, _ = _last_piece(newest, settings)
    return ", ".join(_names(settings, layout, piece))[:_SHOWN]


def _newest(settings: FilesSettings) -> Known | None:
    watch = Watch(settings)
    files = watch.look(time.monotonic())
    if not watch.there:
        raise LinkDown("files_no_file", path=settings.path)
    own = [file for file in files if not settings.single or file.name == settings.name]
    return own[-1] if own else None


def _last_piece(file: Known, settings: FilesSettings) -> tuple[Layout, Piece, bool]:
    """The last lines, and whether they are all. Raises AccessDenied, LinkDown."""
    nothing = Layout(0, settings.delimiter or ",", ()), Piece(0, 0, b""), True
    try:
        with file.path.open("rb") as opened:
            layout = read_layout(opened, settings)
            if layout is None:
                return nothing
            begin = max(layout.begin, file.size - CHUNK + 1)
            piece = read_piece(opened, begin, file.size, whole=settings.whole)
    except PermissionError as error:
        raise AccessDenied("files_denied", path=str(file.path)) from error
    except OSError as error:
        raise gone(file.path, error) from error
    if piece is None:
        return layout, Piece(begin, begin, b""), True
    if begin == layout.begin:
        return layout, piece, True
    cut = piece.data.find(b"\n") + 1  # the first line is not whole
    return layout, Piece(begin + cut, piece.end, piece.data[cut:]), False


def _names(settings: FilesSettings, layout: Layout, piece: Piece) -> Sequence[str]:
    if settings.format is Format.JSONL:
        lines = [line for line in piece.data.splitlines() if line.strip()]
        try:
            found = orjson.loads(lines[-1]) if lines else {}
        except ValueError:
            return ()
        return [*_members(found, "")] if isinstance(found, dict) else ()
    if layout.names:
        return [name for name in layout.names if name]
    first = piece.data.split(b"\n", 1)[0].decode(settings.encoding.value, "replace")
    return [str(place + 1) for place in range(first.count(layout.delimiter) + 1)] if first else ()


def _members(found: dict[str, object], before: str) -> Sequence[str]:
    """The paths of an object's plain members."""
    paths: list[str] = []
    for name, value in found.items():
        paths += _members(value, f"{before}{name}.") if isinstance(value, dict) else [f"{before}{name}"]
    return paths[:_GUESSED]


def _guessed(settings: FilesSettings, layout: Layout, piece: Piece) -> tuple[FilesEntry, ...]:
    """Each column as a signal, its type guessed by its name and its last value."""
    names = [name for name in _names(settings, layout, piece) if name not in settings.time][:_GUESSED]
    reader = RecordReader(settings, layout, names)
    texts = piece.data.decode(settings.encoding.value, "replace").splitlines()[-1:]
    cells = next(iter(reader.read(texts).cells), [""] * len(names))
    found: dict[str, FilesEntry] = {}
    for name, cell in zip(names, cells, strict=True):
        key = _SIGNS.sub("_", name.strip())[:200] or "column"
        spec = guessed_spec(key, "", Category.EVENT if number(str(cell)) is None else Category.SAMPLE)
        category = Category.EVENT if spec.category is Category.CONDITION else spec.category
        found.setdefault(
            key,
            FilesEntry.model_validate(
                {"key": key, "type": spec.type, "sub_type": spec.sub_type, "category": category, "column": name}
            ),
        )
    return tuple(found.values())


def _present(told: Told) -> Rows:
    rows = told.rows
    newest = {signal: row for row, signal in enumerate(rows.signal)}
    present = Rows()
    for row in newest.values():
        if row in rows.rich:
            present.rich[len(present)] = rows.rich[row]
        present.signal.append(rows.signal[row])
        present.source_at.append(rows.source_at[row])
        present.sequence.append(rows.sequence[row])
        present.num.append(rows.num[row])
        present.text.append(rows.text[row])
    return present
