"""`python -m tests.browser.clocked FILE PORT`: `reitera serve`, whose time is what a file says, so that days can pass.

A process of its own, as `reitera serve` is one: the clock is the server's, and everybody's at it.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True)
class ClockFile:
    """A clock that stands still until the file is written again."""

    path: Path

    def get(self) -> datetime:
        return datetime.fromisoformat(self.path.read_text())

    def set(self, moment: datetime) -> None:
        """Write beside and rename: whoever reads meanwhile finds a whole time."""
        beside = self.path.with_suffix(".new")
        beside.write_text(moment.isoformat())
        beside.replace(self.path)


def main(path: Path, port: int) -> None:
    from reitera.core import clock
    from reitera.site.cli.serve import serve

    clock._fixed = ClockFile(path)  # type: ignore[assignment]
    serve(port=port)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
