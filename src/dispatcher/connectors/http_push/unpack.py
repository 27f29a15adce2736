"""What a delivery is made of: its kind by the content type, unpacked within a limit."""

from __future__ import annotations

import re
import zlib

from dispatcher.ports.connector import Delivery, Garbled, TooLarge, Unsupported

JSON, LINES, INFLUX = "json", "lines", "influx"
KINDS = {
    "": JSON,
    "application/json": JSON,
    "application/x-ndjson": LINES,
    "application/ndjson": LINES,
    "application/jsonl": LINES,
    "application/x-jsonlines": LINES,
    "text/plain": INFLUX,
    "application/vnd.influx.line": INFLUX,
    "application/x-influx-line": INFLUX,
    "application/x-www-form-urlencoded": JSON,  # what curl -d sends where nobody says otherwise
}
"""Content type -> how it is read."""
UTF8 = frozenset(("utf-8", "utf8", "us-ascii", "ascii"))
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.-]+)""", re.IGNORECASE)
_PIECE = 256 * 1024
MEMBERS = 16
_GZIP = 16 + zlib.MAX_WBITS


def kind_of(delivery: Delivery) -> str:
    """By the content type, unless the address says `format=…`. Raises Unsupported `http_push_type`."""
    asked = delivery.query.get("format", "")
    if asked in {JSON, LINES, INFLUX}:
        return asked
    name, _, rest = delivery.content_type.partition(";")
    charset = _CHARSET.search(rest)
    kind = KINDS.get(name.strip().lower())
    if asked or kind is None or (charset is not None and charset[1].lower() not in UTF8):
        given = asked or delivery.content_type
        raise Unsupported("http_push_type", given=given[:100], known="json, lines, influx")
    return kind


def unpacked(delivery: Delivery, limit: int) -> bytes:
    """The body, at most `limit` bytes. Raises TooLarge `http_push_too_large`, Unsupported `http_push_encoding`, Garbled
    `http_push_gzip`.
    """
    encoding = delivery.encoding.strip().lower()
    if encoding in {"", "identity"}:
        if len(delivery.body) > limit:
            raise TooLarge("http_push_too_large", limit_kb=limit // 1024)
        return delivery.body
    if encoding not in {"gzip", "x-gzip"}:
        raise Unsupported("http_push_encoding", given=encoding[:50])
    return _gunzipped(delivery.body, limit)


def _gunzipped(data: bytes, limit: int) -> bytes:
    """Piece by piece, so that a bomb is found out before it is in memory."""
    out: list[bytes] = []
    size = 0
    members = 0
    while data:
        members += 1
        if members > MEMBERS:
            raise Garbled("http_push_gzip")
        inflater = zlib.decompressobj(_GZIP)
        while True:
            try:
                piece = inflater.decompress(data, min(_PIECE, limit - size + 1))
            except zlib.error:
                raise Garbled("http_push_gzip") from None
            size += len(piece)
            out.append(piece)
            if size > limit:
                raise TooLarge("http_push_too_large", limit_kb=limit // 1024)
            data = inflater.unconsumed_tail
            if inflater.eof or (not data and not piece):
                break
        if not inflater.eof:
            raise Garbled("http_push_gzip")
        data = inflater.unused_data  # a gzip file may be several, one after the other
    return b"".join(out)
