"""Days and entries in words: for tooltips, screen readers and the side panel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from station_app.ui.calendar.values import (
    CalendarEntry,
    DayFacts,
    EntryKind,
    EntryStatus,
    WorkMark,
)
from station_app.ui.common.day_text import day_words
from sync.words import Words


class CalendarWords:
    """The calendar's words in one language."""

    def __init__(self, words: Words) -> None:
        tr = words.tr
        self.words = words
        self.joint, self.comma = (" · ", "、") if words.lang.startswith("zh") else (" · ", ", ")
        self._status = {
            EntryStatus.PLANNED: tr("planned"),
            EntryStatus.CONFIRMED: tr("confirmed"),
            EntryStatus.HELD: tr("held"),
            EntryStatus.POSTPONED: tr("put off"),
            EntryStatus.CANCELLED: tr("called off"),
            EntryStatus.MISSED: tr("did not happen"),
        }
        self._kind = {
            EntryKind.ACTIVITY: tr("publicity"),
            EntryKind.TRAINING: tr("training"),
            EntryKind.VISIT: tr("visit"),
            EntryKind.STUDY: tr("study day"),
            EntryKind.COUNTY: tr("the county's plan"),
            EntryKind.OTHER: "",
        }
        self._tag = {
            EntryKind.TRAINING: tr("T."),
            EntryKind.VISIT: tr("V."),
            EntryKind.COUNTY: tr("C."),
        }
        self.off, self.work = tr("off"), tr("work")
        self.market = tr("market")
        self.provisional = tr("provisional")
        self.weekdays = (
            tr("Mo"),
            tr("Tu"),
            tr("We"),
            tr("Th"),
            tr("Fr"),
            tr("Sa"),
            tr("Su"),
        )

    def status(self, status: EntryStatus) -> str:
        return self._status[status]

    def kind(self, kind: EntryKind) -> str:
        return self._kind[kind]

    def tag(self, entry: CalendarEntry) -> str:
        """A letter or two before the title, so that colour alone never tells the kind."""
        return self._tag.get(entry.kind, "")

    def mark(self, facts: DayFacts) -> str:
        """休, 班, or nothing; with a question mark where it is provisional."""
        said = {WorkMark.OFF: self.off, WorkMark.WORK: self.work, WorkMark.NONE: ""}[facts.mark]
        return f"{said}?" if said and facts.provisional else said

    def day(self, day: date, today: date | None = None) -> str:
        return day_words(day, self.words, today)

    def short_day(self, day: date) -> str:
        """Without the day of the week."""
        return self.words.tr("{month}-{day}", month=day.month, day=day.day)

    def days(self, first: date, last: date) -> str:
        """11月23–27日; 11月30日–12月4日."""
        tr = self.words.tr
        if (first.year, first.month) == (last.year, last.month):
            return tr(
                "{month}-{first} to {last}", month=first.month, first=first.day, last=last.day
            )
        return tr("{first} to {last}", first=self.short_day(first), last=self.short_day(last))

    def month(self, day: date) -> str:
        return self.words.tr("{year}-{month}", year=day.year, month=day.month)

    def due(self, count: int) -> str:
        return self.words.ntr("{n} due", "{n} due", count) if count else ""

    def more(self, count: int) -> str:
        return f"+{count}"

    def duty(self, names: Sequence[str]) -> str:
        return self.words.tr("On duty: {names}", names=self.comma.join(names)) if names else ""

    def duty_short(self, names: Sequence[str]) -> str:
        return self.words.tr("duty {names}", names=self.comma.join(names))

    def kind_of_day(self, facts: DayFacts) -> str:
        """工作日, 休息, 国庆节放假（暂定）, 国庆节补班."""
        tr = self.words.tr
        if facts.mark is WorkMark.OFF and facts.mark_name:
            said = tr("{holiday}: day off", holiday=facts.mark_name)
        elif facts.mark is WorkMark.OFF:
            said = tr("day off")
        elif facts.mark is WorkMark.WORK and facts.mark_name:
            said = tr("{holiday}: a workday instead", holiday=facts.mark_name)
        elif facts.mark is WorkMark.WORK:
            said = tr("workday instead of a day off")
        else:
            said = tr("workday") if facts.works else tr("weekend")
        return tr("{said} (provisional)", said=said) if facts.provisional else said

    def lunar(self, facts: DayFacts) -> str:
        return self.words.tr("lunar {day}", day=facts.lunar_full) if facts.lunar_full else ""

    def facts_line(self, facts: DayFacts) -> str:
        """农历十月十八 · 工作日 · 小雪 · 大口屯集."""
        occasions = (name for name in facts.occasions if name != facts.mark_name)
        parts = (self.lunar(facts), self.kind_of_day(facts), *occasions, *facts.markets)
        return self.joint.join(part for part in parts if part)

    def time(self, entry: CalendarEntry) -> str:
        """09:00-11:00, 09:00 where no end is known; 全天; 11月24日至26日 of several days."""
        tr = self.words.tr
        if entry.days > 1:
            return self.days(entry.first_day, entry.last_day)
        if entry.all_day:
            return tr("all day")
        if entry.end <= entry.start:
            return f"{entry.start:%H:%M}"
        return f"{entry.start:%H:%M}–{entry.end:%H:%M}"

    def entry(self, entry: CalendarEntry) -> str:
        """Everything the eye sees of an entry, in one line."""
        parts = (
            self.time(entry),
            self.kind(entry.kind),
            entry.title,
            entry.place,
            entry.whose,
            self.status(entry.status),
            entry.result,
        )
        return self.joint.join(part for part in parts if part)

    def cell(
        self, day: date, facts: DayFacts | None, entries: Sequence[CalendarEntry], today: date
    ) -> str:
        """A day for a screen reader: date, facts, how much stands there, what."""
        tr, ntr = self.words.tr, self.words.ntr
        parts = [self.day(day, today)]
        if day == today:
            parts.append(tr("today"))
        if facts is not None:
            parts += [self.facts_line(facts), self.duty(facts.duty), self.due(len(facts.due))]
        if entries:
            parts.append(ntr("{n} entry", "{n} entries", len(entries)))
            parts += [entry.title for entry in entries]
        return self.comma.join(part for part in parts if part)

    def day_tip(
        self, day: date, facts: DayFacts | None, entries: Sequence[CalendarEntry], today: date
    ) -> str:
        """A day for the pointer: a line for each thing."""
        lines = [self.day(day, today)]
        if facts is not None:
            lines += [self.facts_line(facts), self.duty(facts.duty)]
            lines += [self.words.tr("due: {title}", title=thing.title) for thing in facts.due]
        lines += [self.entry(entry) for entry in entries]
        return plain_tip("\n".join(line for line in lines if line))


def plain_tip(words: str) -> str:
    """Qt reads a tooltip with tags as rich text; data must stay what it is."""
    return words.replace("<", "〈").replace(">", "〉")
