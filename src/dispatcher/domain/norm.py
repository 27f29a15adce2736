"""Standard times: how long a piece and a set-up should take, by program until the production side knows more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dispatcher.domain.instant import Micros


@dataclass(frozen=True, slots=True, kw_only=True)
class Norm:
    """The standard of one operation. `piece` per part and `setup` per set-up, microseconds, both positive; setup None
    where unknown.

    program: name as the control tells it, case and outer blanks do not matter; a trailing `*` fits any rest.
    scope: "" all machines, "machine:x", "area:x", "kind:x"; the narrowest that fits wins, then the longest program.
    In force from `first` (plant date) until a later norm of the same (program, scope).
    """

    program: str
    scope: str
    item: str
    operation: str
    piece: Micros
    setup: Micros | None
    parts_per_cycle: int
    first: date


FROM_EVER = date(1970, 1, 1)
"""`first` of a norm that always held."""
WILD = "*"


def key_of(program: str) -> str:
    """A program's name as norms compare it: case and outer blanks do not matter."""
    return program.strip().casefold()


def keys_for(program: str) -> list[str]:
    """Every key of a norm that fits the program, the longest first: its own, then its beginnings with `*`."""
    own = key_of(program)
    return [own, *(f"{own[:length]}{WILD}" for length in range(len(own), -1, -1))]
