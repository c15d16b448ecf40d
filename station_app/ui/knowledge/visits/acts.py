"""A visit planned, changed, held, put off, called off, its findings mended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from station_app.ui.common.context import Context
from station_app.ui.common.dialogs import Answer, Choice, Question
from station_app.ui.common.made_fields import when_held
from station_app.ui.common.made_form import Asked, MadeForm
from station_app.ui.common.moving import choose_value, move_form
from station_app.ui.common.opening import open_attachment
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.writing import write_from
from station_app.ui.knowledge.visits.checks import ChecksEdit
from station_app.ui.knowledge.visits.jobs import VisitView, changed_visit
from station_app.ui.knowledge.visits.panel import VisitPanel
from station_app.ui.knowledge.visits.paper import offer_record
from station_app.ui.knowledge.visits.plan import (
    COMING,
    PLAN,
    asked_of,
    examples,
    labels,
    options_of,
    plan_visit,
)
from station_app.ui.knowledge.who import place_words
from station_app.usecases import visits as use
from station_app.usecases.attachments import attach_file
from station_app.usecases.reading.case_detail import AttachmentRow
from sync.clock import Json, Stamp, parse_iso
from sync.records.moves import Move
from sync.records.visits import VISIT

RESULTS = (
    "held_at", "ended_at", "persons_received", "cases_taken", "consultations", "checks",
    "problems", "guidance", "follow_up_due",
)  # fmt: skip


class VisitActs(QObject):
    """Carries out what the panel asks for.

    Signals:
        made: A visit was planned.  arg: its id.
    """

    made = Signal(str)

    def __init__(
        self, context: Context, panel: VisitPanel, words: Callable[[], RecordWords | None]
    ) -> None:
        super().__init__(panel)
        self._context, self._panel, self._words = context, panel, words
        panel.move_wanted.connect(self.move)
        panel.asked.connect(self.ask)
        panel.file_opened.connect(self.open_file)
        panel.value_chosen.connect(self.value_chosen)

    def ask(self, what: str) -> None:
        doors = {"edit": self.edit, "attach": self.attach, "print": self.print_record}
        doors[what]()

    def plan(self) -> None:
        words = self._words()
        if words is not None:
            plan_visit(self._context, words, self, self.made.emit)

    def edit(self) -> None:
        view, words, tr = self._panel.view, self._words(), self._context.words.tr
        if view is None or words is None:
            return
        options = options_of(view.choices, view.ids("visitor_ids"))
        results = RESULTS if view.state == "held" else ()
        asked = Asked(
            VISIT,
            (*asked_of(PLAN, options), *results),
            before=view.row.values,
            options=options,
            examples=examples(self._context),
            coming=COMING,
            labels=labels(self._context),
            editors={"checks": lambda: ChecksEdit(self._context)},
        )
        form = MadeForm(
            self._context, words, tr("Change the visit"), tr("Save the changes"), asked, ""
        )
        write_from(
            self._context,
            form,
            lambda desk, given: use.edit_visit(desk.ledger, desk.session, view.id, given),
            tr("Changes saved"),
            lambda _: changed_visit(view.id),
        )

    def move(self, move: Move) -> None:
        """A form where the move needs something, a question where it takes back, else at once."""
        view, words = self._panel.view, self._words()
        if view is None or words is None:
            return
        tr = self._context.words.tr
        if move.action == "take_back":
            question = Question(
                tr(move.label),
                tr("What was counted there is taken away; notes and checks stay."),
                (Choice("no", tr("Not now")), Choice("yes", tr(move.label), primary=True)),
            )
            self._context.dialogs.ask(question, lambda answer: self._taken_back(answer, view, move))
            return
        if not move.needs:
            self._move_at_once(view, move)
            return
        options = options_of(view.choices, view.ids("visitor_ids"))
        form = move_form(
            self._context,
            words,
            VISIT,
            move,
            self._about(words, view),
            before=self._presets(view, move),
            options=options,
            examples=examples(self._context),
            coming=COMING,
            without=frozenset({"visitor_ids"} - options.keys()),
            editors={"checks": lambda: ChecksEdit(self._context)},
        )
        write_from(
            self._context,
            form,
            lambda desk, given: use.act(desk.ledger, desk.session, view.id, move.action, given),
            tr("Saved"),
            lambda _: changed_visit(view.id),
        )

    def attach(self) -> None:
        """Photos of the visit, and the sheet that was signed."""
        view, tr = self._panel.view, self._context.words.tr
        if view is None:
            return

        def chosen(paths: Sequence[Path]) -> None:
            for path in paths:
                self._attach_one(view.id, path)

        self._context.dialogs.choose_files(tr("Add photos or files"), (), chosen)

    def print_record(self) -> None:
        view, words = self._panel.view, self._words()
        if view is not None and words is not None:
            offer_record(self._context, words, view, self._panel)

    def open_file(self, one: AttachmentRow) -> None:
        open_attachment(self._context, one, self)

    def value_chosen(self, conflict_id: str, stamp: Stamp) -> None:
        view = self._panel.view
        if view is not None:
            choose_value(self._context, self, conflict_id, stamp, changed_visit(view.id))

    def _attach_one(self, visit_id: str, path: Path) -> None:
        tr = self._context.words.tr
        self._context.tasks.on_ledger(
            lambda desk: attach_file(desk, visit_id, path, owner="visit"),
            lambda _: self._context.messages.saved_now(tr("File added: {name}", name=path.name)),
            owner=self,
            changes=lambda _: changed_visit(visit_id, "attachment"),
        )

    def _taken_back(self, answer: Answer, view: VisitView, move: Move) -> None:
        if answer.key == "yes":
            self._move_at_once(view, move)

    def _move_at_once(self, view: VisitView, move: Move) -> None:
        self._context.tasks.on_ledger(
            lambda desk: use.act(desk.ledger, desk.session, view.id, move.action, {}),
            lambda _: self._context.messages.saved_now(self._context.words.tr("Saved")),
            self._context.messages.problem,
            owner=self,
            changes=lambda _: changed_visit(view.id),
        )

    def _about(self, words: RecordWords, view: VisitView) -> str:
        kind = words.code("visit_kind", view.row.text("kind"))
        host = place_words(self._context, view.called, view.row.text("host_station_id"))
        return f"{kind} {host} {words.day(view.day.isoformat())}"

    def _presets(self, view: VisitView, move: Move) -> dict[str, Json]:
        """What is mostly so: it was held in the morning of its day as far as that has come,
        it is mended today."""
        if move.action == "hold":
            kept = {name: view.row.values.get(name) for name in move.takes}
            morning = parse_iso(f"{view.day.isoformat()}T09:00:00")
            return {**kept, "held_at": when_held(morning, view.now_ms)}
        if move.action == "follow_up":
            return {"follow_up_done": view.today.isoformat()}
        if move.action == "plan_again":
            return {}
        return {name: view.row.values.get(name) for name in (*move.needs, *move.takes)}
