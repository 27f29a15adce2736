"""Lines to rows: what patterns find, what counts, what is told as odd."""

from __future__ import annotations

import time
import tomllib
from typing import Any

import pytest

from dispatcher.connectors.sdk.settings import validated
from dispatcher.connectors.text.config import MAX_SIGNALS, TextSettings
from dispatcher.connectors.text.decode import Decoder, Told
from dispatcher.connectors.text.matching import Matcher
from dispatcher.domain.instant import parse_instant
from dispatcher.domain.signal import Condition, Level
from dispatcher.ports.connector import ConfigRejected, Garbled
from tests.support.tree import PACKAGE

NOW = parse_instant("2026-03-02T06:00:00Z")


def profile(name: str) -> dict[str, Any]:
    document = tomllib.loads((PACKAGE / "profiles" / f"{name}.toml").read_text("utf-8"))
    return {"signals": document["signal"], **document["settings"]}


def decoder(counts: dict[str, int] | None = None, **given: object) -> Decoder:
    settings = TextSettings.model_validate({"host": "h", "port": 1, **given})
    return Decoder(settings, settings.entries, "", {} if counts is None else counts)


def said(told: Told, reader: Decoder) -> list[tuple[str, object]]:
    return [
        (reader.sheet.entries[signal].key, text if num is None else num)
        for signal, num, text in zip(told.rows.signal, told.rows.num, told.rows.text, strict=True)
    ]


def test_dprnt_lines_of_a_program() -> None:
    reader = decoder(**profile("text-dprnt-parts"))
    # As a Fanuc punches them: runs of NUL, DC2 and DC4, blanks for leading zeros, LF CR CR for the end of a block.
    punched = b"\x12\x00\x00START O  1234\n\r\rPART     17\n\r\rMSG TOOL 5 WORN\n\r\rEND\n\r\r%\n\r\r\x14"

    told = reader.feed(punched, NOW)

    assert said(told, reader) == [
        ("execution", "ACTIVE"),
        ("program", "1234"),
        ("part_count", 17.0),
        ("message", "TOOL 5 WORN"),
        ("execution", "READY"),
    ]
    assert [note.params["text"] for note in told.notes] == ["%"]


def test_a_bar_code_reader_at_a_workplace() -> None:
    reader = decoder(**profile("text-barcode-reader"))

    told = reader.feed(b"OPR:00417\rORD:2026-114/3\rCMD:SETUP\rCMD:WORK\rCMD:RUN\rPART\rPART\rCMD:STOP\r", NOW)

    assert said(told, reader) == [
        ("operator", "00417"),
        ("order", "2026-114/3"),
        ("functional_mode", "SETUP"),
        ("functional_mode", "PRODUCTION"),
        ("execution", "ACTIVE"),
        ("part_count", 0.0),
        ("part_count", 1.0),
        ("part_count", 2.0),
        ("execution", "READY"),
    ]


def test_a_balance_that_is_asked_tells_changes_only() -> None:
    reader = decoder(**profile("text-mettler-mt-sics"))

    first = reader.feed(b"S S     100.00 g\r\n", NOW)
    same = reader.feed(b"S S     100.00 g\r\n", NOW)
    over = reader.feed(b"S +\r\n", NOW)

    assert said(first, reader) == [("weight_g", pytest.approx(0.1)), ("weighing", "STABLE")]
    assert said(same, reader) == []
    assert said(over, reader) == [("weighing", "OVERLOAD")]


def test_lines_of_one_delivery_keep_their_order_in_time() -> None:
    told = decoder().feed(b"a\nb\nc\n", NOW)

    assert told.rows.source_at == [NOW, NOW + 1, NOW + 2]


def test_a_line_may_tell_its_time() -> None:
    reader = decoder(
        time_pattern=r"^(?P<time>\d\d\.\d\d\.\d{4} \d\d:\d\d:\d\d)",
        time_form="%d.%m.%Y %H:%M:%S",
        time_zone="Europe/Moscow",
    )

    told = reader.feed(b"02.03.2026 08:59:58 x\n31.02.2026 08:00:00 y\n", NOW)

    assert told.rows.source_at == [parse_instant("2026-03-02T05:59:58Z"), NOW + 1]
    assert [note.code for note in told.notes] == ["text_line_without_time"]


@pytest.mark.parametrize("encoding", ["cp1251", "cp866", "koi8-r", "utf-8"])
def test_letters_of_the_shop(encoding: str) -> None:
    reader = decoder(encoding=encoding)

    assert said(reader.feed("Иванов\r\n".encode(encoding), NOW), reader) == [("line", "Иванов")]


def test_other_letters_are_told_once() -> None:
    reader = decoder()
    notes = [note for _ in range(3) for note in reader.feed("Иванов\n".encode("cp1251"), NOW).notes]

    assert [note.code for note in notes] == ["text_other_letters"]


def test_too_long_a_line_is_told_and_nothing_else_is_lost() -> None:
    reader = decoder(max_length=10)

    told = reader.feed(b"x" * 5_000 + b"\nok\n", NOW)

    assert said(told, reader) == [("line", "ok")]
    assert [(note.code, note.params["limit"]) for note in told.notes] == [("text_too_long", 10)]


