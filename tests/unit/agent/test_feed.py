"""Lines of the feed: every shape a line may have, and lines that are none."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.agent import Agent, read_devices
from dispatcher.agent.feed import Feed, read_data_set
from dispatcher.domain.signal import DataSet
from tests.unit.agent.models import HandClock, agent, elements


def fed(*lines: str) -> tuple[Agent, Feed]:
    made = agent()
    feed = Feed(made, HandClock())
    for line in lines:
        feed.line(line)
    return made, feed


def shown(made: Agent) -> dict[str, tuple[str, dict[str, str], str]]:
    found = elements(made.current(made.scope()))
    return {given["dataItemId"]: (name, given, text) for name, given, text in found}


def test_several_items_in_a_line() -> None:
    made, feed = fed("2026-03-02T06:00:01Z|execution|ACTIVE|lineno|5|Xact|1.25\r\n")
    found = shown(made)
    assert {found[one][2] for one in ("exec", "line", "xpos")} == {"ACTIVE", "5", "1.25"}
    assert found["exec"][1]["timestamp"] == "2026-03-02T06:00:01.000000Z"
    assert (feed.told.observations, feed.told.refused) == (3, 0)


def test_a_line_without_a_time_is_of_now() -> None:
    made, _ = fed("|execution|ACTIVE")
    assert shown(made)["exec"][1]["timestamp"] == "2026-03-02T06:00:00.000000Z"


def test_a_duration_belongs_to_every_item_of_the_line() -> None:
    made, _ = fed("2026-03-02T06:00:01Z@2.5|xload|50")
    assert shown(made)["xload"][1]["duration"] == "2.5"


def test_conditions_take_five_fields() -> None:
    made, _ = fed("2026-03-02T06:00:01Z|logic|FAULT|101|9|HIGH|too hot|execution|READY")
    name, given_, text = shown(made)["logic"]
    assert (name, text) == ("Fault", "too hot")
    assert (given_["nativeCode"], given_["nativeSeverity"], given_["qualifier"]) == ("101", "9", "HIGH")
    assert shown(made)["exec"][2] == "READY"


def test_a_level_may_name_the_activation() -> None:
    made, _ = fed(*(f"2026-03-02T06:00:0{at}Z|logic|FAULT:{at}|7|||x{at}" for at in (1, 2)))
    found = [text for _, given_, text in elements(made.current(made.scope())) if given_["dataItemId"] == "logic"]
    assert found == ["x1", "x2"]


def test_a_condition_at_the_end_of_a_line_may_be_short() -> None:
    made, _ = fed("2026-03-02T06:00:01Z|logic|normal")
    assert shown(made)["logic"][0] == "Normal"


def test_messages_take_code_and_text() -> None:
    made, _ = fed("2026-03-02T06:00:01Z|message|M7|open the door|execution|READY")
    name, given_, text = shown(made)["message"]
    assert (name, given_["nativeCode"], text) == ("MessageDiscrete", "M7", "open the door")
    assert shown(made)["exec"][2] == "READY"


def test_time_series_take_count_rate_values() -> None:
    made, feed = fed("2026-03-02T06:00:01Z|vib|3|100|1 2 3.5", "2026-03-02T06:00:02Z|vib|4|100|1 2")
    name, given_, text = shown(made)["vib"]
    assert (name, given_["sampleCount"], given_["sampleRate"], text) == (
        "AccelerationTimeSeries",
        "3",
        "100",
        "1 2 3.5",
    )
    assert feed.told.refused == 1


def test_a_reset_trigger_is_told_with_the_value() -> None:
    made, _ = fed("2026-03-02T06:00:01Z|counter|0:DAY")
    _, given_, text = shown(made)["counter"]
    assert (given_["resetTriggered"], text) == ("DAY", "0")


def test_a_quoted_field_may_hold_bars() -> None:
    made, _ = fed(r'2026-03-02T06:00:01Z|program|"a\|b"|execution|READY')
    assert shown(made)["program"][2] == "a|b"
    assert shown(made)["exec"][2] == "READY"


def test_unavailable_is_understood_everywhere() -> None:
    made, feed = fed(
        "2026-03-02T06:00:01Z|execution|ACTIVE|vars|a=1|logic|FAULT|1|||x|vib|2|1|1 2",
        "2026-03-02T06:00:02Z|execution|UNAVAILABLE|vars|UNAVAILABLE|logic|UNAVAILABLE|||||vib|0||UNAVAILABLE",
    )
    found = shown(made)
    assert [found[one][2] for one in ("exec", "vars", "vib")] == ["UNAVAILABLE"] * 3
    assert found["logic"][0] == "Unavailable"
    assert feed.told.refused == 0


@pytest.mark.parametrize(
    ("text", "entries", "reset"),
    [
        ("a=1 b=2", {"a": "1", "b": "2"}, ""),
        ('a="two words" b=\'and "more"\'', {"a": "two words", "b": 'and "more"'}, ""),
        ("a b=1", {"a": None, "b": "1"}, ""),
        (":MANUAL a=1", {"a": "1"}, "MANUAL"),
        ("a={b}", {"a": "b"}, ""),
        ("", {}, ""),
    ],
)
def test_data_sets(text: str, entries: dict[str, str | None], reset: str) -> None:
    assert read_data_set(text, table=False) == DataSet(entries, reset)


def test_tables() -> None:
    assert read_data_set("G54={X=1 Y=2.5} G55", table=True) == DataSet({"G54": {"X": "1", "Y": "2.5"}, "G55": None})


@pytest.mark.parametrize(
    "line",
    [
        "gibberish",
        "2026-99-99T00:00:00Z|execution|ACTIVE",
        "2026-03-02T06:00:01Z@x|execution|ACTIVE",
        "2026-03-02T06:00:01Z@-1|execution|ACTIVE",
        "2026-03-02T06:00:01Z@inf|execution|ACTIVE",
        "2026-03-02T06:00:01Z|nobody|1",
        "2026-03-02T06:00:01Z|Xact|abc",
        "2026-03-02T06:00:01Z|logic|PERHAPS",
        "2026-03-02T06:00:01Z|vib|x|y|z",
        "2026-03-02T06:00:01Z|@ASSET@|T1",
        "2026-03-02T06:00:01Z|@ASSET@|T1|CuttingTool|<broken",
        "2026-03-02T06:00:01Z|@WHAT@|T1",
    ],
)
def test_a_bad_line_is_counted_and_costs_no_other(line: str) -> None:
    made, feed = fed(line, "2026-03-02T06:00:01Z|execution|ACTIVE")
    assert (feed.told.refused, feed.told.observations) == (1, 1)
    assert shown(made)["exec"][2] == "ACTIVE"


def test_an_unknown_item_costs_only_itself() -> None:
    made, feed = fed("2026-03-02T06:00:01Z|nobody|1|execution|ACTIVE")
    assert feed.told.refused == 1
    assert shown(made)["exec"][2] == "ACTIVE"


@pytest.mark.parametrize("line", ["", "   ", "* PONG 10000", "* adapterVersion: 2", "*mtconnectVersion:UNAVAILABLE"])
def test_blank_lines_and_comments_are_passed_over(line: str) -> None:
    _, feed = fed(line)
    assert (feed.told.refused, feed.told.observations) == (0, 0)


def test_only_the_last_refusals_are_remembered() -> None:
    _, feed = fed(*["gibberish"] * 500)
    assert (feed.told.refused, len(feed.told.rejected)) == (500, 100)


@pytest.mark.shared_data
def test_the_recorded_okuma_is_taken_whole(shared_data: Path) -> None:
    """25,507 observations of 89 items; one item is unknown to the model (4 times), 118 assets in blocks."""
    import gzip  # noqa: PLC0415 - for this recording only

    folder = shared_data / "mtconnect-cppagent/demo"
    devices = tuple(d for d in read_devices((folder / "Devices.xml").read_bytes()).devices if d.name == "OKUMA")
    made = Agent(devices, clock=HandClock(), instance_id=1)
    feed = Feed(made, HandClock())
    for line in gzip.decompress((folder / "okuma.txt.gz").read_bytes()).decode().splitlines():
        feed.line(line)
    told = feed.told
    assert {str(one.params.get("key")) for one in told.rejected} == {"ApplicationInstallDate"}
    assert told.refused == 4
    assert told.assets == 118
    assert told.observations + told.suppressed + told.refused == 25_507


@given(st.text(alphabet='|@ABSET=*"\\{}: 2026-01T0Zexecutionlogicvarsvib\t', max_size=120))
def test_any_line_is_taken_or_counted(line: str) -> None:
    _, feed = fed(line, line)
    assert feed.told.refused >= 0
