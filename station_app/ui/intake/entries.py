"""The fields of the form, in the order in which people tell it; one local example each.

Labels, kinds of value and limits stand in `sync/records`; here stands only what the form adds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sync.clock import Json
from sync.words import mark


class Section(StrEnum):
    """The parts of the form, in the order in which they are asked."""

    MATTER = "matter"
    WHO = "who"
    AGAINST = "against"
    WHAT = "what"
    STORY = "story"
    WISHES = "wishes"
    EVIDENCE = "evidence"
    CONSENT = "consent"


SECTION_WORDS: Mapping[Section, str] = {
    Section.MATTER: mark("What is it about"),
    Section.WHO: mark("Who complains"),
    Section.AGAINST: mark("Against whom"),
    Section.WHAT: mark("What was bought"),
    Section.STORY: mark("How it went"),
    Section.WISHES: mark("What is wanted"),
    Section.EVIDENCE: mark("Proofs"),
    Section.CONSENT: mark("Told and agreed"),
}


class Way(StrEnum):
    """How a value is put in."""

    LINE = "line"
    TEXT = "text"
    ONE = "one"
    SEVERAL = "several"
    LIST = "list"
    PLACE = "place"
    YES_NO = "yes_no"
    DAY = "day"
    MOMENT = "moment"
    MONEY = "money"
    TAGS = "tags"


@dataclass(frozen=True, slots=True)
class Now:
    """What decides which fields are asked: the case's answers so far, and those of one party."""

    case: Mapping[str, Json]
    party: Mapping[str, Json]
    late: bool = False
    """Whether it was received more than three days ago."""

    @property
    def matter(self) -> str:
        return str(self.case.get("matter_type") or "complaint")

    @property
    def complaint(self) -> bool:
        return self.matter == "complaint"

    @property
    def online(self) -> bool:
        return self.party.get("kind") in ("platform", "platform_merchant")

    @property
    def has_contact(self) -> bool:
        return bool(self.party.get("contact_other"))


Asks = Callable[[Now], bool]


def always(_: Now) -> bool:
    return True


def never(_: Now) -> bool:
    return False


def _complaint(now: Now) -> bool:
    return now.complaint


def _not_a_report(now: Now) -> bool:
    return now.matter != "report"


@dataclass(frozen=True, slots=True)
class Entry:
    """One field.  `more`: asked for only where somebody wants to tell more, or has.

    `label` stands in for the declared one where people call it otherwise here.
    `needed` marks it with a star; what is really refused the rules decide (`check.py`).
    """

    name: str
    way: Way
    example: str = ""
    label: str = ""
    wide: bool = False
    more: bool = False
    shown: Asks = always
    needed: Asks = never


MATTER: tuple[Entry, ...] = (
    Entry(
        "matter_type",
        Way.ONE,
        mark("Money or goods in dispute: complaint. Only tells of a breach: report."),
        wide=True,
        needed=always,
    ),
    Entry(
        "title",
        Way.LINE,
        mark("In one sentence, for example: maize seed did not come up"),
        wide=True,
        needed=always,
    ),
    Entry("channel", Way.LIST, mark("for example: in person"), needed=always),
    Entry("received_at", Way.MOMENT, mark("Left empty it is now. Day and time: 1116, 9:40")),
    Entry(
        "late_entry_reason",
        Way.LINE,
        mark("Received more than 3 days ago; for example: power cut"),
        wide=True,
        shown=lambda now: now.late,
        needed=always,
    ),
    Entry("urgency", Way.ONE, mark("Injury, poisoning or fire is critical"), more=True),
    Entry("complexity", Way.ONE, mark("for example: simple"), more=True),
    Entry("platform_no", Way.LINE, mark("if it came from the 12315 platform"), more=True),
    Entry("parent_case_id", Way.LINE, mark("the number of an earlier case about it"), more=True),
    Entry(
        "tags", Way.TAGS, mark("for finding it later, for example: spring sowing, fair"), more=True
    ),
)

PERSON: tuple[Entry, ...] = (
    Entry(
        "phone",
        Way.LINE,
        mark("11 digits; who was here before is found by it"),
        needed=lambda now: now.complaint and not now.has_contact,
    ),
    Entry(
        "name",
        Way.LINE,
        mark("as on the identity card"),
        mark("Name of the person"),
        needed=_complaint,
    ),
    Entry(
        "address",
        Way.LINE,
        mark("where letters arrive, for example: Zhendong village, row 3, no. 12"),
        mark("Postal address"),
        wide=True,
        needed=_complaint,
    ),
    Entry("age_band", Way.ONE, mark("by the looks is enough"), wide=True),
    Entry("gender", Way.ONE, mark("may stay empty"), more=True),
    Entry("division_code", Way.PLACE, mark("the village the person lives in"), more=True),
    Entry("phone2", Way.LINE, mark("for example a son's or daughter's"), more=True),
    Entry(
        "contact_other",
        Way.LINE,
        mark("no phone: for example through the head of the group"),
        more=True,
    ),
    Entry(
        "id_kind",
        Way.LIST,
        mark("only if the identity has to be checked"),
        more=True,
    ),
    Entry("id_last4", Way.LINE, mark("seen and checked: the last four are enough"), more=True),
    Entry(
        "id_no",
        Way.LINE,
        mark("only where an agreement or a court asks for it"),
        more=True,
    ),
    Entry(
        "relation_note",
        Way.LINE,
        mark("to the other side, for example: neighbour"),
        more=True,
    ),
)

