"""Give one reason to many stops at once: all of them or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dispatcher.app.corrections.intent import Draft, Plain
from dispatcher.app.corrections.set_reason import SetReason
from dispatcher.app.corrections.sight import Sight
from dispatcher.domain.correction import Correction
from dispatcher.domain.errors import InvalidInput

MOST = 500
"""Stops in one act."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill(Plain):
    """The reason of each of these."""

    items: Sequence[SetReason]

    def drafts(self, sight: Sight) -> Sequence[Draft]:
        """A line for each. Raises InvalidInput `correction_fill_count`, and what a single one raises."""
        if not 0 < len(self.items) <= MOST:
            raise InvalidInput("correction_fill_count", count=len(self.items), limit=MOST)
        return [draft for item in self.items for draft in item.drafts(sight)]

    def made(self, lines: Sequence[Correction]) -> bool:
        """Each line is of its item."""
        return len(lines) == len(self.items) and all(
            item.made([line]) for item, line in zip(self.items, lines, strict=True)
        )
