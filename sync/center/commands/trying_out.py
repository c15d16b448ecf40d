"""`demo`: a small county to try things in."""

from __future__ import annotations

import os

import orjson
import typer

from sync.center.commands.common import (
    Console,
    data_option,
    db_option,
    opened,
    settings_of,
)
from sync.center.commands.making import make_center, run
from sync.center.commands.stations import issued_document
from sync.center.keys import FILE_NAME as KEYS_NAME
from sync.center.settings import Settings
from sync.clock import Json
from sync.ledger.disk import write_atomic
from sync.resources import resources_folder

TOLD = "demo.json"


def register(app: typer.Typer, console: Console) -> None:
    """Add this command to the program."""
    words = console.words

    @app.command(help=words.tr("A small county with life-like data, for trying out."))
    def demo(
        port: int | None = typer.Option(
            None,
            "--port",
            metavar="PORT",
            help=words.tr("Port; 8312 unless said."),
            show_default=False,
        ),
        data: str | None = data_option(words),
        db: str | None = db_option(words),
    ) -> None:
        settings = settings_of({"data": data, "db": db, "port": port})
        fill_once(settings)
        run(settings, console)


def fill_once(settings: Settings) -> None:
    """Make and fill the center where it is not yet; `demo.json` tells how to join."""
    told = settings.data / TOLD
    if told.exists():
        return
    # Late: the story needs the rules of cases, which serving alone does not.
    from sync.center.demo import make_demo

    county = orjson.loads((resources_folder() / "demo" / "county.json").read_bytes())
    if not (settings.data / KEYS_NAME).exists():
        make_center(settings, county["county"]["code"], county["county"]["name"])
    with opened(settings) as center:
        issued = make_demo(center, county, os.urandom)
    names = {station["code"]: station for station in county["stations"]}
    stations: list[Json] = [
        {
            **issued_document(one),
            "name": names[one.station_code]["name"],
            "level": names[one.station_code]["level"],
        }
        for one in issued
    ]
    document: dict[str, Json] = {"address": settings.url, "stations": stations}
    write_atomic(told, orjson.dumps(document, option=orjson.OPT_INDENT_2) + b"\n")
