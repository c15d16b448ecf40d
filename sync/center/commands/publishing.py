"""`publish`: what the county asks of its stations, and the days off they reckon with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from sync.center.commands.call import Call, commands_of
from sync.center.commands.common import Console
from sync.center.commands.speaking import spoken_app
from sync.center.days_off import (
    FIRST_YEAR,
    LAST_YEAR,
    DaysOff,
    PublishedTable,
    publish_days_off,
    read_days_off,
)
from sync.center.publishing import Plan, Published, publish_plan, read_plan, template_plan
from sync.clock import Json, SystemClock, local_date
from sync.problems import refused
from sync.records.codes import CodeBook
from sync.resources import resources_folder

TEMPLATE = "template"
"""In the place of a file: the plan that comes with the program."""


def register(app: typer.Typer, console: Console) -> None:
    """Add these commands to the program."""
    words = console.words
    publish = spoken_app(words, help=words.tr("What every station reads."))
    app.add_typer(publish, name="publish")
    command = commands_of(publish, console)
    year_option: Any = typer.Option(
        None,
        "--year",
        metavar="YEAR",
        help=words.tr("The plan's year; as the file says, else this one."),
        show_default=False,
    )

    @command("calendar", words.tr("Publish the county's plan; again to change it."))
    def calendar(
        call: Call,
        file: str = typer.Argument(
            ...,
            metavar="FILE",
            help=words.tr("JSON or CSV; `template` for the plan that comes with the program."),
        ),
        year: int | None = year_option,
    ) -> None:
        plan = _plan(file, year)
        with call.writing() as office:
            done = publish_plan(office, plan, county_lists())
        call.tell(_document(plan, done), _lines(console, done))

    table_year: Any = typer.Option(
        None,
        "--year",
        metavar="YEAR",
        help=words.tr("The year to publish, where the file holds several."),
        show_default=False,
    )

    @command("holidays", words.tr("Publish a year's official table of days off."))
    def holidays(
        call: Call,
        file: str = typer.Argument(
            ...,
            metavar="FILE",
            help=words.tr("CSV or JSON: each day, whether it is off or worked, and its holiday."),
        ),
        year: int | None = table_year,
    ) -> None:
        table = read_days_off(Path(file), year)
        with call.writing() as office:
            done = publish_days_off(office, table)
        call.tell(_table_document(table, done), _table_lines(console, done))


def _plan(file: str, year: int | None) -> Plan:
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        raise refused(year="out_of_range")
    today = local_date(SystemClock().now_ms())
    if file == TEMPLATE:
        return template_plan(year or today.year)
    return read_plan(Path(file), year, today)


def county_lists() -> CodeBook:
    """The code lists as this program carries them."""
    folder = resources_folder() / "codes"
    return CodeBook.of(path.read_text("utf-8") for path in sorted(folder.glob("*.csv")))


def _document(plan: Plan, done: Published) -> dict[str, Json]:
    return {
        "plan": done.plan,
        "year": plan.year,
        "new": done.new,
        "changed": done.changed,
        "withdrawn": done.withdrawn,
        "same": done.same,
    }


def _lines(console: Console, done: Published) -> list[str]:
    tr = console.words.tr
    return [
        tr("Published: {plan}", plan=done.plan),
        tr("New: {n}", n=done.new),
        tr("Changed: {n}", n=done.changed),
        tr("Withdrawn: {n}", n=done.withdrawn),
        tr("As before: {n}", n=done.same),
    ]


def _table_document(table: DaysOff, done: PublishedTable) -> dict[str, Json]:
    return {
        "year": done.year,
        "edition": done.edition,
        "off": done.off,
        "work": done.work,
        "first": min(table.days).isoformat(),
        "last": max(table.days).isoformat(),
        "changed": done.new,
    }


def _table_lines(console: Console, done: PublishedTable) -> list[str]:
    tr = console.words.tr
    head = (
        tr("Published: days off of {year}, edition {n}", year=done.year, n=done.edition)
        if done.new
        else tr("As before: days off of {year}, edition {n}", year=done.year, n=done.edition)
    )
    return [
        head,
        tr("Days off: {n}", n=done.off),
        tr("Make-up workdays: {n}", n=done.work),
    ]
