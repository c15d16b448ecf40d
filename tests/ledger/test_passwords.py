"""What passes as a password, and codes copied from paper."""

import random

import pytest

from sync.ledger.passwords import (
    ALPHABET,
    GROUPS,
    LONGEST_LOGIN,
    load_weak,
    login_fault,
    new_paper_code,
    password_fault,
    read_paper_code,
)
from sync.problems import Problem, ProblemKind
from sync.records.people import USER

WEAK = load_weak()


def fault(password: str) -> str | None:
    return password_fault(password, login="lizhuli", names=["王小明", "镇东村"], weak=WEAK)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("短短短", "too_short"),
        ("Tr0ub4dor", "too_short"),
        ("x" * 257, "too_long"),
        ("13800138000", "only_digits"),
        ("１３８００１３８０００", "only_digits"),
        ("19580312001", "only_digits"),
        ("lizhuli-baohu-shan", "contains_login"),
        ("baohu LIZHULI shan", "contains_login"),
        ("iluhzil-baohu-shan", "contains_login"),
        ("王小明的门前有两棵槐树", "contains_name"),
        ("镇东村的门前有两棵槐树", "contains_name"),
        ("woaini1314520", "too_weak"),
        ("woaini5201314!", "too_weak"),
        ("Password123!", "too_weak"),
        ("P@ssw0rd2026", "too_weak"),
        ("admin12345678", "too_weak"),
        ("qwertyuiop123", "too_weak"),
        ("1qaz2wsx3edc", "too_weak"),
        ("aaaaaaaaaaaa", "too_weak"),
        ("abcdefghijkl", "too_weak"),
        ("abababababab", "too_weak"),
        ("我爱你我爱你我爱你我爱你", "too_weak"),
        ("xiaofeiweiquan315", "too_weak"),
        ("消费维权服务站12315", "too_weak"),
        ("Beijing2008!!", "too_weak"),
        ("zhangwei", "too_short"),
    ],
)
def test_a_password_that_protects_too_little_is_refused_with_the_reason(password, code):
    assert fault(password) == code


@pytest.mark.parametrize(
    "password",
    [
        "门前老槐树两棵半会开花",
        "maolv tuo zhe luobo zou",
        "K7#vq9!mTz2p",
        "qiche-huang-men-dong-9",
        "Zoé goes to märket",
    ],
)
def test_a_phrase_of_ones_own_is_taken(password):
    assert fault(password) is None


def test_every_listed_word_is_refused_however_it_is_lengthened():
    for word in WEAK:
        for password in (
            word * 10,
            word + "1234567890",
            "888888" + word + "!!!!",
            word + "2026" * 3,
        ):
            assert fault(password) is not None, password


@pytest.mark.parametrize(
    ("login", "code"),
    [
        ("", "required"),
        ("   ", "required"),
        ("x" * 41, "too_long"),
        ("x" * 40, None),
        ("a", None),
        ("li zhu", "not_a_login"),
        ("li\u200bzhu", "not_a_login"),
        ("李助理", None),
        ("li.zhuli-2", None),
    ],
)
def test_a_login_is_one_word_that_can_be_seen(login, code):
    assert login_fault(login) == code


def test_a_login_is_as_long_as_its_field():
    assert USER.by_name["login"].limit == LONGEST_LOGIN


def seeded(seed: int):
    return random.Random(seed).randbytes


def test_a_code_for_paper_has_no_letter_that_looks_like_another():
    assert not set("01OIL") & set(ALPHABET)
    code = new_paper_code(seeded(1))
    assert set(code.text) <= set(ALPHABET) | {"-"}
    assert [len(group) for group in code.text.split("-")] == [5] * GROUPS


def test_codes_differ_and_read_back():
    codes = {new_paper_code(seeded(seed)).text for seed in range(300)}
    assert len(codes) == 300
    for text in codes:
        assert read_paper_code(text).text == text
    assert {c for text in codes for c in text} == set(ALPHABET) | {"-"}


def test_every_single_wrong_character_and_every_changed_pair_is_found():
    text = new_paper_code(seeded(2)).text.replace("-", "")
    wrong = {
        text[:at] + other + text[at + 1 :]
        for at in range(len(text))
        for other in ALPHABET
        if other != text[at]
    }
    wrong |= {
        text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        for at in range(len(text) - 1)
        if text[at] != text[at + 1] and at % 5 != 4
    }
    assert len(wrong) > 1000
    for typed in wrong:
        with pytest.raises(Problem) as raised:
            read_paper_code(typed)
        assert raised.value.kind is ProblemKind.WRONG_CODE
        assert raised.value.details["group"] != 0


def test_groups_that_changed_places_are_found():
    groups = new_paper_code(seeded(3)).text.split("-")
    groups[1], groups[5] = groups[5], groups[1]
    with pytest.raises(Problem) as raised:
        read_paper_code("-".join(groups))
    assert raised.value.details["group"] == 2


@pytest.mark.parametrize("typed", ["", "AAAAA", "2" * 36, "你好" * 20])
def test_a_code_of_another_length_is_told_so(typed):
    with pytest.raises(Problem) as raised:
        read_paper_code(typed)
    assert raised.value.details["group"] == 0
