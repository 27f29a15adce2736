"""Recordings: SHDR logs, MTConnect documents, day files; plain or packed, read once in the order of time."""

from dispatcher.connectors.recordings.config import RecordingsSettings
from dispatcher.connectors.recordings.connector import RecordingsConnector
from dispatcher.connectors.recordings.pieces import Piece
from dispatcher.connectors.recordings.reader import Recordings
from dispatcher.connectors.recordings.report import DeviceCount, FileReport, Rejection
from dispatcher.connectors.sdk.registry import Plug

PLUG = Plug(
    settings=RecordingsSettings,
    address=lambda settings: " ".join(sorted(settings.files)),
    build=RecordingsConnector,
)

__all__ = ["PLUG", "DeviceCount", "FileReport", "Piece", "Recordings", "Rejection"]
