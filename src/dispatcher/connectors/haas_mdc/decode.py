"""Pure: a question as it is written, a line as it came, the values in it. No network, no clock; table-tested.

After "Next Generation Control - Machine Data Collection" of Haas Automation, and the lines that controls are known to
send: `>MODE, (MEM)`; over a serial line the same between STX and ETB.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

LABELS: Mapping[int, tuple[str, ...]] = {
    100: ("SERIAL NUMBER", "S/N"),
    101: ("SOFTWARE VERSION", "SOFTWARE"),
    102: ("MODEL",),
    104: ("MODE",),
    200: ("TOOL CHANGES",),
    201: ("USING TOOL",),
    300: ("P.O. TIME",),
    301: ("C.S. TIME",),
    303: ("LAST CYCLE",),
    304: ("PREV CYCLE",),
    402: ("M30 #1",),
    403: ("M30 #2",),
    500: ("PROGRAM", "STATUS"),
}
"""With which words the answer to each question begins, on newer and on older controls."""
MACRO_LABEL = "MACRO"
BUSY = "BUSY"
STATUS_FIELD = 2
_ALL_LABELS = {label for labels in LABELS.values() for label in labels} | {MACRO_LABEL}
_UNKNOWN = "UNKNOWN"
_FRAME = " \t\r\n\x00\x02\x17>"
"""What stands around an answer: STX, ETB, the prompt."""
_CLOCK = re.compile(r"(\d+):(\d\d):(\d\d)")

Fields = tuple[str, ...]
Values = Mapping[int, str | float | None]
"""What stands at which place of an answer, its label at 0; None = the control says that it does not know."""


class Question(NamedTuple):
    """A numbered question, or the one for a macro or system variable."""

    query: int | None
    macro: int | None = None

    @property
    def text(self) -> str:
        """As it goes over the wire. There is no other: nothing is ever written to the control."""
        return f"?Q{self.query}" if self.macro is None else f"?Q600 {self.macro}"


def fields(line: bytes) -> Fields:
    """A line without its frame, taken apart; empty for a mere prompt."""
    text = line.decode("ascii", "replace").strip(_FRAME)
    if text == f"STATUS {BUSY}":  # some controls leave the comma out
        return ("STATUS", BUSY)
    return tuple(part.strip() for part in text.split(",")) if text else ()


def is_ours(said: Fields) -> bool:
    """Whether a control says such things at all. What one connection asks is answered on all of them."""
    return not said or said[0] in _ALL_LABELS or said[0].startswith("?")


def answers(question: Question, said: Fields) -> bool:
    """Whether this is the answer to the question, be it that the control does not know."""
    if not said:
        return False
    if _is_refusal(question, said):
        return True
    if question.query is not None:
        return said[0] in LABELS[question.query]
    return said[0] == MACRO_LABEL and (len(said) < 3 or said[1] == str(question.macro))  # noqa: PLR2004 - named


def values(question: Question, said: Fields) -> Values | None:
    """The values of an answer; None = the control does not know the question.

    While a program runs the control says only that it is busy: what it leaves out is not in the values.
    """
    if _is_refusal(question, said):
        return None
    if said == ("STATUS", BUSY):
        return {STATUS_FIELD: BUSY}
    if question.macro is not None:
        return {1: _value(said[-1]) if len(said) > 1 else None}
    return {place: _value(text) for place, text in enumerate(said) if place > 0}


def _is_refusal(question: Question, said: Fields) -> bool:
    return said[0] in {_UNKNOWN, "?", question.text}


def _value(text: str) -> str | float | None:
    """A word without its brackets; hours, minutes and seconds as seconds."""
    if clock := _CLOCK.fullmatch(text):
        hours, minutes, seconds = map(int, clock.groups())
        return float(hours * 3600 + minutes * 60 + seconds)
    word = text.strip("()").strip()
    return None if word in {"", _UNKNOWN} else word
