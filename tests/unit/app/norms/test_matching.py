"""Which norm holds: the narrowest scope, then the longest program, then the latest day."""

from __future__ import annotations

from datetime import date

from dispatcher.app.norms.matching import NormBook, NormDesk
from dispatcher.app.plant import MachineInfo, MachineKind, Plant, Site, standard_states
from dispatcher.domain.instant import SECOND, Instant
from dispatcher.domain.norm import FROM_EVER, Norm
from dispatcher.domain.signal import MachineId
from dispatcher.stores.memory import MemoryNorms

M1, M2 = MachineId("m1"), MachineId("m2")
DAY = date(2026, 6, 1)
PLANT = Plant(
    site=Site(name="Works", time_zone="UTC"),
    machines=(
        MachineInfo(id=M1, name="First", area="Shop 1", line="A", kind=MachineKind.TURNING),
        MachineInfo(id=M2, name="Second", area="Shop 2", kind=MachineKind.MILLING),
    ),
    states=standard_states(),
)


def book(*rows: tuple[str, str, int, date]) -> NormBook:
    store = MemoryNorms()
    put(store, *rows)
    return NormBook(PLANT, store)


def put(store: MemoryNorms, *rows: tuple[str, str, int, date]) -> None:
    norms = [
        Norm(
            program=program,
            scope=scope,
            item="",
            operation="",
            piece=seconds * SECOND,
            setup=None,
            parts_per_cycle=1,
            first=first,
        )
        for program, scope, seconds, first in rows
    ]
    store.put(enumerate(norms, 1), at=Instant(1), author="")


def piece(found: NormBook, machine: MachineId, program: str, day: date = DAY) -> int | None:
    norm = found.norm(machine, program, day)
    return None if norm is None else norm.piece // SECOND


def test_the_narrowest_scope_wins_over_the_longer_program() -> None:
    found = book(
        ("O1", "", 1, FROM_EVER),
        ("O1", "kind:turning", 2, FROM_EVER),
        ("O1", "area:Shop 1", 3, FROM_EVER),
        ("O1", "line:A", 4, FROM_EVER),
        ("O*", "machine:m1", 5, FROM_EVER),
    )
    assert (piece(found, M1, "O1"), piece(found, M2, "O1")) == (5, 1)


def test_then_the_longest_program_and_the_exact_one_first() -> None:
    found = book(
        ("*", "", 1, FROM_EVER), ("O1*", "", 2, FROM_EVER), ("O12*", "", 3, FROM_EVER), ("O12", "", 4, FROM_EVER)
    )
    assert [piece(found, M1, name) for name in ("X", "O1", "O125", "O12", " o12 ")] == [1, 2, 3, 4, 4]


def test_a_norm_holds_from_its_day_until_the_next() -> None:
    found = book(("O1", "", 1, date(2026, 3, 1)), ("O1", "", 2, DAY))
    days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 5, 31), DAY, date(2030, 1, 1)]
    assert [piece(found, M1, "O1", day) for day in days] == [None, 1, 1, 2, 2]


def test_a_narrower_norm_that_does_not_hold_yet_leaves_the_wider_one() -> None:
    found = book(("O1", "", 1, FROM_EVER), ("O1", "machine:m1", 2, DAY))
    assert [piece(found, M1, "O1", day) for day in (date(2026, 5, 31), DAY)] == [1, 2]


def test_no_program_has_no_norm() -> None:
    found = book(("*", "", 1, FROM_EVER))
    assert piece(found, M1, "") is None
    assert piece(found, MachineId("unknown"), "O1") == 1


def test_a_changed_norm_makes_a_new_book() -> None:
    store = MemoryNorms()
    desk = NormDesk(PLANT, store)
    assert piece(desk.book(), M1, "O1") is None
    assert desk.book() is desk.book()
    put(store, ("O1", "", 7, FROM_EVER))
    assert piece(desk.book(), M1, "O1") == 7
