"""What the calendar's acts ask of the page they are done from."""

from __future__ import annotations

from typing import Protocol

from station_app.ui.calendar.details import EntryWords
from station_app.ui.calendar.jobs import CalendarRead
from station_app.ui.calendar.values import CalendarEntry
from station_app.ui.common.context import Context
from station_app.ui.shell.ports import Session


class CalendarPort(Protocol):
    """The page, as far as its acts know it."""

    context: Context
    session: Session
    read: CalendarRead | None

    @property
    def words(self) -> EntryWords:
        """Only once something was read."""

    def kind_of(self, entry_id: str) -> str:
        """The kind of record an entry that is shown is; empty for none."""

    def shown(self, entry_id: str) -> CalendarEntry | None:
        """An entry as it stands in the view."""

    def open_item(self, item: str) -> None:
        """Shows an entry, on whatever day it stands."""
