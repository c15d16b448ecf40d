"""People and traders known from earlier cases: found while typing, filled in with one press."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from station_app.background.changed import Changed
from station_app.ui.common.context import Context
from station_app.ui.intake.form import IntakeForm
from station_app.ui.intake.party import Party, Side
from station_app.usecases.intake import PERSON_FIELDS, TRADER_FIELDS, take_known
from station_app.usecases.reading.known_people import Known, people_by_phone, traders_by_name
from sync.clock import Json


class KnownPeople(QObject):
    """Signals:
    taken: A known person's data stands in the form.  No argument.
    """

    taken = Signal()

    def __init__(self, context: Context, form: IntakeForm) -> None:
        super().__init__(form)
        self._tasks = context.tasks
        self._form = form
        form.party_looked_for.connect(self._look_for)
        form.known_chosen.connect(self._take)

    def _look_for(self, party: Party, typed: str) -> None:
        find = traders_by_name if party.side is Side.TRADER else people_by_phone
        self._tasks.on_ledger(
            lambda desk: find(desk.ledger, typed), done=party.known.show_known, owner=party
        )

    def _take(self, party: Party, known: Known) -> None:
        fields = TRADER_FIELDS if party.side is Side.TRADER else PERSON_FIELDS
        self._tasks.on_ledger(
            lambda desk: take_known(desk, known, fields),
            done=lambda values: self._fill(party, values),
            owner=party,
            changes=lambda _: Changed.of("access_log"),
        )

    def _fill(self, party: Party, values: dict[str, Json]) -> None:
        party.take(values)
        self._form.renew()
        self.taken.emit()
        party.focus_first_gap()
