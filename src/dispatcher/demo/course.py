"""The course of a machine's week, segment by segment, and the panel it begins and ends with."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from dispatcher.demo.design import Design
from dispatcher.demo.panel import ControllerMode, Duty, Execution, Panel, Phase
from dispatcher.domain.interval import Interval


@dataclass(slots=True)
class Course:
    """Segments as parallel columns: [start[i], start[i+1]) has phase, panel, spindle speed (1/min),
    load (percent), feed (mm/s) and runs through lines first..last. The last one ends at week.end.
    """

    week: Interval
    start: list[int] = field(default_factory=list)
    phase: list[Phase] = field(default_factory=list)
    panel: list[Panel] = field(default_factory=list)
    rpm: list[float] = field(default_factory=list)
    load: list[float] = field(default_factory=list)
    feed: list[float] = field(default_factory=list)
    first: list[int] = field(default_factory=list)
    last: list[int] = field(default_factory=list)

    def index(self, at: int) -> int:
        """The segment an instant of the week lies in."""
        return bisect_right(self.start, at) - 1


def home_panel(design: Design) -> Panel:
    """The machine at rest before and after a week."""
    tower = not design.programs
    return Panel(
        execution=Execution.READY,
        mode=ControllerMode.MANUAL if tower else ControllerMode.AUTOMATIC,
        program=design.warm_up_program,
        comment="",
        tool=1,
        parts=0,
        estop="ARMED",
        power="ON",
        feed_override=100,
        rapid_override=100,
        spindle_override=100,
        door="CLOSED",
        duty=Duty.PRODUCTION,
        order="",
        single_block="OFF",
        message="",
        offsets=0,
        pallet=1,
        alarms=(),
    )
