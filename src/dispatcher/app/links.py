"""Small things the supervisor needs to know of links, errors and batches."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from dataclasses import replace

from dispatcher.app.discretion import hidden_in
from dispatcher.domain.errors import DispatcherError
from dispatcher.domain.instant import SECOND, Instant
from dispatcher.ports.connector import AccessDenied, Batch, ConfigRejected, Garbled, LinkDown

RATED = 10 * SECOND
_KINDS = ((ConfigRejected, "config"), (AccessDenied, "access"), (Garbled, "garbled"), (LinkDown, "link"))


def kind(error: DispatcherError) -> str:
    """What sort of help it needs; empty for a matter of the house."""
    return next((kind for own, kind in _KINDS if isinstance(error, own)), "")


def discreet(batch: Batch, secrets: Sequence[str]) -> Batch:
    """The batch, no secret in its notes."""
    if not secrets or not batch.notes:
        return batch
    return replace(batch, notes=tuple(replace(n, params=hidden_in(n.params, secrets)) for n in batch.notes))


def rate(rows_at: deque[tuple[Instant, int]]) -> float:
    """Observations a second over the last batches. What a peer gives at once when it is opened says nothing of a rate:
    the shortest span is RATED.
    """
    if len(rows_at) < 2:  # noqa: PLR2004 - a span needs two ends
        return 0.0
    span = max(rows_at[-1][0] - rows_at[0][0], RATED)
    return sum(rows for _, rows in list(rows_at)[1:]) * SECOND / span


def plain(params: Mapping[str, object]) -> dict[str, str | int]:
    return {key: value if isinstance(value, str | int) else str(value) for key, value in params.items()}


async def closable(batches: AsyncIterator[Batch]) -> AsyncGenerator[Batch, None]:
    """The iterator with `aclose`, whatever the connector returned; closing closes the inner one."""
    try:
        async for batch in batches:
            yield batch
    finally:
        close = getattr(batches, "aclose", None)
        if close is not None:
            await close()
