"""A walk through every page of one desk, a picture of each."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from sync.records.case import CASE
from tools.county_story import Desk
from tools.sitting import Album, Look, Sitting, sitting


class Walker:
    """Looks at everything, and leaves the ledger as it was but for one draft."""

    def __init__(self, app: QApplication, desk: Desk, look: Look, album: Album) -> None:
        self._app, self._desk, self._look, self._album = app, desk, look, album

    def walk(self) -> None:
        with sitting(self._app, self._desk.folder, self._look, self._album) as person:
            person.tell("sign-in")
            person.sign_in(self._desk.account)
            person.exchange()
            self._cases(person)
            self._intake(person)
            self._weekly(person)
            self._exchange(person)
            self._help_and_lock(person)

    @staticmethod
    def _cases(p: Sitting) -> None:
        p.page(p.tr("Case ledger"))
        p.first_case()
        p.tell("cases")
        p.hand.turn_to(p.tr("Parts of the case"), p.tr("People"))
        p.tell("people-of-a-case")

    @staticmethod
    def _intake(p: Sitting) -> None:
        p.hand.key(Qt.Key.Key_F2)
        p.case_choice("matter_type", "complaint")
        p.case_field("title", "玉米种子不出苗")
        p.person_field("phone", "13820010031")
        p.hand.until_seen(p.tr("Draft saved"))
        p.tell("intake")
        p.hand.write(p.label(CASE, "facts"), "三月十日在镇大街门市买的，半个月还没有出苗。")
        p.tell("intake-further-down")

    @staticmethod
    def _weekly(p: Sitting) -> None:
        p.page(p.tr("Publicity calendar"))
        p.hand.until_seen(p.tr("Today"))
        p.tell("calendar")
        p.page(p.tr("Training records"))
        p.tell("training")
        p.page(p.tr("Knowledge and cases"))
        p.hand.until_seen(p.tr("Copy the citation"))
        p.tell("knowledge")

    @staticmethod
    def _exchange(p: Sitting) -> None:
        p.page(p.tr("Exchange with the county"))
        p.hand.until_seen(p.tr("Last exchange"))
        p.tell("exchange")

    @staticmethod
    def _help_and_lock(p: Sitting) -> None:
        p.hand.key(Qt.Key.Key_F1)
        p.hand.until_dialog()
        p.tell("help")
        p.hand.key(Qt.Key.Key_Escape)
        p.hand.until_no_dialog()
        p.hand.key(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
        p.hand.until_seen(p.tr("Locked"))
        p.tell("locked")
