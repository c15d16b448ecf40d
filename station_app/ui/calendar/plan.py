"""Planning an activity, changing one, and answering the county's plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from station_app.ui.calendar.forms import RecordForm, SeveralWords, options_of
from station_app.ui.calendar.jobs import CalendarRead, ms_of, wall_time
from station_app.ui.calendar.repeat import RepeatEdit
from station_app.ui.calendar.rule_words import rule_values
from station_app.ui.calendar.values import PlanRange
from station_app.ui.common.context import Context
from station_app.ui.common.day_text import Lean, day_words
from station_app.ui.common.editors import DayEdit
from station_app.ui.common.fields import FieldRow, LineEdit, link
from station_app.ui.common.lay import plain
from station_app.ui.common.made_fields import YesEdit, read_clock
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.texts import set_text, text
from station_app.usecases.reading.calendar_entry import EntryRead
from sync.clock import Json, iso
from sync.records.publicity import PROPAGANDA_ACTIVITY

USUAL = (time(9, 0), time(11, 0))
"""When something is planned where nobody said."""

WHEN = frozenset({"day", "from", "until", "all_day", "last_day"})


class Reach(StrEnum):
    """How much of a series a change is for."""

    ONE = "one"
    FOLLOWING = "following"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Planned:
    """What is to be written: outside JSON, and how it comes again."""

    given: dict[str, Json]
    repeat: dict[str, Json] | None


class ClockEdit(LineEdit):
    """A time of day; its value is `09:40`, or what was typed where that is none."""

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText("09:40")

    def value(self) -> str | None:
        typed = self.text().strip()
        return (read_clock(typed) or typed) if typed else None


class PlanForm(RecordForm):
    """Signals:
    market_wanted: The next free market day is asked for.  No argument.
    """

    market_wanted = Signal()

    def __init__(
        self,
        context: Context,
        words: RecordWords,
        read: CalendarRead,
        *,
        before: EntryRead | None = None,
        reach: Reach = Reach.ONE,
    ) -> None:
        tr = context.words.tr
        super().__init__(
            context,
            words,
            PROPAGANDA_ACTIVITY,
            tr("Change the activity") if before is not None else tr("Plan an activity"),
        )
        self._read, self._before, self.reach = read, before, reach
        self._was: dict[str, Json] = {}
        self.repeat: RepeatEdit | None = None
        if reach is not Reach.ONE:
            said = {
                Reach.FOLLOWING: tr("For this one and all that follow."),
                Reach.ALL: tr("For all of the series that are still to come."),
            }[reach]
            self.content.addWidget(text(said, "muted"))
        self.add("title", example=tr("For example: telling real seed from fake"))
        self.add("kind")
        self._add_when()
        self.add("place", example=tr("For example: Dakoutun market, east end"))
        self.add("topic_codes")
        self.add("audience_kind")
        self.add("aim")
        self._add_repeat()
        more = self.more()
        if read.people:
            people = options_of(read.people[:40])
            self.add("lecturer_ids", options=people, column=more)
        self.own("partners", SeveralWords(), example=tr("Several with 、 between"), column=more)
        if read.stations and len(read.stations) <= 12:
            own = (read.own_station, read.called.get(read.own_station, tr("This station")))
            self.add("organisers", required=False, options=options_of((own, *read.stations)),
                     column=more)  # fmt: skip
        self.end(tr("Save the plan"))
        self._begin()

    # Rows

    def _add_when(self) -> None:
        tr, context = self.context.words.tr, self.context
        first, last = self._day(), self._day()
        first.edited.connect(self._day_changed)
        self.own("day", first, label=tr("Day"), required=True, example=tr("0315, 3.15 or 初八"))
        self.market = link(tr("Suggest the next free market day"))
        self.market.clicked.connect(self.market_wanted)
        self.content.addWidget(self.market, 0, Qt.AlignmentFlag.AlignLeft)
        self.suggested = text("", "muted")
        self.suggested.hide()
        self.content.addWidget(self.suggested)
        hours = plain()
        line = QHBoxLayout(hours)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(context.theme.look.px(12))
        for name, label in (("from", tr("Begins at")), ("until", tr("Ends at"))):
            half = QVBoxLayout()
            line.addLayout(half, 1)
            self.own(name, ClockEdit(), label=label, column=half)
        self.content.addWidget(hours)
        whole = YesEdit(tr("All day, without hours"))
        self.own("all_day", whole, label=tr("All day"))
        whole.edited.connect(self._hours_changed)
        self.own("last_day", last, label=tr("Last day, where it lasts for days"))
        self.market.setVisible(self._before is None)
        if self.reach is not Reach.ONE:
            # Its days are the rule's.
            self.rows["day"].hide()
            self.rows["last_day"].hide()

    def _day(self) -> DayEdit:
        context = self.context
        return DayEdit(context.words, context.lunar, context.today, lean=Lean.COMING)

    def _add_repeat(self) -> None:
        if self._before is not None and self.reach is Reach.ONE:
            return
        tr = self.context.words.tr
        self.repeat = RepeatEdit(self.context, self.words, self._read.work)
        row = FieldRow(self.context.theme, tr("Comes again"), self.repeat)
        self.put("repeat", row)

    def _begin(self) -> None:
        if self._before is None:
            self.fill({"aim": "topic", "audience_kind": ["villagers"], "kind": "consult_stall"})
            if "organisers" in self.rows:
                self.rows["organisers"].set_value([self._read.own_station])
            return
        values = self._before.values
        self.fill(values)
        start, end = values.get("planned_start"), values.get("planned_end")
        if type(start) is int:
            self.show_range(_range_of(start, end if type(end) is int else start,
                                      values.get("all_day") is True))  # fmt: skip
        if self.repeat is not None:
            self.repeat.set_value(rule_values(self._before.rule))
        # What the editors make of it is what it must be compared with.
        self._was = self.read()[0]

    def show_range(self, wanted: PlanRange) -> None:
        """The time somebody chose in the calendar."""
        several = wanted.last_day > wanted.first_day
        self.rows["day"].set_value(wanted.first_day.isoformat())
        self.rows["last_day"].set_value(wanted.last_day.isoformat() if several else None)
        whole = wanted.all_day and (several or self._before is not None)
        start, end = USUAL if wanted.all_day else (wanted.start.time(), wanted.end.time())
        self.rows["from"].set_value(f"{start:%H:%M}")
        self.rows["until"].set_value(f"{end:%H:%M}")
        self.rows["all_day"].set_value(whole or None)
        self._hours_changed()
        self._day_changed()

    def suggest(self, found: tuple[date, str] | None) -> None:
        """The next market day free of other duties, taken over."""
        tr = self.context.words.tr
        if found is None:
            said = tr("No free market day is known for the next three months.")
        else:
            day, market = found
            self.rows["day"].set_value(day.isoformat())
            self.rows["kind"].set_value("market_day")
            self._day_changed()
            self.typed.emit()
            said = tr("{market}, {day}: nothing else is planned then.", market=market,
                      day=day_words(day, self.context.words, self.context.today()))  # fmt: skip
        set_text(self.suggested, said)
        self.suggested.show()

    def _day_changed(self) -> None:
        day = self.rows["day"].value()
        if self.repeat is not None and self._before is None and isinstance(day, str):
            self.repeat.start_at(date.fromisoformat(day))

    def _hours_changed(self) -> None:
        whole = self.rows["all_day"].value() is True
        for name in ("from", "until"):
            self.rows[name].setVisible(not whole)

    # What is written

    def given(self) -> tuple[Planned, dict[str, str]]:
        told, faults = self.read()
        if self._before is not None:
            # A list or text that was emptied is given as empty.
            told |= {name: None for name in self._was if name not in told and name not in faults}
            told = {name: value for name, value in told.items() if self._was.get(name) != value}
        told |= self._times(faults)
        repeat = self.repeat.value() if self.repeat is not None else None
        return Planned(told, repeat), faults

    def read(self) -> tuple[dict[str, Json], dict[str, str]]:
        told, faults = super().read()
        told.pop("all_day", None)
        return told, {name: code for name, code in faults.items() if name != "repeat"}

    def _times(self, faults: dict[str, str]) -> dict[str, Json]:
        day = self.rows["day"].value()
        if not isinstance(day, str):
            faults.setdefault("day", "missing")
            return {}
        first = date.fromisoformat(day)
        last_text = self.rows["last_day"].value()
        last = date.fromisoformat(last_text) if isinstance(last_text, str) else first
        whole = self.rows["all_day"].value() is True
        clocks: list[time] = []
        for name, usual in zip(("from", "until"), USUAL, strict=True):
            typed = self.rows[name].value()
            read = read_clock(typed) if isinstance(typed, str) else None
            if isinstance(typed, str) and read is None and not whole:
                faults[name] = "not_a_time"
            clocks.append(time.fromisoformat(read) if read else usual)
        start, end = (time.min, time.min) if whole else clocks
        if self.rows["until"].value() is None and not whole:
            end = (datetime.combine(first, start) + timedelta(hours=2)).time()
        begin, finish = datetime.combine(first, start), datetime.combine(last, end)
        if finish < begin:
            faults["last_day" if last < first else "until"] = "before_the_start"
        found: dict[str, Json] = {
            "planned_start": iso(ms_of(begin)),
            "planned_end": iso(ms_of(finish)),
            "all_day": whole,
        }
        if self._before is None or self.reach is not Reach.ONE:
            return found
        return {n: v for n, v in found.items() if v != self._outside_before(n)}

    def _outside_before(self, name: str) -> Json:
        value = None if self._before is None else self._before.values.get(name)
        if name == "all_day":
            return value is True
        return iso(value) if type(value) is int else None

    def row_of(self, path: str) -> FieldRow | None:
        when = {"planned_start": "day", "planned_end": "until", "start_on": "day",
                "time_of_day": "from", "duration_min": "until", "name": "title"}  # fmt: skip
        return super().row_of(when.get(path, path))

    def show_faults(self, faults: Mapping[str, str]) -> None:
        rest = dict(faults)
        if self.repeat is not None:
            rest = self.repeat.show_faults({n: c for n, c in rest.items() if n != "kind"})
            if "kind" in faults:
                rest["kind"] = faults["kind"]
        super().show_faults(rest)


def _range_of(start: int, end: int, whole: bool) -> PlanRange:
    return PlanRange(wall_time(start), wall_time(max(start, end)), whole)


@dataclass(frozen=True, slots=True)
class Answered:
    """When and where something of the county's plan will be held."""

    start_ms: int
    place: str


