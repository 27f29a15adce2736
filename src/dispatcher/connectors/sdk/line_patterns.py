"""Patterns over lines, by an engine whose time grows with the line only (RE2, which Arrow carries).

A pattern with look-ahead or back-references is refused when it is set: those are what makes other engines take hours
over a short line. A column of lines costs a fraction of a microsecond a line and pattern.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

MAX_PATTERN = 1_000
"""Characters."""
_PREFIX = re.compile(r"""\^([A-Za-z0-9_ =:;,<>@%&/#"'~!-]+)""")


@lru_cache(maxsize=4096)
def groups_of(pattern: str) -> frozenset[str]:
    """The named groups of a pattern. Raises ValueError, saying what is wrong with it."""
    try:
        found = pc.extract_regex(pa.array([""], pa.string()), pattern=pattern)
    except pa.ArrowInvalid as error:
        raise ValueError(_problem(str(error))) from None
    names = [found.type.field(at).name for at in range(found.type.num_fields)]
    if len(set(names)) < len(names):
        raise ValueError("two groups of the pattern have one name")
    return frozenset(names)


def _problem(said: str) -> str:
    if "unnamed groups" in said:
        return "name each group, (?P<value>…), or write (?:…) where nothing is to be taken"
    reason = said.removeprefix("Invalid regular expression: ")
    return f"the pattern cannot be read ({reason[:200]}); the syntax is that of RE2, without look-ahead and \\1"


@lru_cache(maxsize=4096)
def prefix_of(pattern: str) -> str:
    """What every line begins with that the pattern fits; "" where that is not to be told at a glance.

    Looking for it costs a hundredth of asking the engine, and most lines fit few of many patterns.
    """
    found = _PREFIX.match(pattern)
    if found is None or _has_choice(pattern):
        return ""
    prefix, after = found[1], pattern[found.end() : found.end() + 1]
    return prefix[:-1] if after and after in "*?{" else prefix


def _has_choice(pattern: str) -> bool:
    """Whether a `|` stands outside of groups."""
    depth = at = 0
    while at < len(pattern):
        sign = pattern[at]
        if sign == "\\":
            at += 1
        elif sign == "[":
            return True  # what stands in a class is not looked into
        elif sign == "|" and not depth:
            return True
        depth += (sign == "(") - (sign == ")")
        at += 1
    return False


@lru_cache(maxsize=4096)
def found_in(pattern: str, text: str) -> Mapping[str, str]:
    """What the named groups of a pattern hold in one text; nothing where it does not fit."""
    told = pc.extract_regex(pa.array([text], pa.string()), pattern=pattern)
    return {name: told.field(name)[0].as_py() or "" for name in groups_of(pattern)}
