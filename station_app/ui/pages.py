"""The pages there are, in the order of the navigation.

A page that a person may not use is not there; one that does not work yet is not listed.
"""

from __future__ import annotations

from station_app.ui.cases.page import CasesPage
from station_app.ui.common.context import Context
from station_app.ui.intake.page import IntakePage
from station_app.ui.shell.ports import PageEntry
from station_app.ui.sync_status.door import SyncDoor
from station_app.ui.sync_status.page import SyncPage
from sync.records.rights import Operation


def page_entries(context: Context, door: SyncDoor) -> tuple[PageEntry, ...]:
    tr = context.words.tr
    return (
        PageEntry("cases", tr("Case ledger"), "cases", CasesPage),
        PageEntry("intake", tr("Intake"), "intake", IntakePage, Operation.REGISTER.value),
        PageEntry(
            "sync",
            tr("Exchange with the county"),
            "sync",
            lambda context, session: SyncPage(context, session, door),
        ),
    )