class AnswerForm(RecordForm):
    """A day for something of the county's plan."""

    def __init__(
        self, context: Context, words: RecordWords, title: str, when: str, ask: str, first: date
    ) -> None:
        tr = context.words.tr
        super().__init__(
            context, words, PROPAGANDA_ACTIVITY, tr("Set a day for {title}", title=title)
        )
        self.content.addWidget(text(when, "muted"))
        if ask:
            self.content.addWidget(text(ask))
        day = DayEdit(context.words, context.lunar, context.today, lean=Lean.COMING)
        self.own("day", day, label=tr("Day"), required=True, example=tr("0315, 3.15 or 初八"))
        self.own("from", ClockEdit(), label=tr("Begins at"))
        self.add("place")
        self.end(tr("Answer with this day"))
        self.rows["day"].set_value(first.isoformat())
        self.rows["from"].set_value(f"{USUAL[0]:%H:%M}")

    def given(self) -> tuple[Answered, dict[str, str]]:
        faults: dict[str, str] = {}
        day, clock = self.rows["day"].value(), self.rows["from"].value()
        place = self.rows["place"].value()
        if not isinstance(day, str):
            faults["day"] = "missing"
        read = read_clock(clock) if isinstance(clock, str) else f"{USUAL[0]:%H:%M}"
        if read is None:
            faults["from"] = "not_a_time"
        if not place:
            faults["place"] = "missing"
        if faults:
            return Answered(0, ""), faults
        start = datetime.combine(date.fromisoformat(str(day)), time.fromisoformat(str(read)))
        return Answered(ms_of(start), str(place)), {}

    def row_of(self, path: str) -> FieldRow | None:
        return super().row_of({"planned_start": "day", "planned_at": "day"}.get(path, path))
