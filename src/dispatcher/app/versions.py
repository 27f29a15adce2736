"""Settings with an effective date: what people set is a timeline too, and old versions stay reproducible.

A document is stored as `{"effective_from": microseconds or null, "body": {...}}`. A later version takes over from its
effective date on, also from versions that were to begin after it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from dispatcher.domain.instant import Instant
from dispatcher.ports.store import Settings

Body = TypeVar("Body")

ALWAYS = Instant(-(2**62))


@dataclass(frozen=True, slots=True, kw_only=True)
class Version(Generic[Body]):
    """One version: in force from `start` until the next one's start. `body` None = removed from then on."""

    number: int
    start: Instant
    entered_at: Instant
    author: str
    body: Body | None


@dataclass(frozen=True, slots=True)
class Effective(Generic[Body]):
    """Versions in force, by start; at an instant at most one."""

    versions: tuple[Version[Body], ...] = ()

    def at(self, instant: Instant) -> Body | None:
        """What is in force at the instant."""
        version = self.version(instant)
        return None if version is None else version.body

    def version(self, instant: Instant) -> Version[Body] | None:
        """The version in force at the instant."""
        place = bisect_right(self.versions, instant, key=lambda version: version.start)
        return self.versions[place - 1] if place else None

    def with_draft(self, start: Instant, body: Body) -> Effective[Body]:
        """As it would be if `body` were put in force from `start` on (dry run)."""
        draft = Version(number=0, start=start, entered_at=start, author="", body=body)
        return Effective((*(version for version in self.versions if version.start < start), draft))


def effective(settings: Settings, kind: str, key: str, read: Callable[[Mapping[str, object]], Body]) -> Effective[Body]:
    """The versions of a document; `read` makes a value of a body."""
    found: list[Version[Body]] = []
    for number, at, author, document in settings.history(kind, key):
        start, body = (at, None) if document is None else unwrap(document)
        found = [version for version in found if version.start < start]
        value = None if body is None else read(body)
        found.append(Version(number=number, start=start, entered_at=at, author=author, body=value))
    return Effective(tuple(found))


def wrap(body: Mapping[str, object], start: Instant | None) -> Mapping[str, object]:
    """The stored document of a body that is in force from `start` on (None: from ever)."""
    return {"effective_from": start, "body": body}


def unwrap(document: Mapping[str, object]) -> tuple[Instant, Mapping[str, object]]:
    """Start and body of a stored document."""
    start, body = document["effective_from"], document["body"]
    if not isinstance(body, dict) or not (start is None or isinstance(start, int)):
        message = "not a document with an effective date"
        raise ValueError(message)
    return ALWAYS if start is None else Instant(start), body
