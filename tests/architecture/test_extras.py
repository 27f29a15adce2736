"""Without the libraries of protocols, which are extras, the house starts, and its demo makes do with what there is."""

from __future__ import annotations

import subprocess
import sys
import tomllib

from tests.support.peers import REPOSITORY

MODULES = {"asyncua": "asyncua", "paho-mqtt": "paho", "protobuf": "google.protobuf"}
MODULES |= {"pymodbus": "pymodbus", "pyserial": "serial", "python-snap7": "snap7"}
SCRIPT = """
import sys
for name in {missing}:
    sys.modules[name] = None
import dispatcher.cli
from dispatcher.demo.plant import build_plant
from dispatcher.demo.configuration import config
print(*sorted({{machine.design.wire.value for machine in build_plant().machines}}))
config({{machine.design.id: "http://127.0.0.1:1" for machine in build_plant().machines}})
"""


def test_the_house_starts_without_extras() -> None:
    extras = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    wanted = {each.split(">")[0] for group in extras.values() for each in group}
    missing = [MODULES[each] for each in sorted(wanted)]

    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(missing=missing)], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() == ["http_push", "mtconnect", "shdr"]
