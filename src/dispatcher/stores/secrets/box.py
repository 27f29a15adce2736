"""Authenticated encryption with one key in a file."""

from __future__ import annotations

import contextlib
import os
import secrets
import threading
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from dispatcher.ports.secrets import SecretUnreadable
from dispatcher.ports.store import StoreFailed

FILE = "secret.key"
ELSEWHERE = "DISPATCHER_SECRET_KEY_FILE"
"""Environment variable: the key is kept in this file instead, for example on another disk than the backups."""


class FileSecretBox:
    """`ports.secrets.SecretBox` with Fernet. The key is made with the first secret, and never replaced: with another
    one nothing could be opened any more.
    """

    def __init__(self, directory: Path, *, file: Path | None = None) -> None:
        """`file`: where the key is kept; else where the environment says, else in the data directory."""
        elsewhere = os.environ.get(ELSEWHERE, "").strip()
        self.path = file or (Path(elsewhere) if elsewhere else directory / FILE)
        self._lock = threading.Lock()

    def seal(self, text: str) -> str:
        """The text, sealed. Raises StoreFailed `secret_key_unwritable`, SecretUnreadable `secret_key_wrong`."""
        with self._lock:
            key = self._read()
            if key is None:
                key = self._made()
        return self._fernet(key).encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """The text again. Raises SecretUnreadable `secret_key_missing`, `secret_key_wrong`."""
        key = self._read()
        if key is None:
            raise SecretUnreadable("secret_key_missing", path=str(self.path))
        try:
            return self._fernet(key).decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            raise SecretUnreadable("secret_key_wrong", path=str(self.path)) from error

    def _fernet(self, key: bytes) -> Fernet:
        try:
            return Fernet(key)
        except ValueError as error:
            raise SecretUnreadable("secret_key_wrong", path=str(self.path)) from error

    def _read(self) -> bytes | None:
        try:
            return self.path.read_bytes().strip()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise SecretUnreadable("secret_key_missing", path=str(self.path)) from error

    def _made(self) -> bytes:
        """A new key, on the disk before anything is sealed with it; whole or not there at all."""
        key = Fernet.generate_key()
        aside = self.path.with_name(f".{self.path.name}-{secrets.token_hex(4)}")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as sink:
                sink.write(key)
                sink.flush()
                os.fsync(sink.fileno())
            aside.replace(self.path)
        except OSError as error:
            with contextlib.suppress(OSError):
                aside.unlink()
            problem = error.strerror or type(error).__name__
            raise StoreFailed("secret_key_unwritable", path=str(self.path), problem=problem) from error
        return key
