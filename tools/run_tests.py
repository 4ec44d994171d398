"""`make test`: style, types, layers and every group of tests; says at the end which groups could not run, and why.

With CI=true a group that cannot run is a failure.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
sys.path.insert(0, str(ROOT))


def _postgresql_is_here() -> bool:
    from tests.postgresql import postgresql_binaries

    return postgresql_binaries() is not None


def _chromium_is_here() -> bool:
    return any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))


@dataclass(frozen=True)
class Group:
    """One command; `needs` says whether this machine can run it and `install` what it lacks."""

    name: str
    command: list[str]
    needs: Callable[[], bool] = lambda: True
    install: str = ""


CHECKS = [
    Group("style", [str(BIN / "ruff"), "check", "."]),
    Group("format", [str(BIN / "ruff"), "format", "--check", "."]),
    Group("types", [str(BIN / "mypy")]),
    Group("layers", [str(BIN / "lint-imports")]),
    Group("migrations", [str(BIN / "python"), "-m", "django", "makemigrations", "--check", "--dry-run"]),
    Group("front end", [str(BIN / "python"), "hatch_build.py", "--check"]),
]
DEMO_TEST = "src/reitera/site/demo/tests/test_build.py"
# The demo has a database of its own: it is built where a processor is free first.
DATABASES = [
    Group("tests on SQLite", [str(BIN / "pytest"), "-q", "-m", "not browser", "--deselect", DEMO_TEST]),
    Group(
        "tests of data access on PostgreSQL",
        [str(BIN / "pytest"), "-q", "--postgresql", "-m", "not browser"],
        _postgresql_is_here,
        "apt install postgresql",
    ),
    Group("the demo", [str(BIN / "pytest"), "-q", DEMO_TEST]),
]
BROWSER = [
    Group(
        "browser tests",
        [str(BIN / "pytest"), "-q", "-m", "browser"],
        _chromium_is_here,
        "apt install chromium",
    ),
]


def environment_of(group: Group) -> dict[str, str]:
    """Each group has a data folder of its own, because some of them run at once."""
    folder = ROOT / "build" / "checks" / group.name.replace(" ", "-")
    folder.mkdir(parents=True, exist_ok=True)
    return {"DJANGO_SETTINGS_MODULE": "reitera.site.settings", "REITERA_DATA_DIR": str(folder), **os.environ}


def run_in_turn(groups: list[Group]) -> dict[str, bool]:
    return {group.name: _run(group) for group in groups}


def run_at_once(groups: list[Group]) -> dict[str, bool]:
    """Run groups side by side, one a processor, each one's output in one piece."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return dict(zip([group.name for group in groups], pool.map(_run_quietly, groups), strict=True))


def _run(group: Group) -> bool:
    print(f"\n── {group.name}", flush=True)
    return subprocess.run(group.command, cwd=ROOT, env=environment_of(group), check=False).returncode == 0


def _run_quietly(group: Group) -> bool:
    done = subprocess.run(
        group.command, cwd=ROOT, env=environment_of(group), check=False, text=True, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )  # fmt: skip
    print(f"\n── {group.name}\n{done.stdout}", flush=True)
    return done.returncode == 0


def main() -> int:
    groups = CHECKS if "--checks-only" in sys.argv else CHECKS + DATABASES + BROWSER
    missing = [group for group in groups if not group.needs()]
    there = [group for group in groups if group not in missing]
    passed = run_at_once([group for group in there if group in CHECKS])
    passed |= run_at_once([group for group in there if group in DATABASES])
    passed |= run_in_turn([group for group in there if group in BROWSER])
    failed = [group.name for group in there if not passed[group.name]]
    print()
    for group in missing:
        print(f"!! NOT RUN: {group.name}. Install what it needs with: {group.install}")
    if failed:
        print(f"!! FAILED: {', '.join(failed)}")
    if failed or (missing and os.environ.get("CI") == "true"):
        return 1
    print(f"{len(groups) - len(missing)} passed, 0 failed, {len(missing)} skipped")
    return 0


if __name__ == "__main__":
    sys.exit(main())
