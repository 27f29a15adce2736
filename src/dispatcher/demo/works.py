"""What a machine makes: its programs, each with tools and times, fixed for the life of the plant."""

from __future__ import annotations

from dataclasses import dataclass

from dispatcher.demo.chance import stream
from dispatcher.demo.design import Design

_PARTS = (
    "Втулка", "Вал-шестерня", "Фланец", "Корпус", "Крышка", "Кронштейн", "Штуцер", "Ось",
    "Стакан", "Плита", "Рычаг", "Муфта",
)  # fmt: skip
_POOL = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One tool's share of a program: seconds of cutting, revolutions a minute, feed in mm/s,
    spindle load in percent, first and last line number.
    """

    tool: int
    seconds: float
    rpm: float
    feed: float
    load: float
    first_line: int
    last_line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One operation on one part. `turns` = the program stops for the part to be turned (M0)."""

    program: str
    part: str
    steps: tuple[Step, ...]
    turns: bool

    @property
    def seconds(self) -> float:
        """Cutting seconds of a cycle."""
        return sum(step.seconds for step in self.steps)


def works(seed: int, design: Design) -> tuple[Work, ...]:
    """The machine's programs."""
    luck = stream(seed, design.id, "works")
    return tuple(_work(luck.randrange(1 << 60), design, n) for n in range(_POOL))


def _work(seed: int, design: Design, index: int) -> Work:
    """One program with plausible steps."""
    luck = stream(seed, "work")
    habits = design.habits
    count = luck.randint(*habits.tools)
    shares = [luck.uniform(0.4, 1.6) for _ in range(count)]
    total = luck.uniform(*habits.cycle)
    tools = sorted(luck.sample(range(1, 24), count))
    line = 10
    steps = []
    for share, tool in zip(shares, tools, strict=True):
        seconds = total * share / sum(shares)
        lines = max(8, int(seconds * luck.uniform(1.2, 5.0)))
        steps.append(
            Step(
                tool=tool,
                seconds=seconds,
                rpm=round(habits.rpm * luck.uniform(0.25, 0.95), -1),
                feed=habits.feed * luck.uniform(0.15, 0.8),
                load=habits.spindle_load * luck.uniform(0.5, 1.5),
                first_line=line,
                last_line=line + lines,
            )
        )
        line += lines + 5
    number = 1000 + index * 111 + luck.randrange(100)
    return Work(
        program=design.programs.format(n=number) if design.programs else "",
        part=f"{luck.choice(_PARTS)} {luck.randrange(100, 999)}.{luck.randrange(10, 99):02d}",
        steps=tuple(steps),
        turns=luck.random() < habits.m0_share,
    )
