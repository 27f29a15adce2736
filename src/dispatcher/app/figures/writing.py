"""Definitions, targets and practice as people set them: looked at before they are stored, as a whole."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dispatcher.app.figures.builtin import definitions
from dispatcher.app.figures.shelf import KPI, PLANT, PRACTICE, TARGETS, Shelf, read_targets
from dispatcher.app.plant import Plant
from dispatcher.app.versions import ALWAYS, Version, wrap
from dispatcher.domain.errors import Conflict, InvalidInput, NotFound
from dispatcher.domain.instant import Instant
from dispatcher.domain.kpi import Better, Definition
from dispatcher.ports.store import Settings

_CODE = re.compile(r"[a-z][a-z0-9_]{0,59}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A definition in force. `version` 0 and `effective_from` None: as it ships."""

    definition: Definition
    builtin: bool
    version: int
    effective_from: Instant | None


def shown(shelf: Shelf, at: Instant) -> list[Shown]:
    """Every definition in force at the instant: those that ship in their order, then the plant's own by code."""
    found: list[Shown] = []
    ships = definitions()
    for code, definition in shelf.book_at(at).kpis.items():
        versions = shelf.kpis.get(code)
        version: Version[Definition] | None = None if versions is None else versions.version(at)
        own = version is not None and version.body is not None
        found.append(
            Shown(
                definition=definition,
                builtin=code in ships,
                version=version.number if own and version is not None else 0,
                effective_from=version.start if own and version is not None and version.start != ALWAYS else None,
            )
        )
    return found


def put_kpi(
    settings: Settings, code: str, body: Mapping[str, Any], start: Instant | None, *, at: Instant, author: str
) -> int:
    """Put a definition in force from `start` on (None: from ever); the number of its version.

    Raises InvalidInput `kpi_code_bad`, and whatever `Book` refuses: with the definition all must still fit together.
    """
    if not _CODE.fullmatch(code):
        raise InvalidInput("kpi_code_bad", kpi=code[:80])
    begin = ALWAYS if start is None else start
    _fits(Shelf.of(settings).with_draft(KPI, code, begin, body), begin)
    return settings.put(KPI, code, wrap(body, start), at=at, author=author)


def remove_kpi(settings: Settings, code: str, *, at: Instant, author: str) -> None:
    """Take the plant's definition out of force from now on; one that ships applies again.

    Raises NotFound `kpi_not_own`, Conflict `kpi_in_use` (kpi, by).
    """
    if settings.get(KPI, code) is None:
        raise NotFound("kpi_not_own", kpi=code)
    if code not in definitions():
        for other in Shelf.of(settings).book_at(at).kpis.values():
            if other.code != code and re.search(rf"\b{re.escape(code)}\b", other.formula):
                raise Conflict("kpi_in_use", kpi=code, by=other.code)
    settings.remove(KPI, code, at=at, author=author)


def _fits(shelf: Shelf, start: Instant) -> None:
    """Look at every book that is in force from the instant on."""
    for at in (start, *(turn for turn in shelf.turns() if turn > start)):
        shelf.book_at(at)


def put_targets(
    settings: Settings,
    plant: Plant,
    items: Sequence[Mapping[str, Any]],
    start: Instant | None,
    *,
    at: Instant,
    author: str,
) -> int:
    """Replace the targets from `start` on.

    Raises InvalidInput `target_kpi_unknown`, `target_scope_unknown`, `target_twice`, `target_not_a_number`,
    `target_warn_wrong_side`; params name the place: `row` from 1.
    """
    book = Shelf.of(settings).book_at(at if start is None else max(start, at))
    known = plant.scopes() | {""}
    seen: set[tuple[str, str]] = set()
    for row, item in enumerate(items, 1):
        kpi, scope, target, warn = item["kpi"], item["scope"], item["target"], item["warn"]
        if kpi not in book.kpis:
            raise InvalidInput("target_kpi_unknown", row=row, kpi=kpi)
        if scope not in known:
            raise InvalidInput("target_scope_unknown", row=row, scope=scope)
        if (kpi, scope) in seen:
            raise InvalidInput("target_twice", row=row, kpi=kpi, scope=scope)
        if not _finite((target, warn)):
            raise InvalidInput("target_not_a_number", row=row, kpi=kpi)
        sign = -1 if book.kpis[kpi].better is Better.LOWER else 1
        if warn is not None and sign * warn > sign * target:
            raise InvalidInput("target_warn_wrong_side", row=row, kpi=kpi, target=target, warn=warn)
        seen.add((kpi, scope))
    body = {"targets": [dict(item) for item in items]}
    read_targets(body)
    return settings.put(TARGETS, PLANT, wrap(body, start), at=at, author=author)


def _finite(numbers: Iterable[float | None]) -> bool:
    return all(number is None or math.isfinite(number) for number in numbers)


def put_practice(
    settings: Settings, body: Mapping[str, Any], start: Instant | None, *, at: Instant, author: str
) -> int:
    """Replace how the plant works from `start` on. body: scrap, norms_at_least, late_after_s, looked at."""
    return settings.put(PRACTICE, PLANT, wrap(body, start), at=at, author=author)
