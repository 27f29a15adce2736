"""Device models as JSON."""

from __future__ import annotations

import json

import pytest

from dispatcher.agent.model_json import read_model
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import SECOND
from dispatcher.domain.signal import Category, Representation


def test_a_whole_model() -> None:
    (device,) = read_model(
        json.dumps(
            {
                "devices": [
                    {
                        "name": "Mill",
                        "uuid": "m-1",
                        "items": [{"id": "a", "category": "EVENT", "type": "AVAILABILITY"}],
                        "components": [
                            {
                                "type": "Axes",
                                "id": "ax",
                                "compositions": [{"id": "mo", "type": "MOTOR"}],
                                "items": [
                                    {
                                        "id": "l",
                                        "category": "sample",
                                        "type": "LOAD",
                                        "units": "PERCENT",
                                        "native_scale": 10,
                                        "representation": "time_series",
                                        "filter": {"minimum_delta": 1, "period": SECOND},
                                    }
                                ],
                            }
                        ],
                    }
                ]
            }
        )
    )
    assert (device.id, device.name, device.uuid) == ("Mill", "Mill", "m-1")
    (item,) = device.components[0].items
    assert (item.category, item.representation, item.native_scale) == (
        Category.SAMPLE,
        Representation.TIME_SERIES,
        10.0,
    )
    assert (item.filter.minimum_delta, item.filter.period) == (1.0, SECOND)
    assert device.components[0].compositions[0].type == "MOTOR"


def one(**item: object) -> str:
    return json.dumps({"devices": [{"name": "d", "items": [item]}]})


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("{", ""),
        ("[]", ""),
        ("[" * 100_000, ""),
        ('{"devices": [1]}', "devices"),
        ('{"devices": [{}]}', "devices[0]"),
        ('{"devices": [{"name": "d", "colour": "red"}]}', "devices[0]"),
        ('{"devices": [{"name": 7}]}', "devices[0]"),
        ('{"devices": [{"name": "d", "components": [{"id": "x"}]}]}', "devices[0].components[0]"),
        (one(id="i", category="EVENT"), "devices[0].items[0]"),
        (one(id="i", category="?", type="X"), "devices[0].items[0]"),
        (one(id="i", category="EVENT", type="X", minimum="low"), "devices[0].items[0]"),
        (one(id="i", category="EVENT", type="X", filter=[]), "devices[0].items[0]"),
        (one(id="i", category="EVENT", type="X", filter={"period": 1.5}), "devices[0].items[0]"),
        (one(id="i", category="EVENT", type="X", discrete="yes"), "devices[0].items[0]"),
    ],
)
def test_what_is_no_model_is_refused_with_its_place(text: str, place: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_model(text)
    assert refusal.value.code == "agent.model_unreadable"
    assert refusal.value.params["place"] == place


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_numbers_are_finite(number: float) -> None:
    with pytest.raises(InvalidInput):
        read_model(one(id="a", category="SAMPLE", type="LOAD", native_scale=number))
