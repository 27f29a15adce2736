"""MTConnect: reads the agent of one or more machines over HTTP, versions 1.0 to 2.x."""

from dispatcher.connectors.mtconnect.config import MTConnectSettings, normal_address
from dispatcher.connectors.mtconnect.connector import MTConnectConnector
from dispatcher.connectors.sdk.registry import Plug

PLUG = Plug(
    settings=MTConnectSettings,
    address=lambda settings: normal_address(settings.url),
    build=MTConnectConnector,
    schemes=("http", "https"),
    port=5000,
    shared=True,
    # What says http and no port means HTTP's own port; a bare name means where agents usually are.
    point=lambda target: {
        "url": f"{target.scheme or 'http'}://{target.authority(None if target.scheme else 5000)}{target.path}"
    },
)

__all__ = ["PLUG"]
