import pytest

from station_app.foundation.wording import (
    COLOURS,
    PROBLEMS,
    REFUSALS,
    SIGNS,
    STATUSES,
    VERDICTS,
    Board,
    Wording,
)
from station_app.usecases.forks import FORK
from station_app.usecases.reading.states import CONFLICT, LOCAL, QUEUED, SYNCED
from sync.center.refusals import Refusal
from sync.problems import Problem, ProblemKind
from sync.words import load_words

ZH = Wording(load_words("zh_CN"))
EN = Wording(load_words("en"))


def has_chinese(words: str) -> bool:
    return any("\u4e00" <= c <= "\u9fff" for c in words)


def test_every_problem_has_words():
    assert set(PROBLEMS) == set(ProblemKind)


@pytest.mark.parametrize("kind", list(ProblemKind))
@pytest.mark.parametrize("wording", [ZH, EN], ids=["zh", "en"])
def test_a_problem_says_what_happened_what_to_do_and_its_code(wording, kind):
    told = wording.problem(Problem(kind))
    assert told.what
    assert told.then
    assert kind.value in told.code
    assert "{" not in told.text()


@pytest.mark.parametrize("kind", list(ProblemKind))
def test_a_problem_is_told_in_chinese(kind):
    told = ZH.problem(Problem(kind))
    assert all(has_chinese(part) for part in (told.what, told.then, told.code))


def test_what_is_saved_is_said_wherever_something_could_be_lost():
    silent = {k for k, (_, safe, _) in PROBLEMS.items() if not safe}
    assert silent == {ProblemKind.WRONG_PASSWORD, ProblemKind.LEDGER_MISSING}


def test_details_fill_the_sentence():
    told = ZH.problem(Problem(ProblemKind.LOCKED_OUT, minutes=12))
    assert "12 分钟" in told.then


def test_a_fault_of_ours_says_that_the_data_is_saved():
    told = ZH.fault("tasks.py:97 KeyError")
    assert told.safe == "您的数据已保存。"
    assert "tasks.py:97 KeyError" in told.code


def test_every_status_has_its_colour_sign_and_word():
    assert {s for s in STATUSES if ZH.board(s) is Board.BLACK} == {
        "registered",
        "awaiting_materials",
        "accepted",
    }
    for status in STATUSES:
        board = ZH.board(status)
        assert has_chinese(ZH.status(status))
        assert has_chinese(ZH.status_short(status))
        assert (board is Board.NONE) == (not SIGNS[board]) == (not COLOURS[board])
    assert len({SIGNS[b] for b in Board}) == len(Board)


def test_a_status_of_a_newer_version_is_named_and_has_no_colour():
    assert "weighed" in ZH.status("weighed")
    assert ZH.status_short("weighed") == "weighed"
    assert ZH.board("weighed") is Board.NONE


@pytest.mark.parametrize(
    ("say", "known"),
    [
        (ZH.verdict, "merged_with_conflict"),
        (ZH.refusal, "not_permitted"),
        (ZH.sync_state, "queued"),
        (ZH.level, "township"),
        (ZH.role, "window_lead"),
    ],
)
def test_codes_are_said_and_unknown_ones_are_named(say, known):
    assert known not in say(known)
    assert "brand_new" in say("brand_new")


OWN_REASONS = {"equal_number", "copied_or_restored", FORK}
"""What the desk itself puts on the list of what needs attention."""


def test_every_refusal_of_the_center_has_words_and_no_other_code_has():
    assert {refusal.value for refusal in Refusal} | OWN_REASONS == set(REFUSALS)


@pytest.mark.parametrize("code", [*Refusal, *sorted(OWN_REASONS)])
def test_a_refusal_is_told_in_words_of_its_own(code):
    said = ZH.refusal(str(code))
    assert has_chinese(said)
    assert str(code) not in said
    assert [other for other in REFUSALS if ZH.refusal(other) == said] == [str(code)]


@pytest.mark.parametrize("why", ["not_enrolled", "next_exchange", "kept_here", *ProblemKind, "?"])
def test_every_reason_to_wait_has_words(why):
    assert has_chinese(ZH.waiting(str(why)))


def test_every_verdict_has_words():
    assert set(VERDICTS) == {"merged", "merged_with_conflict", "handed_over", "refused"}


@pytest.mark.parametrize("state", [LOCAL, QUEUED, SYNCED, CONFLICT])
def test_every_state_of_a_record_has_words(state):
    assert has_chinese(ZH.sync_state(state))


def test_why_something_waits_is_said_by_its_problem_or_by_ours():
    assert ZH.waiting("next_exchange") == "下次同步时上报。"
    assert ZH.waiting("no_line") == "连不上县中心。"


def test_details_add_sentences_only_where_they_say_something():
    near = ZH.problem(Problem(ProblemKind.WRONG_PASSWORD, tries_left=2))
    assert "还可以试 2 次" in near.what
    assert "group" not in ZH.problem(Problem(ProblemKind.WRONG_CODE, group=0)).text()
    large = ZH.problem(Problem(ProblemKind.FILE_TOO_LARGE, name="a.mp4", limit_mb=50))
    assert "a.mp4" in large.what
    assert "50" in large.what


def test_a_fields_fault_is_a_code_or_already_a_sentence():
    assert ZH.field_fault("required") == "请填写。"
    assert ZH.field_fault("手机号少一位") == "手机号少一位"
    assert "bad_plate" in ZH.field_fault("bad_plate")
