"""The recovery code: the way in when a password is forgotten."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from station_app.ui.common.context import Context
from station_app.ui.common.dialogs import FrameDialog
from station_app.ui.common.enter import EnterGoesOn
from station_app.ui.common.fields import FieldRow, LineEdit, PasswordEdit
from station_app.ui.common.texts import set_text, text
from station_app.ui.shell.ports import Session, SignIn
from sync.problems import Problem


class RecoveryDialog(FrameDialog):
    """Code, login, new password twice; what is wrong is said beside the field, nothing cleared.

    Signals:
        opened: The ledger is open.  arg: the `Session`.
    """

    opened = Signal(object)

    def __init__(
        self, context: Context, port: SignIn, login: str, parent: QWidget | None = None
    ) -> None:
        tr, theme = context.words.tr, context.theme
        super().__init__(theme, tr("Password forgotten"), parent)
        self._context = context
        self._port = port
        self.code, self.login = LineEdit(), LineEdit()
        self.password, self.again = PasswordEdit(), PasswordEdit()
        self.login.set_value(login)
        self.rows = {
            "code": FieldRow(
                theme, tr("Recovery code"), self.code, example=tr("stands on the paper kept safe")
            ),
            "login": FieldRow(theme, tr("Login name"), self.login),
            "password": FieldRow(
                theme,
                tr("New password"),
                self.password,
                example=tr("at least 10 characters; a short sentence is easy to keep in mind"),
            ),
            "again": FieldRow(theme, tr("New password once more"), self.again),
        }
        for row in self.rows.values():
            self.content.addWidget(row)
        self.fault = text("", "fault")
        self.content.addWidget(self.fault)
        self.content.addStretch(1)
        self.add_button(tr("Close")).clicked.connect(self.reject)
        self.go = self.add_button(tr("Open"), primary=True)
        # Enter goes from field to field; only in the button does it open.
        self.go.setDefault(False)
        self.go.clicked.connect(self._try)
        EnterGoesOn(self)

    def _try(self) -> None:
        tr = self._context.words.tr
        set_text(self.fault, "")
        for row in self.rows.values():
            missing = row.value() is None
            row.set_fault(self._context.wording.field_fault("missing") if missing else "")
        if any(row.fault for row in self.rows.values()):
            return
        if self.password.value() != self.again.value():
            self.rows["again"].set_fault(tr("The two passwords differ."))
            return
        code, login = self.code.value() or "", self.login.value() or ""
        password = self.password.value() or ""
        self.go.setEnabled(False)
        self._context.tasks.open(
            lambda: self._port.recover(code, login, password),
            self._was_opened,
            self._failed,
            owner=self,
        )

    def _was_opened(self, session: Session) -> None:
        self.accept()
        self.opened.emit(session)

    def _failed(self, problem: Problem) -> None:
        self.go.setEnabled(True)
        told = self._context.wording.problem(problem)
        set_text(self.fault, " ".join(p for p in (told.what, told.then, told.code) if p))
        for name, code in problem.fields.items():
            if name in self.rows:
                self.rows[name].set_fault(self._context.wording.field_fault(code))
