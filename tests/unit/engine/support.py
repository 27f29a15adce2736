"""A machine on paper: signals by name, events by the second, and the story that comes out."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files

from dispatcher.domain.instant import SECOND, Instant
from dispatcher.domain.profile import Profile, StateRules, always
from dispatcher.domain.signal import Category, MachineId, SignalId, SignalSpec, Value
from dispatcher.domain.state import PartCount, Span, Track
from dispatcher.engine.machine import Event
from dispatcher.engine.memory import Memory
from dispatcher.engine.profile_text import read_profile
from dispatcher.engine.recipe import Recipe, Wire, bind
from dispatcher.engine.schedule import Schedule
from dispatcher.engine.timeline import MachineTimeline, Outcome

GENERIC = read_profile(
    files("dispatcher.profiles").joinpath("mtconnect-generic.toml").read_text(encoding="utf-8"), name="generic"
)
SOURCE = "cnc"
NAMES: dict[str, tuple[Category, str]] = {
    "avail": (Category.EVENT, "AVAILABILITY"),
    "exec": (Category.EVENT, "EXECUTION"),
    "mode": (Category.EVENT, "CONTROLLER_MODE"),
    "func": (Category.EVENT, "FUNCTIONAL_MODE"),
    "estop": (Category.EVENT, "EMERGENCY_STOP"),
    "program": (Category.EVENT, "PROGRAM"),
    "count": (Category.EVENT, "PART_COUNT"),
    "speed": (Category.SAMPLE, "SPINDLE_SPEED"),
    "system": (Category.CONDITION, "SYSTEM"),
}
IDS = {name: SignalId(number) for number, name in enumerate(NAMES, 1)}


def wires(without: Iterable[str] = ()) -> dict[SignalId, Wire]:
    found = {}
    for name, (category, kind) in NAMES.items():
        if name not in without:
            sub_type = "ACTUAL" if name == "speed" else None
            spec = SignalSpec(key=name, name=name, category=category, type=kind, sub_type=sub_type)
            found[IDS[name]] = Wire(signal=IDS[name], source=SOURCE, spec=spec)
    return found


def recipe(profile: Profile = GENERIC, without: Iterable[str] = ()) -> Recipe:
    return bind(profile, wires(without))


class Paper:
    """Keeps events as a journal would and applies patches as a store would."""

    def __init__(
        self, profile: Profile = GENERIC, without: Iterable[str] = (), rules: StateRules | None = None
    ) -> None:
        self.events: list[Event] = []
        self.spans: dict[Track, list[Span]] = {track: [] for track in Track}
        self.counts: list[PartCount] = []
        self.last = Outcome()
        self.line = MachineTimeline(
            MachineId("m"), Schedule(rules or always(profile), wires(without)), load=self._load, recall=self._recall
        )

    def _load(self, after: int | None) -> Iterable[Event]:
        return sorted((e for e in self.events if after is None or e[0] > after), key=lambda e: e[:5])

    def _recall(self, before: int) -> Memory | None:
        del before
        return None

    def cover(self, start_s: float, end_s: float | None = None) -> Paper:
        end = None if end_s is None else round(end_s * SECOND)
        self._take(self.line.feed([], [(SOURCE, round(start_s * SECOND), end)]))
        return self

    def feed(self, *items: tuple[float, str, Value]) -> Paper:
        events: list[Event] = [
            (round(at_s * SECOND), 1, "s", len(self.events) + number, IDS[name], value)
            for number, (at_s, name, value) in enumerate(items)
        ]
        self._take(self.line.feed(events))
        self.events += events
        return self

    def until(self, at_s: float) -> Paper:
        self._take(self.line.feed(until=round(at_s * SECOND)))
        return self

    def _take(self, outcome: Outcome) -> None:
        self.last = outcome
        for patch in outcome.patches:
            kept = [
                span
                for span in self.spans[patch.track]
                if span.start < patch.start or (patch.end is not None and span.start >= patch.end)
            ]
            self.spans[patch.track] = sorted([*kept, *patch.spans], key=lambda span: (span.start, span.value))
        for parts in outcome.parts:
            self.counts = [count for count in self.counts if count.at < parts.start] + list(parts.counts)

    def story(self, track: Track = Track.STATE) -> list[tuple[float, str]]:
        """(second, value) of every span."""
        return [(span.start / SECOND, span.value) for span in self.spans[track]]

    def parts(self) -> list[tuple[float, int, str]]:
        """(second, parts, rule) of every count."""
        return [(count.at / SECOND, count.parts, count.rule.partition("/")[2]) for count in self.counts]

    def at(self, at_s: float) -> Instant:
        return Instant(round(at_s * SECOND))
