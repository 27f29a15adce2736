"""Which spans of time a source speaks for: the union of everything it ever claimed, as edges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

Stretch = tuple[int, int | None]
"""[start, end) in µs; None while the contact lasts."""


@dataclass(slots=True)
class Cover:
    """Claims of one machine's sources. A claim is named by (source, start); naming it again
    moves its end. What counts is the union, so the order of arrival does not matter.
    """

    claims: dict[str, dict[int, int | None]] = field(default_factory=dict)
    edges: dict[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    """source -> ((instant, 1 covered / 0 not), …) sorted, of the union."""

    def claim(self, source: str, start: int, end: int | None) -> int | None:
        """Add a claim; the first instant at which the union changes, None where it does not."""
        claims = self.claims.setdefault(source, {})
        if start in claims and claims[start] == end:
            return None
        claims[start] = end
        old = self.edges.get(source, ())
        new = tuple(_edges(claims.items()))
        self.edges[source] = new
        changed = set(old) ^ set(new)
        return min(instant for instant, _ in changed) if changed else None

    def between(self, after: int | None, until: int) -> Iterator[tuple[int, str, int]]:
        """(instant, source, covered) with after < instant <= until, unsorted across sources."""
        for source, edges in self.edges.items():
            for instant, covered in edges:
                if instant > until:
                    break
                if after is None or instant > after:
                    yield instant, source, covered

    def next_edge(self, after: int | None) -> int | None:
        """The first instant behind this one (None: the first of all) at which coverage begins or ends."""
        found: int | None = None
        for edges in self.edges.values():
            if edges and (after is None or edges[-1][0] > after):
                first = next(instant for instant, _ in edges if after is None or instant > after)
                found = first if found is None else min(found, first)
        return found

    def last_edge(self) -> int | None:
        """The last instant at which coverage begins or ends."""
        lasts = [edges[-1][0] for edges in self.edges.values() if edges]
        return max(lasts) if lasts else None


def _edges(claims: Iterable[Stretch]) -> Iterator[tuple[int, int]]:
    """Edges of the union of the claims; empty claims say nothing."""
    open_start: int | None = None
    open_end: int | None = 0
    for start, end in sorted(claims, key=lambda claim: claim[0]):
        if end is not None and end <= start:
            continue
        if open_start is not None and (open_end is None or start <= open_end):
            open_end = None if open_end is None or end is None else max(open_end, end)
            continue
        if open_start is not None and open_end is not None:
            yield open_start, 1
            yield open_end, 0
        open_start, open_end = start, end
    if open_start is not None:
        yield open_start, 1
        if open_end is not None:
            yield open_end, 0
