"""A profile bound to the signals a machine really has: which signal plays which role."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dispatcher.domain.instant import Micros
from dispatcher.domain.profile import Profile, Selector
from dispatcher.domain.signal import Category, SignalId, SignalSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """A signal of the machine: what it declares and which source it comes by."""

    signal: SignalId
    source: str
    spec: SignalSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """Profile + wiring. `watched` are the only signals the engine needs to be fed.

    roles: role name -> signals that play it. stale: signal -> microseconds after which its value is
    unknown. sources: signal -> source, whose coverage masks the value.
    """

    profile: Profile
    roles: Mapping[str, tuple[SignalId, ...]]
    wires: Mapping[SignalId, Wire]
    watched: frozenset[SignalId]
    conditions: frozenset[SignalId]
    sources: Mapping[SignalId, str]
    stale: Mapping[SignalId, Micros]


Found = dict[tuple[Selector, ...], tuple[SignalId, ...]]
"""What the selectors of a role found in one wiring: versions of a profile mostly ask the same."""


def bind(profile: Profile, wires: Mapping[SignalId, Wire], found_before: Found | None = None) -> Recipe:
    """Find the signals of every role: the first selector that finds anything decides."""
    finds = {} if found_before is None else found_before
    roles: dict[str, tuple[SignalId, ...]] = {}
    stale: dict[SignalId, Micros] = {}
    known = dict(wires)  # more may be declared while this is looked through
    for role in profile.roles.values():
        found = finds.get(role.selectors)
        if found is None:
            found = finds[role.selectors] = _find(role.selectors, known)
        roles[role.name] = found
        if role.stale_after is not None:
            for signal in found:
                stale[signal] = min(stale.get(signal, role.stale_after), role.stale_after)
    watched = frozenset(signal for found in roles.values() for signal in found)
    return Recipe(
        profile=profile,
        roles=roles,
        wires=wires,
        watched=watched,
        conditions=frozenset(s for s in watched if wires[s].spec.category is Category.CONDITION),
        sources={signal: wires[signal].source for signal in watched},
        stale=stale,
    )


def _find(selectors: tuple[Selector, ...], wires: Mapping[SignalId, Wire]) -> tuple[SignalId, ...]:
    for selector in selectors:
        found = tuple(sorted(key for key, wire in wires.items() if selector.fits(wire.spec)))
        if found:
            return found
    return ()
