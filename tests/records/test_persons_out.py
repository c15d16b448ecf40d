import pytest

from sync.records.persons_out import left_over, stand_ins, stem, without_persons


def test_each_person_is_the_same_stem_throughout():
    named = stand_ins(["王小明", "李四", "王小明"], ["某某种子店", "便民超市"])
    assert named == {
        "王小明": "甲",
        "李四": "乙",
        "某某种子店": "某店甲",
        "便民超市": "某超市乙",
    }
    story = "王小明在便民超市买酒,李四作证。王小明要求退款。"
    assert without_persons(story, named) == "甲在某超市乙买酒,乙作证。甲要求退款。"


def test_a_longer_name_is_replaced_before_the_shorter_in_it():
    named = stand_ins(["王小", "王小明"])
    assert without_persons("王小明与王小", named) == "乙与甲"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("电话13800000000,", "电话(电话略),"),
        ("座机022-00000000", "座机(电话略)"),
        ("身份证12022419680315123X号", "身份证(证件号码略)号"),
        ("见120115101201A-2026-0017", "见(案件编号略)"),
        ("一共1380000000元", "一共1380000000元"),
    ],
)
def test_numbers_that_tell_who_it_is_are_left_out(text, said):
    assert without_persons(text, {}) == said


def test_what_still_tells_is_found():
    assert left_over("王小明打了13800000000", ["王小明", ""]) == ["王小明", "13800000000"]
    assert left_over("甲打了电话", ["王小明", "王"]) == []


def test_after_the_tenth_comes_a_number():
    assert [stem(n) for n in (0, 9, 10, 21)] == ["甲", "癸", "甲2", "乙3"]
