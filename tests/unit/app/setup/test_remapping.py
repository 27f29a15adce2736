"""Values that came already, said anew by another mapping."""

from __future__ import annotations

from dispatcher.app.setup.remapping import Entry, entries_of, recast
from dispatcher.app.setup.suggesting import spec_of
from dispatcher.domain.signal import Category

RUN: Entry = {"key": "run", "type": "EXECUTION", "register": 7, "values": {"1": "ACTIVE", "0": "READY"}}
TEMP: Entry = {"key": "temp", "type": "TEMPERATURE", "category": "SAMPLE", "register": 9, "scale": 0.1}
SPECS = [spec_of(RUN), spec_of(TEMP)]


def changed(before: Entry, after: Entry) -> tuple[dict[str, object], list[str]]:
    kept, anew = recast(entries_of([before]), entries_of([after]), [spec_of(before)])
    return dict(kept), anew


def test_a_later_entry_of_a_key_takes_the_place_of_an_earlier_one() -> None:
    assert entries_of([RUN, TEMP], [{**RUN, "register": 8}])["run"]["register"] == 8


def test_another_name_for_the_same_is_taken_by_the_past_too() -> None:
    after = {**RUN, "type": "ACTUATOR_STATE", "name": "lamp_green", "component": "Lamp"}

    kept, anew = recast(entries_of([RUN, TEMP]), entries_of([after, TEMP]), SPECS)

    assert (kept["run"].spec.type, kept["run"].spec.name, kept["run"].spec.component) == (
        "ACTUATOR_STATE",
        "lamp_green",
        "Lamp",
    )
    assert kept["run"].value("ACTIVE") == "ACTIVE"
    assert kept["temp"].spec.category is Category.SAMPLE
    assert anew == []


def test_numbers_are_scaled_anew() -> None:
    kept, _ = recast(entries_of([TEMP]), entries_of([{**TEMP, "scale": 1.0, "offset": -5}]), [spec_of(TEMP)])

    assert kept["temp"].value(20.0) == 195.0
    assert kept["temp"].value(None) is None


def test_words_are_told_anew_by_their_raw_values() -> None:
    after = {**RUN, "values": {"1": "STOPPED", "*": "ACTIVE"}}

    kept, _ = recast(entries_of([RUN]), entries_of([after]), [spec_of(RUN)])

    assert [kept["run"].value(word) for word in ("ACTIVE", "READY", None)] == ["STOPPED", "ACTIVE", None]


def test_words_that_stood_for_several_raw_values_begin_anew() -> None:
    many = {**RUN, "values": {"1": "ACTIVE", "2": "ACTIVE"}}
    rest = {**RUN, "values": {"1": "ACTIVE", "*": "READY"}}

    assert changed(many, RUN) == ({}, ["run"])
    assert changed(rest, RUN) == ({}, ["run"])


def test_another_address_begins_anew_and_what_is_gone_is_gone() -> None:
    assert changed(RUN, {**RUN, "register": 8}) == ({}, ["run"])
    assert changed(TEMP, {**TEMP, "scale": 0.1, "unit": 3}) == ({}, ["temp"])
    assert recast(entries_of([RUN]), {}, [spec_of(RUN)]) == ({}, [])
    assert changed({**TEMP, "scale": 0.0}, TEMP) == ({}, ["temp"])


def test_what_the_device_tells_itself_stays() -> None:
    kept, anew = recast({}, entries_of([RUN]), SPECS)

    assert (list(kept), anew) == (["temp"], ["run"])
