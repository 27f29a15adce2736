"""Words that must not be read anywhere, blotted out wherever they might have got to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

SHORTEST = 4
"""A shorter secret is no word of its own: hiding it would only spoil sentences."""
BLOT = "•••"


def hidden(text: str, secrets: Iterable[str]) -> str:
    """A text in which no secret stands."""
    for secret in secrets:
        if len(secret) >= SHORTEST:
            text = text.replace(secret, BLOT)
    return text


def hidden_in(params: Mapping[str, object], secrets: Iterable[str]) -> dict[str, Any]:
    """Parameters of a code in which no secret stands."""
    known = tuple(secrets)
    return {
        name: value if isinstance(value, int | float | bool) or value is None else hidden(str(value), known)
        for name, value in params.items()
    }
