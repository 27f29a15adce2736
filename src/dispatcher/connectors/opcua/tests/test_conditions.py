"""Alarms of a server as conditions of a machine."""

from __future__ import annotations

import pytest

from dispatcher.connectors.opcua.conditions import Watch
from dispatcher.connectors.opcua.decode import Numbers
from dispatcher.connectors.opcua.model import REFRESH_START, Happening, Scalar
from dispatcher.domain.signal import Condition, Level
from dispatcher.ports.connector import Rows

ALARM: dict[str, Scalar | None] = {
    "condition": "nsu=urn:a;i=7",
    "name": "Coolant",
    "severity": 700,
    "active": True,
    "retain": True,
    "enabled": True,
    "message": "Мало СОЖ",
    "time": 100,
}


def taken(**changed: Scalar | None) -> Rows:
    rows = Rows()
    Watch("Mill", 5, 667).take(rows, Numbers(), Happening(5, {**ALARM, **changed}), 900)
    return rows


@pytest.mark.parametrize(
    ("changed", "level"),
    [
        ({}, Level.FAULT),
        ({"severity": 600}, Level.WARNING),
        ({"active": False}, Level.NORMAL),
        ({"enabled": False}, Level.NORMAL),
        ({"active": None}, Level.FAULT),
        ({"active": None, "retain": False}, Level.NORMAL),
        ({"severity": None}, Level.WARNING),
    ],
)
def test_levels(changed: dict[str, Scalar | None], level: Level) -> None:
    (condition,) = taken(**changed).rich.values()

    assert isinstance(condition, Condition)
    assert condition.level is level


def test_an_alarm_has_its_code_its_time_and_its_text() -> None:
    rows = taken(code="E-47", branch="nsu=urn:a;i=8")

    assert (rows.signal, rows.source_at) == ([5], [100])
    assert rows.rich[0] == Condition(
        level=Level.FAULT,
        native_code="E-47",
        native_severity="700",
        message="Мало СОЖ",
        condition_id="nsu=urn:a;i=7#nsu=urn:a;i=8",
    )


def test_a_notification_is_a_message_and_anything_else_is_nothing() -> None:
    assert taken(condition=None, identifier="N1").text == ["Мало СОЖ"]
    assert len(taken(condition=None)) == 0
    assert len(taken(condition=None, type=REFRESH_START)) == 0


def test_an_alarm_that_is_repeated_on_a_new_link_holds_after_the_clearing() -> None:
    watch, rows, numbers = Watch("Mill", 5, 667), Rows(), Numbers()

    watch.begin(rows, numbers, 500, told=True)
    watch.take(rows, numbers, Happening(5, ALARM), 900)

    assert rows.source_at == [500, 501]
    assert [one.level for one in rows.rich.values() if isinstance(one, Condition)] == [Level.NORMAL, Level.FAULT]


def test_a_server_that_cannot_repeat_its_alarms_leaves_them_unknown() -> None:
    rows = Rows()
    Watch("Mill", 5, 667).begin(rows, Numbers(), 500, told=False)

    assert rows.rich[0] == Condition(level=Level.UNAVAILABLE)
