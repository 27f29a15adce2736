"""What people said, laid over the automatic timeline: the log of corrections painted in its order.

Pure, and a function of the lines alone: the order is that of the ids, whatever order they come in, and what the
automatic timeline says does not matter. So corrections and deriving anew commute (trap 32).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from dispatcher.domain.correction import LONGEST_CARRY, Correction, CorrectionKind
from dispatcher.domain.instant import Instant, Micros
from dispatcher.domain.interval import Interval
from dispatcher.engine.painting import Axis


@dataclass(frozen=True, slots=True, kw_only=True)
class Painted:
    """[start, end) over which people say one thing, by one line or by two.

    `by_state` overrode the state, `by_reason` gave the reason; one of them may be None, and they may be one line.
    """

    start: Instant
    end: Instant | None
    by_state: Correction | None
    by_reason: Correction | None

    @property
    def state(self) -> str:
        """The state, "" where nobody overrode it."""
        return "" if self.by_state is None else self.by_state.value

    @property
    def reason(self) -> str | None:
        """The reason; None = nothing said, "" = no reason after all."""
        line = self.by_reason
        return None if line is None else line.reason if line.kind is CorrectionKind.STATE else line.value

    @property
    def ids(self) -> tuple[int, ...]:
        """The lines that hold here."""
        return tuple(sorted({line.id for line in (self.by_state, self.by_reason) if line is not None}))

    @property
    def entered_at(self) -> Instant:
        """When the reason was said, or the state where nobody gave a reason."""
        return self._line.at

    @property
    def since(self) -> Instant:
        """Where the line begins that gave the reason, or the state; not later than `start`."""
        return self._line.start

    @property
    def open(self) -> bool:
        """The reason was given without an end: it holds until the machine runs again after `since`, or its carry is
        over; `settle` cuts it. An open piece may have an end, where a later line begins.
        """
        return self.by_reason is not None and self.by_reason.end is None

    @property
    def _line(self) -> Correction:
        line = self.by_reason or self.by_state
        if line is None:
            message = "a piece over which nobody said anything"
            raise ValueError(message)
        return line


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredParts:
    """Parts a person declared scrap or rework, of the program, at an instant. Declarations add up."""

    at: Instant
    program: str
    scrap: int
    rework: int
    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """An accepted piece of the axis: nothing inside it may be corrected.

    `by` accepted it at `at`; `shift` is how it was called then.
    """

    start: Instant
    end: Instant
    shift: str
    by: str
    at: Instant
    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """Everything people say of one machine that begins before `until`. Pieces are sorted and disjoint."""

    pieces: tuple[Painted, ...] = ()
    splits: tuple[Instant, ...] = ()
    parts: tuple[DeclaredParts, ...] = ()
    locks: tuple[Lock, ...] = ()


NOTHING = Overlay()


def lay(corrections: Sequence[Correction], *, until: Instant) -> Overlay:
    """Paint the lines of one machine in the order of their ids; undone ones fall away, later ones stand.

    Ends after `until` are cut to it (locks stay whole, open ends stay open).
    """
    states: Axis[Correction] = Axis()
    reasons: Axis[Correction] = Axis()
    locks: Axis[Correction] = Axis()
    splits: set[Instant] = set()
    parts: list[DeclaredParts] = []
    for line in holding(corrections):
        match line.kind:
            case CorrectionKind.REASON:
                reasons.paint(line.start, line.end, line)
            case CorrectionKind.STATE:
                states.paint(line.start, line.end, line)
                if line.reason:
                    reasons.paint(line.start, line.end, line)
            case CorrectionKind.RESET:
                states.paint(line.start, line.end, None)
                reasons.paint(line.start, line.end, None)
                splits = _outside(splits, line)
            case CorrectionKind.SPLIT:
                splits.add(line.start)
            case CorrectionKind.MERGE:
                splits = _outside(splits, line)
            case CorrectionKind.PARTS:
                parts.append(
                    DeclaredParts(at=line.start, program=line.value, scrap=line.scrap, rework=line.rework, id=line.id)
                )
            case CorrectionKind.ACCEPT:
                locks.paint(line.start, line.end, line)
            case CorrectionKind.REOPEN:
                locks.paint(line.start, line.end, None)
            case CorrectionKind.UNDO:
                pass
    return Overlay(
        pieces=tuple(_pieces(states, reasons, until)),
        splits=tuple(sorted(split for split in splits if split < until)),
        parts=tuple(sorted((part for part in parts if part.at < until), key=lambda part: (part.at, part.id))),
        locks=tuple(
            Lock(start=start, end=end, shift=line.value, by=line.author, at=line.at, id=line.id)
            for start, end, line in locks.strokes()
            if end is not None and start < until
        ),
    )


def holding(corrections: Iterable[Correction]) -> list[Correction]:
    """The lines that are not undone, by id. An undo that is undone itself does not count."""
    ordered = sorted({line.id: line for line in corrections}.values(), key=lambda line: line.id)
    undone: set[int] = set()
    # From the end: whether an undo holds is decided by later lines only.
    for line in reversed(ordered):
        if line.kind is CorrectionKind.UNDO and line.target is not None and line.id not in undone:
            undone.add(line.target)
    return [line for line in ordered if line.id not in undone]


def settle(
    pieces: Iterable[Painted], *, running: Sequence[Interval], carry: Callable[[str], Micros]
) -> tuple[Painted, ...]:
    """Cut open pieces where their reason ends: where the machine runs again after `since`, or when its carry is over.

    running: where the machine runs, states of people included, sorted. carry: microseconds an entry of this reason may
    go on. Open pieces whose stop and carry still last keep their end.
    """
    found: list[Painted] = []
    for piece in pieces:
        if not piece.open:
            found.append(piece)
            continue
        end = Instant(piece.since + min(carry(piece.reason or ""), LONGEST_CARRY))
        following = bisect_right(running, piece.since, key=lambda run: run.start)
        if following < len(running):
            end = min(end, running[following].start)
        if piece.end is not None and piece.end <= end:
            found.append(piece)
            continue
        if piece.start < end:
            found.append(replace(piece, end=end))
        if piece.by_state is not None:
            found.append(replace(piece, start=max(end, piece.start), by_reason=None))
    return tuple(found)


def _outside(splits: set[Instant], line: Correction) -> set[Instant]:
    """The splits that do not lie inside the line's interval; its own bounds are not inside."""
    return {split for split in splits if split <= line.start or (line.end is not None and split >= line.end)}


def _pieces(states: Axis[Correction], reasons: Axis[Correction], until: Instant) -> Iterable[Painted]:
    bounds = sorted({*states.bounds(), *reasons.bounds()})
    strokes: Axis[tuple[Correction | None, Correction | None]] = Axis()
    for place, start in enumerate(bounds):
        if start >= until:
            break
        end = bounds[place + 1] if place + 1 < len(bounds) else None
        seen = (states.at(start), reasons.at(start))
        if seen != (None, None):
            strokes.paint(start, None if end is None else min(end, until), seen)
    for start, end, (state, reason) in strokes.strokes():
        yield Painted(start=start, end=end, by_state=state, by_reason=reason)
