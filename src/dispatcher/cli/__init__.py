"""The command line: one file a command. `main` is the console script `dispatcher`."""

from dispatcher.cli import (
    check,
    connect,
    connector,
    demo,
    dry_run,
    export,
    figures,
    probe,
    recover,
    replay,
    serve,
    shifts,
    snapshot,
)
from dispatcher.cli.root import main

__all__ = [
    "check",
    "connect",
    "connector",
    "demo",
    "dry_run",
    "export",
    "figures",
    "main",
    "probe",
    "recover",
    "replay",
    "serve",
    "shifts",
    "snapshot",
]
