"""Small recordings with what they must give: one folder a case (`README` says why it is there).

A case holds the files, perhaps `model.xml` and `zone.txt`, and `expected.json`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from dispatcher.connectors.recordings import Recordings
from dispatcher.domain.instant import Instant, format_instant, parse_instant
from dispatcher.domain.signal import Condition

CASES = sorted(path for path in (Path(__file__).parent / "cases").iterdir() if path.is_dir())
ABOUT = {"README", "model.xml", "zone.txt", "expected.json"}
CHANGED = parse_instant("2024-01-15T08:00:00Z")
"""When the files of a case were last written: relative times count from there."""


def shown(instant: int) -> str:
    return format_instant(Instant(instant))


def found_in(case: Path, given: list[Path]) -> Mapping[str, object]:
    """Everything the files of a case give, as JSON would hold it."""
    zone, model = case / "zone.txt", case / "model.xml"
    recordings = Recordings(
        given,
        now=Instant(0),
        model=model.read_bytes() if model.exists() else None,
        zone=ZoneInfo(zone.read_text().strip() if zone.exists() else "UTC"),
    )
    rows: dict[str, list[list[object]]] = {}
    covered: dict[str, list[list[str]]] = {}
    assets: list[list[object]] = []
    for piece in recordings.pieces():
        batch = piece.batch
        for row, signal in enumerate(batch.rows.signal):
            spec = recordings.declared[signal].spec
            rich = batch.rows.rich.get(row)
            value = batch.rows.text[row] if batch.rows.num[row] is None else batch.rows.num[row]
            told: object = [rich.level.value, rich.native_code, rich.message] if isinstance(rich, Condition) else value
            at = batch.rows.at.get(row)
            stamps = [shown(batch.rows.source_at[row])] + ([shown(at)] if at is not None else [])
            rows.setdefault(piece.device, []).append([*stamps, spec.key, told])
        for device, interval in batch.covered:
            covered.setdefault(device, []).append([shown(interval.start), shown(interval.end)])
        assets += [[each.device, shown(each.at), each.asset_id, each.removed, each.document] for each in batch.assets]
    rejected = [[each.file, each.line, each.reason] for report in recordings.reports for each in report.rejected]
    return {"assets": assets, "covered": covered, "rejected": rejected, "rows": rows}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Path, tmp_path: Path) -> None:
    given = []
    for path in sorted(case.iterdir()):
        if path.name not in ABOUT:
            copy = tmp_path / path.name
            copy.write_bytes(path.read_bytes())
            os.utime(copy, (CHANGED // 1_000_000, CHANGED // 1_000_000))
            given.append(copy)

    assert found_in(case, given) == json.loads((case / "expected.json").read_text())
