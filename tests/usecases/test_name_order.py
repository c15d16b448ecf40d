"""Names by sound: found by the letters they begin with."""

import pytest

from station_app.usecases.reading.name_order import by_sound, has_initials


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("李春生", "lcs"),
        ("李春生", "LC"),
        ("李春生", " cs "),
        ("区阿芭", "oab"),
        ("座匝压昔", "zzyx"),
        ("挖塌撒然", "wtsr"),
        ("单雄", "sx"),
        ("单雄", "dx"),
        ("闫敏", "ym"),
        ("盶敏", "ym"),
        ("堃敏", "km"),
        ("Anna李", "nal"),
    ],
)
def test_a_name_is_found_by_its_initials(name, typed):
    assert has_initials(name, typed)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("李春生", "ls"),
        ("李春生", "lcsx"),
        ("李春生", "lcd"),
        ("李春生", ""),
        ("李春生", "李"),
        ("李春生", "l1"),
        ("闫敏", "yz"),
        ("", "a"),
    ],
)
def test_other_letters_do_not_find_it(name, typed):
    assert not has_initials(name, typed)


def test_names_stand_by_their_sound():
    assert sorted(["赵一", "李四", "张三", "王五"], key=by_sound) == [
        "李四",
        "王五",
        "张三",
        "赵一",
    ]
