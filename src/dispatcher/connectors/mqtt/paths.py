"""Paths into a JSON document: `a.b[0].c`, names with signs in them in quotes: `a."x.y"`; a leading `$` may stand."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

Step = str | int
Steps = tuple[Step, ...]

_STEP = re.compile(r'\.?(?:"(?P<quoted>[^"]*)"|(?P<name>[^."\[\]]+))|\[(?P<index>-?\d{1,6})\]|\["(?P<member>[^"]*)"\]')


class Missing:
    """There is nothing at a path."""


MISSING: Final = Missing()


@lru_cache(maxsize=4096)
def parsed(path: str) -> Steps:
    """The steps of a path. Raises ValueError."""
    steps: list[Step] = []
    at = 1 if path.startswith("$") else 0
    while at < len(path):
        found = _STEP.match(path, at)
        if found is None or found.end() == at:
            message = f"the path cannot be read from {path[at : at + 20]!r} on; write it like state.power[0]"
            raise ValueError(message)
        if (index := found["index"]) is not None:
            steps.append(int(index))
        else:
            steps.append(next(part for part in (found["quoted"], found["name"], found["member"]) if part is not None))
        at = found.end()
    return tuple(steps)


def find(document: object, steps: Steps) -> object:
    """What stands there, or MISSING."""
    for step in steps:
        if isinstance(step, str):
            if not isinstance(document, dict) or step not in document:
                return MISSING
            document = document[step]
        else:
            if not isinstance(document, list) or not -len(document) <= step < len(document):
                return MISSING
            document = document[step]
    return document


def join(path: str, step: Step) -> str:
    """The path one step further."""
    if isinstance(step, int):
        return f"{path}[{step}]"
    shown = step if re.fullmatch(r'[^."\[\]$]+', step) else f'"{step}"'
    return f"{path}.{shown}" if path else shown
