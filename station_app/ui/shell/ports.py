"""What the shell asks of the rest of the program; `main` hands in use cases that answer.

All methods are called on the ledger's worker or on a line thread, never on the UI thread, and may
raise `Problem`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from PySide6.QtWidgets import QWidget

from station_app.ui.common.context import Context
from station_app.ui.common.page import Page


@dataclass(frozen=True, slots=True)
class Session:
    """Who is on duty, as far as the frame shows it and decides by it.

    `may` holds the operations of the permission matrix that this person has at this station;
    `clock_offset_ms` is what the ledger puts this PC's clock right by (center minus PC).
    """

    user_id: str
    login: str
    name: str
    role_words: str
    station_name: str
    level: str = "village"
    may: frozenset[str] = frozenset()
    clock_offset_ms: int = 0


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """Told on the sign-in page of a demonstration, and only there."""

    login: str
    password: str
    who: str


class SignIn(Protocol):
    """Opening the ledger, and showing again who sits there."""

    @property
    def demo_accounts(self) -> Sequence[DemoAccount]:
        """Empty but in a demonstration."""

    def open(self, login: str, password: str) -> tuple[Any, Session]:
        """The opened ledger and its session.  WRONG_PASSWORD, LOCKED_OUT, LEDGER_*."""

    def recover(self, code: str, login: str, password: str) -> tuple[Any, Session]:
        """Opens by the recovery code on paper and gives the login a new password.

        WRONG_CODE, NOT_FOUND for an unknown login, REFUSED_INPUT for `password`.
        """

    def unlock(self, ledger: Any, login: str, password: str) -> Session:
        """The same or another person at an open ledger.  WRONG_PASSWORD, LOCKED_OUT."""


@dataclass(frozen=True, slots=True)
class SetupAnswers:
    """What the first-start guide asked.  `level`: village, township or county."""

    station_code: str
    station_name: str
    level: str
    login: str
    person_name: str
    password: str


@dataclass(frozen=True, slots=True)
class Made:
    """A new ledger, open, with its first account signed in; the code is shown once."""

    ledger: Any
    session: Session
    recovery_code: str


class Setup(Protocol):
    """The first start."""

    def check(self, answers: SetupAnswers) -> None:
        """REFUSED_INPUT naming the fields of `SetupAnswers` at fault; changes nothing."""

    def create(self, answers: SetupAnswers) -> Made:
        """Makes the ledger; REFUSED_INPUT, LEDGER_EXISTS, DISK_FULL."""

    def enrol(self, center: str, code: str) -> str:
        """Joins the county on a line thread; gives the station's name as the county has it.

        NO_LINE, WRONG_CODE, NOT_THE_CENTER.
        """


@dataclass(frozen=True, slots=True)
class PageEntry:
    """A page that exists and this person may use.  Made when it is first opened."""

    key: str
    title: str
    icon: str
    make: Callable[[Context, Session], Page]
    needs: str | None = None
    """The operation without which it isn't shown; None for everybody."""


@dataclass(frozen=True, slots=True)
class Command:
    """An entry of the palette (Ctrl+K), beside the pages themselves."""

    words: str
    run: Callable[[], object]
    keys: str = ""
    find: str = ""


class Preferences(Protocol):
    """What is kept before sign-in: the text size."""

    def keep_text_size(self, per_cent: int) -> None: ...


@dataclass(frozen=True, slots=True)
class Frame:
    """What `main` gives the shell, beside the context."""

    sign_in: SignIn
    setup: Setup
    preferences: Preferences
    pages: Sequence[PageEntry]
    commands: Sequence[Command] = field(default=())
    idle_minutes: int = 5
    practice: bool = False
    version: str = ""
    window: Callable[[], QWidget | None] = field(default=lambda: None)
