"""Settings of an MTConnect source, and the one spelling of an agent's address."""

from __future__ import annotations

import ipaddress
from enum import StrEnum
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from pydantic import SecretStr, field_validator

from dispatcher.connectors.sdk.settings import Settings, setting

_PORTS = {"http": 80, "https": 443}
_REQUESTS = frozenset({"probe", "current", "sample", "asset", "assets"})


class Tls(StrEnum):
    """Whether the agent's certificate must be valid; only for HTTPS."""

    VERIFY = "verify"
    ACCEPT_ANY = "accept_any"


class Delivery(StrEnum):
    """How observations are fetched: one endless answer, or question by question."""

    AUTO = "auto"
    POLL = "poll"


class Assets(StrEnum):
    """Whether asset documents (tools, fixtures, programs) are fetched."""

    KEEP = "keep"
    IGNORE = "ignore"


class MTConnectSettings(Settings):
    """One agent. All times are given in the unit of the field's name."""

    url: str = setting(key="mtconnect.url", example="http://192.168.1.20:5000", min_length=8, max_length=2000)
    username: str = setting("", key="mtconnect.username", example="dispatcher", max_length=200, pattern="^[^:]*$")
    password: SecretStr = setting(SecretStr(""), key="mtconnect.password", example="…", secret=True)
    tls: Tls = setting(Tls.VERIFY, key="mtconnect.tls", example="verify")
    ca_file: Path | None = setting(None, key="mtconnect.ca_file", example="plant-ca.pem")
    interval_ms: int = setting(250, key="mtconnect.interval_ms", unit="ms", example="250", ge=0, le=60_000)
    heartbeat_ms: int = setting(10_000, key="mtconnect.heartbeat_ms", unit="ms", example="10000", ge=100, le=60_000)
    tolerance_ms: int = setting(5_000, key="mtconnect.tolerance_ms", unit="ms", example="5000", ge=50, le=60_000)
    timeout_ms: int = setting(10_000, key="mtconnect.timeout_ms", unit="ms", example="10000", ge=100, le=60_000)
    count: int = setting(1_000, key="mtconnect.count", example="1000", ge=1, le=100_000)
    delivery: Delivery = setting(Delivery.AUTO, key="mtconnect.delivery", example="auto")
    assets: Assets = setting(Assets.KEEP, key="mtconnect.assets", example="keep")

    @field_validator("url")
    @classmethod
    def _checked(cls, url: str) -> str:
        normal_address(url)
        if urlsplit(url.strip()).username is not None:
            raise ValueError("the user name belongs into `username`, the password into `password`")
        return url.strip()

    @property
    def base(self) -> str:
        """The agent's address as requests are built on it."""
        return normal_address(self.url, keep_host=True)


def normal_address(url: str, *, keep_host: bool = False) -> str:
    """One spelling for every way to write the address of one agent (trap 13): scheme and host in lower
    case, the port always, no user, no query, no trailing slash, no `/probe`, `/current` or `/sample`.

    The loopback's names count as one host unless `keep_host`. Raises ValueError for what is no
    HTTP address.
    """
    parts = urlsplit(url.strip())
    scheme = parts.scheme.lower()
    if scheme not in _PORTS or not parts.hostname:
        raise ValueError("write the address like http://host:5000")
    port = parts.port or _PORTS[scheme]
    path = [part for part in parts.path.split("/") if part]
    if path and path[-1].lower() in _REQUESTS:
        path.pop()
    whole = "".join(f"/{quote(unquote(part), safe='')}" for part in path)
    host = parts.hostname.rstrip(".").lower()
    return f"{scheme}://{_bracketed(host if keep_host else _one_name(host))}:{port}{whole}"


def _one_name(host: str) -> str:
    """The host in one spelling: addresses compressed, international names in ASCII, one loopback."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        try:
            name = host.encode("idna").decode()
        except UnicodeError:
            name = host
        return "127.0.0.1" if name == "localhost" else name
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return "127.0.0.1" if address.is_loopback else str(address)


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
