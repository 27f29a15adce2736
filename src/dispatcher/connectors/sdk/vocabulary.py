"""The MTConnect vocabulary as far as every connector needs it: names of types, which values are numbers."""

from __future__ import annotations

import re
from functools import lru_cache

from dispatcher.domain.signal import Category, Representation, SignalSpec

NUMERIC_EVENTS = frozenset(
    {
        "ACTIVATION_COUNT",
        "ASSET_COUNT",
        "AXIS_FEEDRATE_OVERRIDE",
        "BLOCK_COUNT",
        "CYCLE_COUNT",
        "DEACTIVATION_COUNT",
        "HARDNESS",
        "LINE_NUMBER",
        "LOAD_COUNT",
        "MATERIAL_LAYER",
        "MEASUREMENT_VALUE",
        "NETWORK_PORT",
        "PART_COUNT",
        "PATH_FEEDRATE_OVERRIDE",
        "PROGRAM_NEST_LEVEL",
        "ROTARY_VELOCITY_OVERRIDE",
        "THICKNESS",
        "TOOL_OFFSET",
        "TRANSFER_COUNT",
        "UNCERTAINTY",
        "UNLOAD_COUNT",
    }
)
"""Event types whose value the schema declares as an integer or a float (MTConnectStreams 2.4)."""

_SUFFIXES = (
    ("TimeSeries", Representation.TIME_SERIES),
    ("DataSet", Representation.DATA_SET),
    ("Discrete", Representation.DISCRETE),
    ("Table", Representation.TABLE),
)
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_IRREGULAR = {"FEATURE_PERSISITENT_ID": "FEATURE_PERSISTENT_ID"}
"""The schemas 2.x spell this element wrongly; agents follow them."""


def local_name(name: str) -> str:
    """The name without its namespace prefix: `x:PalletNumber` is `PalletNumber`."""
    return name.rpartition(":")[2]


@lru_cache(maxsize=4096)
def type_and_representation(element: str) -> tuple[str, Representation]:
    """Type and representation that an element name of a streams document stands for (Part 2, 7.2).

    `PathFeedrate` is (PATH_FEEDRATE, VALUE), `x:VariableDataSet` is (VARIABLE, DATA_SET).
    """
    name = local_name(element)
    representation = Representation.VALUE
    for suffix, meant in _SUFFIXES:
        if name.endswith(suffix) and name != suffix:
            name, representation = name.removesuffix(suffix), meant
            break
    upper = _WORD.sub("_", name.replace("MTConnect", "Mtconnect")).upper()
    return _IRREGULAR.get(upper, upper), representation


def is_numeric(spec: SignalSpec) -> bool:
    """Whether the signal's plain values are numbers: samples, counted events, events with units."""
    if spec.category is Category.CONDITION:
        return False
    return spec.category is Category.SAMPLE or spec.units is not None or spec.type in NUMERIC_EVENTS
