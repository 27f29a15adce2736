"""Wires the setting up of machines: the kit, the guard of the configuration, and journals in memory for trials."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from dispatcher.app.setup.guard import Guard, networks
from dispatcher.app.setup.room import SetupRoom, setup_room
from dispatcher.app.state_rules.book import RuleBook
from dispatcher.bootstrap.kit import RegistryKit
from dispatcher.config import Config
from dispatcher.ports.clock import Clock
from dispatcher.stores.memory import MemoryJournal


def room_of(
    config: Config,
    clock: Clock,
    book: Callable[[], RuleBook],
    machines: Callable[[], Collection[str]] = tuple,
    sources: Callable[[], Mapping[str, str]] = dict,
    home: Path | None = None,
) -> SetupRoom:
    """For a server: only the networks that the configuration allows are spoken to."""
    return setup_room(
        kit=RegistryKit(clock, home),
        guard=Guard(networks(config.setup.allow), folders=config.setup.folders),
        journal=MemoryJournal,
        clock=clock,
        book=book,
        machines=machines,
        sources=sources,
        ranges=networks(config.discovery.ranges) if config.discovery.enabled else (),
    )


def room_at_hand(clock: Clock, book: RuleBook, home: Path | None = None) -> SetupRoom:
    """For a person at the computer itself, who could connect to anything anyhow: no guard."""
    kit = RegistryKit(clock, home)
    return setup_room(kit=kit, guard=Guard(None), journal=MemoryJournal, clock=clock, book=lambda: book)
