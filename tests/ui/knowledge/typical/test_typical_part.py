"""Typical cases on the knowledge page: from a closed case to the booklet."""

from __future__ import annotations

import pytest
from docx import Document
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from station_app.ui.cases.page import CasesPage
from station_app.ui.common.dialogs import Answer
from station_app.ui.knowledge.typical.choose import ChooseCase
from station_app.ui.knowledge.typical.story import StoryForm
from station_app.usecases import typical_cases
from station_app.usecases.cases import take_step
from station_app.usecases.typical_cases import KIND
from sync.clock import Json
from tests.printing.reading import pages_of

NAME, PHONE, ID_NO, SHOP = "王秀芝", "13812345678", "12022419680315123X", "宏达农资店"
FACTS = f"{NAME}(电话138 1234 5678,身份证{ID_NO})在{SHOP}买种子,老王说不出苗,宏达优选不退。"
PARTIES = [
    {
        "role": "complainant", "kind": "person", "name": NAME, "phone": PHONE,
        "address": "镇东村三区12号", "id_kind": "resident_id", "id_no": ID_NO,
    },
    {
        "role": "respondent", "kind": "individual_business", "name": SHOP,
        "shop_name": "宏达优选", "legal_rep": "赵建业", "phone": "13900001111",
        "respondent_reg_name": "宝坻区宏达农资经营部", "business_place": "镇大集东头8号",
    },
]  # fmt: skip
TELLS = (NAME, PHONE, "138 1234 5678", ID_NO, SHOP, "宏达优选", "赵建业", "老王", "三区12号")
REST = {
    "title": "种子不出苗谁来赔",
    "key_point": "种子质量由谁举证",
    "law_basis": "种子法第四十五条",
    "result": "退款320元",
    "lesson": "买种子要留小票",
    "tips_consumer": "看标签",
}


@pytest.fixture
def closed(room):
    """A closed case; its id."""
    case_id = room.live.register(facts=FACTS, parties=PARTIES)
    done: dict[str, Json] = {"summary": f"{SHOP}当场退款给{NAME}", "money_refund": 32000}
    room.live.do(lambda desk: take_step(desk.ledger, desk.session, case_id, "settle_now", done))
    return case_id


@pytest.fixture
def written(room, closed):
    """A typical case made of it; its id."""

    def job(desk):
        begun = typical_cases.begin_from(desk.ledger, desk.session, closed)
        given = {**begun.values, **REST}
        return typical_cases.add_typical_case(desk.ledger, desk.session, given, closed).id

    return str(room.live.do(job))


def press(room, button):
    button.setFocus()
    room.qtbot.keyClick(button, Qt.Key.Key_Space)
    room.rest()


def dialog_of(room, dialogs, kind):
    room.qtbot.waitUntil(lambda: any(isinstance(d, kind) for d in dialogs.shown), timeout=10_000)
    return next(d for d in reversed(dialogs.shown) if isinstance(d, kind))


def write(form, values):
    for name, value in values.items():
        form.rows[name].set_value(value)


def words_of(widget):
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def brought(room, typical_id, *actions):
    """Taken on by somebody of the county."""
    room.live.role("county_leader")
    for action in actions:
        room.live.do(
            lambda desk, a=action: typical_cases.act(desk.ledger, desk.session, typical_id, a, {})
        )


def test_by_keyboard_from_a_closed_case_to_a_draft(room, dialogs, closed):
    part = room.open(KIND)
    room.page.start_new()
    choose = dialog_of(room, dialogs, ChooseCase)
    room.qtbot.waitUntil(lambda: choose.list.count() == 1, timeout=10_000)
    assert NAME not in choose.list.item(0).text(), "names are masked in a list"
    room.qtbot.keyClick(choose.search, Qt.Key.Key_Down)
    assert choose.focusWidget() is choose.list
    room.qtbot.keyClick(choose.list, Qt.Key.Key_Return)
    form = dialog_of(room, dialogs, StoryForm)
    story = form.rows["story"].value()
    assert story.startswith("甲(电话（略）")
    assert "某店甲" in story
    assert not any(tell in story for tell in TELLS)
    shown = words_of(form.table)
    for was, now in ((NAME, "甲"), (SHOP, "某店甲"), ("138 1234 5678", "（略）"), ("老王", "甲")):
        assert was in shown
        assert now in shown
    write(form, REST)
    press(room, form.go)
    room.rest()
    assert part.panel.view is not None
    assert part.panel.view.row.text("title") == REST["title"]
    assert part.panel.view.state == "draft"
    assert part.model.rowCount() == 1


