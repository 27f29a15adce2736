"""Times as devices and files write them: ISO 8601 by default, seconds or milliseconds since 1970, or a given form."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

from dispatcher.ports.columns import instants_or_none, number

UNIX = "unix"
UNIX_MS = "unix_ms"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = 1_000_000
_DAY = 86_400_000_000
_LARGEST_S = 253_402_300_800
"""The end of the year 9999."""
_TRIAL = datetime(2026, 11, 24, 13, 5, 6, tzinfo=UTC)


class TimeForm:
    """Reads times of one form. form: "" = ISO 8601, "unix", "unix_ms", else as of strptime (`%d.%m.%Y %H:%M:%S`).

    zone: of times that name none; of an hour that the clocks go through twice it is the first.
    """

    def __init__(self, form: str, zone: tzinfo) -> None:
        self._form = form
        self._zone = zone

    def read(self, texts: list[str]) -> list[int | None]:
        """Microseconds since 1970 of each, None where it is no time."""
        if not self._form:
            return instants_or_none([text.strip() for text in texts], self._zone)
        if self._form in {UNIX, UNIX_MS}:
            return [self._since(text) for text in texts]
        return [self._formed(text.strip()) for text in texts]

    def _since(self, text: str) -> int | None:
        found = number(text)
        if found is None:
            return None
        seconds = found if self._form == UNIX else found / 1000
        return round(seconds * _SECOND) if abs(seconds) < _LARGEST_S else None

    def _formed(self, text: str) -> int | None:
        try:
            moment = datetime.strptime(text, self._form)  # noqa: DTZ007 - the zone follows where the text names none
            moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=self._zone)
            since = moment - _EPOCH
        except (ValueError, OverflowError):
            return None
        return since.days * _DAY + since.seconds * _SECOND + since.microseconds


def checked_form(form: str) -> str:
    """The form, for a settings field. Raises ValueError where it is none, or where it leaves the day open."""
    if form in {"", UNIX, UNIX_MS}:
        return form
    try:
        shown = _TRIAL.strftime(form)
        read = datetime.strptime(shown, form)  # noqa: DTZ007 - only compared
    except ValueError as error:
        raise ValueError("write a form like %d.%m.%Y %H:%M:%S, or unix, or unix_ms") from error
    if (read.year, read.month, read.day, read.hour) != (_TRIAL.year, _TRIAL.month, _TRIAL.day, _TRIAL.hour):
        raise ValueError("the form must say year, month, day and hour, like %d.%m.%Y %H:%M:%S")
    return form
