"""Where state rules are put in force, for the whole house and without a restart."""

from __future__ import annotations

import threading
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dispatcher.app.plant import ProfileInfo
from dispatcher.app.state_rules.book import PROFILE, Origin, RuleBook, text_of
from dispatcher.app.versions import unwrap, wrap
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import Instant
from dispatcher.domain.profile import EVER, StateRules, first_difference
from dispatcher.domain.signal import MachineId
from dispatcher.engine.profile_text import profile_id
from dispatcher.ports.clock import Clock
from dispatcher.ports.store import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A text of a profile as it was entered. [start, end) is when it holds; `superseded`: another one, entered
    later, holds in its whole place. number 0: the file. version: what the text calls itself.
    """

    number: int
    version: int
    origin: Origin
    start: Instant
    end: Instant | None
    entered_at: Instant | None
    author: str
    text: str
    superseded: bool

    @classmethod
    def of(
        cls,
        number: int,
        text: str,
        origin: Origin,
        holds: tuple[Instant, Instant | None] | None,
        *,
        entered: tuple[Instant, Instant | None, str] = (EVER, None, ""),
    ) -> Edition:
        """holds: when it is in force, if ever; entered: from when it was to be, when that was said, by whom."""
        start, at, author = entered
        return cls(
            number=number,
            version=_version(text),
            origin=origin,
            start=start if holds is None else holds[0],
            end=None if holds is None else holds[1],
            entered_at=at,
            author=author,
            text=text,
            superseded=holds is None,
        )


class StateRulesDesk:
    """Safe from any thread. `machines`: machine -> id of its profile. `put_in_force` hears of machines whose rules
    are others now.
    """

    def __init__(
        self,
        book: RuleBook,
        settings: Settings,
        clock: Clock,
        machines: Mapping[MachineId, str],
        put_in_force: Callable[[Mapping[MachineId, StateRules]], None],
    ) -> None:
        """Reads the rules of all machines. Raises InvalidInput where they cannot be read."""
        self._book = book
        self._settings = settings
        self._clock = clock
        self._machines = dict(machines)
        self._put_in_force = put_in_force
        self._writing = threading.Lock()
        self._rules = rules_of(book, self._machines)
        self._former: frozenset[MachineId] = frozenset()

    @property
    def book(self) -> RuleBook:
        """What is in force when."""
        return self._book

    @property
    def machines(self) -> Mapping[MachineId, str]:
        """Machine -> id of its profile."""
        return self._machines

    def rules(self) -> Mapping[MachineId, StateRules]:
        """The rules of every machine, as they are now."""
        return self._rules

    def bind(self, machine: MachineId, profile: str) -> StateRules:
        """A machine is of this profile from now on; its rules. Raises NotFound `profile_id_unknown`, InvalidInput."""
        with self._writing:
            rules = self._book.rules(profile)
            self._machines = {**self._machines, machine: profile}
            self._rules = {**self._rules, machine: rules}
            self._former -= {machine}
        return rules

    def release(self, machine: MachineId) -> None:
        """A machine was taken out of the plant: its rules are known still, to explain what it did."""
        with self._writing:
            self._former |= {machine}

    def info(self, profile: str) -> ProfileInfo:
        """The profile in force now, as people know it; one that is not there is known by its id."""
        if profile not in self._book.ids:
            return ProfileInfo(id=profile, version="", title={"en": profile, "ru": profile})
        found = self._book.at(profile, self._clock.now())
        return ProfileInfo(id=profile, version=str(found.version), title=found.title)

    def used_by(self, profile: str) -> list[MachineId]:
        """Machines of the profile."""
        former = self._former
        return [machine for machine, name in self._machines.items() if name == profile and machine not in former]

    def editions(self, profile: str) -> list[Edition]:
        """Every text the profile ever had, newest entry first. Raises NotFound `profile_id_unknown`."""
        versions = self._book.texts(profile).versions
        ends = [*(version.start for version in versions[1:]), None]
        holds = {version.number: (version.start, end) for version, end in zip(versions, ends, strict=True)}
        file = self._book.files.get(profile)
        found = [] if file is None else [Edition.of(0, file.text, file.origin, holds.get(0))]
        for number, at, author, document in self._settings.history(PROFILE, profile):
            if document is not None:
                start, body = unwrap(document)
                edition = Edition.of(
                    number, text_of(body), Origin.ENTERED, holds.get(number), entered=(start, at, author)
                )
                found.append(edition)
        return found[::-1]

    def next_version(self, profile: str) -> int:
        """A number no text of the profile has yet."""
        return max((edition.version for edition in self.editions(profile)), default=0) + 1

    def put(self, profile: str, text: str, start: Instant | None, author: str) -> None:
        """Put a text in force from `start` on (None: from ever). What lies behind that instant is drawn anew.

        Raises InvalidInput: what `read_profile` refuses, of this text and of those that stand on it;
        `profile_id_differs`; `profile_version_used`. Raises what the store raises. Then nothing has changed.
        """
        own = profile_id(text, name=profile)
        if own != profile:
            raise InvalidInput("profile_id_differs", profile=profile, where="id", given=own)
        since = EVER if start is None else start
        with self._writing:
            draft = self._book.with_draft(profile, since, text)
            self._refuse_used(profile, text)
            draft.read(profile)
            rules = rules_of(draft, self._machines)
            self._settings.put(PROFILE, profile, wrap({"text": text}, start), at=self._clock.now(), author=author)
            self._book = RuleBook.of(self._book.files, self._settings, self._book.states)
            changed = {
                machine: own
                for machine, own in rules.items()
                if first_difference(self._rules[machine], own) is not None
            }
            self._rules = rules
        self._put_in_force(changed)

    def _refuse_used(self, profile: str, text: str) -> None:
        """A number names one text for ever: spans and explanations name their rule by it."""
        version = _version(text)
        if not version:
            raise InvalidInput("profile_missing", profile=profile, where="version")
        if profile not in self._book.ids:
            return
        if any(edition.version == version and edition.text != text for edition in self.editions(profile)):
            upcoming = self.next_version(profile)
            raise InvalidInput(
                "profile_version_used", profile=profile, where="version", given=str(version), next=upcoming
            )


def rules_of(book: RuleBook, machines: Mapping[MachineId, str]) -> Mapping[MachineId, StateRules]:
    """The rules of machines by a book. Raises NotFound, InvalidInput."""
    return {machine: book.rules(profile) for machine, profile in machines.items()}


def _version(text: str) -> int:
    """What a text that was read before calls itself; 0 where it inherits even that."""
    found = tomllib.loads(text).get("version", 0)
    return found if isinstance(found, int) else 0
