"""The pages there are, in the order of the navigation.

A page that a person may not use is not there; one that does not work yet is not listed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from station_app.ui.common.context import Context
from station_app.ui.common.page import Page
from station_app.ui.shell.ports import PageEntry, Session
from sync.records.rights import Operation

if TYPE_CHECKING:
    from station_app.ui.sync_status.door import SyncDoor


def page_entries(context: Context, door: Callable[[], SyncDoor]) -> tuple[PageEntry, ...]:
    """What the first page needs is loaded beside the sign-in page (`load_first`), what the others
    need after the first rows (`load_pages`).  `door` is asked when the exchange's page is made."""
    tr = context.words.tr

    def sync_page(context: Context, session: Session) -> Page:
        from station_app.ui.sync_status.page import SyncPage

        return SyncPage(context, session, door())

    return (
        PageEntry("cases", tr("Case ledger"), "cases", _cases_page),
        PageEntry("intake", tr("Intake"), "intake", _intake_page, Operation.REGISTER.value),
        PageEntry("calendar", tr("Publicity calendar"), "calendar", _calendar_page),
        PageEntry("training", tr("Training records"), "training", _training_page),
        PageEntry("knowledge", tr("Knowledge and cases"), "knowledge", _knowledge_page),
        PageEntry("sync", tr("Exchange with the county"), "sync", sync_page),
    )


def _cases_page(context: Context, session: Session) -> Page:
    from station_app.ui.cases.page import CasesPage

    return CasesPage(context, session)


def _intake_page(context: Context, session: Session) -> Page:
    from station_app.ui.intake.page import IntakePage

    return IntakePage(context, session)


def _training_page(context: Context, session: Session) -> Page:
    from station_app.ui.training.page import TrainingPage

    return TrainingPage(context, session)


def _knowledge_page(context: Context, session: Session) -> Page:
    from station_app.ui.knowledge.page import KnowledgePage

    return KnowledgePage(context, session)


def _calendar_page(context: Context, session: Session) -> Page:
    from station_app.ui.calendar.page import CalendarPage

    return CalendarPage(context, session)


def load_first() -> None:
    """Loads what opens a ledger and shows its first rows.

    For a thread beside the window, while somebody types a password.
    """
    from station_app.ui.cases import page as _cases
    from station_app.ui.shell import opening as _opening
    from station_app.ui.sync_status import exchanging as _exchanging

    del _cases, _opening, _exchanging


def load_pages() -> None:
    """Loads what the first rows did without, so that opening a page waits for nothing.

    For a thread beside the window, after its first rows are there.
    """
    from PySide6 import QtNetwork as _network

    from station_app.ui.calendar import page as _calendar
    from station_app.ui.cases import acts as _acts
    from station_app.ui.intake import page as _intake
    from station_app.ui.knowledge import page as _knowledge
    from station_app.ui.shell import access_log as _looks
    from station_app.ui.shell import help as _help
    from station_app.ui.sync_status import page as _sync
    from station_app.ui.training import page as _training
    from station_app.ui.training import plan_acts as _plans
    from station_app.ui.training import roll_acts as _rolls

    del _acts, _calendar, _help, _intake, _knowledge, _looks, _network, _plans, _rolls, _sync
    del _training
