"""What the sender declared, as a text in the cursor: after a restart of the server nobody else remembers it."""

from __future__ import annotations

from collections.abc import Mapping

import orjson

from dispatcher.connectors.http_push.book import Name
from dispatcher.connectors.http_push.decode import key_of
from dispatcher.domain.signal import Category, SignalSpec

MOST = 200
"""The cursor is written with every delivery: a sender that declares more signals than this is not remembered whole."""


def written(heard: Mapping[Name, SignalSpec]) -> str:
    """The newest declarations."""
    rows = [
        [device, name, spec.category.value, spec.type, spec.sub_type, spec.units, spec.component]
        for (device, name), spec in heard.items()
    ]
    return orjson.dumps(rows[-MOST:]).decode() if rows else ""


def remembered(text: object) -> dict[Name, SignalSpec]:
    """Name -> declaration; nothing of a text that is none."""
    try:
        rows = orjson.loads(text) if isinstance(text, str) and text else []
        return {
            (device, name): SignalSpec(
                key=key_of(name),
                name=name,
                category=Category(category),
                type=type_,
                sub_type=sub_type,
                units=units,
                component=component,
            )
            for device, name, category, type_, sub_type, units, component in rows
        }
    except (ValueError, TypeError):
        return {}
