"""Snapshots: tables as Parquet files by month, for tools that read files and not servers.

`DIR/<table>/month=YYYY-MM/data.parquet`; small tables that have no time as `DIR/<table>/data.parquet`. A file is
written aside and put in place at once: whoever reads finds the old one or the new one, never half of it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from dispatcher.app.exports.encode import Shape, encoded
from dispatcher.app.exports.tables import Exports
from dispatcher.app.figures.ranges import midnight
from dispatcher.app.plant import Plant
from dispatcher.app.sql.questions import Questions
from dispatcher.app.timelines import ALL_TIME
from dispatcher.domain.errors import InvalidInput, Unavailable
from dispatcher.domain.instant import Instant, format_instant, to_datetime
from dispatcher.domain.interval import Interval
from dispatcher.ports.clock import Clock
from dispatcher.ports.export import EXPORTS
from dispatcher.ports.store import Journal

ASIDE = ".writing"
"""Folder for files that are not whole yet; readers of datasets leave hidden folders out."""
MANIFEST = "snapshot.json"
LENT = ("machines", "states", "reasons")
USUAL = tuple(name for name in EXPORTS if name != "observations")
"""Without the longest table by far; it may be named."""
WHOLE = frozenset(("stretches", "time_cells", "part_cells"))
"""Tables whose rows lie in one month already."""


class SnapshotFailed(Unavailable):
    """The files could not be written."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What was written: rows by table, and the months."""

    rows: Mapping[str, int]
    months: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshots:
    """Writes snapshots. Blocks."""

    exports: Exports
    sql: Questions
    plant: Plant
    journal: Journal
    clock: Clock

    def take(self, folder: Path, *, tables: Sequence[str] = USUAL, months: int | None = None) -> Taken:
        """Write the newest `months` (None: all) of these tables and the small ones.

        Raises InvalidInput `export_unknown`; SnapshotFailed `snapshot_failed` (path, reason).
        """
        for table in tables:
            if table not in self.exports.names:
                raise InvalidInput("export_unknown", table=table[:64], tables=", ".join(self.exports.names))
        windows = self._months()
        chosen = windows if months is None else windows[-months:]
        rows: dict[str, int] = {}
        try:
            for table in tables:
                rows[table] = 0
                for name, window in chosen:
                    batches = self._rows(table, window, first=window == windows[0][1])
                    rows[table] += self._write(folder, table, f"month={name}", batches)
            for table in LENT:
                given = self.sql.lent(table)
                rows[table] = self._write(folder, table, "", iter(given.to_batches()), given.schema)
            taken = Taken(rows, tuple(name for name, _ in chosen))
            self._manifest(folder, taken)
        except OSError as error:
            raise SnapshotFailed("snapshot_failed", path=str(folder), reason=str(error)) from error
        return taken

    def _months(self) -> list[tuple[str, Interval]]:
        """Months of the plant's wall, from the first contact until now."""
        zone, now = self.plant.site.time_zone, self.clock.now()
        starts = [found[0].start for info in self.plant.known if (found := self.journal.coverage(info.id, ALL_TIME))]
        at = to_datetime(Instant(min([*starts, now])), ZoneInfo(zone)).date().replace(day=1)
        months: list[tuple[str, Interval]] = []
        while (start := midnight(at, zone)) <= now:
            after = date(at.year + at.month // 12, at.month % 12 + 1, 1)
            months.append((f"{at:%Y-%m}", Interval(start, midnight(after, zone))))
            at = after
        return months

    def _rows(self, table: str, window: Interval, *, first: bool) -> Iterator[pa.RecordBatch]:
        """Rows of a month; what began in an earlier month stands there, in the first one what began before."""
        batches = self.exports.batches(table, window, ())
        if table in WHOLE or "start" not in EXPORTS[table].names or table == "corrections" or first:
            yield from batches
            return
        for batch in batches:
            yield batch.filter(pc.greater_equal(batch.column("start"), pa.scalar(window.start, pa.int64())))

    def _write(
        self, folder: Path, table: str, part: str, rows: Iterator[pa.RecordBatch], schema: pa.Schema | None = None
    ) -> int:
        counted = 0

        def counting() -> Iterator[pa.RecordBatch]:
            nonlocal counted
            for batch in rows:
                counted += batch.num_rows
                yield batch

        place = folder / table / part / "data.parquet"
        aside = folder / ASIDE / f"{table}-{part or 'all'}.parquet"
        _put(place, aside, encoded(EXPORTS[table] if schema is None else schema, counting(), Shape.PARQUET))
        return counted

    def _manifest(self, folder: Path, taken: Taken) -> None:
        said = {
            "taken_at": format_instant(self.clock.now()),
            "site": self.plant.site.name,
            "zone": self.plant.site.time_zone,
            "months": list(taken.months),
            "rows": dict(taken.rows),
        }
        text = json.dumps(said, ensure_ascii=False, indent=2)
        _put(folder / MANIFEST, folder / ASIDE / MANIFEST, iter([text.encode()]))


def _put(place: Path, aside: Path, pieces: Iterator[bytes]) -> None:
    """Write aside, make sure it is on the disk, put it in place."""
    for one in (place, aside):
        one.parent.mkdir(parents=True, exist_ok=True)
    try:
        with aside.open("wb") as sink:
            sink.writelines(pieces)
            sink.flush()
            os.fsync(sink.fileno())
        aside.replace(place)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
