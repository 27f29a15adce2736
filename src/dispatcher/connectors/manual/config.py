"""Settings of a manual workplace."""

from __future__ import annotations

from dispatcher.connectors.sdk.settings import Settings, setting
from dispatcher.domain.instant import HOUR, Micros


class ManualSettings(Settings):
    """One machine, and how long a word about it holds."""

    stale_after_h: int = setting(12, key="manual.stale_after_h", unit="h", example="12", ge=1, le=720)

    @property
    def stale_after(self) -> Micros:
        """So long what a person said of the state holds."""
        return self.stale_after_h * HOUR
