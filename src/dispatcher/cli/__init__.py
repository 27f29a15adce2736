"""The command line: one file a command. `main` is the console script `dispatcher`."""

from dispatcher.cli.root import main

__all__ = ["main"]
