"""Dispatcher: the open digital ecosystem of a manufacturing plant."""

__version__ = "0.1.0.dev0"
