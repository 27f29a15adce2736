"""Texts in the reader's language: `en.json` and `ru.json` of `dispatcher/locales` and of each topic below it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from importlib.resources import files

LANGUAGES = ("en", "ru")
DEFAULT = "en"
_HOLE = re.compile(r"\{(\w+)\}")
_OFFER = re.compile(r"\s*([A-Za-z]{1,8})(?:-[A-Za-z0-9-]+)?\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?))?\s*")


class Texts:
    """Finds and fills texts. Never raises: a missing text shows its key, a missing value `?`."""

    def __init__(self, texts: Mapping[str, Mapping[str, str]]) -> None:
        """`texts`: language -> key -> template with `{name}` holes."""
        self._texts = texts

    def text(self, language: str, key: str, params: Mapping[str, object] | None = None) -> str:
        """The text of a key in a language, its holes filled."""
        template = self._texts.get(language, {}).get(key) or self._texts[DEFAULT].get(key)
        if template is None:
            return key
        given = params or {}
        return _HOLE.sub(lambda hole: str(given.get(hole[1], "?")), template)

    def with_more(self, more: Mapping[str, Mapping[str, str]]) -> Texts:
        """These texts and more of them; where both have a key, these win."""
        return Texts({language: {**more.get(language, {}), **texts} for language, texts in self._texts.items()})

    def has(self, key: str) -> bool:
        """Whether the key has a text."""
        return key in self._texts[DEFAULT]

    def choose(self, asked: str | None, accept_language: str | None) -> str:
        """The language: the one asked for, else the best of an Accept-Language header (RFC 9110
        §12.5.4), else English.
        """
        if asked in self._texts:
            return str(asked)
        offers: list[tuple[float, int, str]] = []
        for place, part in enumerate((accept_language or "").split(",")[:16]):
            offer = _OFFER.fullmatch(part)
            if offer is not None and offer[1].lower() in self._texts:
                offers.append((-float(offer[2] or 1), place, offer[1].lower()))
        wanted = [offer for offer in sorted(offers) if offer[0] < 0]
        return wanted[0][2] if wanted else DEFAULT


def load_texts() -> Texts:
    """Read the package's own locale files: what many topics share, then topic by topic. A key stands in one of them."""
    folder = files("dispatcher") / "locales"
    topics = [folder, *sorted((item for item in folder.iterdir() if item.is_dir()), key=lambda item: item.name)]
    return Texts(
        {
            language: {
                key: text
                for topic in topics
                if (file := topic / f"{language}.json").is_file()
                for key, text in json.loads(file.read_text("utf-8")).items()
            }
            for language in LANGUAGES
        }
    )
