"""Whole tables over HTTP: every table, every format, cancelled in the middle, broken in the middle."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import httpx
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dispatcher.api.app import create_app
from dispatcher.api.services import Services
from dispatcher.app.exports.tables import Exports
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId
from dispatcher.ports.access import Permission
from dispatcher.ports.export import EXPORTS, JOURNAL
from dispatcher.ports.store import StoreFailed
from tests.api.plant import Lockable

EXPORT = "/api/v1/export"


@pytest.mark.parametrize("table", list(EXPORTS))
async def test_every_table_comes_as_parquet(client: httpx.AsyncClient, table: str) -> None:
    answer = await client.get(f"{EXPORT}/{table}", headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/vnd.apache.parquet"
    assert answer.headers["content-encoding"] == "identity"
    assert f'filename="{table}-20261123T100000Z.parquet"' in answer.headers["content-disposition"]
    assert pq.read_table(io.BytesIO(answer.content)).schema.names == EXPORTS[table].names


async def test_csv_of_a_window_and_machines(client: httpx.AsyncClient) -> None:
    params = {"format": "csv", "from": "2026-11-23T08:30:00Z", "to": "2026-11-23T10:00:00Z", "machines": "m1"}
    answer = await client.get(f"{EXPORT}/spans", params=params)
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [(row["track"], row["value"], row["start"]) for row in rows if row["track"] == "state"] == [
        ("state", "idle", "2026-11-23T08:00:00.000000Z"),
        ("state", "running", "2026-11-23T09:00:00.000000Z"),
    ]
    assert {row["machine"] for row in rows} == {"m1"}


async def test_arrow_stream(client: httpx.AsyncClient) -> None:
    answer = await client.get(f"{EXPORT}/observations", params={"format": "arrow"})
    table = pa.ipc.open_stream(answer.content).read_all()
    assert table.num_rows == 4
    assert table.schema.field("at").type == pa.timestamp("us", tz="UTC")


async def test_the_account_is_whole_however_it_is_cut(client: httpx.AsyncClient) -> None:
    """The golden day of m1: 24 hours, cut into pieces and joined again; cells are their sums."""

    async def columns(table: str) -> dict[str, list[Any]]:
        answer = await client.get(f"{EXPORT}/{table}", params={"format": "arrow", "machines": "m1"})
        return pa.ipc.open_stream(answer.content).read_all().to_pydict()

    stretches = await columns("stretches")
    lengths = [end - start for start, end in zip(stretches["start"], stretches["end"], strict=True)]
    assert sum(lengths, timedelta()) == timedelta(hours=10), "as far as it was: NOW is 10:00"
    assert len(set(zip(stretches["start"], stretches["time_class"], strict=True))) == len(lengths)
    cells = await columns("time_cells")
    assert sum(cells["time"]) == 24 * 3600 * 1_000_000
    assert set(cells["day"]) == {date(2026, 11, 23)}
    parts = await columns("part_cells")
    assert (sum(parts["parts"]), sum(parts["scrap"])) == (90, 2)


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("secrets", 404, "export_unknown"),
        ("spans?format=xml", 422, "format_unknown"),
        ("spans?machines=nobody", 404, "machine_unknown"),
        ("spans?from=2026-11-23T10:00:00Z&to=2026-11-23T09:00:00Z", 422, "range_reversed"),
        ("spans?from=yesterday", 422, "bad_instant"),
    ],
)
async def test_refusals(client: httpx.AsyncClient, path: str, status: int, code: str) -> None:
    answer = await client.get(f"{EXPORT}/{path}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_permission(given: Services) -> None:
    locked = replace(given, access=Lockable(refused={Permission.EXPORT_READ}))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(create_app(locked)), base_url="http://plant") as client:
        assert (await client.get(f"{EXPORT}/spans")).status_code == 403


class Source:
    """Rows without end, or until it breaks; knows whether it was closed."""

    def __init__(self, breaks_after: int | None = None) -> None:
        self.breaks_after = breaks_after
        self.given = 0
        self.closed = False

    def __call__(self, window: Interval, machines: Sequence[MachineId]) -> Iterator[pa.RecordBatch]:
        del window, machines
        try:
            while self.breaks_after is None or self.given < self.breaks_after:
                self.given += 1
                yield pa.RecordBatch.from_pylist(
                    [{"source": "a", "at": 1, "code": "x" * 1000, "params": ""}] * 100, schema=JOURNAL["notes"]
                )
            raise StoreFailed("store_failed", path="x", reason="y")
        finally:
            self.closed = True


def over(given: Services, source: Source) -> Services:
    return replace(given, output=replace(given.output, exports=Exports({"notes": source})))


async def ask(services: Services, *, leaves_after: int | None) -> list[dict[str, Any]]:
    """What the application sends to a reader who leaves after so many pieces."""
    sent: list[dict[str, Any]] = []
    left = httpx_event()

    async def receive() -> dict[str, Any]:
        if sent:
            await left.wait()
            return {"type": "http.disconnect"}
        sent.append({})
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)
        if leaves_after is not None and len(sent) > leaves_after:
            left.set()

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": f"{EXPORT}/notes",
        "raw_path": f"{EXPORT}/notes".encode(),
        "query_string": b"format=csv",
        "root_path": "",
        "headers": [(b"host", b"plant")],
        "client": ("192.0.2.1", 1),
        "server": ("plant", 80),
    }
    await create_app(services)(scope, receive, send)
    return [message for message in sent if message]


def httpx_event() -> Any:
    import asyncio  # noqa: PLC0415 - only here

    return asyncio.Event()


async def test_a_reader_who_leaves_stops_the_export(given: Services) -> None:
    source = Source()
    sent = await ask(over(given, source), leaves_after=5)
    assert source.closed
    assert source.given < 20
    assert sent[-1].get("more_body", True)


async def test_an_export_that_breaks_has_no_end(given: Services, caplog: pytest.LogCaptureFixture) -> None:
    source = Source(breaks_after=3)
    sent = await ask(over(given, source), leaves_after=None)
    assert source.closed
    assert [message.get("more_body") for message in sent[1:]] == [True] * len(sent[1:])
    assert "store_failed" in caplog.text


async def test_an_export_that_cannot_begin_is_refused_as_usual(given: Services) -> None:
    services = over(given, Source(breaks_after=0))
    transport = httpx.ASGITransport(create_app(services))
    async with httpx.AsyncClient(transport=transport, base_url="http://plant") as client:
        answer = await client.get(f"{EXPORT}/notes")
    assert (answer.status_code, answer.json()["code"]) == (503, "store_failed")
