"""Real public files that lie beside a developer's checkout; tests that need one are skipped where it is not."""

from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parent.parent.parent / "shared" / "data"


def shared_file(name: str) -> Path:
    """The path of a public file, or a skipped test."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"public file {name} is not here")
    return path
