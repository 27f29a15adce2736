"""Several messages in one text frame, put together once for all clients that wait for the same ones.

A frame costs the server some twenty microseconds whatever is in it, and a plant of 500 machines has hundreds of
messages a second for each of two hundred screens (docs/benchmarks.md).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

from dispatcher.app.live import Published

_REMEMBERED = 8
"""Frames of one beat: clients that are in step wait for the same messages, a few are a little behind."""


class Frames:
    """The newest frames that were put together. Belongs to the event loop's thread."""

    def __init__(self) -> None:
        """Nothing put together yet."""
        self._made: deque[tuple[Sequence[Published], str]] = deque(maxlen=_REMEMBERED)

    def of(self, waiting: Sequence[Published], written: Callable[[Published], str]) -> str:
        """The text of a frame: the message itself, or an array of them; `written` gives one message's text."""
        if len(waiting) == 1:
            return written(waiting[0])
        for held, text in self._made:
            if len(held) == len(waiting) and all(map(_same, held, waiting)):
                return text
        text = together([written(published) for published in waiting])
        self._made.appendleft((waiting, text))
        return text


def together(texts: Sequence[str]) -> str:
    """One message as it is, several as an array."""
    return texts[0] if len(texts) == 1 else f"[{','.join(texts)}]"


def _same(one: Published, other: Published) -> bool:
    return one is other
