"""Where a broker is and how it is entered: the same fields for every connector that speaks through one."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import SecretStr, field_validator, model_validator

from dispatcher.connectors.sdk.settings import Settings, setting
from dispatcher.connectors.sdk.targets import Target

PORT = 1883
TLS_PORT = 8883


class BrokerSettings(Settings):
    """One broker. All times are given in the unit of the field's name."""

    host: str = setting(key="broker.host", example="192.168.1.40", min_length=1, max_length=253)
    port: int | None = setting(None, key="broker.port", example="1883", ge=1, le=65_535)
    tls: bool = setting(False, key="broker.tls", example="true")
    ca: Path | None = setting(None, key="broker.ca", example="plant-ca.pem")
    certificate: Path | None = setting(None, key="broker.certificate", example="dispatcher.pem")
    private_key: Path | None = setting(None, key="broker.private_key", example="dispatcher.key")
    user: str = setting("", key="broker.user", example="dispatcher", max_length=200)
    password: SecretStr = setting(SecretStr(""), key="broker.password", example="…", secret=True)
    version: Literal["auto", "5", "3.1.1"] = setting("auto", key="broker.version", example="auto")
    keepalive_s: int = setting(15, key="broker.keepalive_s", unit="s", example="15", ge=1, le=3_600)
    timeout_ms: int = setting(10_000, key="broker.timeout_ms", unit="ms", example="10000", ge=100, le=60_000)

    @field_validator("host")
    @classmethod
    def _checked(cls, host: str) -> str:
        host = host.strip().strip("[]")
        if not host or any(sign in host for sign in " /@?#|") or "://" in host:
            raise ValueError("write only the name or the address of the computer, the port goes into `port`")
        return host

    @model_validator(mode="after")
    def _whole(self) -> BrokerSettings:
        if (self.certificate is None) != (self.private_key is None):
            raise ValueError("give certificate and private_key together")
        if not self.tls and (self.ca or self.certificate):
            raise ValueError("ca and certificate need tls = true")
        return self

    @property
    def number(self) -> int:
        """The port, the usual one where none is given."""
        return self.port or (TLS_PORT if self.tls else PORT)

    @property
    def where(self) -> dict[str, str | int]:
        """What an error says of the place."""
        return {"host": self.host, "port": self.number}

    def place(self, scheme: str) -> str:
        """One spelling for every way to write the address of one broker (trap 13)."""
        host = self.host.rstrip(".").lower()
        host = "127.0.0.1" if host in {"localhost", "::1"} else host
        return f"{scheme}://[{host}]:{self.number}" if ":" in host else f"{scheme}://{host}:{self.number}"


def pointed(target: Target) -> dict[str, Any]:
    """The fields that an address and its user give."""
    given: dict[str, Any] = {"host": target.host, "tls": target.scheme.endswith("s") or target.port == TLS_PORT}
    if target.port:
        given["port"] = target.port
    if target.user:
        given["user"] = target.user
    if target.password:
        given["password"] = target.password
    return given
