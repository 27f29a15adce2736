"""Part counters: rollover, reset, implausible jumps, silence (traps 12 and 44). Raw values stay in
the journal; what is counted from them is explained by the raw value before and after.
"""

from __future__ import annotations

from dispatcher.domain.profile import CounterRules
from dispatcher.engine.memory import Memory
from dispatcher.engine.record import DrawnCount

UNCHANGED_CYCLES = 20
"""So many completed cycles without a count mean that nobody configured the counter."""


def count(rules: CounterRules, memory: Memory, signal: int, raw: float, now: int, program: str) -> DrawnCount | None:
    """Take a raw value; the parts it stands for, a doubt (0 parts), or None where nothing is said."""
    base = memory.counter
    if base is None:
        memory.counter = (raw, now)
        return None
    if raw == base[0]:
        memory.suspect = None
        return None
    glitch = memory.reset_from
    if glitch is not None and 0 <= raw - glitch[0] <= _fits(rules, glitch[1], now):
        # A control that shows 0 for a moment at power-on was never reset.
        base, memory.counter = glitch, glitch
    parts = _parts(rules, base, raw, now)
    if parts is not None:
        memory.reset_from = base if raw < base[0] and rules.modulus is None else None
        memory.counter, memory.suspect = (raw, now), None
        return _counted(memory, signal, (base[0], raw), now, parts, program)
    seen = 1
    if memory.suspect is not None:
        level, times = memory.suspect
        if raw == level:
            return None
        if 0 < raw - level <= _fits(rules, base[1], now):
            seen = times + 1
    if seen >= rules.settle:
        memory.counter, memory.suspect, memory.reset_from = (raw, now), None, None
        return DrawnCount(now, 0, signal, base[0], raw, program, False, "counter:rebased")
    memory.suspect = (raw, seen)
    return DrawnCount(now, 0, signal, base[0], raw, program, False, "counter:implausible")


def _counted(memory: Memory, signal: int, steps: tuple[float, float], now: int, parts: int, program: str) -> DrawnCount:
    """A plausible move. Parts that were inferred while the counter stood still are in it already."""
    memory.cycles_uncounted = 0
    before, raw = steps
    if parts == 0:
        rule = "counter:reset" if raw < before else "counter"
        return DrawnCount(now, 0, signal, before, raw, program, False, rule)
    memory.counter_moved = True
    already, memory.inferred = min(parts, memory.inferred), 0
    return DrawnCount(now, parts - already, signal, before, raw, program, False, "counter")


def _fits(rules: CounterRules, since: int, now: int) -> int:
    """How many parts may have been made since the last count."""
    return min(rules.max_step, (now - since) // max(rules.min_cycle, 1) + 1)


def _parts(rules: CounterRules, base: tuple[float, int], raw: float, now: int) -> int | None:
    """Parts between two raw values, None where no plausible number explains them."""
    fits = _fits(rules, base[1], now)
    step = round(raw - base[0])
    if step < 0:
        # Declared width: it rolled over. Not declared: it was reset and counts from zero again.
        step = step + rules.modulus if rules.modulus is not None else round(raw)
    if step > fits and rules.modulus is not None and raw < base[0]:
        step = round(raw)  # a reset of a counter that also has a width
    return step if 0 <= step <= fits else None
