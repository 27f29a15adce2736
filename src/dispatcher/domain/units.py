"""Units of the MTConnect vocabulary and the linear conversions between them.

A unit is read as a product of known words (`KILOGRAM`, `CUBIC_FOOT`, `MILLIMETER/SECOND^2`) with its
dimension in the base quantities, so that every pair of the same dimension converts, not only the
pairs somebody thought of. Factors are exact fractions until the last step: a foot a minute is 5.08
millimetres a second, not 5.079999. MTConnect Part 2, DataItem attributes units, nativeUnits,
nativeScale.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

_Dimension = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class _Unit:
    """A unit as so many coherent base units; the offset is for temperatures only."""

    factor: Fraction
    dimension: _Dimension
    offset: Fraction = Fraction(0)


def _unit(factor: Fraction | int | str, offset: str = "0", /, **dimension: int) -> _Unit:
    """A table row: exact decimal text, and the powers of the base quantities."""
    return _Unit(Fraction(factor), tuple(sorted(dimension.items())), Fraction(offset))


_FOOT = Fraction("0.3048")
_POUND = Fraction("0.45359237")
_GRAVITY = Fraction("9.80665")
_POUND_FORCE = _POUND * _GRAVITY
_WATT = {"mass": 1, "length": 2, "time": -3}
_JOULE = {"mass": 1, "length": 2, "time": -2}
_PASCAL = {"mass": 1, "length": -1, "time": -2}
_VOLT = {"mass": 1, "length": 2, "time": -3, "current": -1}
_SIEMENS = {"mass": -1, "length": -2, "time": 3, "current": 2}
_OHM = {"mass": 1, "length": 2, "time": -3, "current": -2}

_WORDS: Mapping[str, _Unit] = {
    "METER": _unit(1, length=1),
    "INCH": _unit(_FOOT / 12, length=1),
    "FOOT": _unit(_FOOT, length=1),
    "GRAM": _unit("0.001", mass=1),
    "POUND": _unit(_POUND, mass=1),
    "OUNCE": _unit(_POUND / 16, mass=1),
    "SECOND": _unit(1, time=1),
    "MINUTE": _unit(60, time=1),
    "HOUR": _unit(3600, time=1),
    "DAY": _unit(86400, time=1),
    "AMPERE": _unit(1, current=1),
    "KELVIN": _unit(1, temperature=1),
    "CELSIUS": _unit(1, "273.15", temperature=1),
    "FAHRENHEIT": _unit(Fraction(5, 9), str(Fraction("273.15") - Fraction(160, 9)), temperature=1),
    "DEGREE": _unit(1, angle=1),
    "REVOLUTION": _unit(360, angle=1),
    "RADIAN": _unit(180 / Fraction(math.pi), angle=1),
    "COUNT": _unit(1, count=1),
    "HERTZ": _unit(1, time=-1),
    "NEWTON": _unit(1, mass=1, length=1, time=-2),
    "JOULE": _unit(1, **_JOULE),
    "WATT": _unit(1, **_WATT),
    "PASCAL": _unit(1, **_PASCAL),
    "BAR": _unit(100_000, **_PASCAL),
    "TORR": _unit(Fraction(101_325, 760), **_PASCAL),
    "MILLIMETER_MERCURY": _unit("133.322387415", **_PASCAL),
    "POUND/INCH^2": _unit(_POUND_FORCE / (_FOOT / 12) ** 2, **_PASCAL),
    "INCH_POUND": _unit(_POUND_FORCE * _FOOT / 12, **_JOULE),
    "FOOT_POUND": _unit(_POUND_FORCE * _FOOT, **_JOULE),
    "CENTIPOISE": _unit("0.001", mass=1, length=-1, time=-1),
    "LITER": _unit("0.001", length=3),
    "GALLON": _unit("0.003785411784", length=3),
    "VOLT": _unit(1, **_VOLT),
    "OHM": _unit(1, **_OHM),
    "SIEMENS": _unit(1, **_SIEMENS),
    "COULOMB": _unit(1, current=1, time=1),
    "GRAVITATIONAL_ACCELERATION": _unit(_GRAVITY, length=1, time=-2),
    "PERCENT": _unit(1, percent=1),
    "DECIBEL": _unit(1, decibel=1),
    "PH": _unit(1, ph=1),
    "TOOTH": _unit(1, tooth=1),
}
_PREFIXES: Mapping[str, Fraction] = {
    "GIGA": Fraction(10**9),
    "MEGA": Fraction(10**6),
    "KILO": Fraction(10**3),
    "HECTO": Fraction(10**2),
    "DECI": Fraction(1, 10),
    "CENTI": Fraction(1, 10**2),
    "MILLI": Fraction(1, 10**3),
    "MICRO": Fraction(1, 10**6),
    "NANO": Fraction(1, 10**9),
}
_SCALABLE = frozenset(
    [
        "METER",
        "GRAM",
        "SECOND",
        "AMPERE",
        "KELVIN",
        "RADIAN",
        "HERTZ",
        "NEWTON",
        "JOULE",
        "WATT",
        "PASCAL",
        "BAR",
        "LITER",
        "VOLT",
        "OHM",
        "SIEMENS",
        "COULOMB",
    ]
)
_POWERS = {"SQUARE_": 2, "CUBIC_": 3}
_POWER = re.compile(r"(.+?)\^(\d)", re.ASCII)
_THREE_D = "_3D"
_LONGEST = 64


def conversion(
    native_units: str | None, units: str | None, native_scale: float | None = None
) -> tuple[float, float] | None:
    """(factor, offset) with value in `units` = native value * factor + offset.

    `native_scale` divides the native value first (MTConnect Part 2, nativeScale). Missing or equal
    units convert as they are. None where the pair does not convert: an unknown word, another
    dimension, a vector (`_3D`) against a single number, or a scale of zero. `_3D` units convert
    each of the three numbers.
    """
    if native_scale is not None and not (math.isfinite(native_scale) and native_scale):
        return None
    scale = Fraction(1) if native_scale is None else Fraction(native_scale)
    source, target = _plain(native_units), _plain(units)
    if not source or not target or source == target:
        return _floats(1 / scale, Fraction(0))
    if source.endswith(_THREE_D) is not target.endswith(_THREE_D):
        return None
    have = _read(source.removesuffix(_THREE_D))
    want = _read(target.removesuffix(_THREE_D))
    if have is None or want is None or have.dimension != want.dimension:
        return None
    return _floats(have.factor / want.factor / scale, (have.offset - want.offset) / want.factor)


def known(units: str) -> bool:
    """Whether the unit is understood, so that a conversion from it can be computed."""
    return _read(_plain(units).removesuffix(_THREE_D)) is not None


def _plain(units: str | None) -> str:
    """Upper case without outer blanks; empty where nothing is declared."""
    return (units or "").strip().upper()


def _floats(factor: Fraction, offset: Fraction) -> tuple[float, float] | None:
    """As floats; None where a tiny scale would overflow."""
    try:
        return float(factor), float(offset)
    except OverflowError:
        return None


@lru_cache(maxsize=1024)
def _read(text: str) -> _Unit | None:
    """The unit of `A/B/C`: the first part over all the others."""
    if len(text) > _LONGEST:
        return None
    if (whole := _WORDS.get(text)) is not None:
        return whole
    first, *others = text.split("/")
    unit = _product(first)
    for other in others:
        below = _product(other)
        if unit is None or below is None:
            return None
        unit = _times(unit, below, -1)
    return unit


def _product(text: str) -> _Unit | None:
    """The unit of a part without `/`: a word, a power, a cube, or words joined by `_`."""
    if (word := _word(text)) is not None:
        return word
    if (power := _POWER.fullmatch(text)) is not None:
        base = _product(power[1])
        return None if base is None else _raised(base, int(power[2]))
    for start, exponent in _POWERS.items():
        if text.startswith(start):
            base = _word(text.removeprefix(start))
            return None if base is None else _raised(base, exponent)
    for at, sign in enumerate(text):
        if sign == "_" and (head := _word(text[:at])) is not None:
            tail = _product(text[at + 1 :])
            return None if tail is None else _times(head, tail, 1)
    return None


def _word(text: str) -> _Unit | None:
    """A word of the table, with or without a prefix (`KILOGRAM`, `MICRO_RADIAN`)."""
    if (unit := _WORDS.get(text)) is not None:
        return unit
    for prefix, factor in _PREFIXES.items():
        if text.startswith(prefix):
            base = text.removeprefix(prefix).removeprefix("_")
            if base in _SCALABLE:
                return _Unit(_WORDS[base].factor * factor, _WORDS[base].dimension)
    return None


def _raised(unit: _Unit, exponent: int) -> _Unit:
    """The power of a unit; a temperature in a power is a difference, so its offset goes."""
    return _Unit(unit.factor**exponent, tuple((name, power * exponent) for name, power in unit.dimension if exponent))


def _times(left: _Unit, right: _Unit, sign: int) -> _Unit:
    """The product (sign 1) or the quotient (sign -1)."""
    powers = dict(left.dimension)
    for name, power in right.dimension:
        powers[name] = powers.get(name, 0) + sign * power
    kept = tuple(sorted((name, power) for name, power in powers.items() if power))
    return _Unit(left.factor * right.factor**sign, kept)
