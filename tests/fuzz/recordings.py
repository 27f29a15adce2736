"""The reader of recordings: files of every format it knows, whole, packed, packed and cut."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

from dispatcher.connectors.recordings.reader import Recordings
from dispatcher.domain.instant import Instant
from tests.fuzz import seeds
from tests.unit.agent.models import START

NAMES = ("Mazak01-2016-10-31.txt", "log", "Hurco02_20170131.log", "sample.xml", "Devices.xml")


def run_recording(folder: Path, data: bytes) -> None:
    """Read one file; nothing it holds is ever raised, everything is in its report."""
    dice = zlib.crc32(data)
    content = data
    if dice % 5 == 0:
        content = gzip.compress(data, 1)
        if dice % 3 == 0:
            content = content[: 1 + dice % len(content)]
    path = folder / NAMES[dice % len(NAMES)]
    path.write_bytes(content)
    model = seeds.probes()[0] if dice % 2 else None
    try:
        recordings = Recordings([path], now=Instant(START), model=model)
        for piece in recordings.pieces():
            rows = piece.batch.rows
            assert {len(rows)} == {len(c) for c in (rows.source_at, rows.sequence, rows.num, rows.text)}
            assert all(0 <= handle < len(recordings.declared) for handle in rows.signal)
        assert len(recordings.reports) == 1
    finally:
        path.unlink()
