"""Data sheets by dialect: the naming and typing habits of makers' adapters, one function each."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dispatcher.demo.design import Design
from dispatcher.demo.dialects import adapters, cells, centres, lathes, machinetool
from dispatcher.demo.sheet import Sheet

_DIALECTS: Mapping[str, Callable[[Design], Sheet]] = {
    "mazak": lathes.mazak,
    "okuma": lathes.okuma,
    "smooth": lathes.smooth,
    "haas": centres.haas,
    "hurco": centres.hurco,
    "machinetool": machinetool.machinetool,
    "siemens": centres.siemens,
    "fanuc": centres.fanuc,
    "edm": cells.edm,
    "press": cells.press,
    "robot": cells.robot,
    "cmm": cells.cmm,
    "balt": adapters.balt,
    "grinder": adapters.grinder,
    "saw": adapters.saw,
    "tower": adapters.tower,
}


def sheet_of(design: Design) -> Sheet:
    """The machine's data sheet."""
    return _DIALECTS[design.dialect](design)
