"""How fast MTConnect documents become columns, beside libexpat without handlers on the same bytes.

The documents are those of the budgets: 70 % samples, 28 % events, 2 % conditions over six components.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from xml.parsers import expat

from dispatcher.connectors.mtconnect.decode import in_sequence
from dispatcher.connectors.mtconnect.multipart import Framer
from dispatcher.connectors.sdk.mtconnect_xml import Catalogue, StreamsDocument, StreamsReader
from dispatcher.ports.columns import instants, numbers

_COMPONENTS = 6
_FRAME = b"\r\n--a8e12eb7\r\nContent-type: text/xml\r\nContent-length: %d\r\n\r\n%s"
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<MTConnectStreams xmlns="urn:mtconnect.org:MTConnectStreams:2.3"><Header creationTime="2026-01-01T00:00:00Z"
 sender="bench" instanceId="1" version="2.3.0.1" bufferSize="131072" firstSequence="1" lastSequence="{last}"
 nextSequence="{following}"/><Streams><DeviceStream name="M" uuid="m">
"""
_ROUNDS = 5
_SECONDS = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class ParseFigures:
    """Figures of one size of document. Rates are observations a second; `ratio` is the time of the whole
    reading over that of libexpat without handlers on the same bytes.
    """

    observations: int
    bytes_each: float
    expat_rate: float
    read_rate: float
    read_in_sequence_rate: float
    ratio: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnFigures:
    """Nanoseconds a value, columns of 1,000; framing in megabytes a second."""

    instants_ns: float
    numbers_ns: float
    framing_mb_s: float


def streams_document(observations: int) -> bytes:
    """A document of that many observations, sequences in the order of a real agent (by component)."""
    parts = [_HEAD.format(last=observations, following=observations + 1)]
    for component in range(_COMPONENTS):
        share = observations // _COMPONENTS + (component < observations % _COMPONENTS)
        samples, events = int(share * 0.7), int(share * 0.28)
        rows = [
            *(
                _observation("Position", "p", component, row, f"{row * 0.731:.4f}", ' subType="ACTUAL"')
                for row in range(samples)
            ),
            "</Samples><Events>",
            *(_observation("Execution", "e", component, row, "ACTIVE", "") for row in range(events)),
            "</Events><Condition>",
            *(
                _observation("Fault", "c", component, row, "Axis overload", ' type="SYSTEM" nativeCode="4711"')
                for row in range(share - samples - events)
            ),
        ]
        parts.append(
            f'<ComponentStream component="Linear" name="X{component}" componentId="x{component}"><Samples>'
            + "\n".join(rows)
            + "</Condition></ComponentStream>\n"
        )
    parts.append("</DeviceStream></Streams></MTConnectStreams>")
    return "".join(parts).encode()


def _observation(element: str, letter: str, component: int, row: int, text: str, more: str) -> str:
    return (
        f'<{element} dataItemId="x{component}{letter}{row % 10}" name="{element}{component}_{row % 10}"'
        f' timestamp="2026-01-01T00:{row % 60:02d}:00.{row:06d}Z"'
        f' sequence="{100_000 + row * _COMPONENTS + component}"{more}>{text}</{element}>'
    )


def _best(work: Callable[[], object]) -> float:
    """Seconds of the best run: what the work costs when nobody disturbs it."""
    work()
    best = float("inf")
    gc.collect()
    for _ in range(_ROUNDS):
        until = time.perf_counter() + _SECONDS / _ROUNDS
        while (start := time.perf_counter()) < until:
            work()
            best = min(best, time.perf_counter() - start)
    return best


def measure_parse(observations: int) -> ParseFigures:
    """Read a document with a warm catalogue, as an open link does."""
    data = streams_document(observations)
    reader = StreamsReader(Catalogue())

    def bare() -> None:
        expat.ParserCreate().Parse(data, True)

    def read() -> StreamsDocument:
        document = reader.read(data)
        assert isinstance(document, StreamsDocument)
        assert len(document.rows) == observations
        return document

    limit = _best(bare)
    seconds = _best(read)
    sorted_seconds = _best(lambda: in_sequence(read().rows))
    return ParseFigures(
        observations=observations,
        bytes_each=len(data) / observations,
        expat_rate=observations / limit,
        read_rate=observations / seconds,
        read_in_sequence_rate=observations / sorted_seconds,
        ratio=seconds / limit,
    )


def measure_columns() -> ColumnFigures:
    """The steps beside the parser."""
    stamps = [f"2026-01-01T00:{row % 60:02d}:00.{row:06d}Z" for row in range(1000)]
    texts = [f"{row * 0.731:.4f}" for row in range(1000)]
    document = streams_document(50)
    stream = b"".join(_FRAME % (len(document), document) for _ in range(100))

    def frame() -> None:
        framer = Framer("a8e12eb7", limit=10_000_000)
        parts = sum(len(framer.feed(stream[at : at + 65536])) for at in range(0, len(stream), 65536))
        assert parts == 100

    return ColumnFigures(
        instants_ns=_best(lambda: instants(stamps)) * 1e6,
        numbers_ns=_best(lambda: numbers(texts)) * 1e6,
        framing_mb_s=len(stream) / _best(frame) / 1e6,
    )


if __name__ == "__main__":
    for size in (20, 50, 1000, 100_000):
        print(measure_parse(size))
    print(measure_columns())
