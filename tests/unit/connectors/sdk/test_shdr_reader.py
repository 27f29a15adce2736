"""Lines in, columns out: with a device model, and without one."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.connectors.sdk.mtconnect_xml import Catalogue, DevicesDocument, read_devices
from dispatcher.connectors.sdk.shdr_lines import (
    AssetAction,
    Block,
    Books,
    Framer,
    LineReader,
    StampReader,
    read_sources,
)
from dispatcher.domain.instant import Instant, parse_instant
from dispatcher.domain.signal import Category, Condition, DataSet, Level, TimeSeries, Value

MODEL = b"""<MTConnectDevices><Header/><Devices>
<Device id="m1" name="Mill" uuid="MILL-1"><DataItems>
  <DataItem id="m_av" name="avail" category="EVENT" type="AVAILABILITY"/>
  <DataItem id="m_ex" name="execution" category="EVENT" type="EXECUTION"/>
  <DataItem id="m_pr" name="program" category="EVENT" type="PROGRAM"/>
  <DataItem id="m_pc" name="parts" category="EVENT" type="PART_COUNT"/>
  <DataItem id="m_ld" name="load" category="SAMPLE" type="LOAD" units="PERCENT"><Source>spindle_load</Source></DataItem>
  <DataItem id="m_sy" name="system" category="CONDITION" type="SYSTEM"/>
  <DataItem id="m_ms" name="msg" category="EVENT" type="MESSAGE"/>
  <DataItem id="m_al" name="alarm" category="EVENT" type="ALARM"/>
  <DataItem id="m_va" name="vars" category="EVENT" type="VARIABLE" representation="DATA_SET"/>
  <DataItem id="m_of" name="offsets" category="EVENT" type="WORK_OFFSET" representation="TABLE"/>
  <DataItem id="m_ts" name="vib" category="SAMPLE" type="ACCELERATION" representation="TIME_SERIES"/>
  <DataItem id="m_ac" name="asset_chg" category="EVENT" type="ASSET_CHANGED"/>
</DataItems></Device>
<Device id="l1" name="Lathe" uuid="LATHE-1"><DataItems>
  <DataItem id="l_ex" name="execution" category="EVENT" type="EXECUTION"/>
  <DataItem id="l_ch" name="chuck" category="EVENT" type="CHUCK_STATE"/>
