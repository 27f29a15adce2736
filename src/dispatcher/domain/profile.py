"""Device profiles as values: which signals matter, and the rules that turn them into a timeline.

A profile is data, never a script. Its conditions are ordered trees over *roles* ("execution",
"fault"); a role finds its signals by their MTConnect vocabulary. Logic is three-valued (Kleene):
what is unavailable, stale or not covered is unknown, and a rule fires only on True.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from dispatcher.domain.instant import SECOND, Instant, Micros
from dispatcher.domain.signal import Category, Level, SignalSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class Selector:
    """Finds signals by what they declare; every given field must fit, case does not matter.

    `sub_type` "" means "has none"; `names` and `keys` are exact alternatives.
    """

    type: str = ""
    sub_type: str | None = None
    category: Category | None = None
    component_type: str = ""
    names: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()

    def fits(self, spec: SignalSpec) -> bool:
        """Whether the declared signal is meant."""
        return (
            (not self.type or _same(self.type, spec.type))
            and (self.sub_type is None or _same(self.sub_type, spec.sub_type or ""))
            and (self.category is None or self.category is spec.category)
            and (not self.component_type or _same(self.component_type, spec.component_type))
            and (not self.names or any(_same(name, spec.name) for name in self.names))
            and (not self.keys or spec.key in self.keys)
        )


def _same(left: str, right: str) -> bool:
    """Equal but for case."""
    return left.casefold() == right.casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A part a signal plays in the rules. The first selector that finds anything decides;
    all it finds play the role together, and a test holds when it holds for any of them.

    `stale_after`: a value older than this counts as unknown (for signals sent periodically).
    """

    name: str
    selectors: tuple[Selector, ...]
    stale_after: Micros | None = None


class Comparison(StrEnum):
    """Operators of a comparison; on texts only equality makes sense."""

    EQ = "="
    NE = "!="
    LT = "<"
    LE = "<="
    GT = ">"
    GE = ">="


@dataclass(frozen=True, slots=True)
class Compare:
    """Signal against a constant."""

    role: str
    op: Comparison
    value: float | str


@dataclass(frozen=True, slots=True)
class OneOf:
    """Signal equals one of the texts (case and outer blanks do not matter)."""

    role: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Within:
    """low <= signal <= high."""

    role: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ChangedWithin:
    """The value changed at most this long ago."""

    role: str
    span: Micros


@dataclass(frozen=True, slots=True)
class AtLevel:
    """A condition signal has an active entry at one of the levels (and, if given, of these codes)."""

    role: str
    levels: frozenset[Level]
    codes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class IsUnavailable:
    """The source itself says UNAVAILABLE. Never unknown once the signal was seen."""

    role: str


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class NotThat:
    """The part does not hold; unknown stays unknown."""

    part: Expression


Leaf = Compare | OneOf | Within | ChangedWithin | AtLevel | IsUnavailable
"""A test of the signals of one role."""

Expression = Leaf | AllOf | AnyOf | NotThat


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """`when` holds -> `gives`. The first rule of an axis that fires wins.

    hold: `when` must have held this long before the rule fires (on-delay).
    minimum: a span of this rule shorter than this is absorbed by the one before it (debounce).
    reason: why there is no data, where the rule gives `no_data`.
    """

    id: str
    gives: str
    when: Expression
    hold: Micros = 0
    minimum: Micros = 0
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleRules:
    """When a program cycle starts, goes on, and ends.

    starts: begins a cycle when none is open. within: the cycle goes on. completed: it ended well;
    anything else known ends it as aborted. blind: sight may be lost this long without ending it.
    restart: becoming true ends the open cycle as completed and begins the next (bar feeders).
    """

    starts: Expression
    within: Expression
    completed: Expression
    blind: Micros = 30 * SECOND
    restart: Expression | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterRules:
    """How the part counter behaves (traps 12 and 44).

    modulus: the counter goes back to 0 after modulus - 1 (None: it has no rollover, less = reset).
    min_cycle: a part takes at least this long; more parts than fit are quarantined, not counted.
    max_step: more parts than this between two readings are implausible however long it took.
    settle: so many values in a row at an implausible new level make it the new base, without parts.
    """

    role: str
    modulus: int | None = None
    min_cycle: Micros = SECOND
    settle: int = 3
    max_step: int = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class InferRules:
    """Parts from completed cycles while no counter ever counted. Such parts are marked as inferred;
    when the counter moves after all, those it already contains are not counted again.
    """

    per_cycle: int = 1
    min_cycle: Micros = 10 * SECOND
    programs_not: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceMapping:
    """How a device of a protocol without names is read: what its connector is told beside the address.

    connector: its id; "" = the profile reads whatever speaks the vocabulary. settings: its usual settings, which a
    source may overrule. signals: the connector's entries as they stand in the profile, keys told apart.
    """

    connector: str = ""
    settings: Mapping[str, object] = field(default_factory=dict)
    signals: tuple[Mapping[str, object], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Everything that turns the signals of one kind of machine into its timeline.

    `digest` tells two contents apart, also where somebody changed a text and left its number.
    """

    id: str
    version: int
    digest: str
    title: Mapping[str, str]
    roles: Mapping[str, Role]
    states: tuple[Rule, ...]
    modes: tuple[Rule, ...] = ()
    program: str | None = None
    alarms: str | None = None
    cycle: CycleRules | None = None
    counter: CounterRules | None = None
    infer: InferRules | None = None
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    mapping: DeviceMapping = DeviceMapping()

    @property
    def key(self) -> str:
        """`id@version`: what checkpoints, spans and explanations name."""
        return f"{self.id}@{self.version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """A version of state rules and the instant from which it holds."""

    start: Instant
    profile: Profile


StateRules = tuple[InForce, ...]
"""The state rules of a machine over time, by start; the first holds from ever, the last until further notice."""

EVER = Instant(-(2**62))


def always(profile: Profile) -> StateRules:
    """One version that holds from ever."""
    return (InForce(start=EVER, profile=profile),)


def in_force(rules: StateRules, at: Instant) -> Profile:
    """The version in force at an instant."""
    return next((item.profile for item in reversed(rules) if item.start <= at), rules[0].profile)


def first_difference(left: StateRules, right: StateRules) -> Instant | None:
    """The first instant at which they say different things; None where they never do."""
    for start in sorted({item.start for item in (*left, *right)}):
        if in_force(left, start).digest != in_force(right, start).digest:
            return start
    return None
