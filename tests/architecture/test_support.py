"""The fences around the tests hold: nothing leaves this machine; a missing peer is a skip here and a failure in CI."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tests.support.network import OutsideNetworkError
from tests.support.peers import PEERS, Peer, require_peer, require_shared_data


@pytest.mark.parametrize("address", ["192.0.2.1", "10.0.0.1", "2001:db8::1"])
def test_a_connection_to_the_outside_is_refused(address: str) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as outside, pytest.raises(OutsideNetworkError):
        outside.connect((address, 9))


def test_looking_up_an_outside_name_is_refused() -> None:
    with pytest.raises(OutsideNetworkError):
        socket.getaddrinfo("example.org", 80)


def test_the_loopback_is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()


@pytest.fixture
def absent(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setitem(PEERS, "absent", Peer(commands=("no-such-program-here",), packages=("none",)))
    return "absent"


def test_a_missing_peer_is_skipped_by_name(absent: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPATCHER_REQUIRE_PEERS", "0")
    with pytest.raises(pytest.skip.Exception, match="absent is not installed"):
        require_peer(absent)


def test_a_missing_peer_fails_where_peers_are_required(absent: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPATCHER_REQUIRE_PEERS", "1")
    with pytest.raises(pytest.fail.Exception, match="absent is not installed"):
        require_peer(absent)


def test_missing_recordings_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPATCHER_REQUIRE_PEERS", "0")
    monkeypatch.setenv("DISPATCHER_SHARED_DATA", str(tmp_path / "nowhere"))
    with pytest.raises(pytest.skip.Exception, match="DISPATCHER_SHARED_DATA"):
        require_shared_data()


def test_the_given_recordings_are_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPATCHER_SHARED_DATA", str(tmp_path))
    assert require_shared_data() == tmp_path
