"""Which text of a device profile is in force when: files from ever, what people entered from its date on.

A profile may stand on another one (`extends`), so a change of that one is a change of it, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from dispatcher.app.versions import Effective, Version, effective
from dispatcher.domain.errors import InvalidInput, NotFound
from dispatcher.domain.instant import Instant
from dispatcher.domain.profile import EVER, InForce, Profile, StateRules
from dispatcher.engine.profile_text import base_of, read_profile
from dispatcher.ports.store import Settings

PROFILE = "profile"
"""Kind of the documents; the key is the profile's id, the body `{"text": TOML}`."""


class Origin(StrEnum):
    """Where a text comes from."""

    PACKAGED = "packaged"
    FILE = "file"
    """The plant's own, in the data directory."""
    ENTERED = "entered"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileFile:
    """A text that is in force from ever, unless another one was put in force."""

    name: str
    text: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All profiles over time. `states`: the plant's own state codes, which rules may give."""

    files: Mapping[str, ProfileFile]
    entered: Mapping[str, Effective[str]] = field(default_factory=dict)
    states: frozenset[str] = frozenset()
    _read: dict[str, StateRules] = field(default_factory=dict)

    @classmethod
    def of(cls, files: Mapping[str, ProfileFile], settings: Settings, states: frozenset[str]) -> RuleBook:
        """Files, and what is stored."""
        return cls(files, {key: effective(settings, PROFILE, key, text_of) for key in settings.all(PROFILE)}, states)

    def with_draft(self, profile: str, start: Instant, text: str) -> RuleBook:
        """As it would be if a text were put in force from `start` on. Nothing is read yet."""
        draft = self.entered.get(profile, Effective()).with_draft(start, text)
        return replace(self, entered={**self.entered, profile: draft}, _read={})

    @property
    def ids(self) -> tuple[str, ...]:
        """Every profile there is."""
        return tuple(sorted({*self.files, *self.entered}))

    def texts(self, profile: str) -> Effective[str]:
        """Its texts over time; number 0 is the file. The first one holds from ever: before it there was nothing that
        could be derived by. Raises NotFound `profile_id_unknown`.
        """
        versions = [version for version in self._entered(profile) if version.body is not None]
        file = self.files.get(profile)
        if file is not None and (not versions or versions[0].start > EVER):
            versions.insert(0, Version(number=0, start=EVER, entered_at=EVER, author="", body=file.text))
        if not versions:
            raise NotFound("profile_id_unknown", profile=profile, known=", ".join(self.ids))
        return Effective((replace(versions[0], start=EVER), *versions[1:]))

    def _entered(self, profile: str) -> tuple[Version[str], ...]:
        found = self.entered.get(profile)
        return () if found is None else found.versions

    def rules(self, profile: str) -> StateRules:
        """The state rules of machines that are of this profile. Raises NotFound, and InvalidInput for a text that
        cannot be read or stands on one that is not there.
        """
        found = self._read.get(profile)
        if found is None:
            starts = sorted({version.start for key in self._closure(profile) for version in self.texts(key).versions})
            found = tuple(InForce(start=start, profile=self._at(profile, start)) for start in starts)
            self._read[profile] = found
        return found

    def read(self, first: str) -> None:
        """Read every profile, `first` first, whose fault it most likely is. Raises InvalidInput."""
        for profile in (first, *self.ids):
            self.rules(profile)

    def at(self, profile: str, instant: Instant) -> Profile:
        """The profile in force at an instant."""
        return next(item.profile for item in reversed(self.rules(profile)) if item.start <= instant)

    def now(self, instant: Instant) -> Mapping[str, Profile]:
        """All profiles in force at an instant, by id."""
        return {profile: self.at(profile, instant) for profile in self.ids}

    def _at(self, profile: str, instant: Instant) -> Profile:
        bases = {key: text for key in self.ids if (text := self.texts(key).at(instant)) is not None}
        file = self.files.get(profile)
        name = file.name if file is not None and bases[profile] == file.text else profile
        return read_profile(bases[profile], name=name, states=self.states, bases=bases)

    def _closure(self, profile: str) -> set[str]:
        """The profile and all it stands on, in any version."""
        found: set[str] = set()
        waiting = [profile]
        while waiting:
            key = waiting.pop()
            if key in found or key not in self.ids:
                continue
            found.add(key)
            bases = (base_of(version.body or "", name=key) for version in self.texts(key).versions)
            waiting += [base for base in bases if base]
        return found or {profile}


def text_of(body: Mapping[str, object]) -> str:
    """The text of a stored document. Raises InvalidInput."""
    text = body.get("text")
    if not isinstance(text, str) or set(body) != {"text"}:
        raise InvalidInput("profile_body")
    return text
