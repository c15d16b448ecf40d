import pytest
from PySide6.QtCore import QModelIndex, Qt

from station_app.foundation.wording import Board
from station_app.ui.common.delegates import StatusDelegate, chip_words
from station_app.ui.common.table import PAGE, PAGES_KEPT, Column, ListedRows, PagedModel, PagedTable
from tools.sample_page import SampleRow, SampleRows, sample_columns, sample_row

NUMBER = 1


@pytest.fixture
def rows():
    return SampleRows(100_000)


@pytest.fixture
def model(context, rows):
    made = PagedModel(sample_columns(context))
    made.set_source(rows)
    return made


@pytest.fixture
def table(qtbot, context, model):
    made = PagedTable(context.theme, model, "案件")
    made.setItemDelegate(StatusDelegate(context.theme, context.wording, made))
    qtbot.addWidget(made)
    made.resize(900, 600)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_opening_a_long_list_reads_one_page(table, rows):
    assert table.model().rowCount() == 100_000
    assert rows.reads == 1


def test_a_jump_anywhere_reads_one_or_two_pages(table, model, rows):
    for place in (99_999, 50_000, 123, 77_777):
        before = rows.reads
        table.scrollTo(model.index(place, 0))
        table.viewport().repaint()
        assert rows.reads - before <= 2


def test_pages_looked_at_again_are_not_read_again(model, rows):
    for place in (0, 500, 0, 500):
        model.row(place)
    assert rows.reads == 2


def test_memory_holds_a_few_pages_only(model, rows):
    for page in range(PAGES_KEPT * 3):
        model.row(page * PAGE)
    assert len(model._pages) == PAGES_KEPT


@pytest.mark.parametrize("place", [0, 199, 200, 99_999])
def test_each_row_is_the_right_one(model, place):
    assert model.row(place) == sample_row(place)


def test_past_the_end_is_nothing(model):
    assert model.row(100_000) is None
    assert model.data(QModelIndex()) is None


def test_rows_that_vanished_meanwhile_are_empty_and_no_fault(context):
    class Shrunk(SampleRows):
        def fetch(self, offset, limit):
            return super().fetch(offset, limit)[:3]

    model = PagedModel(sample_columns(context))
    model.set_source(Shrunk(10))
    assert model.data(model.index(5, NUMBER)) is None


def test_a_refresh_of_the_same_length_keeps_the_place(qtbot, table, model, rows):
    table.setCurrentIndex(model.index(400, 0))
    with qtbot.waitSignal(model.dataChanged):
        model.refresh()
    assert table.currentIndex().row() == 400


def test_cells_are_read_out_with_their_column(model):
    said = model.data(model.index(3, NUMBER), Qt.ItemDataRole.AccessibleTextRole)
    assert said == "编号 2026-0003"


def test_a_status_is_never_colour_alone(model, context):
    said = model.data(model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert "已登记" in said
    assert chip_words(Board.BLACK, "新") == "● 新"


def test_markup_in_a_tooltip_stays_text():
    model = PagedModel(
        [Column[SampleRow]("事由", lambda r: r.title, tip=lambda r: "<b>" + r.title)]
    )
    model.set_source(ListedRows([sample_row(0)]))
    tip = model.data(model.index(0, 0), Qt.ItemDataRole.ToolTipRole)
    assert "<" not in tip


def test_choosing_and_opening_a_row_is_told(qtbot, table, model):
    with qtbot.waitSignal(table.row_chosen) as told:
        table.setCurrentIndex(model.index(2, 0))
    assert told.args == [sample_row(2)]
    with qtbot.waitSignal(table.row_opened) as told:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert told.args == [sample_row(2)]


def test_a_row_at_hand_can_be_chosen_by_what_it_is(table):
    assert table.choose(lambda row: row.number == 150)
    assert table.currentIndex().row() == 150
    assert not table.choose(lambda row: row.number == 90_000)


def test_a_header_asks_for_another_order_and_back(qtbot, table):
    header = table.horizontalHeader()
    with qtbot.waitSignal(table.sort_requested) as told:
        header.sectionClicked.emit(NUMBER)
    assert told.args == ["number", True]
    with qtbot.waitSignal(table.sort_requested) as told:
        header.sectionClicked.emit(NUMBER)
    assert told.args == ["number", False]


def test_a_column_without_a_key_cannot_be_sorted_by(qtbot, table):
    with qtbot.assertNotEmitted(table.sort_requested):
        table.horizontalHeader().sectionClicked.emit(0)


def test_rows_grow_with_the_text(table, context):
    context.theme.set_scale(200)
    assert table.rowHeight(0) == 72


def test_every_status_is_painted(qtbot, table, context):
    for scale in (100, 200):
        context.theme.set_scale(scale)
        assert not table.grab().toImage().isNull()
