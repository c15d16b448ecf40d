import pytest
from PySide6.QtWidgets import QWidget

from station_app.background.changed import Changed
from station_app.ui.cases.page import HANDLER, TITLE, TITLE_NEEDS
from station_app.ui.common.table import PAGE
from station_app.usecases.cases import take_step
from tests.ui.cases.live import many_cases


def cells(page, row=0):
    model = page.model
    return [model.data(model.index(row, column)) for column in range(model.columnCount())]


def test_a_new_station_reads_how_to_begin(seat):
    page = seat.open()
    assert page.model.rowCount() == 0
    assert "F2" in seat.words(page.panel)


def test_a_line_says_status_short_number_day_title_and_that_it_lies_here(seat, live):
    live.register()
    page = seat.open()
    status, number, day, title, handler, mark = cells(page)
    assert status == page.context.wording.status("registered")
    assert number.endswith("-0001")
    assert number.startswith("20")
    assert len(day) == 5
    assert (title, handler) == ("玉米种子不出苗", "")
    assert mark == page.context.wording.sync_state("local")


def test_the_first_case_is_chosen_and_shown_at_once(seat, live):
    live.register(title="先来的")
    newest = live.register(title="后来的")
    page = seat.open()
    assert page.panel.view.id == newest


def test_each_chip_says_how_many_it_holds_and_shows_them(seat, live):
    first, second = live.register(), live.register()
    live.register()
    for case in (first, second):
        live.do(
            lambda desk, case=case: take_step(
                desk.ledger,
                desk.session,
                case,
                "accept",
                {"handling_capacity": "station_assist", "disposition": "self_handle"},
            )
        )
    live.do(
        lambda desk: take_step(
            desk.ledger,
            desk.session,
            second,
            "start",
            {"event_type": "site_visit", "summary": "到摊位看过种子袋。"},
        )
    )
    page = seat.open()
    bar = page.filters
    told = {view: chip.text() for view, chip in bar.views.items()}
    assert told == {
        "mine": "我的在办 2",
        "to_go_up": "待上报 3",
        "to_reply": "待回复 0",
        "this_month": "本月 3",
        "all": "全部 3",
    }
    assert [chip.text()[-1] for chip in bar.boards.values()] == ["2", "1", "0"]
    bar.boards["red"].click()
    seat.rest()
    assert page.model.rowCount() == 1
    assert page.model.row(0).id == second
    bar.boards["red"].click()
    bar.views["mine"].click()
    seat.rest()
    assert {page.model.row(n).id for n in range(page.model.rowCount())} == {first, second}


def test_a_view_and_a_colour_that_exclude_each_other_show_nothing(seat, live):
    live.register()
    page = seat.open()
    page.filters.views["to_reply"].click()
    page.filters.boards["black"].click()
    seat.rest()
    assert page.model.rowCount() == 0


@pytest.mark.parametrize("words", ["化肥", "化肥含量", "0002"])
def test_the_search_finds_by_words_and_number_and_shows_the_first(seat, live, words):
    live.register()
    wanted = live.register(title="化肥含量不足")
    page = seat.open()
    said = []
    page.search_changed.connect(lambda: said.append(page.searched_for()))
    page.search(words)
    seat.rest()
    assert page.panel.view.id == wanted
    assert page.model.rowCount() == 1
    page.filters.words.click()
    seat.rest()
    assert page.model.rowCount() == 2
    assert said == [words, ""]
    page.search(words)
    page.end_search()
    page.search(words)
    page.open_item(wanted)
    assert said[2:] == [words, "", words, ""]
    seat.rest()


def test_a_handler_whose_account_is_not_here_is_told_in_words(seat, live):
    case = live.register()
    live.do(
        lambda desk: desk.ledger.db.run("UPDATE r_case SET handler_id = 'u9' WHERE id = ?", (case,))
    )
    page = seat.open()
    assert cells(page)[4] == "上级经办人"
    panel = seat.show(case)
    assert "u9" not in seat.words(panel)


def test_what_is_begun_here_is_a_complaint_on_its_own_page(seat, qtbot):
    page = seat.open()
    with qtbot.waitSignal(page.context.navigator.new_wanted) as told:
        page.start_new()
    assert told.args == ["intake"]


def test_a_search_without_a_hit_says_what_to_try(seat, live):
    live.register()
    page = seat.open()
    page.search("没有这个词")
    seat.rest()
    assert page.model.rowCount() == 0
    assert "没有找到" in seat.words(page.panel)
    assert page.panel.view is None or not page.chosen


