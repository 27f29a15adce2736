"""What every log of corrections has in common: when a key that comes again is the same correction."""

from __future__ import annotations

from dataclasses import replace

from dispatcher.domain.correction import Correction
from dispatcher.domain.errors import Conflict


def numbered(line: Correction, number: int) -> Correction:
    """The line with its place in the log."""
    return replace(line, id=number)


def repeated(kept: Correction, given: Correction) -> Correction:
    """The line that is there already. Raises Conflict `correction_key_reused` where its content is another.

    When it was entered is no content: a repetition is later.
    """
    if replace(given, id=kept.id, at=kept.at) != kept:
        raise Conflict("correction_key_reused", key=given.key, id=kept.id, machine=str(kept.machine))
    return kept
