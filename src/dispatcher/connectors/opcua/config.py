"""Settings of an OPC UA server, and the mapped signals' addresses."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator

from dispatcher.connectors.opcua.namespaces import checked_node
from dispatcher.connectors.sdk.mapping import Entry, told_apart
from dispatcher.connectors.sdk.settings import Settings, setting

PORT = 4840


class Security(StrEnum):
    """The security policy of the channel; `auto` takes the strongest one that the server offers."""

    AUTO = "auto"
    NONE = "none"
    BASIC256SHA256 = "basic256sha256"
    AES128 = "aes128_sha256_rsaoaep"
    AES256 = "aes256_sha256_rsapss"


class Mode(StrEnum):
    """What the channel does with messages, where it is secure."""

    SIGN_AND_ENCRYPT = "sign_and_encrypt"
    SIGN = "sign"


class Trust(StrEnum):
    """Which server certificates are accepted."""

    STRICT = "strict"
    """Only those in the folder of trusted ones, or issued by one there."""
    FIRST_USE = "first_use"
    """The first one seen at this address is remembered; another one later is refused."""


class ClearPassword(StrEnum):
    """Whether a password may be sent without encryption."""

    REFUSE = "refuse"
    ALLOW = "allow"


class Models(StrEnum):
    """Whether the companion models Machinery and MachineTool are looked for."""

    AUTO = "auto"
    OFF = "off"


class Alarms(StrEnum):
    """Whether alarms and conditions are subscribed to."""

    AUTO = "auto"
    OFF = "off"


class OpcUaEntry(Entry):
    """One mapped node: `nsu=http://example.org/UA/;s=Axis1.Speed`, or with an index as `ns=2;s=Axis1.Speed`.

    index: which element, where the node's value is an array. sampling_ms: how often the server looks at the node;
    None = as the source's setting.
    """

    node: str = Field(min_length=3, max_length=4_000)
    index: int | None = Field(default=None, ge=0, le=1_000_000)
    sampling_ms: int | None = Field(default=None, ge=0, le=3_600_000)

    @field_validator("node")
    @classmethod
    def _readable(cls, node: str) -> str:
        return checked_node(node)


class OpcUaSettings(Settings):
    """One server. All times are given in the unit of the field's name."""

    url: str = setting(key="opcua.url", example="opc.tcp://192.168.1.40:4840", min_length=11, max_length=2_000)
    security: Security = setting(Security.AUTO, key="opcua.security", example="auto")
    mode: Mode = setting(Mode.SIGN_AND_ENCRYPT, key="opcua.mode", example="sign_and_encrypt")
    trust: Trust = setting(Trust.STRICT, key="opcua.trust", example="strict")
    certificates: Path = setting(
        Path("certificates/opcua"), key="opcua.certificates", example="/var/lib/dispatcher/certificates/opcua"
    )
    username: str = setting("", key="opcua.username", example="dispatcher", max_length=200)
    password: SecretStr = setting(SecretStr(""), key="opcua.password", example="…", secret=True)
    clear_password: ClearPassword = setting(ClearPassword.REFUSE, key="opcua.clear_password", example="refuse")
    models: Models = setting(Models.AUTO, key="opcua.models", example="auto")
    alarms: Alarms = setting(Alarms.AUTO, key="opcua.alarms", example="auto")
    fault_severity: int = setting(667, key="opcua.fault_severity", example="667", ge=1, le=1_000)
    device: str = setting("", key="opcua.device", example="Mill 5", max_length=200)
    signals: tuple[OpcUaEntry, ...] = setting(
        (), key="opcua.signals", example='[{ key = "execution", type = "EXECUTION", node = "ns=2;s=State" }]'
    )
    publish_ms: int = setting(250, key="opcua.publish_ms", unit="ms", example="250", ge=10, le=60_000)
    sampling_ms: int = setting(100, key="opcua.sampling_ms", unit="ms", example="100", ge=0, le=60_000)
    queue: int = setting(100, key="opcua.queue", example="100", ge=1, le=10_000)
    keepalive_ms: int = setting(10_000, key="opcua.keepalive_ms", unit="ms", example="10000", ge=100, le=600_000)
    timeout_ms: int = setting(5_000, key="opcua.timeout_ms", unit="ms", example="5000", ge=100, le=60_000)
    max_signals: int = setting(20_000, key="opcua.max_signals", example="20000", ge=1, le=200_000)

    @field_validator("url")
    @classmethod
    def _checked(cls, url: str) -> str:
        url = url.strip()
        parts = urlsplit(url)
        if parts.scheme.lower() != "opc.tcp" or not parts.hostname:
            raise ValueError("write the address like opc.tcp://host:4840")
        if parts.username is not None:
            raise ValueError("the user name belongs into `username`, the password into `password`")
        _ = parts.port  # a port that is none raises ValueError
        return url

    @model_validator(mode="after")
    def _once_each(self) -> OpcUaSettings:
        told_apart(self.signals)
        return self

    @property
    def host(self) -> str:
        """The computer."""
        return urlsplit(self.url).hostname or ""

    @property
    def port(self) -> int:
        """The port, the usual one where none is given."""
        return urlsplit(self.url).port or PORT

    @property
    def endpoint(self) -> str:
        """The address as the server is greeted with."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"opc.tcp://{host}:{self.port}{urlsplit(self.url).path}"

    @property
    def address(self) -> str:
        """One spelling for every way to write the address of one server (trap 13)."""
        host = self.host.rstrip(".").lower()
        host = "127.0.0.1" if host in {"localhost", "::1"} else host
        path = urlsplit(self.url).path.rstrip("/")
        return f"opc.tcp://[{host}]:{self.port}{path}" if ":" in host else f"opc.tcp://{host}:{self.port}{path}"
