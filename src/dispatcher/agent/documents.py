"""What all documents share: root element, namespaces, header (MTConnect Part 1, Header)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dispatcher.agent.errors import Refused
from dispatcher.agent.model import Namespace, Settings
from dispatcher.agent.names import attribute, attributes, text
from dispatcher.domain.instant import Instant, format_instant

_DEFAULT_PREFIX = "m"


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What every header tells: when, by whom, of which instance."""

    created_at: Instant
    instance_id: int
    model_changed_at: Instant
    test: bool = False


class Paper:
    """Writes documents in one agent's version and namespace."""

    def __init__(self, settings: Settings, used_prefixes: Iterable[str] = ()) -> None:
        self.settings = settings
        self.prefix = f"{_DEFAULT_PREFIX}:" if settings.namespace is Namespace.PREFIXED else ""
        known = dict(settings.extensions)
        self._extensions = "".join(
            f' xmlns:{prefix}="{attribute(known.get(prefix, f"urn:dispatcher:extension:{prefix}"))}"'
            for prefix in sorted(set(used_prefixes))
        )

    def tag(self, name: str) -> str:
        """The element's name as written: with our prefix, unless it has its own."""
        return name if ":" in name else self.prefix + name

    def root(self, kind: str, header: str, body: str) -> bytes:
        """A whole document of a kind (`Streams`, `Devices`, `Assets`, `Error`)."""
        name = self.tag(f"MTConnect{kind}")
        urn = f"urn:mtconnect.org:MTConnect{kind}:{self.settings.version}"
        named = {
            Namespace.DEFAULT: f' xmlns="{urn}"',
            Namespace.PREFIXED: f' xmlns:{_DEFAULT_PREFIX}="{urn}"',
            Namespace.NONE: "",
        }[self.settings.namespace]
        return (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<{name}{named}{self._extensions}>{header}{body}</{name}>\n'
        ).encode()

    def header(self, head: Head, *extra: tuple[str, object]) -> str:
        """The header with the attributes all kinds share and those of one kind."""
        return (
            f"<{self.tag('Header')}"
            + attributes(
                ("creationTime", format_instant(head.created_at)),
                ("sender", self.settings.sender),
                ("instanceId", head.instance_id),
                ("version", self.settings.version),
                ("testIndicator", "true" if head.test else ""),
                *extra,
            )
            + "/>"
        )

    def model_header(self, head: Head, *extra: tuple[str, object]) -> str:
        """The header of a document about the model, its observations or its assets."""
        changed = format_instant(head.model_changed_at) if self.settings.number >= (1, 7) else ""
        return self.header(head, ("deviceModelChangeTime", changed), *extra)

    def errors(self, head: Head, refusals: Sequence[Refused]) -> bytes:
        """An MTConnectError document (MTConnect Part 1, Error Information Model)."""
        header = self.header(head, ("bufferSize", self.settings.buffer_size))
        one = self.tag("Error")
        body = "".join(f'<{one} errorCode="{refusal.error.value}">{text(refusal.text)}</{one}>' for refusal in refusals)
        return self.root("Error", header, f"<{self.tag('Errors')}>{body}</{self.tag('Errors')}>")
