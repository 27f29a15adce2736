"""What stands in a line, in every format."""

from __future__ import annotations

from pathlib import Path

import pytest

from dispatcher.connectors.files.tests.conftest import LOAD, STATE, Connect, reading
from dispatcher.domain.instant import parse_instant
from dispatcher.domain.signal import MachineId
from dispatcher.ports.connector import Binding

T1, T2 = "2026-03-02T06:00:00Z", "2026-03-02T06:00:01Z"
BOTH = [("", "load", 12.5), ("", "execution", "ACTIVE"), ("", "load", 13.0), ("", "execution", "READY")]


@pytest.mark.parametrize(
    ("text", "settings"),
    [
        (f"Time,Load,State\n{T1},12.5,Run\n{T2},13,Stop\n", {}),
        (f"Time;Load;State\r\n{T1};12,5;Run\r\n{T2};13,0;Stop\r\n", {}),
        (f"\ufeffTime\tLoad\tState\n{T1}\t12.5\tRun\n{T2}\t13\tStop\n", {"format": "tsv"}),
        (
            f"a report\n# made by X\n\nstate ; time ; LOAD\nRun;{T1};12.5\nStop;{T2};13\n",
            {"skip_lines": 1, "comment": "#"},
        ),
        (f'"Time","Load","State"\n"{T1}","12.5","Run"\n"{T2}","13","Stop"\n', {}),
        (
            f"{T1}|12.5|Run\n{T2}|13|Stop\n",
            {"header": False, "time": ["1"], "signals": [{**LOAD, "column": "2"}, {**STATE, "column": "3"}]},
        ),
        (
            "Day;At;Load;State\n02.03.2026;09:00:00;12,5;Run\n02.03.2026;09:00:01;13;Stop\n",
            {"time": ["Day", "At"], "time_form": "%d.%m.%Y %H:%M:%S", "time_zone": "Europe/Moscow"},
        ),
        (
            f'{{"Time":"{T1}","axis":{{"load":12.5}},"State":"Run"}}\n{{"Time":"{T2}","axis":{{"load":13}},"State":"x"}}\n',
            {"format": "jsonl", "signals": [{**LOAD, "column": "axis.load"}, STATE]},
        ),
        (
            f"Time,Tag,Value\n{T1},L,12.5\n{T1},S,Run\n{T2},L,13\n{T2},S,Stop\n",
            {
                "signals": [
                    {**LOAD, "column": "Value", "only": {"Tag": "L"}},
                    {**STATE, "column": "Value", "only": {"Tag": "S"}},
                ]
            },
        ),
    ],
)
async def test_formats(connect: Connect, tmp_path: Path, text: str, settings: dict[str, object]) -> None:
    (tmp_path / "log.csv").write_text(text, newline="")
    async with reading(connect(**settings)) as link:
        await link.until(BOTH[-1])

    assert link.rows == BOTH
    record = next(batch for batch in link.batches if batch.recorded)
    assert record.rows.source_at == [parse_instant(T1)] * 2 + [parse_instant(T2)] * 2
    assert [(device, span.start, span.end) for device, span in record.covered] == [
        ("", parse_instant(T1), parse_instant(T2) + 1)
    ]


@pytest.mark.parametrize("encoding", ["cp1251", "cp866", "koi8-r", "utf-8"])
async def test_letters_of_the_shop(connect: Connect, tmp_path: Path, encoding: str) -> None:
    (tmp_path / "log.csv").write_bytes(f"Время;Состояние\n{T1};Работа\n".encode(encoding))
    state = {"key": "execution", "type": "EXECUTION", "column": "Состояние", "values": {"Работа": "ACTIVE"}}
    async with reading(connect(encoding=encoding, time=["Время"], signals=[state])) as link:
        await link.until(("", "execution", "ACTIVE"))


async def test_an_empty_cell_says_nothing_and_null_says_there_is_no_value(connect: Connect, tmp_path: Path) -> None:
    lines = (f'{{"Time":"{T1}","Load":""}}', f'{{"Time":"{T1}"}}', f'{{"Time":"{T2}","Load":null}}')
    (tmp_path / "log.csv").write_text("\n".join(lines) + "\n")
    async with reading(connect(format="jsonl")) as link:
        await link.until(("", "load", None))

    assert link.rows == [("", "load", None)]


async def test_lines_without_a_time_get_that_of_reading(connect: Connect, tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("Load\n1\n2\n")
    async with reading(connect(time=[])) as link:
        await link.until(("", "load", 2.0))
    batch = link.batches[-1]

    assert not batch.recorded
    assert batch.rows.source_at == [batch.received_at, batch.received_at + 1]


async def test_one_file_may_tell_of_several_machines(connect: Connect, tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(f"Time,Machine,Load\n{T1},A,1\n{T1},B,2\n{T2},C,3\n{T2},A,4\n")
    bindings = [Binding(device=name, machine=MachineId(name)) for name in "AB"]
    signals = [LOAD, {"key": "parts", "type": "PART_COUNT", "count": "lines"}]
    async with reading(connect(device_column="Machine", signals=signals), bindings) as link:
        await link.until(("A", "load", 4.0))

    assert link.rows == [
        ("A", "load", 1.0),
        ("A", "parts", 0.0),
        ("A", "parts", 1.0),
        ("B", "load", 2.0),
        ("B", "parts", 0.0),
        ("B", "parts", 1.0),
        ("A", "load", 4.0),
        ("A", "parts", 2.0),
    ]
    assert link.notes == ["files_other_device"]


async def test_lines_that_cannot_be_read_are_told(connect: Connect, tmp_path: Path) -> None:
    good = f"{T1},5,Run\n".encode()
    bad = b"yesterday,5,Run\n" * 7 + b"x" * 600_000 + b"\n" + b"2026-03-02T06:00:02Z,6,\xff\n"
    (tmp_path / "log.csv").write_bytes(b"Time,Load,State\n" + good + bad)
    async with reading(connect()) as link:
        await link.until(("", "load", 6.0))

    assert [value for _, key, value in link.rows if key == "load"] == [5.0, 6.0]
    assert sorted(set(link.notes)) == ["files_other_letters", "files_rejected", "files_rejected_more", "files_too_long"]


async def test_lines_of_the_adapter_protocol(connect: Connect, tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text(f"{T1}|execution|ACTIVE|Xact|1.5\n{T1}|logic|FAULT|101|9|HIGH|too hot\n")
    async with reading(connect(format="shdr", time=[], signals=[])) as link:
        await link.until(("", "Xact", 1.5)) if ("", "Xact", 1.5) in link.rows else await link.next()
        while len(link.rows) < 3:
            await link.next()
        with log.open("a") as file:
            file.write(f"{T2}|execution|READY\n")
        while len(link.rows) < 4:
            await link.next()

    assert [row[1:] for row in link.rows] == [
        ("execution", "ACTIVE"),
        ("Xact", 1.5),
        ("logic", None),
        ("execution", "READY"),
    ]
    assert len(set(link.identities)) == 4
