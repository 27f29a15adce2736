"""Limits of what a person types."""

from __future__ import annotations

import re

from dispatcher.domain.errors import InvalidInput

COMMENT = 1000
"""Characters of a comment."""
_KEY = re.compile(r"[A-Za-z0-9._:-]{8,100}", re.ASCII)


def key(given: str) -> str:
    """The name of an act. Raises InvalidInput `correction_key_bad`: a short one would soon come twice."""
    if not _KEY.fullmatch(given):
        raise InvalidInput("correction_key_bad", value=given[:100])
    return given


def comment(given: str) -> str:
    """Without blanks around it. Raises InvalidInput `correction_comment_long`: nothing is cut off silently."""
    text = given.strip()
    if len(text) > COMMENT:
        raise InvalidInput("correction_comment_long", length=len(text), limit=COMMENT)
    return text
