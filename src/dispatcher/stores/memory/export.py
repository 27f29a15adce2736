"""Tables out of memory, in the columns and the order every store exports."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa

from dispatcher.domain.signal import MachineId, Quality
from dispatcher.domain.state import PartCount, Span
from dispatcher.ports.export import JOURNAL
from dispatcher.ports.store import Coverage, LossRecord, SourceNote
from dispatcher.stores.common.rows import Catalogue

_QUALITIES = {int(quality): quality.name.lower() for quality in Quality}

BATCH = 16_384


def batches(table: str, rows: Sequence[Mapping[str, object]]) -> Iterator[pa.RecordBatch]:
    """The rows as batches of the export's columns."""
    yield from pa.Table.from_pylist(list(rows), schema=JOURNAL[table]).to_batches(max_chunksize=BATCH)


def observations(rows: pa.Table, catalogue: Catalogue) -> Iterator[pa.RecordBatch]:
    """Rows in the order of the truth with the names of their signals and sessions."""
    for low in range(0, rows.num_rows, BATCH):
        part = rows.slice(low, BATCH).to_pylist()
        for row in part:
            stored = catalogue.signals.get(row["signal"])
            row["machine"], row["signal"] = (None, None) if stored is None else (stored.machine, stored.spec.key)
            row["session"] = catalogue.name(row["session"])
            row["quality"] = _QUALITIES[row["quality"]]
        yield from batches("observations", part)


def span(own: Span) -> dict[str, object]:
    """A row of `spans`."""
    return {
        "machine": own.machine,
        "track": own.track.value,
        "start": own.start,
        "end": own.end,
        "value": own.value,
        "rule": own.rule,
        "detail": json.dumps(own.detail, ensure_ascii=False, separators=(",", ":")),
    }


def part_count(own: PartCount) -> dict[str, object]:
    """A row of `part_counts`."""
    return {name: getattr(own, name) for name in JOURNAL["part_counts"].names}


def coverage(own: Coverage) -> dict[str, object]:
    """A row of `coverage`."""
    return {name: getattr(own, name) for name in JOURNAL["coverage"].names}


def loss(own: LossRecord) -> dict[str, object]:
    """A row of `losses`."""
    return {
        "machine": own.machine,
        "source": own.source,
        "start": own.interval.start,
        "end": own.interval.end,
        "code": own.code,
        "params": _json(own.params),
    }


def note(own: SourceNote) -> dict[str, object]:
    """A row of `notes`."""
    return {"source": own.source, "at": own.at, "code": own.code, "params": _json(own.params)}


def _json(params: Mapping[str, str | int]) -> str:
    return json.dumps(dict(params), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def chosen(machine: MachineId, machines: Sequence[MachineId]) -> bool:
    """Whether the machine is asked for; none named = all."""
    return not machines or machine in machines
