"""A PostgreSQL server of our own: made in a temporary folder, ended and removed afterwards."""

from __future__ import annotations

import contextlib
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

NONE_HERE = "no PostgreSQL server here: apt-get install postgresql (packages.apt)"
OWNER = "nhiemvu"


def programs() -> Path | None:
    """The folder with `initdb` and `postgres`, the newest where there are several."""
    folders = [str(path) for path in Path("/usr/lib/postgresql").glob("*/bin")]
    folders.sort(key=lambda path: float(Path(path).parent.name), reverse=True)
    for where in (*folders, None):
        found = shutil.which("initdb", path=where)
        if found and shutil.which("postgres", path=where):
            return Path(found).resolve().parent
    return None


def _as_nobody() -> dict[str, Any]:
    """How a process is started that is not root, for the server refuses to be."""
    if os.geteuid() != 0:
        return {}
    names = [entry.pw_name for entry in pwd.getpwall()]
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


class Server:
    """A running server, reached by a socket in its folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._numbers = itertools.count(1)

    def create(self) -> str:
        """A new, empty database; its name."""
        name = f"d{next(self._numbers)}"
        with self.connect("postgres") as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        return name

    def address(self, database: str, *, password: str = "") -> str:
        owner = f"{OWNER}:{password}" if password else OWNER
        return f"postgresql://{owner}@/{database}?host={self.folder}"

    def connect(self, database: str) -> psycopg.Connection[Any]:
        """A connection of another program, each statement a transaction."""
        return psycopg.connect(
            host=str(self.folder), user=OWNER, dbname=database, autocommit=True, connect_timeout=10
        )


@contextlib.contextmanager
def server(bin_folder: Path) -> Iterator[Server]:
    """Starts a server that only we can reach; ends it and removes its folder."""
    who = _as_nobody()
    folder = Path(tempfile.mkdtemp(prefix="nhiemvu-pg-", dir="/tmp"))  # a short path: sockets
    if who:
        os.chown(folder, who["user"], who["group"])
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "cwd": folder, **who}
    data = folder / "data"
    try:
        make = [str(bin_folder / "initdb"), "-D", str(data), "-A", "trust", "-U", OWNER]
        subprocess.run([*make, "-E", "UTF8", "--no-locale", "--no-sync"], check=True, **quiet)
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [
                    *(str(bin_folder / "postgres"), "-D", str(data), "-k", str(folder)),
                    *("-c", "listen_addresses=", "-c", "fsync=off"),
                ],
                stderr=log,
                **quiet,
            )
        try:
            started = Server(folder)
            _await(started, process)
            yield started
        finally:
            process.send_signal(signal.SIGQUIT)
            process.wait(timeout=60)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _await(started: Server, process: subprocess.Popen[bytes]) -> None:
    limit = time.monotonic() + 60
    while True:
        try:
            started.connect("postgres").close()
            return
        except psycopg.OperationalError:
            log = (started.folder / "log").read_text("utf-8", "replace")
            assert process.poll() is None and time.monotonic() < limit, log
            time.sleep(0.05)
