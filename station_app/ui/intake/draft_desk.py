"""What the page asks the ledger about drafts: the list, opening, taking over, the bin."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from station_app.background.changed import Changed
from station_app.ui.common.calm import Calm
from station_app.ui.common.context import Context
from station_app.ui.intake.draft_list import DraftList
from station_app.ui.intake.keeper import DRAFTS
from station_app.ui.intake.start import Opened, opened_draft
from station_app.usecases.desk import Desk
from station_app.usecases.drafts import bring_back, discard, take_over
from station_app.usecases.reading.drafts import DraftRow, binned, drafts


class DraftDesk(QObject):
    """Signals:
    opened: A draft is to be gone on with.  arg: the `Opened`.
    counted: So many drafts are there.  arg: the number.
    """

    opened = Signal(object)
    counted = Signal(int)

    def __init__(self, context: Context, listed: DraftList) -> None:
        super().__init__(listed)
        self._tasks = context.tasks
        self._listed = listed
        self._calm = Calm(self)

    def count(self) -> None:
        """Shows the lists as they are now."""
        self._tasks.on_ledger(
            lambda desk: (drafts(desk.ledger), binned(desk.ledger)),
            done=lambda both: self._show(*both),
            owner=self,
        )

    def open(self, draft_id: str, *, others: bool = False) -> None:
        """`others`: somebody else began it; from now on it is this person's."""

        def job(desk: Desk) -> Opened:
            if others:
                take_over(desk.ledger, desk.session, draft_id)
            return opened_draft(desk, draft_id)

        self._tasks.on_ledger(
            job,
            done=self.opened.emit,
            owner=self,
            changes=lambda _: Changed.of(DRAFTS, draft_id) if others else Changed(),
        )

    def discard(self, draft_id: str) -> None:
        self._change(lambda desk: discard(desk.ledger, desk.session, draft_id), draft_id)

    def bring_back(self, draft_id: str) -> None:
        self._change(lambda desk: bring_back(desk.ledger, desk.session, draft_id), draft_id)

    def _change(self, job: Callable[[Desk], None], draft_id: str) -> None:
        self._tasks.on_ledger(job, owner=self, changes=lambda _: Changed.of(DRAFTS, draft_id))

    def _show(self, listed: Sequence[DraftRow], thrown: Sequence[DraftRow]) -> None:
        self._calm.call("drafts", lambda: self._listed.show_drafts(listed, thrown))
        self.counted.emit(len(listed))