HELPER: tuple[Entry, ...] = (
    Entry("role", Way.ONE, mark("for example: son acting for his mother is her agent"), wide=True),
    Entry("phone", Way.LINE, mark("11 digits")),
    Entry(
        "name",
        Way.LINE,
        mark("as on the identity card"),
        mark("Name of the person"),
        needed=always,
    ),
    Entry("address", Way.LINE, mark("where letters arrive"), mark("Postal address"), wide=True),
    Entry("relation_note", Way.LINE, mark("for example: son")),
    Entry(
        "authority_scope",
        Way.LINE,
        mark("for example: may settle for her"),
        shown=lambda now: now.party.get("role") in ("agent", "representative"),
    ),
    Entry(
        "authority_until",
        Way.DAY,
        mark("as written in the power of attorney"),
        shown=lambda now: now.party.get("role") in ("agent", "representative"),
    ),
)

TRADER: tuple[Entry, ...] = (
    Entry("kind", Way.LIST, mark("unsure: leave it empty, or unknown")),
    Entry(
        "name",
        Way.LINE,
        mark("as on the signboard, for example: Zhenxing seed shop"),
        mark("Name of the trader"),
        needed=_complaint,
    ),
    Entry(
        "business_place",
        Way.LINE,
        mark("for example: east end of the market; not known: 不明"),
        wide=True,
        needed=_complaint,
    ),
    Entry("phone", Way.LINE, mark("mobile, land line, 400 or 800 number")),
    Entry(
        "platform_name",
        Way.LINE,
        mark("for example: the app it was bought in"),
        shown=lambda now: now.online,
        needed=lambda now: now.party.get("kind") == "platform_merchant",
    ),
    Entry("shop_name", Way.LINE, mark("as the app shows it"), shown=lambda now: now.online),
    Entry(
        "shop_url",
        Way.LINE,
        mark("copied from the app or the order"),
        wide=True,
        shown=lambda now: now.online,
    ),
    Entry(
        "unlicensed",
        Way.YES_NO,
        mark("no business licence on the wall"),
        shown=lambda now: now.party.get("kind") in ("stall_unlicensed", "unknown", "person", None),
    ),
    Entry("uscc", Way.LINE, mark("18 characters, on the business licence"), more=True),
    Entry("respondent_reg_name", Way.LINE, mark("as on the business licence"), more=True),
    Entry("other_reg_no", Way.LINE, mark("old licences: 13 or 15 digits"), more=True),
    Entry("legal_rep", Way.LINE, mark("as on the business licence"), more=True),
    Entry("contact_person", Way.LINE, mark("who answers there"), more=True),
)

WHAT: tuple[Entry, ...] = (
    Entry("object_kind", Way.ONE, mark("seed, pesticide, fertiliser: farm inputs"), wide=True,
          needed=_complaint),
    Entry("category_code", Way.LIST, mark("for example: seed"), needed=_complaint),
    Entry("object_name", Way.LINE, mark("for example: maize seed Zhengdan 958")),
    Entry(
        "amount",
        Way.MONEY,
        mark("yuan; what was paid, 0 if nothing"),
        shown=_not_a_report,
        needed=_complaint,
    ),
    Entry("purchase_on", Way.DAY, mark("0420, 初八, 昨天")),
    Entry("quantity", Way.LINE, mark("for example: 4")),
    Entry("unit", Way.LINE, mark("for example: bag")),
    Entry("purchase_mode", Way.LIST, mark("for example: market stall")),
    Entry("order_no", Way.LINE, mark("on the receipt or in the app"), more=True),
    Entry("brand", Way.LINE, mark("for example: Zhengdan"), more=True),
    Entry("model", Way.LINE, mark("for example: 958"), more=True),
    Entry("batch_no", Way.LINE, mark("printed on the bag"), more=True),
)  # fmt: skip

STORY: tuple[Entry, ...] = (
    Entry(
        "facts",
        Way.TEXT,
        mark("When, where, what was bought, what went wrong, what the seller said"),
        wide=True,
        needed=always,
    ),
    Entry(
        "problem_nature",
        Way.SEVERAL,
        mark("the main one first"),
        wide=True,
        needed=_complaint,
    ),
    Entry("incident_on", Way.DAY, mark("the day it came to light: 0512, 初八")),
    Entry("incident_place", Way.LINE, mark("for example: east end of the market")),
    Entry("incident_division_code", Way.PLACE, mark("left empty: this village"), more=True),
    Entry("is_joint", Way.YES_NO, mark("several people, one seller, one cause"), more=True),
)

CONSENT: tuple[Entry, ...] = (
    Entry("privacy_notice_way", Way.ONE, "", wide=True, needed=always),
    Entry("consent_entrusted", Way.YES_NO, mark("the market office may have others mediate")),
    Entry("consent_non_site", Way.YES_NO, mark("by telephone or video, without coming")),
    Entry(
        "consent_publication",
        Way.YES_NO,
        mark("without name; nothing is published without a yes"),
        shown=_complaint,
    ),
)

CASE_ENTRIES: Mapping[Section, tuple[Entry, ...]] = {
    Section.MATTER: MATTER,
    Section.WHAT: WHAT,
    Section.STORY: STORY,
    Section.CONSENT: CONSENT,
}
"""Sections whose fields are the case's own; the others have parts of their own."""

HELPER_ROLES = ("agent", "representative", "co_complainant", "third_party", "witness")

REQUESTS_SHOWN: Asks = _not_a_report
