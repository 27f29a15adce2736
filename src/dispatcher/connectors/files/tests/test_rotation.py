"""However a log is cut, rotated, copied, emptied, and wherever we are killed: the same rows, each once."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatcher.connectors.files.config import FilesSettings
from dispatcher.connectors.files.decode import Standing, TableDecoder
from dispatcher.connectors.files.marks import pack, unpack
from dispatcher.connectors.files.reading import Reading
from dispatcher.connectors.files.watch import Watch
from dispatcher.connectors.sdk.conformance import StepClock

HEADER = "Time,Value\n"
ACT = st.one_of(
    st.tuples(st.just("write"), st.integers(1, 60)),
    st.tuples(st.sampled_from(["rename", "copy", "look", "kill", "commit"]), st.just(0)),
)


class House:
    """What the journal would hold: rows by their identity, and the last cursor."""

    def __init__(self, path: str) -> None:
        self._settings = FilesSettings.model_validate(
            {
                "path": path,
                "time": ["Time"],
                "time_form": "unix",
                "signals": [{"key": "v", "type": "POSITION", "category": "SAMPLE", "column": "Value"}],
            }
        )
        self.rows: dict[tuple[int, float | None], int] = {}
        self.notes: list[str] = []
        self._cursor: tuple[int, str, tuple[int, str] | None] | None = None
        self.open()

    def open(self) -> None:
        """Go on from the last cursor that was committed."""
        records, marks, border = self._cursor or (0, "", None)
        self._standing = Standing(records=records)
        decoder = TableDecoder(self._settings, {"": self._settings.signals}, self._standing)
        watch = Watch(self._settings, unpack(marks), border, anew=self._cursor is None)
        self._reading = Reading(settings=self._settings, clock=StepClock(), watch=watch, decoder=decoder)

    def look(self, *, commit: bool) -> None:
        """Read all there is; a crash comes before the commit, or after."""
        self._reading.look()
        self._newest = (self._standing.records, pack(self._reading.watch.remembered()), self._reading.watch.border)
        while (news := self._reading.next()) is not None:
            for sequence, num in zip(news.told.rows.sequence, news.told.rows.num, strict=True):
                self.rows.setdefault((sequence, num), len(self.rows))
            self._newest = (self._standing.records, pack(news.marks), news.border)
        self.notes += [note.code for note in self._reading.notes]
        self._reading.notes.clear()
        if commit:
            self._cursor = self._newest

    def rotate_while_looking(self, machine: Machine, how: str) -> None:
        """The log becomes another one after it was seen to have grown; that one soon is as long."""
        self._reading.look()
        machine.rotate(how)
        machine.write(2_000)
        machine.finish_line()
        while (news := self._reading.next()) is not None:
            assert not len(news.told.rows)

    @property
    def values(self) -> list[int]:
        return [int(num) for _, num in self.rows if num is not None]


class Machine:
    """Writes line after line, in pieces; keeps its log short."""

    def __init__(self, folder: Path) -> None:
        self._log = folder / "log.csv"
        self._folder = folder
        self._log.write_text(HEADER)
        self._waiting = b""
        self.written = 0

    def write(self, size: int) -> None:
        """So many bytes, wherever that cuts a line."""
        while len(self._waiting) < size:
            self.written += 1
            self._waiting += f"{1_700_000_000 + self.written},{self.written}\n".encode()
        self._append(self._waiting[:size])
        self._waiting = self._waiting[size:]

    def finish_line(self) -> None:
        self._append(self._waiting)
        self._waiting = b""

    def rotate(self, how: str) -> None:
        self.finish_line()
        for number in range(len(list(self._folder.glob("log.csv.*"))), 0, -1):
            (self._folder / f"log.csv.{number}").rename(self._folder / f"log.csv.{number + 1}")
        if how == "rename":
            self._log.rename(self._folder / "log.csv.1")
        else:
            shutil.copy(self._log, self._folder / "log.csv.1")
        self._log.write_text(HEADER)

    def _append(self, data: bytes) -> None:
        with self._log.open("ab") as file:
            file.write(data)


@pytest.mark.parametrize("name", ["log.csv", "log.csv*"])
@settings(max_examples=80, deadline=None)
@given(acts=st.lists(ACT, max_size=25))
def test_any_cut_any_rotation_any_kill_gives_the_same_rows(name: str, acts: list[tuple[str, int]]) -> None:
    with tempfile.TemporaryDirectory() as root:
        machine, house = Machine(Path(root)), House(f"{root}/{name}")
        house.look(commit=True)
        for act, size in acts:
            match act:
                case "write":
                    machine.write(size)
                case "rename" | "copy":
                    machine.rotate(act)
                case "kill":
                    house.open()
                case _:
                    house.look(commit=act == "commit")
        machine.finish_line()
        house.look(commit=True)
        house.look(commit=True)

    assert house.values == list(range(1, machine.written + 1))


def test_a_copy_before_the_emptying_is_not_read_twice(tmp_path: Path) -> None:
    machine, house = Machine(tmp_path), House(f"{tmp_path}/log.csv*")
    machine.write(40)
    machine.finish_line()
    house.look(commit=True)
    machine.write(20)
    machine.finish_line()
    shutil.copy(tmp_path / "log.csv", tmp_path / "log.csv.1")
    house.look(commit=True)
    (tmp_path / "log.csv").write_text(HEADER)
    house.look(commit=True)
    machine.write(20)
    machine.finish_line()
    house.look(commit=True)

    assert house.values == list(range(1, machine.written + 1))


def test_an_emptied_log_without_a_copy_is_told(tmp_path: Path) -> None:
    machine, house = Machine(tmp_path), House(f"{tmp_path}/log.csv")
    machine.write(100)
    house.look(commit=True)
    (tmp_path / "log.csv").write_text(HEADER + "1800000000,77\n")
    house.look(commit=True)

    assert house.values[-1] == 77
    assert house.notes == ["files_replaced"]


@pytest.mark.parametrize("how", ["rename", "copy"])
def test_a_rotation_between_looking_and_reading(tmp_path: Path, how: str) -> None:
    machine, house = Machine(tmp_path), House(f"{tmp_path}/log.csv")
    machine.write(200)
    machine.finish_line()
    house.look(commit=True)
    machine.write(200)
    house.rotate_while_looking(machine, how)
    house.look(commit=True)
    house.look(commit=True)

    assert house.values == list(range(1, machine.written + 1))


def test_half_a_line_is_waited_for(tmp_path: Path) -> None:
    house = House(f"{tmp_path}/log.csv")
    log = tmp_path / "log.csv"
    for text, values in (("Ti", []), (HEADER, []), (HEADER + "1700000000,4", []), (HEADER + "1700000000,42\n", [42])):
        log.write_text(text)
        house.look(commit=True)
        assert house.values == values
