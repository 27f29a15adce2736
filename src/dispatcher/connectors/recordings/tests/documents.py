"""Makes small MTConnect documents for tests."""

from __future__ import annotations

from collections.abc import Iterable

NAMESPACE = "urn:mtconnect.org:MTConnectStreams:1.3"
Observation = tuple[int, str, str]
"""sequence, `mm:ss` after 08:00 of 2024-01-15 or a whole stamp, value of the execution."""


def streams(
    observations: Iterable[Observation],
    *,
    instance: str = "1",
    following: int | None = None,
    created: str = "2024-01-15T09:00:00Z",
    device: str = "Mill",
    sender: str = "agent",
    namespace: str = NAMESPACE,
) -> str:
    """A streams document of one execution item; `namespace` "" = none."""
    given = list(observations)
    after = following if following is not None else given[-1][0] + 1
    rows = "".join(
        f'<Execution dataItemId="ex" name="execution" sequence="{sequence}" '
        f'timestamp="{stamp if "T" in stamp else f"2024-01-15T08:{stamp}Z"}">{value}</Execution>'
        for sequence, stamp, value in given
    )
    xmlns = f' xmlns="{namespace}"' if namespace else ""
    return (
        f"<MTConnectStreams{xmlns}><Header creationTime='{created}' sender='{sender}' instanceId='{instance}' "
        f"firstSequence='1' lastSequence='{after - 1}' nextSequence='{after}'/><Streams>"
        f"<DeviceStream name='{device}' uuid='u-{device}'><ComponentStream component='Path' componentId='p'>"
        f"<Events>{rows}</Events></ComponentStream></DeviceStream></Streams></MTConnectStreams>"
    )