def test_a_name_that_is_written_again_is_refused_beside_its_field_and_all_stays(
    room, dialogs, live, closed
):
    part = room.open(KIND)
    part.acts.make_from(closed)
    form = dialog_of(room, dialogs, StoryForm)
    write(form, {**REST, "lesson": f"{NAME}应当留小票", "tips_consumer": "打139 0000 1111"})
    press(room, form.go)
    assert form.isVisible()
    assert "认出" in form.rows["lesson"].fault
    assert "认出" in form.rows["tips_consumer"].fault
    assert form.rows["lesson"].value() == f"{NAME}应当留小票"
    assert live.rows("SELECT COUNT(*) FROM r_typical_case") == [(0,)]
    write(form, {"lesson": "甲应当留小票", "tips_consumer": "留小票"})
    press(room, form.go)
    room.rest()
    assert live.rows("SELECT lesson FROM r_typical_case") == [("甲应当留小票",)]


def test_an_edit_may_not_bring_a_name_back(room, dialogs, live, written):
    panel = room.show(KIND, written)
    press(room, panel.buttons["edit"])
    form = dialog_of(room, dialogs, StoryForm)
    before = form.rows["story"].value()
    write(form, {"story": f"{before}宏达 优选后来关门。"})
    press(room, form.go)
    assert "认出" in form.rows["story"].fault
    write(form, {"story": f"{before}某店甲后来关门。"})
    press(room, form.go)
    room.rest()
    assert live.value(KIND, written, "story") == f"{before}某店甲后来关门。"


def test_the_case_page_hands_a_closed_case_over(room, dialogs, closed):
    room.open("law")
    room.page.open_item(f"{KIND}:from={closed}")
    room.rest()
    form = dialog_of(room, dialogs, StoryForm)
    assert form.rows["story"].value().startswith("甲")


def test_a_village_writes_and_the_county_checks_approves_and_publishes(
    room, dialogs, live, written
):
    panel = room.show(KIND, written)
    assert panel.primary is None, "a village brings it no further"
    assert "edit" in panel.buttons
    live.role("county_leader")
    room.page.reload()
    room.rest()
    dialogs.answer = Answer("no")
    press(room, panel.buttons["check"])
    assert live.value(KIND, written, "status") is None, "nobody said it is safe"
    dialogs.answer = Answer("yes")
    press(room, panel.buttons["check"])
    assert live.value(KIND, written, "status") == "checked"
    press(room, panel.primary)
    press(room, panel.primary)
    assert live.value(KIND, written, "status") == "published"
    assert "✓ 已发布" in words_of(panel)
    assert "认不出" in words_of(panel)


def test_what_is_sent_back_says_why(room, dialogs, live, written):
    brought(room, written, "check")
    panel = room.show(KIND, written)
    action = next(a for a in panel.menu.actions() if "退回" in a.text())
    action.trigger()
    form = dialogs.shown[-1]
    write(form, {"return_note": "案情太短"})
    press(room, form.go)
    room.rest()
    assert live.value(KIND, written, "status") == "draft"
    assert "案情太短" in words_of(panel)


def test_it_is_read_like_a_page_of_the_booklet_and_printed(room, dialogs, written, tmp_path):
    panel = room.show(KIND, written)
    said = words_of(panel)
    for words in ("案情", "处理结果", "焦点", "法律依据", "启示", *REST.values()):
        assert words in said, words
    out = tmp_path / "page.pdf"
    dialogs.answer, dialogs.files = Answer("save"), [out]
    press(room, panel.buttons["print"])
    room.qtbot.waitUntil(out.exists, timeout=20_000)
    (page,) = pages_of(out)
    assert "表号 F-42" in page
    assert REST["title"] in page
    assert not any(tell in page for tell in TELLS)


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_the_booklet_holds_what_is_published_and_no_person(
    room, dialogs, written, closed, tmp_path, kind
):
    other = room.live.do(
        lambda desk: (
            typical_cases.add_typical_case(
                desk.ledger,
                desk.session,
                {
                    **typical_cases.begin_from(desk.ledger, desk.session, closed).values,
                    **REST,
                    "title": "还在写的案例",
                },
                closed,
            ).id
        )
    )
    brought(room, written, "check", "approve", "publish")
    brought(room, other, "check")
    part = room.open(KIND)
    out = tmp_path / f"book.{kind}"
    dialogs.answer, dialogs.files = Answer(kind), [out]
    press(room, part.booklet)
    room.qtbot.waitUntil(out.exists, timeout=30_000)
    room.rest()
    if kind == "pdf":
        said = "".join(pages_of(out))
    else:
        said = "\n".join(p.text for p in Document(str(out)).paragraphs)
    assert REST["title"] in said
    assert "农用生产资料" in said
    assert "某店甲" in said
    assert "还在写的案例" not in said
    for tell in (*TELLS, "李某"):
        assert tell not in said, tell
        assert tell.encode() not in out.read_bytes()


