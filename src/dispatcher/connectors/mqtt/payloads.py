"""Payloads as documents and samples, raw values and times. Pure."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from datetime import tzinfo
from typing import Final

import orjson

from dispatcher.connectors.mqtt.paths import MISSING, find, parsed
from dispatcher.connectors.sdk.mapping import Raw, as_word
from dispatcher.domain.instant import Instant, parse_instant

MAX_TEXT = 4_000
"""Letters of a structured value that is kept as a text."""
_UNITS: Final[Mapping[str, int]] = {"s": 1_000_000, "ms": 1_000, "us": 1}
_LATEST = 4_102_444_800_000_000  # 2100: what is later is a mistake, or a number in another unit


class Payload:
    """One payload; it is read as JSON once, when it is first asked for."""

    __slots__ = ("_documents", "data", "problem")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.problem = ""
        """Why it is no JSON, once it was asked for."""
        self._documents: list[object] | None = None

    @property
    def text(self) -> str:
        """As a text."""
        return self.data.decode("utf-8", "replace").strip("\x00 \r\n\t")

    @property
    def documents(self) -> list[object]:
        """The JSON document; several where it is JSON line by line; none where it is no JSON."""
        if self._documents is None:
            self._documents = self._read()
        return self._documents

    def samples(self) -> Iterable[object]:
        """Each document, and each object of a document that is a list of objects."""
        for document in self.documents:
            if isinstance(document, list) and any(isinstance(each, dict) for each in document):
                yield from document
            else:
                yield document

    def _read(self) -> list[object]:
        try:
            return [orjson.loads(self.data)]
        except (orjson.JSONDecodeError, RecursionError) as error:
            self.problem = str(error)[:200]
        lines = [line for line in self.data.splitlines() if line.strip()]
        if len(lines) > 1:
            try:
                found: list[object] = [orjson.loads(line) for line in lines]
            except (orjson.JSONDecodeError, RecursionError):
                return []
            self.problem = ""
            return found
        return []


def raw_of(found: object) -> Raw:
    """What stands in a document as a raw value; structures as their JSON, what is missing as nothing."""
    if found is MISSING:
        return None
    if found is None or isinstance(found, str | int | float | bool):
        return found
    return orjson.dumps(found).decode()[:MAX_TEXT]


def says(sample: object, where: Mapping[str, str]) -> bool:
    """Whether the sample says what is wanted."""
    for path, wanted in where.items():
        found = raw_of(find(sample, parsed(path)))
        if found is None or as_word(found) != wanted:
            return False
    return True


def instant_of(found: object, kind: str, zone: tzinfo) -> Instant | None:
    """The time that stands there; None for what is none. Texts without a zone are of `zone`."""
    micros: float | None = None
    if isinstance(found, str) and kind == "iso":
        with contextlib.suppress(ValueError, OverflowError):
            micros = parse_instant(found, zone)
    elif isinstance(found, str | int | float) and not isinstance(found, bool) and kind != "iso":
        with contextlib.suppress(ValueError):
            micros = float(found) * _UNITS[kind] if isinstance(found, str) else found * _UNITS[kind]
    return Instant(round(micros)) if micros is not None and 0 < micros < _LATEST else None
