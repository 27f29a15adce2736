"""One week of one machine, played event by event. Pure: the same seed, machine and week give the
same segments, whoever asks and from whatever moment on.

A week begins and ends at rest (home panel, warm-up program selected), so that weeks join without
knowledge of each other.
"""

from __future__ import annotations

from bisect import bisect_right
from contextlib import suppress

from dispatcher.demo.course import Course, home_panel
from dispatcher.demo.design import WRAP_WIDTH, Counter, Design, Power, Unattended
from dispatcher.demo.panel import (
    ControllerMode,
    Duty,
    Execution,
    Phase,
)
from dispatcher.demo.stage import Stage, WeekOver, poisson
from dispatcher.demo.works import Step, Work, works
from dispatcher.domain.instant import HOUR, SECOND, Instant
from dispatcher.domain.interval import Interval

_LONG_GAP = 2 * HOUR
_BREAK = HOUR
_WEEKLY_QUANTITY = 3 * WRAP_WIDTH
"""So many parts of a wrapping counter a week: it ends where it began."""


def play(seed: int, design: Design, week: Interval) -> Course:
    """The week of a machine."""
    player = _Player(seed, design, week)
    with suppress(WeekOver):
        player.run()
    return player.course


class _Player(Stage):
    """Plays a week: what is done when, and what comes in between."""

    def __init__(self, seed: int, design: Design, week: Interval) -> None:
        super().__init__(seed, design, week)
        self.works = works(seed, design)
        self.work: Work = self.luck.choice(self.works)
        # Most machines go on with last week's order, some begin with a set-up.
        goes_on = design.counter is Counter.WRAP or self._happens(0.75)
        self.left = self.luck.randint(*self.habits.lot) if goes_on else 0
        self.stock = 0
        self.made = 0
        self.shift_seen = -1
        self.rested = True
        self.breakdowns = sorted(
            week.start + int(self.luck.random() * week.length)
            for _ in range(poisson(self.luck.random(), self.habits.breakdowns))
        )

    # -- the course of the week -------------------------------------------------------------------

    def run(self) -> None:
        """Until the week is over."""
        if self._after() is not None and not self.present() and self.design.power is not Power.ALWAYS:
            self.emit(Phase.OFF, self._gap(), power="OFF")
        while True:
            if self.present():
                self._staffed()
            elif self._goes_on_alone():
                self.stock -= 1
                self.cycle()
            else:
                self._rest()

    def _staffed(self) -> None:
        """Somebody is there: start up, set up, wait, or make a part."""
        if self.panel.power == "OFF":
            self._power_on()
        self._shift_change()
        if self.rested and self.habits.warm_up:
            self._warm_up()
        self.rested = False
        if self.left > 0 and self.panel.program == self.design.warm_up_program:
            self.set(program=self.work.program, comment=self.work.part)
        if self.breakdowns and self.breakdowns[0] <= self.at:
            self.breakdowns.pop(0)
            self._breakdown()
            return
        if self.left <= 0:
            if self.design.counter is Counter.WRAP and self.made >= _WEEKLY_QUANTITY:
                self.idle(self._gap())  # the week's quantity is made
                return
            self._change_over()
            return
        self.stock = self.luck.randint(*self.habits.stock)
        if self._happens(self.habits.wait_chance):
            self._wait()
        if self._too_late():
            self.idle(self._until_leaving())
            return
        self.cycle()

    def _too_late(self) -> bool:
        """Nobody starts a part that would stand half-finished until tomorrow."""
        if self.design.unattended is Unattended.NIGHTS:
            return False
        left = self._until_leaving()
        goes_home = self._gap() - left > _LONG_GAP
        return goes_home and 0 < left < int((self.work.seconds + self.habits.load[1]) * SECOND)

    def _goes_on_alone(self) -> bool:
        """Whether the next cycle can start with nobody there."""
        how = self.design.unattended
        if how is Unattended.NO or self.left <= 0 or self.stock <= 0 or self._faulted():
            return False
        if self.at + int(self.work.seconds * 1.3 + 600) * SECOND > self.course.week.end:
            return False
        return how is Unattended.NIGHTS or self._gap() <= _BREAK

    def _faulted(self) -> bool:
        """Whether the machine stands in an alarm."""
        return self.course.phase[-1] is Phase.FAULT if self.course.phase else False

    def _rest(self) -> None:
        """Nobody there and nothing to do: stand, or be switched off."""
        gap = self._gap()
        last = self._after() is None
        if gap <= _LONG_GAP:
            self.idle(gap)
            return
        self.idle(int(self.luck.uniform(120, 900)) * SECOND)
        if last:
            self._home()
        if self.design.power is Power.ALWAYS:
            self.idle(self._gap())
        else:
            self.emit(Phase.OFF, self._gap(), power="OFF")
        self.rested = True

    def _home(self) -> None:
        """The week's last move: everything as the next week expects it."""
        parts = 0 if self.design.counter is not Counter.WRAP else self.panel.parts
        self.panel = home_panel(self.design)._replace(parts=parts, alarms=self.panel.alarms)

    def _shift_change(self) -> None:
        """Counters of the shift start anew; a short talk at the machine."""
        index = bisect_right(self.shifts, Interval(self.at, Instant(self.at + (1 << 60)))) - 1
        if index == self.shift_seen:
            return
        self.shift_seen = index
        if self.design.counter is Counter.SHIFT:
            self.panel = self.panel._replace(parts=0)
        self.idle(self._seconds(120, 600))

    # -- pieces of work ---------------------------------------------------------------------------

    def cycle(self) -> None:
        """Load, run the program once, count."""
        habits = self.habits
        self.emit(Phase.LOAD, self._seconds(*habits.load), execution=Execution.READY, door="OPEN", order=self._order())
        trouble = self.luck.random()
        broken = int(self.luck.random() * len(self.work.steps)) if trouble < habits.minor_chance else None
        watched = self.present()
        held = watched and trouble > 1 - habits.hold_chance
        checked = watched and habits.hold_chance < 1 - trouble < habits.hold_chance + habits.m1_chance
        self.set(door="CLOSED", pallet=1 + (self.panel.pallet % 6))
        pace = self.luck.gauss(1.0, 0.012) * 100 / self.panel.feed_override
        for index, step in enumerate(self.work.steps):
            self._change_tool(step)
            if broken == index:
                self._cut(step, pace * 0.4)
                self._minor()
                return
            self._cut(step, pace)
            if held and index == 0:
                self._hold()
            if checked and index == len(self.work.steps) // 2:
                self._halt(Execution.OPTIONAL_STOP, 25, 240, "M01")
            if self.work.turns and index == len(self.work.steps) // 2:
                self._halt(Execution.PROGRAM_STOPPED, 20, 70, "ПЕРЕУСТАНОВИТЬ ДЕТАЛЬ")
        self._count()
        self.left -= habits.per_cycle
        self.emit(Phase.LOAD, self._seconds(1.0, 2.5), execution=Execution.PROGRAM_COMPLETED)

    def _count(self) -> None:
        """A part is done."""
        if self.design.counter is Counter.NONE:
            return
        parts = self.panel.parts + self.habits.per_cycle
        if self.design.counter is Counter.WRAP:
            parts %= WRAP_WIDTH
        self.made += self.habits.per_cycle
        self.set(parts=parts)

    def _change_tool(self, step: Step) -> None:
        """Bring the tool of the step in."""
        if step.tool != self.panel.tool or self.panel.execution != Execution.ACTIVE:
            self.emit(
                Phase.CHANGE, self._seconds(2.5, 7.5), execution=Execution.ACTIVE, tool=step.tool,
                lines=(step.first_line, step.first_line),
            )  # fmt: skip

    def _cut(self, step: Step, pace: float, *, single: bool = False) -> None:
        """Cut with one tool."""
        share = self.panel.feed_override / 100
        self.emit(
            Phase.CUT, int(step.seconds * pace * SECOND), execution=Execution.ACTIVE,
            rpm=step.rpm * self.panel.spindle_override / 100, load=step.load,
            feed=step.feed * share * (0.5 if single else 1), lines=(step.first_line, step.last_line),
        )  # fmt: skip

    def _halt(self, execution: Execution, low: float, high: float, message: str) -> None:
        """A programmed stop until somebody presses start."""
        self.emit(Phase.HALT, self._reaction(low, high), execution=execution, message=message)
        self.set(message="")

    def _hold(self) -> None:
        """Feed hold by hand; afterwards now and then another override."""
        self.emit(Phase.HALT, self._reaction(8, 150), execution=Execution.FEED_HOLD)
        if self._happens(0.5):
            self.set(feed_override=self.luck.choice((70, 80, 90, 95, 100, 110)))

    def _minor(self) -> None:
        """An alarm the operator resets; the part in hand starts again."""
        alarm = self.luck.choice(self.design.alarms.minor)
        self._raise(alarm, execution=Execution.INTERRUPTED)
        self.emit(Phase.FAULT, self._reaction(40, 420))
        self._clear()
        self.emit(
            Phase.SETUP, self._seconds(40, 240), execution=Execution.STOPPED, mode=ControllerMode.MANUAL, door="OPEN",
            rpm=0.0, feed=self.habits.feed * 0.1,
        )  # fmt: skip
        self.set(execution=Execution.READY, mode=self._auto(), door="CLOSED")

    def _breakdown(self) -> None:
        """Fault, wait for maintenance, repair, test run."""
        major = self.design.alarms.major
        first = self.luck.choice(major)
        self._raise(first, execution=Execution.STOPPED)
        if self._happens(0.6):
            self.emit(Phase.FAULT, self._seconds(0.4, 2))
            for alarm in major:
                if alarm is not first:
                    self._raise(alarm)
        estop = self._happens(0.6)
        self.emit(Phase.FAULT, self._seconds(300, 2400), estop="TRIGGERED" if estop else "ARMED")
        self.set(duty=Duty.MAINTENANCE)
        self.emit(Phase.FAULT, self._seconds(900, 9000), mode=ControllerMode.MANUAL, door="OPEN")
        self._clear()
        self.set(estop="ARMED", execution=Execution.READY)
        self.emit(Phase.SETUP, self._seconds(240, 1200), feed=self.habits.feed * 0.2, rpm=self.habits.rpm * 0.2)
        self.set(duty=Duty.PRODUCTION, mode=self._auto(), door="CLOSED")

    def _wait(self) -> None:
        """No blank, no operator, or measuring between two parts."""
        if self._happens(0.25):
            self.emit(
                Phase.SETUP, self._seconds(120, 540), execution=Execution.READY, mode=ControllerMode.MANUAL_DATA_INPUT
            )
            self.set(mode=self._auto())
        elif self._happens(0.2):
            self.emit(Phase.IDLE, self._seconds(60, 400), execution=Execution.READY, mode=ControllerMode.EDIT)
            self.set(mode=self._auto())
        else:
            self.idle(self._seconds(180, 1500))

    def _change_over(self) -> None:
        """Tear down, set up, prove out, release."""
        self.set(message="", execution=Execution.READY, duty=Duty.TEARDOWN)
        self.idle(self._seconds(120, 600))
        choices = [work for work in self.works if work is not self.work]
        self.work = self.luck.choice(choices)
        self.left = self.luck.randint(*self.habits.lot)
        self.set(duty=Duty.SETUP, program=self.work.program, comment=self.work.part, offsets=self.panel.offsets + 1)
        if self.design.counter is Counter.ORDER:
            self.set(parts=0)
        total = self._seconds(*self.habits.setup)
        spent = 0
        while spent < total:
            mode = self.luck.choice(
                (ControllerMode.MANUAL, ControllerMode.MANUAL, ControllerMode.MANUAL_DATA_INPUT, ControllerMode.EDIT)
            )
            moving = mode is not ControllerMode.EDIT
            piece = self._seconds(90, 700)
            self.emit(
                Phase.SETUP if moving else Phase.IDLE, piece, execution=Execution.READY, mode=mode, door="OPEN",
                feed=self.habits.feed * 0.15 if moving else 0.0, order=self._order(),
            )  # fmt: skip
            spent += piece
        self._prove_out()

    def _prove_out(self) -> None:
        """The first part in single block at half the feed."""
        self.set(duty=Duty.PROCESS_DEVELOPMENT, single_block="ON", mode=self._single(), door="CLOSED",
                 feed_override=50, rapid_override=25)  # fmt: skip
        for step in self.work.steps:
            self._change_tool(step)
            self._cut(step, self.luck.uniform(1.6, 2.6), single=True)
            if self._happens(0.5):
                self.emit(Phase.HALT, self._seconds(15, 120), execution=Execution.INTERRUPTED)
        self._count()
        self.left -= self.habits.per_cycle
        self.emit(Phase.LOAD, self._seconds(1, 2.5), execution=Execution.PROGRAM_COMPLETED)
        self.set(single_block="OFF", mode=self._auto(), feed_override=100, rapid_override=100)
        self.emit(Phase.IDLE, self._seconds(300, 1300), execution=Execution.READY, door="OPEN")  # first-part inspection
        self.set(duty=Duty.PRODUCTION)

    def _power_on(self) -> None:
        """Mains on, the control starts, reference run."""
        self.set(power="ON", estop="TRIGGERED", execution=Execution.READY, mode=ControllerMode.MANUAL)
        self.emit(Phase.BOOT, self._seconds(45, 110))
        self.set(estop="ARMED")
        self.emit(Phase.SETUP, self._seconds(40, 120), feed=self.habits.feed * 0.3)
        self.set(mode=self._auto())

    def _warm_up(self) -> None:
        """The warm-up program of the morning."""
        program, comment = self.panel.program, self.panel.comment
        self.set(program=self.design.warm_up_program, comment="Прогрев")
        steps = 4
        for step in range(steps):
            self.emit(
                Phase.WARM_UP, int(self.habits.warm_up / steps * SECOND), execution=Execution.ACTIVE,
                rpm=self.habits.rpm * (step + 1) / (steps + 1), load=4.0, feed=self.habits.feed * 0.5,
                lines=(1 + step * 40, 40 + step * 40),
            )  # fmt: skip
        self.emit(Phase.LOAD, self._seconds(1, 2.5), execution=Execution.PROGRAM_COMPLETED)
        self.set(program=program, comment=comment)
        self.idle(self._seconds(30, 180))

    def _auto(self) -> ControllerMode:
        """The mode of production."""
        return ControllerMode.AUTOMATIC if self.design.programs else ControllerMode.MANUAL

    def _single(self) -> ControllerMode:
        """The mode of a prove-out as this control reports it."""
        return ControllerMode.SEMI_AUTOMATIC if self.design.programs else ControllerMode.MANUAL

    def _order(self) -> str:
        """The name of the order in hand."""
        return f"З-{self.course.week.start // (7 * 24 * HOUR) % 1000:03d}-{self.panel.offsets:02d}"
