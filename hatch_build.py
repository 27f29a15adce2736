"""Build hook: a wheel without the web interface is half a product, so refuse to build one.

The UI is built by `make web` into src/dispatcher/_static, which git ignores and hatch carries as an artifact.
Editable installs (developers) serve whatever is there, and need nothing.
"""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

INDEX = Path("src", "dispatcher", "_static", "index.html")


class CarryBuiltUi(BuildHookInterface):  # type: ignore[type-arg]  # hatchling's base is generic over its config only at type level
    """Checks, before a standard wheel is packed, that the built UI is there."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  # hatchling's signature
        """Refuse a standard wheel without the UI; raises RuntimeError with the command that helps."""
        if self.target_name != "wheel" or version == "editable":
            return
        if not (Path(self.root) / INDEX).is_file():
            message = f"{INDEX} is missing: run `make web` first (the wheel carries the built UI)"
            raise RuntimeError(message)
