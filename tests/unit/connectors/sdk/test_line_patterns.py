"""Patterns over lines: their groups, what they begin with, what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.connectors.sdk.line_patterns import found_in, groups_of, prefix_of


@pytest.mark.parametrize(
    ("pattern", "prefix"),
    [
        (r"^PART\s+(?P<value>\d+)", "PART"),
        (r"^CMD:(?P<value>RUN|STOP)$", "CMD:"),
        (r"^K7=(?P<value>\S+)", "K7="),
        ("^DONE$", "DONE"),
        ("^AB*(?P<value>x)", "A"),
        ("^AB?(?P<value>x)", "A"),
        ("^AB{0,2}(?P<value>x)", "A"),
        ("^AB+(?P<value>x)", "AB"),
        ("^A|(?P<value>b)", ""),
        (r"^A\|(?P<value>b)", "A"),
        ("^S [SD](?P<value>.)", ""),
        ("PART(?P<value>.)", ""),
        ("(?i)^part(?P<value>.)", ""),
        ("^(?i)part(?P<value>.)", ""),
        ("(?P<value>.+)", ""),
    ],
)
def test_what_a_line_begins_with(pattern: str, prefix: str) -> None:
    assert prefix_of(pattern) == prefix


SIGNS = ["^", "A", "B", "1", " ", "*", "?", "+", "|", "(?:", ")", "[AB]", r"\|", r"\(", "{0,1}"]
PIECES = st.lists(st.sampled_from(SIGNS))


@given(pieces=PIECES, line=st.text("AB1 |(", max_size=6))
def test_a_line_that_fits_begins_so(pieces: list[str], line: str) -> None:
    pattern = "^" + "".join(pieces) + "(?P<value>.*)"
    try:
        groups_of(pattern)
    except ValueError:
        return
    # A group that took no part says nothing, so the pattern is made to say something wherever it fits.
    if found_in(pattern + "(?P<end>)", line + "!").get("value"):
        assert (line + "!").startswith(prefix_of(pattern))


@pytest.mark.parametrize("pattern", ["(", "(x)", "(?P<a>x)(?P<a>y)", "(?=x)", r"(?P<a>x)\1", "(?P<a>x){1001}"])
def test_what_the_engine_cannot_run_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"pattern|group"):
        groups_of(pattern)


def test_what_the_groups_of_one_text_hold() -> None:
    assert found_in(r"^(?P<part>[A-Z]+)_(?P<number>\d+)?", "AB_") == {"part": "AB", "number": ""}
    assert found_in(r"^(?P<part>[A-Z]+)_", "ab_") == {"part": ""}
