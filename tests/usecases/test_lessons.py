"""The shipped lessons: whole, short, and right about themselves."""

import re
from datetime import date

import pytest

from station_app.usecases.complaints import code_book
from station_app.usecases.lessons import lessons_for, read_lessons
from sync.resources import resources_folder

SCREENS = {"intake", "cases", "calendar", "knowledge", "training"}
SIGNS_A_MINUTE = 350
"""What an adult reads calmly."""


@pytest.fixture(params=read_lessons(), ids=lambda lesson: lesson.id)
def lesson(request):
    return request.param


def everything(lesson):
    said = [*lesson.story, *lesson.steps, lesson.say, *lesson.mistakes]
    return "".join([*said, *(law.article + law.point for law in lesson.law)])


def test_there_are_at_least_twelve():
    assert len(read_lessons()) >= 12


def test_a_lesson_is_whole(lesson):
    assert lesson.story
    assert len(lesson.steps) >= 3
    assert lesson.mistakes
    assert lesson.law
    assert len(lesson.questions) >= 2
    assert lesson.screens
    assert lesson.screens <= SCREENS
    assert date(2026, 4, 15) <= lesson.law_as_of


def test_a_lesson_takes_no_longer_than_it_says_and_never_over_five_minutes(lesson):
    assert lesson.minutes <= 5
    assert len(everything(lesson)) <= lesson.minutes * SIGNS_A_MINUTE


def test_a_lesson_is_in_chinese_to_the_last_mark(lesson):
    asked = "".join(q.ask + q.why + "".join(q.options) for q in lesson.questions)
    assert not re.search(r"[A-Za-z]{2,}|[,;:?!]", everything(lesson) + asked)


def test_a_lesson_is_on_a_topic_of_the_county_s_list(lesson):
    assert code_book().knows("topic", lesson.topic)


def test_options_differ_and_their_right_one_is_not_always_first():
    places = set()
    for lesson in read_lessons():
        for question in lesson.questions:
            assert len(set(question.options)) == len(question.options) >= 2
            places.add(question.answer)
    assert len(places) > 1


def test_answers_are_counted(lesson):
    right = [question.answer for question in lesson.questions]
    assert lesson.right(right) == len(right)
    assert lesson.right([None] * len(right)) == 0


def test_each_page_is_given_its_own():
    assert all("intake" in lesson.screens for lesson in lessons_for("intake"))
    assert lessons_for("no such page") == ()


def test_a_file_that_names_no_right_answer_is_not_taken(tmp_path):
    good = next((resources_folder() / "lessons").glob("*.toml")).read_text("utf-8")
    (tmp_path / "x.toml").write_text(re.sub(r"answer = \d", "answer = 9", good), "utf-8")
    with pytest.raises(ValueError, match="answer"):
        read_lessons(tmp_path)
