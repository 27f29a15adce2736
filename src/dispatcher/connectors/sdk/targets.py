"""Where a person points to: an address taken apart, for connectors that can be found by one."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from dispatcher.ports.connector import ConfigRejected


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """`scheme://user:password@host:port/path?query` in parts; what was not said is "" or None."""

    host: str
    port: int | None = None
    scheme: str = ""
    path: str = ""
    query: str = ""
    user: str = ""
    password: str = ""

    def __repr__(self) -> str:
        """Without the password."""
        return f"Target({self.scheme}://{self.host}:{self.port}{self.path})"

    def authority(self, port: int | None = None) -> str:
        """`host:port` as it stands in an address; `port` where none was said."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        number = self.port or port
        return host if number is None else f"{host}:{number}"


def read_target(address: str) -> Target:
    """Raises ConfigRejected `address_unreadable`; params: address."""
    text = address.strip()
    shown = text.rsplit("@", 1)[-1][:200]  # never what stands before the @
    try:
        parts = urlsplit(text if "://" in text else f"//{text}")
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise ConfigRejected("address_unreadable", address=shown) from error
    if not host or any(sign.isspace() for sign in host):
        raise ConfigRejected("address_unreadable", address=shown)
    return Target(
        host=host,
        port=port,
        scheme=parts.scheme.lower(),
        path=parts.path,
        query=parts.query,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )
