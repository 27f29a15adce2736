"""A profile on top of another: what it does not say, the one it `extends` says."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping

from dispatcher.domain.errors import InvalidInput

MAX_STEPS = 8
"""Profiles that stand on profiles: more is a mistake, or a circle."""

Document = Mapping[str, object]


def complete(document: Document, *, name: str, bases: Mapping[str, str]) -> Document:
    """The document with everything it inherits, its `extends` gone.

    bases: TOML texts by profile id. Tables (`roles`, `cycle`, `counter`, `infer`) are taken key by key; rules of
    the same id (signals: of the same key) replace the inherited one in its place, other rules of ours come first, for
    the first that fires wins. Raises InvalidInput `profile_base` (unknown base, circle) or `profile_syntax`.
    """
    chain = [document]
    while "extends" in chain[-1]:
        base = chain[-1]["extends"]
        if not isinstance(base, str) or base not in bases or len(chain) > MAX_STEPS:
            raise InvalidInput("profile_base", profile=name, base=str(base), known=", ".join(sorted(bases)))
        try:
            chain.append(tomllib.loads(bases[base]))
        except tomllib.TOMLDecodeError as error:
            raise InvalidInput("profile_syntax", profile=base, where=str(error)) from error
    whole: Document = chain.pop()
    while chain:
        whole = _over(whole, chain.pop())
    return {key: value for key, value in whole.items() if key != "extends"}


def _over(base: Document, own: Document) -> Document:
    merged: dict[str, object] = {**base, **own}
    for key, value in base.items():
        mine = own.get(key)
        if isinstance(value, dict) and isinstance(mine, dict):
            merged[key] = {**value, **mine}
        elif isinstance(value, list) and isinstance(mine, list):
            merged[key] = _rules(value, mine)
    return merged


def _rules(base: list[object], own: list[object]) -> list[object]:
    """Own rules first, but those that replace an inherited one of the same id stand in its place."""
    inherited = {_id(rule) for rule in base}
    replaced = {_id(rule): rule for rule in own if _id(rule) in inherited}
    return [rule for rule in own if _id(rule) not in inherited] + [replaced.get(_id(rule), rule) for rule in base]


def _id(rule: object) -> object:
    return rule.get("id", rule.get("key")) if isinstance(rule, dict) else None
