"""The data folder of a demo: marked as one, so that the demo never touches a folder that holds anything else."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from dataclasses import dataclass, field
from datetime import date
from io import TextIOWrapper
from pathlib import Path
from typing import Any, Self

MARKER, LOCK = "demo.json", "demo.lock"
# What the demo makes, and therefore may throw away; the key that signs sessions stays.
MADE = ("reitera.sqlite3", "reitera.sqlite3-wal", "reitera.sqlite3-shm", "jobs.sqlite3", "intake", "exports")


class DemoRefused(Exception):
    """The demo will not work here; the message is one Spanish sentence that says what to do."""


@dataclass
class DemoFolder:
    """One demo: the day it was made for, its people's passwords, and whether it is complete."""

    path: Path
    today: date | None = None
    ready: bool = False
    passwords: dict[str, str] = field(default_factory=dict)
    _lock: TextIOWrapper | None = None

    @classmethod
    def open(cls, path: Path) -> DemoFolder:
        """Open or begin a demo and keep it for this process.

        Raises DemoRefused when the folder holds something that is not a demo, or another process has it open.
        """
        path = path.resolve()
        if path.exists() and not path.is_dir():
            raise DemoRefused(f"{path} no es una carpeta. Indique otra con --data-dir.")
        if _holds_anything_else(path):
            raise DemoRefused(
                f"{path} tiene datos que no son de una demostración. Indique otra carpeta con --data-dir."
            )
        path.mkdir(parents=True, exist_ok=True)
        folder = cls(path)
        folder._take()
        folder._read()
        return folder

    def begin(self, today: date) -> None:
        """Throw the old demo away and start one for this day. Passwords that are known stay."""
        self.today, self.ready = today, False
        self._write()
        for name in MADE:
            target = self.path / name
            shutil.rmtree(target) if target.is_dir() else target.unlink(missing_ok=True)
        self.exports.mkdir()

    def finish(self, passwords: dict[str, str]) -> None:
        """Note that everything is in, with the passwords to show next time."""
        self.passwords, self.ready = passwords, True
        self._write()

    @property
    def exports(self) -> Path:
        """Where the export files lie."""
        return self.path / "exports"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let another process have the folder."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _take(self) -> None:
        self._lock = (self.path / LOCK).open("a")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.close()
            raise DemoRefused(
                f"La demostración de {self.path} ya está en marcha. Ciérrela o indique otra carpeta con --data-dir."
            ) from None

    def _read(self) -> None:
        marker = self.path / MARKER
        known: dict[str, Any] = json.loads(marker.read_text("utf-8")) if marker.exists() else {}
        self.today = date.fromisoformat(known["today"]) if known.get("today") else None
        self.ready, self.passwords = bool(known.get("ready")), dict(known.get("passwords", {}))
        if not marker.exists():
            self._write()

    def _write(self) -> None:
        said = {"today": self.today and self.today.isoformat(), "ready": self.ready, "passwords": self.passwords}
        draft = self.path / f"{MARKER}.new"
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(said, ensure_ascii=False, indent=1), "utf-8")
        os.replace(draft, self.path / MARKER)


def _holds_anything_else(path: Path) -> bool:
    if not path.exists() or (path / MARKER).exists():
        return False
    return any(entry.name != LOCK for entry in path.iterdir())
