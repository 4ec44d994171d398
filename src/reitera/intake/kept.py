"""The rows of a previewed file, kept beside it until they are applied, so that a file is read once.

They count only for the very file, columns and code that made them, which their digest says. Whatever else lies there,
or half a file of a process that died, is passed over, and the file is read again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import polars as pl

from reitera.core import text
from reitera.intake.parsing import Parsed

ROWS, REJECTS = "rows.parquet", "rejects.parquet"
_HERE = Path(__file__).parent


def digest_of(original: Path, how: Mapping[str, Any]) -> str:
    """What the rows of a file depend on: its bytes, how it is read (times as datetimes, the rest JSON), the code."""
    with original.open("rb") as stream:
        content = hashlib.file_digest(stream, "blake2b").hexdigest()
    told = json.dumps(how, sort_keys=True, default=lambda moment: moment.timestamp())
    return hashlib.blake2b("\n".join([content, told, _code()]).encode(), digest_size=32).hexdigest()


@lru_cache(maxsize=1)
def _code() -> str:
    """The code that reads: a new version of it may read the same file otherwise."""
    sources = [Path(text.__file__), *sorted(path for path in _HERE.rglob("*.py") if "tests" not in path.parts)]
    digest = hashlib.blake2b(b"\n".join(path.read_bytes() for path in sources)).hexdigest()
    return f"polars {pl.__version__} {digest}"


def keep(folder: Path, digest: str, parsed: Parsed) -> None:
    """Keep rows and rejects of a file in its folder."""
    rest = {"digest": digest, "copies": str(parsed.copies), "date_orders": json.dumps(parsed.date_orders)}
    _write(folder / REJECTS, parsed.rejects, {"digest": digest})
    _write(folder / ROWS, parsed.rows, rest)


def recall(folder: Path, digest: str) -> Parsed | None:
    """What was kept under the same digest, if it was."""
    try:
        told = pl.read_parquet_metadata(folder / ROWS)
        if {told.get("digest"), pl.read_parquet_metadata(folder / REJECTS).get("digest")} != {digest}:
            return None
        rows, rejects = pl.read_parquet(folder / ROWS), pl.read_parquet(folder / REJECTS)
    except (OSError, pl.exceptions.PolarsError):
        return None
    return Parsed(rows, rejects, int(told["copies"]), json.loads(told["date_orders"]))


def forget(folder: Path) -> None:
    """Remove the rows, and what a process that died left of them; the rejects stay for their list."""
    for left in (folder / ROWS, *folder.glob("*.part")):
        left.unlink(missing_ok=True)


def _write(path: Path, frame: pl.DataFrame, told: dict[str, str]) -> None:
    """All of the file or nothing, whenever the process or the machine stops."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=path.stem, suffix=".part", delete=False) as part:
        frame.write_parquet(part, compression="lz4", metadata=told)
        part.flush()
        os.fsync(part.fileno())
    Path(part.name).replace(path)
