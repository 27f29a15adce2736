"""Facts for the account, gathered from the journal, the log of corrections and what people set."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from dispatcher.app.accounts.gathering import Sight, sights
from dispatcher.app.accounts.meaning import Drafts, Meaning, Meanings
from dispatcher.app.plant import MachineInfo
from dispatcher.domain.instant import DAY, Instant, Micros
from dispatcher.domain.interval import Interval
from dispatcher.domain.reason import Reason
from dispatcher.domain.signal import MachineId
from dispatcher.domain.state import PartCount, Span, Track
from dispatcher.engine.account import Facts, Standing
from dispatcher.engine.overlay import NOTHING, Overlay, lay
from dispatcher.engine.reasons.facts import SignalTrack, StopFacts
from dispatcher.engine.reasons.rule import Given, ReasonRule, SignalRef
from dispatcher.ports.corrections import CorrectionLog
from dispatcher.ports.store import Derived

Ask = tuple[MachineId, Interval]

Signals = Callable[[MachineId, Interval, Sequence[ReasonRule]], Callable[[SignalRef], SignalTrack]]
"""Loads what a rule asks of signals: of a machine, over a window that holds every stop, for these rules."""

FAR: Micros = 3 * DAY
"""Machines whose stops reach further out than this are asked for by themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """Facts of one machine and window, and the parts counted in it. reach: the window with the whole stops that touch
    it, and where entries without an end began that may hold in it; ENDLESS where such a stop still goes on.
    """

    facts: Facts
    counts: Sequence[PartCount]
    reach: Interval
    meaning: Meaning


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountInputs:
    """Where facts come from. All calls block."""

    journal: Derived
    log: CorrectionLog
    meanings: Meanings
    signals: Signals

    def counted(
        self, asked: Sequence[Ask], now: Instant
    ) -> Iterator[tuple[MachineId, Interval, list[PartCount], Overlay]]:
        """Parts counted in each window, and what people said of it."""
        for machine, window in asked:
            counts = list(self.journal.part_counts([machine], window))
            lines = self.log.of_machine(machine, window)
            yield machine, window, counts, lay(lines, until=min(window.end, now)) if lines else NOTHING

    def reaches(self, asked: Sequence[Ask], now: Instant) -> list[Interval]:
        """The windows, each with the whole stops that touch it, or end at its start, or begin at its end."""
        wide = [(machine, Interval(Instant(own.start - 1), Instant(own.end + 1))) for machine, own in asked]
        found: list[Interval] = []
        for (_, window), sight in zip(asked, self._seen(self.meanings.now(), wide, now), strict=True):
            seen = sight.decided
            start = window.start if seen.start == window.start - 1 else seen.start
            found.append(Interval(start, window.end if seen.end == window.end + 1 else seen.end))
        return found

    def _seen(self, meaning: Meaning, asked: Sequence[Ask], now: Instant) -> list[Sight]:
        """What is seen around each window; windows near each other are looked at together."""
        found: dict[int, Sight] = {}
        for places in _together(asked):
            some = sights(self.journal, self.log, meaning, [asked[place] for place in places], now)
            found |= dict(zip(places, some, strict=True))
        return [found[place] for place in range(len(asked))]

    def with_drafts(self, drafts: Drafts) -> AccountInputs:
        """The same facts, as if these documents were in force (dry run)."""
        return AccountInputs(
            journal=self.journal, log=self.log, meanings=self.meanings.with_drafts(drafts), signals=self.signals
        )

    def gather(self, asked: Sequence[Ask], now: Instant) -> list[Gathered]:
        """Facts for each machine and window, in the order asked. Machines must be those of the plant."""
        meaning = self.meanings.now()
        found: dict[int, Gathered] = {}
        for places in _together(asked):
            seen = sights(self.journal, self.log, meaning, [asked[place] for place in places], now)
            found |= dict(zip(places, self._facts(meaning, seen), strict=True))
        return [found[place] for place in range(len(asked))]

    def _facts(self, meaning: Meaning, seen: Sequence[Sight]) -> Iterable[Gathered]:
        near = [sight for sight in seen if sight.reach.length <= sight.window.length + FAR]
        tracks = self._tracks(near)
        for sight in seen:
            if id(sight) not in {id(own) for own in near}:
                tracks |= self._tracks([sight])
        counts: dict[MachineId, list[PartCount]] = {}
        for count in self.journal.part_counts([sight.machine for sight in seen], _hull(s.window for s in seen)):
            counts.setdefault(count.machine, []).append(count)
        for sight in seen:
            own = [count for count in counts.get(sight.machine, ()) if count.at in sight.window]
            facts = self._of(meaning, sight, tracks.get(sight.machine, {}))
            yield Gathered(facts=facts, counts=own, reach=sight.decided, meaning=meaning)

    def _tracks(self, seen: Sequence[Sight]) -> dict[MachineId, dict[Track, list[Span]]]:
        found: dict[MachineId, dict[Track, list[Span]]] = {}
        if not seen:
            return found
        wanted = (Track.MODE, Track.PROGRAM, Track.ALARM)
        for span in self.journal.spans([s.machine for s in seen], wanted, _hull(s.reach for s in seen)):
            found.setdefault(span.machine, {}).setdefault(span.track, []).append(span)
        return found

    def _of(self, meaning: Meaning, sight: Sight, tracks: dict[Track, list[Span]]) -> Facts:
        machine, _reach = meaning.machines[sight.machine], sight.reach

        def reason(code: str, at: Instant) -> Reason | None:
            return meaning.book.reason(code, at)

        def micro(at: Instant) -> Micros:
            return meaning.book.stop(machine, at).micro

        def judge(standing: Standing) -> Sequence[Given]:
            return _judged(meaning, machine, sight, tracks, standing, self.signals)

        return Facts(
            machine=sight.machine,
            window=sight.window,
            now=sight.now,
            states=sight.spans,
            modes=tracks.get(Track.MODE, []),
            programs=tracks.get(Track.PROGRAM, []),
            slots=meaning.slots(sight.machine, sight.window),
            overlay=sight.overlay,
            kinds=meaning.kinds,
            reason=reason,
            micro=micro,
            judge=judge,
        )


