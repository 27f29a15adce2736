"""What a delivery says, before anybody asks whether the house knows the signals: pure values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from dispatcher.connectors.sdk.mapping import Raw
from dispatcher.domain.signal import Condition, SignalSpec
from dispatcher.ports.connector import Note, derived_sequence

LATEST = 2**63 // 1024 - 1
"""The last instant that can be numbered by itself (`derived_sequence`): in the year 2255."""
LAST_NUMBER = 2**63 - 1
NAMED = 100
"""So many refusals of one delivery are named; the rest is counted."""

assert derived_sequence(LATEST, 1023) <= LAST_NUMBER  # noqa: S101 - arithmetic of two constants

Param = str | int


class Said(NamedTuple):
    """One observation. place: its number in the delivery (from 1), or its line. at None: when it came. spec: as the
    sender declares the signal, None where he does not.
    """

    place: int
    device: str
    name: str
    value: Raw | Condition
    at: int | None
    seq: int | None
    spec: SignalSpec | None = None


class Unreadable(Exception):
    """One observation cannot be read: why; `code` is a locale key `note.<code>` with `place` and these parameters."""

    def __init__(self, code: str, **params: Param) -> None:
        """Caught where the place is known."""
        super().__init__(code)
        self.code = code
        self.params: Mapping[str, Param] = params


@dataclass(slots=True)
class Refusals:
    """Those of one delivery: the first by name, the rest by number."""

    notes: list[Note] = field(default_factory=list)
    count: int = 0

    def add(self, code: str, place: int, **params: Param) -> None:
        """One more."""
        self.count += 1
        if len(self.notes) < NAMED:
            self.notes.append(Note(code=code, params={"place": place, **params}))

    def told(self, limit: int = NAMED) -> tuple[Note, ...]:
        """At most so many of them, and how many more there are."""
        shown = self.notes[:limit]
        more = self.count - len(shown)
        return (*shown, Note(code="http_push_more", params={"count": more})) if more else tuple(shown)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A delivery taken apart. session: names the sender's own numbering; clock: his idea of now, µs."""

    said: list[Said]
    refusals: Refusals
    session: str = ""
    clock: int | None = None


def shown(value: object, limit: int = 60) -> str:
    """What was given, as a refusal may repeat it: short, in one line."""
    text = " ".join(str(value).split())
    return text if len(text) <= limit else f"{text[:limit]}…"
