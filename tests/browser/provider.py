"""Providers for the browser tests: each kind is laid out once, by a process of its own, and copied."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from tests.browser.chromium import ROOT
from tests.browser.server import environment_of

WEDNESDAY = date(2026, 11, 25)
PASSWORD = "sólo-para-pruebas-2026"


def run_module(data: Path, module: str, *words: str) -> None:
    """Run a module of this folder on a provider's data."""
    command = [sys.executable, "-m", f"tests.browser.{module}", *words]
    subprocess.run(command, check=True, cwd=ROOT, env=environment_of(data))


@dataclass(frozen=True)
class Provider:
    """The data folder of a provider, and the exports that it has imported nothing of yet."""

    data: Path
    exports: Path


class Providers:
    """Makes providers with the demo's centres and people, who all have one password."""

    def __init__(self, folders: pytest.TempPathFactory) -> None:
        self._folders, self._kinds = folders, dict[str, Path]()
        self._exports = folders.mktemp("exports")

    def new(self, layout: str = "") -> Provider:
        """A provider of a test's own, with the cases of a layout (`lay_out…` of this folder), or with none."""
        return Provider(self._copy_of(self._kind(layout)), self._exports)

    def _kind(self, layout: str) -> Path:
        if layout not in self._kinds:
            if layout:
                made = self._copy_of(self._kind(""))
                run_module(made, layout)
            else:
                made = self._folders.mktemp("provider")
                run_module(made, "prepare", WEDNESDAY.isoformat(), PASSWORD, str(self._exports))
            self._kinds[layout] = made
        return self._kinds[layout]

    def _copy_of(self, kind: Path) -> Path:
        return Path(shutil.copytree(kind, self._folders.mktemp("provider") / "data"))
