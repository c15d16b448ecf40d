"""Signing in after a start, and coming back to a locked desk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLineEdit

from station_app.ui.common.context import Context
from station_app.ui.common.enter import EnterGoesOn
from station_app.ui.common.fields import FieldRow, LineEdit, PasswordEdit, link, primary_button
from station_app.ui.common.texts import heading, rule, set_text, text
from station_app.ui.shell.curtain import Curtain
from station_app.ui.shell.ports import DemoAccount, Session, SignIn
from station_app.ui.shell.recovery import RecoveryDialog
from sync.problems import Problem


class _NameAndPassword(Curtain):
    """Login, password, one button, and what went wrong beside them.

    Signals:
        entered: Both were typed and the button pressed.  args: login, password.
    """

    entered = Signal(str, str)

    def __init__(self, context: Context, title: str, note: str, press: str) -> None:
        super().__init__(context)
        tr = context.words.tr
        self.login = LineEdit()
        self.password = PasswordEdit()
        self.login_row = FieldRow(context.theme, tr("Login name"), self.login)
        self.password_row = FieldRow(context.theme, tr("Password"), self.password)
        self.go = primary_button(press)
        self.fault = text("", "fault")
        self.fault.hide()
        self.card.addWidget(heading(title, 2))
        if note:
            self.card.addWidget(text(note, "muted"))
        self.card.addWidget(self.login_row)
        self.card.addWidget(self.password_row)
        self.card.addWidget(self.fault)
        self.card.addWidget(self.go)
        EnterGoesOn(self.login_row)
        self.password.returnPressed.connect(self.go.click)
        self.go.clicked.connect(self._try)

    def ask(self) -> None:
        """Clears the password and puts the cursor where typing begins."""
        self.password.clear()
        self._say("")
        field: QLineEdit = self.password if self.login.value() else self.login
        field.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.ask()

    def _try(self) -> None:
        login, password = self.login.value(), self.password.value()
        if login is None or password is None:
            self._say(self._context.words.tr("Type login name and password."))
            return
        self._say("")
        self._busy(True)
        self.entered.emit(login, password)

    def _failed(self, problem: Problem) -> None:
        self._busy(False)
        told = self._context.wording.problem(problem)
        self._say(" ".join(part for part in (told.what, told.then, told.code) if part))
        self.password.selectAll()
        self.password.setFocus()

    def _busy(self, on: bool) -> None:
        for widget in (self.login, self.password, self.go):
            widget.setEnabled(not on)

    def _say(self, words: str) -> None:
        set_text(self.fault, words)
        self.fault.setVisible(bool(words))


class SignInPage(_NameAndPassword):
    """Opens the ledger.

    Signals:
        signed_in: The ledger is open.  arg: the `Session`.
    """

    signed_in = Signal(object)

    def __init__(self, context: Context, port: SignIn) -> None:
        tr = context.words.tr
        super().__init__(context, tr("Sign in"), "", tr("Sign in"))
        self._port = port
        set_text(self.plate, tr("Consumer rights service station"))
        self.entered.connect(self._begin)
        self.forgotten = link(tr("Password forgotten"))
        self.forgotten.clicked.connect(self._ask_for_code)
        self.card.addWidget(self.forgotten)
        self._show_demo(port.demo_accounts)

    def _ask_for_code(self) -> None:
        dialog = RecoveryDialog(self._context, self._port, self.login.value() or "", self.window())
        dialog.opened.connect(self._opened)
        self._context.dialogs.show(dialog)

    def _show_demo(self, accounts: Sequence[DemoAccount]) -> None:
        if not accounts:
            return
        self.card.addWidget(rule())
        self.card.addWidget(
            text(self._context.words.tr("Demonstration. Press an account to fill it in:"), "hint")
        )
        for account in accounts:
            button = link(f"{account.login} / {account.password}  {account.who}")
            button.clicked.connect(lambda _=False, a=account: self._fill(a))
            self.card.addWidget(button)

    def _fill(self, account: DemoAccount) -> None:
        self.login.set_value(account.login)
        self.password.set_value(account.password)
        self.go.setFocus()

    def _begin(self, login: str, password: str) -> None:
        self._context.tasks.open(
            lambda: self._port.open(login, password), self._opened, self._failed, owner=self
        )

    def _opened(self, session: Session) -> None:
        self._busy(False)
        self.password.clear()
        self.signed_in.emit(session)


class LockScreen(_NameAndPassword):
    """Stands before everything while the desk is locked; the ledger stays open behind it.

    Signals:
        unlocked: Somebody signed in again.  arg: the `Session`, perhaps of another person.
    """

    unlocked = Signal(object)

    def __init__(self, context: Context, port: SignIn) -> None:
        tr = context.words.tr
        super().__init__(
            context,
            tr("Locked"),
            tr("What was being written is kept. The exchange with the county goes on."),
            tr("Unlock"),
        )
        self._port = port
        self.entered.connect(self._begin)

    def lock(self, station_name: str, login: str) -> None:
        """`login` empty: another person is expected."""
        set_text(self.plate, station_name)
        self.login.set_value(login)

    def _begin(self, login: str, password: str) -> None:
        self._context.tasks.on_ledger(
            lambda ledger: self._port.unlock(ledger, login, password),
            done=self._unlocked,
            failed=self._failed,
            owner=self,
        )

    def _unlocked(self, session: object) -> None:
        self._busy(False)
        self.password.clear()
        self.unlocked.emit(cast(Session, session))
