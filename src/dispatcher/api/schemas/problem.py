"""Refusals as RFC 9457 problem details."""

from __future__ import annotations

from dispatcher.api.schemas.common import Answer, Params


class Problem(Answer):
    """`application/problem+json` (RFC 9457) with our code and its parameters.

    `title` and `detail` are in the reader's language; programs look at `code` and `params`.
    """

    type: str
    title: str
    status: int
    detail: str
    code: str
    params: Params
    instance: str
