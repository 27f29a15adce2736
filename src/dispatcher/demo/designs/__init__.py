"""The machines of the demo plant: an invented company with the mix of ages and makers of a real shop."""

from __future__ import annotations

from dispatcher.demo.design import Design
from dispatcher.demo.designs.milling import MILLING_MACHINES
from dispatcher.demo.designs.others import OTHER_MACHINES
from dispatcher.demo.designs.turning import TURNING_MACHINES
from dispatcher.demo.designs.words import SITE

DESIGNS: tuple[Design, ...] = (*TURNING_MACHINES, *MILLING_MACHINES, *OTHER_MACHINES)
"""In the order of the board."""

__all__ = ["DESIGNS", "SITE"]
