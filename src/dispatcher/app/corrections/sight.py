"""What intents are checked against: the account, the log, the reasons and the calendar, at one instant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from dispatcher.app.plant import Plant
from dispatcher.app.reasons.tree import ReasonBook
from dispatcher.domain.account import Stretch
from dispatcher.domain.calendar import Occurrence
from dispatcher.domain.correction import LONGEST_CARRY
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import DAY, Instant, Micros, to_datetime
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId
from dispatcher.domain.state import BaseState, PartCount
from dispatcher.engine.overlay import Overlay, lay
from dispatcher.ports.clock import Clock
from dispatcher.ports.corrections import CorrectionLog

LONGEST: Micros = 31 * DAY
"""No single correction reaches over more than this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where what is there is read from. All of them block.

    stretches: the account of machines in a window. book: the reasons by instant. occurrences: the
    shifts of a machine that touch a window. counts: part counts of machines in a window.
    """

    log: CorrectionLog
    plant: Plant
    clock: Clock
    stretches: Callable[[Sequence[MachineId], Interval], Sequence[Stretch]]
    book: Callable[[], ReasonBook]
    occurrences: Callable[[MachineId, Interval], Sequence[Occurrence]]
    counts: Callable[[Sequence[MachineId], Interval], Sequence[PartCount]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """Everything as it is `now`."""

    sources: Sources
    now: Instant

    def book(self) -> ReasonBook:
        """The reasons."""
        return self.sources.book()

    def machine(self, machine: MachineId) -> MachineId:
        """By id. Raises NotFound `machine_unknown`."""
        return self.sources.plant.machine(machine).id

    def reach(self, start: Instant, end: Instant | None) -> Interval:
        """[start, end), an open end meaning now.

        Raises InvalidInput `correction_in_future`, `correction_reversed`, `correction_too_long`.
        """
        if start >= self.now or (end is not None and end > self.now):
            late = start if start >= self.now or end is None else end
            raise InvalidInput("correction_in_future", at=self.wall(late), now=self.wall(self.now))
        stop = self.now if end is None else end
        if stop <= start:
            raise InvalidInput("correction_reversed", start=self.wall(start), end=self.wall(stop))
        if stop - start > LONGEST:
            raise InvalidInput("correction_too_long", days=LONGEST // DAY, start=self.wall(start), end=self.wall(stop))
        return Interval(start, stop)

    def past(self, at: Instant) -> Instant:
        """An instant that was. Raises InvalidInput `correction_in_future`."""
        if at > self.now:
            raise InvalidInput("correction_in_future", at=self.wall(at), now=self.wall(self.now))
        return at

    def stretches(self, machine: MachineId, window: Interval) -> Sequence[Stretch]:
        """The account of one machine, cut to the window."""
        return self.sources.stretches([machine], window)

    def overlay(self, machine: MachineId, window: Interval) -> Overlay:
        """What people say about the window."""
        return lay(self.sources.log.of_machine(machine, window), until=window.end)

    def stop_end(self, machine: MachineId, start: Instant) -> Instant | None:
        """Where standing (or not knowing) that holds at `start`, or begins first after it, ends; None = it lasts."""
        window = Interval(start, min(self.now, Instant(start + LONGEST_CARRY)))
        standing: Stretch | None = None
        for stretch in self.stretches(machine, window):
            if stretch.base is BaseState.RUNNING:
                if standing is not None:
                    return standing.end
            elif standing is not None and stretch.stop != standing.stop:
                return standing.end
            else:
                standing = stretch
        if standing is None:
            return Instant(window.end)
        return None if standing.open else standing.end

    def wall(self, instant: Instant) -> str:
        """As the plant's clocks show it, for the texts of refusals."""
        zone = ZoneInfo(self.sources.plant.site.time_zone)
        return to_datetime(instant, zone).strftime("%Y-%m-%d %H:%M:%S")