def test_a_text_that_still_tells_is_left_out_of_the_booklet(room, dialogs, written, ears, live):
    brought(room, written, "check", "approve", "publish")

    def from_elsewhere(desk):
        from sync.ledger.unit import unit_of_work

        with unit_of_work(desk.ledger, desk.session.user_id) as unit:
            unit.change(KIND, written, {"lesson": f"问{NAME}就知道"})

    live.do(from_elsewhere)
    part = room.open(KIND)
    press(room, part.booklet)
    assert any(REST["title"] in said for said in ears.said)
    assert dialogs.asked == []


def test_years_views_and_words_narrow_the_list(room, written, live):
    part = room.open(KIND)
    assert part.model.rowCount() == 1
    press(room, part.years.before)
    assert part.model.rowCount() == 0
    room.page.search("小票")
    room.rest()
    assert part.model.rowCount() == 1, "words are looked for in all years"
    room.page.search("不存在的字")
    room.rest()
    assert part.model.rowCount() == 0
    press(room, part.found.chip)
    press(room, part.years.after)
    press(room, part.views["published"])
    assert part.model.rowCount() == 0
    press(room, part.views["preparing"])
    assert part.model.rowCount() == 1


def test_only_closed_cases_are_offered_by_number_and_by_words(room, dialogs, closed, live):
    live.register(title="还在办的案件")
    number = live.rows(f"SELECT case_no FROM r_case WHERE id = '{closed}'")[0][0]
    part = room.open(KIND)
    part.add()
    choose = dialog_of(room, dialogs, ChooseCase)
    for words, count in ((number, 1), ("种子", 1), ("没有这个字", 0), ("还在办", 0)):
        choose.search.setText(words)
        room.qtbot.waitUntil(
            lambda n=count: not choose._pause.isActive() and choose.list.count() == n,
            timeout=10_000,
        )
        room.rest()
        assert choose.list.count() == count, words
        assert choose.go.isEnabled() is bool(count)


def test_who_may_not_propose_reads_and_is_told_calmly(room, dialogs, written, live):
    live.role("auditor")
    part = room.open(KIND)
    assert part.new.isHidden()
    part.add()
    assert dialogs.shown == []
    assert "print" in room.show(KIND, written).buttons


def test_a_role_that_sees_persons_for_a_reason_says_it_first(room, dialogs, live, closed):
    live.role("county_leader")
    part = room.open(KIND)
    dialogs.answer = Answer("yes", "汇编典型案例")
    part.acts.make_from(closed)
    room.rest()
    assert dialogs.asked, "a reason was asked for"
    form = dialog_of(room, dialogs, StoryForm)
    assert form.rows["story"].value().startswith("甲")
    assert live.rows("SELECT reason FROM r_access_log WHERE action = 'view_full'")[-1] == (
        "汇编典型案例",
    )


def test_a_closed_case_offers_to_be_told_and_an_open_one_or_an_auditor_does_not(
    qtbot, context, live, room, closed
):
    page = CasesPage(context, live.session)
    qtbot.addWidget(page)
    wanted = []
    context.navigator.page_wanted.connect(lambda key, item: wanted.append((key, item)))

    def offers(case_id):
        page.open_item(case_id)
        room.rest()
        menu = page.panel.menu
        return [a for a in menu.actions() if "典型案例" in a.text()] if menu is not None else []

    (told,) = offers(closed)
    told.trigger()
    assert wanted == [("knowledge", f"{KIND}:from={closed}")]
    assert offers(live.register()) == []
    live.role("auditor")
    page.reload()
    assert offers(closed) == []
