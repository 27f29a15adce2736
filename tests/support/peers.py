"""Programs of other projects that some tests talk to, and the real recordings.

A test asks for a peer by name. Where it is absent, the test is skipped, and says what is missing; with
DISPATCHER_REQUIRE_PEERS=1 (as in .ci/run) it fails instead, so that a gap in the set-up cannot pass as a success.
`python -m tests.support.peers install` installs them with apt; it runs before anything else, on the standard library.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """One program: the names it may have on the PATH or among the system's, and the Debian packages it comes in."""

    commands: tuple[str, ...]
    packages: tuple[str, ...]

    def find(self) -> Path | None:
        """Where it is, or None."""
        # Debian keeps servers in /usr/sbin, which is on no user's PATH.
        path = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin"))
        for command in self.commands:
            if (found := shutil.which(command, path=path)) is not None:
                return Path(found)
        return None


PEERS = {
    # fonts-dejavu-core has Cyrillic: a screenshot without it shows boxes.
    "chromium": Peer(
        commands=("chromium", "chromium-browser", "google-chrome"), packages=("chromium", "fonts-dejavu-core")
    ),
    "mosquitto": Peer(commands=("mosquitto",), packages=("mosquitto",)),
}


def required() -> bool:
    """Whether a missing peer is a failure."""
    return os.environ.get("DISPATCHER_REQUIRE_PEERS", "") not in ("", "0")


def require_peer(name: str) -> Path:
    """The program's path; skips the calling test (or fails it, see above) where it is absent."""
    found = PEERS[name].find()
    if found is None:
        _absent(f"{name} is not installed (make peers)")
    return found


def shared_data_folder() -> Path | None:
    """The folder of real recordings: DISPATCHER_SHARED_DATA, or ../shared/data beside the repository; or None."""
    given = os.environ.get("DISPATCHER_SHARED_DATA")
    folder = Path(given) if given else REPOSITORY.parent / "shared" / "data"
    return folder if folder.is_dir() else None


def require_shared_data() -> Path:
    """The folder of real recordings; skips or fails like `require_peer`."""
    folder = shared_data_folder()
    if folder is None:
        _absent("the real recordings are not here (DISPATCHER_SHARED_DATA)")
    return folder


def _absent(reason: str) -> NoReturn:
    import pytest  # noqa: PLC0415 - `install` runs before any package is installed

    if required():
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def _install() -> int:
    missing = {name: peer for name, peer in PEERS.items() if peer.find() is None}
    if not missing:
        print(f"peers: {', '.join(PEERS)}: present")
        return 0
    packages = [package for peer in missing.values() for package in peer.packages]
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        print(f"peers: missing: {', '.join(missing)}. Tests that need them are skipped.")
        print(f"       As root on Debian or Ubuntu: apt-get install {' '.join(packages)}")
        return 1 if required() else 0
    # A server is wanted as a program: `RUNLEVEL` keeps the package from starting it as a service.
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    print(f"peers: installing {' '.join(packages)}", flush=True)
    subprocess.run([apt, "update", "-qq"], env=quiet, stdin=subprocess.DEVNULL, check=False)
    done = subprocess.run(
        [apt, "install", "-y", "-qq", "--no-install-recommends", *packages],
        env=quiet,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        check=False,
    )
    return done.returncode if required() else 0


if __name__ == "__main__":
    if sys.argv[1:] != ["install"]:
        sys.exit("usage: python -m tests.support.peers install")
    sys.exit(_install())
