"""What a source's connector is told: the profile's mapping below, the source's own words on top."""

from __future__ import annotations

from pathlib import Path

import pytest

from dispatcher.bootstrap.clock import SystemClock
from dispatcher.bootstrap.sources import configured, settings_of
from dispatcher.config import SourceSection
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.profile import DeviceMapping

GREEN = {"key": "green", "type": "ACTUATOR_STATE", "address": 1}
RED = {"key": "red", "type": "ACTUATOR_STATE", "address": 2}
TOWER = DeviceMapping(connector="modbus", settings={"unit": 1, "poll_ms": 500}, signals=(GREEN, RED))


def source(**given: object) -> SourceSection:
    return SourceSection.model_validate({"id": "box", "connector": "modbus", **given})


def test_without_a_mapping_the_settings_are_what_they_are() -> None:
    assert settings_of(source(machine="mill", settings={"host": "h"}), {"mill": DeviceMapping()}) == {"host": "h"}


def test_the_source_overrules_the_profile() -> None:
    moved = {**RED, "address": 7}
    given = source(machine="mill", settings={"host": "h", "unit": 3, "signals": [moved]})

    assert settings_of(given, {"mill": TOWER}) == {
        "host": "h",
        "unit": 3,
        "poll_ms": 500,
        "signals": [GREEN, moved],
    }


def test_each_device_has_the_signals_of_its_machine() -> None:
    given = source(devices={"1": "mill", "2": "lathe"})

    found = settings_of(given, {"mill": TOWER, "lathe": DeviceMapping(connector="modbus", signals=(GREEN,))})

    assert [(entry["device"], entry["key"]) for entry in found["signals"]] == [
        ("1", "green"),
        ("1", "red"),
        ("2", "green"),
    ]


def test_a_profile_of_another_protocol_is_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        settings_of(source(machine="mill"), {"mill": DeviceMapping(connector="s7", signals=(GREEN,))})

    assert refused.value.code == "profile_other_connector"


def test_an_entry_that_is_no_table_is_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        settings_of(source(machine="mill", settings={"signals": ["x"]}), {})

    assert refused.value.code == "source_signal"


def test_files_of_a_connectors_own_lie_in_the_data_directory(tmp_path: Path) -> None:
    given = {"url": "opc.tcp://127.0.0.1:1/"}
    link = configured(
        SourceSection.model_validate({"id": "mill", "connector": "opcua", "machine": "m", "settings": given}),
        {},
        SystemClock(),
        tmp_path,
    )

    assert tmp_path / "certificates" / "opcua" == link.connector._settings.certificates  # type: ignore[attr-defined]
