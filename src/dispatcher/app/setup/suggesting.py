"""Which state rules fit a machine that was just found: who plays which role, and what state they would give."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from dispatcher.app.setup.naming import Suggested, suggested
from dispatcher.app.setup.preview import Seen, SignalNow
from dispatcher.domain.profile import Profile
from dispatcher.domain.signal import Category, SignalId, SignalSpec
from dispatcher.domain.state import BaseState
from dispatcher.engine.conditions import roles_of
from dispatcher.engine.explain import Explanation
from dispatcher.engine.recipe import Wire, bind
from dispatcher.ports.connector import Device

SIGNALS = 2000
"""Signals that are shown of a device."""
CHOICES = 40
"""Profiles that are offered for a device."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A profile for a device. score 0..1. missing: roles of its state rules that no signal plays. state, rule, reason:
    what it would say now; empty where its own signals must be read before anybody knows.
    """

    profile: Profile
    score: float
    missing: tuple[str, ...]
    state: str
    rule: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DevicePreview:
    """A device, its signals, and the profiles that fit, best first."""

    device: Device
    suggested: Suggested
    signals: tuple[SignalNow, ...]
    truncated: bool
    profiles: tuple[Fit, ...]


def preview(
    found: Seen, connector: str, host: str, profiles: Iterable[Profile], taken: Collection[str] = ()
) -> DevicePreview:
    """The whole of what a person is shown of a device; `taken`: ids of machines there are."""
    return DevicePreview(
        device=found.device,
        suggested=suggested(found.device, host, taken),
        signals=found.signals[:SIGNALS],
        truncated=len(found.signals) > SIGNALS,
        profiles=fits(found, connector, profiles),
    )


def fits(found: Seen, connector: str, profiles: Iterable[Profile]) -> tuple[Fit, ...]:
    """Profiles for the device, best first; those that find nothing to judge by are left out."""
    candidates = [profile for profile in profiles if profile.mapping.connector in ("", connector)]
    judged = [fit for profile in candidates if (fit := _fit(found, profile)) is not None]
    return tuple(sorted(judged, key=lambda fit: (-fit.score, len(fit.missing), fit.profile.id)))[:CHOICES]


def _fit(found: Seen, profile: Profile) -> Fit | None:
    roles = tuple(dict.fromkeys(role for rule in profile.states for role in roles_of(rule.when)))
    named = 0.1 if names(profile, found.device) else 0.0
    own = 0.05 if profile.mapping.connector else 0.0
    if not _is_read(found, profile):
        # What it reads is not there yet: it says itself which signals there will be.
        played = bind(profile, _wires(profile.mapping.signals)).roles
        missing = tuple(role for role in roles if not played[role])
        score = round(0.4 + 2 * named, 2)
        return Fit(profile=profile, score=score, missing=missing, state="", rule="", reason="")
    recipe, explained = found.judged(profile)
    missing = tuple(role for role in roles if not recipe.roles[role])
    if len(missing) == len(roles):
        return None
    state, rule = _soon(explained)
    decided = state not in ("", BaseState.NO_DATA.value)
    generic = 0.01 if not _special(profile) else 0.0
    share = 1 - len(missing) / len(roles)
    return Fit(
        profile=profile,
        score=round(min(1.0, 0.5 * decided + 0.34 * share + named + generic + own), 2),
        missing=missing,
        state=state or BaseState.NO_DATA.value,
        rule=rule,
        reason="" if decided else explained.reason,
    )


def _is_read(found: Seen, profile: Profile) -> bool:
    """Whether the entries of a mapped profile are what was read here; a few of the same name are chance."""
    read = {own.spec.key for own in found.signals}
    entries = profile.mapping.signals
    return 2 * sum(str(entry.get("key")) in read for entry in entries) >= len(entries)


def _soon(explained: Explanation) -> tuple[str, str]:
    """State and rule, also one that waits for its shortest duration: a first look lasts no longer than a moment."""
    if explained.committed not in ("", BaseState.NO_DATA.value) or not explained.pending:
        return explained.committed, explained.rule
    holds = (own.rule for own in explained.rules if own.finding.result and own.rule.gives == explained.pending)
    rule = next(holds, None)
    return explained.pending, "" if rule is None else rule.id


def _special(profile: Profile) -> bool:
    """Whether it is for one make of machine: `<connector>-<vendor>-<model>`."""
    return profile.id.count("-") > 1


def names(profile: Profile, device: Device) -> bool:
    """Whether the profile's name holds the maker or the model of the device."""
    own = " ".join((profile.id.replace("-", " "), *profile.title.values())).casefold().split()
    told = f"{device.manufacturer} {device.model}".casefold().replace("-", " ").split()
    return any(len(word) > 2 and word in own for word in told)  # noqa: PLR2004 - shorter words say nothing


def _wires(entries: Iterable[Mapping[str, object]]) -> dict[SignalId, Wire]:
    """The signals that the entries of a mapped profile will declare."""
    return {
        SignalId(number): Wire(signal=SignalId(number), source="", spec=spec_of(entry))
        for number, entry in enumerate(entries, 1)
    }


def spec_of(entry: Mapping[str, object]) -> SignalSpec:
    """What an entry declares, as far as roles ask for it; nonsense is told by the connector, which checks it."""
    category = str(entry.get("category", "EVENT")).upper()
    sub_type = entry.get("sub_type")
    return SignalSpec(
        key=str(entry.get("key", "")),
        name=str(entry.get("name") or entry.get("key", "")),
        category=Category(category) if category in set(Category) else Category.EVENT,
        type=str(entry.get("type", "")),
        sub_type=None if sub_type is None else str(sub_type),
        units=None if entry.get("units") is None else str(entry["units"]),
        component=str(entry.get("component", "")),
        component_type=str(entry.get("component_type", "")),
    )
