"""Profiles as text: what is read, what is inherited, what is refused and with which words."""

from __future__ import annotations

import pytest

from dispatcher.bootstrap.state_rules import all_profiles
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import MINUTE, SECOND
from dispatcher.domain.profile import Compare, Comparison
from dispatcher.engine.profile_text import read_profile

BASE = """
id = "base"
version = 1
title = { en = "Base", ru = "Основа" }
[roles.execution]
select = [{ type = "EXECUTION" }]
[[state]]
id = "run"
gives = "running"
when = { signal = "execution", equals = "ACTIVE" }
[[state]]
id = "wait"
gives = "idle"
when = { signal = "execution", equals = "READY" }
[counter]
role = "execution"
min_cycle = "1s"
"""
OWN = """
extends = "base"
id = "own"
version = 3
title = { en = "Own", ru = "Своя" }
[roles.load]
select = [{ type = "LOAD" }]
stale_after = "2min"
[[state]]
id = "wait"
gives = "paused"
minimum = "15s"
when = { signal = "execution", equals = "READY" }
[[state]]
id = "heavy"
gives = "manual"
when = { signal = "load", above = 80 }
[counter]
modulus = 1000
"""


def test_every_profile_that_ships_is_read() -> None:
    profiles = all_profiles()

    assert {"mtconnect-generic", "signal-tower", "demo-okuma-lathe"} <= set(profiles)
    assert all(profile.title["en"] and profile.title["ru"] for profile in profiles.values())


def test_a_profile_stands_on_another() -> None:
    profile = read_profile(OWN, name="own.toml", bases={"base": BASE})

    assert profile.key == "own@3"
    assert [(rule.id, rule.gives, rule.minimum) for rule in profile.states] == [
        ("heavy", "manual", 0),
        ("run", "running", 0),
        ("wait", "paused", 15 * SECOND),
    ]
    assert profile.states[0].when == Compare("load", Comparison.GT, 80.0)
    assert set(profile.roles) == {"execution", "load"}
    assert profile.roles["load"].stale_after == 2 * MINUTE
    assert profile.counter is not None
    assert (profile.counter.role, profile.counter.modulus, profile.counter.min_cycle) == ("execution", 1000, SECOND)


@pytest.mark.parametrize("bases", [{}, {"base": 'extends = "own"', "own": 'extends = "base"'}])
def test_a_missing_base_or_a_circle_is_refused(bases: dict[str, str]) -> None:
    with pytest.raises(InvalidInput, match="profile_base"):
        read_profile(OWN, name="own.toml", bases=bases)


@pytest.mark.parametrize(
    ("change", "code", "where"),
    [
        (("version = 1", ""), "profile_missing", "profile.version"),
        (('gives = "idle"', 'gives = "resting"'), "profile_value", "state[1].gives"),
        (('id = "wait"', 'id = "run"'), "profile_value", "state.id"),
        (('equals = "READY"', 'equal = "READY"'), "profile_unknown_key", "state[1].when.equal"),
        (('"execution", equals = "READY"', '"nobody", equals = "READY"'), "profile_value", "state[1].when.signal"),
        (('signal = "execution", equals = "READY"', 'signal = "execution"'), "profile_value", "state[1].when"),
        (('min_cycle = "1s"', 'min_cycle = "soon"'), "profile_value", "counter.min_cycle"),
        (('min_cycle = "1s"', "modulus = 1"), "profile_value", "counter.modulus"),
        (('"EXECUTION" }', '"EXECUTION", hue = "red" }'), "profile_unknown_key", "roles.execution.select[0].hue"),
        (("select = [{ type", "select = [] #"), "profile_value", "roles.execution.select"),
        (('id = "base"', "id = 5"), "profile_value", "id"),
    ],
)  # fmt: skip
def test_a_refusal_names_the_place(change: tuple[str, str], code: str, where: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_profile(BASE.replace(*change), name="base.toml")

    assert (refused.value.code, refused.value.params["where"]) == (code, where)


def test_conditions_nested_without_end_are_refused() -> None:
    deep = "{ not = " * 40 + '{ signal = "execution", equals = "READY" }' + " }" * 40

    with pytest.raises(InvalidInput, match="profile_value"):
        read_profile(BASE.replace('{ signal = "execution", equals = "READY" }', deep), name="base.toml")


MAPPED = """
extends = "base"
id = "mapped"
version = 1
title = { en = "Mapped", ru = "Размеченная" }
connector = "modbus"
settings = { unit = 2 }
[[signal]]
key = "execution"
type = "EXECUTION"
address = 1
"""


def test_a_mapping_is_carried_and_is_no_part_of_the_rules() -> None:
    mapped = read_profile(MAPPED, name="mapped", bases={"base": BASE})
    moved = read_profile(MAPPED.replace("address = 1", "address = 2"), name="mapped", bases={"base": BASE})

    assert (mapped.mapping.connector, mapped.mapping.settings) == ("modbus", {"unit": 2})
    assert mapped.mapping.signals == ({"key": "execution", "type": "EXECUTION", "address": 1},)
    assert moved.digest == mapped.digest


def test_an_inherited_signal_is_replaced_by_its_key() -> None:
    own = """
    extends = "mapped"
    id = "own"
    version = 1
    title = { en = "Own", ru = "Своя" }
    [[signal]]
    key = "execution"
    type = "EXECUTION"
    address = 9
    """

    profile = read_profile(own, name="own", bases={"base": BASE, "mapped": MAPPED})

    assert [entry["address"] for entry in profile.mapping.signals] == [9]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (MAPPED.replace('connector = "modbus"', ""), "profile_missing"),
        (MAPPED.replace('key = "execution"', ""), "profile_missing"),
        (MAPPED + MAPPED[MAPPED.index("[[signal]]") :], "profile_value"),
    ],
)
def test_a_wrong_mapping_is_refused(text: str, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_profile(text, name="mapped", bases={"base": BASE})

    assert refused.value.code == code
