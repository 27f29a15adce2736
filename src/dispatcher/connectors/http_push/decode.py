"""A delivery taken apart: JSON, lines of JSON. Pure. One observation that cannot be read costs no other."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo
from fractions import Fraction
from functools import lru_cache

import orjson

from dispatcher.connectors.http_push.said import LAST_NUMBER, Read, Refusals, Said, Unreadable, shown
from dispatcher.connectors.http_push.stamps import instant_of
from dispatcher.domain.signal import Category, Condition, Level, SignalSpec
from dispatcher.ports.connector import Garbled

LONGEST_NAME = 400
LONGEST_TEXT = 100_000
_SAID = ("signal", "value", "at", "seq", "device")
_DECLARED = ("type", "sub_type", "category", "units", "component")
_CONDITION = ("level", "code", "message", "severity")
FIELDS = frozenset((*_SAID, *_DECLARED, *_CONDITION))
ENVELOPE = frozenset(("device", "session", "clock", "observations"))
_TYPE = re.compile(r"[A-Za-z][A-Za-z0-9_:.]{0,99}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How this delivery is to be read: what its address says, and the source's settings."""

    unit: Fraction
    zone: tzinfo
    device: str = ""
    session: str = ""
    clock: int | None = None


def read_json(body: bytes, manner: Manner) -> Read:
    """One observation, an array of them, or `{device, session, clock, observations}`.

    Raises Garbled `http_push_json` with line and column, `http_push_shape`.
    """
    document = _parsed(body)
    if isinstance(document, list):
        return _all(document, manner)
    if not isinstance(document, dict):
        raise Garbled("http_push_shape", given=shown(document))
    if "signal" in document:
        return _all([document], manner)
    return _enveloped(document, manner)