def test_a_thousand_lines_without_meaning_are_another_device() -> None:
    reader = decoder(signals=[{"key": "a", "type": "X", "pattern": "(?P<value>never)"}])

    reader.feed(b"HTTP/1.1 400 Bad Request\n" * 999, NOW)
    with pytest.raises(Garbled) as garbled:
        reader.feed(b"HTTP/1.1 400 Bad Request\n", NOW)

    assert garbled.value.code == "text_nothing_fits"
    assert garbled.value.params["text"] == "HTTP/1.1 400 Bad Request"


def test_a_count_goes_on_where_it_was() -> None:
    counts = {"n": 41}
    reader = decoder(counts, signals=[{"key": "n", "type": "PART_COUNT", "pattern": "^X", "count": True, "scale": 4}])

    assert reader.feed(b"X1\nY\nX2\n", NOW).rows.num == [168.0, 172.0]
    assert counts == {"n": 43}


def test_the_first_part_is_counted_from_nothing() -> None:
    reader = decoder(signals=[{"key": "n", "type": "PART_COUNT", "pattern": "^X", "count": True}])
    told = reader.feed(b"X\n", NOW)

    assert (told.rows.num, told.rows.source_at) == ([0.0, 1.0], [NOW - 1, NOW])


def test_an_alarm_in_a_line_is_a_condition() -> None:
    alarm = {"key": "alarm", "type": "SYSTEM", "category": "CONDITION", "pattern": r"^ALM (?P<value>\d+)"}
    reader = decoder(signals=[{**alarm, "messages": {"417": "Servo alarm"}}])
    told = reader.feed(b"ALM 417\nALM 0\n", NOW)

    assert [report.level for report in told.rows.rich.values() if isinstance(report, Condition)] == [
        Level.FAULT,
        Level.NORMAL,
    ]


def test_no_pattern_takes_hours() -> None:
    settings = TextSettings.model_validate(
        {"host": "h", "port": 1, "signals": [{"key": "k", "type": "X", "pattern": r"^(?P<value>(?:a+)+)$"}]}
    )
    began = time.perf_counter()

    assert Matcher(settings.signals).match(["a" * 60_000 + "b"]) == ([], set())
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, "host"),
        ({"host": "a"}, "port"),
        ({"host": "tcp://a", "port": 1}, "only the name"),
        ({"host": "a", "port": 0}, "1 to 65535"),
        ({"mode": "serial"}, "serial is needed"),
        ({"mode": "serial", "serial": "spy:///dev/null?file=x"}, "rfc2217"),
        ({"host": "a", "port": 1, "frame": "fixed"}, "frame_length"),
        ({"host": "a", "port": 1, "time_pattern": "(?P<when>.)"}, "group"),
        ({"host": "a", "port": 1, "time_form": "%H:%M"}, "year"),
        ({"host": "a", "port": 1, "time_zone": "Nowhere"}, "time zone"),
        ({"host": "a", "port": 1, "signals": [{"key": "a", "type": "X", "pattern": "(?P<value>"}]}, "cannot be read"),
        ({"host": "a", "port": 1, "signals": [{"key": "a", "type": "X", "pattern": "(x)"}]}, "name each group"),
        (
            {"host": "a", "port": 1, "signals": [{"key": "a", "type": "X", "pattern": "(?P<value>a(?=b))"}]},
            "look-ahead",
        ),
        ({"host": "a", "port": 1, "signals": [{"key": "a", "type": "X", "pattern": "(?P<n>a)"}]}, "(?P<value>…)"),
        ({"host": "a", "port": 1, "signals": [{"key": "a", "type": "X"}, {"key": "a", "type": "X"}]}, "twice"),
        (
            {"host": "a", "port": 1, "ask": "?", "signals": [{"key": "a", "type": "X", "pattern": "x", "count": True}]},
            "ask and count",
        ),
        (
            {"host": "a", "port": 1, "signals": [{"key": f"k{n}", "type": "X"} for n in range(MAX_SIGNALS + 1)]},
            "at most",
        ),
    ],
)
def test_settings_that_cannot_work_are_refused(settings: dict[str, object], said: str) -> None:
    with pytest.raises(ConfigRejected) as refused:
        validated(TextSettings, settings, connector="text")

    assert refused.value.code == "setting_invalid"
    assert said in str(refused.value.params["problem"])


def test_commands_may_hold_control_signs() -> None:
    settings = TextSettings.model_validate({"host": "a", "port": 1, "encoding": "cp1251"})

    assert settings.bytes_of(r"\x02Вес\x03\r\n\\") == b"\x02" + "Вес".encode("cp1251") + b"\x03\r\n\\"


def test_trap_13_one_place_has_one_address() -> None:
    def address(**given: object) -> str:
        return TextSettings.model_validate(given).address

    assert {address(host=host, port=5) for host in ("LOCALHOST", "127.0.0.1", "[::1]", " localhost. ")} == {
        "tcp://127.0.0.1:5"
    }
    assert address(mode="listen", port=5, host="10.0.0.1") == address(mode="listen_several", port=5)
    assert address(mode="serial", serial=" /dev/ttyS0 ") == "serial:/dev/ttyS0"
