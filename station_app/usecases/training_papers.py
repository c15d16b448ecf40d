"""Before and after a session on paper: its notice (F-36), the record of its test (F-38)."""

from __future__ import annotations

from station_app.documents.training_notice import ScoreLine, ScoreRecord, TrainingNotice
from station_app.usecases.desk import Desk
from station_app.usecases.reading.names import places
from station_app.usecases.reading.rows import FullRow, full_rows
from station_app.usecases.reading.trainees import trainees
from station_app.usecases.reading.trainings import RollRow, roll
from station_app.usecases.reading.weekly_detail import found_record
from station_app.usecases.training_sheets import time_words
from station_app.usecases.trainings import KIND
from sync.clock import Json, local_date
from sync.records.training import TRAINING_MATERIAL
from sync.words import Words


def notice_of(desk: Desk, session_id: str, words: Words) -> TrainingNotice:
    """The notice of a session as it is planned, its people by name.  Problem NOT_FOUND."""
    row = found_record(desk.ledger, KIND, session_id)
    called = {place.id: place.name for place in places(desk.ledger)}
    people = {one.id: one.name for one in trainees(desk.ledger)}
    taught_from = [
        f"{one.text('title')} {one.text('edition')}".strip()
        for one in full_rows(desk.ledger.db, TRAINING_MATERIAL, "1 = 1", (), "title, id")
        if one.id in _ids(row, "material_ids")
    ]
    made_on = local_date(desk.ledger.now_ms())
    return TrainingNotice(
        organiser=called.get(row.text("organiser_id"), desk.session.station.name),
        topic=row.text("title"),
        time=time_words(words, row.whole("planned_at") or 0, row.whole("planned_end")),
        place=row.text("place"),
        batch=row.text("batch"),
        lecturers="、".join(people.get(one, "") for one in _ids(row, "lecturer_ids") if one),
        materials="、".join(taught_from),
        invited=tuple(line.name for line in roll(desk.ledger, row.id) if line.invited),
        stations=tuple(called[one] for one in _ids(row, "invited_station_ids") if one in called),
        made_on=words.tr(
            "{year}-{month}-{day}", year=made_on.year, month=made_on.month, day=made_on.day
        ),
    )


def scores_of(desk: Desk, session_id: str, words: Words) -> ScoreRecord:
    """Everybody on the roll with their score; who has none has an empty line.

    Problem NOT_FOUND.
    """
    row = found_record(desk.ledger, KIND, session_id)
    called = {place.id: place.name for place in places(desk.ledger)}
    start = row.whole("held_at") or row.whole("planned_at") or 0
    needed = row.whole("pass_score")
    return ScoreRecord(
        organiser=called.get(row.text("organiser_id"), desk.session.station.name),
        topic=row.text("title"),
        time=time_words(words, start, None),
        pass_score="" if needed is None else str(needed),
        lines=tuple(_score(line, words) for line in roll(desk.ledger, row.id)),
    )


def _score(line: RollRow, words: Words) -> ScoreLine:
    passed = ""
    if line.passed is not None:
        passed = words.tr("Yes") if line.passed else words.tr("No")
    score = "" if line.score is None else str(line.score)
    return ScoreLine(line.name, score, passed, line.makeup_on or "")


def _ids(row: FullRow, name: str) -> list[str]:
    value: Json = row.values.get(name)
    return [str(one) for one in value] if isinstance(value, list) else []