def read_lines(body: bytes, manner: Manner) -> Read:
    """One observation a line; empty lines are nothing."""
    said: list[Said] = []
    refusals = Refusals()
    for number, line in enumerate(body.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            said.append(_one(_line(line), number, manner))
        except Unreadable as why:
            refusals.add(why.code, number, **why.params)
    return Read(said=said, refusals=refusals, session=manner.session, clock=manner.clock)


def session_name(given: object) -> str:
    """The sender's name of his numbering. Raises Garbled `http_push_session`."""
    if isinstance(given, int) and not isinstance(given, bool):
        given = str(given)
    if not isinstance(given, str) or len(given) > 100 or not given.isprintable():  # noqa: PLR2004 - said in the text
        raise Garbled("http_push_session", given=shown(given))
    return given.strip()


def clock_of(given: object, manner: Manner) -> int:
    """The sender's idea of now. Raises Garbled `http_push_clock`."""
    try:
        return instant_of(given, manner.unit, manner.zone)
    except (ValueError, OverflowError):
        raise Garbled("http_push_clock", given=shown(given)) from None


def _parsed(body: bytes) -> object:
    try:
        document: object = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Garbled("http_push_json", line=error.lineno, column=error.colno, problem=_plain(error.msg)) from None
    return document


def _line(line: bytes) -> object:
    try:
        document: object = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise Unreadable("http_push_line_json", column=error.colno, problem=_plain(error.msg)) from None
    return document


def _plain(problem: str) -> str:
    """Without the place, which is said apart."""
    return problem.partition(": line ")[0]


def _enveloped(document: Mapping[str, object], manner: Manner) -> Read:
    unknown = [name for name in document if name not in ENVELOPE]
    observations = document.get("observations", [])
    device = document.get("device", manner.device)
    if unknown or not isinstance(observations, list) or not isinstance(device, str):
        raise Garbled("http_push_shape", given=shown(unknown[0] if unknown else observations))
    given = Manner(
        unit=manner.unit,
        zone=manner.zone,
        device=device.strip(),
        session=session_name(document["session"]) if "session" in document else manner.session,
        clock=clock_of(document["clock"], manner) if "clock" in document else manner.clock,
    )
    return _all(observations, given)


def _all(items: list[object], manner: Manner) -> Read:
    said: list[Said] = []
    refusals = Refusals()
    for number, item in enumerate(items, 1):
        try:
            said.append(_one(item, number, manner))
        except Unreadable as why:
            refusals.add(why.code, number, **why.params)
    return Read(said=said, refusals=refusals, session=manner.session, clock=manner.clock)


def _one(item: object, place: int, manner: Manner) -> Said:
    if not isinstance(item, dict):
        raise Unreadable("http_push_no_object", given=shown(item))
    if not item.keys() <= FIELDS:
        unknown = next(name for name in item if name not in FIELDS)
        raise Unreadable(
            "http_push_unknown_field", field=shown(unknown), known=", ".join((*_SAID, *_DECLARED, *_CONDITION))
        )
    name = item.get("signal")
    if not isinstance(name, str) or not name.strip() or len(name) > LONGEST_NAME:
        raise Unreadable("http_push_no_signal", limit=LONGEST_NAME)
    device = item.get("device", manner.device)
    if not isinstance(device, str):
        raise Unreadable("http_push_bad_field", field="device", given=shown(device))
    return Said(
        place=place,
        device=device.strip(),
        name=name.strip(),
        value=_condition(item) if "level" in item else _value(item),
        at=_at(item, manner),
        seq=_seq(item),
        spec=_spec(item, name.strip()) if "type" in item or "level" in item else None,
    )


def _value(item: Mapping[str, object]) -> float | int | bool | str | None:
    if "value" not in item:
        raise Unreadable("http_push_no_value")
    value = item["value"]
    if value is None or isinstance(value, int | float):
        return value
    if isinstance(value, str) and len(value) <= LONGEST_TEXT:
        return value
    raise Unreadable("http_push_bad_value", given=shown(value), limit=LONGEST_TEXT)


def _at(item: Mapping[str, object], manner: Manner) -> int | None:
    given = item.get("at")
    if given is None:
        return None
    try:
        return instant_of(given, manner.unit, manner.zone)
    except (ValueError, OverflowError):
        raise Unreadable("http_push_bad_time", given=shown(given)) from None


def _seq(item: Mapping[str, object]) -> int | None:
    given = item.get("seq")
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given <= LAST_NUMBER:
        raise Unreadable("http_push_bad_seq", given=shown(given))
    return given


def _condition(item: Mapping[str, object]) -> Condition:
    level = item["level"]
    if not isinstance(level, str) or level.upper() not in Level.__members__:
        raise Unreadable("http_push_bad_level", given=shown(level), known=", ".join(Level))
    return Condition(
        level=Level(level.upper()),
        native_code=_text(item, "code"),
        native_severity=_text(item, "severity"),
        message=_text(item, "message"),
    )


def _spec(item: Mapping[str, object], name: str) -> SignalSpec:
    """What the sender declares in the MTConnect vocabulary."""
    given = tuple(item.get(field) for field in _DECLARED)
    try:
        return _declared(name, "level" in item, given)
    except TypeError:  # a list is nothing to look up
        return _declare(name, condition="level" in item, given=given)


@lru_cache(maxsize=8192)
def _declared(name: str, condition: bool, given: tuple[object, ...]) -> SignalSpec:  # noqa: FBT001 - a key
    return _declare(name, condition=condition, given=given)


def _declare(name: str, *, condition: bool, given: tuple[object, ...]) -> SignalSpec:
    item = dict(zip(_DECLARED, given, strict=True))
    type_ = _text(item, "type") or ("SYSTEM" if condition else "")
    units = _text(item, "units").upper()
    if _TYPE.fullmatch(type_) is None:
        raise Unreadable("http_push_bad_field", field="type", given=shown(type_))
    category = _text(item, "category").upper() or ("CONDITION" if condition else "SAMPLE" if units else "EVENT")
    if category not in Category.__members__ or (category == Category.CONDITION) != condition:
        raise Unreadable("http_push_bad_field", field="category", given=shown(category))
    return SignalSpec(
        key=key_of(name),
        name=name,
        category=Category(category),
        type=type_.upper(),
        sub_type=_text(item, "sub_type").upper() or None,
        units=units or None,
        component=_text(item, "component"),
    )


def key_of(name: str) -> str:
    """The key of a signal that is declared under this name: no blanks, no bars."""
    return re.sub(r"[\s|]+", "_", name)


def _text(item: Mapping[str, object], field: str) -> str:
    given = item.get(field, "")
    if given is None:
        return ""
    if isinstance(given, int) and not isinstance(given, bool):
        given = str(given)
    if not isinstance(given, str) or len(given) > LONGEST_NAME:
        raise Unreadable("http_push_bad_field", field=field, given=shown(given))
    return given.strip()
