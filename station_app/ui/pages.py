"""The pages there are, in the order of the navigation.

A page that a person may not use is not there; one that does not work yet is not listed.
"""

from __future__ import annotations

from station_app.ui.cases.page import CasesPage
from station_app.ui.common.context import Context
from station_app.ui.common.page import Page
from station_app.ui.shell.ports import PageEntry, Session
from station_app.ui.sync_status.door import SyncDoor
from sync.records.rights import Operation


def page_entries(context: Context, door: SyncDoor) -> tuple[PageEntry, ...]:
    """The first page is shown at once; what the others need is loaded after it (`load_pages`)."""
    tr = context.words.tr

    def sync_page(context: Context, session: Session) -> Page:
        from station_app.ui.sync_status.page import SyncPage

        return SyncPage(context, session, door)

    return (
        PageEntry("cases", tr("Case ledger"), "cases", CasesPage),
        PageEntry("intake", tr("Intake"), "intake", _intake_page, Operation.REGISTER.value),
        PageEntry("sync", tr("Exchange with the county"), "sync", sync_page),
    )


def _intake_page(context: Context, session: Session) -> Page:
    from station_app.ui.intake.page import IntakePage

    return IntakePage(context, session)


def load_pages() -> None:
    """Loads what pages not shown first are made of, so that opening one waits for nothing.

    For a thread beside the window, after its first rows are there.
    """
    from station_app.ui.intake import page as _intake
    from station_app.ui.sync_status import page as _sync

    del _intake, _sync
