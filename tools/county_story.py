"""The story of one complaint, from an offline desk to the county and back, told in the window.

A village takes a complaint down without a line, the window answers it, another one goes down to
the neighbour village and comes back.  Every step is a click or a key on the real window.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from PIL import Image, ImageDraw
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox

from sync.records.attachment import ATTACHMENT
from sync.records.case import CASE
from sync.records.check import REQUEST_ITEM
from tools.sitting import Account, Album, Look, Sitting, sitting

TITLE = "地膜一掀就碎"
"""The complaint that is taken down in the story."""
RETURN_REASON = "缺购货小票照片，请补齐后再报"
HANDED_REASON = "卖方在镇西村经营"
NOT_OURS = "摊主已搬到镇上经营，不在本村"


class Line(Protocol):
    """The county's center, which can be there or not."""

    def start(self) -> None: ...
    def stop(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Desk:
    """A data folder, who sits there, and what the county calls the station."""

    folder: Path
    account: Account
    name: str


@dataclass(frozen=True, slots=True)
class County:
    """`older`: the title of a complaint registered at the village before, with the county."""

    center: Line
    village: Desk
    window: Desk
    other: Desk
    older: str
    files: Path
    """A folder for the photos that are handed in."""


class Teller:
    """Tells the story once, in one look."""

    def __init__(self, app: QApplication, county: County, look: Look, album: Album) -> None:
        self._app, self._county, self._look, self._album = app, county, look, album

    def tell(self) -> None:
        county = self._county
        county.center.stop()
        with self._at(county.village) as village:
            self._without_a_line(village)
            county.center.start()
            self._with_a_line(village)
        with self._at(county.window) as window:
            self._at_the_window(window)
        with self._at(county.other) as other:
            self._at_the_neighbour(other)
        with self._at(county.window) as window:
            self._back_at_the_window(window)
        with self._at(county.village) as village:
            self._back_at_the_village(village)

    def _at(self, desk: Desk) -> AbstractContextManager[Sitting]:
        return sitting(self._app, desk.folder, self._look, self._album)

    # Without a line

    def _without_a_line(self, village: Sitting) -> None:
        village.tell("01-sign-in")
        village.sign_in(self._county.village.account)
        village.without_line()
        village.tell("02-cases-without-network")
        self._take_down(village)
        self._handle(village)
        self._second_referral(village)
        assert village.tr("No network") in village.badge, village.badge
        assert village.keeper.badge.waiting > 0
        village.page(village.tr("Exchange with the county"))
        village.hand.until_seen(TITLE)
        village.tell("11-waiting-without-network")

    def _take_down(self, p: Sitting) -> None:
        hand, tr = p.hand, p.tr
        hand.key(Qt.Key.Key_F2)
        p.case_choice("matter_type", "complaint")
        p.case_field("title", TITLE)
        p.case_choice("channel", "walk_in")
        p.tell("03-intake-begun")
        p.person_field("phone", "13820010031")
        p.person_field("name", "周玉田")
        p.person_field("address", "镇东村四区6号")
        who = tr("Who complains")
        hand.tick(p.label_of_party("age_band"), p.word("age_band", "60-79"), who)
        against = tr("Against whom")
        kind = p.word("party_kind", "individual_business")
        hand.choose(p.label_of_party("kind"), kind, against)
        p.trader_field("name", "兴农农资门市")
        p.trader_field("business_place", "镇大街32号")
        p.case_choice("object_kind", "farm_input")
        p.case_choice("category_code", "farm_inputs.film")
        p.case_field("object_name", "地膜")
        p.case_field("amount", "560")
        p.case_field("purchase_on", "0310")
        p.case_field("quantity", "8")
        p.case_field("unit", "卷")
        facts = "三月十日在镇大街门市买地膜八卷，铺下去半个月一掀就碎，店里说是我铺得不对，不肯退。"
        p.case_field("facts", facts)
        p.tell("04-intake-facts")
        p.case_choice("problem_nature", "quality")
        refund = p.word("request_kind", "refund")
        hand.tick(p.label(CASE, "requests"), refund)
        hand.write(f"{refund} {tr(REQUEST_ITEM[1].label)}", "560")
        hand.press(tr("Choose files…"))
        film = photo(self._county.files / "地膜.jpg", "film")
        hand.hand_in(film)
        hand.until_seen(film.name)
        hand.write(p.label(ATTACHMENT, "title"), "掀起的地膜")
        p.tell("05-intake-proofs")
        p.case_choice("privacy_notice_way", "read_out")
        hand.press(tr("Read back and register"))
        hand.click(hand.get(QCheckBox, tr("Read to the person (or the person is not here)")))
        p.tell("06-read-back")
        hand.press(tr("Register"))
        hand.until_seen(p.count_words("{n} file added", "{n} files added", 1))
        p.tell("07-registered")
        hand.press(tr("Open this case"))

    def _handle(self, p: Sitting) -> None:
        county = self._county
        p.hand.until_seen(TITLE)
        p.tell("08-case-registered")
        p.accept(picture="09-accept")
        p.start("到门市看了同批地膜，店主不同意退款")
        reason, summary = "店主不同意协商，需要镇里出面", "地膜八卷560元，半月即碎，要求退款"
        p.refer(county.window.name, reason, summary, picture="10-refer")

    def _second_referral(self, p: Sitting) -> None:
        county = self._county
        p.open_case(county.older)
        p.add_file(photo(county.files / "购货收据.jpg", "receipt"))
        p.refer(county.window.name, "卖方不在本村", "卖方不在本村，请镇里转给卖方所在村")
        p.open_case(TITLE)

    # With a line

    def _with_a_line(self, p: Sitting) -> None:
        p.exchange()
        p.hand.until_seen(p.tr("Nothing; the county has everything."))
        p.tell("12-exchanged")
        p.page(p.tr("Case ledger"))
        p.open_case(TITLE)
        p.hand.until_seen(p.tr("County number {number}", number=""))
        p.tell("13-county-number")

    def _at_the_window(self, p: Sitting) -> None:
        county, tr = self._county, p.tr
        p.sign_in(county.window.account)
        p.exchange()
        p.open_case(TITLE)
        p.tell("14-window-referral")
        p.sign_for()
        p.send_back(RETURN_REASON, "in_progress", picture="15-window-returns")
        p.open_case(county.older)
        p.sign_for()
        p.take_over("registered", picture="16-window-takes-over")
        p.refer(county.other.name, HANDED_REASON, "请到店里核实并调解", down=True)
        p.hand.turn_to(tr("Parts of the case"), tr("Referrals {n}", n="").strip())
        p.hand.look_at(HANDED_REASON)
        p.tell("17-window-handed-down")
        p.exchange()

    def _at_the_neighbour(self, p: Sitting) -> None:
        county, tr = self._county, p.tr
        p.sign_in(county.other.account)
        p.exchange()
        p.finds_nothing(TITLE)
        p.open_case(county.older)
        p.tell("18-neighbour-sees-it")
        p.hand.turn_to(tr("Parts of the case"), tr("Evidence {n}", n="").strip())
        p.hand.look_at(tr("✓ on this PC and at the county"))
        p.tell("19-neighbour-has-the-files")
        p.sign_for()
        p.send_back(NOT_OURS, "registered")
        p.exchange()
        p.finds_nothing(county.older)
        p.tell("20-it-left-again")

    def _back_at_the_window(self, p: Sitting) -> None:
        county, tr = self._county, p.tr
        p.sign_in(county.window.account)
        p.exchange()
        p.open_case(county.older)
        p.hand.turn_to(tr("Parts of the case"), tr("Referrals {n}", n="").strip())
        p.hand.look_at(tr("Returned because: {reason}", reason=NOT_OURS))
        p.tell("21-back-at-the-window")

    def _back_at_the_village(self, p: Sitting) -> None:
        county, tr = self._county, p.tr
        p.sign_in(county.village.account)
        p.exchange()
        p.open_case(TITLE)
        p.hand.turn_to(tr("Parts of the case"), tr("Referrals {n}", n="").strip())
        p.hand.look_at(tr("Returned because: {reason}", reason=RETURN_REASON))
        p.tell("22-returned-to-the-village")
        p.open_case(county.older)
        p.tell("23-taken-over-by-the-window")


def photo(path: Path, what: str) -> Path:
    """A drawn stand-in for a photo: film on a field, or a receipt."""
    path.parent.mkdir(parents=True, exist_ok=True)
    film = what == "film"
    ground = (126, 150, 92) if film else (92, 74, 56)
    ink = (222, 228, 232) if film else (250, 250, 250)
    picture = Image.new("RGB", (1600, 1200), ground)
    draw = ImageDraw.Draw(picture)
    if film:
        for row in range(5):
            top = 90 + row * 220
            draw.rectangle((0, top, 1600, top + 120), fill=ink)
            for torn in range(9):
                left = 60 + torn * 180 + row * 37
                draw.polygon([(left, top), (left + 70, top + 60), (left + 20, top + 120)], ground)
    else:
        draw.rectangle((420, 80, 1180, 1130), fill=ink)
        for row in range(14):
            draw.rectangle((480, 160 + row * 62, 760 + (row * 97) % 340, 184 + row * 62), (90,) * 3)
    picture.save(path, quality=88)
    return path
