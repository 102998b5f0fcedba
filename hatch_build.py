"""Build hook: makes what the wheel carries and git does not (the gazetteer), unless it is there and current."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class TidingsBuildHook(BuildHookInterface):  # type: ignore[misc]
    """Runs for wheels and editable installs."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the gazetteer if it is missing or its makings have changed."""
        sys.path.insert(0, str(Path(self.root)))
        from gazetteer import build

        if not build.current():
            self.app.display_info("making the gazetteer (under a minute)")
            build.make()
