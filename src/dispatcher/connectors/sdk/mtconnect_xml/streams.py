"""Streams documents (`current`, `sample`, stored recordings): bytes in, columns out (Part 3, Streams).

The hot loop keeps no object per observation: expat's handlers append to parallel lists, one dictionary
look-up finds the handle, and stamps, sequences and numbers are converted a column at a time. Rows come
in the order of the document, which groups by component: sequence order is the caller's wish.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from xml.parsers import expat

from dispatcher.connectors.sdk.mtconnect_xml.catalogue import Catalogue, Kind
from dispatcher.connectors.sdk.mtconnect_xml.documents import (
    ErrorsDocument,
    Root,
    new_parser,
    read_errors,
    read_repairing,
    root_from,
    run_parser,
)
from dispatcher.connectors.sdk.mtconnect_xml.raw_rows import AssetEvent, RawRows, Rejected, StreamsDocument
from dispatcher.ports.connector import Garbled

__all__ = ["AssetEvent", "Rejected", "StreamsDocument", "StreamsReader"]

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]


class StreamsReader:
    """Reads streams documents against one catalogue, which it extends by what it meets."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue

    def read(self, data: bytes) -> StreamsDocument | ErrorsDocument:
        """Read one document. Raises Garbled; what a Garbled document declared comes with the next one."""
        document, repaired = read_repairing(self._read, data)
        if document is None:
            return read_errors(data)
        return replace(document, repaired=True) if repaired else document

    def _read(self, data: bytes) -> StreamsDocument | None:
        """The document, or None where it is an error document."""
        raw = RawRows(self.catalogue)
        parser = new_parser()
        # Bound once: attribute look-ups in the hot loop cost a tenth of the whole.
        add_signal, add_stamp = raw.signals.append, raw.stamps.append
        add_sequence, add_text = raw.sequences.append, raw.texts.append
        pieces: list[str] = []
        collect, clear, join = pieces.append, pieces.clear, "".join
        root: Root | None = None
        plain: dict[str, int] = {}

        def first(name: str, attributes: dict[str, str]) -> None:
            nonlocal root
            root = root_from(name, attributes)
            if root.name == "MTConnectStreams":
                parser.StartElementHandler = start
            elif root.name == "MTConnectError":
                parser.StartElementHandler = None
            else:
                raise Garbled("mtconnect_unexpected_document", expected="MTConnectStreams", found=root.name)

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal plain
            item = attributes.get("dataItemId")
            if item is None:
                plain = raw.structure(name, attributes)
                return
            handle = plain.get(item)
            if handle is None:
                kind = raw.open(name, attributes, item)
                if kind is not None:
                    special(kind)
                return
            add_signal(handle)
            add_stamp(attributes.get("timestamp", ""))
            add_sequence(attributes.get("sequence", ""))
            clear()
            parser.CharacterDataHandler = collect
            parser.EndElementHandler = end

        def end(_name: str) -> None:
            add_text(join(pieces))
            parser.CharacterDataHandler = None
            parser.EndElementHandler = None

        special = _special(parser, raw, pieces, start, end)
        parser.StartElementHandler = first
        run_parser(parser, data)
        if root is None or root.name == "MTConnectError":
            return None
        return raw.document(root)


def _special(
    parser: expat.XMLParserType, raw: RawRows, pieces: list[str], start: Start, plain_end: End
) -> Callable[[Kind], None]:
    """Handlers of what is not a known plain item: they take over until the observation's end."""

    def begin(kind: Kind) -> None:
        pieces.clear()
        parser.CharacterDataHandler = pieces.append
        if kind is Kind.PLAIN:
            parser.EndElementHandler = plain_end
        elif kind is Kind.ENTRIES:
            parser.StartElementHandler = start_entry
            parser.EndElementHandler = end_entry
        else:
            parser.EndElementHandler = end_whole

    def end_whole(_name: str) -> None:
        raw.close("".join(pieces))
        parser.CharacterDataHandler = None
        parser.EndElementHandler = None

    def start_entry(name: str, attributes: dict[str, str]) -> None:
        raw.open_entry(name, attributes)
        pieces.clear()

    def end_entry(name: str) -> None:
        if raw.close_entry(name, "".join(pieces)):
            parser.StartElementHandler = start
            parser.CharacterDataHandler = None
            parser.EndElementHandler = None
        pieces.clear()

    return begin
