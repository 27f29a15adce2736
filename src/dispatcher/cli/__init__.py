"""The command line: one file a command. `main` is the console script `dispatcher`."""

from dispatcher.cli import check, demo, export, probe, recover, replay, serve, shifts
from dispatcher.cli.root import main

__all__ = ["check", "demo", "export", "main", "probe", "recover", "replay", "serve", "shifts"]
