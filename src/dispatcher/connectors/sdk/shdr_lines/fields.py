r"""One line cut into fields at `|`; quoted fields may hold `|`, written `\|`."""

from __future__ import annotations


def split_fields(line: str) -> list[str]:
    r"""The fields of a line, blanks kept.

    A field that begins with `"` and whose closing `"` stands before a `|` or the end is taken without
    its quotes, `\x` inside meaning `x`. An unescaped `|` or a missing end makes it an ordinary field:
    inch marks and comments in block texts are common, quoted fields are rare.
    """
    if '"' not in line:
        return line.split("|")
    fields: list[str] = []
    at, end = 0, len(line)
    while True:
        quoted = _quoted(line, at)
        if quoted is None:
            stop = line.find("|", at)
            stop = end if stop < 0 else stop
            fields.append(line[at:stop])
        else:
            text, stop = quoted
            fields.append(text)
        if stop >= end:
            return fields
        at = stop + 1


def _quoted(line: str, at: int) -> tuple[str, int] | None:
    """The text of a quoted field and the index of the `|` (or the end) after it; None where it is none."""
    end = len(line)
    while at < end and line[at] in " \t":
        at += 1
    if at >= end or line[at] != '"':
        return None
    pieces: list[str] = []
    at += 1
    while at < end:
        sign = line[at]
        if sign == "\\" and at + 1 < end:
            pieces.append(line[at + 1])
            at += 2
            continue
        if sign == "|":
            return None
        if sign == '"':
            after = at + 1
            while after < end and line[after] in " \t":
                after += 1
            if after == end or line[after] == "|":
                return "".join(pieces), after
        pieces.append(sign)
        at += 1
    return None
