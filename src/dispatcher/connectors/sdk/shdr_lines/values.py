"""Structured values as SHDR writes them: conditions, data sets, tables, time series."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dispatcher.domain.signal import Condition, DataSet, Level, TimeSeries
from dispatcher.ports.columns import UNAVAILABLE, number

LEVELS = {level.value: level for level in Level}
CONDITION_FIELDS = 5
"""level, native code, native severity, qualifier, text."""

ODD = " \tuU"
"""First signs of texts that may be UNAVAILABLE in another spelling, or blank; the empty text is among them."""

_CLOSING = {'"': '"', "'": "'", "{": "}"}

Cell = float | str | None


def is_unavailable(text: str) -> bool:
    """Whether a field says UNAVAILABLE, in any case and with blanks around it."""
    return text.strip().upper() == UNAVAILABLE


def odd_text(text: str, empty: str | None) -> str | None:
    """An empty field, a blank one, or another spelling of UNAVAILABLE; blanks of texts are kept."""
    if is_unavailable(text):
        return None
    return text if text.strip() or (text and empty is not None) else empty


def read_condition(fields: Sequence[str]) -> Condition | None:
    """A condition from its fields, missing ones being empty; None where the first is no level.

    `FAULT:4567` names the condition itself (conditionId, since 2.3); without it the native code does.
    """
    level, _, name = fields[0].partition(":")
    known = LEVELS.get(level.strip().upper())
    if known is None:
        return None
    code, severity, qualifier, *text = [*fields[1:CONDITION_FIELDS], "", "", "", ""][: CONDITION_FIELDS - 1]
    return Condition(
        level=known,
        native_code=code.strip(),
        native_severity=severity.strip(),
        qualifier=qualifier.strip(),
        message="".join(text).strip(),
        condition_id=name.strip(),
    )


def read_series(samples: str, rate: str) -> TimeSeries | None:
    """A time series from its samples, separated by blanks; None where there are none or one is no number."""
    read = [number(sample) for sample in samples.split()]
    sound = tuple(sample for sample in read if sample is not None)
    if not sound or len(sound) != len(read):
        return None
    # The protocol writes 0 or nothing where the rate is the one of the device model.
    return TimeSeries(number(rate) or None, sound)


def read_entries(text: str, *, table: bool) -> DataSet:
    """A data set `k=v k2="a b" k3={c d} gone` or table `row={a=1 b=2}`.

    A key without a value is removed from the set; `:TRIGGER k=v…` replaces the whole set.
    """
    text = text.strip()
    reset = ""
    if text.startswith(":"):
        reset, _, text = text[1:].partition(" ")
    entries: dict[str, Cell | dict[str, Cell]] = {}
    for key, value in _pairs(text):
        if value is None:
            entries[key] = None
        elif table and not value[0]:
            entries[key] = dict(_cells(value[1]))
        else:
            entries[key] = _cell(value)
    return DataSet(entries, reset.strip().upper())


def _cells(text: str) -> Iterator[tuple[str, Cell]]:
    for key, value in _pairs(text):
        yield key, None if value is None else _cell(value)


def _cell(value: tuple[bool, str]) -> Cell:
    """A number where it is one and was not quoted; leading zeros make a name (`007`)."""
    plain, text = value
    if plain and not _is_name(text):
        read = number(text)
        if read is not None:
            return read
    return None if plain and is_unavailable(text) else text


def _is_name(text: str) -> bool:
    digits = text.lstrip("+-")
    return digits[:1] == "0" and digits[1:2].isdigit()


def _pairs(text: str) -> Iterator[tuple[str, tuple[bool, str] | None]]:
    """(key, (unquoted?, value)) or (key, None) for a bare key or an empty value."""
    at, end = 0, len(text)
    while at < end:
        if text[at].isspace():
            at += 1
            continue
        begin = at
        while at < end and text[at] != "=" and not text[at].isspace():
            at += 1
        key = text[begin:at]
        if at >= end or text[at] != "=":
            yield key, None
            continue
        at += 1
        closing = _CLOSING.get(text[at]) if at < end else None
        if closing is not None:
            value, at = _delimited(text, at, closing)
            yield key, (False, value)
            continue
        begin = at
        while at < end and not text[at].isspace():
            at += 1
        yield key, (True, text[begin:at]) if at > begin else None


def _delimited(text: str, at: int, closing: str) -> tuple[str, int]:
    r"""The value between delimiters and the index after it. Braces nest; `\` escapes; no end = the rest."""
    opening = text[at]
    pieces: list[str] = []
    depth = 1
    at += 1
    while at < len(text):
        sign = text[at]
        at += 1
        if sign == "\\" and at < len(text):
            pieces.append(text[at] if opening != "{" else sign + text[at])
            at += 1
            continue
        if sign == closing:
            depth -= 1
            if not depth:
                break
        elif sign == opening:
            depth += 1
        pieces.append(sign)
    return "".join(pieces), at
