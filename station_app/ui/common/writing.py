"""A dialog whose answer is written: what is wrong stays in it, else it closes."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import Signal

from station_app.background.changed import Changed
from station_app.ui.common.context import Context
from station_app.ui.common.dialogs import FrameDialog
from station_app.usecases.desk import Desk
from sync.problems import Problem

Made = TypeVar("Made")


class AskingDialog(FrameDialog):
    """Signals:
    submitted: It is to be written.  arg: what was given.
    """

    submitted = Signal(object)

    @abstractmethod
    def refuse(self, problem: Problem) -> None:
        """Nothing was written: says what is wrong; all that was typed stays."""


def write_from(
    context: Context,
    dialog: AskingDialog,
    job: Callable[[Desk, Any], Made],
    said: str,
    changes: Callable[[Made], Changed],
    then: Callable[[Made], object] | None = None,
) -> None:
    """Opens the dialog; what it submits is written by `job` on the ledger's worker.

    `said` once it is written; `then` is handed what `job` gave back.
    """

    def done(made: Made) -> None:
        dialog.accept()
        context.messages.saved_now(said)
        if then is not None:
            then(made)

    def submit(given: object) -> None:
        context.tasks.on_ledger(
            lambda desk: job(desk, given), done, dialog.refuse, owner=dialog, changes=changes
        )

    dialog.submitted.connect(submit)
    context.dialogs.show(dialog)
