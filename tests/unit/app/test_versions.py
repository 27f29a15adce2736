"""What people set, by its effective date."""

from __future__ import annotations

from dispatcher.app.versions import Effective, effective, wrap
from dispatcher.domain.instant import Instant
from dispatcher.stores.memory import MemorySettings


def read(settings: MemorySettings) -> Effective[object]:
    return effective(settings, "tree", "plant", lambda body: body["name"])


def put(settings: MemorySettings, name: str, start: int | None, at: int) -> None:
    settings.put(
        "tree", "plant", wrap({"name": name}, None if start is None else Instant(start)), at=Instant(at), author=""
    )


def test_nothing_is_in_force_before_the_first_version() -> None:
    assert read(MemorySettings()).at(Instant(5)) is None


def test_a_version_holds_until_the_next_ones_date() -> None:
    settings = MemorySettings()
    put(settings, "first", None, 10)
    put(settings, "second", 100, 20)
    found = read(settings)
    assert [found.at(Instant(at)) for at in (-5, 99, 100, 10_000)] == ["first", "first", "second", "second"]


def test_a_later_version_takes_over_from_those_that_were_to_begin_after_it() -> None:
    settings = MemorySettings()
    put(settings, "first", None, 10)
    put(settings, "planned", 200, 20)
    put(settings, "sooner", 100, 30)
    found = read(settings)
    assert [found.at(Instant(at)) for at in (99, 150, 250)] == ["first", "sooner", "sooner"]


def test_a_removed_document_stays_for_the_time_before() -> None:
    settings = MemorySettings()
    put(settings, "first", None, 10)
    settings.remove("tree", "plant", at=Instant(50), author="")
    found = read(settings)
    assert [found.at(Instant(at)) for at in (49, 50)] == ["first", None]


def test_a_draft_changes_nothing_but_what_comes_after_it() -> None:
    settings = MemorySettings()
    put(settings, "first", None, 10)
    draft = read(settings).with_draft(Instant(30), "draft")
    assert [draft.at(Instant(at)) for at in (29, 30)] == ["first", "draft"]
    assert read(settings).at(Instant(30)) == "first"