def test_a_jump_in_a_hundred_thousand_rows_reads_pages_and_makes_no_widgets(seat, live):
    live.do(lambda desk: many_cases(desk, 100_000))
    page = seat.open()
    assert page.model.rowCount() == 100_000
    widgets = len(page.table.findChildren(QWidget))
    read = []
    page.model.page_read.connect(read.append)
    for place in (99_999, 50_000, 77_777):
        page.table.scrollTo(page.model.index(place, 0))
        page.table.viewport().repaint()
        seat.rest()
        assert page.model.row(place).row.title == f"第{place}件"
    assert len(read) <= 6
    assert len(page.table.findChildren(QWidget)) == widgets


def test_the_page_after_the_one_at_hand_goes_on_without_a_gap(seat, live):
    live.do(lambda desk: many_cases(desk, PAGE * 2 + 10))
    page = seat.open()
    for place in (PAGE, PAGE * 2):
        assert page.model.row(place) is None
        seat.rest()
    assert [page.model.row(n).row.title for n in (PAGE - 1, PAGE, PAGE * 2 + 9)] == [
        f"第{PAGE - 1}件",
        f"第{PAGE}件",
        f"第{PAGE * 2 + 9}件",
    ]


def test_a_row_that_was_jumped_to_is_shown_when_it_has_come(seat, live):
    live.do(lambda desk: many_cases(desk, 1_000))
    page = seat.open()
    page.table.setCurrentIndex(page.model.index(999, 0))
    seat.rest()
    assert page.panel.view.detail.case.text("title") == "第999件"


def test_a_new_case_comes_to_the_top_and_the_chosen_one_stays(seat, live):
    first = live.register(title="第一件")
    page = seat.open()
    live.register(title="第二件")
    live.tasks.announce(Changed.of("case", "elsewhere"))
    seat.rest()
    assert cells(page)[3] == "第二件"
    assert page.chosen == first
    assert page.table.currentIndex().row() == 1


def test_what_concerns_another_case_leaves_this_one_alone(seat, live):
    case = live.register()
    page = seat.open()
    shown = page.panel.view
    live.tasks.announce(Changed.of("case", "another"))
    seat.rest()
    assert page.panel.view is shown
    live.tasks.announce(Changed.of("case", case))
    seat.rest()
    assert page.panel.view is not shown


def test_what_concerns_no_case_reads_nothing(seat, live):
    live.register()
    page = seat.open()
    read = []
    page.model.read.connect(read.append)
    live.tasks.announce(Changed.of("access_log", "x"))
    seat.rest()
    assert read == []


def test_on_a_narrow_window_the_case_takes_the_place_of_the_list(seat, live, context):
    live.register()
    page = seat.open()
    context.theme.set_scale(200)
    seat.rest()
    assert not page.table.isVisible() or not page.panel.isVisible()
    page.table.clicked.emit(page.model.index(0, 0))
    assert page.panel.isVisible()
    assert not page.table.isVisible()
    page.panel.back.click()
    assert page.table.isVisible()
    context.theme.set_scale(100)


def test_large_text_leaves_the_title_its_room(qtbot, seat, context, live):
    live.register()
    page = seat.open()
    page.resize(1190, 560)
    table, theme = page.table, context.theme
    qtbot.waitUntil(lambda: not table.isColumnHidden(HANDLER))
    theme.set_scale(200)
    page.resize(980, 560)
    qtbot.waitUntil(lambda: table.isColumnHidden(HANDLER))
    qtbot.waitUntil(lambda: table.columnWidth(TITLE) >= theme.look.px(TITLE_NEEDS))
    theme.set_scale(100)
    page.resize(1190, 560)
    qtbot.waitUntil(lambda: not table.isColumnHidden(HANDLER))


def test_large_text_says_why_a_list_is_empty(qtbot, seat, context, live):
    live.register()
    page = seat.open()
    context.theme.set_scale(200)
    page.resize(980, 560)
    page.search("没有这个词")
    nothing = context.words.tr("Nothing found")
    qtbot.waitUntil(lambda: page.panel.isVisible() and nothing in seat.words(page.panel))
    page.search("玉米")
    qtbot.waitUntil(lambda: page.table.isVisible() and not page.panel.isVisible())
    context.theme.set_scale(100)
