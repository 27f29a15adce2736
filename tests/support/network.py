"""Tests stay on this machine: a connection to anywhere but the loopback is an error, whatever library makes it."""

from __future__ import annotations

import ipaddress
import socket
import sys


class OutsideNetworkError(RuntimeError):
    """A test reached for the network."""


def _is_local(host: object) -> bool:
    if host in (None, "", "localhost", b"localhost", "::", "0.0.0.0"):  # noqa: S104 - compared, not bound
        return True
    if not isinstance(host, str):
        return False
    try:
        return ipaddress.ip_address(host.split("%")[0]).is_loopback
    except ValueError:
        # Names under these two are never registered (RFC 2606, RFC 6761): tests of failing look-ups use them.
        return host.endswith((".localhost", ".invalid"))


def _watch(event: str, args: tuple[object, ...]) -> None:
    if event == "socket.connect":
        sock, address = args
        if isinstance(sock, socket.socket) and sock.family == socket.AF_UNIX:
            return
        host = address[0] if isinstance(address, tuple) else address
    elif event == "socket.getaddrinfo":
        host = args[0]
    else:
        return
    if not _is_local(host):
        message = f"tests stay on the loopback; this one asked for {host!r}"
        raise OutsideNetworkError(message)


def stay_on_this_machine() -> None:
    """Refuse outside connections of this process from now on (an audit hook cannot be taken off again)."""
    sys.addaudithook(_watch)
