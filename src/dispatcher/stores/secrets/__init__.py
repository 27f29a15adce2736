"""Secrets sealed with a key that lies beside the data, readable by the server's user alone."""

from dispatcher.stores.secrets.box import FileSecretBox

__all__ = ["FileSecretBox"]
