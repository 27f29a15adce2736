"""Reading what people wrote: each refusal names the place, what stands there, and what would be right."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from dispatcher.domain.errors import InvalidInput

Choice = TypeVar("Choice", bound=StrEnum)

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
LANGUAGES = ("en", "ru")
MAX_TEXT = 200
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
_MONTH_DAY = re.compile(r"(\d\d)-(\d\d)", re.ASCII)
_LEAP = 2000
_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Fields:
    """A table of a document and where it stands."""

    place: str
    body: Mapping[str, object]

    @classmethod
    def of(cls, value: object, place: str, known: Sequence[str]) -> Fields:
        """A table with no other fields than the known ones. Raises InvalidInput."""
        if not isinstance(value, Mapping):
            raise refusal("calendar_not_table", place, value)
        for name in value:
            if name not in known:
                raise InvalidInput(
                    "calendar_field_unknown", place=place, field=str(name)[:_SHOWN], known=", ".join(known)
                )
        return cls(place, value)

    def at(self, name: str) -> str:
        """Where a field stands."""
        return f"{self.place}.{name}" if self.place else name

    def get(self, name: str, default: object = None) -> object:
        """A field as given; null is as if it were not there."""
        value = self.body.get(name)
        return default if value is None else value

    def text(self, name: str, default: str | None = None) -> str:
        """A text without blanks around it; without default it must be there."""
        value = self.get(name, default)
        if not isinstance(value, str) or len(value) > MAX_TEXT:
            raise refusal("calendar_not_text", self.at(name), value, limit=MAX_TEXT)
        return value.strip()

    def code(self, name: str) -> str:
        """A short name that may stand in an address."""
        value = self.text(name, "")
        if CODE.fullmatch(value) is None:
            raise refusal("calendar_code_bad", self.at(name), value)
        return value

    def words(self, name: str) -> Mapping[str, str]:
        """A text by language; languages without one are left out."""
        value = self.get(name, {})
        if not isinstance(value, Mapping) or any(
            language not in LANGUAGES or not isinstance(text, str) or len(text) > MAX_TEXT
            for language, text in value.items()
        ):
            raise refusal("calendar_not_words", self.at(name), value, limit=MAX_TEXT)
        return {language: text.strip() for language, text in value.items() if text.strip()}

    def number(self, name: str, low: int, high: int, default: int | None = None) -> int:
        """A whole number from low to high."""
        value = self.get(name, default)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise refusal("calendar_not_number", self.at(name), value, low=low, high=high)
        return value

    def minute(self, name: str) -> int:
        """A time "HH:MM" as minutes after midnight."""
        value = self.get(name)
        found = _TIME.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            raise refusal("calendar_not_time", self.at(name), value)
        return int(found[1]) * 60 + int(found[2])

    def day(self, name: str) -> date:
        """A date that must be there."""
        found = self.day_or_none(name)
        if found is None:
            raise refusal("calendar_not_date", self.at(name), None)
        return found

    def day_or_none(self, name: str) -> date | None:
        """A date "YYYY-MM-DD", or none."""
        value = self.get(name)
        if value is None:
            return None
        try:
            if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
                return date.fromisoformat(value)
        except ValueError:
            pass
        raise refusal("calendar_not_date", self.at(name), value)

    def month_day(self, place: str, value: object) -> tuple[int, int]:
        """A day of every year, "MM-DD". 29 February is one: it is skipped where the year has none."""
        found = _MONTH_DAY.fullmatch(value) if isinstance(value, str) else None
        if found is not None:
            try:
                there = date(_LEAP, int(found[1]), int(found[2]))
            except ValueError:
                pass
            else:
                return there.month, there.day
        raise refusal("calendar_not_month_day", place, value)

    def choice(self, name: str, kinds: type[Choice], default: Choice | None = None) -> Choice:
        """One of the values of an enumeration."""
        value = self.get(name, default)
        try:
            return kinds(str(value))
        except ValueError:
            known = ", ".join(kind.value for kind in kinds)
            raise refusal("calendar_not_one_of", self.at(name), value, known=known) from None

    def items(self, name: str, limit: int) -> Sequence[object]:
        """A list of at most `limit` items; empty where the field is not there."""
        value = self.get(name, ())
        if not isinstance(value, list | tuple) or len(value) > limit:
            raise refusal("calendar_not_list", self.at(name), value, limit=limit)
        return value


def refusal(code: str, place: str, value: object, **params: object) -> InvalidInput:
    """The refusal of a value at a place."""
    shown = "-" if value is None else str(value)[:_SHOWN]
    return InvalidInput(code, place=place or "-", value=shown, **params)
