"""An open link: when to ask, when silence is the end, which time nobody spoke for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace

from dispatcher.connectors.text.config import TextEntry, TextSettings
from dispatcher.connectors.text.decode import Decoder, Told
from dispatcher.connectors.text.wire import Heard, News, Wire
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.ports.clock import Clock
from dispatcher.ports.connector import Batch, Cursor, Declared, LinkDown, Loss, Note, Rows

SESSION = "text"
"""One numbering for all connections: a device numbers nothing, the instant does."""
LIFE_S = 10.0
"""Where a device may be silent, an open connection is the sign of life, told this often."""
_STRANGERS = 20
"""Addresses that were turned away and are named, a link."""
_COUNT = "n:"


@dataclass(slots=True)
class _Talk:
    """What we know of one device on this link."""

    decoder: Decoder
    counts: dict[str, int]
    here: bool
    heard: float = 0.0


class TextLink:
    """An open way to one device, or to several that call."""

    def __init__(
        self, wire: Wire, settings: TextSettings, clock: Clock, entries: Mapping[str, Sequence[TextEntry]]
    ) -> None:
        """entries: device -> its signals; the only device is ""."""
        self._wire = wire
        self._settings = settings
        self._clock = clock
        self._several = set(entries) != {""}
        self._entries = entries
        self._talks: dict[str, _Talk] = {}
        self._strangers: set[str] = set()
        self._alone_is_life = not settings.silence_ms or self._several
        """Whether the open connection, or the open port of several, is sign of life enough."""
        self._notes: list[Note] = []

    async def batches(self, *, after: Cursor | None) -> AsyncIterator[Batch]:
        """What devices say from now on. They keep nothing: the time since the cursor is a loss.

        Raises LinkDown at the end of the connection and at silence, Garbled where nothing fits the mapping.
        """
        self._begin(after or {})
        loop = asyncio.get_running_loop()
        opened = self._alone_is_life
        if opened:
            yield self._opening(after or {})
        told = asked = loop.time()
        for device, talk in self._talks.items():
            talk.heard = told
            if talk.here:
                await self._send(device, self._settings.greeting)
        asked -= self._settings.ask_ms / 1000
        while True:
            now = loop.time()
            if self._settings.ask and now - asked >= self._settings.ask_ms / 1000:
                asked = now
                for device, talk in self._talks.items():
                    if talk.here:
                        await self._send(device, self._settings.ask)
            rows = Rows()
            news = await self._wire.next(self._wait(loop.time(), told, asked))
            if news is not None:
                await self._take(news, rows, loop.time())
            else:
                self._pause(rows, loop.time())
                await self._silence(loop.time())
            alive = self._alone_is_life and loop.time() - told >= LIFE_S
            if news is not None or len(rows) or alive:
                if not opened:
                    opened = True
                    yield self._opening(after or {})
                yield self._batch(rows)
                # However long the house took over it: the device was not silent meanwhile, we were.
                told = loop.time()
                if news is not None and news.device in self._talks:
                    self._talks[news.device].heard = told

    # -------------------------------------------------------------- beginning

    def _begin(self, after: Cursor) -> None:
        base = 0
        for device, entries in self._entries.items():
            counts = {entry.key: _whole(after.get(f"{_COUNT}{device}:{entry.key}")) for entry in entries if entry.count}
            decoder = Decoder(self._settings, entries, device, counts, base)
            self._talks[device] = _Talk(decoder, counts, here=not self._several)
            base += len(entries)

    def _opening(self, after: Cursor) -> Batch:
        """All declarations, the time that nobody listened, and who is not there."""
        now, rows = self._clock.now(), Rows()
        declared: list[Declared] = []
        losses: list[Loss] = []
        since = _whole(after.get("at"))
        for device, talk in self._talks.items():
            declared += talk.decoder.sheet.declared
            if not talk.here:
                _add(rows, talk.decoder.gone(now))
            if 0 < since < now:
                losses.append(Loss(device=device, interval=Interval(Instant(since), now), code="text_not_listening"))
        # No cursor: a link that goes on from one would claim the time in which nobody listened.
        return replace(self._batch(rows, now), declared=tuple(declared), losses=tuple(losses), cursor=None)

    # ----------------------------------------------------------------- living

    def _wait(self, now: float, told: float, asked: float) -> float:
        """How long to wait for news before something else is due, s."""
        settings = self._settings
        ends = [told + LIFE_S] if self._alone_is_life else []
        if settings.ask:
            ends.append(asked + settings.ask_ms / 1000)
        if settings.silence_ms:
            ends += [talk.heard + settings.silence_ms / 1000 for talk in self._talks.values() if talk.here]
        ends += [talk.heard + settings.pause_ms / 1000 for talk in self._talks.values() if talk.decoder.pending]
        return max(0.0, min(ends) - now)

    async def _take(self, news: News, rows: Rows, now: float) -> None:
        if news.what is Heard.TURNED_AWAY:
            if news.device not in self._strangers and len(self._strangers) < _STRANGERS:
                self._strangers.add(news.device)
                self._notes.append(Note(code="text_turned_away", params={"host": news.device}))
            return
        talk = self._talks[news.device]
        talk.heard = now
        match news.what:
            case Heard.CAME:
                # A new connection: half a line of the old one will never end.
                talk.decoder.begin()
                talk.here = True
                await self._send(news.device, self._settings.greeting)
            case Heard.LEFT:
                talk.here = False
                _add(rows, talk.decoder.gone(self._clock.now()))
            case _:
                self._tell(rows, talk.decoder.feed(news.data, self._clock.now()))

    def _pause(self, rows: Rows, now: float) -> None:
        for talk in self._talks.values():
            if talk.decoder.pending and now - talk.heard >= self._settings.pause_ms / 1000:
                self._tell(rows, talk.decoder.pause(self._clock.now()))

    async def _silence(self, now: float) -> None:
        """Raises LinkDown where the only device was silent for too long; of several it is hung up on."""
        limit = self._settings.silence_ms / 1000
        if not limit:
            return
        for device, talk in self._talks.items():
            if talk.here and now - talk.heard >= limit:
                place, silence = device or self._settings.shown, self._settings.silence_ms
                if not self._several:
                    raise LinkDown("text_silent", place=place, silence_ms=silence)
                self._notes.append(Note(code="text_hung_up", params={"place": place, "silence_ms": silence}))
                talk.heard = now
                await self._wire.drop(device)

    async def _send(self, device: str, command: str) -> None:
        if command:
            await self._wire.send(device, self._settings.bytes_of(command))

    # ---------------------------------------------------------------- batches

    def _tell(self, rows: Rows, told: Told) -> None:
        self._notes += told.notes
        _add(rows, told.rows)

    def _batch(self, rows: Rows, now: Instant | None = None) -> Batch:
        at = self._clock.now() if now is None else now
        cursor: dict[str, str | int] = {"at": int(at)}
        for device, talk in self._talks.items():
            cursor.update((f"{_COUNT}{device}:{key}", count) for key, count in talk.counts.items())
        notes, self._notes = tuple(self._notes), []
        return Batch(received_at=at, session=SESSION, rows=rows, cursor=cursor, notes=notes)


def _add(rows: Rows, more: Rows) -> None:
    rows.rich.update((len(rows) + row, value) for row, value in more.rich.items())
    rows.signal += more.signal
    rows.source_at += more.source_at
    rows.sequence += more.sequence
    rows.num += more.num
    rows.text += more.text


def _whole(value: str | int | None) -> int:
    """A number of a cursor; 0 where there is none."""
    return value if isinstance(value, int) else 0
