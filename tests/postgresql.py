"""A throwaway PostgreSQL server from the machine's own binaries, reached through a socket in a private folder."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def postgresql_binaries() -> Path | None:
    """The folder of `initdb` and `pg_ctl`, newest version first; None where PostgreSQL is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3].split(".")[0]))
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


@contextmanager
def throwaway_postgresql() -> Iterator[str]:
    """Start a server, give its database address, and remove everything at the end."""
    binaries = postgresql_binaries()
    if binaries is None:
        raise FileNotFoundError("PostgreSQL's initdb is not installed")
    folder = Path(tempfile.mkdtemp(prefix="reitera_pg_"))
    prefix = _as_unprivileged_user(folder)
    run = [*prefix, str(binaries / "pg_ctl"), "-D", str(folder / "data")]
    subprocess.run(
        [*prefix, str(binaries / "initdb"), "-D", str(folder / "data"), "-A", "trust", "-U", "postgres",
         "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
        check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    options = (
        f"-c listen_addresses='' -k {folder} -c fsync=off -c full_page_writes=off -c synchronous_commit=off "
        "-c max_connections=80 -c shared_buffers=256MB"
    )
    try:
        subprocess.run([*run, "-w", "-l", str(folder / "log"), "-o", options, "start"],
                       check=True, stdout=subprocess.DEVNULL)  # fmt: skip
        yield f"postgresql://postgres@/postgres?host={folder}"
    finally:
        subprocess.run([*run, "-m", "immediate", "stop"], check=False, stdout=subprocess.DEVNULL)
        shutil.rmtree(folder, ignore_errors=True)


def _as_unprivileged_user(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root: hand the folder to its own user and drop to it."""
    if os.getuid() != 0:
        return []
    user = pwd.getpwnam("postgres")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return ["setpriv", "--reuid", str(user.pw_uid), "--regid", str(user.pw_gid), "--clear-groups"]
