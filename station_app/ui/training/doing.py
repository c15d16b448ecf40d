"""What the acts on the chosen session share: a dialog whose answer is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal

from station_app.ui.common.context import Context
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.writing import AskingDialog, write_from
from station_app.ui.training.jobs import changed_session
from station_app.ui.training.panel import SessionPanel
from station_app.usecases.desk import Desk


class Doing(QObject):
    """Signals:
    made: A session was planned.  arg: its id.
    """

    made = Signal(str)

    def __init__(
        self, context: Context, panel: SessionPanel, words: Callable[[], RecordWords | None]
    ) -> None:
        super().__init__(panel)
        self._context, self._panel, self._words = context, panel, words

    def _write(
        self,
        dialog: AskingDialog,
        job: Callable[[Desk, Any], object],
        said: str,
        *kinds: str,
    ) -> None:
        """Opens a dialog; what it submits is written, what is wrong stays in it."""
        view = self._panel.view
        session_id = view.id if view is not None else ""

        write_from(self._context, dialog, job, said, lambda _: changed_session(session_id, *kinds))

    def ask(self, what: str) -> None:
        """Does what a button asks for, if it is this one's to do."""
        door = self.doors().get(what)
        if door is not None:
            door()

    def doors(self) -> Mapping[str, Callable[[], None]]:
        """What is asked for, by its key (`SessionPanel.asked`)."""
        return {}
