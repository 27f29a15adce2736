"""The key of secrets: made once, readable by its owner alone; lost or another one is said, never worked around."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from dispatcher.ports.secrets import SecretUnreadable
from dispatcher.ports.store import StoreFailed
from dispatcher.stores.secrets import FileSecretBox
from dispatcher.stores.secrets.box import ELSEWHERE, FILE

WORD = "пароль 🗝"


def test_what_is_sealed_is_unreadable_and_can_be_opened_again(tmp_path: Path) -> None:
    box = FileSecretBox(tmp_path)
    found = box.seal(WORD)

    assert WORD not in found
    assert box.seal(WORD) != found
    assert FileSecretBox(tmp_path).open(found) == WORD


def test_the_key_is_made_with_the_first_secret_for_its_owner_alone(tmp_path: Path) -> None:
    box = FileSecretBox(tmp_path / "data")
    assert not (tmp_path / "data").exists()
    box.seal(WORD)
    assert (tmp_path / "data" / FILE).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "data").iterdir()] == [FILE]


def test_the_key_is_never_made_twice(tmp_path: Path) -> None:
    box = FileSecretBox(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        sealed = list(pool.map(box.seal, [WORD] * 32))
    assert {box.open(item) for item in sealed} == {WORD}


def test_the_key_may_be_kept_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ELSEWHERE, str(tmp_path / "keys" / "dispatcher"))
    FileSecretBox(tmp_path / "data").seal(WORD)
    assert (tmp_path / "keys" / "dispatcher").is_file()
    assert not (tmp_path / "data").exists()


def test_a_lost_key_is_said_and_not_made_anew_by_opening(tmp_path: Path) -> None:
    box = FileSecretBox(tmp_path)
    found = box.seal(WORD)
    (tmp_path / FILE).unlink()
    with pytest.raises(SecretUnreadable) as refused:
        box.open(found)
    assert (refused.value.code, refused.value.params) == ("secret_key_missing", {"path": str(tmp_path / FILE)})
    assert not (tmp_path / FILE).exists()


@pytest.mark.parametrize("key", [Fernet.generate_key(), b"no key at all", b""], ids=("another", "none", "empty"))
def test_another_key_is_said(tmp_path: Path, key: bytes) -> None:
    box = FileSecretBox(tmp_path)
    found = box.seal(WORD)
    (tmp_path / FILE).write_bytes(key)
    with pytest.raises(SecretUnreadable, match="secret_key_wrong"):
        box.open(found)


def test_a_damaged_key_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"half a ke")
    with pytest.raises(SecretUnreadable, match="secret_key_wrong"):
        FileSecretBox(tmp_path).seal(WORD)
    assert (tmp_path / FILE).read_bytes() == b"half a ke"


def test_a_place_where_no_key_can_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(StoreFailed, match="secret_key_unwritable"):
        FileSecretBox(tmp_path / "data" / "x").seal(WORD)
