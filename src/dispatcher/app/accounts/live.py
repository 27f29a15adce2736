"""What is reckoned on the spot, kept for a moment: screens ask for the open shift of every machine again and again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock

from dispatcher.app.accounts.inputs import AccountInputs, Ask
from dispatcher.app.accounts.meaning import Meaning
from dispatcher.app.accounts.reckoning import part_cells, time_cells
from dispatcher.domain.account import PartCell, Stretch, TimeCell, TimeClass
from dispatcher.domain.instant import SECOND, Instant, Micros
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId
from dispatcher.engine.account import account
from dispatcher.engine.account.cells import parts
from dispatcher.ports.account import Accounts

FRESH: Micros = 5 * SECOND
"""How long an account of what goes on is kept where nothing of the machine changed but the time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoned:
    """The account of a window as of `now`."""

    now: Instant
    stretches: Sequence[Stretch]
    times: Sequence[TimeCell]
    parts: Sequence[PartCell]


@dataclass(frozen=True, slots=True)
class _Kept:
    start: Instant
    version: tuple[object, ...]
    reckoned: Reckoned
    meaning: Meaning


@dataclass(slots=True, kw_only=True)
class Live:
    """Any thread may ask; all calls block."""

    inputs: AccountInputs
    accounts: Accounts
    _kept: dict[MachineId, _Kept] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def reckon(self, asked: Sequence[Ask], now: Instant) -> Iterator[Reckoned]:
        """The account of each window, in the order asked."""
        if not asked:
            return
        meaning, changes = self.inputs.meanings.now(), self.accounts.changes()
        last = self.inputs.log.last()
        found: dict[int, Reckoned] = {}
        missing: list[int] = []
        for place, (machine, window) in enumerate(asked):
            kept = self._kept.get(machine)
            fits = kept is not None and window.end >= now and kept.start == window.start and kept.meaning is meaning
            known = _later(kept.reckoned, meaning, now) if kept is not None and fits else None
            if kept is not None and known is not None and kept.version == (changes.get(machine, 0), last):
                found[place] = known
            else:
                missing.append(place)
        for place, gathered in zip(missing, self.inputs.gather([asked[p] for p in missing], now), strict=True):
            machine, window = asked[place]
            stretches = account(gathered.facts)
            made = Reckoned(
                now=now,
                stretches=stretches,
                times=time_cells(stretches, gathered.meaning),
                parts=part_cells(gathered),
            )
            found[place] = made
            if window.end >= now:
                version = (changes.get(machine, 0), last)
                with self._lock:
                    self._kept[machine] = _Kept(window.start, version, made, gathered.meaning)
        yield from (found[place] for place in range(len(asked)))

    def counted(self, asked: Sequence[Ask], now: Instant) -> Iterator[PartCell]:
        """Part cells of windows whose stretches nobody asks for."""
        meaning = self.inputs.meanings.now()
        for machine, window, counts, overlay in self.inputs.counted(asked, now):
            said = [own for own in overlay.parts if own.at in window]
            yield from parts(machine, counts, said, meaning.slots(machine, window), meaning.norms)


def _later(reckoned: Reckoned, meaning: Meaning, now: Instant) -> Reckoned | None:
    """The account a moment later, where time alone can have changed nothing but the last stretch's length."""
    if now == reckoned.now:
        return reckoned
    if not reckoned.now < now < reckoned.now + FRESH or not reckoned.stretches:
        return None
    last = reckoned.stretches[-1]
    ends = last.occurrence_end is None or now >= last.occurrence_end
    if not last.open or ends or last.time_class is TimeClass.MICRO:
        return None
    # A break may begin or end meanwhile.
    if len(meaning.slots(last.machine, Interval(reckoned.now, Instant(now + 1)))) > 1:
        return None
    stretches = [*reckoned.stretches[:-1], replace(last, end=now)]
    return Reckoned(now=now, stretches=stretches, times=time_cells(stretches, meaning), parts=reckoned.parts)
