"""A shop for corrections: a lathe and a mill, what they did, and an account of it as plain as can be.

The real account has rules, modes, programs and classes of time; intents only ask what stood, why, and since when.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count, pairwise

from dispatcher.app.corrections.desk import CorrectionDesk
from dispatcher.app.corrections.intent import Act, Entered, Intent
from dispatcher.app.corrections.sight import Sources
from dispatcher.app.plant import MachineInfo, MachineKind, Plant, Site, standard_states
from dispatcher.app.reasons.tree import ReasonBook
from dispatcher.app.versions import ALWAYS, Effective, Version
from dispatcher.domain.account import Origin, Stretch, TimeClass
from dispatcher.domain.calendar import Attendance, Occurrence
from dispatcher.domain.correction import Correction
from dispatcher.domain.instant import HOUR, MINUTE, Instant, parse_instant
from dispatcher.domain.interval import Interval, clip
from dispatcher.domain.reason import Reason, ReasonKind, ReasonTree, Wins
from dispatcher.domain.signal import MachineId
from dispatcher.domain.state import BaseState, PartCount, Shape
from dispatcher.engine.overlay import lay, settle
from dispatcher.ports.corrections import CorrectionLog
from dispatcher.stores.memory import MemoryCorrections

T0 = parse_instant("2026-11-23T05:00:00Z")
"""08:00 in Moscow, when the day shift opens; it lasts twelve hours."""
LATHE, MILL = MachineId("lathe"), MachineId("mill")
RUN, IDLE, DARK = BaseState.RUNNING, BaseState.IDLE, BaseState.NO_DATA


def at(minutes: float) -> Instant:
    return Instant(T0 + round(minutes * MINUTE))


def given(code: str, *, parent: str = "", **rest: object) -> Reason:
    made = Reason(
        code=code, parent=parent, words={"en": code}, kind=ReasonKind.UNPLANNED, color="reason-1", shape=Shape.CIRCLE
    )
    return replace(made, **rest)  # type: ignore[arg-type]  # fields by name


TREE = ReasonTree(
    reasons={
        one.code: one
        for one in (
            given("organisation"),
            given("no_job", parent="organisation"),
            given("no_tool", parent="organisation"),
            given("old", active=False),
            given("turning_only", scopes=("kind:turning",)),
            given("mills", scopes=("machine:mill",)),
            given("mill_jam", parent="mills"),
            given("measuring", against_running=Wins.PERSON),
            given("door", against_person=Wins.SIGNAL),
            given("lunch"),
        )
    }
)
BOOK = ReasonBook(trees=Effective((Version(number=1, start=ALWAYS, entered_at=ALWAYS, author="", body=TREE),)))


def plant() -> Plant:
    return Plant(
        site=Site(name="Works", time_zone="Europe/Moscow"),
        machines=(
            MachineInfo(id=LATHE, name="Lathe", area="A", kind=MachineKind.TURNING),
            MachineInfo(id=MILL, name="Mill", area="A", kind=MachineKind.MILLING),
        ),
        states=standard_states(),
    )


State = tuple[float, float | None, BaseState]
"""From minute to minute after T0; None: it lasts."""


@dataclass
class Shop:
    """`states` and `rules` (reasons that rules gave) by machine; the clock stands at `now`."""

    states: dict[MachineId, list[State]]
    rules: list[tuple[MachineId, float, float, str]] = field(default_factory=list)
    now: Instant = field(default_factory=lambda: at(240))
    parts: list[PartCount] = field(default_factory=list)
    log: CorrectionLog = field(default_factory=MemoryCorrections)
    poked: list[int] = field(default_factory=list)
    shift: Interval | None = field(default_factory=lambda: Interval(at(0), at(720)))
    keys: count[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.desk = CorrectionDesk(
            sources=Sources(
                log=self.log,
                plant=plant(),
                clock=self.clock(),
                stretches=self.stretches,
                book=lambda: BOOK,
                occurrences=self.occurrences,
                counts=lambda machines, window: [
                    one for one in self.parts if one.machine in machines and one.at in window
                ],
            ),
            appended=lambda lines: self.poked.extend(line.id for line in lines),
        )

    def clock(self) -> ShopClock:
        return ShopClock(self)

    def enter(self, intent: Intent, *, author: str = "Иван", comment: str = "", seen: int | None = None) -> Entered:
        """Under a fresh key."""
        key = f"act-{next(self.keys):05}"
        return self.desk.enter(intent, Act(key=key, author=author, comment=comment, seen=seen))

    def occurrences(self, machine: MachineId, window: Interval) -> list[Occurrence]:
        del machine
        if self.shift is None or self.shift.end <= window.start or window.end <= self.shift.start:
            return []
        return [
            Occurrence(
                calendar="main",
                day=date(2026, 11, 23),
                shift="day",
                team="",
                start=self.shift.start,
                end=self.shift.end,
                breaks=(),
                attendance=Attendance.MANNED,
            )
        ]

    def stretches(self, machines: Sequence[MachineId], window: Interval) -> list[Stretch]:
        return [stretch for machine in machines for stretch in self._of(machine, window)]

    def told(self, machine: MachineId = LATHE) -> list[tuple[float, float, str]]:
        """The stops in minutes, with their reasons."""
        found = self._of(machine, Interval(T0, self.now))
        return [((s.start - T0) / MINUTE, (s.end - T0) / MINUTE, s.reason) for s in found if s.base is not RUN]

    def _of(self, machine: MachineId, window: Interval) -> list[Stretch]:
        whole = Interval(Instant(T0 - 100 * HOUR), self.now)
        overlay = lay(self.log.of_machine(machine, whole), until=self.now)
        running = [
            Interval(at(start), self.now if end is None else at(end))
            for start, end, base in self.states[machine]
            if base is RUN
        ]
        pieces = settle(overlay.pieces, running=running, carry=lambda _: 48 * HOUR)
        bounds = {*overlay.splits}
        for piece in pieces:
            bounds |= {piece.start, piece.end or self.now}
        for start, end, _ in self.states[machine]:
            bounds |= {at(start), self.now if end is None else at(end)}
        for _, start, end, _ in self.rules:
            bounds |= {at(start), at(end)}
        ordered = sorted(bounds)
        found: list[Stretch] = []
        stop: Instant | None = None
        for start, end in pairwise(ordered):
            state = next(
                (s for s in self.states[machine] if at(s[0]) <= start and (s[1] is None or start < at(s[1]))), None
            )
            if state is None:
                continue
            here = next((p for p in pieces if p.start <= start and (p.end is None or start < p.end)), None)
            base = BaseState(here.state) if here is not None and here.state else state[2]
            rule = next((r for m, s, e, r in self.rules if m == machine and at(s) <= start < at(e)), "")
            said = None if here is None else here.reason
            if base is RUN and not (said and TREE.reasons[said].against_running is Wins.PERSON):
                said = rule = ""
            stop = None if base in (RUN, DARK) else start if stop is None or start in overlay.splits else stop
            cut = clip(start, end, window, self.now)
            if cut is not None:
                found.append(_stretch(machine, cut, base, said, rule, stop, lasts=end == self.now and state[1] is None))
        return found


def _stretch(
    machine: MachineId,
    cut: Interval,
    base: BaseState,
    said: str | None,
    rule: str,
    stop: Instant | None,
    *,
    lasts: bool,
) -> Stretch:
    origin = Origin.PERSON if said is not None else Origin.RULE if rule else Origin.NONE
    return Stretch(
        machine=machine,
        start=cut.start,
        end=cut.end,
        open=lasts,
        state=base.value,
        base=base,
        mode="production",
        program="O1",
        state_rule="",
        reason=rule if said is None else said,
        origin=origin,
        reason_rule="",
        corrections=(),
        time_class=TimeClass.UNEXPLAINED,
        stop=stop,
        day=date(2026, 11, 23),
        shift="day",
        team="",
        occurrence=T0,
        occurrence_end=at(720),
        late=0,
    )


@dataclass
class ShopClock:
    """Shows what the shop says."""

    shop: Shop

    def now(self) -> Instant:
        return self.shop.now


def shop(**changes: object) -> Shop:
    """The lathe stood from 60 to 90 and stands since 200, unknown before 30. The mill stood 100 to 110."""
    return Shop(
        states={
            LATHE: [(0, 30, DARK), (30, 60, RUN), (60, 90, IDLE), (90, 200, RUN), (200, None, IDLE)],
            MILL: [(0, 100, RUN), (100, 110, IDLE), (110, None, RUN)],
        },
        **changes,  # type: ignore[arg-type]  # fields by name
    )


def lines(entered: Entered) -> list[Correction]:
    return list(entered.lines)
