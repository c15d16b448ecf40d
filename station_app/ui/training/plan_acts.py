"""A session planned, changed, held, put off, called off, made up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from station_app.ui.common.dialogs import Answer, Choice, Question
from station_app.ui.common.editors import Option
from station_app.ui.common.made_fields import when_held
from station_app.ui.common.made_form import Asked, MadeForm
from station_app.ui.training.doing import Doing
from station_app.ui.training.jobs import SessionView, changed_session, read_trainees
from station_app.usecases import trainings
from station_app.usecases.reading.trainees import Trainee
from station_app.usecases.settling import choose_candidate
from station_app.usecases.weekly import Done
from sync.clock import Json, Stamp, local_date
from sync.problems import Problem, ProblemKind
from sync.records.moves import Move
from sync.records.training import TRAINING_SESSION

PLAN_FIRST = ("title", "kind", "planned_at", "planned_end", "place", "topic_codes")
PLAN_LATER = (
    "method", "basis", "batch", "area_codes", "lecturer_ids", "target_kinds", "has_test",
    "pass_score",
)  # fmt: skip
_HOUR_MS = 3_600_000


class PlanActs(Doing):
    """Carries out what the panel's moves ask for."""

    def doors(self) -> Mapping[str, Callable[[], None]]:
        return {"edit": self.edit, "make_up": self.make_up}

    def plan(self) -> None:
        self._context.tasks.on_ledger(read_trainees, self._open_plan, owner=self)

    def _open_plan(self, people: list[Trainee]) -> None:
        words, tr = self._words(), self._context.words.tr
        if words is None:
            return
        asked = Asked(
            TRAINING_SESSION,
            PLAN_FIRST,
            PLAN_LATER,
            whole=True,
            options={"lecturer_ids": lecturers(people, ())},
            examples=self._examples(),
            labels={"topic_codes": tr("What is taught")},
            coming=frozenset({"planned_at", "planned_end"}),
        )
        form = MadeForm(
            self._context, words, tr("Plan a session"), tr("Put it in the plan"), asked, ""
        )
        form.submitted.connect(lambda given: self._add(form, given))
        self._context.dialogs.show(form)

    def _add(self, form: MadeForm, given: dict[str, Json]) -> None:
        def done(made: Done) -> None:
            form.accept()
            self._context.messages.saved_now(self._context.words.tr("Session planned"))
            self.made.emit(made.id)

        self._context.tasks.on_ledger(
            lambda desk: trainings.add_session(desk.ledger, desk.session, given),
            done,
            form.refuse,
            owner=form,
            changes=lambda made: changed_session(made.id),
        )

    def edit(self) -> None:
        view, words = self._panel.view, self._words()
        if view is None or words is None:
            return
        tr = self._context.words.tr
        later: tuple[str, ...] = PLAN_LATER
        if view.state == "held":
            later = ("held_at", "hours", "summary", *PLAN_LATER)
        asked = Asked(
            TRAINING_SESSION,
            PLAN_FIRST,
            later,
            before=view.row.values,
            options={"lecturer_ids": lecturers(view.people, view.ids("lecturer_ids"))},
            examples=self._examples(),
            labels={"topic_codes": tr("What is taught")},
            coming=frozenset({"planned_at", "planned_end"}),
        )
        form = MadeForm(
            self._context, words, tr("Change the session"), tr("Save the changes"), asked, ""
        )
        self._write(
            form,
            lambda desk, given: trainings.edit_session(desk.ledger, desk.session, view.id, given),
            tr("Changes saved"),
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
                tr("Hours and summary are taken away; the roll stays."),
                (Choice("no", tr("Not now")), Choice("yes", tr(move.label), primary=True)),
            )
            self._context.dialogs.ask(question, lambda answer: self._back(answer, view, move))
            return
        if not move.needs:
            self._move(view, move, {}, self._context.messages.problem)
            return
        listed = [*move.needs, *(name for name in move.takes if name != "material_ids")]
        asked = Asked(
            TRAINING_SESSION,
            tuple(listed),
            required=frozenset(move.needs),
            before=self._presets(view, move),
            whole=True,
            examples=self._examples(),
            coming=frozenset({"moved_to", "planned_at"}),
        )
        form = MadeForm(
            self._context, words, tr(move.label), tr(move.label), asked, view.row.text("title")
        )

        def submit(given: dict[str, Json]) -> None:
            self._move(view, move, given, form.refuse, form)

        form.submitted.connect(submit)
        self._context.dialogs.show(form)

    def _back(self, answer: Answer, view: SessionView, move: Move) -> None:
        if answer.key == "yes":
            self._move(view, move, {}, self._context.messages.problem)

    def _move(
        self,
        view: SessionView,
        move: Move,
        given: dict[str, Json],
        failed: Callable[[Problem], None],
        form: MadeForm | None = None,
    ) -> None:
        def done(_: object) -> None:
            if form is not None:
                form.accept()
            self._context.messages.saved_now(self._context.words.tr("Saved"))

        self._context.tasks.on_ledger(
            lambda desk: trainings.act(desk.ledger, desk.session, view.id, move.action, given),
            done,
            failed,
            owner=form or self,
            changes=lambda _: changed_session(view.id, trainings.KIND, trainings.ROLL),
        )

    def _presets(self, view: SessionView, move: Move) -> dict[str, Json]:
        """What is mostly so: it was held when it was to be, and took as long as planned."""
        if move.action != "hold":
            return {}
        start, end = view.row.whole("planned_at"), view.row.whole("planned_end")
        stood_at = view.row.whole("moved_to") or start
        found: dict[str, Json] = {"held_at": when_held(stood_at, view.now_ms)}
        if start and end and end > start and local_date(start) == local_date(end):
            found["hours"] = f"{(end - start) / _HOUR_MS:.1f}"
        return found

    def make_up(self) -> None:
        """Another day and place for those who missed this one."""
        view, words = self._panel.view, self._words()
        if view is None or words is None:
            return
        tr, ntr = self._context.words.tr, self._context.words.ntr
        asked = Asked(
            TRAINING_SESSION,
            ("planned_at", "place"),
            before={"place": view.row.text("place")},
            whole=True,
            coming=frozenset({"planned_at"}),
        )
        about = ntr("{n} person is invited to it.", "{n} people are invited to it.", view.missed)
        form = MadeForm(
            self._context, words, tr("Make-up session"), tr("Put it in the plan"), asked, about
        )

        def submit(_given: object) -> None:
            at = form.rows["planned_at"].value()
            place = str(form.rows["place"].value() or "")
            if type(at) is not int:
                form.refuse(Problem(ProblemKind.REFUSED_INPUT, fields={"planned_at": "missing"}))
                return
            self._make_up(form, view.id, at, place)

        form.submitted.connect(submit)
        self._context.dialogs.show(form)

    def _make_up(self, form: MadeForm, session_id: str, at: int, place: str) -> None:
        def done(made: Done) -> None:
            form.accept()
            self._context.messages.saved_now(self._context.words.tr("Session planned"))
            self.made.emit(made.id)

        self._context.tasks.on_ledger(
            lambda desk: trainings.makeup_session(desk.ledger, desk.session, session_id, at, place),
            done,
            form.refuse,
            owner=form,
            changes=lambda made: changed_session(made.id),
        )

    def value_chosen(self, conflict_id: str, stamp: Stamp) -> None:
        view = self._panel.view
        session_id = view.id if view is not None else ""
        tr = self._context.words.tr
        self._context.tasks.on_ledger(
            lambda desk: choose_candidate(desk.ledger, desk.session, conflict_id, stamp),
            lambda _: self._context.messages.saved_now(tr("Decided; both authors are told.")),
            owner=self,
            changes=lambda _: changed_session(session_id, "conflict", trainings.KIND),
        )

    def _examples(self) -> dict[str, str]:
        tr = self._context.words.tr
        return {
            "title": tr("e.g. The new rules on mediation"),
            "place": tr("e.g. meeting room of the village committee"),
            "hours": tr("e.g. 2.0"),
            "area_codes": tr("Several with blanks between them"),
        }


def lecturers(people: Sequence[Trainee], chosen: Sequence[str]) -> list[Option]:
    """Who may teach: lecturers, experts, officers, lawyers, and whoever is chosen already."""
    able = {"trainer", "expert", "officer", "lawyer", "clerk", "assistant"}
    listed = [p for p in people if p.id in chosen or (able & set(p.kinds) and not p.until)]
    if not listed:
        listed = [p for p in people if not p.until]
    return [Option(p.id, p.name, p.post) for p in listed]
