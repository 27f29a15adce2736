"""Influx line protocol: `measurement,tag=value field=value,field=value timestamp`. Pure.

A backslash protects `,`, `=` and blanks in names and tags, `"` and itself in texts; elsewhere it stands for itself. A
text may run over several lines. Numbers: `1.5`, `1i`, `1u`; truth: `t`, `true`, `f`, `false` in the usual spellings.
Each field is one observation, named `measurement.field`; tags named by the source's settings stand in between.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dispatcher.connectors.http_push.decode import LONGEST_NAME, LONGEST_TEXT, Manner
from dispatcher.connectors.http_push.said import Read, Refusals, Said, Unreadable, shown
from dispatcher.connectors.http_push.stamps import instant_of

_NAME = r"(?:[^\\,= \n]|\\.|\\$)+"
_MEASUREMENT = re.compile(r"(?:[^\\, \n]|\\.|\\$)+", re.DOTALL)
_TAG = re.compile(rf",({_NAME})=({_NAME})", re.DOTALL)
_FIELD = re.compile(rf'({_NAME})=("(?:[^"\\]|\\.)*"|[^," ]+)', re.DOTALL)
_STAMP = re.compile(r" +(-?\d{1,20}) *")
_PROTECTED = re.compile(r"\\([,= ])")
_PROTECTED_TEXT = re.compile(r'\\(["\\])')
_FLOAT = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_WHOLE = re.compile(r"(-?\d+)i|(\d+)u", re.ASCII)
_TRUTH = {word: truth for truth, words in ((True, "t T true True TRUE"), (False, "f F false False FALSE"))
          for word in words.split()}  # fmt: skip
_QUOTE = re.compile(r'\\.|"', re.DOTALL)
_BLANK = re.compile(r"(?<!\\) ")
LONGEST_WHOLE = 20
JOINED = 10_000
"""So many lines of a delivery are looked at for the ends of texts that run over lines."""


def read_line_protocol(body: bytes, manner: Manner, device_tag: str, name_tags: Sequence[str]) -> Read:
    """Every line; one that cannot be read costs no other."""
    said: list[Said] = []
    refusals = Refusals()
    for number, line in lines_of(body.decode("utf-8", "replace")):
        try:
            said += _line(line, number, manner, device_tag, name_tags)
        except Unreadable as why:
            refusals.add(why.code, number, **why.params)
    return Read(said=said, refusals=refusals, session=manner.session, clock=manner.clock)


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    """Line numbers (from 1) and lines, without comments and empty ones; texts that run over lines are put together."""
    lines = text.split("\n")
    at, budget = 0, JOINED
    while at < len(lines):
        line, number = lines[at].strip(" \r"), at + 1
        at += 1
        if not line or line.startswith("#"):
            continue
        if '"' in line and budget > 0 and _is_open(line):
            end = _closed(lines, at, budget)
            budget -= end - at
            if _quotes(lines[end - 1]) % 2:
                line, at = "\n".join(lines[number - 1 : end]).strip(" \r"), end
        yield number, line


def _closed(lines: Sequence[str], at: int, budget: int) -> int:
    """Just after the line, from `at` on, that ends a text; the end of the search where none does."""
    end = at
    while end < min(len(lines), at + budget):
        end += 1
        if _quotes(lines[end - 1]) % 2:
            break
    return end


def _quotes(text: str) -> int:
    return sum(found[0] == '"' for found in _QUOTE.finditer(text))


def _is_open(line: str) -> bool:
    """Whether a text begins in the fields and does not end. (A quote in names and tags is only itself.)"""
    fields = _BLANK.search(line)
    return fields is not None and _quotes(line[fields.end() :]) % 2 == 1


def _line(line: str, place: int, manner: Manner, device_tag: str, name_tags: Sequence[str]) -> Iterator[Said]:
    head = _MEASUREMENT.match(line)
    if head is None:
        raise _wrong(line, 0)
    tags: dict[str, str] = {}
    end = head.end()
    while tag := _TAG.match(line, end):
        tags[_plain(tag[1])] = _plain(tag[2])
        end = tag.end()
    if not line.startswith(" ", end):
        raise _wrong(line, end)
    end += len(line) - end - len(line[end:].lstrip(" "))
    fields: list[tuple[str, float | int | bool | str]] = []
    while field := _FIELD.match(line, end):
        fields.append((_plain(field[1]), _value(field[2], line, field.start(2))))
        end = field.end()
        if not line.startswith(",", end):
            break
        end += 1
    if not fields or line[end - 1] == ",":
        raise _wrong(line, end)
    at = _at(line, end, manner)
    device = tags.get(device_tag, manner.device) if device_tag else manner.device
    prefix = ".".join([_plain(head[0]), *(tags[name] for name in name_tags if name in tags)])
    for field_name, value in fields:
        name = f"{prefix}.{field_name}"
        if len(name) > LONGEST_NAME:
            raise Unreadable("http_push_no_signal", limit=LONGEST_NAME)
        yield Said(place, device, name, value, at, None)


def _at(line: str, end: int, manner: Manner) -> int | None:
    if not line[end:].strip(" "):
        return None
    stamp = _STAMP.fullmatch(line, end)
    if stamp is None:
        raise _wrong(line, end)
    try:
        return instant_of(int(stamp[1]), manner.unit, manner.zone)
    except ValueError:
        raise Unreadable("http_push_bad_time", given=shown(stamp[1])) from None


def _value(given: str, line: str, at: int) -> float | int | bool | str:
    if given[0] == '"':
        if len(given) > LONGEST_TEXT:
            raise Unreadable("http_push_bad_value", given=shown(given), limit=LONGEST_TEXT)
        text = given[1:-1]
        return _PROTECTED_TEXT.sub(r"\1", text) if "\\" in text else text
    if _FLOAT.fullmatch(given):
        return float(given)
    if (truth := _TRUTH.get(given)) is not None:
        return truth
    whole = _WHOLE.fullmatch(given)
    if whole is None or len(given) > LONGEST_WHOLE + 2:
        raise _wrong(line, at)
    return int(whole[1] or whole[2])


def _plain(name: str) -> str:
    return _PROTECTED.sub(r"\1", name) if "\\" in name else name


def _wrong(line: str, at: int) -> Unreadable:
    return Unreadable("http_push_line", column=at + 1, near=shown(line[at : at + 40]) or "∅")
