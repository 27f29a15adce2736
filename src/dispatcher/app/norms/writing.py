"""Norms as a program or a person sends them, one by one: looked at before any of them is stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dispatcher.app.norms.reading import LONGEST, LONGEST_TIME, MAX_PARTS, SCOPE, Reading, read_norms
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import Instant
from dispatcher.domain.norm import Norm
from dispatcher.ports.norms import Norms, NormsPut


def put(store: Norms, given: Iterable[Norm], *, at: Instant, author: str) -> NormsPut:
    """Store all of them, or none.

    Raises InvalidInput `norm_no_program`, `norm_not_positive`, `norm_too_large`, `norm_bad_scope`, `norm_not_a_count`,
    `norm_too_long`, `norm_twice`; params: row (from 1), column, value.
    """
    rows = list(_checked(given))
    seen: dict[tuple[str, str, object], int] = {}
    for row, norm in rows:
        key = (norm.program.strip().casefold(), norm.scope, norm.first)
        if key in seen:
            raise InvalidInput("norm_twice", row=row, column="program", value=norm.program, earlier=seen[key])
        seen[key] = row
    return store.put(rows, at=at, author=author)


def take_in(store: Norms, content: bytes, *, at: Instant, author: str, dry_run: bool) -> tuple[Reading, NormsPut]:
    """Store every good row of a file in one transaction; what was refused is in the reading.

    Raises what `read_norms` raises for a file that is none; then nothing was stored.
    """
    reading = Reading()
    done = store.put(read_norms(content, reading), at=at, author=author, dry_run=dry_run)
    return reading, done


def _checked(given: Iterable[Norm]) -> Iterator[tuple[int, Norm]]:
    for row, norm in enumerate(given, 1):
        if not norm.program.strip():
            raise InvalidInput("norm_no_program", row=row, column="program", value="")
        for column, time in (("piece", norm.piece), ("setup", norm.setup)):
            if time is not None and time <= 0:
                raise InvalidInput("norm_not_positive", row=row, column=column, value=time)
            if time is not None and time > LONGEST_TIME:
                raise InvalidInput("norm_too_large", row=row, column=column, value=time)
        if not SCOPE.fullmatch(norm.scope):
            raise InvalidInput("norm_bad_scope", row=row, column="scope", value=norm.scope[:80])
        if not 0 < norm.parts_per_cycle <= MAX_PARTS:
            raise InvalidInput("norm_not_a_count", row=row, column="parts_per_cycle", value=norm.parts_per_cycle)
        for column, text in (("program", norm.program), ("item", norm.item), ("operation", norm.operation)):
            if len(text) > LONGEST:
                raise InvalidInput("norm_too_long", row=row, column=column, value=text[:80])
        yield row, norm
