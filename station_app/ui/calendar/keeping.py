"""Keeps what is typed in a form of the weekly work: within two seconds it lies on the disk."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from station_app.ui.calendar.forms import RecordForm
from station_app.ui.common.context import Context
from station_app.usecases import work_drafts
from sync.problems import Problem

SAVE_AFTER_MS = 600
"""From the first change that is not yet on its way."""
TRY_AGAIN_MS = 5_000


class FormKeeper(QObject):
    """Between one form and its draft under `key`; lives as long as the form."""

    def __init__(self, context: Context, form: RecordForm, key: str) -> None:
        super().__init__(form)
        self._tasks, self._form, self._key = context.tasks, form, key
        self._over = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._save)
        form.typed.connect(self._touch)
        form.finished.connect(self._left)

    def saved(self) -> None:
        """What was typed is in the ledger: the draft is no more."""
        self._over = True
        self._timer.stop()
        self._tasks.on_ledger(lambda desk: work_drafts.forget(desk.ledger, desk.session, self._key))

    def _touch(self) -> None:
        if not self._over and not self._timer.isActive():
            self._timer.start(SAVE_AFTER_MS)

    def _left(self, _result: int) -> None:
        if self._timer.isActive():
            self._timer.stop()
            self._save()

    def _save(self) -> None:
        if self._over:
            return
        body, key = self._form.body(), self._key
        self._tasks.on_ledger(
            lambda desk: work_drafts.keep(desk.ledger, desk.session, key, body),
            None,
            self._failed,
            owner=self,
        )

    def _failed(self, _problem: Problem) -> None:
        """It is tried again; the form itself says what is wrong when it is saved."""
        if not self._over:
            self._timer.start(TRY_AGAIN_MS)
