"""Signing in through the window leaves its line, and the dialog tells it."""

import pytest

from station_app.foundation.paths import Paths
from station_app.ui.shell.access_log import AccessLogDialog, read_access, show_access_log
from station_app.ui.shell.local import LocalSignIn
from sync.clock import SystemClock
from sync.problems import Problem
from tests.ui.cases.live import LOGIN, PASSWORD


def test_the_window_s_sign_in_unlocking_and_failures_are_told_in_sentences(
    seat, live, context, qtbot
):
    door = LocalSignIn(Paths.under(live.folder), context.wording, SystemClock(), bytes)
    with pytest.raises(Problem):
        live.do(lambda desk: door.unlock(desk, LOGIN, "not the password at all"))
    live.do(lambda desk: door.unlock(desk, LOGIN, PASSWORD))
    case = live.register()
    seat.show(case)
    seat.page.acts.reveal()
    seat.rest()
    show_access_log(context, seat.page)
    seat.rest()
    (dialog,) = context.dialogs.shown
    said = seat.words(dialog)
    assert "有人用 李某 的账号输错了密码" in said
    assert "李某 登录" in said
    assert "李某 看了全部内容：" in said
    assert "玉米种子不出苗" in said
    assert said.index("看了全部内容") < said.index("李某 登录") < said.index("输错了密码")


def test_where_nothing_was_noted_the_dialog_says_so(seat, live, context):
    read = live.do(read_access)
    dialog = AccessLogDialog(context, read)
    seat.qtbot.addWidget(dialog)
    assert "还没有记录" in seat.words(dialog)
