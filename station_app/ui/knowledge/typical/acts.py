"""What is done with a typical case: made from a closed one, written, brought on, printed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from station_app.background.changed import Changed
from station_app.ui.common.context import Context
from station_app.ui.common.dialogs import Answer, Choice, Question
from station_app.ui.common.moving import ask_reason, choose_value, move_form
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.writing import write_from
from station_app.ui.knowledge.typical.choose import ChooseCase
from station_app.ui.knowledge.typical.jobs import Begun, begin, changed_typical
from station_app.ui.knowledge.typical.panel import EDIT, PRINT, TypicalPanel
from station_app.ui.knowledge.typical.story import StoryForm, asked_for
from station_app.usecases import typical_cases
from station_app.usecases.desk import Desk
from station_app.usecases.weekly import Done
from sync.clock import Stamp
from sync.problems import Problem, ProblemKind
from sync.records.knowledge import TYPICAL_CASE
from sync.records.moves import Move


class TypicalActs(QObject):
    """Carries out what the panel and the list ask for.

    Signals:
        made: A typical case was written.  arg: its id.
    """

    made = Signal(str)

    def __init__(
        self, context: Context, panel: TypicalPanel, words: Callable[[], RecordWords | None]
    ) -> None:
        super().__init__(panel)
        self._context, self._panel, self._words = context, panel, words
        panel.asked.connect(self.ask)
        panel.move_wanted.connect(self.move)
        panel.value_chosen.connect(self.value_chosen)

    def ask(self, key: str) -> None:
        {EDIT: self.edit, PRINT: self.paper}[key]()

    # From a closed case

    def choose(self) -> None:
        words = self._words()
        if words is None:
            return
        dialog = ChooseCase(self._context, words)
        dialog.chosen.connect(lambda case_id: self._chosen(dialog, case_id))
        self._context.dialogs.show(dialog)

    def _chosen(self, dialog: ChooseCase, case_id: str) -> None:
        dialog.accept()
        self.make_from(case_id)

    def make_from(self, case_id: str, reason: str = "") -> None:
        """Opens the form with what the case gives; a role that must say why is asked."""

        def failed(problem: Problem) -> None:
            missing = problem.kind is ProblemKind.REFUSED_INPUT and "reason" in problem.fields
            if missing and not reason:
                ask_reason(self._context, lambda given: self.make_from(case_id, given))
            else:
                self._context.messages.problem(problem)

        self._context.tasks.on_ledger(
            lambda desk: begin(desk, case_id, reason), self._write_on, failed, owner=self
        )

    def _write_on(self, begun: Begun) -> None:
        words, tr = self._words(), self._context.words.tr
        if words is None:
            return
        asked = asked_for(self._context, before=begun.beginning.values, whole=True)
        form = StoryForm(
            self._context,
            words,
            tr("A typical case from {number}", number=begun.number),
            tr("Keep the draft"),
            asked,
            tr("Tell it so that anybody learns from it and nobody is known."),
            begun.beginning.replaced,
        )

        def job(desk: Desk, given: Any) -> Done:
            return typical_cases.add_typical_case(desk.ledger, desk.session, given, begun.case_id)

        def changes(made: Done) -> Changed:
            return changed_typical(made.id)

        write_from(
            self._context,
            form,
            job,
            tr("Draft saved"),
            changes,
            lambda made: self.made.emit(made.id),
        )

    # The chosen one

    def edit(self) -> None:
        view, words, tr = self._panel.view, self._words(), self._context.words.tr
        if view is None or words is None:
            return
        asked = asked_for(self._context, before=view.row.values)
        form = StoryForm(
            self._context,
            words,
            tr("Change the typical case"),
            tr("Save the changes"),
            asked,
            tr("Tell it so that anybody learns from it and nobody is known."),
        )

        def job(desk: Desk, given: Any) -> Done:
            return typical_cases.edit_typical_case(desk.ledger, desk.session, view.id, given)

        write_from(
            self._context, form, job, tr("Changes saved"), lambda _: changed_typical(view.id)
        )

    def move(self, move: Move) -> None:
        """A form where the move needs words, a question before it is called safe, else at once."""
        view, words, tr = self._panel.view, self._words(), self._context.words.tr
        if view is None or words is None:
            return
        if move.needs:
            form = move_form(self._context, words, TYPICAL_CASE, move, view.row.text("title"))

            def job(desk: Desk, given: Any) -> Done:
                return typical_cases.act(desk.ledger, desk.session, view.id, move.action, given)

            said = tr("Saved: {what}", what=tr(move.label))
            write_from(self._context, form, job, said, lambda _: changed_typical(view.id))
        elif move.action == "check":
            question = Question(
                tr("Can nobody be known from it?"),
                tr(
                    "Names, phones and numbers of the case were looked for by the program. Only "
                    "you see whether a nickname, a job or a place tells the village who it was."
                ),
                (
                    Choice("no", tr("Not now")),
                    Choice("yes", tr("Nobody is to be known"), primary=True),
                ),
            )
            self._context.dialogs.ask(question, lambda answer: self._checked(answer, view.id, move))
        else:
            self._act(view.id, move)

    def _checked(self, answer: Answer, typical_id: str, move: Move) -> None:
        if answer.key == "yes":
            self._act(typical_id, move)

    def _act(self, typical_id: str, move: Move) -> None:
        tr = self._context.words.tr

        def failed(problem: Problem) -> None:
            # The texts stand in no form here: said with the way out.
            if problem.kind is ProblemKind.REFUSED_INPUT and "names_a_person" in set(
                problem.fields.values()
            ):
                words = self._words()
                named = (
                    []
                    if words is None
                    else [words.label(TYPICAL_CASE.name, name) for name in problem.fields]
                )
                self._context.messages.warn(
                    tr("A person can still be known from: {fields}. Change the words first.",
                       fields="、".join(named))
                )  # fmt: skip
            else:
                self._context.messages.problem(problem)

        self._context.tasks.on_ledger(
            lambda desk: typical_cases.act(desk.ledger, desk.session, typical_id, move.action, {}),
            lambda _: self._context.messages.saved_now(tr("Saved: {what}", what=tr(move.label))),
            failed,
            owner=self,
            changes=lambda _: changed_typical(typical_id),
        )

    def paper(self) -> None:
        from station_app.ui.knowledge.typical.booklet import offer_page

        view, words = self._panel.view, self._words()
        if view is not None and words is not None:
            offer_page(self._context, words, view, self._panel)

    def booklet(self, year: int) -> None:
        """The year's published cases as one file."""
        # What writes Word files takes a tenth of a second to load: only who makes one waits.
        from station_app.ui.knowledge.typical.booklet import offer_booklet

        words = self._words()
        if words is not None:
            offer_booklet(self._context, words, year, self._panel)

    def value_chosen(self, conflict_id: str, stamp: Stamp) -> None:
        view = self._panel.view
        if view is not None:
            choose_value(self._context, self, conflict_id, stamp, changed_typical(view.id))
