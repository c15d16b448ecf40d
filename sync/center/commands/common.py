"""What all commands share: options, opening a center, output, and the exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import typer

from sync.center.database import CenterDatabase, open_database
from sync.center.keys import FILE_NAME as KEYS_NAME
from sync.center.keys import CenterKeys, read_keys
from sync.center.outside_log import FILE_NAME as LOG_NAME
from sync.center.outside_log import OutsideLog
from sync.center.settings import Settings, load_settings
from sync.center.stations import Office
from sync.clock import SystemClock
from sync.ledger.disk import folder_trouble
from sync.problems import Problem, ProblemKind, refused
from sync.words import Words, mark

DONE, FAULT, WRONG_USE, REFUSED, NOT_NOW, NEEDS_A_PERSON, NOT_WHOLE = 0, 1, 2, 3, 4, 6, 7
"""Exit codes (interfaces.md)."""

EXIT: Mapping[ProblemKind, int] = {
    ProblemKind.NOT_PERMITTED: NOT_NOW,
    ProblemKind.WRONG_PASSWORD: NOT_NOW,
    ProblemKind.LOCKED_OUT: NOT_NOW,
    ProblemKind.LEDGER_IN_USE: NOT_NOW,
    ProblemKind.CENTER_BUSY: NOT_NOW,
    ProblemKind.SQLITE_TOO_OLD: FAULT,
    ProblemKind.LEDGER_DAMAGED: NOT_WHOLE,
    ProblemKind.INTEGRITY: NOT_WHOLE,
}
"""Any other Problem is refused input: a damaged backup too, since nothing was changed."""

_OURS = frozenset({KEYS_NAME, LOG_NAME})
"""Files of the center itself: damaged, what stands here is not whole."""

SENTENCES: Mapping[ProblemKind, str] = {
    ProblemKind.REFUSED_INPUT: mark("This cannot be taken; nothing was changed."),
    ProblemKind.NOT_FOUND: mark("There is no such thing here."),
    ProblemKind.LEDGER_MISSING: mark(
        "There is no center in this folder yet. Run `station-center init` first."
    ),
    ProblemKind.LEDGER_EXISTS: mark("There is a center here already."),
    ProblemKind.LEDGER_NEWER: mark(
        "This was written by a newer program. Please update this program."
    ),
    ProblemKind.LEDGER_DAMAGED: mark("The database is damaged. Restore the last backup."),
    ProblemKind.LEDGER_IN_USE: mark(
        "The center is being used by another program. Stop it first, or try again."
    ),
    ProblemKind.SQLITE_TOO_OLD: mark(
        "This SQLite may lose data. Please install the program's own packages."
    ),
    ProblemKind.CENTER_BUSY: mark("The database cannot be reached now."),
    ProblemKind.DISK_FULL: mark("The disk is full."),
    ProblemKind.DISK_READ_ONLY: mark("The folder cannot be written to."),
    ProblemKind.FILE_UNREADABLE: mark("The file cannot be read."),
    ProblemKind.FILE_DAMAGED: mark("The file is damaged, or is not one of this program."),
    ProblemKind.INTEGRITY: mark("What is kept here is not whole."),
}

FAULTS: Mapping[str, str] = {
    "missing": mark("is missing"),
    "required": mark("is missing"),
    "taken": mark("is taken already"),
    "not_found": mark("is not to be found"),
    "unknown_code": mark("is none of the known codes"),
    "unknown_setting": mark("is no setting"),
    "not_a_division_code": mark("is not a division code of 6, 9 or 12 digits"),
    "not_a_database_url": mark("is not the address of a database that can be used"),
    "in_the_past": mark("lies in the past"),
    "not_grantable": mark("is no role of a county's people"),
    "not_a_day": mark("is not a day such as 2026-11-16"),
    "not_a_login": mark("must be one word, without blanks in it"),
    "not_text": mark("is not a text"),
    "not_yes_or_no": mark("is neither yes nor no"),
    "not_a_whole_number": mark("is not a whole number"),
    "out_of_range": mark("is out of range"),
    "too_long": mark("is too long"),
    "too_short": mark("is too short"),
    "only_digits": mark("is made of digits only"),
    "contains_login": mark("contains the login"),
    "contains_name": mark("contains the name"),
    "not_the_same": mark("was typed differently the second time"),
    "too_weak": mark("is too easy to guess"),
    "needs_tls": mark(
        "is not this machine alone: give --tls-cert and --tls-key, or --behind-proxy"
    ),
    "needs_postgresql": mark("above 1 needs PostgreSQL"),
    "no_such_file": mark("is no file that is there"),
    "not_a_certificate": mark("and the key are no certificate with its key"),
    "both_or_none": mark("and the certificate belong together"),
    "one_or_all": mark("must be given, or --all"),
    "migrate_first": mark("has an older schema: run `station-center migrate` first"),
    "not_permitted": mark("may not be used here"),
    "no_such_folder": mark("is in no folder that is there"),
    "not_toml": mark("is not written as TOML"),
    "before_the_start": mark("is before the start"),
    "unknown_field": mark("is not known here"),
    "not_a_list": mark("is not a list"),
    "not_json": mark("is not JSON that can be read"),
    "not_a_plan": mark(
        "is neither JSON nor a CSV file with the columns key, title, from_on, to_on"
    ),
    "not_a_table": mark(
        "is neither JSON nor a CSV file with the columns date, kind (or status) and name"
    ),
    "not_an_object": mark("is not an object"),
    "too_many_cells": mark("has more cells than the first line"),
    "twice": mark("stands there twice"),
    "outside_the_year": mark("does not belong to the table of that year"),
    "not_off_or_work": mark("is neither a day off nor a make-up workday"),
    "not_a_weekend": mark("is no Saturday or Sunday: it cannot be a make-up workday"),
    "contradicts": mark("does not agree with what stands beside it"),
    "day_off_missing": mark("is a day off by law and is not in the table"),
    "not_csv": mark("is not a CSV file with the columns code, name, level, parent"),
}


class Unheard(Exception):
    """What was to be answered could not be written out; what the command did stands."""


@dataclass(frozen=True)
class Console:
    """Where a command speaks: documents to standard output, messages to standard error."""

    words: Words

    def tell(self, document: Any, lines: list[str] | None = None, *, as_json: bool) -> None:
        """The document as JSON, or `lines` for people."""
        plain = as_json or lines is None
        text = orjson.dumps(document).decode() if plain else "\n".join(lines or ())
        self.write(text + "\n")

    def write(self, text: str) -> None:
        """Raises Unheard where the output is full or broken."""
        try:
            sys.stdout.write(text)
            sys.stdout.flush()
        except BrokenPipeError:
            raise
        except OSError as fault:
            raise Unheard from fault

    def note(self, code: str, text: str, *, as_json: bool) -> None:
        """Something beside the answer, on standard error."""
        said = orjson.dumps({"note": code, "message": text}).decode() if as_json else text
        sys.stderr.write(said + "\n")

    def refuse(self, problem: Problem, *, as_json: bool) -> int:
        """Tell of a Problem; the exit code."""
        sentence = self.words.tr(SENTENCES.get(problem.kind, SENTENCES[ProblemKind.REFUSED_INPUT]))
        named = str(problem.details.get("name", ""))
        faulty = problem.fields
        if problem.kind is ProblemKind.NOT_FOUND and named and not faulty:
            faulty = {named: "not_found"}
        fields = {name: self._fault(fault) for name, fault in faulty.items()}
        if as_json:
            document = {"problem": problem.kind.value, "fields": fields, "message": sentence}
            sys.stderr.write(orjson.dumps(document).decode() + "\n")
        else:
            told = f" ({named})" if named and named not in fields else ""
            sys.stderr.write(sentence + told + "\n")
            sys.stderr.writelines(f"  {name}: {said}\n" for name, said in fields.items())
        if problem.kind is ProblemKind.FILE_DAMAGED and problem.details.get("name") in _OURS:
            return NOT_WHOLE
        return EXIT.get(problem.kind, REFUSED)

    def _fault(self, fault: str) -> str:
        """A fault in words; anything but a code is the ids of stations that share one code."""
        if fault in FAULTS:
            return self.words.tr(FAULTS[fault])
        if " " in fault:
            return self.words.tr("is of several stations; give one of the ids: {ids}", ids=fault)
        return fault


@dataclass(frozen=True)
class Center:
    """A center opened by a command."""

    settings: Settings
    database: CenterDatabase
    keys: CenterKeys
    log: OutsideLog

    @contextmanager
    def writing(self) -> Iterator[Office]:
        """One transaction that writes."""
        with self.database.writer() as db, db.writing():
            yield Office(db, self.keys.seal, SystemClock().now_ms(), os.urandom)

    @contextmanager
    def reading(self) -> Iterator[Office]:
        """One snapshot."""
        with self.database.reader() as db, db.reading():
            yield Office(db, self.keys.seal, SystemClock().now_ms(), os.urandom)


def settings_of(flags: Mapping[str, Any]) -> Settings:
    """The settings in force for a command."""
    given = dict(flags)
    config = given.pop("config", None)
    return load_settings(given, os.environ, Path(config) if config else None)


@contextmanager
def opened(settings: Settings) -> Iterator[Center]:
    """Problem LEDGER_MISSING where there is no center yet, or its schema is an older one."""
    keys = read_keys(settings.data / KEYS_NAME)
    with folder_trouble(settings.data):
        database = open_database(settings.database_url)
        try:
            if database.standing() is None:
                raise Problem(ProblemKind.LEDGER_MISSING, name=str(settings.data))
            yield Center(settings, database, keys, OutsideLog(settings.data / LOG_NAME))
        finally:
            database.close()


def require_folder(option: str, file: str) -> None:
    """Problem REFUSED_INPUT for the option where the file's folder is not there: said before
    anything is done that could not be said again."""
    if not Path(file).absolute().parent.is_dir():
        raise refused(**{option: "no_such_folder"})


def data_option(words: Words) -> Any:
    return typer.Option(
        None, "--data", metavar="DIR", help=words.tr("The center's folder."), show_default=False
    )


def db_option(words: Words) -> Any:
    return typer.Option(
        None,
        "--db",
        metavar="URL",
        help=words.tr("The database; SQLite in the folder unless said."),
        show_default=False,
    )


def config_option(words: Words) -> Any:
    return typer.Option(
        None,
        "--config",
        metavar="FILE",
        help=words.tr("A TOML file of settings."),
        show_default=False,
    )


def json_option(words: Words) -> Any:
    return typer.Option(
        False, "--json", help=words.tr("One JSON document on standard output."), show_default=False
    )
