"""Readings of the panel that several dialects share."""

from __future__ import annotations

from dispatcher.demo.panel import Panel


def available(_panel: Panel) -> str:
    """Whoever answers is available; silence is said by the link."""
    return "AVAILABLE"


def tool_number(panel: Panel) -> str:
    """Tool numbers are texts in MTConnect, since some shops name their tools."""
    return str(panel.tool)
