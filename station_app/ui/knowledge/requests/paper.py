"""Requests on paper (F-41): one of them, or all of a month; who asked stands on neither."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from station_app.documents.form_sheet import LIST_STYLE, STYLE
from station_app.documents.knowledge_list import (
    FORM,
    VERSION,
    RequestLine,
    request_page,
    requests_page,
)
from station_app.documents.paper_foot import form_foot
from station_app.ui.common.context import Context
from station_app.ui.common.papers import Paper, offer_paper, printing_now
from station_app.ui.common.record_words import RecordWords
from station_app.ui.knowledge.requests.jobs import RequestView
from station_app.usecases.desk import Desk
from station_app.usecases.reading.knowledge_requests import asked_in
from station_app.usecases.reading.names import places
from station_app.usecases.reading.rows import FullRow
from sync.clock import local_date


def offer_request(context: Context, words: RecordWords, view: RequestView, owner: QWidget) -> None:
    """What is known stands on it; the rest is left to be written by hand."""
    practice = context.theme.practice
    station = view.called.get(view.row.text("station_id"), "")
    html = request_page(station, _line(words, view.row, view.called), context.words)
    title = f"{context.words.tr('Record of a knowledge request')} {view.row.text('request_no')}"

    def job(desk: Desk) -> Paper:
        foot = form_foot(FORM, VERSION, printing_now(desk, practice=practice), context.words)
        return Paper(title.strip(), html, STYLE, foot)

    context.tasks.on_ledger(job, lambda paper: offer_paper(context, paper, owner), owner=owner)


def offer_month(context: Context, words: RecordWords, view: RequestView, owner: QWidget) -> None:
    """All that was asked here in the month of the one that is shown."""
    tr, practice = context.words.tr, context.theme.practice
    first = local_date(view.row.whole("asked_at") or 0).replace(day=1)
    month = tr("{year}-{month}", year=first.year, month=first.month)
    title = f"{tr('List of knowledge requests')} {month}"

    def job(desk: Desk) -> Paper:
        called = {place.id: place.name for place in places(desk.ledger)}
        rows = asked_in(desk.ledger, first, view.row.text("station_id"))
        lines = [_line(words, row, called) for row in rows]
        station = called.get(view.row.text("station_id"), "")
        html = requests_page(station, month, lines, context.words)
        foot = form_foot(FORM, VERSION, printing_now(desk, practice=practice), context.words)
        return Paper(title, html, LIST_STYLE, foot, wide=True)

    context.tasks.on_ledger(job, lambda paper: offer_paper(context, paper, owner), owner=owner)


def _line(words: RecordWords, row: FullRow, called: Mapping[str, str]) -> RequestLine:
    asked = row.whole("asked_at")
    return RequestLine(
        row.text("request_no"),
        words.day(local_date(asked).isoformat()) if asked is not None else "",
        words.code("topic", row.text("topic_code")),
        row.text("question"),
        str(row.whole("people_count") or 1),
        called.get(row.text("passed_to_org_id"), ""),
        row.text("answer"),
    )
