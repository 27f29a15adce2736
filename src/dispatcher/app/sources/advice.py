"""What to do about a source, as a locale key: first what a person did, then what keeps it from being heard, then what
spoils what is heard.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from dispatcher.app.plant import LinkState, SourceStatus
from dispatcher.app.skew import LIMIT
from dispatcher.domain.instant import MINUTE, SECOND, Instant, Micros

SILENT: Micros = 2 * MINUTE
"""A link that says nothing for so long is worth a look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """A locale key and what its text needs; no key where all is well."""

    key: str = ""
    params: Mapping[str, object] = field(default_factory=dict)


def advice(status: SourceStatus, now: Instant, known: Callable[[str], bool]) -> Advice:
    """`known`: whether there is a text of that key; an error may bring its own `advice.<code>`."""
    if status.paused is not None:
        return Advice(key="advice.paused", params={"by": status.paused.by or "–", "reason": status.paused.reason})
    if status.error is not None:
        own = f"advice.{status.error.code}"
        kind = f"advice.kind_{status.error.kind or 'house'}"
        return Advice(key=own if known(own) else kind, params=status.error.params)
    if status.link is LinkState.NEVER:
        return Advice(key="advice.waiting")
    if status.link is LinkState.FLAPPING:
        return Advice(key="advice.flapping")
    if status.link is LinkState.DOWN:
        return Advice(key="advice.kind_link")
    if status.last_contact_at is not None and now - status.last_contact_at > SILENT:
        return Advice(key="advice.silent", params={"minutes": (now - status.last_contact_at) // MINUTE})
    if status.clock_skew is not None and abs(status.clock_skew) > LIMIT:
        return Advice(key="advice.clock_skew", params={"seconds": status.clock_skew // SECOND})
    if status.quarantined:
        return Advice(key="advice.quarantined", params={"count": status.quarantined})
    return Advice()
