"""Settings of a set of recordings."""

from __future__ import annotations

from datetime import tzinfo
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator

from dispatcher.connectors.sdk.settings import Settings, setting
from dispatcher.connectors.sdk.zones import checked_zone, zone_of
from dispatcher.domain.instant import DAY, Micros


class RecordingsSettings(Settings):
    """Files, folders (with all that is below) or patterns; formats are recognised by content."""

    files: tuple[str, ...] = setting(key="recordings.files", example="recordings/2016-W44", min_length=1)
    devices: Path | None = setting(None, key="recordings.devices", example="Devices.xml")
    time_zone: Annotated[str, AfterValidator(checked_zone)] = setting(
        "UTC", key="recordings.time_zone", example="Europe/Moscow"
    )
    max_silence_h: int = setting(168, key="recordings.max_silence_h", unit="h", example="168", ge=1, le=8760)

    @property
    def zone(self) -> tzinfo:
        """Of stamps without a zone."""
        return zone_of(self.time_zone)

    @property
    def max_silence(self) -> Micros:
        """The longest silence within a recording that counts as silence of the machine."""
        return self.max_silence_h * (DAY // 24)
