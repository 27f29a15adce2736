"""Another mapping for values that came already: what of them still stands, and what it says now.

The journal holds values, not what the device gave. Where an entry only calls a signal otherwise, or scales it
otherwise, or has other words for the same raw values, the past can be said anew; where it reads another address, the
signal begins anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from dispatcher.app.setup.suggesting import spec_of
from dispatcher.domain.signal import SignalSpec, Value

Entry = Mapping[str, Any]
"""An entry of a mapped protocol, as JSON writes it."""

CALLED = frozenset({"name", "category", "type", "sub_type", "units", "component", "component_type"})
SCALED = frozenset({"scale", "offset"})
WORDS = frozenset({"values"})


def same(value: Value) -> Value:
    """As it was."""
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Recast:
    """What a signal is from now on, and what its old values say then."""

    spec: SignalSpec
    value: Callable[[Value], Value] = same


def entries_of(*lists: Iterable[Entry]) -> dict[str, Entry]:
    """Entries by key; a later one takes the place of an earlier one."""
    return {str(entry.get("key", "")): entry for entries in lists for entry in entries}


def recast(
    before: Mapping[str, Entry], after: Mapping[str, Entry], specs: Iterable[SignalSpec]
) -> tuple[dict[str, Recast], list[str]]:
    """What becomes of the signals there are (`specs`), by key, and the keys that begin anew. A signal of no entry (the
    device tells it itself) stays as it is.
    """
    kept: dict[str, Recast] = {}
    anew: list[str] = []
    for spec in specs:
        old, new = before.get(spec.key), after.get(spec.key)
        if old is None:
            if new is None:
                kept[spec.key] = Recast(spec=spec)
            else:
                anew.append(spec.key)
            continue
        if new is None:
            continue
        found = _value(old, new)
        if found is None:
            anew.append(spec.key)
            continue
        kept[spec.key] = Recast(spec=_called(spec, new), value=found)
    return kept, anew


def _called(spec: SignalSpec, entry: Entry) -> SignalSpec:
    said = spec_of(entry)
    return replace(
        spec,
        name=said.name,
        category=said.category,
        type=said.type,
        sub_type=said.sub_type,
        units=said.units,
        component=said.component,
        component_type=said.component_type,
    )


def _value(old: Entry, new: Entry) -> Callable[[Value], Value] | None:
    """How an old value becomes a new one; None where nobody can tell."""
    changed = {name for name in {*old, *new} if old.get(name) != new.get(name)} - CALLED
    if not changed:
        return same
    if changed <= SCALED:
        return _scaled(old, new)
    return _worded(old, new) if changed <= WORDS else None


def _scaled(old: Entry, new: Entry) -> Callable[[Value], Value] | None:
    scale, offset = float(old.get("scale", 1.0)), float(old.get("offset", 0.0))
    if not scale:
        return None
    factor, shift = float(new.get("scale", 1.0)), float(new.get("offset", 0.0))

    def value(given: Value) -> Value:
        return (given - offset) / scale * factor + shift if isinstance(given, float) else given

    return value


def _worded(old: Entry, new: Entry) -> Callable[[Value], Value] | None:
    before, after = _words(old), _words(new)
    if not before or not after or "*" in before or len(set(before.values())) < len(before):
        return None
    raw = {word: key for key, word in before.items()}

    def value(given: Value) -> Value:
        key = raw.get(given) if isinstance(given, str) else None
        return None if key is None else after.get(key, after.get("*"))

    return value


def _words(entry: Entry) -> Mapping[str, str]:
    words = entry.get("values") or {}
    return {str(key): str(word) for key, word in words.items()} if isinstance(words, Mapping) else {}
