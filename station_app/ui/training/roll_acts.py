"""Who is invited, who was there, and what they are taught from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from station_app.ui.common.made_form import Asked, MadeForm
from station_app.ui.common.opening import open_attachment
from station_app.ui.training.doing import Doing
from station_app.ui.training.invite import Pick, PickDialog
from station_app.ui.training.jobs import SessionView, changed_session, materials, tick
from station_app.ui.training.scores import ScoresDialog
from station_app.usecases import trainings
from station_app.usecases.attachments import attach_file
from station_app.usecases.desk import Desk
from station_app.usecases.reading.case_detail import AttachmentRow
from station_app.usecases.reading.rows import FullRow
from station_app.usecases.reading.trainees import Trainee
from station_app.usecases.reading.trainings import RollRow
from sync.clock import Json, local_date
from sync.records.training import TRAINING_ATTENDANCE

LINE = ("presence", "hours", "score", "substitute_name", "makeup_on", "feedback")


class RollActs(Doing):
    """Carries out what the roll and the list of files ask for."""

    def doors(self) -> Mapping[str, Callable[[], None]]:
        return {
            "invite": self.invite,
            "scores": self.scores,
            "materials": self.choose_materials,
            "attach": self.attach,
        }

    def open_file(self, _owner: str, one: AttachmentRow) -> None:
        open_attachment(self._context, one, self)

    def invite(self) -> None:
        view = self._panel.view
        if view is None:
            return
        tr = self._context.words.tr
        day = local_date(view.row.whole("planned_at") or view.now_ms).isoformat()
        there = {line.person_id for line in view.roll}
        listed = [
            Pick(one.id, one.name, person_more(one, view.own_station))
            for one in view.people
            if one.in_office(day) and one.id not in there
        ]
        dialog = PickDialog(
            self._context,
            tr("Invite people"),
            tr("Invite"),
            listed,
            hint=tr("Those invited already are not in this list. Space ticks a line."),
        )

        def job(desk: Desk, chosen: Sequence[str]) -> object:
            return trainings.invite(desk.ledger, desk.session, view.id, chosen)

        self._write(dialog, job, tr("Invited"))

    def tick(self, person: str, presence: str) -> None:
        view = self._panel.view
        if view is None:
            return
        if presence == "substitute":
            line = next((one for one in view.roll if one.person_id == person), None)
            if line is not None:
                self.line(line, presence)
            return
        self._tick(view, [{"person_id": person, "presence": presence}])

    def _tick(self, view: SessionView, rows: list[Mapping[str, Json]]) -> None:
        self._context.tasks.on_ledger(
            lambda desk: tick(desk, view.id, rows),
            lambda _: self._context.messages.saved_now(self._context.words.tr("Roll saved")),
            owner=self,
            changes=lambda _: changed_session(view.id, trainings.ROLL),
        )

    def line(self, line: RollRow, presence: str = "") -> None:
        """The whole line of one person."""
        view, words = self._panel.view, self._words()
        if view is None or words is None or not view.roll_here:
            return
        tr = self._context.words.tr
        before: dict[str, Json] = {
            "presence": line.presence,
            "hours": line.hours,
            "score": line.score,
            "substitute_name": line.substitute_name or None,
            "makeup_on": line.makeup_on,
        }
        asked = Asked(TRAINING_ATTENDANCE, LINE, before=before)
        form = MadeForm(self._context, words, line.name, tr("Save the line"), asked, "")
        if presence:
            form.rows["presence"].set_value(presence)
            form.rows["substitute_name"].widget.setFocus()

        def job(desk: Desk, given: dict[str, Json]) -> object:
            row = {"person_id": line.person_id, "presence": line.presence, **given}
            if "score" in given and given["score"] is None:
                row["passed"] = None
            return tick(desk, view.id, [row])

        self._write(form, job, tr("Roll saved"), trainings.ROLL)

    def scores(self) -> None:
        view = self._panel.view
        if view is None:
            return
        dialog = ScoresDialog(self._context, view)
        self._write(
            dialog,
            lambda desk, rows: tick(desk, view.id, rows),
            self._context.words.tr("Scores saved"),
            trainings.ROLL,
        )

    def choose_materials(self) -> None:
        self._context.tasks.on_ledger(materials, self._open_materials, owner=self)

    def _open_materials(self, known: list[FullRow]) -> None:
        view = self._panel.view
        if view is None:
            return
        tr = self._context.words.tr
        if not known:
            self._context.messages.say(tr("No material is kept yet. Add it under “Materials”."))
            return
        listed = [Pick(m.id, m.text("title"), m.text("edition")) for m in known]
        dialog = PickDialog(
            self._context,
            tr("Choose materials"),
            tr("Take these"),
            listed,
            ticked=view.ids("material_ids"),
            least=0,
        )

        def job(desk: Desk, chosen: list[Json]) -> object:
            given: dict[str, Json] = {"material_ids": chosen}
            return trainings.edit_session(desk.ledger, desk.session, view.id, given)

        self._write(dialog, job, tr("Changes saved"))

    def attach(self) -> None:
        """Photos of the session and papers of it."""
        view = self._panel.view
        if view is None:
            return
        tr, session_id = self._context.words.tr, view.id

        def chosen(paths: Sequence[Path]) -> None:
            for path in paths:
                self._attach_one(session_id, path)

        self._context.dialogs.choose_files(tr("Add photos or files"), (), chosen)

    def _attach_one(self, session_id: str, path: Path) -> None:
        tr = self._context.words.tr
        self._context.tasks.on_ledger(
            lambda desk: attach_file(desk, session_id, path, owner="training"),
            lambda _: self._context.messages.saved_now(tr("File added: {name}", name=path.name)),
            owner=self,
            changes=lambda _: changed_session(session_id, "attachment"),
        )


def person_more(one: Trainee, own_station: str) -> str:
    """What tells people of one name apart: post, and the station where it is another."""
    station = one.station if one.station_id != own_station else ""
    return "　".join(part for part in (one.post or one.unit, station) if part)
