"""An open link: what is brought becomes batches. It knows what the sender had said when he was heard last.

A sender who was silent for too long, and cannot prove by his numbering that nothing is missing, does not speak for the
time in between: what he had said before is unavailable until he says it again.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

from dispatcher.connectors.http_push.book import Book, Booked, Name
from dispatcher.connectors.http_push.config import HttpPushSettings
from dispatcher.connectors.http_push.memory import remembered, written
from dispatcher.connectors.http_push.said import Read, Refusals, Said
from dispatcher.connectors.sdk.inbox import Inbox
from dispatcher.domain.instant import MINUTE, SECOND, Instant
from dispatcher.domain.signal import Category, Condition, Level, SignalSpec
from dispatcher.ports.connector import Batch, Cursor, LinkDown, Note, Rows

PLAIN = "http_push"
"""The session of observations the sender does not number."""
LONGEST_BEAT_S = 20.0
SESSIONS = 1_000
"""Numberings a sender may begin on one link."""
NOTED = 5
"""So many refusals of a delivery go into the source's journal."""


def numbered(session: str) -> str:
    """Our name for the sender's numbering."""
    return f"seq:{session}" if session else "seq"


class PushLink:
    """One link; `heard` is what earlier links of the same connector heard of: name -> declaration."""

    def __init__(
        self, inbox: Inbox, settings: HttpPushSettings, devices: frozenset[str], heard: dict[Name, SignalSpec]
    ) -> None:
        self._inbox = inbox
        self._settings = settings
        self._book = Book(settings, devices)
        self._heard = heard
        self._after: Cursor = {}
        self._heard_text = ""
        self._last: Batch | None = None
        self._last_at = asyncio.get_running_loop().time()
        self._sessions: set[str] = set()

    async def batches(self, *, after: Cursor | None) -> AsyncIterator[Batch]:
        """What is brought. Raises LinkDown `http_push_silent`."""
        self._after = after or {}
        self._heard_text = str(self._after.get("heard", ""))
        self._heard.update(remembered(self._heard_text))
        loop = asyncio.get_running_loop()
        self._last_at = loop.time()
        with self._inbox.emptied():
            async for batch in self._inbox.batches(min(self._settings.silence_s / 4, LONGEST_BEAT_S), self._beat):
                yield batch
                if batch.stored is not None:
                    self._last_at = loop.time()  # however long the house took over it

    def _beat(self) -> Batch | None:
        """Nothing came: silence, or a sender who has nothing to say. The contact ends with what came last."""
        if asyncio.get_running_loop().time() - self._last_at >= self._settings.silence_s:
            raise LinkDown("http_push_silent", seconds=self._settings.silence_s)
        return self._last and Batch(received_at=self._last.received_at, session=self._last.session, rows=Rows())

    def batches_of(self, read: Read, received_at: Instant) -> tuple[list[Batch], int]:
        """A delivery: its batches, in order, at least one; and how many rows are its own."""
        booked = self._take(read, received_at)
        session = numbered(read.session)
        parts = [(session, booked.numbered)] if len(booked.numbered) else []
        if len(booked.plain) or not parts:
            parts.append((PLAIN, booked.plain))
        own = sum(len(rows) for _, rows in parts)
        whole = self._is_whole(read, booked)
        lost = [] if whole or self._last is not None else self._lost(booked, received_at)
        if lost:
            unknown = self._book.take(Read(said=lost, refusals=Refusals()), received_at)
            rows = unknown.numbered if len(unknown.numbered) else unknown.plain
            parts.insert(0, (session if len(unknown.numbered) else PLAIN, rows))
            booked = replace(booked, declared=(*unknown.declared, *booked.declared))
        made = [Batch(received_at=received_at, session=name, rows=rows) for name, rows in parts]
        clock = None if read.clock is None else Instant(read.clock)
        made[0] = replace(
            made[0], declared=booked.declared, notes=read.refusals.told(NOTED), source_clock=clock, cursor=None
        )
        if booked.declared:
            self._remember()
        self._after = self._cursor(read, booked, received_at)
        # The first batch of a link has a place to go on from only where nothing is missing before it.
        start = 0 if whole or self._last is not None else 1
        made[start:] = [replace(batch, cursor=self._after) for batch in made[start:]]
        self._last, self._last_at = made[-1], asyncio.get_running_loop().time()
        return made, own

    def remark(self, note: Note, received_at: Instant) -> list[Batch]:
        """A sign of life with a note."""
        return self.batches_of(Read(said=[], refusals=Refusals(notes=[note], count=1)), received_at)[0]

    def _remember(self) -> None:
        """What the sender declared, the newest last."""
        lines = {name: line for name, line in self._book.lines.items() if not line.mapped}
        for name, line in lines.items():
            self._heard.pop(name, None)
            self._heard[name] = line.declared.spec
        while len(self._heard) > self._settings.max_signals:
            del self._heard[next(iter(self._heard))]
        self._heard_text = written(self._heard)

    def _take(self, read: Read, received_at: Instant) -> Booked:
        if any(said.seq is not None for said in read.said) and read.session not in self._sessions:
            if len(self._sessions) >= SESSIONS:
                for said in read.said:
                    read.refusals.add("http_push_sessions", said.place, limit=SESSIONS)
                read.said.clear()
            else:
                self._sessions.add(read.session)
        return self._book.take(read, received_at)

    def _is_whole(self, read: Read, booked: Booked) -> bool:
        """Whether the sender's numbers prove that nothing is missing since he was heard last."""
        seq = self._after.get("seq")
        return (
            isinstance(seq, int)
            and self._after.get("session") == read.session
            and booked.numbers is not None
            and not booked.holes
            and booked.numbers[0] <= seq + 1 <= booked.numbers[1] + 1
        )

    def _lost(self, booked: Booked, received_at: Instant) -> list[Said]:
        """Signals whose last word does not hold any more."""
        contact, newest = self._after.get("contact"), self._after.get("newest")
        if not isinstance(contact, int) or not isinstance(newest, int):
            return []
        if received_at - contact <= self._settings.silence_s * SECOND:
            return []
        seq = None if booked.numbers is None else booked.numbers[0]
        signals = {**dict(self._book.expected()), **self._heard}
        return [self._unsaid(name, spec, newest + 1, seq) for name, spec in signals.items()]

    def _unsaid(self, name: Name, spec: SignalSpec, at: int, seq: int | None) -> Said:
        """Nobody knows the signal from `at` on; what this link was told of it stands."""
        line = self._book.lines.get(name)
        of = spec if line is None else line.declared.spec
        value = Condition(level=Level.UNAVAILABLE) if of.category is Category.CONDITION else None
        return Said(0, *name, value, at, seq, spec if line is None else None)

    def _cursor(self, read: Read, booked: Booked, received_at: Instant) -> Cursor:
        seq, session = self._after.get("seq"), self._after.get("session")
        if booked.numbers is not None:
            last = booked.numbers[1]
            seq = max(seq, last) if session == read.session and isinstance(seq, int) else last
            session = read.session
        newest = max([received_at, *booked.numbered.source_at, *booked.plain.source_at])
        cursor: dict[str, str | int] = {"contact": received_at, "newest": min(newest, received_at + 2 * MINUTE)}
        if isinstance(seq, int) and isinstance(session, str):
            cursor |= {"seq": seq, "session": session}
        return {**cursor, "heard": self._heard_text} if self._heard_text else cursor
