"""Where people enter what a machine without signals does, and take the last word back."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeVar

from dispatcher.app.corrections import wording
from dispatcher.app.corrections.declare_parts import DeclareParts
from dispatcher.app.corrections.desk import CorrectionDesk
from dispatcher.app.corrections.intent import Act, Warned
from dispatcher.app.corrections.sight import Sight
from dispatcher.app.corrections.undo import Undo
from dispatcher.app.deliveries import Deliveries
from dispatcher.app.manual.entries import ENTERED, UNDONE, Book, Entry, book_of
from dispatcher.app.plant import LinkState, SourceStatus
from dispatcher.domain.errors import Conflict, InvalidInput, NotFound
from dispatcher.domain.instant import DAY, HOUR, MILLISECOND, Instant, Micros
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId, SourceId
from dispatcher.domain.workplace import Doing
from dispatcher.ports.clock import Clock
from dispatcher.ports.connector import Delivery
from dispatcher.ports.store import Journal

CONNECTOR = "manual"
LOOK_BACK: Micros = 62 * DAY
"""Entries are read so far back: further than any word holds."""
NOTES = 1_000
SHOWN = 20
BACK_DATED: Micros = 24 * HOUR
"""From so long ago on something may be entered, and taken back."""
APART: Micros = 20 * MILLISECOND
"""Entries of parts are at least so far apart: what one instant says is one thing."""
MOST_PARTS = 10_000
LONGEST_PROGRAM = 200

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a person enters; None = nothing about that. at None = now."""

    at: Instant | None = None
    state: Doing | None = None
    program: str | None = None
    parts: int | None = None
    scrap: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Workplace:
    """What the panel of a machine needs. state and program: the words that hold; undo: what may be taken back."""

    source: SourceId
    link: LinkState
    now: Instant
    earliest: Instant
    state: Entry | None
    program: str
    entries: Sequence[Entry]
    undo: Entry | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What came of an act."""

    entry: Entry
    workplace: Workplace
    warnings: Sequence[Warned] = ()


class Sources(Protocol):
    """Who knows the sources: the supervisor."""

    def statuses(self) -> Sequence[SourceStatus]:
        """All of them."""
        ...


@dataclass(slots=True)
class ManualDesk:
    """One act at a time and workplace, so that nobody is numbered after somebody he has not seen."""

    sources: Sources
    deliveries: Deliveries
    journal: Journal
    corrections: CorrectionDesk
    clock: Clock
    _locks: dict[SourceId, asyncio.Lock] = field(default_factory=dict)

    async def look(self, machine: MachineId) -> Workplace:
        """Raises Conflict `manual_not_here` for a machine that has no such source."""
        status = self._source(machine)
        return self._workplace(status, await self._book(status.id))

    async def enter(self, machine: MachineId, wish: Wish, act: Act) -> Said:
        """Write it, and the scrap as a correction. The same key again changes nothing and gives back what it made.

        Raises Conflict, InvalidInput, and what the source refuses with (`Deliveries`).
        """
        status = self._source(machine)
        _check(wish, act)
        async with self._locks.setdefault(status.id, asyncio.Lock()):
            book = await self._book(status.id)
            known = book.find(act.key)
            if known is not None:
                if not _same(known, wish):
                    raise Conflict("manual_key_reused", key=act.key)
                return Said(entry=known, workplace=self._workplace(status, book))
            now = self.clock.now()
            at = await self._when(machine, wish, book, act, now)
            entry = Entry(
                key=act.key,
                author=act.author,
                comment=act.comment.strip(),
                said=now,
                at=at,
                state=wish.state,
                program=None if wish.program is None else wish.program.strip(),
                parts=wish.parts,
                scrap=wish.scrap,
            )
            scrap = self._scrap(machine, entry, book) if wish.scrap else None
            if scrap is not None:  # before anything else is written: it may be refused
                entered = await _blocking(lambda: self.corrections.enter(scrap, _part(act, "scrap")))
                entry = replace(entry, scrap_line=entered.lines[0].id)
            await self._tell(status.id, _instruction(entry, book))
            book = await self._book(status.id)
            warnings = () if scrap is None else await _blocking(lambda: scrap.warnings(self._sight()))
            return Said(entry=entry, workplace=self._workplace(status, book), warnings=warnings)

    async def undo(self, machine: MachineId, target: str, act: Act) -> Said:
        """Take the last entry back. Raises NotFound `manual_entry_unknown`, Conflict `manual_not_last`,
        `manual_too_late`.
        """
        status = self._source(machine)
        _check_act(act)
        async with self._locks.setdefault(status.id, asyncio.Lock()):
            book = await self._book(status.id)
            entry = book.find(target)
            if entry is None:
                raise NotFound("manual_entry_unknown", entry=target)
            if act.key in book.undoings or entry.undone:
                if book.undoings.get(act.key, target) != target:
                    raise Conflict("manual_key_reused", key=act.key)
                return Said(entry=entry, workplace=self._workplace(status, book))
            if book.last is not entry:
                raise Conflict("manual_not_last", author=book.last.author if book.last is not None else "")
            now = self.clock.now()
            if now - entry.at > BACK_DATED:
                raise Conflict("manual_too_late", hours=BACK_DATED // HOUR)
            await self._check_open(machine, entry.at)
            if entry.scrap_line is not None:
                taken_back, part = Undo(target=entry.scrap_line), _part(act, "scrap")
                await _blocking(lambda: self.corrections.enter(taken_back, part))
            await self._tell(status.id, _undoing(entry, book, act))
            book = await self._book(status.id)
            undone = book.find(target) or replace(entry, undone=True)
            return Said(entry=undone, workplace=self._workplace(status, book))

    # ------------------------------------------------------------------ inside

    def _source(self, machine: MachineId) -> SourceStatus:
        for status in self.sources.statuses():
            if status.connector == CONNECTOR and machine in status.machines:
                return status
        raise Conflict("manual_not_here", machine=machine)

    async def _book(self, source: SourceId) -> Book:
        now = self.clock.now()
        window = Interval(Instant(now - LOOK_BACK), Instant(now + DAY))
        return book_of(await _blocking(lambda: self.journal.notes(source, window, NOTES)))

    def _workplace(self, status: SourceStatus, book: Book) -> Workplace:
        now = self.clock.now()
        last = book.last
        return Workplace(
            source=status.id,
            link=status.link,
            now=now,
            earliest=Instant(now - BACK_DATED),
            state=book.state_at(now),
            program=book.program_at(now),
            entries=list(reversed(book.entries))[:SHOWN],
            undo=last if last is not None and now - last.at <= BACK_DATED else None,
        )

    async def _when(self, machine: MachineId, wish: Wish, book: Book, act: Act, now: Instant) -> Instant:
        """The instant of an entry. Raises InvalidInput for one in the future or too long ago, Conflict for one in an
        accepted shift.
        """
        begun = await _blocking(lambda: self.corrections.sources.log.act(_part(act, "scrap").key)) if wish.scrap else ()
        if begun:
            return begun[0].start  # the act was interrupted half-way
        at = now if wish.at is None else wish.at
        if at > now:
            raise InvalidInput("manual_in_future")
        if now - at > BACK_DATED:
            raise InvalidInput("manual_too_long_ago", hours=BACK_DATED // HOUR)
        await self._check_open(machine, at)
        if wish.parts is not None:
            for other in sorted(entry.at for entry in book.entries if entry.parts is not None):
                if abs(at - other) < APART:
                    at = Instant(other + APART)
        return at

    async def _check_open(self, machine: MachineId, at: Instant) -> None:
        """Raises Conflict `manual_shift_accepted`."""
        locks = await _blocking(lambda: self.corrections.locks(machine, Interval(at, Instant(at + 1))))
        if locks:
            raise Conflict("manual_shift_accepted")

    def _scrap(self, machine: MachineId, entry: Entry, book: Book) -> DeclareParts:
        """The scrap as a correction."""
        program = book.program_at(entry.at) if entry.program is None else entry.program
        return DeclareParts(machine=machine, at=entry.at, program=program, scrap=entry.scrap or 0, rework=0)

    def _sight(self) -> Sight:
        return Sight(sources=self.corrections.sources, now=self.clock.now())

    async def _tell(self, source: SourceId, instruction: dict[str, object]) -> None:
        await self.deliveries.hand(source, Delivery(body=json.dumps(instruction).encode()))


def _part(act: Act, of: str) -> Act:
    """The same deed, as far as another book is concerned."""
    return Act(key=f"{act.key}:{of}", author=act.author, comment=act.comment)


def _instruction(entry: Entry, book: Book) -> dict[str, object]:
    """What the source is told of an entry."""
    return {
        "key": entry.key,
        "at": entry.at,
        **_words(entry, entry, book),
        "programs": _programs(entry, entry.program or "", book),
        "parts": entry.parts,
        "remark": {"code": entry.code(ENTERED), "params": entry.params()},
    }


def _undoing(entry: Entry, book: Book, act: Act) -> dict[str, object]:
    """What the source is told when an entry is taken back: what was said before it holds again from its instant on."""
    undone = {"key": act.key, "target": entry.key, "author": act.author, "who": act.author or "—"}
    return {
        "key": f"{act.key}:undo",
        "at": entry.at,
        **_words(entry, book.state_at(entry.at, without=entry), book),
        "programs": _programs(entry, book.program_at(entry.at, without=entry), book),
        "parts": None if entry.parts is None else 0,
        "remark": {
            "code": entry.code(UNDONE),
            "params": {**undone, "comment": act.comment.strip(), "more": entry.more},
        },
    }


def _words(entry: Entry, meant: Entry | None, book: Book) -> dict[str, object]:
    """The word that holds from the entry's instant on until the next; said anew wherever one was taken back."""
    if entry.state is None:
        return {"words": [], "until": None}
    after = book.state_after(entry.at, without=entry)
    until = None if after is None else after.at
    instants = [entry.at, *book.taken_back(entry.at, until, lambda other: other.state is not None)]
    said, state, comment = (0, "", "") if meant is None else (meant.said, meant.state or "", meant.comment)
    words = [{"at": at, "said": said, "state": str(state), "message": comment} for at in instants]
    return {"words": words, "until": until}


