"""The adapter protocol SHDR as text: bytes to lines, lines to columns; no network, no clock, no file.

Shared by the live client (`connectors/shdr`) and by recordings (`connectors/recordings`). The protocol
is the one the reference agent reads: `timestamp|key|value[|key|value…]`, one line a message.
"""

from dispatcher.connectors.sdk.shdr_lines.block import AssetAction, AssetReport, Block, RejectedLine
from dispatcher.connectors.sdk.shdr_lines.book import Book, Books
from dispatcher.connectors.sdk.shdr_lines.framing import Framer, Lines
from dispatcher.connectors.sdk.shdr_lines.reader import LineReader
from dispatcher.connectors.sdk.shdr_lines.sources import read_sources
from dispatcher.connectors.sdk.shdr_lines.stamps import StampReader

__all__ = [
    "AssetAction",
    "AssetReport",
    "Block",
    "Book",
    "Books",
    "Framer",
    "LineReader",
    "Lines",
    "RejectedLine",
    "StampReader",
    "read_sources",
]
