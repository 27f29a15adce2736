"""From the bytes of one device to its rows: frames, letters, patterns, counts. Pure; the clock is handed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from dispatcher.connectors.sdk.mapping import Raw, Sheet
from dispatcher.connectors.sdk.time_forms import TimeForm
from dispatcher.connectors.text.config import TextEntry, TextSettings
from dispatcher.connectors.text.framing import Frame, Framer
from dispatcher.connectors.text.matching import Match, Matcher
from dispatcher.domain.instant import Instant
from dispatcher.ports.connector import Garbled, Note, Rows

MAX_STRANGE = 1_000
"""Lines that fit no pattern, and not a single one that does: this is another device than the mapping says."""

_SAMPLE = 80
_AROUND = "".join(map(chr, range(0x21))) + "\x7f"
"""Blanks and control characters around a line: runs of NUL, DC2 and DC4 of a punch, a lone CR."""


@dataclass(slots=True)
class Told:
    """What some bytes said."""

    rows: Rows
    lines: int
    notes: list[Note] = field(default_factory=list)


class Decoder:
    """Reads what one device sends over one connection.

    counts: key -> parts counted so far, kept by the caller from connection to connection.
    """

    def __init__(
        self, settings: TextSettings, entries: Sequence[TextEntry], device: str, counts: dict[str, int], first: int = 0
    ) -> None:
        """first: the handle of its first signal."""
        self._settings = settings
        self._device = device
        self._framer = _framer(settings)
        self._matcher = Matcher(entries)
        self._times = TimeForm(settings.time_form, settings.zone)
        self.sheet = Sheet(entries, device, first)
        self._counts = counts
        self._lines = self._strange = self._too_long = 0
        self._said: set[str] = set()
        self._sample = ""
        self._fits = False

    @property
    def pending(self) -> bool:
        """Whether a line has begun that a pause would end."""
        return self._settings.frame is Frame.PAUSE and self._framer.pending

    def begin(self) -> None:
        """A new connection of the same device."""
        self._framer, self._too_long = _framer(self._settings), 0

    def gone(self, now: Instant) -> Rows:
        """Nobody speaks for the device any more."""
        rows = Rows()
        for declared in self.sheet.declared:
            self.sheet.add(rows, declared.handle, None, now)
        return rows

    def feed(self, data: bytes, now: Instant) -> Told:
        """What these bytes complete. Raises Garbled where nothing of all that came fits the mapping."""
        return self._tell(self._framer.feed(data), now)

    def pause(self, now: Instant) -> Told:
        """What a pause completes."""
        return self._tell(self._framer.pause(), now)

    def check(self, least: int = MAX_STRANGE) -> None:
        """Raises Garbled where so many lines came and none fits."""
        if not self._fits and self._strange >= least:
            raise self.garbled()

    def garbled(self) -> Garbled:
        """The error for a peer whose lines the mapping does not know."""
        return Garbled("text_nothing_fits", place=self._settings.shown, text=self._sample)

    # ------------------------------------------------------------------ inside

    def _tell(self, frames: list[bytes], now: Instant) -> Told:
        told = Told(rows=Rows(), lines=len(frames))
        texts = [text for frame in frames if (text := self._decoded(frame, told))]
        if self._framer.too_long > self._too_long:
            self._too_long = self._framer.too_long
            self._once(told, "text_too_long", limit=self._settings.max_length)
        if texts:
            matches, fitting = self._matcher.match(texts)
            self._rows(told.rows, matches, self._instants(texts, now, told))
            self._judge(texts, fitting, told)
        return told

    def _decoded(self, frame: bytes, told: Told) -> str:
        self._lines += 1
        codec = self._settings.encoding.value
        try:
            return frame.decode(codec).strip(_AROUND)
        except UnicodeDecodeError:
            text = frame.decode(codec, "replace").strip(_AROUND)
            self._once(told, "text_other_letters", encoding=codec, text=text[:_SAMPLE])
            return text

    def _judge(self, texts: list[str], fitting: set[int], told: Told) -> None:
        """Whether the other side is what the mapping was made for."""
        self._fits = self._fits or bool(fitting)
        if len(fitting) == len(texts):
            return
        self._strange += len(texts) - len(fitting)
        self._sample = next(text for line, text in enumerate(texts) if line not in fitting)[:_SAMPLE]
        self._once(told, "text_line_without_meaning", text=self._sample)
        self.check()

    def _instants(self, texts: list[str], now: Instant, told: Told) -> list[int]:
        """When each line was said: as it says itself, else now, those of one delivery a microsecond apart, in order."""
        ours = [now + line for line in range(len(texts))]
        if not self._settings.time_pattern:
            return ours
        found = pc.extract_regex(pa.array(texts, pa.string()), pattern=self._settings.time_pattern).field("time")
        times = self._times.read([text or "" for text in found.to_pylist()])
        if None in times:
            self._once(told, "text_line_without_time", text=texts[times.index(None)][:_SAMPLE])
        return [our if at is None else at for at, our in zip(times, ours, strict=True)]

    def _rows(self, rows: Rows, matches: list[Match], instants: list[int]) -> None:
        put = self.sheet.add_changed if self._settings.ask else self.sheet.add
        for match in matches:
            entry, handle, at = self.sheet.entries[match.entry], self.sheet.first + match.entry, instants[match.line]
            raw: Raw = match.value
            if entry.count:
                before = self._counts.get(entry.key, 0)
                if not before:
                    put(rows, handle, 0, at - 1)  # what the first part is counted from
                raw = self._counts[entry.key] = before + 1
            put(rows, handle, raw, at)

    def _once(self, told: Told, code: str, **params: str | int) -> None:
        """Say it once a connection."""
        if code not in self._said:
            self._said.add(code)
            told.notes.append(Note(code=code, params={"device": self._device, "line": self._lines, **params}))


def _framer(settings: TextSettings) -> Framer:
    return Framer(settings.frame, limit=settings.max_length, length=settings.frame_length)