</DataItems></Device>
</Devices></MTConnectDevices>"""
T = "2024-01-15T08:00:00Z"
AT = parse_instant(T)


def modelled() -> Books:
    books = Books(Catalogue())
    document = read_devices(MODEL)
    assert isinstance(document, DevicesDocument)
    books.learn(document.devices, read_sources(MODEL))
    return books


def read(
    text: str, books: Books | None = None, device: str = "Mill", now: int | None = None, cuts: tuple[int, ...] = ()
) -> Block:
    """All that a text says, its bytes cut at these places."""
    books = modelled() if books is None else books
    framer = Framer()
    reader = LineReader(books, device, StampReader())
    moment = None if now is None else Instant(now)
    data = text.encode()
    bounds = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    blocks = [reader.read(framer.feed(data[begin:end]), moment) for begin, end in pairwise(bounds)]
    blocks += [reader.read(framer.close(), moment), reader.close()]
    whole = Block()
    for block in blocks:
        whole.rich.update({row + len(whole.signal): value for row, value in block.rich.items()})
        for name in ("signal", "source_at", "num", "text", "line", "assets", "rejected", "commands", "pongs"):
            getattr(whole, name).extend(getattr(block, name))
        whole.lines += block.lines
    return whole


def values(block: Block, books: Books) -> list[tuple[str, str, Value]]:
    found: list[tuple[str, str, Value]] = []
    for row, handle in enumerate(block.signal):
        value: Value = block.rich.get(row)
        if value is None:
            value = block.num[row] if block.num[row] is not None else block.text[row]
        found.append((books.device_of(handle), books.spec(handle).key, value))
    return found


def told(line: str, books: Books | None = None, device: str = "Mill") -> list[tuple[str, str, Value]]:
    books = modelled() if books is None else books
    block = read(f"{T}|{line}\n", books, device)
    assert block.rejected == []
    assert set(block.source_at) <= {AT}
    return values(block, books)


def codes(block: Block) -> list[tuple[int, str]]:
    return [(rejected.line, rejected.code) for rejected in block.rejected]


def test_several_items_in_one_line() -> None:
    assert told("avail|AVAILABLE|execution|ACTIVE|load|12,5") == [
        ("Mill", "m_av", "AVAILABLE"),
        ("Mill", "m_ex", "ACTIVE"),
        ("Mill", "m_ld", 12.5),
    ]


def test_items_go_by_name_id_source_and_any_case() -> None:
    assert told("m_ld|1|spindle_load|2|LOAD|3") == [("Mill", "m_ld", 1.0), ("Mill", "m_ld", 2.0), ("Mill", "m_ld", 3.0)]


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("load|UNAVAILABLE", None),
        ("load|Unavailable", None),
        ("load| ", None),
        ("load|", None),
        ("load|ERR", "ERR"),
        ("load|NaN", "NaN"),
        ("parts|12", 12.0),
        ("parts|12:SHIFT", 12.0),
        ("program|007", "007"),
        ("program| ", " "),
        ("program|", ""),
        ("program| UNAVAILABLE ", None),
        ("program|Ось X", "Ось X"),
    ],
)
def test_plain_values(line: str, value: Value) -> None:
    assert told(line)[0][2] == value


def test_a_condition_takes_five_fields_and_the_line_goes_on() -> None:
    assert told("system|FAULT|149|3|HIGH|BARRIER|execution|STOPPED") == [
        (
            "Mill",
            "m_sy",
            Condition(level=Level.FAULT, native_code="149", native_severity="3", qualifier="HIGH", message="BARRIER"),
        ),
        ("Mill", "m_ex", "STOPPED"),
    ]


def test_the_text_of_a_condition_may_hold_bars() -> None:
    found = told("system|WARNING|7|||Axis X|Y limit")

    assert found == [("Mill", "m_sy", Condition(level=Level.WARNING, native_code="7", message="Axis X|Y limit"))]


def test_a_short_condition_is_one() -> None:
    assert told("system|NORMAL") == [("Mill", "m_sy", Condition(level=Level.NORMAL))]


def test_messages_alarms_and_asset_events() -> None:
    assert told("msg|W12|Check oil|execution|READY") == [("Mill", "m_ms", "Check oil"), ("Mill", "m_ex", "READY")]
    assert told("msg|Check oil") == [("Mill", "m_ms", "Check oil")]
    assert told("msg|UNAVAILABLE|execution|READY") == [("Mill", "m_ms", None), ("Mill", "m_ex", "READY")]
    assert told("alarm|OTHER|A1|WARNING|ACTIVE|Door|execution|READY") == [
        ("Mill", "m_al", "Door"),
        ("Mill", "m_ex", "READY"),
    ]
    assert told("asset_chg|CuttingTool|T12|execution|READY") == [("Mill", "m_ac", "T12"), ("Mill", "m_ex", "READY")]
    assert told("asset_chg|UNAVAILABLE") == [("Mill", "m_ac", None)]


def test_data_sets_tables_and_series() -> None:
    assert told("vars|100=1 101=2|execution|READY") == [
        ("Mill", "m_va", DataSet({"100": 1.0, "101": 2.0})),
        ("Mill", "m_ex", "READY"),
    ]
    assert told("offsets|G54={X=1 Y=2}") == [("Mill", "m_of", DataSet({"G54": {"X": 1.0, "Y": 2.0}}))]
    assert told("vars|UNAVAILABLE") == [("Mill", "m_va", None)]
    assert told("vib|3|100|1 2 3|execution|READY") == [
        ("Mill", "m_ts", TimeSeries(100.0, (1.0, 2.0, 3.0))),
        ("Mill", "m_ex", "READY"),
    ]
    assert told("vib|UNAVAILABLE|execution|READY") == [("Mill", "m_ts", None), ("Mill", "m_ex", "READY")]
    assert told("vib|2|100|1 x") == [("Mill", "m_ts", "1 x")]


def test_a_key_may_name_its_device() -> None:
    assert told("Lathe:execution|ACTIVE|execution|READY") == [("Lathe", "l_ex", "ACTIVE"), ("Mill", "m_ex", "READY")]
    assert told("LATHE-1:execution|ACTIVE") == [("Lathe", "l_ex", "ACTIVE")]


def test_a_key_that_only_another_device_has_is_its() -> None:
    assert told("chuck|CLOSED") == [("Lathe", "l_ch", "CLOSED")]


def test_an_item_the_model_does_not_know_is_kept_under_its_own_name() -> None:
    books = modelled()

    assert told("coolant|ON", books) == [("Mill", "coolant", "ON")]
    handle = books.book("Mill").plain["coolant"]
    assert books.is_guessed(handle)
    assert [declared.spec.type for declared in books.take_declared()][-1] == "COOLANT"


# ---------------------------------------------------------------- without a model


def test_without_a_model_names_and_shapes_tell() -> None:
    books = Books(Catalogue())
    line = "Program_Status|ACTIVE|Part_Count|12|Xabs|1.5|foo|7|bar|x|program|0012"
    found = told(line, books, "Hurco02")

    assert found == [
        ("Hurco02", "Program_Status", "ACTIVE"),
        ("Hurco02", "Part_Count", 12.0),
        ("Hurco02", "Xabs", 1.5),
        ("Hurco02", "foo", 7.0),
        ("Hurco02", "bar", "x"),
        ("Hurco02", "program", "0012"),
    ]
    specs = {declared.spec.key: declared.spec for declared in books.take_declared()}
    assert {key: (spec.category, spec.type) for key, spec in specs.items()} == {
        "Program_Status": (Category.EVENT, "EXECUTION"),
        "Part_Count": (Category.EVENT, "PART_COUNT"),
        "Xabs": (Category.SAMPLE, "POSITION"),
        "foo": (Category.SAMPLE, "FOO"),
        "bar": (Category.EVENT, "BAR"),
        "program": (Category.EVENT, "PROGRAM"),
    }


def test_a_condition_is_known_by_its_shape() -> None:
    books = Books(Catalogue())
    found = told("servo|Normal||||", books, "M")

    assert found == [("M", "servo", Condition(level=Level.NORMAL))]
    assert told("servo|UNAVAILABLE", books, "M") == [("M", "servo", Condition(level=Level.UNAVAILABLE))]


def test_three_pairs_are_no_condition_when_their_keys_are_known() -> None:
    books = Books(Catalogue())
    told("program|A", books, "M")
    told("line|5", books, "M")

    assert [value for _, _, value in told("move|NORMAL|program|B|line|6", books, "M")] == ["NORMAL", "B", "6"]


def test_an_item_first_seen_as_unavailable_may_turn_out_a_condition() -> None:
    books = Books(Catalogue())
    told("servo|UNAVAILABLE", books, "M")

    assert told("servo|Fault|1|||x", books, "M") == [
        ("M", "servo", Condition(level=Level.FAULT, native_code="1", message="x"))
    ]
    assert [declared.spec.category for declared in books.take_declared()] == [Category.EVENT, Category.CONDITION]


# ---------------------------------------------------------------- bad lines


def test_a_bad_line_is_listed_and_costs_nothing_else() -> None:
    text = f"<<<<<<< HEAD\n{T}|load|1\n2017\nnever|load|2\n{T}|load\n{T}||5\n{T}|system|RED||||\n{T}|load|3\n"
    books = modelled()
    block = read(text, books)

    assert [value for _, _, value in values(block, books)] == [1.0, 3.0]
    assert block.line == [2, 8]
    assert codes(block) == [
        (1, "no_separator"),
        (3, "no_separator"),
        (4, "bad_time"),
        (5, "no_value"),
        (6, "no_key"),
        (7, "bad_level"),
    ]


def test_what_can_be_read_of_a_bad_line_is_kept() -> None:
    books = modelled()
    block = read(f"{T}|load|1|execution|ACTIVE|parts\n", books)

    assert [value for _, _, value in values(block, books)] == [1.0, "ACTIVE"]
    assert codes(block) == [(1, "no_value")]


def test_blank_lines_and_trailing_bars_are_nothing() -> None:
    block = read(f"\n  \n{T}|load|1||\n{T}|load|2|\n")

    assert block.num == [1.0, 2.0]
    assert block.rejected == []


# ---------------------------------------------------------------- commands


def test_trap_10_commands_are_counted_and_never_executed() -> None:
    books = modelled()
    lines = ["* PONG 5000", "* PING", "* device: Lathe", "*adapterVersion:UNAVAILABLE", "* conversionRequired: no"]
    block = read("".join(f"{line}\n" for line in lines) + f"{T}|execution|ACTIVE\n", books)

    assert block.pongs == ["5000"]
    assert [said for _, said in block.commands] == [
        "device: Lathe",
        "adapterVersion:UNAVAILABLE",
        "conversionRequired: no",
    ]
    assert values(block, books) == [("Mill", "m_ex", "ACTIVE")]


def test_trap_10_data_that_looks_like_a_command_is_data() -> None:
    assert told("program|* device: Lathe") == [("Mill", "m_pr", "* device: Lathe")]


# ---------------------------------------------------------------- assets


def test_assets_in_one_line_and_in_many() -> None:
    block = read(
        f"{T}|@ASSET@|T1|CuttingTool|<CuttingTool a='1|2'/>\n"
        f"{T}|Lathe:@ASSET@|@7|CuttingTool|--multiline--AB\n<CuttingTool>\n\n</CuttingTool>\n--multiline--AB\n"
        f"{T}|@UPDATE_ASSET@|T1|OverallToolLength|12\n{T}|@REMOVE_ASSET@|T1\n{T}|@REMOVE_ALL_ASSETS@|CuttingTool\n"
        f"{T}|@REMOVE_ALL_ASSETS@\n{T}|load|1\n"
    )

    assert [(a.line, a.action, a.device, a.asset_id, a.type, a.document) for a in block.assets] == [
        (1, AssetAction.PUT, "Mill", "T1", "CuttingTool", "<CuttingTool a='1|2'/>"),
        (2, AssetAction.PUT, "Lathe", "LATHE-17", "CuttingTool", "<CuttingTool>\n\n</CuttingTool>"),
        (7, AssetAction.UPDATE, "Mill", "T1", "", "OverallToolLength|12"),
        (8, AssetAction.REMOVE, "Mill", "T1", "", ""),
        (9, AssetAction.REMOVE_ALL, "Mill", "", "CuttingTool", ""),
        (10, AssetAction.REMOVE_ALL, "Mill", "", "", ""),
    ]
    assert block.num == [1.0]
    assert block.rejected == []


def test_a_block_without_end_costs_only_itself() -> None:
    block = read(f"{T}|@ASSET@|T1|CuttingTool|--multiline--AB\n<CuttingTool>\n{T}|load|1\n{T}|load|2\n")

    assert block.num == [1.0, 2.0]
    assert block.line == [3, 4]
    assert codes(block) == [(1, "unterminated"), (2, "no_separator")]


def test_the_next_block_ends_one_without_end() -> None:
    head = f"{T}|@ASSET@|T1|CuttingTool|--multiline--AB\n"
    block = read(f"{head}{T}|load|1\n{head}<CuttingTool/>\n--multiline--AB\n{T}|load|2\n")

    assert [asset.document for asset in block.assets] == ["<CuttingTool/>"]
    assert block.num == [1.0, 2.0]
    assert codes(block) == [(1, "unterminated")]


def test_asset_commands_that_say_too_little() -> None:
    block = read(f"{T}|@ASSET@|T1\n{T}|@SELL_ASSET@|T1\nnever|@REMOVE_ASSET@|T1\n")

    assert codes(block) == [(1, "bad_asset"), (2, "bad_asset"), (3, "bad_time")]


# ---------------------------------------------------------------- anything

PIECES = st.lists(
    st.sampled_from(
        [T, "|", "\n", "load", "system", "NORMAL", "FAULT", "", '"', "\\", "@ASSET@", "--multiline--A", "* PONG", "1,5",
         "vars", "a=1", "vib", ":", "Lathe:", "UNAVAILABLE", "\r\n", "☃", "2017", "@", "{"]
    ),
    max_size=60,
).map("".join)  # fmt: skip


@given(PIECES | st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    for books in (modelled(), Books(Catalogue())):
        block = read(text, books, "Mill", now=1)
        columns = {len(block.signal), len(block.source_at), len(block.num), len(block.text), len(block.line)}
        assert len(columns) == 1
        assert all(row < len(block.signal) for row in block.rich)


@given(PIECES, st.lists(st.integers(min_value=0), max_size=4).map(tuple))
def test_rows_do_not_depend_on_how_the_bytes_were_cut(text: str, cuts: tuple[int, ...]) -> None:
    assert read(text, cuts=cuts, now=1) == read(text, now=1)