def _programs(entry: Entry, program: str, book: Book) -> dict[str, str]:
    """The same for the program."""
    if entry.program is None:
        return {}
    after = book.program_after(entry.at, without=entry)
    until = None if after is None else after.at
    instants = [entry.at, *book.taken_back(entry.at, until, lambda other: other.program is not None)]
    return {str(at): program for at in instants}


def _check(wish: Wish, act: Act) -> None:
    """Raises InvalidInput."""
    _check_act(act)
    if wish.state is None and wish.program is None and wish.parts is None and wish.scrap is None:
        raise InvalidInput("manual_nothing")
    for count in (wish.parts, wish.scrap):
        if count is not None and not 1 <= count <= MOST_PARTS:
            raise InvalidInput("manual_count", given=count, limit=MOST_PARTS)
    if wish.program is not None and (len(wish.program) > LONGEST_PROGRAM or not wish.program.isprintable()):
        raise InvalidInput("manual_program", limit=LONGEST_PROGRAM)


def _check_act(act: Act) -> None:
    wording.key(act.key)
    wording.comment(act.comment)


def _same(entry: Entry, wish: Wish) -> bool:
    """Whether an entry came of the same wish."""
    program = None if wish.program is None else wish.program.strip()
    mine = (entry.state, entry.program, entry.parts, entry.scrap)
    return mine == (wish.state, program, wish.parts, wish.scrap)


async def _blocking(work: Callable[[], Result]) -> Result:
    return await asyncio.to_thread(work)
