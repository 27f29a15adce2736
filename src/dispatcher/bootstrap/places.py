"""Which computers, and which files of this one, the settings of a source lead to, whatever its connector calls them."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from dispatcher.app.setup.guard import FILE

_HOSTS = frozenset({"host", "hostname", "server", "broker", "ip"})
_FILES = "files"
_MAPPED = "signals"
"""What is read there, not where."""


def hosts_of(settings: Mapping[str, Any], address: str = "") -> tuple[str, ...]:
    """Every host that is named: by a field for hosts, or in anything that is written as an address. Files are named
    as `file://` and their path.
    """
    files = [address] if address.startswith(FILE) else []
    files += [FILE + os.path.abspath(name) for name in settings.get(_FILES, ()) if isinstance(name, str)]  # noqa: PTH100 - may hold a pattern
    return tuple(dict.fromkeys([*_in_text(address), *_in_settings(settings), *files]))


def _in_settings(settings: Mapping[str, Any]) -> Iterator[str]:
    for name, value in settings.items():
        if name == _MAPPED:
            continue
        if isinstance(value, str) and name in _HOSTS and "://" not in value:
            yield from filter(None, [value.strip().strip("[]")])  # whatever it is, it must be allowed
        else:
            yield from _in_value(value)


def _in_value(value: object) -> Iterator[str]:
    match value:
        case str():
            yield from _in_text(value)
        case Mapping():
            yield from _in_settings({str(name): own for name, own in value.items()})
        case list() | tuple():
            for own in value:
                yield from _in_value(own)
        case _:
            pass


def _in_text(text: str) -> Iterator[str]:
    """The host of an address, if it is one."""
    if "//" in text:
        with contextlib.suppress(ValueError):
            host = urlsplit(text.strip()).hostname
            if host:
                yield host