def _judged(
    meaning: Meaning,
    machine: MachineInfo,
    sight: Sight,
    tracks: dict[Track, list[Span]],
    standing: Standing,
    signals: Signals,
) -> list[Given]:
    """The reasons that rules give, stop by stop with the threshold under which each began."""
    found: list[Given] = []
    stops = standing.stops
    hull = Interval(stops[0].start, stops[-1].end)
    load = signals(machine.id, hull, list(_rules(meaning, hull)))
    ends = {Track.MODE: tracks.get(Track.MODE, []), Track.PROGRAM: tracks.get(Track.PROGRAM, [])}
    values = {
        track: [(s.start, sight.now if s.end is None else s.end, s.value) for s in spans]
        for track, spans in ends.items()
    }
    slots = meaning.slots(machine.id, hull)
    for micro, group in groupby(_whole(stops), key=lambda stop: meaning.book.stop(machine, stop[0].start).micro):
        pieces = [piece for stop in group for piece in stop]
        found += meaning.book.judge(
            machine,
            StopFacts(
                machine=machine.id,
                window=Interval(pieces[0].start, pieces[-1].end),
                stops=pieces,
                states=standing.states,
                modes=values[Track.MODE],
                programs=values[Track.PROGRAM],
                alarms=tracks.get(Track.ALARM, []),
                slots=slots,
                signals=load,
                zone=meaning.plan.zone(machine.id),
                micro=micro,
            ),
        )
    return found


def _rules(meaning: Meaning, hull: Interval) -> Iterator[ReasonRule]:
    """Every rule that is in force somewhere in the hull."""
    starts = [hull.start, *(version.start for version in meaning.book.rules.versions if version.start in hull)]
    for start in starts:
        yield from meaning.book.rules_at(start)[1]


def _whole(pieces: Sequence[Interval]) -> list[list[Interval]]:
    """Pieces that touch are one stop."""
    found: list[list[Interval]] = []
    for piece in pieces:
        if found and found[-1][-1].end == piece.start:
            found[-1].append(piece)
        else:
            found.append([piece])
    return found


def _together(asked: Sequence[Ask]) -> Iterator[list[int]]:
    """Places of windows that are alike enough to be asked for together, each machine once."""

    def near(place: int) -> tuple[int, int]:
        window = asked[place][1]
        return window.start // DAY, window.end // DAY

    for _, group in groupby(sorted(range(len(asked)), key=near), key=near):
        yield from _apart(list(group), asked)


def _apart(places: Sequence[int], asked: Sequence[Ask]) -> list[list[int]]:
    """Each machine once in a group."""
    rounds: list[list[int]] = []
    seen: dict[MachineId, int] = {}
    for place in places:
        machine = asked[place][0]
        turn = seen.get(machine, 0)
        seen[machine] = turn + 1
        if turn == len(rounds):
            rounds.append([])
        rounds[turn].append(place)
    return rounds


def _hull(windows: Iterable[Interval]) -> Interval:
    listed = list(windows)
    return Interval(min(window.start for window in listed), max(window.end for window in listed))
