from PySide6.QtTest import QTest

from station_app.ui.shell.help import tries_kept
from station_app.ui.shell.lessons import lesson_buttons
from station_app.ui.training.page import PEOPLE
from station_app.usecases import trainings
from station_app.usecases.lessons import read_lessons
from sync.words import load_words
from tests.ui.training.conftest import NAMES


def people_tab(hall):
    hall.open()
    hall.page.tabs.setCurrentIndex(PEOPLE)
    hall.rest()
    return hall.page.people


def listed(people):
    return [people.model.row(n) for n in range(people.model.rowCount())]


def taught(hall, presence="present"):
    """The first of the three was at a session of two hours."""
    ids = hall.people()
    session_id = hall.held(NAMES)
    row = {"person_id": ids[0], "presence": presence}
    hall.live.do(lambda desk: trainings.attend(desk.ledger, desk.session, session_id, [row]))
    return ids


def test_hours_and_topics_stand_beside_each_person(hall):
    taught(hall)
    people = people_tab(hall)
    by_name = {row.name: row for row in listed(people)}
    assert by_name["张某"].hours == "2"
    assert by_name["王某"].hours == "0"
    assert "维权法律" in [people.model.index(n, 3).data() for n in range(people.model.rowCount())]


def test_who_lacks_hours_is_marked_in_words_and_can_be_listed_alone(hall):
    taught(hall)
    people = people_tab(hall)
    QTest.keyClicks(people.hours, "2")
    hall.rest()
    assert not people.short.isHidden()
    people.short.click()
    hall.rest()
    assert "张某" not in [row.name for row in listed(people)]
    assert {people.model.index(n, 4).data() for n in range(people.model.rowCount())} == {"▲ 不足"}


def test_a_person_without_a_login_is_added_and_can_be_invited(hall, live, dialogs, typed):
    people = people_tab(hall)
    hall.page.start_new()
    (form,) = dialogs.shown
    form.go.click()
    hall.rest()
    assert form.rows["name"].fault
    typed(form.rows["name"].widget, "孙某")
    form.go.click()
    hall.rest()
    assert live.rows("SELECT name FROM r_person WHERE name = '孙某'") == [("孙某",)]
    assert live.rows("SELECT COUNT(*) FROM r_user") == [(1,)]
    assert people.panel.one.person.name == "孙某"


def test_who_left_keeps_the_hours_and_is_no_longer_invited(hall, live, dialogs):
    ids = taught(hall)
    people = people_tab(hall)
    people.table.choose(lambda row: row.person_id == ids[0])
    hall.rest()
    people.panel.correct.click()
    (form,) = dialogs.shown
    form.rows["to_date"].set_value("2026-11-20")
    form.go.click()
    hall.rest()
    left = next(row for row in listed(people) if row.person_id == ids[0])
    assert (left.in_office, left.hours) == (False, "2")
    hall.show(hall.session(title="下一期"))
    hall.panel.buttons["invite"].click()
    shown = dialogs.shown[-1]
    assert "张某" not in "".join(shown.list.item(n).text() for n in range(shown.list.count()))


def test_leaving_before_coming_is_said_beside_the_day(hall, dialogs):
    ids = hall.people()
    people = people_tab(hall)
    people.table.choose(lambda row: row.person_id == ids[0])
    hall.rest()
    people.edit()
    (form,) = dialogs.shown
    form.rows["to_date"].set_value("2020-01-01")
    form.go.click()
    hall.rest()
    assert form.rows["to_date"].fault


def test_a_persons_year_lists_each_session_with_presence(hall):
    ids = taught(hall, "late")
    people = people_tab(hall)
    people.table.choose(lambda row: row.person_id == ids[0])
    said = hall.words(people.panel)
    assert "新办法解读" in said
    assert "迟到" in said


def test_a_lesson_tried_at_the_desk_stands_in_the_persons_year(hall, live, dialogs):
    lesson = read_lessons()[0]
    people = people_tab(hall)
    (button,) = lesson_buttons(hall.context, [lesson], hall.page, tries_kept(hall.context))
    button.click()
    (card,) = dialogs.shown
    for asked in card.questions:
        asked.options[asked._question.answer].click()
    card.check.click()
    hall.rest()
    people.table.choose(lambda row: row.name == "李某")
    said = hall.words(people.panel)
    assert lesson.title in said
    count = len(lesson.questions)
    tr = load_words("zh_CN").tr
    assert tr("{right} of {count} right.", right=count, count=count) in said


def test_a_role_that_may_not_change_people_is_shown_no_button(hall, live):
    hall.people()
    live.role("auditor")
    people = people_tab(hall)
    assert people.new.isHidden()
    people.add()
    assert people.panel.correct is None
