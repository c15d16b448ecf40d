"""`user ...`: accounts of county staff."""

from __future__ import annotations

import getpass
import os
import sys

import typer

from sync.center.commands.call import Call, commands_of
from sync.center.commands.common import (
    Console,
    opened,
)
from sync.center.commands.speaking import spoken_app
from sync.problems import refused
from sync.words import Words

PASSWORD_VARIABLE = "STATION_NEW_PASSWORD"


def register(app: typer.Typer, console: Console) -> None:
    """Add these commands to the program."""
    words = console.words
    user = spoken_app(words, help=words.tr("Accounts of county staff."))
    app.add_typer(user, name="user")
    command = commands_of(user, console)

    @command("add", words.tr("Add a person with an account and a role."))
    def add(
        call: Call,
        login: str = typer.Argument(..., metavar="LOGIN", help=words.tr("Login.")),
        name: str = typer.Option(..., "--name", metavar="NAME", help=words.tr("Name.")),
        role: str = typer.Option(
            ...,
            "--role",
            metavar="ROLE",
            help=words.tr("Code of the role, such as county_handler."),
        ),
        until: str | None = typer.Option(
            None,
            "--until",
            metavar="DATE",
            help=words.tr("The role's last day; open unless said."),
            show_default=False,
        ),
    ) -> None:
        from sync.center.accounts import add_account

        settings = call.settings
        with opened(settings) as center:
            password = new_password(words)
            with center.writing() as office:
                made = add_account(office, login, name, role, password, until)
        call.tell({"id": made, "login": login}, [made])

    @command("list", words.tr("All accounts of county staff."))
    def list_(call: Call) -> None:
        from sync.center.accounts import list_accounts

        with call.reading() as office:
            accounts = list_accounts(office)
        document = [{**a._asdict(), "roles": list(a.roles)} for a in accounts]
        lines = [
            f"{'+' if a.active else 'x'} {a.login}  {a.name}  {' '.join(a.roles)}" for a in accounts
        ]
        call.tell(document, lines)

    @command("disable", words.tr("End an account."))
    def disable(
        call: Call,
        login: str = typer.Argument(..., metavar="LOGIN", help=words.tr("Login.")),
    ) -> None:
        from sync.center.accounts import disable_account

        with call.writing() as office:
            ended = disable_account(office, login)
        call.tell({"id": ended, "active": False}, [ended])

    @command("passwd", words.tr("Set a new password."))
    def passwd(
        call: Call,
        login: str = typer.Argument(..., metavar="LOGIN", help=words.tr("Login.")),
    ) -> None:
        from sync.center.accounts import set_password

        settings = call.settings
        with opened(settings) as center:
            password = new_password(words)
            with center.writing() as office:
                changed = set_password(office, login, password)
        call.tell({"id": changed}, [changed])


def new_password(words: Words) -> str:
    """From the environment, or asked for twice at a terminal.  Problem REFUSED_INPUT."""
    given = os.environ.get(PASSWORD_VARIABLE)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise refused(password="missing")
    first = getpass.getpass(words.tr("New password: "))
    if getpass.getpass(words.tr("The same again: ")) != first:
        raise refused(password="not_the_same")
    return first
