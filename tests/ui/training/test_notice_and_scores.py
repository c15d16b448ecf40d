"""The notice before a session and the record of its test, from the panel to paper."""

import pytest
from PySide6.QtCore import Qt

from station_app.ui.common.dialogs import Answer
from station_app.usecases import trainings
from tests.printing.reading import pages_of
from tests.ui.training.conftest import NAMES


@pytest.fixture
def saved(hall, dialogs, tmp_path):
    """Presses a button of the panel by the keyboard, and reads the paper it makes."""

    def make(session_id, key):
        out = tmp_path / f"{key}.pdf"
        dialogs.answer, dialogs.files = Answer("save"), [out]
        button = hall.show(session_id).buttons[key]
        button.setFocus()
        hall.qtbot.keyClick(button, Qt.Key.Key_Space)
        hall.rest()
        hall.qtbot.waitUntil(out.exists, timeout=20_000)
        return pages_of(out)

    return make


def test_the_notice_says_what_where_and_who(hall, saved):
    hall.people()
    session_id = hall.session(NAMES, batch="第一批")
    (page,) = saved(session_id, "notice")
    for words in ("培训通知", "新办法解读", "镇东村会议室", "第一批", *NAMES, "表号 F-36"):
        assert words in page, words
    assert "2026年11月26日 09:00 至 11:00" in page
    assert "练习" not in page


def test_the_record_of_the_test_has_a_line_for_everybody(hall, saved):
    people = hall.people()
    session_id = hall.held(people, has_test=True, pass_score=60)
    rows = [
        {"person_id": people[0], "presence": "present", "score": 88, "passed": True},
        {"person_id": people[1], "presence": "present", "score": 40, "passed": False},
    ]
    hall.live.do(lambda desk: trainings.attend(desk.ledger, desk.session, session_id, rows))
    (page,) = saved(session_id, "score_sheet")
    for words in ("培训考核登记表", "88", "是", "40", "否", "60", "表号 F-38", *NAMES):
        assert words in page, words


def test_papers_are_offered_where_there_is_something_to_print(hall):
    hall.people()
    planned = hall.show(hall.session(NAMES))
    assert "notice" in planned.buttons
    assert "score_sheet" not in planned.buttons
    held = hall.show(hall.held(NAMES))
    assert "notice" not in held.buttons


def test_every_paper_of_the_practice_station_says_so(hall, saved, monkeypatch):
    monkeypatch.setattr(hall.context.theme, "_practice", True)
    people = hall.people()
    session_id = hall.session(people)
    assert all("练习" in page for page in saved(session_id, "notice"))
    assert all("练习" in page for page in saved(session_id, "sheet"))
    held = hall.held(people, has_test=True)
    rows = [{"person_id": people[0], "presence": "present", "score": 88, "passed": True}]
    hall.live.do(lambda desk: trainings.attend(desk.ledger, desk.session, held, rows))
    assert all("练习" in page for page in saved(held, "score_sheet"))


def test_a_certificate_of_the_practice_station_says_so(hall, dialogs, tmp_path, monkeypatch):
    monkeypatch.setattr(hall.context.theme, "_practice", True)
    people = hall.people()
    held = hall.held(people)
    rows = [{"person_id": people[0], "presence": "present"}]
    hall.live.do(lambda desk: trainings.attend(desk.ledger, desk.session, held, rows))
    out = tmp_path / "证书.pdf"
    dialogs.answer, dialogs.files = Answer("save"), [out]
    hall.show(held).buttons["certificates"].click()
    hall.rest()
    dialogs.shown[-1].go.click()
    hall.rest()
    hall.qtbot.waitUntil(out.exists, timeout=20_000)
    (page,) = pages_of(out)
    assert "练习" in page
    assert "培训证明" in page
