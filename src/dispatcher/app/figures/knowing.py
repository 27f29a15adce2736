"""What is known of each term, and how far it may be trusted. What was not seen is not zero (traps 33 to 36)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dispatcher.app.figures.sums import Parts, Sums
from dispatcher.domain.account import TimeClass
from dispatcher.domain.formula import Known
from dispatcher.domain.kpi import Measure, Term, Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """How the plant works (document `figures`). scrap_reported: people enter scrap, so no entry means none.
    norms_at_least: share of the parts that need a norm before performance is shown. late_after: microseconds.
    """

    scrap_reported: bool
    norms_at_least: float
    late_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Shares from 0 to 1, None where there is nothing to have a share of.

    observed: of the time the figure speaks about. unexplained, entered, late: of unplanned stops, without a reason,
    with one a person gave, and given later than the plant allows. normed: of the parts, those with a norm.
    pending: shift occurrences that are still being reckoned.
    """

    observed: float | None
    unexplained: float | None
    entered: float | None
    late: float | None
    normed: float | None
    pending: int


def known(term: Term, sums: Sums, practice: Practice, *, counted: bool) -> Known:
    """What is known of a term. counted: every machine of the group counts its parts."""
    if not sums.seen:
        return Known(None, "no_data")
    if term.of_shifts and not sums.scheduled and not (term.where is Where.SHIFT and _seen_off_plan(term, sums)):
        return Known(None, "no_data" if sums.classes.get(TimeClass.NO_DATA) else "no_schedule")
    if term.of_parts:
        return _of_parts(term, sums.parts(term.where), practice, counted=counted)
    amount = sums.amounts.get(term.code, 0)
    return Known(amount, "" if amount else term.when_zero)


def _seen_off_plan(term: Term, sums: Sums) -> bool:
    """A shift whose time was all taken out of the schedule was seen all the same."""
    return term.measure is Measure.TIME and bool(sums.amounts.get(term.code))


def _of_parts(term: Term, given: Sequence[Parts], practice: Practice, *, counted: bool) -> Known:
    if not counted:
        return Known(None, "not_counted")
    made = sum(parts.parts for parts in given)
    if term.measure is Measure.PARTS:
        return Known(made, "" if made else term.when_zero)
    if term.measure is Measure.IDEAL:
        normed = sum(parts.normed for parts in given)
        if normed < made * practice.norms_at_least:
            return Known(None, "no_norm")
        return Known(sum(parts.ideal for parts in given), term.when_zero)
    if not practice.scrap_reported:
        return Known(None, "no_scrap_report")
    scrap, rework = sum(parts.scrap for parts in given), sum(parts.rework for parts in given)
    if scrap + rework > made:
        return Known(None, "scrap_exceeds_parts")
    amount = {Measure.SCRAP: scrap, Measure.REWORK: rework}.get(term.measure, made - scrap - rework)
    return Known(amount, "" if amount else term.when_zero)


def trust(sums: Sums, pending: int, *, of_shifts: bool) -> Trust:
    """How far a figure may be trusted. of_shifts: it speaks of shifts only."""
    planned = sums.scheduled + sums.classes.get(TimeClass.NO_DATA, 0)
    observed = _share(sums.scheduled, planned) if of_shifts and planned else _share(sums.seen, sums.everything)
    stopped = sums.stopped
    made = sums.shift.parts + sums.off.parts
    return Trust(
        observed=0.0 if observed is None else observed,
        unexplained=_share(sums.classes.get(TimeClass.UNEXPLAINED, 0), stopped),
        entered=_share(min(sums.entered, stopped), stopped),
        late=_share(min(sums.entered_late, stopped), stopped),
        normed=_share(sums.shift.normed + sums.off.normed, made),
        pending=pending,
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
