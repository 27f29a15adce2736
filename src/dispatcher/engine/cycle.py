"""Program cycles: when one starts, goes on, and how it ends; parts that are inferred from them."""

from __future__ import annotations

from dataclasses import dataclass

from dispatcher.domain.profile import CycleRules, InferRules
from dispatcher.domain.state import CycleEnd, Track
from dispatcher.engine import counter
from dispatcher.engine.conditions import Check, compile_expression
from dispatcher.engine.memory import Memory
from dispatcher.engine.recipe import Recipe
from dispatcher.engine.record import Detail, Drawn, DrawnCount, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycles:
    """The cycle rules of a recipe, compiled. `counted`: the part counter, where the machine has one."""

    rules: CycleRules
    infer: InferRules | None
    counted: int | None
    starts: Check
    within: Check
    completed: Check
    restart: Check | None

    @classmethod
    def of(cls, recipe: Recipe, counted: int | None) -> Cycles | None:
        """Of a recipe; None where its profile has no cycle rules."""
        rules = recipe.profile.cycle
        if rules is None:
            return None
        return cls(
            rules=rules,
            infer=recipe.profile.infer,
            counted=counted,
            starts=compile_expression(rules.starts, recipe),
            within=compile_expression(rules.within, recipe),
            completed=compile_expression(rules.completed, recipe),
            restart=compile_expression(rules.restart, recipe) if rules.restart else None,
        )

    def follow(self, memory: Memory, program: str, now: int, record: Record) -> None:
        """Start, go on with, or end the cycle of this instant."""
        within = self.within(memory, now)
        if self.restart is not None:
            restart = self.restart(memory, now) is True
            if restart and not memory.restart_was and memory.cycle is not None:
                self.end(memory, now, CycleEnd.COMPLETED, record)
                memory.cycle_ready = True
            memory.restart_was = restart
        if memory.cycle is not None:
            self._go_on(memory, within, program, now, record)
        if memory.cycle is None:
            if self.starts(memory, now) is True:
                memory.cycle = (now, program, memory.cycle_ready, None)
                memory.cycle_ready = False
            elif within is False:
                memory.cycle_ready = True
            elif within is None:
                memory.cycle_ready = False

    def _go_on(self, memory: Memory, within: bool | None, program: str, now: int, record: Record) -> None:  # noqa: FBT001 - a verdict
        if memory.cycle is None:
            return
        start, named, seen, blind_since = memory.cycle
        if within is None:
            blind_since = now if blind_since is None else blind_since
            if now - blind_since >= self.rules.blind:
                memory.cycle = (start, named, seen, None)
                self.end(memory, blind_since, CycleEnd.UNKNOWN, record)
            else:
                memory.cycle = (start, named, seen, blind_since)
        elif within:
            memory.cycle = (start, named or program, seen, None)
        else:
            done = self.completed(memory, now) is True
            self.end(memory, now, CycleEnd.COMPLETED if done else CycleEnd.ABORTED, record)
            memory.cycle_ready = True

    def end(self, memory: Memory, end: int, how: CycleEnd, record: Record) -> None:
        """Close the open cycle, if there is one."""
        if memory.cycle is None:
            return
        start, program, seen, _ = memory.cycle
        memory.cycle = None
        if end <= start:
            return
        detail: Detail = {"outcome": how, "start": "seen" if seen else "unseen"}
        record.spans[Track.CYCLE].append(Drawn(start, end, program, "cycle", detail))
        if how is not CycleEnd.COMPLETED or not seen:
            return
        if not memory.counter_moved:
            self._infer(memory, end, end - start, program, record)
        memory.cycles_uncounted += 1
        if memory.counter is not None and memory.cycles_uncounted == counter.UNCHANGED_CYCLES:
            raw = memory.counter[0]
            record.counts.append(DrawnCount(end, 0, self.counted, raw, raw, program, False, "counter:not_configured"))

    def _infer(self, memory: Memory, end: int, length: int, program: str, record: Record) -> None:
        """A completed cycle is a part where no counter ever counted: none there, or it stands still."""
        infer = self.infer
        if infer is not None and length >= infer.min_cycle and program not in infer.programs_not:
            memory.inferred += infer.per_cycle if memory.counter is not None else 0
            record.counts.append(DrawnCount(end, infer.per_cycle, None, None, None, program, True, "infer:cycle"))
