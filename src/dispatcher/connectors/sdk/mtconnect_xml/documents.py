"""What all MTConnect documents share: a strict parser, the root element, the Header, the error document."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar
from xml.parsers import expat
from xml.parsers.expat import errors as expat_errors

from dispatcher.connectors.sdk.vocabulary import local_name
from dispatcher.domain.instant import Instant
from dispatcher.ports.columns import instants_or_none
from dispatcher.ports.connector import Garbled

MAX_DOCUMENT = 256 * 1024 * 1024
"""Bytes; a sample document of a million observations is about 160 MB."""

_MAX_DEPTH = 200
"""Deeper than any device model; keeps what is nested without end from growing our stacks."""

_MAX_DIGITS = 20
"""Of an unsigned 64-bit number."""

_CONTROL = bytes(byte for byte in range(32) if byte not in b"\t\n\r")
_BAD_REFERENCE = re.compile(rb"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|[xX]0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F]));")
_OTHER_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*encoding\s*=\s*["'](?!utf-?8["'])""", re.IGNORECASE)
_REPAIRABLE = frozenset(
    expat_errors.codes[message]
    for message in (expat_errors.XML_ERROR_INVALID_TOKEN, expat_errors.XML_ERROR_BAD_CHAR_REF)
)

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Root:
    """The root element: local name (`MTConnectStreams`), namespace ("" = none), schema version ("" = none)."""

    name: str
    namespace: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The Header of a document (Part 1, 6.5); None where an attribute is absent or unreadable.

    `instance` is the instanceId as written; sequences are only comparable within one instance.
    `model_changed` is deviceModelChangeTime as written (2.0 and later).
    """

    instance: str = ""
    sender: str = ""
    version: str = ""
    created_at: Instant | None = None
    buffer_size: int | None = None
    first: int | None = None
    last: int | None = None
    next: int | None = None
    asset_count: int | None = None
    model_changed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentError:
    """One error an agent reports: code (`OUT_OF_RANGE`) and its own words."""

    code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorsDocument:
    """An MTConnectError document (Part 1, 7)."""

    header: Header
    errors: tuple[AgentError, ...] = ()

    def has(self, *codes: str) -> bool:
        """Whether one of these codes is among the errors."""
        return any(error.code in codes for error in self.errors)


def whole(text: str | None) -> int | None:
    """A non-negative integer of at most 20 digits, or None."""
    if text is None or not (text := text.strip()).isdecimal() or len(text) > _MAX_DIGITS:
        return None
    return int(text)


def header_of(attributes: Mapping[str, str]) -> Header:
    """The values of a Header element."""
    created = instants_or_none((attributes.get("creationTime", ""),))[0]
    return Header(
        instance=attributes.get("instanceId", "").strip(),
        sender=attributes.get("sender", ""),
        version=attributes.get("schemaVersion") or attributes.get("version", ""),
        created_at=None if created is None else Instant(created),
        buffer_size=whole(attributes.get("bufferSize")),
        first=whole(attributes.get("firstSequence")),
        last=whole(attributes.get("lastSequence")),
        next=whole(attributes.get("nextSequence")),
        asset_count=whole(attributes.get("assetCount")),
        model_changed=attributes.get("deviceModelChangeTime", ""),
    )


def new_parser() -> expat.XMLParserType:
    """A parser that refuses document type declarations, hence every entity bomb."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def run_parser(parser: expat.XMLParserType, data: bytes) -> None:
    """Feed a whole document. Raises Garbled with line and column where it is not well-formed."""
    if len(data) > MAX_DOCUMENT:
        raise Garbled("mtconnect_too_large", size=len(data), limit=MAX_DOCUMENT)
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Garbled(
            "mtconnect_not_well_formed",
            line=error.lineno,
            column=error.offset,
            reason=expat.ErrorString(error.code) or "",
        ) from error
    except (LookupError, UnicodeError, ValueError) as error:  # an encoding Python does not know
        raise Garbled("mtconnect_not_well_formed", line=1, column=0, reason=str(error)) from error


def read_repairing(read: Callable[[bytes], Result], data: bytes) -> tuple[Result, bool]:
    """What `read` makes of the data; if illegal characters stand in the way, of the data without them.

    Controls do write NUL, ESC or bytes of another code page into their messages, and XML 1.0 forbids
    them; one such byte must not cost a whole document. The second value tells that this happened.
    """
    try:
        return read(data), False
    except Garbled as error:
        cause = error.__cause__
        if not isinstance(cause, expat.ExpatError) or cause.code not in _REPAIRABLE:
            raise
        cleaned = _BAD_REFERENCE.sub(b"", data.translate(None, _CONTROL))
        if not _OTHER_ENCODING.match(data[:200]):
            cleaned = cleaned.decode("utf-8", "replace").encode()
        if cleaned == data:
            raise
        return read(cleaned), True


def root_of(data: bytes) -> Root | None:
    """The root element, from the first bytes alone (the rest may be missing); None if there is none."""
    found: list[Root] = []
    parser = new_parser()

    def start(name: str, attributes: dict[str, str]) -> None:
        found.append(root_from(name, attributes))
        raise _Enough

    parser.StartElementHandler = start
    with contextlib.suppress(_Enough, expat.ExpatError, Garbled, LookupError, UnicodeError, ValueError):
        parser.Parse(data, False)
    return found[0] if found else None


def root_from(name: str, attributes: Mapping[str, str]) -> Root:
    """The root of a start tag."""
    prefix, _, local = name.rpartition(":")
    namespace = attributes.get(f"xmlns:{prefix}" if prefix else "xmlns", "")
    version = namespace.rpartition(":")[2] if namespace.startswith("urn:mtconnect.org:") else ""
    return Root(name=local, namespace=namespace, version=version)


def read_errors(data: bytes) -> ErrorsDocument:
    """Read an MTConnectError document of any version. Raises Garbled."""
    return read_repairing(_read_errors, data)[0]


@dataclass(slots=True)
class _OpenError:
    code: str
    depth: int
    texts: list[str] = field(default_factory=list)


def _read_errors(data: bytes) -> ErrorsDocument:
    parser = new_parser()
    header = Header()
    errors: list[AgentError] = []
    path: list[str] = []
    current: _OpenError | None = None

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal header, current
        name = local_name(name)
        check_depth(len(path))
        if not path and name != "MTConnectError":
            raise Garbled("mtconnect_unexpected_document", expected="MTConnectError", found=name)
        path.append(name)
        if name == "Header":
            header = header_of(attributes)
        elif current is None and "errorCode" in attributes:
            current = _OpenError(attributes["errorCode"], len(path))

    def text(piece: str) -> None:
        # 2.6 and later put the words into ErrorMessage and the request beside it (Part 1, 7.2).
        if current is not None and (len(path) == current.depth or path[-1] == "ErrorMessage"):
            current.texts.append(piece)

    def end(_name: str) -> None:
        nonlocal current
        if current is not None and len(path) == current.depth:
            errors.append(AgentError(code=current.code, text=" ".join("".join(current.texts).split())))
            current = None
        path.pop()

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    run_parser(parser, data)
    return ErrorsDocument(header=header, errors=tuple(errors))


def check_depth(depth: int) -> None:
    """Raises Garbled where elements are nested deeper than any honest document."""
    if depth > _MAX_DEPTH:
        raise Garbled("mtconnect_too_deep", limit=_MAX_DEPTH)


def _refuse_doctype(name: str, _system: str | None, _public: str | None, _subset: bool) -> None:  # noqa: FBT001
    raise Garbled("mtconnect_doctype", name=name)


class _Enough(Exception):
    """The root is known: no need to read on."""
