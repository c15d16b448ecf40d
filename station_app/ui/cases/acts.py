"""What is done to the chosen case: steps, corrections, evidence, decisions, showing it in full."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from station_app.background.changed import Changed
from station_app.ui.cases.edit import EditDialog
from station_app.ui.cases.evidence import THUMBNAIL, thumbnail
from station_app.ui.cases.jobs import CaseView, changed_case, reveal_case
from station_app.ui.cases.panel import EVIDENCE, CasePanel
from station_app.ui.cases.steps import StepDialog
from station_app.ui.cases.things import ThingDialog
from station_app.ui.common.context import Context
from station_app.ui.common.dialogs import Answer, Choice, Question
from station_app.ui.common.record_words import RecordWords
from station_app.usecases.attachments import Handed, attach_file, attach_thing
from station_app.usecases.cases import edit, take_step
from station_app.usecases.conflicts import decide_branch
from station_app.usecases.reading.case_detail import AttachmentRow
from station_app.usecases.settling import choose_candidate, save_copy
from sync.clock import Json, Stamp
from sync.problems import Problem, ProblemKind


class CaseActs(QObject):
    """Carries out what the panel's buttons ask for.

    Signals:
        revealed_now: The case was read in full, and that was logged.  arg: its `CaseView`.
    """

    revealed_now = Signal(object)

    def __init__(
        self, context: Context, panel: CasePanel, words: Callable[[], RecordWords | None]
    ) -> None:
        super().__init__(panel)
        self._context, self._panel, self._words = context, panel, words
        panel.step_wanted.connect(self.step)
        panel.reveal_wanted.connect(self.reveal)
        panel.edit_wanted.connect(self.edit)
        panel.attach_wanted.connect(self.attach)
        panel.note_wanted.connect(self.note)
        panel.save_wanted.connect(self.save_copy)
        panel.value_chosen.connect(self.value_chosen)
        panel.branch_chosen.connect(self.branch_chosen)
        panel.tab_shown.connect(self.tab_shown)

    @property
    def _case_id(self) -> str:
        return self._panel.view.id if self._panel.view is not None else ""

    def step(self, action: str) -> None:
        view = self._panel.view
        words = self._words()
        if view is None or words is None:
            return
        dialog = StepDialog(self._context, words, view, action)
        case_id = view.id
        dialog.submitted.connect(lambda given: self._take(dialog, case_id, action, given))
        self._context.dialogs.show(dialog)

    def _take(self, dialog: StepDialog, case_id: str, action: str, given: dict[str, Json]) -> None:
        def done(_: object) -> None:
            dialog.accept()
            self._context.messages.saved_now(self._context.words.tr("Step saved"))

        self._context.tasks.on_ledger(
            lambda desk: take_step(desk.ledger, desk.session, case_id, action, given),
            done,
            dialog.refuse,
            owner=dialog,
            changes=lambda _: changed_case(case_id, "case", "case_event", "referral", "reply"),
        )

    def reveal(self) -> None:
        view = self._panel.view
        if view is None:
            return
        if not view.reason_needed:
            self._reveal_for("")
            return
        tr = self._context.words.tr
        question = Question(
            tr("Show personal data"),
            tr("Your role sees personal data for a reason only. The reason is written down."),
            (Choice("no", tr("Not now")), Choice("yes", tr("Show"), primary=True)),
            text_asked=tr("Reason"),
        )
        self._context.dialogs.ask(question, self._reason_given)

    def _reason_given(self, answer: Answer) -> None:
        if answer.key != "yes":
            return
        if not answer.text.strip():
            self._context.messages.say(self._context.words.tr("Without a reason nothing is shown."))
            return
        self._reveal_for(answer.text)

    def _reveal_for(self, reason: str, then: object = None) -> None:
        case_id = self._case_id

        def shown(view: CaseView) -> None:
            self._panel.revealed = view.id if view.revealed else ""
            self.revealed_now.emit(view)
            if view.revealed:
                tr = self._context.words.tr
                said = tr("Shown in full; this stands in the access log now.")
                if view.only_phones:
                    said = tr("The telephone is shown; this stands in the access log now.")
                self._context.messages.saved_now(said)
            if callable(then):
                then(view)

        self._context.tasks.on_ledger(
            lambda desk: reveal_case(desk, case_id, reason),
            shown,
            owner=self,
            changes=lambda _: Changed.of("access_log", case_id),
        )

    def edit(self) -> None:
        """To correct a field one must see it: that is a reveal, and is logged like one."""
        self._reveal_for("", self._open_edit)

    def _open_edit(self, view: CaseView) -> None:
        words = self._words()
        if words is None or not view.detail.full:
            self._context.messages.problem(Problem(ProblemKind.NOT_PERMITTED))
            return
        dialog = EditDialog(self._context, words, view)
        case_id = view.id
        dialog.submitted.connect(lambda given: self._write(dialog, case_id, given))
        self._context.dialogs.show(dialog)

    def _write(self, dialog: EditDialog, case_id: str, given: dict[str, Json]) -> None:
        def done(_: object) -> None:
            dialog.accept()
            self._context.messages.saved_now(self._context.words.tr("Corrections saved"))

        self._context.tasks.on_ledger(
            lambda desk: edit(desk.ledger, desk.session, case_id, given),
            done,
            dialog.refuse,
            owner=dialog,
            changes=lambda _: changed_case(case_id, "case", "case_party"),
        )

    # Evidence

    def tab_shown(self, tab: int) -> None:
        view = self._panel.view
        if tab != EVIDENCE or view is None:
            return
        side = self._context.theme.look.px(THUMBNAIL)
        for attachment in view.detail.attachments:
            self._picture(attachment, side)

    def _picture(self, attachment: AttachmentRow, side: int) -> None:
        def shown(picture: object) -> None:
            if picture is not None:
                self._panel.show_picture(attachment.row.id, picture)  # type: ignore[arg-type]

        self._context.tasks.on_ledger(
            lambda desk: thumbnail(desk, attachment, side), shown, owner=self
        )

    def attach(self) -> None:
        case_id = self._case_id
        tr = self._context.words.tr

        def chosen(paths: object) -> None:
            for path in paths:  # type: ignore[attr-defined]
                self._attach_one(case_id, path)

        self._context.dialogs.choose_files(tr("Add photos or files"), (), chosen)

    def _attach_one(self, case_id: str, path: Path) -> None:
        tr = self._context.words.tr
        self._context.tasks.on_ledger(
            lambda desk: attach_file(desk, case_id, path),
            lambda _: self._context.messages.saved_now(tr("File added: {name}", name=path.name)),
            owner=self,
            changes=lambda _: changed_case(case_id, "attachment", "case_event"),
        )

    def note(self) -> None:
        """A thing or a paper without a file."""
        words, case_id = self._words(), self._case_id
        if words is None or not case_id:
            return
        dialog = ThingDialog(self._context, words)

        def submit(handed: Handed) -> None:
            def done(_: object) -> None:
                dialog.accept()
                tr = self._context.words.tr
                self._context.messages.saved_now(tr("Noted: {name}", name=handed.title))

            self._context.tasks.on_ledger(
                lambda desk: attach_thing(desk, case_id, handed),
                done,
                dialog.refuse,
                owner=dialog,
                changes=lambda _: changed_case(case_id, "attachment", "case_event"),
            )

        dialog.submitted.connect(submit)
        self._context.dialogs.show(dialog)

    def save_copy(self, attachment: AttachmentRow) -> None:
        tr = self._context.words.tr
        question = Question(
            tr("Save a copy"),
            tr("A copy outside the ledger is no longer protected. What it is for is written down."),
            (Choice("no", tr("Not now")), Choice("yes", tr("Choose where"), primary=True)),
            text_asked=tr("What the copy is for"),
        )

        def answered(answer: Answer) -> None:
            if answer.key == "yes":
                self._choose_place(attachment, answer.text)

        self._context.dialogs.ask(question, answered)

    def _choose_place(self, attachment: AttachmentRow, reason: str) -> None:
        tr = self._context.words.tr
        if not reason.strip():
            self._context.messages.say(tr("Without a purpose nothing is copied."))
            return
        row, case_id = attachment.row, self._case_id
        name = row.text("file_name") or row.text("title")

        def chosen(paths: object) -> None:
            place: Path = next(iter(paths))  # type: ignore[call-overload]
            self._context.tasks.on_ledger(
                lambda desk: save_copy(desk, case_id, row.id, place, reason),
                lambda _: self._context.messages.say(
                    tr("The copy is saved: {name}", name=place.name), good=True
                ),
                owner=self,
                changes=lambda _: Changed.of("access_log", case_id),
            )

        self._context.dialogs.choose_place(tr("Save a copy"), name, chosen)

    # Decisions of the desk

    def value_chosen(self, conflict_id: str, stamp: Stamp) -> None:
        case_id = self._case_id
        self._context.tasks.on_ledger(
            lambda desk: choose_candidate(desk.ledger, desk.session, conflict_id, stamp),
            lambda _: self._decided(),
            owner=self,
            changes=lambda _: changed_case(case_id, "conflict", "case"),
        )

    def branch_chosen(self, winner: str, loser: str) -> None:
        case_id = self._case_id
        self._context.tasks.on_ledger(
            lambda desk: decide_branch(desk.ledger, desk.session, case_id, winner, loser),
            lambda _: self._decided(),
            owner=self,
            changes=lambda _: changed_case(case_id, "case", "case_event"),
        )

    def _decided(self) -> None:
        self._context.messages.saved_now(self._context.words.tr("Decided; both authors are told."))
