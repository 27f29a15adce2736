"""Secrets inside settings: sealed where they are kept, hidden where they are shown, kept where they were left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from dispatcher.domain.errors import InvalidInput

SEALED = "sealed"


def sealed(text: str) -> dict[str, str]:
    """What stands for a sealed secret in a document."""
    return {SEALED: text}


def is_sealed(value: object) -> bool:
    """Whether this stands for a secret."""
    return isinstance(value, Mapping) and set(value) == {SEALED} and isinstance(value[SEALED], str)


def is_all_sealed(value: object) -> bool:
    """Whether this stands for a secret, or for a list of them and nothing else."""
    return is_sealed(value) or (isinstance(value, list | tuple) and bool(value) and all(map(is_sealed, value)))


def opened(value: Any, unseal: Callable[[str], str]) -> Any:  # noqa: ANN401 - what JSON can hold
    """The document with its secrets in clear, for the connector alone. Raises what `unseal` raises."""
    if is_sealed(value):
        return unseal(value[SEALED])
    if isinstance(value, Mapping):
        return {name: opened(item, unseal) for name, item in value.items()}
    return [opened(item, unseal) for item in value] if isinstance(value, list | tuple) else value


def secrets_in(value: Any, unseal: Callable[[str], str]) -> Iterator[str]:  # noqa: ANN401 - as above
    """Every secret of a document in clear."""
    if is_sealed(value):
        yield unseal(value[SEALED])
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from secrets_in(item, unseal)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from secrets_in(item, unseal)


def shown(value: Any) -> Any:  # noqa: ANN401 - as above
    """The document as people may see it: of a secret only that it is there."""
    if is_sealed(value):
        return {"secret": True, "set": True}
    if isinstance(value, Mapping):
        return {name: shown(item) for name, item in value.items()}
    return [shown(item) for item in value] if isinstance(value, list | tuple) else value


def is_hidden(value: object) -> bool:
    """Whether this is what `shown` puts in the place of a secret, come back."""
    return isinstance(value, Mapping) and value.get("secret") is True and set(value) <= {"secret", "set"}


def kept(given: Any, stored: Any, place: str = "") -> Any:  # noqa: ANN401 - as above
    """What was given, each secret that came back as it was shown taken from what is stored in the same place.

    Raises InvalidInput `secret_left_out` where nothing is stored there, and for `{"sealed": …}`: nobody hands that in.
    """
    if is_sealed(given):
        raise InvalidInput("secret_left_out", field=place or "-")
    if is_hidden(given):
        if is_all_sealed(stored):
            return stored
        if given.get("set") is False:
            return None
        raise InvalidInput("secret_left_out", field=place or "-")
    if isinstance(given, Mapping):
        old = stored if isinstance(stored, Mapping) else {}
        merged = {name: kept(item, old.get(name), f"{place}.{name}".lstrip(".")) for name, item in given.items()}
        return {name: item for name, item in merged.items() if not (item is None and is_hidden(given[name]))}
    if isinstance(given, list | tuple):
        old_items = list(stored) if isinstance(stored, list | tuple) else []
        old_items += [None] * (len(given) - len(old_items))
        return [
            kept(item, old, f"{place}.{number}")
            for number, (item, old) in enumerate(zip(given, old_items, strict=False))
        ]
    return given


def with_left_out(given: Mapping[str, Any], stored: Mapping[str, Any]) -> dict[str, Any]:
    """The same for a whole form: a secret that is not named at all stays as it is; null takes it away."""
    merged: dict[str, Any] = kept(given, stored)
    for name, value in stored.items():
        if name not in given and is_all_sealed(value):
            merged[name] = value
        elif is_all_sealed(value) and given.get(name) is None:
            merged.pop(name, None)
    return merged
