"""TCP and TLS to a broker; what fails becomes one of our errors."""

from __future__ import annotations

import asyncio
import socket
import ssl

from dispatcher.connectors.sdk.mqtt_session.settings import BrokerSettings
from dispatcher.connectors.sdk.mqtt_session.wire import Wire, context
from dispatcher.ports.connector import ConfigRejected, Garbled, LinkDown


async def connected(settings: BrokerSettings, wire: Wire) -> None:
    """Connect the wire. Raises LinkDown, Garbled, ConfigRejected."""
    where = settings.where
    tls = await asyncio.to_thread(_context, settings) if settings.tls else None
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(settings.timeout_ms / 1000):
            await loop.create_connection(
                lambda: wire,
                settings.host,
                settings.number,
                ssl=tls,
                server_hostname=settings.host if tls else None,
            )
    except TimeoutError as error:
        raise LinkDown("broker_unreachable", timeout_ms=settings.timeout_ms, **where) from error
    except socket.gaierror as error:
        raise LinkDown("broker_unknown_host", **where) from error
    except ConnectionRefusedError as error:
        raise LinkDown("broker_refused", **where) from error
    except ssl.SSLCertVerificationError as error:
        raise LinkDown("broker_certificate", problem=error.verify_message, **where) from error
    except (ssl.SSLError, ConnectionResetError) as error:
        if tls is None:
            raise LinkDown("broker_no_connection", problem=error.strerror or str(error), **where) from error
        raise Garbled("broker_no_tls", **where) from error
    except OSError as error:
        raise LinkDown("broker_no_connection", problem=error.strerror or str(error), **where) from error


def _context(settings: BrokerSettings) -> ssl.SSLContext:
    """Raises ConfigRejected where a file cannot be used."""
    named = {"ca": settings.ca, "certificate": settings.certificate, "private_key": settings.private_key}
    paths = {name: None if path is None else str(path) for name, path in named.items()}
    for name, path in named.items():
        if path is not None and not path.is_file():
            raise ConfigRejected("broker_file_missing", field=name, path=str(path))
    try:
        return context(**paths)
    except (OSError, ssl.SSLError) as error:
        given = ", ".join(path for path in paths.values() if path is not None)
        raise ConfigRejected("broker_file_unusable", path=given, problem=error.strerror or str(error)) from error
