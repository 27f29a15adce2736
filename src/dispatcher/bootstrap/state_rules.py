"""Wires the state rules: profiles that ship, the plant's own files, and what was entered."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from dispatcher.app.state_rules.book import Origin, ProfileFile, RuleBook
from dispatcher.config import Config
from dispatcher.domain.profile import Profile
from dispatcher.engine.profile_text import profile_id
from dispatcher.ports.store import Settings
from dispatcher.stores.sqlite import SQLiteSettings

PROFILES = "profiles"
"""Folder of the data directory with the plant's own device profiles."""


def profile_files(own: Path | None = None) -> Mapping[str, ProfileFile]:
    """Profiles that ship, and those in `own`, which win, by id. Raises InvalidInput naming file and place."""
    found: dict[str, ProfileFile] = {}
    folders: list[tuple[Origin, Traversable]] = [(Origin.PACKAGED, files("dispatcher.profiles"))]
    if own is not None and own.is_dir():
        folders.append((Origin.FILE, own))
    for origin, folder in folders:
        for file in sorted(folder.iterdir(), key=lambda item: item.name):
            if file.name.endswith(".toml"):
                text = file.read_text(encoding="utf-8")
                found[profile_id(text, name=file.name)] = ProfileFile(name=file.name, text=text, origin=origin)
    return found


def all_profiles(own: Path | None = None, states: frozenset[str] = frozenset()) -> Mapping[str, Profile]:
    """The profiles of files alone. Raises InvalidInput naming file and place."""
    book = RuleBook(profile_files(own), {}, states)
    return {key: book.rules(key)[0].profile for key in book.ids}


def rule_book(config: Config, data: Path, settings: Settings | None) -> RuleBook:
    """Everything about state rules of a data directory; no settings: nothing was entered yet."""
    files_, states = profile_files(data / PROFILES), frozenset(state.code for state in config.state)
    return RuleBook(files_, {}, states) if settings is None else RuleBook.of(files_, settings, states)


def stored_book(config: Config, data: Path) -> RuleBook:
    """The same for a command: what is stored is read, if anything was."""
    if not data.is_dir():
        return rule_book(config, data, None)
    with contextlib.closing(SQLiteSettings(data)) as settings:
        return rule_book(config, data, settings)
