"""A request written down, corrected, passed on, planned, answered, closed, taken up again."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Signal

from station_app.ui.common.context import Context
from station_app.ui.common.editors import Option
from station_app.ui.common.made_form import Asked, MadeForm
from station_app.ui.common.moving import ask_reason, choose_value, move_form
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.writing import write_from
from station_app.ui.knowledge.requests.jobs import (
    RequestView,
    changed_request,
    plan_activity,
    reveal,
)
from station_app.ui.knowledge.requests.panel import RequestPanel
from station_app.ui.knowledge.requests.paper import offer_month, offer_request
from station_app.usecases import knowledge
from station_app.usecases.access import ASKER
from station_app.usecases.desk import Desk
from sync.clock import Json, Stamp, local_date
from sync.problems import Problem
from sync.records.knowledge import KNOWLEDGE_REQUEST
from sync.records.moves import Move
from sync.records.publicity import PROPAGANDA_ACTIVITY

FIRST = ("question", "topic_code", "asked_way", "asker_name", "asker_phone")
LATER = ("people_count", "asked_at")
ACTIVITY_FIRST = ("title", "kind", "planned_start", "place", "topic_codes")
ACTIVITY_LATER = ("planned_end", "audience_kind", "aim")
_TITLE = PROPAGANDA_ACTIVITY.by_name["title"].limit or 60


class RequestActs(QObject):
    """Carries out what the panel asks for.

    Signals:
        made: A request was written down.  arg: its id.
        revealed: Who asked was read in full, and that was logged.  arg: the `RequestView`.
    """

    made = Signal(str)
    revealed = Signal(object)

    def __init__(
        self, context: Context, panel: RequestPanel, words: Callable[[], RecordWords | None]
    ) -> None:
        super().__init__(panel)
        self._context, self._panel, self._words = context, panel, words
        panel.move_wanted.connect(self.move)
        panel.edit_wanted.connect(self.edit)
        panel.activity_wanted.connect(self.plan_activity)
        panel.reveal_wanted.connect(self.reveal)
        panel.value_chosen.connect(self.value_chosen)
        panel.print_wanted.connect(self.print_out)

    def add(self) -> None:
        words, tr = self._words(), self._context.words.tr
        if words is None:
            return
        asked = Asked(
            KNOWLEDGE_REQUEST,
            FIRST,
            LATER,
            whole=True,
            examples=self._examples(),
            labels={"question": tr("What they want to know")},
        )
        about = tr("Who asks need not be named. An answer is promised within 5 working days.")
        form = MadeForm(
            self._context, words, tr("Write down a request"), tr("Write down"), asked, about
        )
        write_from(
            self._context,
            form,
            lambda desk, given: knowledge.add_request(desk.ledger, desk.session, given),
            tr("Request written down"),
            lambda done: changed_request(done.id),
            lambda done: self.made.emit(done.id),
        )

    def edit(self) -> None:
        """To correct who asked one must see it: that is a reveal, and is logged like one."""
        view = self._panel.view
        if view is None:
            return
        if view.may_reveal and not view.reason_needed:
            self._reveal(view.id, "", self._open_edit)
        else:
            self._open_edit(view)

    def _open_edit(self, view: RequestView) -> None:
        words, tr = self._words(), self._context.words.tr
        if words is None:
            return
        seen = view.revealed or not any(view.asker.values())
        first = tuple(name for name in FIRST if seen or name not in ASKER)
        before: dict[str, Json] = {**view.row.values, **(view.asker if seen else {})}
        asked = Asked(
            KNOWLEDGE_REQUEST,
            first,
            LATER,
            before=before,
            examples=self._examples(),
            labels={"question": tr("What they want to know")},
        )
        title = tr("Correct what was written down")
        form = MadeForm(self._context, words, title, tr("Save the changes"), asked, "")
        write_from(
            self._context,
            form,
            lambda desk, given: knowledge.edit_request(desk.ledger, desk.session, view.id, given),
            tr("Changes saved"),
            lambda _: changed_request(view.id),
        )

    def move(self, move: Move) -> None:
        """A form where the move needs something, else at once."""
        view, words = self._panel.view, self._words()
        if view is None or words is None:
            return
        if not move.needs:
            self._move_at_once(view, move)
            return
        if move.action == "plan" and not view.activities:
            self.plan_activity()
            return
        form = move_form(
            self._context,
            words,
            KNOWLEDGE_REQUEST,
            move,
            view.row.text("question"),
            before=self._presets(view, move),
            options=self._options(words, view),
            examples=self._examples(),
        )
        write_from(
            self._context,
            form,
            lambda desk, given: knowledge.act(
                desk.ledger, desk.session, view.id, move.action, given
            ),
            self._context.words.tr("Saved"),
            lambda _: changed_request(view.id),
        )

    def plan_activity(self) -> None:
        """Something new in the calendar that answers what was asked."""
        view, words, tr = self._panel.view, self._words(), self._context.words.tr
        if view is None or words is None:
            return
        row = view.row
        before: dict[str, Json] = {"kind": "lecture", "topic_codes": [row.text("topic_code")]}
        question = row.text("question")
        if len(question) <= _TITLE:
            before["title"] = question
        asked = Asked(
            PROPAGANDA_ACTIVITY,
            ACTIVITY_FIRST,
            ACTIVITY_LATER,
            before=before,
            whole=True,
            examples={"place": tr("e.g. meeting room of the village committee")},
            coming=frozenset({"planned_start", "planned_end"}),
        )
        title = tr("Put an activity for it into the calendar")
        form = MadeForm(self._context, words, title, tr("Put it in the plan"), asked, question)
        write_from(
            self._context,
            form,
            lambda desk, given: plan_activity(desk, view.id, given),
            tr("Planned; it stands in the calendar"),
            lambda _: changed_request(view.id, PROPAGANDA_ACTIVITY.name),
        )

    def reveal(self) -> None:
        view = self._panel.view
        if view is None:
            return
        if view.reason_needed:
            ask_reason(self._context, lambda reason: self._reveal(view.id, reason))
        else:
            self._reveal(view.id, "")

    def print_out(self, month: bool) -> None:
        view, words = self._panel.view, self._words()
        if view is not None and words is not None:
            offer = offer_month if month else offer_request
            offer(self._context, words, view, self._panel)

    def value_chosen(self, conflict_id: str, stamp: Stamp) -> None:
        view = self._panel.view
        if view is not None:
            choose_value(self._context, self, conflict_id, stamp, changed_request(view.id))

    def _reveal(
        self, request_id: str, reason: str, then: Callable[[RequestView], object] | None = None
    ) -> None:
        def job(desk: Desk) -> RequestView:
            return reveal(desk, request_id, reason)

        def shown(view: RequestView) -> None:
            self.revealed.emit(view)
            if view.revealed:
                said = self._context.words.tr("Shown in full; this stands in the access log now.")
                self._context.messages.saved_now(said)
            if then is not None:
                then(view)

        self._context.tasks.on_ledger(job, shown, owner=self)

    def _move_at_once(self, view: RequestView, move: Move) -> None:
        def failed(problem: Problem) -> None:
            self._context.messages.problem(problem)

        self._context.tasks.on_ledger(
            lambda desk: knowledge.act(desk.ledger, desk.session, view.id, move.action, {}),
            lambda _: self._context.messages.saved_now(self._context.words.tr("Saved")),
            failed,
            owner=self,
            changes=lambda _: changed_request(view.id),
        )

    def _presets(self, view: RequestView, move: Move) -> dict[str, Json]:
        """What is mostly so: it goes to the window or office above, and is answered in words."""
        if move.action == "pass":
            places = self._targets(view)
            return {"passed_to_org_id": places[0].code if places else None}
        if move.action == "answer":
            kept = {n: view.row.values.get(n) for n in ("answer", "material_id", "activity_id")}
            way = "lecture" if view.state == "planned" else "reply"
            return {**kept, "answer_way": way}
        return {}

    def _options(self, words: RecordWords, view: RequestView) -> Mapping[str, list[Option]]:
        activities = [
            Option(one.id, f"{words.day(local_date(one.start).isoformat())} {one.title}", one.place)
            for one in view.activities
        ]
        known = view.row.text("activity_id")
        if known and known not in {one.code for one in activities}:
            activities.append(Option(known, view.called.get(known, "")))
        return {
            "passed_to_org_id": self._targets(view),
            "activity_id": activities,
            "material_id": [Option(one.id, one.text("title")) for one in view.materials],
        }

    def _targets(self, view: RequestView) -> list[Option]:
        """Offices and windows first, villages last; never this station itself."""
        rank = {"market_office": 0, "township": 1, "county": 2}
        known = [place for place in view.places if place.id != view.own_station]
        known.sort(key=lambda place: (rank.get(place.kind, 3), place.code, place.name))
        return [Option(place.id, place.name or place.code, place.code) for place in known]

    def _examples(self) -> dict[str, str]:
        tr = self._context.words.tr
        return {
            "question": tr("e.g. How is the label on a bag of seed read?"),
            "asker_name": tr("may stay empty"),
        }
