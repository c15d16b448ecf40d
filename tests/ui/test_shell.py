"""Sign-in, desk, lock, first start and keys, clicked as a person would."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QDialog, QLabel, QWidget

from station_app.background.changed import Changed
from station_app.background.exchange_keeper import Badge, LineState
from station_app.ui.common.dialogs import FrameDialog
from station_app.ui.common.messages import Message, Tone
from station_app.ui.shell.badge_words import badge_words
from station_app.ui.shell.keys import KEYS
from station_app.ui.shell.lessons import LessonDialog
from station_app.ui.shell.ports import SetupAnswers
from station_app.usecases.lessons import read_lessons
from sync.problems import Problem, ProblemKind
from sync.words import load_words
from tests.ui.clock import TODAY
from tests.ui.conftest import LI, sign_in

AT_10_32 = 1_795_228_320_000


def test_nothing_of_the_desk_is_seen_before_the_sign_in(window):
    assert window.faces.currentWidget() is window.sign_in
    assert window.desk.session is None
    assert window.desk.current() is None


def test_a_person_signs_in_and_sits_at_the_first_page(qtbot, window):
    sign_in(qtbot, window)
    assert window.faces.currentWidget() is window.desk
    assert window.desk.header.plate.text() == "镇东村消费维权服务站"
    assert window.desk.current().accessibleName() == "登记投诉"
    assert window.sign_in.password.text() == ""


def test_no_stray_window_flashes_up(qtbot, qapp, window):
    shown = []
    qapp.focusWindowChanged.connect(shown.append)
    sign_in(qtbot, window)
    window.desk.show_page("cases")
    assert shown == []
    assert qapp.activeWindow() is window


def test_a_wrong_password_is_said_beside_the_field_and_keeps_the_login(qtbot, window):
    page = window.sign_in
    page.login.set_value("lizhuli")
    page.password.setText("wrong")
    qtbot.keyClick(page.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(page.fault.text()))
    assert "登录名或密码不对" in page.fault.text()
    assert "wrong_password" in page.fault.text()
    assert page.login.value() == "lizhuli"
    assert page.go.isEnabled()


def test_the_code_on_paper_opens_when_the_password_is_forgotten(qtbot, window, context):
    window.sign_in.login.set_value("lizhuli")
    window.sign_in.forgotten.click()
    dialog = context.dialogs.shown[-1]
    assert dialog.login.value() == "lizhuli"
    dialog.code.set_value("4K7Q-0000")
    dialog.password.setText("a new sentence")
    dialog.again.setText("another sentence")
    dialog.go.click()
    assert dialog.rows["again"].fault == "两次输入的密码不一样。"
    dialog.again.setText("a new sentence")
    dialog.go.click()
    qtbot.waitUntil(lambda: "第 2 组" in dialog.fault.text())
    dialog.code.set_value("4K7Q-9M2X")
    with qtbot.waitSignal(window.signed_in) as told:
        dialog.go.click()
    assert told.args == [LI]


def test_a_demonstration_fills_in_its_account(window):
    link = next(b for b in window.sign_in.findChildren(QAbstractButton) if "secret" in b.text())
    link.click()
    assert window.sign_in.password.value() == "secret"


def test_a_page_that_may_not_be_used_is_not_there(signed_in):
    keys = [entry.key for entry in signed_in.desk.entries]
    assert keys == ["intake", "cases"]
    signed_in.desk.show_page("settings")
    assert signed_in.desk.current().accessibleName() == "登记投诉"


def test_lock_hides_everything_and_keeps_it(qtbot, signed_in):
    page = signed_in.desk.current()
    page.fields["title"].set_value("玉米种子")
    signed_in.lock()
    assert signed_in.locked
    assert not page.isVisible()
    assert not any("李助理" in label.text() for label in shown_labels(signed_in))
    signed_in.lock_screen.password.setText("secret")
    signed_in.lock_screen.go.click()
    qtbot.waitUntil(lambda: not signed_in.locked)
    assert signed_in.desk.current() is page
    assert page.fields["title"].value() == "玉米种子"


def test_lock_hides_open_dialogs_and_brings_them_back(qtbot, signed_in, context):
    qtbot.keyClick(signed_in, Qt.Key.Key_F1)
    dialog = context.dialogs.shown[-1]
    assert dialog.isVisible()
    signed_in.lock()
    assert not dialog.isVisible()
    signed_in.lock_screen.password.setText("secret")
    signed_in.lock_screen.go.click()
    qtbot.waitUntil(lambda: not signed_in.locked)
    assert dialog.isVisible()


def test_another_person_gets_a_desk_of_their_own(qtbot, signed_in):
    page = signed_in.desk.current()
    signed_in.desk.messages.show_message(Message(Tone.SAY, ("王某某的投诉已登记",)))
    left = []
    page.leave = lambda: left.append(True)
    signed_in.lock(other_person=True)
    assert signed_in.lock_screen.login.value() is None
    signed_in.lock_screen.login.set_value("zhang")
    signed_in.lock_screen.password.setText("secret")
    with qtbot.waitSignal(signed_in.person_changed) as told:
        signed_in.lock_screen.go.click()
    assert told.args[0].login == "zhang"
    assert signed_in.desk.messages.history == []
    assert left
    assert signed_in.desk.current() is not page
    assert "张助理" in signed_in.desk.header.person.text()


def test_keys_do_nothing_behind_the_lock(qtbot, signed_in, context):
    signed_in.lock()
    before = len(context.dialogs.shown)
    qtbot.keyClick(signed_in, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(signed_in, Qt.Key.Key_F2)
    assert signed_in.locked
    assert len(context.dialogs.shown) == before


def test_nobody_there_for_a_while_locks(signed_in):
    assert signed_in.idle.timer.isActive()
    assert signed_in.idle.timer.interval() == 5 * 60_000
    signed_in.idle.timer.timeout.emit()
    assert signed_in.locked
    assert not signed_in.idle.timer.isActive()


def test_a_key_starts_the_wait_anew(qtbot, signed_in):
    qtbot.keyClick(signed_in, Qt.Key.Key_F3)
    signed_in.idle.timer.stop()
    qtbot.keyClick(signed_in.desk.header.search, Qt.Key.Key_A)
    assert signed_in.idle.timer.isActive()


def test_typing_by_an_input_method_starts_the_wait_anew(qtbot, signed_in, typed):
    qtbot.keyClick(signed_in, Qt.Key.Key_F3)
    signed_in.idle.timer.stop()
    typed(signed_in.desk.header.search, "种子")
    assert signed_in.idle.timer.isActive()
    assert signed_in.desk.header.search.text() == "种子"


def test_f2_begins_and_f3_searches(qtbot, signed_in):
    signed_in.desk.show_page("cases")
    qtbot.keyClick(signed_in, Qt.Key.Key_F2)
    assert signed_in.desk.current().accessibleName() == "登记投诉"
    qtbot.keyClick(signed_in, Qt.Key.Key_F3)
    assert signed_in.desk.header.search.hasFocus()


def test_f2_is_a_complaint_on_every_page_and_ctrl_n_what_the_page_is_for(qtbot, signed_in):
    begun = []
    desk = signed_in.desk
    for key in ("intake", "cases"):
        desk.show_page(key)
        desk.current().start_new = lambda key=key: begun.append(key)
    ctrl = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(signed_in, Qt.Key.Key_N, ctrl)
    qtbot.keyClick(signed_in, Qt.Key.Key_F2)
    qtbot.keyClick(signed_in, Qt.Key.Key_N, ctrl)
    assert begun == ["cases", "intake", "intake"]


def test_a_search_goes_to_the_cases(qtbot, signed_in):
    found = []
    signed_in.desk.show_page("cases")
    signed_in.desk.current().search = found.append
    signed_in.desk.show_page("intake")
    signed_in.desk.header.search.setText(" 种子 ")
    qtbot.keyClick(signed_in.desk.header.search, Qt.Key.Key_Return)
    assert found == ["种子"]


def test_the_palette_finds_and_runs(qtbot, signed_in, context):
    qtbot.keyClick(signed_in, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    palette = context.dialogs.shown[-1]
    palette.field.setText("台账")
    assert palette.list.count() == 1
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert signed_in.desk.current().accessibleName() == "案件"


def test_help_lists_every_key(qtbot, signed_in, context):
    qtbot.keyClick(signed_in, Qt.Key.Key_F1)
    said = {label.text() for label in context.dialogs.shown[-1].findChildren(QLabel)}
    assert {shortcut.keys[0] for shortcut in KEYS} <= said
    assert {context.words.tr(shortcut.words) for shortcut in KEYS} <= said


def test_help_offers_the_lessons_on_what_the_screen_is_about(qtbot, signed_in, context):
    qtbot.keyClick(signed_in, Qt.Key.Key_F1)
    links = [b.text() for b in context.dialogs.shown[-1].findChildren(QAbstractButton)]
    assert any("先分清：投诉、举报还是咨询" in words for words in links)
    assert not any("转办不是推出去" in words for words in links), "that is for the ledger"


def test_a_lesson_tells_what_was_right_and_why(qtbot, signed_in, context):
    lesson = read_lessons()[0]
    dialog = LessonDialog(context, lesson, signed_in)
    qtbot.addWidget(dialog)
    dialog.open()
    (scroll,) = dialog.findChildren(QAbstractScrollArea)
    bar = scroll.verticalScrollBar()
    assert bar.value() == 0, "it is read from the top"
    qtbot.keyClick(dialog, Qt.Key.Key_PageDown)
    assert bar.value() > 0
    assert not dialog.check.isEnabled()
    right, wrong = dialog.questions
    right.options[lesson.questions[0].answer].click()
    wrong.options[0].click()
    with qtbot.waitSignal(dialog.tried) as told:
        dialog.check.click()
    assert told.args == [1, 2]
    said = {label.text() for label in dialog.findChildren(QLabel)}
    assert "2 题对了 1 题。" in said
    assert any(words.startswith("✗ 正确的是：") for words in said)
    assert not any(option.isEnabled() for option in right.options)


def test_text_size_changes_live_and_is_kept(qtbot, signed_in, context, door):
    with qtbot.waitSignal(context.theme.rested):
        qtbot.keyClick(signed_in, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert context.theme.look.scale == 110
    with qtbot.waitSignal(context.theme.rested):
        qtbot.keyClick(signed_in, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert context.theme.look.scale == 100
    assert door.kept == [110, 100]


def test_ten_steps_of_text_size_in_a_row_style_the_window_once(qtbot, signed_in, context, door):
    styled = []
    context.theme.changed.connect(lambda: styled.append(context.theme.look.scale))
    with qtbot.waitSignal(context.theme.rested):
        for _ in range(10):
            qtbot.keyClick(signed_in, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
        qtbot.keyClick(signed_in, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert styled == [190]
    assert door.kept == [190]


def test_a_text_size_asked_for_while_the_window_closes_is_kept(qtbot, signed_in, door):
    qtbot.keyClick(signed_in, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    signed_in.close()
    assert door.kept == [110]


def test_text_made_larger_before_signing_in_stays_larger(qtbot, window, context, door):
    (larger,) = (b for b in window.findChildren(QAbstractButton) if b.text() == "A+")
    with qtbot.waitSignal(context.theme.rested):
        larger.click()
    assert (context.theme.look.scale, door.kept) == (110, [110])


def test_a_problem_is_a_bar_and_no_box(signed_in, context):
    context.messages.problem(Problem(ProblemKind.NO_LINE))
    bar = signed_in.desk.messages
    assert bar.isVisible()
    assert "连不上县中心" in bar.accessibleName()
    assert context.dialogs.asked == []


def test_what_is_said_before_the_window_opens_is_kept(context):
    said = []
    context.messages.said.connect(said.append)
    context.messages.say("备份已完成")
    assert said == []
    context.messages.window_opened()
    assert [message.lines for message in said] == [("备份已完成",)]


def test_a_fault_of_ours_is_one_calm_dialog(qtbot, signed_in, context, log_lines):
    log_lines.expect("ZeroDivisionError")
    with qtbot.waitSignal(context.tasks.fault):
        context.tasks.on_ledger(lambda book: 1 // 0)
    assert len(context.dialogs.asked) == 1
    asked = context.dialogs.asked[0]
    assert "您的数据已保存" in asked.text
    assert "ZeroDivisionError" in asked.code


def test_pages_reload_only_when_seen_and_concerned(signed_in, context):
    desk = signed_in.desk
    desk.show_page("cases")
    cases = desk.current()
    reloads = []
    cases.reload = lambda: reloads.append(True)
    context.tasks.changed.emit(Changed.of("activity", "a1"))
    assert reloads == []
    context.tasks.changed.emit(Changed.of("case", "c1"))
    assert reloads == [True]
    desk.show_page("intake")
    context.tasks.changed.emit(Changed.of("case", "c1"))
    assert reloads == [True]
    desk.show_page("cases")
    assert reloads == [True, True]


def test_the_text_size_of_the_guide_is_kept_while_the_slider_still_moves(qtbot, window, door):
    guide = begin_guide(window)
    fill_guide(guide)
    guide.next.click()
    for tens in range(11, 16):
        guide.slider.setValue(tens)
    guide.next.click()
    assert door.kept == [150]


def test_the_guide_makes_a_station_without_a_county_line(qtbot, window, door):
    guide = begin_guide(window)
    fill_guide(guide)
    guide.next.click()
    guide.next.click()
    guide.next.click()
    qtbot.waitUntil(lambda: bool(guide.code.text()))
    assert guide.code.text() == "4K7Q-9M2X"
    assert not guide.next.isEnabled()
    guide.written.setChecked(True)
    guide.next.click()
    with qtbot.waitSignal(window.signed_in) as told:
        guide.later.click()
    assert told.args == [LI]
    assert door.made == [
        SetupAnswers(
            "120115101201", "镇东村服务站", "village", "lizhuli", "李某", "a short sentence"
        )
    ]
    assert door.enrolled == []
    assert window.faces.currentWidget() is window.desk


def test_the_recovery_code_goes_onto_paper_by_pdf_where_there_is_no_printer(
    qtbot, window, context, tmp_path
):
    guide = begin_guide(window)
    fill_guide(guide)
    for _ in range(3):
        guide.next.click()
    qtbot.waitUntil(lambda: bool(guide.code.text()))
    guide.print.click()
    assert "没有打印机" in guide.paper_state.text()
    context.dialogs.files = [tmp_path / "恢复码"]
    guide.save_pdf.click()
    qtbot.waitUntil(lambda: "已保存" in guide.paper_state.text())
    document = pypdfium2.PdfDocument(tmp_path / "恢复码.pdf")
    page = document[0].get_textpage().get_text_range()
    document.close()
    assert "4K7Q-9M2X" in page
    assert "镇东村服务站" in page
    assert not guide.next.isEnabled(), "saving it is not yet having it on paper"
    context.dialogs.files = [tmp_path / "gone" / "恢复码.pdf"]
    guide.save_pdf.click()
    qtbot.waitUntil(lambda: "已保存" not in guide.paper_state.text())


def test_the_guide_connects_with_a_code(qtbot, window, door):
    guide = begin_guide(window)
    fill_guide(guide)
    for _ in range(3):
        guide.next.click()
    qtbot.waitUntil(lambda: bool(guide.code.text()))
    guide.written.setChecked(True)
    guide.next.click()
    guide.center.set_value("https://county.example:8312")
    guide.enrol_code.set_value("ABCD")
    door.line = False
    guide.next.click()
    qtbot.waitUntil(lambda: "连不上县中心" in guide._fault.text())
    assert guide.enrol_code.value() == "ABCD"
    door.line = True
    with qtbot.waitSignal(window.signed_in):
        guide.next.click()
    assert door.enrolled == [("https://county.example:8312", "ABCD")]


def test_the_guide_names_what_is_missing_and_clears_nothing(window):
    guide = begin_guide(window)
    guide.station_name.set_value("镇东村服务站")
    guide.next.click()
    assert guide.rows["station_code"].fault == "请填写。"
    assert guide.rows["station_name"].fault == ""
    guide.station_code.set_value("12345")
    guide.next.click()
    assert guide.rows["station_code"].fault == "应为 6、9 或 12 位数字。"
    assert guide.station_name.value() == "镇东村服务站"


def test_the_guide_refuses_passwords_that_differ_or_are_short(window, door):
    guide = begin_guide(window)
    fill_guide(guide)
    guide.next.click()
    guide.next.click()
    guide.again.setText("another sentence")
    guide.next.click()
    assert guide.rows["again"].fault == "两次输入的密码不一样。"
    guide.password.setText("short")
    guide.next.click()
    assert guide.rows["password"].fault
    assert door.made == []


def test_what_the_ledger_refuses_is_said_at_its_step(qtbot, window):
    guide = begin_guide(window)
    fill_guide(guide)
    guide.station_code.set_value("999115101201")
    for _ in range(3):
        guide.next.click()
    qtbot.waitUntil(lambda: bool(guide.rows["station_code"].fault))
    assert guide.steps.current == 0
    assert guide.rows["station_code"].fault == "请从列表中选一项。"


@pytest.mark.parametrize(
    ("badge", "words"),
    [
        (Badge(LineState.NO_COUNTY), "已存本机"),
        (Badge(LineState.IN_STEP, last_ms=AT_10_32), "已同步 10:32"),
        (Badge(LineState.WAITING, waiting=3), "3 件待上报"),
        (Badge(LineState.NO_LINE), "无网络，已存本机"),
        (Badge(LineState.NO_LINE, waiting=3), "无网络 · 3 件待上报，已存本机"),
        (Badge(LineState.REFUSED, problem=ProblemKind.REVOKED), "县里已停用本机"),
        (Badge(LineState.TROUBLE, problem=ProblemKind.CENTER_BUSY), "稍后再传，已存本机"),
    ],
)
def test_the_badge_says_the_state_in_words(badge, words):
    assert badge_words(badge, load_words("zh_CN"), TODAY) == words


@pytest.mark.parametrize("scale", [100, 150, 200])
@pytest.mark.parametrize("state", list(LineState))
def test_the_header_has_room_for_everything(qtbot, signed_in, context, scale, state):
    context.theme.set_scale(scale)
    header = signed_in.desk.header
    header.show_badge(Badge(state, waiting=12, last_ms=AT_10_32))
    parts = [header.plate, header.search, header.sync, header.bell, header.person, header.lock]

    def apart() -> bool:
        return all(
            left.geometry().right() < right.geometry().left() for left, right in pairwise(parts)
        ) and header.rect().contains(header.lock.geometry())

    qtbot.waitUntil(apart)


@pytest.mark.parametrize("state", list(LineState))
def test_every_state_has_a_badge(signed_in, state):
    signed_in.desk.header.show_badge(Badge(state, waiting=2, last_ms=AT_10_32))
    assert signed_in.desk.header.sync.text()
    assert signed_in.desk.header.sync.accessibleName()


@pytest.mark.parametrize("scale", [100, 150, 200])
def test_nothing_is_cut_on_a_small_screen(qtbot, signed_in, context, scale):
    context.theme.set_scale(scale)
    signed_in.resize(1366, 768)
    qtbot.waitUntil(lambda: signed_in.width() == 1366)
    for key in ("intake", "cases"):
        signed_in.desk.show_page(key)
        qtbot.waitUntil(lambda: cut_widgets(signed_in.desk) == [])
        assert signed_in.minimumSizeHint().width() <= 1366
        assert signed_in.minimumSizeHint().height() <= 768


def test_dialogs_fit_the_screen_at_200_per_cent(qtbot, signed_in, context):
    context.theme.set_scale(200)
    qtbot.keyClick(signed_in, Qt.Key.Key_F1)
    dialog = context.dialogs.shown[-1]
    assert isinstance(dialog, FrameDialog)
    room = dialog.screen().availableGeometry()
    assert dialog.height() <= room.height()
    assert dialog.width() <= room.width()
    buttons = [b for b in dialog.findChildren(QAbstractButton) if b.parent() is dialog]
    assert buttons
    assert all(dialog.rect().contains(b.geometry()) for b in buttons)


def test_every_control_has_a_name_for_screen_readers(qtbot, signed_in, context):
    qtbot.keyClick(signed_in, Qt.Key.Key_F1)
    guide = begin_guide(signed_in)
    roots = [signed_in.sign_in, signed_in.desk, signed_in.lock_screen, guide]
    for key in ("intake", "cases"):
        signed_in.desk.show_page(key)
    nameless = [
        f"{type(w).__name__} in {type(root).__name__}"
        for root in [*roots, *context.dialogs.shown]
        for w in root.findChildren(QWidget)
        if w.focusPolicy() & Qt.FocusPolicy.TabFocus == Qt.FocusPolicy.TabFocus
        and not w.accessibleName()
        and not inside_a_named_control(w)
    ]
    assert nameless == []


def test_the_chinese_window_has_no_english(signed_in, context, qtbot):
    guide = begin_guide(signed_in)
    faces = [signed_in.sign_in, signed_in.desk, signed_in.lock_screen, guide]
    said = {
        label.text()
        for face in faces
        for kind in (QLabel, QAbstractButton)
        for label in face.findChildren(kind)
    }
    english = [t for t in said if sum(c.isascii() and c.isalpha() for c in t) > 6]
    known = ("lizhuli", "https://county.example:8312")
    assert [t for t in english if not any(k in t for k in known)] == []


def begin_guide(window):
    window.begin(first_start=True)
    return window.guide


def fill_guide(guide) -> None:
    guide.station_code.set_value("120115101201")
    guide.station_name.set_value("镇东村服务站")
    guide.person_name.set_value("李某")
    guide.login.set_value("lizhuli")
    guide.password.setText("a short sentence")
    guide.again.setText("a short sentence")


def shown_labels(window) -> list[QLabel]:
    return [label for label in window.findChildren(QLabel) if label.isVisible()]


def cut_widgets(root: QWidget) -> list[str]:
    """Visible controls that lie partly outside a parent that does not scroll."""
    cut = []
    for widget in root.findChildren(QWidget):
        parent = widget.parentWidget()
        if not widget.isVisible() or parent is None or isinstance(widget, QDialog):
            continue
        scrolls = isinstance(parent, QAbstractScrollArea) or isinstance(
            parent.parentWidget(), QAbstractScrollArea
        )
        if not scrolls and not parent.rect().contains(widget.geometry()):
            cut.append(f"{type(widget).__name__} {widget.accessibleName()} {widget.geometry()}")
    return cut


def inside_a_named_control(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    while parent is not None:
        takes = parent.focusPolicy() & Qt.FocusPolicy.TabFocus == Qt.FocusPolicy.TabFocus
        if takes and parent.accessibleName():
            return True
        parent = parent.parentWidget()
    return False


def test_who_signs_in_brings_the_ledgers_word_on_the_clock(qtbot, window, door, context, clock):
    door.unlock = lambda ledger, login, password: replace(LI, clock_offset_ms=-2 * 86_400_000)
    sign_in(qtbot, window)
    assert context.today() == clock.today() - timedelta(2)
