"""Files: a growing file or a watched folder, read on from where it was, whatever becomes of the files."""

from dispatcher.connectors.files.config import FilesSettings
from dispatcher.connectors.files.connector import FilesConnector
from dispatcher.connectors.sdk.registry import Plug

PLUG = Plug(settings=FilesSettings, address=lambda settings: settings.address, build=FilesConnector)

__all__ = ["PLUG"]
