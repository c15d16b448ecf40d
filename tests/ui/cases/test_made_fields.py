import pytest

from station_app.ui.common.made_fields import (
    MomentEdit,
    WholeEdit,
    Wish,
    YesEdit,
    fault_words,
    made_row,
    read_clock,
    values_of,
)
from station_app.ui.common.record_words import RecordWords
from station_app.usecases.complaints import code_book
from sync.clock import parse_iso
from sync.records.case import CASE
from sync.records.kinds import Field, Type
from sync.records.transitions import ACTIONS, arguments_of


@pytest.fixture
def words(context):
    return RecordWords(context.words, code_book(), context.today)


@pytest.mark.parametrize(
    ("typed", "clock"),
    [
        ("9:40", "09:40"),
        ("0940", "09:40"),
        ("940", "09:40"),
        ("9点40分", "09:40"),
        ("９：４０", "09:40"),
        ("16", "16:00"),
        ("25:00", None),
        ("9:75", None),
        ("上午", None),
        ("", None),
    ],
)
def test_a_time_of_day_is_read_as_people_type_it(typed, clock):
    assert read_clock(typed) == clock


def test_a_moment_is_a_day_and_a_time(qtbot, context):
    edit = MomentEdit(context)
    qtbot.addWidget(edit)
    at = parse_iso("2026-11-16T09:40:00+08:00")
    edit.set_value(at)
    assert edit.value() == at
    edit.clock.setText("")
    assert edit.value() == parse_iso("2026-11-16T12:00:00+08:00")
    edit.clock.setText("午后")
    assert edit.value() == "午后"
    edit.set_value(None)
    assert edit.value() is None


def test_a_box_never_touched_says_nothing(qtbot):
    edit = YesEdit("是")
    qtbot.addWidget(edit)
    assert edit.value() is None
    edit.click()
    assert edit.value() is True
    edit.click()
    assert edit.value() is False


def test_a_number_that_is_none_is_given_on_so_that_its_fault_is_named(qtbot):
    edit = WholeEdit()
    qtbot.addWidget(edit)
    for typed, value in (("", None), ("12", 12), ("十二", "十二")):
        edit.setText(typed)
        assert edit.value() == value


@pytest.mark.parametrize("action", ACTIONS)
def test_every_argument_of_every_step_has_an_editor_that_gives_back_what_was_set(
    qtbot, context, words, action
):
    samples = {
        Type.MONEY: 32000,
        Type.BOOL: True,
        Type.INT: 3,
        Type.TIME: parse_iso("2026-11-16T09:40:00+08:00"),
        Type.TEXT: "写的内容",
        Type.LIST: ["a1"],
        Type.REF: "u1",
    }
    for argument in arguments_of(action):
        field = argument.field
        row = made_row(context, words, Wish(field, argument.required, argument.among))
        qtbot.addWidget(row)
        value = samples.get(field.type)
        if field.type is Type.CODE:
            value = (argument.among or words.book.codes(field.codes))[0]
        row.set_value(value)
        assert row.value() == value, argument.name


def test_empty_rows_are_left_out_and_unreadable_ones_named(qtbot, context, words):
    rows = {
        name: made_row(context, words, Wish(CASE.by_name[name]))
        for name in ("title", "amount", "purchase_on")
    }
    for row in rows.values():
        qtbot.addWidget(row)
    qtbot.keyClicks(rows["amount"].widget, "x")
    qtbot.keyClicks(rows["purchase_on"].widget, "9999")
    assert values_of(rows) == ({}, {"amount": "not_an_amount", "purchase_on": "not_a_day"})


def test_faults_are_said_in_words(context):
    for code in ("missing", "not_an_amount", "routes_not_told"):
        assert not fault_words(context, code).isascii()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("amount", 32050, "320.50 元"),
        ("amount", 32000, "320 元"),
        ("consent_entrusted", True, "是"),
        ("purchase_on", "2026-04-20", "4月20日 周一"),
        ("facts", "***", "***"),
        ("facts", None, "（未填）"),
        ("handler_id", "u1", "李某"),
        ("handler_id", "u2", "上级经办人"),
        ("owner_org_id", "o1", "本机没有登记的单位"),
        ("parent_case_id", "c1", "另一条记录"),
    ],
)
def test_values_are_said_as_people_say_them(words, name, value, said):
    assert words.value("case", name, value, {"u1": "李某"}) == said


def test_a_code_of_the_county_and_one_nobody_knows(words):
    assert words.code("category", "farm_inputs.seed") != "farm_inputs.seed"
    assert words.code("category", "from.a.newer.version") == "from.a.newer.version"


def test_requests_are_said_with_their_money(words):
    said = words.value("case", "requests", [{"request_kind": "refund", "money": 32000}], {})
    assert said.endswith("320 元")


@pytest.mark.parametrize(
    ("octets", "said"), [(640, "640 B"), (12_300, "12 KB"), (3 << 20, "3.0 MB")]
)
def test_sizes_are_short(words, octets, said):
    assert words.size(octets) == said


def test_a_list_field_says_each_entry(words):
    field = Field("tags", Type.LIST, "Tags")
    assert words._said(field, ["春耕", "农资"], {}) == "春耕、农资"
