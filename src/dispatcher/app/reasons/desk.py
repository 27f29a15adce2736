"""Put reasons in force: a tree, rules, settings of stops, each from its effective date on; and read their history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock

from dispatcher.app.plant import Plant
from dispatcher.app.reasons.documents import (
    PLANT,
    RULES,
    STOPS,
    TREE,
    StopSettings,
    read_stops,
    read_tree,
    rules_document,
    starter_rules_document,
    starter_tree,
    stops_document,
    tree_document,
)
from dispatcher.app.reasons.tree import ReasonBook
from dispatcher.app.versions import ALWAYS, effective, unwrap, wrap
from dispatcher.domain.correction import CorrectionKind
from dispatcher.domain.errors import Conflict, InvalidInput
from dispatcher.domain.instant import Instant
from dispatcher.domain.reason import check_change
from dispatcher.engine.reasons.rule_text import read_rules
from dispatcher.ports.clock import Clock
from dispatcher.ports.corrections import CorrectionLog
from dispatcher.ports.store import Settings

Body = Mapping[str, object]
_PAGE = 10_000
"""Lines of the log read at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A version of a document as it was entered. `number` 0: what a plant starts with, `at` None: nobody entered it.
    `start` None: in force from ever.
    """

    number: int
    start: Instant | None
    at: Instant | None
    author: str
    body: Body


_STARTERS: Mapping[str, Callable[[], Body]] = {
    TREE: lambda: tree_document(starter_tree()),
    RULES: starter_rules_document,
    STOPS: lambda: stops_document(StopSettings()),
}


def codes_given(log: CorrectionLog) -> frozenset[str]:
    """Codes of reasons that people ever gave. Reads the whole log: to be asked when a tree is put in force."""
    found: set[str] = set()
    line = 0
    while lines := log.after(line, _PAGE):
        line = lines[-1].id
        found.update(one.value if one.kind is CorrectionKind.REASON else one.reason for one in lines)
    return frozenset(found - {""})


class ReasonDesk:
    """Safe from any thread; all calls block."""

    def __init__(self, settings: Settings, plant: Plant, clock: Clock, used: Callable[[], frozenset[str]]) -> None:
        """`used`: codes that people ever gave."""
        self._settings = settings
        self._plant = plant
        self._clock = clock
        self._used = used
        self._lock = Lock()

    def book(self) -> ReasonBook:
        """Everything in force, by instant."""
        return ReasonBook.of(self._settings)

    def in_force(self, kind: str, at: Instant) -> Kept:
        """The document of a kind in force at the instant."""
        version = effective(self._settings, kind, PLANT, dict).version(at)
        if version is None or version.body is None:
            return Kept(number=0, start=None, at=None, author="", body=_STARTERS[kind]())
        start = None if version.start == ALWAYS else version.start
        return Kept(number=version.number, start=start, at=version.entered_at, author=version.author, body=version.body)

    def history(self, kind: str) -> list[Kept]:
        """Every version of a document that was ever entered, oldest first."""
        found = []
        for number, at, author, document in self._settings.history(kind, PLANT):
            start, body = (at, {}) if document is None else unwrap(document)
            found.append(Kept(number=number, start=None if start == ALWAYS else start, at=at, author=author, body=body))
        return found

    def last(self, kind: str) -> int:
        """Number of the version entered last; 0 for none."""
        return len(self._settings.history(kind, PLANT))

    def put_tree(self, body: Body, start: Instant | None, *, seen: int | None, author: str) -> int:
        """Put a tree in force; its version number.

        Raises InvalidInput for what is no tree (`read_tree`), for a code that was used and is missing or a group
        (`reason_vanished`, `reason_became_group`), for one that a rule gives (`reason_in_rule`); Conflict
        `settings_overtaken`.
        """
        tree = read_tree(body)
        with self._lock:
            self._check_seen(TREE, seen)
            for rule in self.book().rules_at(ALWAYS if start is None else start)[1]:
                if rule.reason not in tree.reasons or rule.reason in tree.groups:
                    raise InvalidInput("reason_in_rule", code=rule.reason, rule=rule.id)
            check_change(tree, self._used())
            return self._put(TREE, tree_document(tree), start, author)

    def put_rules(self, body: Body, start: Instant | None, *, seen: int | None, author: str) -> int:
        """Put rules in force; their version number.

        Raises InvalidInput for what are no rules (`read_rules`), `reason_rule_reason` where the tree in force then does
        not know the reason; Conflict `settings_overtaken`.
        """
        rules = read_rules(body)
        with self._lock:
            self._check_seen(RULES, seen)
            tree = self.book().tree(ALWAYS if start is None else start)
            for rule in rules:
                if not tree.active(rule.reason):
                    raise InvalidInput("reason_rule_reason", rule=rule.id, code=rule.reason)
            return self._put(RULES, rules_document(body), start, author)

    def put_stops(self, body: Body, start: Instant | None, *, seen: int | None, author: str) -> int:
        """Put settings of stops in force; their version number. Raises InvalidInput `reason_value`,
        `stop_machine_unknown`; Conflict `settings_overtaken`.
        """
        known = {info.id for info in self._plant.known}
        for machine in read_stops(body).machines:
            if machine not in known:
                raise InvalidInput("stop_machine_unknown", machine=machine)
        with self._lock:
            self._check_seen(STOPS, seen)
            return self._put(STOPS, body, start, author)

    def _check_seen(self, kind: str, seen: int | None) -> None:
        if seen is not None and seen != (last := self.last(kind)):
            raise Conflict("settings_overtaken", version=last, seen=seen)

    def _put(self, kind: str, body: Body, start: Instant | None, author: str) -> int:
        return self._settings.put(kind, PLANT, wrap(body, start), at=self._clock.now(), author=author)
