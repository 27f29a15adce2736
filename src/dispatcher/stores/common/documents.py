"""Documents of the settings as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping

from dispatcher.domain.errors import InvalidInput


def encoded(document: Mapping[str, object]) -> str:
    """JSON of a document. Raises InvalidInput `store_not_json` (reason) for what JSON cannot hold."""
    try:
        return json.dumps(dict(document), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError) as error:
        raise InvalidInput("store_not_json", reason=str(error)) from error


def decoded(text: str | None) -> Mapping[str, object] | None:
    """The document of its JSON; None for a removed one."""
    if text is None:
        return None
    document: dict[str, object] = json.loads(text)
    return document
