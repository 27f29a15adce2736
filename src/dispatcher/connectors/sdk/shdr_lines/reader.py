"""Lines in, columns out. Every line that cannot be read is listed with its number and a reason; it costs
nothing else. Commands (`* key: value`) are never executed (trap 10): they are only counted.

Reasons: no_separator, bad_time, no_key, no_value, bad_level, bad_asset, too_long, unterminated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from dispatcher.connectors.sdk.shdr_lines.block import AssetAction, AssetReport, Block, RejectedLine
from dispatcher.connectors.sdk.shdr_lines.book import Book, Books, Shape
from dispatcher.connectors.sdk.shdr_lines.fields import split_fields
from dispatcher.connectors.sdk.shdr_lines.framing import MULTILINE, Lines
from dispatcher.connectors.sdk.shdr_lines.raw import SAMPLE_TEXT, RawRows
from dispatcher.connectors.sdk.shdr_lines.stamps import StampReader
from dispatcher.connectors.sdk.shdr_lines.values import (
    CONDITION_FIELDS,
    LEVELS,
    is_unavailable,
    read_condition,
    read_entries,
    read_series,
)
from dispatcher.domain.instant import Instant
from dispatcher.domain.signal import Category, Condition, DataSet, TimeSeries
from dispatcher.ports.columns import UNAVAILABLE, number

MAX_MULTILINE_LINES = 20_000
MAX_MULTILINE_SIZE = 4 * 1024 * 1024
"""Characters. Beyond either limit the block counts as unterminated, and what it held as ordinary lines."""

_PAIR = 3
"""Fields of the usual line: stamp, key, value."""
_WORTHWHILE = 4
"""Fewer lines are taken one by one: joining them would not pay."""
_WHOLE_CONDITION = 2 + CONDITION_FIELDS
_REMEMBERED = 1_000
"""Conditions whose reading is remembered."""
_SERIES_FIELDS = 3
_ALARM_FIELDS = 5


_ASSET_COMMANDS = {
    "@ASSET@": AssetAction.PUT,
    "@UPDATE_ASSET@": AssetAction.UPDATE,
    "@REMOVE_ASSET@": AssetAction.REMOVE,
    "@REMOVE_ALL_ASSETS@": AssetAction.REMOVE_ALL,
}


@dataclass(slots=True)
class _Open:
    """A multi-line block being collected."""

    line: int
    head: str
    marker: str
    body: list[str] = field(default_factory=list)
    size: int = 0


class LineReader:
    """Reads the lines of one adapter or file.

    device: whose items keys without a device name are.
    """

    def __init__(self, books: Books, device: str, stamps: StampReader) -> None:
        self._books = books
        self._book = books.book(device)
        self._stamps = stamps
        self._open: _Open | None = None
        self._conditions: dict[str, Condition] = {}
        self._block, self._rows = Block(), RawRows()
        self._now: Instant | None = None

    def read(self, lines: Lines, now: Instant | None = None) -> Block:
        """The rows, assets and rejections of these lines; `now` is for lines without a stamp."""
        block = self._begin(now)
        block.lines = len(lines.texts)
        texts = lines.texts
        bars = _PAIR - 1
        others = [place for place, text in enumerate(texts) if text.count("|") != bars] if lines.simple else None
        if others is None:
            self._one_by_one(lines.first, texts)
        else:
            at = 0
            for place in (*others, len(texts)):
                if place > at:
                    self._pairs(lines.first + at, texts[at:place])
                if place < len(texts) and not self._known(lines.first + place, texts[place]):
                    self._other(lines.first + place, texts[place])
                at = place + 1
        for too_long in lines.too_long:
            block.rejected.append(RejectedLine(too_long, "too_long", ""))
        return self._end()

    def close(self) -> Block:
        """What a block that never ended held, as ordinary lines."""
        block = self._begin(self._now)
        self._give_up()
        self._end()
        return block

    # ------------------------------------------------------------------ lines

    def _pairs(self, first: int, texts: list[str]) -> None:
        """Lines that all have a stamp, a key and a value: taken at once, where all keys are known.

        The fields of all lines become one flat list: a list for each line would cost more than all the rest.
        """
        if self._open is None and len(texts) >= _WORTHWHILE:
            fields = "|".join(texts).split("|")
            handles = list(map(self._book.plain.get, fields[1::_PAIR]))
            known = [handle for handle in handles if handle is not None]
            if len(known) == len(handles):
                self._rows.signals += known
                self._rows.stamps += fields[::_PAIR]
                self._rows.texts += fields[2::_PAIR]
                self._rows.lines += range(first, first + len(texts))
                return
        self._one_by_one(first, texts)

    def _known(self, line: int, text: str) -> bool:
        """Take a line of several known plain items, or of one known condition; False where it is neither."""
        if self._open is not None:
            return False
        fields = text.split("|")
        size = len(fields)
        special = self._book.special.get(fields[1]) if size == _WHOLE_CONDITION else None
        if special is not None:
            condition = self._condition(text, fields) if special[1] is Shape.CONDITION else None
            if condition is None:
                return False
            self._row(line, fields[0], special[0], UNAVAILABLE, condition)
            return True
        if size % 2 == 0 or size < _PAIR:
            return False
        handles = list(map(self._book.plain.get, fields[1::2]))
        known = [handle for handle in handles if handle is not None]
        if len(known) < len(handles):
            return False
        self._rows.signals += known
        self._rows.stamps += fields[:1] * len(known)
        self._rows.texts += fields[2::2]
        self._rows.lines += [line] * len(known)
        return True

    def _condition(self, text: str, fields: list[str]) -> Condition | None:
        """A condition; the same few come again and again."""
        said = text[len(fields[0]) + len(fields[1]) + 2 :]
        found = self._conditions.get(said)
        if found is None:
            found = read_condition(fields[2:])
            if found is not None and len(self._conditions) < _REMEMBERED:
                self._conditions[said] = found
        return found

    def _one_by_one(self, first: int, texts: list[str]) -> None:
        find = self._book.plain.get
        for number_of_line, line in enumerate(texts, first):
            if self._open is None:
                fields = line.split("|")
                if len(fields) == _PAIR:
                    stamp, key, text = fields
                    handle = find(key)
                    if handle is not None and '"' not in text and MULTILINE not in text:
                        self._rows.add(number_of_line, stamp, handle, text)
                        continue
            self._other(number_of_line, line)

    def _other(self, line: int, text: str) -> None:
        """Any line that is no ordinary pair."""
        if self._open is not None:
            self._collect(self._open, line, text)
        elif text.lstrip()[:1] == "*":
            self._command(line, text.strip()[1:].strip())
        elif MULTILINE in text and "|" in text:
            head, _, tag = text.rpartition(MULTILINE)
            self._open = _Open(line, head, MULTILINE + tag.strip())
        elif text.strip():
            self._items(line, text, split_fields(text))

    def _collect(self, begun: _Open, line: int, text: str) -> None:
        if text.strip() == begun.marker:
            self._open = None
            fields = split_fields(begun.head)
            fields[-1] += "\n".join(begun.body)
            self._items(begun.line, begun.head, fields)
            return
        if MULTILINE in text and "|" in text:
            # Another block begins: the end of this one was lost.
            self._give_up()
            self._other(line, text)
            return
        begun.body.append(text)
        begun.size += len(text) + 1
        if begun.size > MAX_MULTILINE_SIZE or len(begun.body) > MAX_MULTILINE_LINES:
            self._give_up()

    def _give_up(self) -> None:
        """The end of a block did not come: its first line is bad, the others are lines like any other."""
        begun, self._open = self._open, None
        if begun is not None:
            self._reject(begun.line, "unterminated", begun.head)
            for line, text in enumerate(begun.body, begun.line + 1):
                self._other(line, text)

    def _command(self, line: int, said: str) -> None:
        word, _, rest = said.partition(" ")
        if word.upper() == "PONG":
            self._block.pongs.append(rest.strip())
        elif word.upper() != "PING":
            self._block.commands.append((line, said))

    # ------------------------------------------------------------------ items

    def _items(self, line: int, text: str, fields: Sequence[str]) -> None:
        """The items of a line. What can be read is kept even where the rest cannot."""
        if len(fields) == 1:
            self._reject(line, "no_separator", text)
            return
        stamp = fields[0]
        first = fields[1].strip()
        if first[:1] == "@" or ":@" in first:
            self._asset(line, text, stamp, fields)
            return
        if self._stamps.peek(stamp, self._now) is None:
            self._reject(line, "bad_time", text)
            return
        if len(fields) < _PAIR or not first:
            self._reject(line, "no_value" if first else "no_key", text)
            return
        at = 1
        while at < len(fields):
            at = self._item(line, text, stamp, fields, at)

    def _item(self, line: int, text: str, stamp: str, fields: Sequence[str], at: int) -> int:
        """One item; gives the index of the next key."""
        key = fields[at].strip()
        rest = fields[at + 1 :]
        if not key:
            if any(part.strip() for part in rest):
                self._reject(line, "no_key", text)
            return len(fields)
        if not rest:
            self._reject(line, "no_value", text)
            return len(fields)
        book, key = self._whose(key)
        found = book.find(key)
        whole = at == 1 and len(fields) == _WHOLE_CONDITION and self._is_condition(book, rest)
        if found is None or (whole and found[1] is not Shape.CONDITION and self._books.is_guessed(found[0])):
            category = Category.CONDITION if whole else _category(rest[0])
            found = self._books.declare(book, key, category)
        handle, shape = found
        rows = len(self._rows)
        taken = self._take(line, text, stamp, (handle, shape), rest)
        after = at + 1 + taken
        if shape in _WITH_TEXT and after < len(fields) and not self._goes_on(fields[after].strip()):
            # The text of a condition or message is the last field: it may hold `|` of its own.
            # A condition that was refused has no row: its text belongs to nobody.
            if len(self._rows) > rows:
                self._append_text(fields[after:])
            return len(fields)
        return after

    def _whose(self, key: str) -> tuple[Book, str]:
        """The device an item belongs to and the item's key without the device."""
        book = self._book
        if key in book:
            return book, key
        prefix, colon, item = key.partition(":")
        if colon and item.strip():
            # `device:key`; a colon that is part of an item's own name was found above.
            device = self._books.named(prefix.strip())
            return self._books.book(device or prefix.strip()), item.strip()
        return self._books.elsewhere(key, book) or book, key

    def _is_condition(self, book: Book, rest: Sequence[str]) -> bool:
        """Whether the five fields after an unknown key look like a condition rather than like pairs."""
        level = rest[0].partition(":")[0].strip().upper()
        return level in LEVELS and not (rest[1].strip() in book and rest[3].strip() in book)

    def _goes_on(self, key: str) -> bool:
        """Whether a field after a condition is the next key."""
        book, key = self._whose(key)
        return book.find(key) is not None

    def _take(self, line: int, text: str, stamp: str, item: tuple[int, Shape], rest: Sequence[str]) -> int:
        """Enter the row of an item; gives how many fields it took."""
        handle, shape = item
        if shape is Shape.PLAIN:
            self._row(line, stamp, handle, rest[0])
            return 1
        if shape is Shape.CONDITION:
            condition = read_condition(rest[:CONDITION_FIELDS])
            if condition is None:
                self._reject(line, "bad_level", text)
            else:
                self._row(line, stamp, handle, UNAVAILABLE, condition)
            return CONDITION_FIELDS
        if shape in {Shape.DATA_SET, Shape.TABLE}:
            told = None if is_unavailable(rest[0]) else read_entries(rest[0], table=shape is Shape.TABLE)
            self._row(line, stamp, handle, UNAVAILABLE, told)
            return 1
        if is_unavailable(rest[0]) and (len(rest) == 1 or self._goes_on(rest[1].strip())):
            self._row(line, stamp, handle, UNAVAILABLE)
            return 1
        if shape is Shape.SERIES:
            self._series(line, stamp, handle, rest)
            return _SERIES_FIELDS
        # A message is `code|text`, an asset event `type|id`, an alarm five fields with the text last;
        # where a line has only one field left, that is the value.
        width = min(_ALARM_FIELDS if shape is Shape.ALARM else 2, len(rest))
        self._row(line, stamp, handle, rest[width - 1] or rest[0])
        return width

    def _series(self, line: int, stamp: str, handle: int, rest: Sequence[str]) -> None:
        """`count|rate|samples`. What is no series is kept as it came: it is still what the adapter said."""
        _, rate, samples = [*rest, "", ""][:_SERIES_FIELDS]
        series = read_series(samples, rate)
        self._row(line, stamp, handle, UNAVAILABLE if series is not None else samples, series)

    def _row(
        self, line: int, stamp: str, handle: int, text: str, rich: Condition | DataSet | TimeSeries | None = None
    ) -> None:
        if rich is not None:
            self._block.rich[len(self._rows)] = rich
        self._rows.add(line, stamp, handle, text)

    def _append_text(self, more: Sequence[str]) -> None:
        row = len(self._rows) - 1
        said = self._block.rich.get(row)
        if isinstance(said, Condition):
            message = "|".join((said.message, *more)).rstrip("| ")
            self._block.rich[row] = replace(said, message=message)
        elif row >= 0:
            self._rows.texts[row] = "|".join((self._rows.texts[row], *more))

    # ----------------------------------------------------------------- assets

    def _asset(self, line: int, text: str, stamp: str, fields: Sequence[str]) -> None:
        prefix, _, word = fields[1].strip().rpartition(":")
        action = _ASSET_COMMANDS.get(word)
        at = self._stamps.peek(stamp, self._now)
        rest = fields[2:]
        needed = {AssetAction.PUT: 3, AssetAction.UPDATE: 2, AssetAction.REMOVE: 1}.get(action, 0) if action else 0
        if action is None or at is None or len(rest) < needed:
            self._reject(line, "bad_asset" if at is not None else "bad_time", text)
            return
        device = self._books.named(prefix) or prefix or self._book.device
        names = {} if action is AssetAction.REMOVE_ALL else {"asset_id": self._asset_id(device, rest[0].strip())}
        if action in {AssetAction.PUT, AssetAction.REMOVE_ALL} and rest:
            names["type"] = rest[0 if action is AssetAction.REMOVE_ALL else 1].strip()
        document = "|".join(rest[2 if action is AssetAction.PUT else 1 :]) if needed > 1 else ""
        self._block.assets.append(
            AssetReport(line=line, action=action, device=device, at=Instant(at), document=document, **names)
        )

    def _asset_id(self, device: str, given: str) -> str:
        """An id that begins with `@` continues the device's uuid."""
        return (self._books.uuid(device) or device) + given[1:] if given[:1] == "@" else given

    # ---------------------------------------------------------------- columns

    def _begin(self, now: Instant | None) -> Block:
        self._now = now
        self._block, self._rows = Block(), RawRows()
        return self._block

    def _reject(self, line: int, code: str, text: str) -> None:
        self._block.rejected.append(RejectedLine(line, code, text[:SAMPLE_TEXT]))

    def _end(self) -> Block:
        self._rows.convert(self._block, self._books, self._stamps, self._now)
        self._block.rejected.sort(key=lambda rejected: rejected.line)
        return self._block


_WITH_TEXT = frozenset({Shape.CONDITION, Shape.MESSAGE, Shape.ALARM})


def _category(text: str) -> Category:
    """What an unknown item is by its first value."""
    return Category.EVENT if number(text) is None else Category.SAMPLE
