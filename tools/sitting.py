"""One person sitting down at one desk: the real program over a data folder, worked by hand.

What is clicked and typed here is what a person clicks and types; nothing goes round the window.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice, QModelIndex, Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from station_app.background.exchange_keeper import ExchangeKeeper, LineState
from station_app.foundation.paths import Paths
from station_app.foundation.settings import Settings
from station_app.foundation.wording import Wording
from station_app.ui.common.table import PagedTable
from station_app.ui.intake.options import Choices
from station_app.ui.shell.program import Program
from station_app.usecases.complaints import code_book
from station_app.usecases.holding import hold_desk
from sync.records.case import CASE, CASE_EVENT, CASE_PARTY
from sync.records.kinds import Kind
from sync.records.referral import REFERRAL
from sync.words import load_words
from tools.flat import save_flat
from tools.hand import Hand, Stuck

SIZE = (1366, 768)
"""The screen of the office PCs, in pixels."""
TRIES, AGAIN_AFTER_S = 5, 3.0


@dataclass(frozen=True, slots=True)
class Album:
    """Pictures of the story.  Without a folder, none are taken; `only` these, or all."""

    folder: Path | None
    ending: str = ""
    only: frozenset[str] | None = None

    def take(self, hand: Hand, name: str) -> None:
        if self.folder is None or (self.only is not None and name not in self.only):
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        hand.picture().save(buffer, "PNG")
        picture = Image.open(io.BytesIO(buffer.data().data()))
        save_flat(picture, self.folder / f"{name}{self.ending}.png")


@dataclass(frozen=True, slots=True)
class Look:
    """How the window is shown: text size in per cent, language, light or dark."""

    scale: int = 100
    lang: str = "zh_CN"
    dark: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    login: str
    password: str


class Sitting:
    """What one person does at one desk, in the words of the trade."""

    def __init__(self, program: Program, look: Look, album: Album) -> None:
        self.program = program
        self.hand = Hand(program.window)
        self.album = album
        words = load_words(look.lang)
        self.tr = words.tr
        self.count_words = words.ntr
        self._wording = Wording(words)
        self._choices = Choices(words, code_book())

    # Words as they stand on the screen

    def label(self, kind: Kind, name: str) -> str:
        return self.tr(kind.by_name[name].label)

    def label_of_party(self, name: str) -> str:
        return self.label(CASE_PARTY, name)

    def word(self, list_: str, code: str) -> str:
        """What a code of a list is called."""
        return self._choices.word(list_, code)

    def status(self, code: str) -> str:
        """What the chip at the head of a case in that state is called."""
        colour = self._wording.colour(self._wording.board(code))
        return f"{colour} {self._wording.status(code)}".strip()

    # At the desk

    def sign_in(self, account: Account) -> None:
        """The account is pressed where the page offers it, else typed."""
        hand, tr = self.hand, self.tr
        buttons: Iterable[QPushButton] = self.program.window.sign_in.findChildren(QPushButton)
        offered = [b for b in buttons if b.text().startswith(f"{account.login} / ")]
        if offered:
            hand.click(offered[0])
        else:
            hand.write(tr("Login name"), account.login)
            hand.write(tr("Password"), account.password)
        hand.press(tr("Sign in"))
        hand.until(lambda: self.program.keeper is not None, "the desk")

    def page(self, title: str) -> None:
        """Goes to a page by its entry on the left."""
        entries = self.hand.get(QWidget, self.tr("Pages"))
        buttons: Iterable[QPushButton] = entries.findChildren(QPushButton)
        button = next(b for b in buttons if b.text() == title and b.isVisible())
        self.hand.click(button)
        self.hand.until(button.isChecked, f"the page “{title}”")

    def tell(self, name: str) -> None:
        """A picture of what is seen now."""
        self.album.take(self.hand, name)

    @property
    def keeper(self) -> ExchangeKeeper:
        keeper = self.program.keeper
        assert keeper is not None, "nobody is signed in"
        return keeper

    @property
    def badge(self) -> str:
        """The words of the badge; in full, as its name for screen readers tells them."""
        return self.program.window.desk.header.sync.accessibleName()

    def without_line(self) -> None:
        """Waits until the badge says that the county cannot be reached."""
        no_line = LineState.NO_LINE
        self.hand.until(lambda: self.keeper.badge.state is no_line, "the badge without a line")

    def exchange(self) -> None:
        """F9, and until everything is in step."""
        ended: list[object] = []
        self.keeper.run_finished.connect(lambda: ended.append(True))
        self.keeper.run_failed.connect(lambda problem: ended.append(problem))
        self.hand.key(Qt.Key.Key_F9)
        self.hand.until(lambda: ended, "the end of the exchange")
        assert ended[0] is True, f"the exchange failed: {ended[0]}"
        self.hand.until(
            lambda: self.keeper.badge.state is LineState.IN_STEP and not self.keeper.badge.waiting,
            "everything to be in step",
        )

    # The ledger

    def search(self, words: str) -> None:
        """F3, words, Enter."""
        hand = self.hand
        hand.key(Qt.Key.Key_F3)
        hand.write(self.tr("Search"), words)
        hand.key(Qt.Key.Key_Return)
        hand.until_seen(self.tr("Found “{words}” ✕", words=words))

    def open_case(self, title: str) -> None:
        """Finds a case by the words of its title and opens it."""
        self.search(title)
        for _ in range(TRIES):
            self.hand.click_on(
                lambda: table.viewport() if (table := self._list()) and self._rows(title) else None,
                f"“{title}” in the list",
                lambda _: self._table().visualRect(self._rows(title)[0]).center(),
            )
            # A list that is drawn anew between press and release takes no click.
            if self.hand.comes(lambda: self._shows(title), AGAIN_AFTER_S):
                return
        raise Stuck(f"“{title}” does not open")

    def first_case(self) -> None:
        """Opens the first of the list."""
        table = self._table()
        self.hand.until(lambda: table.model().rowCount() > 0, "a case in the list")
        title = self.tr("Title")
        model = table.model()
        across = Qt.Orientation.Horizontal
        column = next(n for n in range(model.columnCount()) if model.headerData(n, across) == title)
        first = model.index(0, column)
        self.hand.until(lambda: first.data(), "the first case")
        self.hand.click(table.viewport(), table.visualRect(first).center())
        self.hand.until(lambda: self._shows(first.data()), "the first case on the right")

    def finds_nothing(self, title: str) -> None:
        """That nobody here knows such a case."""
        self.search(title)
        self.hand.until_seen(self.tr("Nothing found"))

    def _list(self) -> PagedTable | None:
        return self.hand.find(PagedTable, self.tr("Case ledger"))

    def _table(self) -> PagedTable:
        return self.hand.get(PagedTable, self.tr("Case ledger"))

    def _rows(self, title: str) -> Sequence[QModelIndex]:
        model = self._table().model()
        cells = (
            model.index(row, column)
            for row in range(model.rowCount())
            for column in range(model.columnCount())
        )
        return [cell for cell in cells if cell.data() == title]

    def _shows(self, title: str) -> bool:
        panel = self.hand.find(QWidget, self.tr("The chosen case"))
        said: Iterable[QWidget] = panel.findChildren(QWidget) if panel is not None else []
        return any(w.property("text") == title and w.isVisible() for w in said)

    # Steps

    def step(self, label: str, fill: Callable[[], object], status: str, picture: str = "") -> None:
        """Presses a step, fills in its form, and waits for the state it leads to."""
        hand = self.hand
        hand.click_on(
            lambda: self._step_button(label) or self._more(), f"the step “{label}”, or “more”"
        )
        if hand.menu_open:
            hand.take(label)
        hand.until_dialog()
        fill()
        if picture:
            self.tell(picture)
        hand.press_primary(label)
        hand.until_no_dialog()
        hand.until(lambda: hand.find(QWidget, self.status(status)), f"the state “{status}”")

    def _step_button(self, label: str) -> QPushButton | None:
        hand = self.hand
        return hand.find(QPushButton, f"{label} →") or hand.find(QPushButton, label)

    def _more(self) -> QPushButton | None:
        return self.hand.find(QPushButton, self.tr("More ▾"))

    def accept(self, picture: str = "") -> None:
        self.step(self.tr("Accept"), lambda: None, "accepted", picture)

    def start(self, summary: str, picture: str = "") -> None:
        def fill() -> None:
            self.hand.tick(
                self.label(CASE_EVENT, "contact_mode"), self.word("contact_mode", "face")
            )
            result = self.word("contact_result", "reached")
            self.hand.tick(self.label(CASE_EVENT, "contact_result"), result)
            self.hand.write(self.label(CASE_EVENT, "summary"), summary)

        self.step(self.tr("Start handling"), fill, "in_progress", picture)

    def refer(
        self, to: str, reason: str, summary: str, *, down: bool = False, picture: str = ""
    ) -> None:
        """Up to the window, or `down` from the window to a village; `to` is its name."""

        def fill() -> None:
            kind = self.word("referral_type", "assign_down" if down else "refer_up")
            self.hand.tick(self.label(REFERRAL, "referral_type"), kind)
            self.hand.choose(self.label(REFERRAL, "to_org_id"), to)
            self.hand.write(self.label(REFERRAL, "reason"), reason)
            self.hand.write(self.label(REFERRAL, "summary"), summary)
            self.hand.tick(self.label(REFERRAL, "told_way"), self.word("told_way", "face"))

        self.step(self.tr("Refer"), fill, "referred_out", picture)

    def sign_for(self) -> None:
        self.step(self.tr("Sign for the referral"), lambda: None, "referred_out")

    def take_over(self, status: str, picture: str = "") -> None:
        """Of a referral signed for; `status` is the state the case was referred in."""
        self.step(self.tr("Take over"), lambda: None, status, picture)

    def send_back(self, reason: str, status: str, picture: str = "") -> None:
        """Returns a referral; `status` is the state the case goes back to."""

        def fill() -> None:
            self.hand.write(self.label(REFERRAL, "return_reason"), reason)

        self.step(self.tr("Return to the sender"), fill, status, picture)

    def add_file(self, file: Path) -> None:
        """A photo or file to the case that is open."""
        tr, hand = self.tr, self.hand
        before = tr("Evidence {n}", n="").strip()
        hand.turn_to(tr("Parts of the case"), before)
        hand.press(tr("Add photos or files"))
        hand.hand_in(file)
        hand.until_seen(file.stem)

    # Taking down

    def person_field(self, name: str, words: str) -> None:
        label = {"name": self.tr("Name of the person"), "address": self.tr("Postal address")}
        shown = label.get(name) or self.label_of_party(name)
        self.hand.write(shown, words, self.tr("Who complains"))

    def trader_field(self, name: str, words: str) -> None:
        shown = self.tr("Name of the trader") if name == "name" else self.label_of_party(name)
        self.hand.write(shown, words, self.tr("Against whom"))

    def case_field(self, name: str, words: str) -> None:
        self.hand.write(self.label(CASE, name), words)

    def case_choice(self, name: str, code: str) -> None:
        """A chip or an entry of a list, whichever the field is."""
        label, words = self.label(CASE, name), self.word(CASE.by_name[name].codes or "", code)
        field = self.hand.field(label)
        if hasattr(field, "lineEdit"):
            self.hand.choose(label, words)
        else:
            self.hand.tick(label, words)


@contextmanager
def sitting(app: QApplication, folder: Path, look: Look, album: Album) -> Iterator[Sitting]:
    """The program over a data folder from its start to its end, with its lock."""
    paths = Paths.under(folder)
    hook = sys.excepthook
    app.setQuitOnLastWindowClosed(False)
    with hold_desk(paths.folder):
        settings = Settings(text_size=look.scale, lang=look.lang)
        program = Program(app, paths, settings, look.lang, dark=look.dark)
        program.window.setGeometry(0, 0, *SIZE)
        program.begin()
        person = Sitting(program, look, album)
        try:
            person.hand.in_front()
            yield person
        except Stuck:
            if album.folder is not None:
                album.folder.mkdir(parents=True, exist_ok=True)
                person.hand.picture().save(str(album.folder / "stuck.png"))
            raise
        finally:
            program.window.close()
            program.end()
            program.window.deleteLater()
            app.processEvents()
            sys.excepthook = hook
