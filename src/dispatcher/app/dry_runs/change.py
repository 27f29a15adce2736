"""What is tried: documents as they might be put in force, read before anything is reckoned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dispatcher.app.accounts.meaning import KINDS
from dispatcher.app.state_rules.book import PROFILE, RuleBook, text_of
from dispatcher.app.versions import ALWAYS
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import Instant
from dispatcher.engine.profile_text import profile_id

FIGURES = frozenset(("kpi", "targets", "figures"))
"""Kinds that definitions, targets and practice of figures are made of."""
TRIED = KINDS | FIGURES | {PROFILE}

Drafts = Mapping[tuple[str, str], tuple[Instant, Mapping[str, object]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A document to try, in force from `start` on (None: all the time)."""

    kind: str
    key: str
    body: Mapping[str, object]
    start: Instant | None

    @property
    def since(self) -> Instant:
        """When it begins to hold."""
        return ALWAYS if self.start is None else self.start


def check(changes: Sequence[Change]) -> None:
    """Raises InvalidInput `dry_run_nothing`, `dry_run_kind`."""
    if not changes:
        raise InvalidInput("dry_run_nothing")
    for change in changes:
        if change.kind not in TRIED:
            raise InvalidInput("dry_run_kind", kind=change.kind, known=", ".join(sorted(TRIED)))


def drafts_of(changes: Sequence[Change], kinds: frozenset[str]) -> Drafts:
    """The changes of these kinds, by name."""
    return {(change.kind, change.key): (change.since, change.body) for change in changes if change.kind in kinds}


def with_rules(book: RuleBook, changes: Sequence[Change], earliest: Instant) -> RuleBook:
    """The state rules as they would be; a change that begins before `earliest` begins there, for only what lies
    behind it is derived anew. Raises InvalidInput: a text that is none, or leaves others without what they stand on.
    """
    for change in changes:
        if change.kind == PROFILE:
            text = text_of(change.body)
            own = profile_id(text, name=change.key)
            if own != change.key:
                raise InvalidInput("profile_id_differs", profile=change.key, where="id", given=own)
            book = book.with_draft(change.key, max(change.since, earliest), text)
    return book
