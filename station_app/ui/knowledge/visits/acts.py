"""A visit planned, changed, held, put off, called off, its findings mended."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from station_app.ui.common.context import Context
from station_app.ui.common.dialogs import Answer, Choice, Question
from station_app.ui.common.editors import Option
from station_app.ui.common.made_form import Asked, MadeForm
from station_app.ui.common.moving import choose_value, move_form
from station_app.ui.common.opening import open_attachment
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.writing import write_from
from station_app.ui.knowledge.visits.checks import ChecksEdit
from station_app.ui.knowledge.visits.jobs import Choices, VisitView, changed_visit, read_choices
from station_app.ui.knowledge.visits.panel import VisitPanel
from station_app.ui.knowledge.visits.paper import offer_record
from station_app.usecases import visits as use
from station_app.usecases.attachments import attach_file
from station_app.usecases.reading.case_detail import AttachmentRow
from sync.clock import Json, Stamp, parse_iso
from sync.records.moves import Move
from sync.records.visits import VISIT

PLAN = ("kind", "planned_on", "visitor_org_id", "host_station_id", "visitor_ids", "visitor_names")
RESULTS = (
    "held_at", "ended_at", "persons_received", "cases_taken", "consultations", "checks",
    "problems", "guidance", "follow_up_due",
)  # fmt: skip
COMING = frozenset({"planned_on", "moved_to", "follow_up_due"})
PEOPLE_AT_MOST = 16
"""More people than these are no choice to look through; their names are written instead."""


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
        self._context.tasks.on_ledger(read_choices, self._open_plan, owner=self)

    def _open_plan(self, choices: Choices) -> None:
        words, tr = self._words(), self._context.words.tr
        if words is None:
            return
        options = self._options(choices, ())
        asked = Asked(
            VISIT,
            _asked_of(PLAN, options),
            before=self._usual(choices),
            whole=True,
            options=options,
            examples=self._examples(),
            coming=COMING,
        )
        form = MadeForm(
            self._context, words, tr("Plan a visit"), tr("Put it in the plan"), asked, ""
        )
        write_from(
            self._context,
            form,
            lambda desk, given: use.add_visit(desk.ledger, desk.session, given),
            tr("Visit planned; the station visited will see it"),
            lambda done: changed_visit(done.id),
            lambda done: self.made.emit(done.id),
        )

    def edit(self) -> None:
        view, words, tr = self._panel.view, self._words(), self._context.words.tr
        if view is None or words is None:
            return
        options = self._options(view.choices, view.ids("visitor_ids"))
        results = RESULTS if view.state == "held" else ()
        asked = Asked(
            VISIT,
            (*_asked_of(PLAN, options), *results),
            before=view.row.values,
            options=options,
            examples=self._examples(),
            coming=COMING,
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
        options = self._options(view.choices, view.ids("visitor_ids"))
        form = move_form(
            self._context,
            words,
            VISIT,
            move,
            self._about(words, view),
            before=self._presets(view, move),
            options=options,
            examples=self._examples(),
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
        host = view.called.get(view.row.text("host_station_id"), "")
        return f"{kind} {host} {words.day(view.day.isoformat())}"

    def _presets(self, view: VisitView, move: Move) -> dict[str, Json]:
        """What is mostly so: it was held in the morning of its day, it is mended today."""
        if move.action == "hold":
            kept = {name: view.row.values.get(name) for name in move.takes}
            return {**kept, "held_at": parse_iso(f"{view.day.isoformat()}T09:00:00")}
        if move.action == "follow_up":
            return {"follow_up_done": view.today.isoformat()}
        if move.action == "plan_again":
            return {}
        return {name: view.row.values.get(name) for name in (*move.needs, *move.takes)}

    def _usual(self, choices: Choices) -> dict[str, Json]:
        """A village is visited; a window, an office or the county visits."""
        if choices.level == "village":
            return {"host_station_id": choices.own_station, "visitor_org_id": choices.window}
        return {"visitor_org_id": choices.own_station}

    def _options(self, choices: Choices, chosen: Sequence[str]) -> dict[str, list[Option]]:
        own = choices.own_station
        places = sorted(choices.places, key=lambda place: (place.id != own, place.code, place.name))
        bodies = [Option(one.id, one.name or one.code, one.code) for one in places]
        stations = [
            Option(one.id, one.name or one.code, one.code) for one in places if one.is_station
        ]
        found: dict[str, list[Option]] = {"visitor_org_id": bodies, "host_station_id": stations}
        people = [
            one
            for one in choices.people
            if one.id in chosen or (one.station_id == own and not one.until)
        ]
        if choices.level != "village" and len(people) <= PEOPLE_AT_MOST:
            found["visitor_ids"] = [Option(one.id, one.name, one.post) for one in people]
        return found

    def _examples(self) -> Mapping[str, str]:
        tr = self._context.words.tr
        return {
            "visitor_names": tr("e.g. Zhao, Qian; names with blanks between them"),
            "follow_up_due": tr("Where something is to be mended"),
        }


def _asked_of(names: Sequence[str], options: Mapping[str, object]) -> tuple[str, ...]:
    """Without people to choose from only their names are asked."""
    return tuple(name for name in names if name != "visitor_ids" or name in options)
