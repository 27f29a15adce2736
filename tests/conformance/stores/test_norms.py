"""Standard times: all rows or none, counted, found by whatever a control calls a program."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from dispatcher.domain.instant import SECOND, Instant
from dispatcher.domain.norm import FROM_EVER, Norm
from dispatcher.ports.norms import NormKey, Norms

JUNE = date(2026, 6, 1)


def norm(program: str, piece: int = 60, **more: Any) -> Norm:
    given = {"scope": "", "item": "", "operation": "", "setup": None, "parts_per_cycle": 1, "first": FROM_EVER, **more}
    return Norm(program=program, piece=piece * SECOND, **given)


def put(norms: Norms, *given: Norm, dry_run: bool = False) -> tuple[int, int, int]:
    done = norms.put(enumerate(given, 1), at=Instant(5), author="технолог", dry_run=dry_run)
    return done.added, done.changed, done.unchanged


def test_rows_are_added_changed_or_left_as_they_are(norms: Norms) -> None:
    assert put(norms, norm("O1"), norm("O2"), norm("O1", first=JUNE), norm("O1", scope="area:Shop 1")) == (4, 0, 0)
    assert put(norms, norm("o1 ", 70), norm("O2"), norm("O3", setup=9 * SECOND)) == (1, 1, 1)
    assert norms.count() == 5
    assert {found.piece for found in norms.fitting("O1") if found.scope == "" and found.first == FROM_EVER} == {
        70 * SECOND
    }


def test_a_dry_run_tells_and_does_nothing(norms: Norms) -> None:
    put(norms, norm("O1"))
    assert put(norms, norm("O1", 2), norm("O2"), dry_run=True) == (1, 1, 0)
    assert (norms.count(), norms.revision()) == (1, 1)


def test_all_or_nothing_where_reading_fails(norms: Norms) -> None:
    def broken() -> Iterator[tuple[int, Norm]]:
        yield 1, norm("O1")
        raise OSError("the file ends here")

    with pytest.raises(OSError, match="ends here"):
        norms.put(broken(), at=Instant(5), author="")
    assert (norms.count(), norms.revision()) == (0, 0)
    assert put(norms, norm("O1")) == (1, 0, 0)


def test_a_row_that_repeats_another_is_named(norms: Norms) -> None:
    done = norms.put(
        [(2, norm("O1", 1)), (3, norm("O2")), (4, norm(" o1", 2)), (5, norm("O1", 3))], at=Instant(5), author=""
    )
    assert (done.added, done.twice, done.twice_total) == (2, ((4, 2), (5, 2)), 2)
    assert [found.piece for found in norms.fitting("O1")] == [1 * SECOND]


def test_every_norm_that_fits_a_name_is_found(norms: Norms) -> None:
    put(norms, norm("O1234"), norm("O12*"), norm("*"), norm("O1235"), norm("O1234*"), norm("ВАЛ-7"), norm("О12*"))
    assert {found.program for found in norms.fitting(" o1234")} == {"O1234", "O12*", "O1234*", "*"}
    assert {found.program for found in norms.fitting("вал-7")} == {"ВАЛ-7", "*"}
    assert {found.program for found in norms.fitting("")} == {"*"}


def test_search_pages_through_them(norms: Norms) -> None:
    put(norms, *(norm(f"O{number}", item="Вал" if number % 2 else "Housing") for number in range(9)))
    first = norms.search("вАл", 3, None)
    assert [found.program for found in first] == ["O1", "O3", "O5"]
    last = first[-1]
    rest = norms.search("вал", 3, NormKey(last.program, last.scope, last.first))
    assert [found.program for found in rest] == ["O7"]
    assert len(norms.search("", 100, None)) == 9


def test_every_act_is_noted_with_the_first_day_it_touches(norms: Norms) -> None:
    put(norms, norm("O1", first=JUNE), norm("O2", first=date(2026, 3, 1)))
    put(norms, norm("O1", first=JUNE))
    put(norms, norm("O1", 9, first=JUNE))
    assert norms.remove([NormKey("o2", "", date(2026, 3, 1)), NormKey("O9", "", JUNE)], at=Instant(7), author="a") == 1
    assert norms.remove([NormKey("O9", "", JUNE)], at=Instant(8), author="a") == 0
    changes = norms.changes(0)
    assert [(change.revision, change.first) for change in changes] == [
        (1, date(2026, 3, 1)),
        (2, JUNE),
        (3, date(2026, 3, 1)),
    ]
    assert norms.changes(2) == changes[2:]
    assert norms.revision() == 3


def test_values_come_back_as_they_went_in(norms: Norms) -> None:
    given = norm(
        "O1", 61, scope="machine:m1", item="Вал", operation="015", setup=1800 * SECOND, parts_per_cycle=4, first=JUNE
    )
    put(norms, given)
    assert norms.fitting("O1") == [given]
