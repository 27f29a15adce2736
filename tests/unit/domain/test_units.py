"""Units: the declared pairs, every unit of the public schemas, and the recorded feed rates of a real mill-turn."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.domain.units import conversion, known

PAIRS = [
    ("DEGREE/MINUTE", "DEGREE/SECOND", 60.0, 1.0),
    ("FOOT/MINUTE", "MILLIMETER/SECOND", 100.0, 508.0),
    ("INCH/MINUTE", "MILLIMETER/SECOND", 60.0, 25.4),
    ("MILLIMETER/MINUTE", "MILLIMETER/SECOND", 600.0, 10.0),
    ("INCH", "MILLIMETER", 2.0, 50.8),
    ("FOOT", "MILLIMETER", 1.0, 304.8),
    ("METER", "MILLIMETER", 1.5, 1500.0),
    ("CENTIMETER", "MILLIMETER", 1.5, 15.0),
    ("FAHRENHEIT", "CELSIUS", 212.0, 100.0),
    ("KELVIN", "CELSIUS", 273.15, 0.0),
    ("CELSIUS", "FAHRENHEIT", -40.0, -40.0),
    ("REVOLUTION/SECOND", "REVOLUTION/MINUTE", 2.0, 120.0),
    ("RADIAN/SECOND", "DEGREE/SECOND", 3.141592653589793, 180.0),
    ("RADIAN", "DEGREE", 3.141592653589793, 180.0),
    ("DEGREE/SECOND", "REVOLUTION/MINUTE", 6.0, 1.0),
    ("KILOWATT", "WATT", 1.25, 1250.0),
    ("KILOWATT_HOUR", "WATT_SECOND", 1.0, 3_600_000.0),
    ("POUND", "KILOGRAM", 1.0, 0.45359237),
    ("GRAM", "KILOGRAM", 1.0, 0.001),
    ("BAR", "PASCAL", 1.0, 100_000.0),
    ("TORR", "PASCAL", 760.0, 101_325.0),
    ("POUND/INCH^2", "PASCAL", 1.0, 6894.757293168362),
    ("INCH_POUND", "NEWTON_METER", 1.0, 0.1129848290276167),
    ("LITER/MINUTE", "LITER/SECOND", 60.0, 1.0),
    ("GALLON/MINUTE", "LITER/SECOND", 60.0, 3.785411784),
    ("CUBIC_FOOT/MINUTE", "CUBIC_MILLIMETER/SECOND", 60.0, 28_316_846.592),
    ("SQUARE_INCH", "SQUARE_MILLIMETER", 1.0, 645.16),
    ("INCH/SECOND^2", "MILLIMETER/SECOND^2", 1.0, 25.4),
    ("AMPERE_HOUR", "COULOMB", 1.0, 3600.0),
    ("MICRO_RADIAN", "RADIAN", 1e6, 1.0),
    ("KILOAMPERE", "AMPERE", 0.5, 500.0),
    ("MINUTE", "SECOND", 1.5, 90.0),
    ("INCH_3D", "MILLIMETER_3D", 1.0, 25.4),
    ("CENTIPOISE", "PASCAL_SECOND", 1000.0, 1.0),
    ("millimeter ", "METER", 1000.0, 1.0),
]


@pytest.mark.parametrize(("source", "target", "value", "expected"), PAIRS)
def test_pairs_convert(source: str, target: str, value: float, expected: float) -> None:
    pair = conversion(source, target)
    assert pair is not None
    assert value * pair[0] + pair[1] == pytest.approx(expected, rel=1e-12, abs=1e-9)


@pytest.mark.parametrize(("source", "target"), [(row[0], row[1]) for row in PAIRS])
def test_there_and_back_is_where_we_started(source: str, target: str) -> None:
    there, back = conversion(source, target), conversion(target, source)
    assert there is not None
    assert back is not None
    assert (17.0 * there[0] + there[1]) * back[0] + back[1] == pytest.approx(17.0, rel=1e-12)


def test_feed_rate_of_the_recorded_mill_turn_converts_exactly() -> None:
    assert conversion("FOOT/MINUTE", "MILLIMETER/SECOND") == (5.08, 0.0)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("INCH", "DEGREE"),
        ("MILLIMETER_3D", "MILLIMETER"),
        ("FURLONG", "MILLIMETER"),
        ("PERCENT", "COUNT"),
        ("MILLIMETER/SECOND", "MILLIMETER/SECOND^2"),
        ("DECIBEL", "PERCENT"),
        ("x:PALLETS", "COUNT"),
        ("/", "SECOND"),
        ("A" * 10_000, "SECOND"),
    ],
)
def test_what_cannot_be_converted_is_none(source: str, target: str) -> None:
    assert conversion(source, target) is None


@pytest.mark.parametrize(
    ("source", "target"), [(None, "MILLIMETER"), ("MILLIMETER", None), ("x:PALLETS", "x:PALLETS"), ("", "")]
)
def test_nothing_to_convert_is_the_value_itself(source: str | None, target: str | None) -> None:
    assert conversion(source, target) == (1.0, 0.0)


def test_the_native_scale_divides_first() -> None:
    assert conversion("MILLIMETER", "MILLIMETER", 1000.0) == (0.001, 0.0)
    factor, offset = conversion("FAHRENHEIT", "CELSIUS", 10.0) or (0.0, 0.0)
    assert 2120.0 * factor + offset == pytest.approx(100.0)


@pytest.mark.parametrize("scale", [0.0, float("nan"), float("inf"), 1e-320])
def test_a_scale_that_cannot_divide_is_none(scale: float) -> None:
    assert conversion("MILLIMETER", "METER", scale) is None


@pytest.mark.shared_data
@pytest.mark.parametrize("version", ["1.3", "1.7", "2.0", "2.4"])
def test_every_unit_of_the_schemas_is_known(version: str, shared_data: Path) -> None:
    packed = shared_data / "mtconnect-schema" / f"MTConnectDevices_{version}_1.0.xsd.gz"
    text = gzip.decompress(packed.read_bytes()).decode()
    units: set[str] = set()
    for block in re.findall(
        r"<xs:simpleType name=.(?:Native)?Units(?:Type)?Enum.>.*?</xs:simpleType>", text, re.DOTALL
    ):
        units.update(re.findall(r"enumeration value=.([^'\"]+)", block))
    assert len(units) > 50
    # A direction, "something else", a weight in g, and the reactive power convert to nothing but themselves.
    opaque = {"OTHER", "SOUND_LEVEL", "UNIT_VECTOR_3D", "VOLT_AMPERE_REACTIVE", "GRAVITATIONAL_FORCE"}
    assert {unit for unit in units if not known(unit)} <= opaque


@pytest.mark.shared_data
def test_recorded_rotary_feed_rates_were_divided_by_sixty(shared_data: Path) -> None:
    """11 values of Cfrt (DEGREE/MINUTE) in the log, and the same as the agent of then served them (DEGREE/SECOND)."""
    week = shared_data / "nist-smstestbed"
    log = next(week.rglob("Mazak03-20160502-20160503.txt.gz"))
    documents = sorted(week.rglob("qdr_input37*"))
    assert documents
    served = b"".join(
        gzip.decompress(one.read_bytes()) if one.suffix == ".gz" else one.read_bytes() for one in documents
    )
    shown: dict[str, float] = {}
    for element in re.findall(rb"<AngularVelocity [^>]*>[^<]*", served):
        if b'name="Cfrt"' in element and not element.endswith(b"UNAVAILABLE"):
            found = re.search(rb'timestamp="([^"]+)"', element)
            assert found is not None
            shown[found[1].decode()] = float(element.rpartition(b">")[2])
    factor, offset = conversion("DEGREE/MINUTE", "DEGREE/SECOND") or (0.0, 1.0)
    compared = 0
    for line in gzip.decompress(log.read_bytes()).decode().splitlines():
        stamp, item, value = (*line.split("|"), "", "")[:3]
        if item == "Cfrt" and stamp in shown and re.fullmatch(r"-?[\d.]+", value) and float(value):
            assert shown[stamp] == pytest.approx(float(value) * factor + offset, rel=1e-6)
            compared += 1
    assert compared >= 11


@given(st.text(max_size=80), st.text(max_size=80), st.none() | st.floats())
def test_any_text_is_answered(source: str, target: str, scale: float | None) -> None:
    pair = conversion(source, target, scale)
    assert pair is None or all(isinstance(one, float) for one in pair)
