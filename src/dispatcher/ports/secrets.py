"""What keeps secrets unreadable where they are stored."""

from __future__ import annotations

from typing import Protocol

from dispatcher.domain.errors import DispatcherError


class SecretUnreadable(DispatcherError):
    """A sealed secret cannot be opened: its key is gone or another one."""

    status = 409


class SecretBox(Protocol):
    """Seals what must be stored and never shown. Safe from any thread."""

    def seal(self, text: str) -> str:
        """The text, sealed. Raises StoreFailed where the key cannot be made."""
        ...

    def open(self, sealed: str) -> str:
        """The text again. Raises SecretUnreadable `secret_key_missing`, `secret_key_wrong`; params: path."""
        ...
