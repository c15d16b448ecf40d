"""From reading back to the number: registers, shows the receipt, adds the files one by one."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from station_app.background.changed import Changed
from station_app.ui.intake.field import Tools
from station_app.ui.intake.form import IntakeForm
from station_app.ui.intake.keeper import DRAFTS, DraftKeeper
from station_app.ui.intake.receipt import Receipt
from station_app.usecases.intake import KeptFile, Registered, attach_kept, drop_draft
from sync.problems import Problem


class Registering(QObject):
    """Signals:
    registered: The case stands in the ledger; the receipt shows it.  No argument.
    refused: It was not registered, and nothing was changed.  arg: Problem.
    """

    registered = Signal()
    refused = Signal(object)

    def __init__(
        self, tools: Tools, form: IntakeForm, keeper: DraftKeeper, receipt: Receipt
    ) -> None:
        super().__init__(form)
        self._context = tools.context
        self._form, self._keeper, self._receipt = form, keeper, receipt

    def start(self) -> None:
        given, _ = self._form.given()
        title, incomplete = str(given.get("title") or ""), self._form.incomplete
        self._keeper.register(
            given,
            lambda made: self._done(made, title, incomplete),
            self.refused.emit,
        )

    def finish(self, registered: Registered) -> None:
        """Adds the files of a registration that a power cut stopped."""
        self._attach(registered, registered.files)

    def _done(self, made: Registered, title: str, incomplete: bool) -> None:
        self._receipt.show_registered(made, title, incomplete=incomplete)
        tr = self._context.words.tr
        self._context.messages.saved_now(tr("Registered: {number}", number=made.number))
        self.registered.emit()
        self._attach(made, made.files)

    def _attach(self, made: Registered, left: tuple[KeptFile, ...]) -> None:
        """One file a job, so that the ledger's worker is never held long."""
        self._receipt.show_files(len(left))
        if not left:
            self._drop(made.draft_id)
            return
        file = left[0]
        self._context.tasks.on_ledger(
            lambda desk: attach_kept(desk, made.case_id, file),
            done=lambda _: self._attach(made, left[1:]),
            failed=lambda problem: self._not_attached(file, problem),
            owner=self,
            changes=lambda _: Changed(
                frozenset({"case", "attachment", "case_event"}), frozenset({made.case_id})
            ),
        )

    def _not_attached(self, file: KeptFile, problem: Problem) -> None:
        """Its content is safe, and the draft that names it stays: the next start tries again."""
        told = self._context.wording.problem(problem)
        self._receipt.show_files(0, f"{file.title}：{told.what}{told.then}")

    def _drop(self, draft_id: str | None) -> None:
        if draft_id is not None:
            self._context.tasks.on_ledger(
                lambda desk: drop_draft(desk, draft_id),
                owner=self,
                changes=lambda _: Changed.of(DRAFTS, draft_id),
            )
