"""Makes broken inputs from good ones, reproducibly from a seed, and makes a broken input small."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

LARGEST = 64 * 1024
"""Bytes of an input at most; enough to show what grows faster than its input."""

# What trips readers of any format.
ODD = (
    b"\x00", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\x1b", b"\r", b"\n",
    b"\r\n", b"\t", b" ", b'"', b"'", b"\\", b"{", b"}", b"[", b"]", b"=", b":", b";", b",", b"%", b"-", b"+", b".",
    b"0", b"-1", b"1e999", b"-1e-999", b"NaN", b"inf", b"9" * 30, b"18446744073709551616", b"9223372036854775808",
    b"0x7f", b"1,5", b"1_0", "١٢".encode(), "½".encode(), "İ".encode(), "\ufffe".encode(), b"UNAVAILABLE",
    b"2026-03-02T06:00:00Z", b"2026-02-30T25:61:61Z", b"0000-00-00T00:00:00", b"9999-12-31T23:59:59.999999999+14:00",
)  # fmt: skip


class Mutator:
    """Changes seeds by operations that break formats in typical ways."""

    def __init__(self, seeds: Sequence[bytes], tokens: Sequence[bytes], random: Random) -> None:
        self._seeds = seeds
        self._tokens = (*tokens, *tokens, *ODD)
        self._random = random
        self._operations: tuple[Callable[[bytearray], None], ...] = (
            self._flip, self._flip, self._insert, self._insert, self._insert, self._replace, self._delete,
            self._duplicate, self._cut, self._splice, self._digits, self._swap,
        )  # fmt: skip

    def input(self) -> bytes:
        """The next input: mostly a seed with a few changes, now and then a very long or a very wild one."""
        random = self._random
        dice = random.random()
        if dice < 0.02:
            return b"".join(random.choices(self._tokens, k=random.randrange(200)))
        data = bytearray(random.choice(self._seeds))
        changes = 1 + int(random.expovariate(0.5)) if dice < 0.9 else random.randrange(60)
        for _ in range(changes):
            random.choice(self._operations)(data)
        if dice > 0.999:
            self._stretch(data)
        return bytes(data[:LARGEST])

    def _place(self, data: bytearray) -> int:
        return self._random.randrange(len(data) + 1)

    def _span(self, data: bytearray) -> slice:
        start = self._place(data)
        return slice(start, start + 1 + int(self._random.expovariate(0.1)))

    def _flip(self, data: bytearray) -> None:
        if data:
            data[self._random.randrange(len(data))] ^= 1 << self._random.randrange(8)

    def _insert(self, data: bytearray) -> None:
        place = self._place(data)
        data[place:place] = self._random.choice(self._tokens)

    def _replace(self, data: bytearray) -> None:
        data[self._span(data)] = self._random.choice(self._tokens)

    def _delete(self, data: bytearray) -> None:
        del data[self._span(data)]

    def _duplicate(self, data: bytearray) -> None:
        place = self._place(data)
        data[place:place] = data[self._span(data)]

    def _cut(self, data: bytearray) -> None:
        del data[self._place(data) :]

    def _splice(self, data: bytearray) -> None:
        other = self._random.choice(self._seeds)
        data[self._place(data) :] = other[self._random.randrange(len(other) + 1) :]

    def _digits(self, data: bytearray) -> None:
        places = [at for at, byte in enumerate(data) if 48 <= byte < 58]
        if places:
            data[self._random.choice(places)] = self._random.choice(b"0123456789-.e")

    def _swap(self, data: bytearray) -> None:
        first, second = self._span(data), self._span(data)
        piece = data[first]
        data[second] = piece

    def _stretch(self, data: bytearray) -> None:
        piece = bytes(data[self._span(data)]) or b"<"
        place = self._place(data)
        data[place:place] = piece * (LARGEST // len(piece))


def smallest(data: bytes, fails: Callable[[bytes], bool], *, budget: int = 3_000) -> bytes:
    """A smaller input that fails as well: pieces are taken out as long as it does."""
    size = max(1, len(data) // 2)
    while size and budget > 0:
        place = 0
        while place < len(data) and budget > 0:
            shorter = data[:place] + data[place + size :]
            budget -= 1
            if fails(shorter):
                data = shorter
            else:
                place += size
        size //= 2
    return data
