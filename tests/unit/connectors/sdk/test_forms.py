"""A form is made of the settings model itself: every kind of field, limits, defaults, rows of a mapping."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import AfterValidator, Field, SecretStr

from dispatcher.connectors.sdk.forms import form
from dispatcher.connectors.sdk.mapping import Entry
from dispatcher.connectors.sdk.settings import Settings, setting
from dispatcher.ports.kit import FieldType, FormField


class Mode(StrEnum):
    FAST = "fast"
    SLOW = "slow"


class PaperEntry(Entry):
    register_: int = Field(0, alias="register", ge=0, le=9)
    bit: int | None = None


class PaperSettings(Settings):
    host: str = setting(key="paper.host", example="10.0.0.5")
    port: int = setting(7, key="paper.port", example="7", gt=0, lt=100)
    share: float = setting(0.5, key="paper.share", example="0.5", gt=0, le=1)
    quick: bool = setting(True, key="paper.quick", example="true")
    mode: Mode = setting(Mode.SLOW, key="paper.mode", example="slow")
    side: Literal["left", "right"] = setting("left", key="paper.side", example="left")
    word: SecretStr = setting(SecretStr("geheim"), key="paper.word", example="…", secret=True)
    ca: Path | None = setting(None, key="paper.ca", example="ca.pem")
    key: Path = setting(Path("a/key.pem"), key="paper.key", example="key.pem")
    zone: Annotated[str, AfterValidator(str.strip)] = setting("UTC", key="paper.zone", example="UTC")
    words: tuple[SecretStr, ...] = setting((), key="paper.words", example="[]", secret=True)
    topics: tuple[str, ...] = setting(("a", "b"), key="paper.topics", example="a")
    units: Mapping[str, int] = setting({"a": 1}, key="paper.units", example="{ a = 1 }")
    wait_ms: int = setting(5, key="paper.wait_ms", unit="ms", example="5")
    signals: tuple[PaperEntry, ...] = setting((), key="paper.signals", example="[]")


FORM: Mapping[str, FormField] = {field.name: field for field in form(PaperSettings, "paper")}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *(("host", FieldType.TEXT), ("port", FieldType.INTEGER), ("share", FieldType.NUMBER)),
        *(("quick", FieldType.BOOLEAN), ("mode", FieldType.CHOICE), ("side", FieldType.CHOICE)),
        *(("word", FieldType.SECRET), ("ca", FieldType.PATH), ("key", FieldType.PATH), ("zone", FieldType.TEXT)),
        *(("topics", FieldType.LIST), ("units", FieldType.MAP), ("signals", FieldType.TABLE)),
    ],
)
def test_each_kind_of_setting_has_its_field(name: str, kind: FieldType) -> None:
    assert FORM[name].type is kind


def test_fields_stand_in_the_order_of_the_model_with_their_keys() -> None:
    assert list(FORM) == list(PaperSettings.model_fields)
    assert (FORM["host"].title, FORM["host"].help, FORM["wait_ms"].unit) == ("paper.host", "paper.host.help", "ms")
    assert [name for name, field in FORM.items() if field.required] == ["host"]


def test_defaults_are_as_json_writes_them_and_secrets_have_none() -> None:
    assert {name: field.default for name, field in FORM.items()} == {
        "host": None,
        "port": 7,
        "share": 0.5,
        "quick": True,
        "mode": "slow",
        "side": "left",
        "word": None,
        "ca": None,
        "key": "a/key.pem",
        "zone": "UTC",
        "words": [],
        "topics": ["a", "b"],
        "units": {"a": 1},
        "wait_ms": 5,
        "signals": [],
    }


def test_a_list_of_secrets_is_secret_too() -> None:
    assert [name for name, field in FORM.items() if field.secret] == ["word", "words"]
    assert FORM["words"].type is FieldType.SECRET


def test_limits_and_choices() -> None:
    assert (FORM["port"].minimum, FORM["port"].maximum) == (1, 99)
    assert (FORM["share"].minimum, FORM["share"].maximum) == (0, 1)
    assert (FORM["mode"].choices, FORM["side"].choices) == (("fast", "slow"), ("left", "right"))
    assert FORM["host"].choices == ()


def test_rows_of_a_mapping_are_fields_too() -> None:
    columns = {field.name: field for field in FORM["signals"].columns}

    assert (columns["key"].title, columns["values"].type) == ("entry.key", FieldType.MAP)
    assert columns["category"].choices == ("EVENT", "SAMPLE", "CONDITION")
    assert (columns["register"].title, columns["register"].maximum) == ("paper.signals.register", 9)
    assert (columns["bit"].type, columns["bit"].default) == (FieldType.INTEGER, None)
