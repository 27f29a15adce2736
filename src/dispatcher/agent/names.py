"""Element names of the streams and safe XML text (MTConnect Part 3, naming of observations)."""

from __future__ import annotations

import re
from functools import lru_cache

from dispatcher.domain.signal import Category, Representation

_SPECIAL = {
    "PH": "PH",
    "AMPERAGE_AC": "AmperageAC",
    "AMPERAGE_DC": "AmperageDC",
    "VOLTAGE_AC": "VoltageAC",
    "VOLTAGE_DC": "VoltageDC",
    "MTCONNECT_VERSION": "MTConnectVersion",
    "ADAPTER_URI": "AdapterURI",
    "VOLT_AMPERE_REACTIVE": "VoltAmpereReactive",
}
_SUFFIX = {
    Representation.VALUE: "",
    Representation.DISCRETE: "Discrete",
    Representation.DATA_SET: "DataSet",
    Representation.TABLE: "Table",
    Representation.TIME_SERIES: "TimeSeries",
}
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_EXACT = 1e15  # up to here every whole number is a float of its own
_NAME = re.compile(r"[^\w.-]", re.ASCII)


@lru_cache(maxsize=4096)
def element_name(type_: str, representation: Representation, category: Category) -> str:
    """`ROTARY_VELOCITY` → `RotaryVelocity`, with `DataSet`, `Table`… added; a prefix `x:` stays.

    Conditions have no element of their own: their level is the element.
    """
    prefix, colon, word = type_.rpartition(":")
    name = _SPECIAL.get(word) or "".join(part.capitalize() for part in word.split("_"))
    suffix = "" if category is Category.CONDITION else _SUFFIX[representation]
    name = _NAME.sub("_", name) or "Unknown"
    first = "" if name[0].isalpha() or name[0] == "_" else "_"
    return f"{prefix}{colon}{first}{name}{suffix}"


def carried(value: str) -> str:
    """The text with the replacement character for what XML 1.0 cannot carry."""
    return _FORBIDDEN.sub("\ufffd", value) if _FORBIDDEN.search(value) else value


def text(value: str) -> str:
    """Character data."""
    return carried(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attribute(value: str) -> str:
    """An attribute's value between double quotes; line ends and tabs survive as references."""
    escaped = text(value).replace('"', "&quot;")
    return escaped.replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;")


def attributes(*pairs: tuple[str, object]) -> str:
    """` name="value"` for every pair whose value is neither None nor empty."""
    return "".join(f' {name}="{attribute(str(value))}"' for name, value in pairs if value is not None and value != "")


def number(value: float) -> str:
    """The shortest text that reads back as the same number; whole numbers without a point."""
    if value == int(value) and abs(value) < _EXACT:
        return str(int(value))
    return repr(float(value))
