"""Usual shapes of sampled signals, shared by the dialects."""

from __future__ import annotations

from dispatcher.demo.sheet import Kind, Wave

RPM = "REVOLUTION/MINUTE"
MM = "MILLIMETER"
MM_S = "MILLIMETER/SECOND"
PERCENT = "PERCENT"
CELSIUS = "CELSIUS"


def speed() -> Wave:
    """Spindle revolutions a minute."""
    return Wave(kind=Kind.SPEED, live=2, history=120, edge=True)


def feed(*, scale: float = 1.0, digits: int = 2) -> Wave:
    """Path feed rate; the physics has mm/s."""
    return Wave(kind=Kind.FEED, live=2, history=120, scale=scale, digits=digits, edge=True)


def load() -> Wave:
    """Spindle load in percent."""
    return Wave(kind=Kind.LOAD, live=2, history=120, digits=1)


def axis_load(base: float = 14.0) -> Wave:
    """Load of a feed axis in percent."""
    return Wave(kind=Kind.AXIS_LOAD, live=4, history=600, base=base, digits=1)


def position(centre: float, span: float) -> Wave:
    """Position of an axis in mm (or degrees): centre ± span."""
    return Wave(kind=Kind.POSITION, live=2, history=600, base=centre, span=span, digits=3)


def temperature(base: float, rise: float, *, always: bool = False) -> Wave:
    """°C: base when cold, up to base + rise after 40 minutes of work."""
    return Wave(kind=Kind.TEMPERATURE, live=5, history=300, base=base, span=rise, digits=2, always=always)


def voltage(*, always: bool = False) -> Wave:
    """The mains, V."""
    return Wave(kind=Kind.VOLTAGE, live=4, history=600, base=398.0, span=4.0, digits=2, always=always)


def power(idle: float, full: float) -> Wave:
    """Power drawn, W."""
    return Wave(kind=Kind.POWER, live=4, history=120, base=idle, span=full)


def line(*, text: bool = True) -> Wave:
    """The program line at work."""
    return Wave(kind=Kind.LINE, live=1, history=600, text=text)


def block() -> Wave:
    """The text of the program block at work."""
    return Wave(kind=Kind.BLOCK, live=2, history=600)


def auto_time() -> Wave:
    """Seconds in cycle since the week began."""
    return Wave(kind=Kind.AUTO_TIME, live=5, history=600)


def uptime(*, always: bool = False) -> Wave:
    """Seconds since the adapter's weekly start."""
    return Wave(kind=Kind.UPTIME, live=5, history=600, always=always)
