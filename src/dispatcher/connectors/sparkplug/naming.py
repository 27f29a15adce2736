"""What metrics that nobody mapped usually stand for: by their names, types and units."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from dispatcher.connectors.sdk.mapping import Entry
from dispatcher.connectors.sdk.shdr_lines.aliases import meaning_of
from dispatcher.connectors.sparkplug.datatypes import NUMBERS, DataType
from dispatcher.connectors.sparkplug.payload import Metric
from dispatcher.domain.signal import Category

_SIGNS = re.compile(r"[\s|]+")
_NO_WORD = re.compile(r"\W+")
_CONTROLS = re.compile(r"(Node|Device) Control/.*|bdSeq|_types_/.*")
UNITS: Final[Mapping[str, str]] = {
    "%": "PERCENT",
    "a": "AMPERE",
    "bar": "BAR",
    "c": "CELSIUS",
    "°c": "CELSIUS",
    "degc": "CELSIUS",
    "deg": "DEGREE",
    "°": "DEGREE",
    "hz": "HERTZ",
    "kg": "KILOGRAM",
    "kw": "KILOWATT",
    "kwh": "KILOWATT_HOUR",
    "l/min": "LITER/MINUTE",
    "mm": "MILLIMETER",
    "mm/min": "MILLIMETER/MINUTE",
    "mm/s": "MILLIMETER/SECOND",
    "min": "MINUTE",
    "n": "NEWTON",
    "nm": "NEWTON_METER",
    "pa": "PASCAL",
    "rpm": "REVOLUTION/MINUTE",
    "1/min": "REVOLUTION/MINUTE",
    "s": "SECOND",
    "v": "VOLT",
    "w": "WATT",
}
"""Units as edge nodes write them in the property engUnit, in the words of MTConnect."""


def is_control(name: str) -> bool:
    """Whether a metric belongs to the protocol and not to the machine."""
    return _CONTROLS.fullmatch(name) is not None


def entry_of(metric: Metric) -> Entry:
    """What a metric is, as far as can be told without a mapping."""
    folder, _, name = metric.name.rpartition("/")
    parent = folder.rpartition("/")[2]
    meaning = meaning_of(name, "") or meaning_of(f"{parent}{name}", "")
    number = metric.kind in NUMBERS
    category = Category.SAMPLE if number else Category.EVENT
    return Entry(
        key=_SIGNS.sub("_", metric.name)[:200] or "_",
        name=metric.name,
        category=category if meaning is None else meaning.category,
        type=(_NO_WORD.sub("_", name).strip("_").upper() or "VALUE")[:100] if meaning is None else meaning.type,
        sub_type=None if meaning is None else meaning.sub_type,
        units=UNITS.get(metric.units.strip().casefold()) if number else None,
        component=folder,
        values={"1": "true", "0": "false"} if metric.kind is DataType.BOOLEAN else {},
    )
