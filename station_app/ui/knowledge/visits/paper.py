"""A visit as form: the sit-in record (F-39), the patrol record (F-40)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from station_app.documents.form_sheet import STYLE
from station_app.documents.paper_foot import form_foot
from station_app.documents.visit_records import (
    PATROL,
    SIT_IN,
    VERSION,
    Check,
    PatrolRecord,
    SitInRecord,
    patrol_page,
    sit_in_page,
)
from station_app.ui.common.context import Context
from station_app.ui.common.papers import Paper, offer_paper, printing_now
from station_app.ui.common.record_words import RecordWords
from station_app.ui.knowledge.visits.jobs import VisitView
from station_app.usecases.desk import Desk


def offer_record(context: Context, words: RecordWords, view: VisitView, owner: QWidget) -> None:
    """What is known stands on it; the rest is left to be written by hand."""
    practice = context.theme.practice
    form = SIT_IN if view.row.text("kind") == "sit_in" else PATROL
    html = record_html(words, view)
    host = view.called.get(view.row.text("host_station_id"), "")
    kind = words.code("visit_kind", view.row.text("kind"))
    title = f"{kind} {host} {view.day.isoformat()}"

    def job(desk: Desk) -> Paper:
        foot = form_foot(form, VERSION, printing_now(desk, practice=practice), context.words)
        return Paper(title, html, STYLE, foot)

    context.tasks.on_ledger(job, lambda paper: offer_paper(context, paper, owner), owner=owner)


def record_html(words: RecordWords, view: VisitView) -> str:
    """Of a sit-in what was asked and advised, of every other visit what was looked at."""
    row = view.row
    station = view.called.get(row.text("host_station_id"), "")
    office = view.called.get(row.text("visitor_org_id"), "")
    named = [view.called.get(one, "") for one in view.ids("visitor_ids")]
    officers = "、".join(name for name in (*named, row.text("visitor_names")) if name)
    day = words.day(view.day.isoformat())
    if row.text("kind") == "sit_in":
        record = SitInRecord(
            station, office, day, _time(words, view), officers,
            _count(view, "persons_received"), _count(view, "cases_taken"),
            _count(view, "consultations"), row.text("problems"), row.text("guidance"),
        )  # fmt: skip
        return sit_in_page(record, words.words)
    checks = tuple(
        Check(str(one.get("item") or ""), bool(one.get("ok")), str(one.get("note") or ""))
        for one in view.checks()
    )
    due, mended = row.text("follow_up_due"), row.text("follow_up_done")
    patrol = PatrolRecord(
        station, office, day, _time(words, view), officers, checks,
        row.text("problems"), row.text("guidance"),
        words.day(due) if due else "", words.day(mended) if mended else "",
    )  # fmt: skip
    return patrol_page(patrol, words.words)


def _time(words: RecordWords, view: VisitView) -> str:
    clocks = [
        words.date_and_clock(at).rpartition(" ")[2]
        for name in ("held_at", "ended_at")
        if (at := view.row.whole(name)) is not None
    ]
    return "–".join(clocks)


def _count(view: VisitView, name: str) -> str:
    value = view.row.whole(name)
    return "" if value is None else str(value)
