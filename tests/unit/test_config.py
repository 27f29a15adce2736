"""The configuration file: what is right is read, what is wrong is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from dispatcher.config import parse_config, read_config
from dispatcher.domain.errors import InvalidInput

GOOD = """
[site]
name = "Завод"
time_zone = "Europe/Moscow"

[[machine]]
id = "m1"
name = "Токарный 1"
kind = "turning"

[[machine]]
id = "m2"
name = "Mill 2"

[[source]]
id = "cell"
connector = "mtconnect"
devices = { VMC = "m1", Lathe = "m2" }
[source.settings]
url = "http://10.0.0.5:5000"
"""


def test_a_plant_is_read() -> None:
    config = parse_config(GOOD, name="plant.toml")

    [site] = config.site
    assert (site.id, site.time_zone) == ("main", "Europe/Moscow")
    assert [machine.id for machine in config.machine] == ["m1", "m2"]
    assert config.source[0].devices == {"VMC": "m1", "Lathe": "m2"}
    assert config.source[0].settings == {"url": "http://10.0.0.5:5000"}


def test_a_plant_may_have_several_sites() -> None:
    text = (
        GOOD.replace("[site]", "[[site]]").replace('name = "Mill 2"', 'name = "Mill 2"\nsite = "ural"')
        + '\n[[site]]\nid = "ural"\nname = "Ural"\ntime_zone = "Asia/Yekaterinburg"\n'
    )
    config = parse_config(text, name="plant.toml")
    assert [(site.id, site.time_zone) for site in config.site] == [
        ("main", "Europe/Moscow"),
        ("ural", "Asia/Yekaterinburg"),
    ]
    assert [machine.site for machine in config.machine] == ["", "ural"]
    for change, problem in (
        (('id = "ural"', 'id = "main"'), "site 'main' is declared twice"),
        (('site = "ural"', 'site = "yug"'), "machine 'm2' names site 'yug', which is not declared"),
        (("Asia/Yekaterinburg", "Ural"), "unknown time zone"),
    ):
        with pytest.raises(InvalidInput) as refusal:
            parse_config(text.replace(*change), name="plant.toml")
        assert problem in str(refusal.value.params["problem"])


def test_an_empty_file_is_a_plant_without_machines() -> None:
    assert parse_config("", name="plant.toml").machine == ()


@pytest.mark.parametrize(
    ("change", "line", "key", "part_of_problem"),
    [
        (('time_zone = "Europe/Moscow"', 'time_zone = "Moscow"'), 4, "site.time_zone", "unknown time zone"),
        (('kind = "turning"', 'kind = "spinning"'), 9, "machine.0.kind", "Input should be"),
        (('name = "Mill 2"', 'nane = "Mill 2"'), 11, "machine.1.name", "Field required"),
        (('id = "m2"', 'id = "m 2"'), 12, "machine.1.id", "match pattern"),
        (('id = "m2"', 'id = "m1"'), 12, "-", "declared twice"),
        (('Lathe = "m2"', 'Lathe = "m9"'), 18, "-", "not declared"),
        (('connector = "mtconnect"\n', ""), 15, "source.0.connector", "Field required"),
        (('url = "http://10.0.0.5:5000"', "url = 5\n[site.extra]"), 21, "site.extra", "Extra inputs"),
    ],
)
def test_a_wrong_value_is_named_with_its_line(
    change: tuple[str, str], line: int, key: str, part_of_problem: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_config(GOOD.replace(*change), name="plant.toml")

    params = refused.value.params
    assert refused.value.code == "config_invalid"
    assert (params["line"], params["key"]) == (line, key)
    assert part_of_problem in str(params["problem"])


def test_broken_toml_says_where() -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_config("[site\n", name="plant.toml")

    assert refused.value.code == "config_syntax"
    assert "line 1" in str(refused.value.params["problem"])


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_config(tmp_path / "none.toml")

    assert refused.value.code == "config_missing"


def test_a_source_needs_one_way_to_its_machines() -> None:
    with pytest.raises(InvalidInput, match="config_invalid") as refused:
        parse_config(GOOD.replace('devices = { VMC = "m1", Lathe = "m2" }\n', ""), name="p")

    assert "either machine" in str(refused.value.params["problem"])
