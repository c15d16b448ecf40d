"""Law articles are found by what is typed, read beside the list, and right for their day."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from station_app.usecases.reading.laws import read_laws

OLD = "《市场监督管理投诉举报处理暂行办法》第二十一条"
NEW = "《市场监督管理投诉举报处理办法》第二十三条"


def test_an_article_is_found_read_and_cited_by_the_keyboard_alone(shelf, ears, typed):
    part = shelf.part
    part.field.setFocus()
    typed(part.field, "消法 55")
    shelf.rest()
    assert shelf.listed() == ["《消费者权益保护法》第五十五条"]
    assert part.model.index(0, 1).data() == "55"
    said = shelf.said()
    assert "最低五百元" in said
    assert "以公布的原文为准" in said
    assert "✓ 现行有效，自2014年3月15日起施行" in said
    assert "2013年修正文本" in said
    QTest.keyClick(part.field, Qt.Key.Key_Down)
    assert part.table.hasFocus()
    QTest.keyClick(part.table, Qt.Key.Key_Return)
    assert part.panel.primary.hasFocus()
    QTest.keyClick(part.panel.primary, Qt.Key.Key_Space)
    assert QGuiApplication.clipboard().text() == "《消费者权益保护法》第五十五条"
    assert "已复制：《消费者权益保护法》第五十五条" in ears.said


def test_on_a_day_before_the_new_measures_the_old_ones_stand_and_say_so(shelf):
    part = shelf.part
    part.field.set_value("终止")
    shelf.rest()
    assert NEW in shelf.listed()
    assert OLD not in shelf.listed()
    QTest.keyClicks(part.day, "0310")
    shelf.rest()
    assert OLD in shelf.listed()
    assert NEW not in shelf.listed()
    assert part.table.choose(lambda row: row.citation == OLD)
    said = shelf.said()
    assert "四十五个工作日" in said
    assert "✗ 已失效：自2020年1月1日至2026年4月14日有效" in said
    assert "2026年3月10日有效" in said
    place = shelf.listed().index(OLD)
    assert part.model.index(place, 2).data().startswith("✗ 已失效")


def test_a_day_that_cannot_be_read_is_today_until_it_can(shelf):
    before = shelf.listed()
    QTest.keyClicks(shelf.part.day, "99")
    shelf.rest()
    assert shelf.part.day.unreadable
    assert shelf.listed() == before


def test_of_all_times_both_stand_and_the_choice_is_seen(shelf):
    part = shelf.part
    in_force = len(shelf.listed())
    QTest.mouseClick(part.all, Qt.MouseButton.LeftButton)
    shelf.rest()
    assert part.all.text() == "✓ 不分日期"
    assert len(shelf.listed()) == len(read_laws().articles) > in_force
    QTest.mouseClick(part.all, Qt.MouseButton.LeftButton)
    shelf.rest()
    assert len(shelf.listed()) == in_force
    assert shelf.counted[-1] == f"{in_force} 条"


def test_articles_that_belong_together_are_listed_as_one(shelf):
    shelf.part.search("订金")
    shelf.rest()
    assert shelf.part.model.index(0, 1).data() == "586–587"


def test_a_law_and_a_topic_narrow_the_list(shelf):
    part = shelf.part
    part.law.line.setText("zzf")
    part.law.line.textEdited.emit("zzf")
    part.law.line.editingFinished.emit()
    shelf.rest()
    assert {one.partition("》")[0] for one in shelf.listed()} == {"《种子法"}
    part.law.set_value(None)
    part.topic.set_value("prepaid")
    part.topic.edited.emit()
    shelf.rest()
    assert "《消费者权益保护法》第五十三条" in shelf.listed()
    assert "《种子法》第四十五条" not in shelf.listed()


def test_lessons_on_an_article_open_from_it(shelf, dialogs):
    shelf.part.search("消法 62")
    shelf.rest()
    (link,) = shelf.part.article_panel.lessons
    assert "种子不出苗" in link.text()
    link.click()
    (card,) = dialogs.shown
    assert card.windowTitle() == "种子不出苗"


def test_what_is_not_there_says_what_to_try(shelf, ears):
    shelf.part.search("宇宙飞船")
    shelf.rest()
    assert shelf.listed() == []
    assert "没有找到条文" in shelf.said()
    shelf.part.add()
    assert any("不在这里新增" in said for said in ears.said)


def test_an_article_asked_for_by_another_page_is_shown_whatever_its_day(shelf):
    shelf.part.search("宇宙飞船")
    shelf.rest()
    shelf.part.open_item("04-complaint-measures-2020/21")
    shelf.rest()
    assert shelf.part.all.text() == "✓ 不分日期", "the choice is not told by its colour alone"
    assert OLD in shelf.listed()
    assert OLD in shelf.said()


def test_every_field_has_a_name_for_screen_readers(shelf):
    part = shelf.part
    named = (part.field, part.law, part.topic, part.day, part.all, part.table, part.panel)
    assert all(one.accessibleName() for one in named)


def test_where_room_is_scarce_the_list_keeps_it_until_somebody_wants_to_choose(shelf):
    part = shelf.part
    assert part.choices.isVisible()
    part.resize(700, 380)
    assert not part.choices.isVisible()
    part.more.click()
    assert part.choices.isVisible()
    QTest.keyClicks(part.day, "0310")
    part.more.click()
    shelf.rest()
    assert part.choices.isVisible(), "a day that narrows the list is seen"
