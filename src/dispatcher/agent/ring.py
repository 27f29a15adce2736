"""The agent's memory: a ring of numbered observations and the state at any of them.

Sequence numbers grow by one and start at 1 (MTConnect Part 1, Agent buffer). Besides the ring there
is the state before its oldest observation, the newest state, and checkpoints between, so that
`current?at` replays at most `checkpoint_every` observations.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from dispatcher.domain.instant import Instant
from dispatcher.domain.signal import Condition, DataSet, Level, Value


class Entry(NamedTuple):
    """One numbered observation of the item at position `slot` of the agent's item table.

    `extra` are attributes of this observation only, as written: duration, resetTriggered, assetType.
    """

    sequence: int
    slot: int
    at: Instant
    value: Value
    extra: str = ""


class State:
    """The newest observation of every item; for conditions all active ones, oldest first."""

    __slots__ = ("_of",)

    def __init__(self, of: dict[int, tuple[Entry, ...]] | None = None) -> None:
        self._of: dict[int, tuple[Entry, ...]] = {} if of is None else of

    def copy(self) -> State:
        """An independent state; the entries themselves are shared, they never change."""
        return State(dict(self._of))

    def of(self, slot: int) -> tuple[Entry, ...]:
        """What holds for an item: one entry, several active conditions, or nothing yet."""
        return self._of.get(slot, ())

    def entries(self) -> Iterator[Entry]:
        """Everything that holds."""
        for held in self._of.values():
            yield from held

    def apply(self, entry: Entry) -> None:
        """Take the next observation in."""
        value = entry.value
        if isinstance(value, Condition):
            self._of[entry.slot] = _conditions(self.of(entry.slot), entry, value)
        elif isinstance(value, DataSet):
            self._of[entry.slot] = (_merged(self.of(entry.slot), entry, value),)
        else:
            self._of[entry.slot] = (entry,)


def condition_key(value: Condition) -> str:
    """What tells the activations of one condition apart: conditionId, else the native code."""
    return value.condition_id or value.native_code


def active(entries: tuple[Entry, ...]) -> dict[str, Condition]:
    """Active warnings and faults by key; nothing where the condition is normal or unavailable."""
    return {
        condition_key(entry.value): entry.value
        for entry in entries
        if isinstance(entry.value, Condition) and entry.value.level in (Level.WARNING, Level.FAULT)
    }


def _conditions(held: tuple[Entry, ...], entry: Entry, value: Condition) -> tuple[Entry, ...]:
    """Activate, replace or clear (MTConnect Part 3, Condition).

    NORMAL with a key clears that activation; the last one cleared leaves a plain NORMAL behind.
    NORMAL without a key and UNAVAILABLE clear everything.
    """
    key = condition_key(value)
    if value.level is Level.UNAVAILABLE or (value.level is Level.NORMAL and not key):
        return (entry,)
    others = tuple(
        one
        for one in held
        if isinstance(one.value, Condition)
        and one.value.level in (Level.WARNING, Level.FAULT)
        and condition_key(one.value) != key
    )
    if value.level is not Level.NORMAL:
        return (*others, entry)
    return others or (entry._replace(value=Condition(level=Level.NORMAL)),)


def _merged(held: tuple[Entry, ...], entry: Entry, value: DataSet) -> Entry:
    """The whole set after a report of changes."""
    before = held[0].value if held else None
    entries = dict(before.entries) if isinstance(before, DataSet) and not value.reset else {}
    for key, new in value.entries.items():
        if new is None:
            entries.pop(key, None)
        else:
            entries[key] = new
    return entry._replace(value=DataSet(entries, value.reset))


class Ring:
    """The last `size` observations, at most."""

    def __init__(self, size: int, checkpoint_every: int) -> None:
        if size < 1 or checkpoint_every < 1:
            message = "a ring holds at least one observation"
            raise ValueError(message)
        self.size = size
        self.latest = State()
        self._every = checkpoint_every
        self._ring: list[Entry] = []
        self._before = State()
        self._checkpoints: deque[tuple[int, State]] = deque()
        self._first = 1
        self._next = 1
        self._base = 1

    @property
    def first(self) -> int:
        """The oldest sequence still held (equal to `next` while the ring is empty)."""
        return self._first

    @property
    def next(self) -> int:
        """The sequence the next observation will get."""
        return self._next

    def __len__(self) -> int:
        """How many observations are held."""
        return self._next - self._first

    def push(self, slot: int, at: Instant, value: Value, extra: str = "") -> Entry:
        """Number and keep an observation; the oldest one leaves a full ring."""
        entry = Entry(self._next, slot, at, value, extra)
        if len(self._ring) < self.size:
            self._ring.append(entry)
        else:
            place = (self._next - self._base) % self.size
            self._before.apply(self._ring[place])
            self._ring[place] = entry
            self._first += 1
            while self._checkpoints and self._checkpoints[0][0] < self._first:
                self._checkpoints.popleft()
        self._next += 1
        self.latest.apply(entry)
        if entry.sequence % self._every == 0:
            self._checkpoints.append((entry.sequence, self.latest.copy()))
        return entry

    def jump(self, sequence: int) -> None:
        """Empty the ring and go on numbering at `sequence`; what holds goes on holding."""
        self._ring.clear()
        self._checkpoints.clear()
        self._before = self.latest.copy()
        self._base = self._first = self._next = sequence

    def at(self, sequence: int) -> State:
        """The state just after the observation `sequence`, which must be held."""
        if sequence == self._next - 1:
            return self.latest
        start, state = self._first - 1, self._before
        for marked, checkpoint in self._checkpoints:
            if marked > sequence:
                break
            start, state = marked, checkpoint
        state = state.copy()
        for entry in self.between(start + 1, sequence + 1):
            state.apply(entry)
        return state

    def between(self, start: int, stop: int) -> Iterator[Entry]:
        """Held observations with start <= sequence < stop, in order."""
        for sequence in range(max(start, self._first), min(stop, self._next)):
            yield self._ring[(sequence - self._base) % self.size]

    def backwards(self, start: int) -> Iterator[Entry]:
        """Held observations from `start` down to the oldest."""
        for sequence in range(min(start, self._next - 1), self._first - 1, -1):
            yield self._ring[(sequence - self._base) % self.size]
