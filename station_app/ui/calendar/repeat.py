"""How something comes again: ten kinds of rule, each with its own fields, and the next days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from station_app.ui.calendar.rule_words import next_days, nth_names, rule_sentence, weekday_names
from station_app.ui.common.chip_keys import ChipKeys
from station_app.ui.common.choices import Chips
from station_app.ui.common.context import Context
from station_app.ui.common.day_text import Lean, read_day
from station_app.ui.common.editors import CodeCombo, DayEdit, Option
from station_app.ui.common.fields import FieldRow, LineEdit
from station_app.ui.common.made_fields import WholeEdit, fault_words
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.texts import set_text, text
from sync.clock import Json
from sync.problems import Problem
from sync.records.days.festivals import FESTIVALS
from sync.records.days.working import WorkCalendar
from sync.records.recurrence import RuleKind
from sync.records.recurrence_check import rule_of

ONCE = RuleKind.ONCE.value
KINDS_SHOWN = tuple(kind.value for kind in RuleKind if kind is not RuleKind.RRULE)

OF_KIND: Mapping[str, tuple[str, ...]] = {
    "once": (),
    "weekly": ("weekdays",),
    "monthly_day": ("month_day",),
    "monthly_nth_weekday": ("nth", "weekday"),
    "yearly_date": ("on",),
    "solar_digit": ("digits",),
    "lunar_digit": ("digits", "short_month_policy"),
    "lunar_date": ("lunar_month", "lunar_day", "leap", "short_month_policy"),
    "before_festival": ("festival", "offset_days"),
    "cycle_days": ("every_days",),
}
"""Kind of rule -> the rows that say it."""

ALWAYS = ("end_on", "rest_day_policy", "skip_dates", "extra_dates")
"""Rows of every rule that comes again."""

PATHS = {
    "params.weekdays": "weekdays", "params.digits": "digits", "params.nth": "nth",
    "params.weekday": "weekday", "params.festival": "festival",
    "params.offset_days": "offset_days", "params.every_days": "every_days", "params.leap": "leap",
}  # fmt: skip


class DaysEdit(LineEdit):
    """Several days in one line, each as people type a day; its value is a list of ISO days."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.setPlaceholderText("0315、0322")

    def value(self) -> list[str] | None:  # type: ignore[override]
        found = []
        for part in self.text().replace("，", "、").replace(",", "、").split("、"):
            if part.strip():
                day = read_day(
                    part.strip(), self._context.today(), self._context.lunar, Lean.COMING
                )
                found.append(part.strip() if day is None else day.isoformat())
        return found or None

    def set_value(self, value: list[str] | None) -> None:  # type: ignore[override]
        self.setText("、".join(value or ()))


