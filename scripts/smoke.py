"""Proves an installed Dispatcher: the version answers, a server over an empty directory answers and shows the UI.

`smoke.py COMMAND`, where COMMAND is the installed `dispatcher`. Takes no package but the standard library, so that it
runs in an environment that holds the wheel and nothing else. Exit code 1 with the reason when something is missing.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import threading
import urllib.request
from pathlib import Path

START_S = 60.0
SCRIPT = re.compile(r'<script type="module"[^>]*\ssrc="(/[^"]+)"')


class Failed(Exception):
    """What did not hold."""


def fetch(address: str) -> tuple[str, bytes]:
    """Content type and body; Failed for anything but 200."""
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - our own loopback address
        if answer.status != 200:  # noqa: PLR2004
            raise Failed(f"{address}: {answer.status}")
        return answer.headers["Content-Type"], answer.read()


def listening(server: subprocess.Popen[str]) -> str:
    """The address that the server prints once it listens."""
    said: list[str] = []
    found: list[str] = []

    def read() -> None:
        for line in server.stdout or ():
            said.append(line)
            if match := re.search(r"http://\S+?(?=/?\s|$)", line):
                found.append(match[0].rstrip("/"))
                return

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    reader.join(START_S)
    if not found:
        raise Failed(f"the server did not say where it listens: {''.join(said)!r}")
    return found[0]


def look(root: str) -> None:
    """Health, API, and the built UI with its script."""
    kind, body = fetch(f"{root}/healthz")
    health = json.loads(body)
    print(f"/healthz {kind}: {health}")
    json.loads(fetch(f"{root}/api/v1/machines")[1])
    kind, body = fetch(f"{root}/")
    script = SCRIPT.search(body.decode())
    if "text/html" not in kind or script is None:
        raise Failed(f"/ is not the built UI: {kind}, {body[:200]!r}")
    kind, body = fetch(f"{root}{script[1]}")
    if "javascript" not in kind or not body:
        raise Failed(f"{script[1]} is {kind}, {len(body)} bytes")
    print(f"/ shows the UI ({script[1]}, {len(body)} bytes)")


def main(command: str) -> int:
    """Run the checks; 0 when all hold."""
    version = subprocess.run([command, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    print(version)
    with tempfile.TemporaryDirectory() as data:
        server = subprocess.Popen(
            [command, "serve", "--data", str(Path(data) / "data"), "--port", "0"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            look(listening(server))
        except (Failed, OSError) as reason:
            print(f"smoke: {reason}")
            return 1
        finally:
            server.terminate()
            code = server.wait(timeout=30)
    if code != 0:
        print(f"smoke: the server ended with {code} when told to stop")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
