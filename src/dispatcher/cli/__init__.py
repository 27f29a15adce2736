"""The command line: one file a command. `main` is the console script `dispatcher`."""

from dispatcher.cli import (
    backup,
    check,
    connect,
    connector,
    demo,
    dry_run,
    export,
    figures,
    probe,
    recover,
    rehearse,
    replay,
    restore,
    serve,
    shifts,
    snapshot,
)
from dispatcher.cli.root import main

__all__ = [
    "backup",
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
    "rehearse",
    "replay",
    "restore",
    "serve",
    "shifts",
    "snapshot",
]