class RepeatEdit(QWidget):
    """Signals:
    edited: A person changed something.  No argument.
    """

    edited = Signal()

    def __init__(self, context: Context, words: RecordWords, work: WorkCalendar) -> None:
        super().__init__()
        self._context, self._words, self._work = context, words, work
        self.start: date = context.today()
        tr = context.words.tr
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(context.theme.look.px(10))
        self.rows: dict[str, FieldRow] = {}
        self.kind = CodeCombo(words.options("recurrence_kind", KINDS_SHOWN))
        self.kind.setAccessibleName(tr("Comes again"))
        self.kind.edited.connect(self._edited)
        self._column.addWidget(self.kind)
        self._params()
        self.preview = text("", "muted")
        self._column.addWidget(self.preview)
        self._row("end_on", tr("Last day"), self._day())
        self._row("rest_day_policy", tr("On a day off"), self._codes("rest_day_policy"))
        self._row("skip_dates", tr("Days left out"), DaysEdit(context))
        self._row("extra_dates", tr("Days added"), DaysEdit(context))
        self.kind.set_value(ONCE)
        self.rows["rest_day_policy"].set_value("keep")
        self.rows["short_month_policy"].set_value("skip")
        self.rows["leap"].set_value("skip")
        self._show()

    def _params(self) -> None:
        tr, look = self._context.words.tr, self._context.theme
        names = weekday_names(self._context.words)
        week = [Option(str(n), name) for n, name in enumerate(names, 1)]
        digits = [Option(str(n), str(n)) for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 0)]
        nth = [Option(str(n), said) for n, said in nth_names(self._context.words).items()]
        chinese = self._context.words.lang.startswith("zh")
        festivals = [
            Option(code, f.name if chinese else tr(f.label)) for code, f in FESTIVALS.items()
        ]
        leap = [Option("skip", tr("Not in a leap month")), Option("include", tr("In both months"))]
        self._row("weekdays", tr("Days of the week"), Chips(look, week))
        self._row("month_day", tr("Day of the month; 0 is the last"), WholeEdit())
        self._row("nth", tr("Which of the month"), Chips(look, nth, several=False))
        self._row("weekday", tr("Day of the week"), Chips(look, week, several=False))
        self._row("on", tr("Day of the year"), self._day())
        self._row("digits", tr("Last digits of the market days"), Chips(look, digits))
        self._row("lunar_month", tr("Lunar month"), WholeEdit())
        self._row("lunar_day", tr("Lunar day"), WholeEdit())
        self._row("leap", tr("Leap months"), Chips(look, leap, several=False, keeps_one=True))
        self._row(
            "short_month_policy",
            tr("Day 30 in a month of 29 days"),
            self._codes("short_month_policy"),
        )
        self._row("festival", tr("Festival"), CodeCombo(festivals))
        self._row("offset_days", tr("How many days before"), WholeEdit())
        self._row("every_days", tr("Every so many days"), WholeEdit())

    def _day(self) -> DayEdit:
        context = self._context
        return DayEdit(context.words, context.lunar, context.today, lean=Lean.COMING)

    def _codes(self, name: str) -> Chips:
        options = self._words.options(name)
        return Chips(self._context.theme, options, several=False, keeps_one=True)

    def _row(self, name: str, label: str, editor: QWidget) -> None:
        self.rows[name] = row = FieldRow(self._context.theme, label, editor)
        editor.setAccessibleName(label)
        if isinstance(editor, Chips):
            ChipKeys(editor)
        row.editor.edited.connect(self._edited)
        self._column.addWidget(row)

    def _edited(self) -> None:
        self._show()
        self.edited.emit()

    @property
    def comes_again(self) -> bool:
        return self.kind.value() not in (None, ONCE)

    def start_at(self, day: date) -> None:
        """The first day it may fall on; the preview follows."""
        self.start = day
        self._show()

    def value(self) -> dict[str, Json] | None:
        """The fields of a rule; None where nothing comes again."""
        if not self.comes_again:
            return None
        kind = str(self.kind.value())
        found: dict[str, Json] = {
            "kind": kind,
            "params": self._said_params(kind),
            "start_on": self.start.isoformat(),
            "end_on": self._of("end_on"),
            "rest_day_policy": self._of("rest_day_policy") or "keep",
            "skip_dates": self._of("skip_dates") or [],
            "extra_dates": self._of("extra_dates") or [],
        }
        if "short_month_policy" in OF_KIND[kind]:
            found["short_month_policy"] = self._of("short_month_policy") or "skip"
        return found

    def _of(self, name: str) -> Json:
        value: Json = self.rows[name].value()
        return value

    def _said_params(self, kind: str) -> dict[str, Json]:
        match kind:
            case "weekly":
                return {"weekdays": _wholes(self._of("weekdays"))}
            case "monthly_day":
                day = self._of("month_day")
                return {"day": -1 if day == 0 else day}
            case "monthly_nth_weekday":
                return {"nth": _whole(self._of("nth")), "weekday": _whole(self._of("weekday"))}
            case "yearly_date":
                on = self._of("on")
                said = date.fromisoformat(on) if isinstance(on, str) else None
                return {"month": said.month, "day": said.day} if said else {}
            case "solar_digit" | "lunar_digit":
                return {"digits": _wholes(self._of("digits"))}
            case "lunar_date":
                return {"month": self._of("lunar_month"), "day": self._of("lunar_day"),
                        "leap": self._of("leap") or "skip"}  # fmt: skip
            case "before_festival":
                return {"festival": self._of("festival"), "offset_days": self._of("offset_days")}
            case "cycle_days":
                return {"every_days": self._of("every_days")}
        return {}

    def set_value(self, value: Mapping[str, Json] | None) -> None:
        """Fields of a rule, as they are kept."""
        told = dict(value or {"kind": ONCE})
        kind = str(told.get("kind") or ONCE)
        self.kind.set_value(kind)
        params = cast("dict[str, Json]", told.get("params") or {})
        start = told.get("start_on")
        if isinstance(start, str):
            self.start = date.fromisoformat(start)
        for name in ("weekdays", "digits"):
            chosen = params.get(name)
            self.rows[name].set_value([str(n) for n in chosen] if isinstance(chosen, list) else [])
        for name in ("nth", "weekday"):
            self.rows[name].set_value(str(params[name]) if params.get(name) is not None else None)
        for name in ("festival", "offset_days", "every_days"):
            self.rows[name].set_value(params.get(name))
        self.rows["leap"].set_value(params.get("leap") or "skip")
        month, day = params.get("month"), params.get("day")
        self.rows["month_day"].set_value(
            (0 if day == -1 else day) if kind == "monthly_day" else None
        )
        self.rows["lunar_month"].set_value(month if kind == "lunar_date" else None)
        self.rows["lunar_day"].set_value(day if kind == "lunar_date" else None)
        on = None
        if kind == "yearly_date" and type(month) is int and type(day) is int:
            on = date(2024 if (month, day) == (2, 29) else self.start.year, month, day).isoformat()
        self.rows["on"].set_value(on)
        self.rows["end_on"].set_value(told.get("end_on"))
        self.rows["rest_day_policy"].set_value(told.get("rest_day_policy") or "keep")
        self.rows["short_month_policy"].set_value(told.get("short_month_policy") or "skip")
        for name in ("skip_dates", "extra_dates"):
            self.rows[name].set_value(told.get(name))
        self._show()

    def show_faults(self, faults: Mapping[str, str]) -> dict[str, str]:
        """Tells faults at their rows; answers those that are not a rule's."""
        kind = str(self.kind.value() or ONCE)
        for row in self.rows.values():
            row.set_fault("")
        rest: dict[str, str] = {}
        for path, code in faults.items():
            name = self._row_at(path.partition("[")[0], kind)
            if name is None:
                rest[path] = code
            else:
                self.rows[name].set_fault(fault_words(self._context, code))
        return rest

    @staticmethod
    def _row_at(path: str, kind: str) -> str | None:
        if path in PATHS:
            return PATHS[path]
        if path == "params.day":
            return {"monthly_day": "month_day", "lunar_date": "lunar_day"}.get(kind, "on")
        if path == "params.month":
            return "lunar_month" if kind == "lunar_date" else "on"
        return path if path in (*ALWAYS, "short_month_policy") else None

    def _show(self) -> None:
        """The rows of the kind, and the next days by it."""
        kind = str(self.kind.value() or ONCE)
        shown = {*OF_KIND.get(kind, ()), *(ALWAYS if kind != ONCE else ())}
        for name, row in self.rows.items():
            row.setVisible(name in shown)
        set_text(self.preview, self._foretold())
        self.preview.setVisible(kind != ONCE)

    def _foretold(self) -> str:
        tr = self._context.words.tr
        told = self.value()
        if told is None:
            return ""
        try:
            rule = rule_of({name: value for name, value in told.items() if value is not None})
        except Problem:
            return tr("The next days stand here as soon as the rule is complete.")
        days = next_days(rule, self._context.today(), self._work, self._context.words)
        said = rule_sentence(rule, self._context.words)
        if not days:
            return tr("{rule}. It falls on no day.", rule=said)
        return tr("{rule}. The next days: {days}", rule=said, days=days)


def _whole(code: Json) -> int | None:
    return int(code) if isinstance(code, str) else None


def _wholes(codes: Json) -> list[Json]:
    return [int(code) for code in codes if isinstance(code, str)] if isinstance(codes, list) else []
