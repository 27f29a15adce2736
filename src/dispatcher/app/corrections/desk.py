"""The one place where corrections are entered: checked against what is there, then appended."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from dispatcher.app.corrections import wording
from dispatcher.app.corrections.intent import Act, Draft, Entered, Intent
from dispatcher.app.corrections.sight import Sight, Sources
from dispatcher.domain.correction import Correction, CorrectionKind
from dispatcher.domain.errors import Conflict
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId
from dispatcher.engine.overlay import Lock, holding

Told = tuple[Correction, bool]
"""A line, and whether it is undone."""

_SILENT = (CorrectionKind.ACCEPT, CorrectionKind.REOPEN, CorrectionKind.PARTS)
"""Lines that do not contradict what another person says about time: locks refuse, declared parts add up."""


@dataclass(slots=True, kw_only=True)
class CorrectionDesk:
    """All calls block. `appended` is called after lines were written, outside the lock."""

    sources: Sources
    appended: Callable[[Sequence[Correction]], None] = lambda _: None
    _writing: threading.Lock = field(default_factory=threading.Lock)

    def enter(self, intent: Intent, act: Act) -> Entered:
        """Check the intent and append its lines: all of them or none.

        An act whose key is there already gives back its lines. Raises InvalidInput, NotFound, and Conflict
        `correction_key_reused`, `correction_locked`, `correction_overtaken` and those of the intent.
        """
        key, comment = wording.key(act.key), wording.comment(act.comment)
        # One at a time: between the check and the writing nobody else writes.
        with self._writing:
            kept = self.sources.log.act(key)
            if kept:
                return Entered(lines=_again(kept, intent, act.author, comment))
            sight = Sight(sources=self.sources, now=self.sources.clock.now())
            drafts = intent.drafts(sight)
            for draft in drafts:
                _check_locks(sight, draft)
                _check_overtaken(sight, draft, act.seen)
            single = len(drafts) == 1
            lines = self.sources.log.append(
                [
                    Correction(
                        id=0,
                        key=key if single else f"{key}/{place}",
                        machine=draft.machine,
                        kind=draft.kind,
                        start=draft.start,
                        end=draft.end,
                        value=draft.value,
                        reason=draft.reason,
                        comment=comment,
                        author=act.author,
                        at=sight.now,
                        target=draft.target,
                        scrap=draft.scrap,
                        rework=draft.rework,
                        bulk="" if single else key,
                    )
                    for place, draft in enumerate(drafts, 1)
                ]
            )
        self.appended(lines)
        return Entered(lines=lines, warnings=intent.warnings(sight))

    def of_machine(self, machine: MachineId, window: Interval) -> Sequence[Told]:
        """What was said about the window, oldest first."""
        lines = self.sources.log.of_machine(machine, window)
        return _told(lines, lines)

    def entered(self, window: Interval, machines: Sequence[MachineId], limit: int) -> Sequence[Told]:
        """What was entered in the window, newest first."""
        lines = self.sources.log.entered(window, machines, limit)
        return _told(lines, self.sources.log.undoing([line.id for line in lines]))

    def told(self, lines: Sequence[Correction]) -> Sequence[Told]:
        """Lines, and whether each is undone."""
        return _told(lines, self.sources.log.undoing([line.id for line in lines]))

    def locks(self, machine: MachineId, window: Interval) -> Sequence[Lock]:
        """Accepted shifts that touch the window."""
        return Sight(sources=self.sources, now=window.end).overlay(machine, window).locks

    def accepted(self, window: Interval) -> Mapping[Interval, frozenset[MachineId]]:
        """The accepted shifts that touch the window, each with the machines of which it is."""
        found: dict[Interval, set[MachineId]] = {}
        for line in self.sources.log.of_shifts(window):
            machines = found.setdefault(Interval(line.start, line.end or Instant(line.start + 1)), set())
            if line.kind is CorrectionKind.ACCEPT:
                machines.add(line.machine)
            else:
                machines.discard(line.machine)
        return {shift: frozenset(machines) for shift, machines in found.items() if machines}

    def last(self) -> int:
        """The greatest id of the log."""
        return self.sources.log.last()


def _told(lines: Sequence[Correction], undoing: Sequence[Correction]) -> Sequence[Told]:
    held = {line.id for line in holding([*lines, *undoing])}
    return [(line, line.id not in held) for line in lines]


def _again(kept: Sequence[Correction], intent: Intent, author: str, comment: str) -> Sequence[Correction]:
    same = all((line.author, line.comment) == (author, comment) for line in kept)
    if not same or not intent.made(kept):
        first = kept[0]
        raise Conflict("correction_key_reused", key=first.bulk or first.key, id=first.id, machine=str(first.machine))
    return kept


def _check_locks(sight: Sight, draft: Draft) -> None:
    if draft.kind in (CorrectionKind.ACCEPT, CorrectionKind.REOPEN):
        return
    for lock in sight.overlay(draft.machine, draft.reach).locks:
        if lock.start < draft.reach.end and draft.reach.start < lock.end:
            raise Conflict(
                "correction_locked",
                machine=draft.machine,
                shift=lock.shift,
                start=sight.wall(lock.start),
                end=sight.wall(lock.end),
                by=lock.by or "—",
                at=sight.wall(lock.at),
            )


def _check_overtaken(sight: Sight, draft: Draft, seen: int | None) -> None:
    if seen is None or draft.kind in _SILENT:
        return
    for line in reversed(sight.sources.log.of_machine(draft.machine, draft.reach)):
        if line.id <= seen:
            return
        if line.kind not in _SILENT:
            raise Conflict(
                "correction_overtaken",
                id=line.id,
                machine=draft.machine,
                by=line.author or "—",
                at=sight.wall(line.at),
            )
