"""Lessons without a mouse: from F1 to what was right and why."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication

from station_app.ui.shell.lessons import LessonDialog
from station_app.usecases.lessons import read_lessons
from tests.ui.typist import Typist

Key = Qt.Key


def test_a_lesson_is_read_and_tried_by_keyboard_alone(qtbot, signed_in, context):
    lesson = read_lessons()[0]
    dialog = LessonDialog(context, lesson, signed_in)
    qtbot.addWidget(dialog)
    dialog.open()
    hand = Typist(qtbot, QCoreApplication.processEvents, lambda: signed_in)
    hand.dialog(LessonDialog)
    for asked, question in zip(dialog.questions, lesson.questions, strict=True):
        hand.tab_to(asked.options[0].accessibleName())
        hand.press(Key.Key_Space)
        hand.press(*[Key.Key_Down] * question.answer)
    hand.push(dialog.check.accessibleName() or dialog.check.text())
    assert not dialog.outcome.isHidden()
    count = len(lesson.questions)
    assert dialog.outcome.text() == f"{count} 题对了 {count} 题。"
    hand.press(Key.Key_Escape)
    hand.no_dialog()


def test_help_leads_to_a_lesson_by_keyboard_alone(qtbot, signed_in, context):
    qtbot.keyClick(signed_in, Key.Key_F1)
    shown = context.dialogs.shown
    help_ = shown[-1]
    hand = Typist(qtbot, QCoreApplication.processEvents, lambda: signed_in)
    hand.until(help_.isVisible)
    hand.push("种子不出苗（5 分钟）")
    assert hand.dialog(LessonDialog).windowTitle() == "种子不出苗"
    hand.press(Key.Key_Escape)
    hand.until(lambda: QApplication.activeModalWidget() is help_)
    hand.press(Key.Key_Escape)
    hand.no_dialog()
