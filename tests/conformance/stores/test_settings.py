"""Settings: versioned documents."""

from __future__ import annotations

import threading

import pytest

from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import Instant
from dispatcher.ports.store import Settings


def put(settings: Settings, key: str, document: dict[str, object], at: int = 1, kind: str = "machine") -> int:
    return settings.put(kind, key, document, at=Instant(at), author="мастер")


def test_what_was_never_put_is_none(settings: Settings) -> None:
    assert settings.get("machine", "m1") is None
    assert dict(settings.all("machine")) == {}
    assert list(settings.history("machine", "m1")) == []


def test_versions_count_up_and_the_last_is_current(settings: Settings) -> None:
    document: dict[str, object] = {"name": "Станок 1", "lines": [1, 2.5, None, {"x": True}]}
    assert [put(settings, "m1", {"name": "old"}), put(settings, "m1", document), put(settings, "m2", {})] == [1, 2, 1]
    assert settings.get("machine", "m1") == document
    assert dict(settings.all("machine")) == {"m1": document, "m2": {}}


def test_kinds_do_not_mix(settings: Settings) -> None:
    put(settings, "a", {"n": 1}, kind="machine")
    put(settings, "a", {"n": 2}, kind="source")
    assert settings.get("machine", "a") == {"n": 1}
    assert dict(settings.all("source")) == {"a": {"n": 2}}


def test_removing_keeps_the_history(settings: Settings) -> None:
    put(settings, "m1", {"n": 1}, at=1)
    settings.remove("machine", "m1", at=Instant(2), author="b")
    assert settings.get("machine", "m1") is None
    assert dict(settings.all("machine")) == {}
    assert put(settings, "m1", {"n": 3}, at=3) == 3
    assert list(settings.history("machine", "m1")) == [
        (1, 1, "мастер", {"n": 1}),
        (2, 2, "b", None),
        (3, 3, "мастер", {"n": 3}),
    ]


def test_removing_what_is_not_there_adds_nothing(settings: Settings) -> None:
    settings.remove("machine", "m1", at=Instant(1), author="a")
    put(settings, "m1", {}, at=2)
    settings.remove("machine", "m1", at=Instant(3), author="a")
    settings.remove("machine", "m1", at=Instant(4), author="a")
    assert [version[0] for version in settings.history("machine", "m1")] == [1, 2]


def test_a_document_changed_afterwards_is_not_changed_here(settings: Settings) -> None:
    document: dict[str, object] = {"lines": [1]}
    put(settings, "m1", document)
    document["lines"] = [2]
    assert settings.get("machine", "m1") == {"lines": [1]}


@pytest.mark.parametrize("value", [object(), float("nan"), {1, 2}])
def test_what_json_cannot_hold_is_refused(settings: Settings, value: object) -> None:
    with pytest.raises(InvalidInput) as caught:
        put(settings, "m1", {"x": value})
    assert caught.value.code == "store_not_json"
    assert settings.get("machine", "m1") is None


def test_writers_at_once_never_share_a_version(settings: Settings) -> None:
    numbers: list[int] = []
    threads = [threading.Thread(target=lambda: numbers.append(put(settings, "m1", {}))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == list(range(1, 9))


def test_versions_are_counted_by_document_removals_too(settings: Settings) -> None:
    put(settings, "m1", {"a": 1})
    put(settings, "m1", {"a": 2})
    put(settings, "m2", {"a": 1}, kind="other")
    settings.remove("machine", "m1", at=Instant(9), author="")
    assert settings.versions() == {("machine", "m1"): 3, ("other", "m2"): 1}


def test_several_documents_are_stored_together(settings: Settings) -> None:
    put(settings, "m1", {"name": "old"})
    numbers = settings.put_all(
        [("machine", "m1", {"name": "new"}), ("source", "s1", {"connector": "x"}), ("machine", "gone", None)],
        at=Instant(2),
        author="мастер",
    )
    assert list(numbers) == [2, 1, 0]
    assert (settings.get("machine", "m1"), settings.get("source", "s1")) == ({"name": "new"}, {"connector": "x"})
    assert list(settings.history("machine", "gone")) == []

    assert list(settings.put_all([("machine", "m1", None)], at=Instant(3), author="")) == [3]
    assert settings.get("machine", "m1") is None


def test_several_documents_are_stored_all_or_none(settings: Settings) -> None:
    with pytest.raises(InvalidInput):
        settings.put_all([("machine", "m1", {"a": 1}), ("source", "s1", {"a": object()})], at=Instant(1), author="")
    assert dict(settings.all("machine")) == {}
