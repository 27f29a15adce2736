"""Element names of every type of the public schemas, and text that XML can carry."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from dispatcher.agent import vocabulary
from dispatcher.agent.names import attribute, attributes, element_name, number, text
from dispatcher.domain.signal import Category, Representation
from tests.unit.agent.models import VERSIONS


@pytest.mark.parametrize(
    ("type_", "representation", "category", "element"),
    [
        ("ROTARY_VELOCITY", Representation.VALUE, Category.SAMPLE, "RotaryVelocity"),
        ("PH", Representation.VALUE, Category.SAMPLE, "PH"),
        ("AMPERAGE_AC", Representation.VALUE, Category.SAMPLE, "AmperageAC"),
        ("POSITION", Representation.TIME_SERIES, Category.SAMPLE, "PositionTimeSeries"),
        ("VARIABLE", Representation.DATA_SET, Category.EVENT, "VariableDataSet"),
        ("WORK_OFFSET", Representation.TABLE, Category.EVENT, "WorkOffsetTable"),
        ("MESSAGE", Representation.DISCRETE, Category.EVENT, "MessageDiscrete"),
        ("LOAD", Representation.DISCRETE, Category.CONDITION, "Load"),
        ("x:MY_THING", Representation.VALUE, Category.EVENT, "x:MyThing"),
        ("SPACE AGE<>", Representation.VALUE, Category.EVENT, "Space_age__"),
        ("", Representation.VALUE, Category.EVENT, "Unknown"),
        ("3D_PROBE", Representation.VALUE, Category.EVENT, "_3dProbe"),
    ],
)
def test_element_names(type_: str, representation: Representation, category: Category, element: str) -> None:
    assert element_name(type_, representation, category) == element


@pytest.mark.shared_data
@pytest.mark.parametrize("version", VERSIONS)
def test_every_word_of_the_vocabulary_has_its_element_in_the_schema(version: str, shared_data: Path) -> None:
    packed = shared_data / "mtconnect-schema" / f"MTConnectStreams_{version}_1.0.xsd.gz"
    root = etree.parse(str(packed)).getroot()
    declared = {one.get("name") for one in root.findall("{http://www.w3.org/2001/XMLSchema}element")}
    major, minor = version.split(".")
    number_ = (int(major), int(minor))
    words = [
        (word, Category.SAMPLE) for word in vocabulary.SAMPLES if vocabulary.has(vocabulary.SAMPLES, word, number_)
    ]
    words += [(word, Category.EVENT) for word in vocabulary.EVENTS if vocabulary.has(vocabulary.EVENTS, word, number_)]
    assert len(words) > 90
    missing = {word for word, category in words if element_name(word, Representation.VALUE, category) not in declared}
    # 2.0 declares no element for the event CLOCK_TIME, which 1.7 and 2.4 have.
    assert missing <= ({"CLOCK_TIME"} if version == "2.0" else set())


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.1, "0.1"), (-3.0, "-3"), (1e20, "1e+20"), (0.0, "0"), (1 / 3, "0.3333333333333333"), (5, "5"), (1e16, "1e+16")],
)
def test_numbers_are_as_short_as_they_can_be(value: float, shown: str) -> None:
    assert number(value) == shown


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_read_back_as_themselves(value: float) -> None:
    assert float(number(value)) == value


def test_empty_attributes_are_left_out() -> None:
    assert attributes(("a", None), ("b", ""), ("c", 0), ("d", '<"&')) == ' c="0" d="&lt;&quot;&amp;"'


@given(st.text(), st.text())
def test_any_text_survives_or_is_replaced_but_never_breaks_the_document(inner: str, given_: str) -> None:
    element = etree.fromstring(f'<a b="{attribute(given_)}">{text(inner)}</a>'.encode())
    assert len(element.get("b") or "") == len(given_)
    shown = element.text or ""
    # XML readers turn \r\n and \r of character data into \n; everything else keeps its place.
    assert len(shown) == len(inner.replace("\r\n", "\n"))
