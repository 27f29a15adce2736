"""How a file is laid out: its separator, the names of its columns, where its lines begin."""

from __future__ import annotations

import codecs
import csv
from dataclasses import dataclass
from typing import BinaryIO

from dispatcher.connectors.files.config import FilesSettings, Format

HEAD = 64 * 1024
"""The names of the columns stand within so many first bytes."""
_SEPARATORS = (";", "\t", ",", "|")


@dataclass(frozen=True, slots=True)
class Layout:
    """begin: offset of the first line of data; names: of the columns, empty where they have only numbers."""

    begin: int
    delimiter: str
    names: tuple[str, ...]


def read_layout(opened: BinaryIO, settings: FilesSettings) -> Layout | None:
    """The layout of an open file; None as long as its first lines are not whole. Raises OSError."""
    if settings.format in {Format.JSONL, Format.SHDR}:
        return Layout(_after(opened, settings.skip_lines), "", ())
    opened.seek(0)
    head = opened.read(HEAD)
    *lines, _ = head.split(b"\n")
    at = 0
    for number, raw in enumerate(lines):
        begin, at = at, at + len(raw) + 1
        text = raw.removeprefix(codecs.BOM_UTF8).decode(settings.encoding.value, "replace").strip("\r")
        if number < settings.skip_lines or not text.strip() or is_comment(text, settings):
            continue
        delimiter = settings.delimiter or ("\t" if settings.format is Format.TSV else separator_of(text))
        if not settings.header:
            return Layout(begin, delimiter, ())
        return Layout(at, delimiter, tuple(name.strip() for name in _cells(text, delimiter)))
    return None


def is_comment(text: str, settings: FilesSettings) -> bool:
    """Whether a line says nothing."""
    return bool(settings.comment) and text.startswith(settings.comment)


def separator_of(text: str) -> str:
    """What stands between the columns of a line."""
    return max(_SEPARATORS, key=text.count)


def _cells(text: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([text], delimiter=delimiter), [])
    except csv.Error:
        return text.split(delimiter)


def _after(opened: BinaryIO, lines: int) -> int:
    opened.seek(0)
    for _ in range(lines):
        opened.readline(HEAD)
    return opened.tell()
