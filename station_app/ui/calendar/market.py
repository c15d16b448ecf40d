"""The days of a market: 逢三逢八 and the like, as a rule everybody plans by."""

from __future__ import annotations

from collections.abc import Mapping

from station_app.ui.calendar.forms import RecordForm
from station_app.ui.calendar.jobs import CalendarRead
from station_app.ui.calendar.repeat import RepeatEdit
from station_app.ui.common.context import Context
from station_app.ui.common.fields import FieldRow
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.texts import text
from sync.clock import Json
from sync.records.publicity import RECURRENCE_RULE


class MarketForm(RecordForm):
    """`given` is a recurrence rule as outside JSON."""

    def __init__(self, context: Context, words: RecordWords, read: CalendarRead) -> None:
        tr = context.words.tr
        super().__init__(context, words, RECURRENCE_RULE, tr("A market's days"))
        self.content.addWidget(
            text(tr("They stand in the calendar of every station around, to plan by."), "muted")
        )
        self.add("name", label=tr("Name of the market"), example=tr("For example: Dakoutun market"))
        self.repeat = RepeatEdit(context, words, read.work)
        self.repeat.set_value({"kind": "lunar_digit", "start_on": context.today().isoformat()})
        self.put("repeat", FieldRow(context.theme, tr("Days"), self.repeat))
        self.end(tr("Save the days"))

    def given(self) -> tuple[dict[str, Json], dict[str, str]]:
        told, faults = self.read()
        faults.pop("repeat", None)
        found: dict[str, Json] = {**told, "used_for": "market", **(self.repeat.value() or {})}
        return found, faults

    def show_faults(self, faults: Mapping[str, str]) -> None:
        super().show_faults(self.repeat.show_faults(faults))
