"""One call of a command: the options that all share, and the center it is about."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias, get_type_hints

import typer

from sync.center.commands.common import (
    Center,
    Console,
    config_option,
    data_option,
    db_option,
    json_option,
    opened,
    settings_of,
)
from sync.center.settings import Settings
from sync.center.stations import Office


@dataclass(frozen=True)
class Call:
    """What was asked beside the command's own arguments, and how it is answered."""

    console: Console
    data: str | None
    db: str | None
    config: str | None
    as_json: bool

    @property
    def settings(self) -> Settings:
        """Problem REFUSED_INPUT, naming the setting that cannot stand."""
        return settings_of({"data": self.data, "db": self.db, "config": self.config})

    @contextmanager
    def center(self) -> Iterator[Center]:
        """The center in its folder.  Problem LEDGER_MISSING."""
        with opened(self.settings) as center:
            yield center

    @contextmanager
    def reading(self) -> Iterator[Office]:
        """One snapshot of the center."""
        with self.center() as center, center.reading() as office:
            yield office

    @contextmanager
    def writing(self) -> Iterator[Office]:
        """One transaction of the center that writes."""
        with self.center() as center, center.writing() as office:
            yield office

    def tell(self, document: Any, lines: list[str] | None = None) -> None:
        """The document as JSON where that was asked for, or `lines` for people."""
        self.console.tell(document, lines, as_json=self.as_json)


Work: TypeAlias = Callable[..., None]
Adder: TypeAlias = Callable[[Work], Work]


def commands_of(app: typer.Typer, console: Console) -> Callable[[str, str], Adder]:
    """Adds commands whose first parameter is their `Call`; the options of one are added to each.

    It takes the command's name, and what it is for in the user's words.
    """
    words = console.words
    shared: dict[str, tuple[Any, Any]] = {
        "data": (str | None, data_option(words)),
        "db": (str | None, db_option(words)),
        "config": (str | None, config_option(words)),
        "as_json": (bool, json_option(words)),
    }

    def named(name: str, about: str) -> Adder:
        def add(work: Work) -> Work:
            app.command(name, help=about)(_spread(work, console, shared))
            return work

        return add

    return named


def _spread(work: Work, console: Console, shared: Mapping[str, tuple[Any, Any]]) -> Work:
    """`work` with the shared options in the place of its `Call`."""

    def run(**given: Any) -> None:
        call = Call(console, **{option: given.pop(option) for option in shared})
        work(call, **given)

    hints = get_type_hints(work)
    own = list(inspect.signature(work).parameters.values())[1:]
    typed = {p.name: (hints[p.name], p.default) for p in own} | dict(shared)
    kind = inspect.Parameter.KEYWORD_ONLY
    # typer reads a command's options off its signature.
    run.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            inspect.Parameter(option, kind, default=default, annotation=hint)
            for option, (hint, default) in typed.items()
        ]
    )
    run.__annotations__ = {option: hint for option, (hint, _) in typed.items()}
    return run
