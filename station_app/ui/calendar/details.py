"""Entries of the ledger as the views and the panel show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from station_app.ui.calendar import values as shown
from station_app.ui.calendar.jobs import Asked, CalendarRead, wall_time
from station_app.ui.calendar.rule_words import rule_sentence, rule_values
from station_app.ui.calendar.sentences import CalendarWords
from station_app.ui.calendar.values import CountyAsk, EntryDetail, EntryKind, EntryStatus
from station_app.ui.common.record_words import RecordWords
from station_app.usecases.moving import MOVABLE
from station_app.usecases.reading.calendar import CalendarEntry, Gap
from station_app.usecases.reading.calendar_entry import EntryRead, day_of_values
from sync.clock import Json, local_date
from sync.problems import Problem
from sync.records.moves import Move
from sync.records.recurrence_check import rule_of

ACTIVITY, TRAINING, VISIT = "propaganda_activity", "training_session", "visit"
_PLANNED = {ACTIVITY: EntryKind.ACTIVITY, TRAINING: EntryKind.TRAINING, VISIT: EntryKind.VISIT}
CARRIES_ON = ("hold", "plan_again")
"""Moves that may be the one primary button."""

LINES: Mapping[str, tuple[tuple[str, ...], ...]] = {
    ACTIVITY: (
        ("kind", "aim", "topic_codes", "audience_kind"),
        ("lecturer_ids", "partners", "organisers"),
        ("audience_count", "households", "consult_count", "banners", "boards_updated", "materials"),
        ("summary", "feedback", "not_held_reason", "return_note"),
    ),
    TRAINING: (
        ("kind", "method", "topic_codes"),
        ("hours", "summary", "not_held_reason", "return_note"),
    ),
    VISIT: (
        ("kind", "visitor_org_id", "host_station_id", "visitor_names"),
        ("persons_received", "cases_taken", "consultations", "problems", "guidance"),
        ("follow_up_due", "follow_up_done", "not_held_reason", "return_note"),
    ),
}
"""Fields the panel says, in groups."""


class EntryWords:
    """Says entries in one language."""

    def __init__(self, words: RecordWords) -> None:
        self.words = words
        self.said = CalendarWords(words.words)

    def entry(self, row: CalendarEntry, read: CalendarRead) -> shown.CalendarEntry:
        """An entry for the views."""
        tr, ntr = self.words.words.tr, self.words.words.ntr
        kind = _PLANNED[row.entry_kind]
        if row.kind == "study_day":
            kind = EntryKind.STUDY
        elif row.campaign_id is not None and kind is EntryKind.ACTIVITY:
            kind = EntryKind.COUNTY
        title = row.title
        if row.entry_kind == VISIT:
            title = f"{self.words.code('visit_kind', row.kind)} {row.title}".strip()
        reached = read.reached.get(row.id)
        own = row.station_id in ("", read.own_station)
        whose = "" if own else self.words.named(read.called, row.station_id, "station")
        start, end = wall_time(row.start), wall_time(row.end)
        return shown.CalendarEntry(
            row.id,
            f"{title} ?" if row.conflict else title,
            start,
            end,
            kind,
            EntryStatus(row.status),
            row.all_day,
            row.id in read.touchable and row.status in MOVABLE,
            whose,
            row.place,
            ntr("{n} person", "{n} people", reached)
            if reached
            else tr("moved")
            if row.moved
            else "",
        )

    def ask(self, asked: Asked, read: CalendarRead) -> CountyAsk:
        """Something of the county's plan for the panel; at the county its gaps."""
        tr, row = self.words.words.tr, asked.row
        first, last = date.fromisoformat(row.from_on), date.fromisoformat(row.to_on)
        when = self.said.days(first, last) if first != last else self.said.short_day(first)
        if row.times > 1:
            when = tr("{when}, {n} times", when=when, n=row.times)
        gaps = tuple(self._gap(gap, row.times, read) for gap in asked.gaps)
        if read.county and not gaps:
            gaps = (tr("Every station has shown that it was held."),)
        return CountyAsk(row.id, row.title, when, gaps, read.may_plan and not read.county)

    def _gap(self, gap: Gap, times: int, read: CalendarRead) -> str:
        tr, name = self.words.words.tr, self.words.named(read.called, gap.station_id, "station")
        if gap.done >= times:
            return tr("{station}: held but without a photo", station=name)
        if gap.answered:
            return tr("{station}: planned, not held yet", station=name)
        return tr("{station}: not answered", station=name)

    def detail(
        self, entry: shown.CalendarEntry, found: EntryRead, read: CalendarRead
    ) -> EntryDetail:
        """The chosen entry for the panel: what it is, and what can be done."""
        moves = {move.action: move for move in found.moves}
        action = self.next_move(found)
        idle = {action, *(("hold", "miss") if _ahead(found) else ("confirm",))}
        more = [(f"move:{m.action}", self._called(m)) for m in found.moves if m.action not in idle]
        further = [*self._further(found)]
        # Of what was held, its sheet comes before ways back.
        more = [*further, *more] if found.state == "held" else [*more, *further]
        return EntryDetail(
            entry,
            tuple(self._lines(found, read)),
            self._called(moves[action]) if action else "",
            f"move:{action}" if action else "",
            tuple(more),
        )

    def next_move(self, found: EntryRead) -> str:
        """The move for the primary button: what is over is held, what lies ahead confirmed."""
        offered = [move.action for move in found.moves]
        if _ahead(found):
            return "confirm" if "confirm" in offered else _first(("plan_again",), offered)
        return _first(CARRIES_ON, offered)

    def _called(self, move: Move) -> str:
        return self.words.words.tr(move.label)

    def _further(self, found: EntryRead) -> Iterable[tuple[str, str]]:
        tr = self.words.words.tr
        if not found.may_edit:
            return
        if found.kind == ACTIVITY:
            yield "edit", tr("Change")
        if found.kind == ACTIVITY and found.state == "held":
            yield "sheet", tr("Print the sheet")
        yield "photos", tr("Add photos")
        if found.kind == ACTIVITY and found.state == "planned":
            yield "remove", tr("Take out")

    def _lines(self, found: EntryRead, read: CalendarRead) -> Iterable[str]:
        tr = self.words.words.tr
        first = True
        for group in LINES[found.kind]:
            lines = [
                tr("{name}: {value}", name=self.words.label(found.kind, name), value=said)
                for name in group
                if (said := self._value(found, name, read))
            ]
            if lines and not first:
                yield ""
            first = first and not lines
            yield from lines
        beside = [*self._beside(found)]
        if beside:
            yield ""
            yield from beside

    def _beside(self, found: EntryRead) -> Iterable[str]:
        tr, ntr = self.words.words.tr, self.words.words.ntr
        if found.campaign:
            yield tr("Answers the county's plan: {title}", title=found.campaign)
        if found.rule:
            try:
                rule = rule_of(rule_values(found.rule))
            except Problem:
                yield tr("Comes again by a rule this version doesn't know.")
            else:
                yield tr("Comes again: {rule}", rule=rule_sentence(rule, self.words.words))
            if found.values.get("edited") is True:
                yield tr("This one was changed apart from its series.")
        if found.files:
            yield ntr("{n} photo or file", "{n} photos or files", len(found.files))

    def _value(self, found: EntryRead, name: str, read: CalendarRead) -> str:
        value: Json = found.values.get(name)
        if value in (None, "", []) or (name == "organisers" and value == [read.own_station]):
            return ""
        if name == "materials":
            return materials_words(self.words, value)
        return self.words.value(found.kind, name, value, read.called)


def materials_words(words: RecordWords, materials: Json) -> str:
    """What was given out of each material, and what was left then."""
    tr = words.words.tr
    said: list[str] = []
    for line in materials if isinstance(materials, list) else []:
        if not isinstance(line, dict):
            continue
        kind = words.code("material_kind", str(line.get("kind") or ""))
        name = f"{kind} {line.get('name') or ''}".strip()
        given, left = line.get("given"), line.get("left")
        if given is None:
            said.append(name)
        elif left is None:
            said.append(tr("{name}, {n} given out", name=name, n=str(given)))
        else:
            said.append(
                tr("{name}, {n} given out, {left} left", name=name, n=str(given), left=str(left))
            )
    return "；".join(said)


def _ahead(found: EntryRead) -> bool:
    """Whether its day is still to come: then nothing can have become of it."""
    day = day_of_values(found.kind, found.values)
    return day is not None and day > local_date(found.now_ms)


def _first(wanted: Iterable[str], offered: Iterable[str]) -> str:
    there = set(offered)
    return next((action for action in wanted if action in there), "")
