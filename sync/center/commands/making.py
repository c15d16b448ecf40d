"""`init`, `serve`, `migrate`, `doctor`: the center as a program."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import typer
from sqlcipher3 import dbapi2

from sync.center.commands.call import Call, commands_of
from sync.center.commands.common import (
    DONE,
    NEEDS_A_PERSON,
    SENTENCES,
    Center,
    Console,
    config_option,
    data_option,
    db_option,
    opened,
    settings_of,
)
from sync.center.database import open_database
from sync.center.founding import found_center
from sync.center.keys import FILE_NAME as KEYS_NAME
from sync.center.keys import CenterKeys, make_keys, read_keys, write_keys
from sync.center.outside_log import FILE_NAME as LOG_NAME
from sync.center.outside_log import OutsideLog
from sync.center.serving_lock import working_on
from sync.center.settings import FILE_NAME as SETTINGS_NAME
from sync.center.settings import Settings
from sync.center.starting import CaughtUp, catch_up
from sync.center.stations import STATE, check_station
from sync.clock import Json, SystemClock, iso
from sync.ledger.disk import Reserve, disk_trouble, free_bytes, make_folder, write_atomic
from sync.ledger.lock import FileLock
from sync.ledger.migrate import HEAD
from sync.ledger.state import State
from sync.problems import Problem, ProblemKind, refused
from sync.words import Words, mark

LEAST_FREE_MIB = 1024
SERVING_NAME = "center.serving"


def register(app: typer.Typer, console: Console) -> None:
    """Add these commands to the program."""
    words = console.words
    command = commands_of(app, console)

    @command("init", words.tr("Make a new center in a folder of its own."))
    def init(
        call: Call,
        county_code: str = typer.Option(
            ..., "--county-code", metavar="CODE", help=words.tr("Division code of the county.")
        ),
        county_name: str = typer.Option(
            ..., "--county-name", metavar="NAME", help=words.tr("Name of the county's center.")
        ),
    ) -> None:
        settings = call.settings
        made = make_center(settings, county_code, county_name)
        if call.db is not None:
            _remember(settings)
        lines = [
            words.tr("The center of {name} is ready.", name=str(made["county_name"])),
            words.tr("Folder: {folder}", folder=str(settings.data)),
        ]
        call.tell(made, lines)

    @app.command(help=words.tr("Answer stations until stopped."))
    def serve(
        host: str | None = typer.Option(
            None,
            "--host",
            metavar="HOST",
            help=words.tr("Address to answer at; 127.0.0.1 unless said."),
            show_default=False,
        ),
        port: int | None = typer.Option(
            None,
            "--port",
            metavar="PORT",
            help=words.tr("Port; 8312 unless said."),
            show_default=False,
        ),
        workers: int | None = typer.Option(
            None,
            "--workers",
            metavar="N",
            help=words.tr("Processes; more than one needs PostgreSQL."),
            show_default=False,
        ),
        tls_cert: str | None = typer.Option(
            None,
            "--tls-cert",
            metavar="FILE",
            help=words.tr("The county's certificate."),
            show_default=False,
        ),
        tls_key: str | None = typer.Option(
            None,
            "--tls-key",
            metavar="FILE",
            help=words.tr("The certificate's key."),
            show_default=False,
        ),
        behind_proxy: bool | None = typer.Option(
            None,
            "--behind-proxy",
            help=words.tr("A proxy on this machine or in front of it does TLS."),
            show_default=False,
        ),
        data: str | None = data_option(words),
        db: str | None = db_option(words),
        config: str | None = config_option(words),
    ) -> None:
        flags = {
            "host": host,
            "port": port,
            "workers": workers,
            "tls_cert": tls_cert,
            "tls_key": tls_key,
            "behind_proxy": behind_proxy,
            "data": data,
            "db": db,
            "config": config,
        }
        run(settings_of(flags), console)

    @command("migrate", words.tr("Bring the database to the newest schema."))
    def migrate(
        call: Call,
        check: bool = typer.Option(
            False, "--check", help=words.tr("Only say whether it is due."), show_default=False
        ),
    ) -> None:
        settings = call.settings
        database = open_database(settings.database_url)
        try:
            before = database.standing()
            if before is None:
                raise Problem(ProblemKind.LEDGER_MISSING, name=str(settings.data))
            if not check and before != HEAD:
                with working_on(settings.data, alone=True):
                    database.migrate(settings.data / f"center.schema-{before}.db")
            now = database.standing()
        finally:
            database.close()
        document = {"before": before, "current": now, "newest": HEAD}
        due = now != HEAD
        line = words.tr("A migration is due.") if due else words.tr("The schema is current.")
        call.tell(document, [line])
        raise typer.Exit(NEEDS_A_PERSON if due else DONE)

    @command("doctor", words.tr("Check disk, clock, versions, keys and database."))
    def doctor(call: Call) -> None:
        settings = call.settings
        checks = examine(settings)
        lines = [_check_line(words, check) for check in checks]
        ok = all(check["ok"] for check in checks)
        call.tell({"ok": ok, "checks": checks}, lines)
        raise typer.Exit(DONE if ok else NEEDS_A_PERSON)


def make_center(settings: Settings, county_code: str, county_name: str) -> dict[str, Json]:
    """A center in its folder: database, then keys, then the county's own station.

    One that was cut half-way is finished with the keys it has.
    Problems: LEDGER_EXISTS; REFUSED_INPUT for `county_code`, `county_name`, and nothing is made.
    """
    try:
        check_station(county_code, county_name, "county")
    except Problem as problem:
        problem.fields = {f"county_{name}": fault for name, fault in problem.fields.items()}
        raise
    with disk_trouble():
        make_folder(settings.data)
        os.chmod(settings.data, 0o700)
    database = open_database(settings.database_url, create=True)
    log = OutsideLog(settings.data / LOG_NAME)
    try:
        if database.standing() is None:
            database.make_schema()
        with database.reader() as db:
            if State(db, STATE).text("epoch"):
                raise Problem(ProblemKind.LEDGER_EXISTS, name=str(settings.data))
        # After what may still be refused: no keys are left for a center that is not made.
        keys = _keys(settings.data / KEYS_NAME)
        with Center(settings, database, keys, log).writing() as office:
            station = found_center(office, log, county_code, county_name)
            epoch = office.state.text("epoch")
    finally:
        database.close()
    return {
        "county_code": station.values["station_code"],
        "county_name": station.values["display_name"],
        "station_id": station.id,
        "epoch": epoch,
        "signing_key": keys.signing_public,
    }


def _keys(path: Path) -> CenterKeys:
    try:
        return read_keys(path)
    except Problem as problem:
        if problem.kind is not ProblemKind.LEDGER_MISSING:
            raise
    keys = make_keys()
    write_keys(path, keys)
    return keys


def _remember(settings: Settings) -> None:
    """The database's address is asked for once: it stands in the folder's settings from then on."""
    file = settings.data / SETTINGS_NAME
    if not file.exists():
        quoted = settings.db.replace("\\", "\\\\").replace('"', '\\"')
        write_atomic(file, f'db = "{quoted}"\n'.encode())
        os.chmod(file, 0o600)


def run(settings: Settings, console: Console) -> None:
    """Serve; refuses to where its schema is not current, and where it would be unsafe."""
    # Late: the web server costs every other command a third of a second.
    from sync.center.server import check_serving, serve

    try:
        check_serving(settings)
    except Problem as problem:
        raise _wrong_use(console, problem) from None
    with opened(settings) as center:
        if center.database.standing() != HEAD:
            raise refused(db="migrate_first")
        with working_on(settings.data):
            now = SystemClock().now_ms()
            found = catch_up(center.database, center.keys, center.log, now, os.urandom)
        tell_of_start(found, console)
    if not Reserve(settings.data).hold():
        told = console.words.tr(
            "Little room is left on the disk of {folder}.", folder=str(settings.data)
        )
        sys.stderr.write(told + "\n")

    def answers(port: int) -> None:
        url = replace(settings, port=port).url
        sys.stderr.write(console.words.tr("The county center answers at {url}.", url=url) + "\n")
        sys.stderr.flush()

    with working_on(settings.data), alone_on_sqlite(settings):
        if not serve(settings, answers):
            raise typer.Exit(1)


@contextmanager
def alone_on_sqlite(settings: Settings) -> Iterator[None]:
    """Limits and turns are kept by the process: two on one SQLite would each allow the whole.

    Problem LEDGER_IN_USE.
    """
    if not settings.database_url.startswith("sqlite"):
        yield
        return
    with FileLock(settings.data / SERVING_NAME, "serve"):
        yield


def tell_of_start(found: CaughtUp, console: Console) -> None:
    """What whoever runs the service must know of its start."""
    lines = []
    if found.epoch:
        lines = [
            console.words.tr(
                "The database was put back by other means than `station-center restore`: "
                "what must not go back was applied again, and a new history begins."
            ),
            console.words.tr("Each station will offer what is newer at its next exchange."),
        ]
    if found.damaged:
        lines.append(
            console.words.ntr(
                "{n} line of {file} cannot be read and was passed over: bring back a copy of it.",
                "{n} lines of {file} cannot be read and were passed over: bring back a copy of it.",
                len(found.damaged),
                file=LOG_NAME,
            )
        )
    if lines:
        sys.stderr.write("\n".join(lines) + "\n")
        sys.stderr.flush()


def _wrong_use(console: Console, problem: Problem) -> typer.Exit:
    console.refuse(problem, as_json=False)
    return typer.Exit(2)


_CHECKS = {
    "clock": mark("Clock"),
    "folder": mark("Folder"),
    "disk": mark("Disk"),
    "keys": mark("Keys"),
    "outside_log": mark("Log outside"),
    "database": mark("Database"),
    "schema": mark("Schema"),
}
_FOUND = {
    "missing": mark("is missing"),
    "readable by others": mark("readable by others"),
    **{kind.value: sentence for kind, sentence in SENTENCES.items()},
}


def _check_line(words: Words, check: dict[str, Json]) -> str:
    found = str(check["found"])
    told = words.tr(_FOUND[found]) if found in _FOUND else found
    name = str(check["check"])
    called = words.tr(_CHECKS[name]) if name in _CHECKS else name
    return f"{'+' if check['ok'] else '!'} {called}: {told}"


def examine(settings: Settings) -> list[dict[str, Json]]:
    """The check-up, item by item; never a Problem."""
    checks: list[dict[str, Json]] = []

    def note(check: str, ok: bool, found: str) -> None:
        checks.append({"check": check, "ok": ok, "found": found})

    note("python", sys.version_info >= (3, 11), platform.python_version())
    note("sqlite", True, str(dbapi2.sqlite_version))
    note("clock", SystemClock().now_ms() > 1_750_000_000_000, iso(SystemClock().now_ms()))
    if not settings.data.is_dir():
        note("folder", False, "missing")
        return checks
    free = free_bytes(settings.data) >> 20
    note("disk", free >= LEAST_FREE_MIB, f"{free} MiB")
    keys = settings.data / KEYS_NAME
    try:
        read_keys(keys)
        private = keys.stat().st_mode & 0o077 == 0
        note("keys", private, "0600" if private else "readable by others")
    except Problem as problem:
        note("keys", False, str(problem.kind))
    try:
        count = sum(1 for _ in OutsideLog(settings.data / LOG_NAME).notes())
        note("outside_log", count > 0, str(count))
    except Problem as problem:
        note("outside_log", False, str(problem.kind))
    try:
        database = open_database(settings.database_url)
        try:
            standing = database.standing()
            note("database", standing is not None, database.dialect)
            note("schema", standing == HEAD, str(standing))
        finally:
            database.close()
    except Problem as problem:
        note("database", False, str(problem.kind))
    return checks
