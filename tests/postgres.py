"""A PostgreSQL of the tests' own: started from the machine's binaries, gone at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql

DEBIAN_BINARIES = Path("/usr/lib/postgresql")
LOG_LINES_TOLD = 40


class NoPostgres(RuntimeError):
    """The server's binaries are missing: `make setup` as root installs them."""


def find_binaries() -> Path:
    """The folder of `initdb`: the newest of Debian's, else that of PATH."""
    newest_first = sorted(
        (p for p in DEBIAN_BINARIES.glob("*/bin") if (p / "initdb").is_file()),
        key=lambda p: float(p.parent.name),
        reverse=True,
    )
    on_path = shutil.which("initdb")
    if not newest_first and on_path is None:
        raise NoPostgres("no initdb on this machine; apt-get install postgresql")
    return newest_first[0] if newest_first else Path(str(on_path)).parent


def _account() -> pwd.struct_passwd | None:
    """Who runs the server: it refuses root, so another account then; otherwise ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoPostgres("neither an account postgres nor nobody to run the server under")


@dataclass
class Cluster:
    """A running server, reached through a socket in a folder nobody else knows."""

    folder: Path
    user: str

    def __post_init__(self) -> None:
        self._numbers = count(1)

    def url(self, database: str) -> str:
        """An SQLAlchemy URL, as `station-center --db` takes it."""
        return f"postgresql+psycopg://{self.user}@/{database}?host={self.folder}"

    def dsn(self, database: str) -> str:
        """The same for psycopg itself."""
        return f"host={self.folder} user={self.user} dbname={database}"

    def new_database(self) -> str:
        """Makes an empty database and gives its name."""
        name = f"test_{next(self._numbers)}"
        self._command(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        return name

    def drop(self, database: str) -> None:
        """Removes a database, cutting off whoever still uses it."""
        name = sql.Identifier(database)
        self._command(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))

    def _command(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.dsn("postgres"), autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """Starts a server of our own and stops it at the end, by its own pid file."""
    binaries, account = find_binaries(), _account()
    folder = Path(tempfile.mkdtemp(prefix="station-pg-", dir="/tmp"))
    data, log, said = folder / "data", folder / "server.log", folder / "commands.log"
    if account is not None:
        os.chown(folder, account.pw_uid, account.pw_gid)
    user = "station"

    def run(*command: str) -> None:
        # The server inherits the output: a pipe would never close while it runs.
        with said.open("ab") as output:
            done = subprocess.run(
                [str(binaries / command[0]), *command[1:]],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=folder,
                user=account.pw_uid if account else None,
                group=account.pw_gid if account else None,
                extra_groups=[] if account else None,
                env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "HOME": str(folder)},
                check=False,
            )
        if done.returncode:
            told = [p.read_text("utf-8", "replace") for p in (said, log) if p.exists()]
            lines = "\n".join(told).splitlines()[-LOG_LINES_TOLD:]
            raise RuntimeError(f"{command[0]} ended with {done.returncode}:\n" + "\n".join(lines))

    try:
        run("initdb", "-D", str(data), "-U", user, "-A", "trust", "-E", "UTF8", "--no-sync")
        # A cut of power is not what these tests try, so nothing waits for the disk.
        options = f"-k {folder} -c listen_addresses= -c fsync=off -c full_page_writes=off"
        run("pg_ctl", "-D", str(data), "-l", str(log), "-o", options, "-w", "-t", "60", "start")
        try:
            yield Cluster(folder, user)
        finally:
            run("pg_ctl", "-D", str(data), "-m", "fast", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
