"""Whatever people say, in whatever order it comes: no overlap, no hole, the later line stands, undo restores."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import hypothesis.strategies as st
from hypothesis import given

from dispatcher.domain.correction import Correction, CorrectionKind
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.engine.overlay import Overlay, Painted, holding, lay, settle
from tests.unit.engine.corrections import line, undo

TOP = 40
UNTIL = Instant(TOP + 1)
INSIDE = (CorrectionKind.REASON, CorrectionKind.STATE, CorrectionKind.RESET, CorrectionKind.MERGE)
POINTS = (CorrectionKind.SPLIT, CorrectionKind.PARTS)
CLOSED = (CorrectionKind.STATE, CorrectionKind.ACCEPT, CorrectionKind.REOPEN)


@st.composite
def logs(draw: st.DrawFn) -> list[Correction]:
    """A log with everything in it; undos of any earlier line."""
    found: list[Correction] = []
    for number in range(1, draw(st.integers(0, 12)) + 1):
        if found and draw(st.integers(0, 3)) == 0:
            found.append(undo(number, draw(st.sampled_from(found))))
            continue
        kind = draw(st.sampled_from([*INSIDE, *POINTS, CorrectionKind.ACCEPT, CorrectionKind.REOPEN]))
        start = draw(st.integers(0, TOP - 1))
        end = None if kind in POINTS else draw(st.none() | st.integers(start + 1, TOP))
        if kind in CLOSED and end is None:
            end = TOP
        code = draw(st.sampled_from(["a", "b", ""]))
        value = "" if kind is CorrectionKind.RESET else code or ("idle" if kind is CorrectionKind.STATE else "")
        beside = code if kind is CorrectionKind.STATE else ""
        found.append(line(number, kind, start, end, value=value, reason=beside, scrap=1))
    return found


def seen(overlay: Overlay) -> object:
    return overlay.pieces, overlay.splits, overlay.parts, overlay.locks


def covers(piece: Painted, instant: int) -> bool:
    return piece.start <= instant and (piece.end is None or instant < piece.end)


def speaks(one: Correction, instant: int) -> bool:
    return one.start <= instant and (one.end is None or instant < one.end)


@given(logs())
def test_pieces_are_sorted_disjoint_and_say_something(log: list[Correction]) -> None:
    pieces = lay(log, until=UNTIL).pieces
    for piece, following in pairwise(pieces):
        assert piece.end is not None
        assert piece.end <= following.start
    for piece in pieces:
        assert piece.end is None or piece.start < piece.end <= UNTIL
        assert piece.state or piece.reason is not None
        assert piece.since <= piece.start


@given(logs())
def test_at_every_instant_the_last_word_stands(log: list[Correction]) -> None:
    """Against the plainest reading of the rule: ask every line, in order, at every instant."""
    pieces = lay(log, until=UNTIL).pieces
    for instant in range(TOP + 1):
        state, reason = "", None
        for one in holding(log):
            if not speaks(one, instant):
                continue
            if one.kind is CorrectionKind.REASON:
                reason = one.value
            elif one.kind is CorrectionKind.STATE:
                state, reason = one.value, one.reason or reason
            elif one.kind is CorrectionKind.RESET:
                state, reason = "", None
        here = [(piece.state, piece.reason) for piece in pieces if covers(piece, instant)]
        assert here == ([] if (state, reason) == ("", None) else [(state, reason)])


@given(logs(), st.randoms(use_true_random=False))
def test_only_the_ids_order_the_lines_and_repetition_changes_nothing(log: list[Correction], chance: object) -> None:
    shuffled: list[Correction] = [*log, *log]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis declares no type for what `randoms` gives
    assert seen(lay(shuffled, until=UNTIL)) == seen(lay(log, until=UNTIL))


@given(logs(), st.data())
def test_undo_restores_exactly_and_its_undo_too(log: list[Correction], data: st.DataObject) -> None:
    if not log:
        return
    kept = holding(log)
    target = data.draw(st.sampled_from([one for one in log if one.kind is not CorrectionKind.UNDO] or log))
    following = log[-1].id + 1
    taken = undo(following, target)
    without = [one for one in kept if one.id != target.id]
    if target.kind is not CorrectionKind.UNDO:
        assert seen(lay([*log, taken], until=UNTIL)) == seen(lay(without, until=UNTIL))
    if target in kept:
        assert seen(lay([*log, taken, undo(following + 1, taken)], until=UNTIL)) == seen(lay(log, until=UNTIL))


runs = st.lists(st.integers(0, TOP), unique=True, max_size=6).map(sorted)


def intervals(bounds: Sequence[int]) -> list[Interval]:
    return [Interval(Instant(a), Instant(b)) for a, b in zip(bounds[::2], bounds[1::2], strict=False)]


@given(logs(), runs, st.integers(1, TOP))
def test_an_open_reason_never_holds_beyond_the_next_run_or_its_carry(
    log: list[Correction], bounds: list[int], carry: int
) -> None:
    pieces = lay(log, until=UNTIL).pieces
    running = intervals(bounds)
    settled = settle(pieces, running=running, carry=lambda _: carry)
    for piece in settled:
        if piece.open:
            assert piece.end is not None
            assert piece.end <= piece.since + carry
            assert not any(piece.since < run.start < piece.end for run in running)
    # Nothing but open reasons was touched.
    for instant in range(TOP + 1):
        before = [piece for piece in pieces if covers(piece, instant)]
        after = [piece for piece in settled if covers(piece, instant)]
        if before and not before[0].open:
            assert [(one.state, one.reason) for one in after] == [(before[0].state, before[0].reason)]
        assert [one.state for one in after if one.state] == [one.state for one in before if one.state]
