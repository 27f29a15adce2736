"""Influx line protocol: escapes, kinds of values, times, and lines that are wrong."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.connectors.http_push.decode import Manner
from dispatcher.connectors.http_push.line_protocol import lines_of, read_line_protocol
from dispatcher.connectors.http_push.said import Read, Said
from dispatcher.connectors.http_push.stamps import unit_of
from dispatcher.connectors.sdk.zones import zone_of

MANNER = Manner(unit=unit_of("ns", ""), zone=zone_of("UTC"), device="from-the-address")


def read(text: str, *name_tags: str, device_tag: str = "device") -> Read:
    return read_line_protocol(text.encode(), MANNER, device_tag, name_tags)


def one(text: str, *name_tags: str) -> Said:
    found = read(text, *name_tags)
    assert found.refusals.told() == ()
    (said,) = found.said
    return said


def test_a_whole_line() -> None:
    found = read("saw,device=saw-3,room=a load=57.5,parts=17i 1795521600000000000")
    assert [(said.device, said.name, said.value, said.at) for said in found.said] == [
        ("saw-3", "saw.load", 57.5, 1_795_521_600_000_000),
        ("saw-3", "saw.parts", 17, 1_795_521_600_000_000),
    ]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        *[("1", 1.0), ("-1.5e3", -1500.0), (".5", 0.5), ("5.", 5.0), ("12i", 12), ("-3i", -3), ("7u", 7)],
        *[(word, True) for word in ("t", "T", "true", "True", "TRUE")],
        *[(word, False) for word in ("f", "F", "false", "False", "FALSE")],
        *[
            ('""', ""),
            ('"a b,c=d"', "a b,c=d"),
            (r'"say \"hi\""', 'say "hi"'),
            (r'"C:\\x"', r"C:\x"),
            (r'"a\b"', r"a\b"),
        ],
        ('"two\nlines"', "two\nlines"),
        ('"станок"', "станок"),
    ],
)
def test_values(written: str, value: object) -> None:
    said = one(f"m f={written}")
    assert (said.value, type(said.value)) == (value, type(value))
    assert said.at is None


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (r"my\ saw,a=b f\=x=1", "my saw.f=x"),
        (r"a\,b f=1", "a,b.f"),
        (r"a\b f=1", r"a\b.f"),
        ('m"q f"q=1', 'm"q.f"q'),
        ("m=x f=1", "m=x.f"),
        ("станок подача=1", "станок.подача"),
    ],
)
def test_names(line: str, name: str) -> None:
    assert one(line).name == name


def test_tags_that_belong_to_the_name() -> None:
    assert one(r"power,phase=L\ 1,meter=7 volts=230", "meter", "phase", "absent").name == "power.7.L 1.volts"
    assert one("power volts=230").device == "from-the-address"


def test_comments_and_empty_lines_are_nothing() -> None:
    found = read("# a comment\n\r\n  \nm f=1\r\n")
    assert [(said.place, said.name) for said in found.said] == [(4, "m.f")]
    assert found.refusals.told() == ()


@pytest.mark.parametrize(
    "line",
    [
        *["m", "m ", "m,", "m,a f=1", "m,a= f=1", "m,=b f=1", ",a=b f=1", "m f", "m f=", "m =1", "m f=1,"],
        *["m f=1 x", "m f=1 1.5", "m f=1 1 2", "m f=0x1F", "m f=1ii", "m f=nan", "m f=inf", 'm f="open', 'm f="a"b'],
        *["m f=1,,g=2", "m f=abc", "m f=99999999999999999999999i", "m  "],
    ],
)
def test_a_wrong_line_costs_no_other(line: str) -> None:
    found = read(f"a f=1\n{line}\nb f=2")
    assert [said.name for said in found.said] == ["a.f", "b.f"]
    assert [note.params["place"] for note in found.refusals.told()] == [2]


def test_a_time_out_of_range() -> None:
    (note,) = read("m f=1 -5").refusals.told()
    assert note.code == "http_push_bad_time"


def test_a_text_that_never_ends_swallows_nothing() -> None:
    lines = ['m f="open', *(f"n f={number}" for number in range(50))]
    found = read("\n".join(lines))
    assert len(found.said) == 50
    assert [note.params["place"] for note in found.refusals.told()] == [1]


def test_texts_without_end_cost_no_quadratic_time() -> None:
    body = '"m f="x\n' * 100_000
    assert sum(1 for _ in lines_of(body)) > 40_000


NAMES = st.text(string.ascii_letters + ", =ы", min_size=1, max_size=8).map(str.strip).filter(bool)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=20)


def _escaped(name: str) -> str:
    return "".join(f"\\{sign}" if sign in ",= " else sign for sign in name)


@given(rows=st.lists(st.tuples(NAMES, NAMES, TEXTS), min_size=1, max_size=5))
def test_what_is_escaped_comes_back(rows: list[tuple[str, str, str]]) -> None:
    lines = []
    for measurement, field, text in rows:
        value = text.replace("\\", "\\\\").replace('"', '\\"')
        lines.append(f'{_escaped(measurement)} {_escaped(field)}="{value}" 1000')
    found = read("\n".join(lines))
    assert found.refusals.told() == ()
    assert [(said.name, said.value, said.at) for said in found.said] == [
        (f"{measurement}.{field}", text, 1) for measurement, field, text in rows
    ]
