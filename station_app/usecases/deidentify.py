"""Persons taken out of a story however they are written there: a name with blanks in it, a number
with dashes, full-width digits, a given name alone, 老王 (rules 11, 13.8).

Each person and firm keeps one stand-in throughout (`sync/records/persons_out.py`), whichever of
their names a text uses.  What is surely theirs is found again in every later text (`still_told`);
what only may be (a given name is a word, too) is replaced once and then left to whoever checks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from station_app.usecases.complaints import RESPONDING
from station_app.usecases.reading.rows import full_rows
from sync.ledger.ledger import Ledger
from sync.records.case import CASE, CASE_PARTY
from sync.records.persons_out import left_over, stand_ins, without_persons

_WIDE = {0xFF10 + n: 0x30 + n for n in range(10)}
_WIDE |= {0xFF21 + n: 0x41 + n for n in range(26)} | {0xFF41 + n: 0x61 + n for n in range(26)}
_WIDE |= {0xFF0D: 0x2D}
"""Full-width digits, letters and the dash -> those of every keyboard."""

_BETWEEN = "[ \t\N{IDEOGRAPHIC SPACE}\N{NO-BREAK SPACE}\N{MIDDLE DOT}.\\-\N{EN DASH}*]*"
"""What people put between the signs of a name or a number."""

LEFT_OUT = "（略）"

_NUMBERS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"(?<![0-9])(?:[0-9]{_BETWEEN}){{17}}[0-9Xx](?![0-9Xx])"), "（证件号码略）"),
    (re.compile(rf"(?<![0-9])1{_BETWEEN}[3-9]{_BETWEEN}(?:[0-9]{_BETWEEN}){{8}}[0-9](?![0-9])"),
     "（电话略）"),
    (re.compile(r"(?<![0-9])0[0-9]{2,3}[ -]?[0-9]{3,4}[ -]?[0-9]{4}(?![0-9])"), "（电话略）"),
    (re.compile(r"(?<![0-9])[0-9]{15,19}(?![0-9])"), "（号码略）"),
    (re.compile(r"[A-Za-z0-9._-]+@[A-Za-z0-9-]+\.[A-Za-z0-9.-]+"), "（邮箱略）"),
    (re.compile(r"[一-鿿][A-Z][\N{MIDDLE DOT} ]?[A-Z0-9]{5,6}(?![A-Z0-9])"), "（车牌略）"),
)  # fmt: skip
"""Numbers of persons, whoever they are, and what stands for each."""

_TWICE = re.compile("[（(]\\s*(（[^（）]*略）)\\s*[)）]")
_TITLES = (
    "先生|女士|小姐|师傅|老师|老板|经理|店长|大爷|大娘|大妈|大叔|大伯|大姐|大哥|大嫂|阿姨|同志"
    "|某某|某"
)
_TAIL = re.compile("[村镇乡]|街道|社区|小区")
_LEAST_TAIL = 4
"""Signs of an address behind its village that tell the house."""


@dataclass(frozen=True, slots=True)
class Who:
    """The persons and firms of a case.

    `stand_in`: each of their full names -> what stands for it.  `also`: addresses, numbers, links.
    `soft`: patterns that may mean them, with what stands for them.
    """

    stand_in: Mapping[str, str]
    also: tuple[str, ...] = ()
    soft: tuple[tuple[re.Pattern[str], str], ...] = field(default=())

    @property
    def tells(self) -> tuple[str, ...]:
        """Everything that surely tells who it is."""
        return (*self.stand_in, *self.also)


@dataclass(frozen=True, slots=True)
class Replaced:
    """Something of the case's own words, and what stands for it in the story."""

    was: str
    now: str


def who_of(ledger: Ledger, case_id: str) -> Who:
    """The persons of a case, the complaining side first, in the order they were written down: one
    who is added later changes nobody's stand-in."""
    people: list[str] = []
    firms: list[str] = []
    same: list[tuple[str, str]] = []
    also: list[str] = []
    parties = full_rows(ledger.db, CASE_PARTY, "root_id = ?", (case_id,))
    parties.sort(
        key=lambda p: (
            p.whole("created_at") or 0,
            p.text("role") in RESPONDING,
            p.values.get("is_main") is not True,
            p.id,
        )
    )
    for party in parties:
        name = party.text("name").strip()
        (firms if party.text("role") in RESPONDING else people).append(name)
        same += [(party.text(n).strip(), name) for n in ("respondent_reg_name", "shop_name")]
        people += [party.text(n) for n in ("legal_rep", "contact_person")]
        also += [party.text(n) for n in ("phone", "phone2", "contact_other", "shop_url")]
        also += [party.text(n) for n in ("id_no", "uscc", "other_reg_no")]
        for place in (party.text("address"), party.text("business_place")):
            also += [place, *_house(place)]
    for case in full_rows(ledger.db, CASE, "id = ?", (case_id,)):
        also += [case.text(n) for n in ("case_no", "county_no", "platform_no", "order_no")]
    named = stand_ins(people, firms)
    for other, name in same:
        # The same trader under the name of the licence, of the sign, of the shop on the net.
        if len(other) > 1 and name in named:
            named.setdefault(other, named[name])
    for other, _ in same:
        if len(other) > 1 and other not in named:
            named |= {k: v for k, v in stand_ins(people, [*firms, other]).items() if k == other}
    kept = [tell for tell in dict.fromkeys(one.strip() for one in also) if len(tell) > 1]
    return Who(named, tuple(kept), tuple(_soft(people, named)))


def taken_out(text: str, who: Who) -> tuple[str, list[Replaced]]:
    """The text without its persons, and what was replaced in it, each once."""
    found: dict[str, str] = {}
    said = text.translate(_WIDE)

    def put(pattern: re.Pattern[str], stands: str) -> None:
        nonlocal said

        def swap(match: re.Match[str]) -> str:
            found.setdefault(match.group(), stands)
            return stands

        said = pattern.sub(swap, said)

    for tell in sorted(who.also, key=len, reverse=True):
        put(_loose(tell), LEFT_OUT)
    for name in sorted(who.stand_in, key=len, reverse=True):
        put(_loose(name), who.stand_in[name])
    for pattern, stands in (*_NUMBERS, *who.soft):
        put(pattern, stands)
    # Whatever the agreement of all stations finds beyond that.
    said = without_persons(said, who.stand_in, who.also)
    # What stood in brackets stands in those of the stand-in.
    said = _TWICE.sub(r"\1", said)
    return said, [Replaced(was, now) for was, now in found.items()]


def still_told(text: str, who: Who | None = None) -> list[str]:
    """What in a text surely tells who it is; `who` None where the case is not known here."""
    said = text.translate(_WIDE)
    tells = who.tells if who is not None else ()
    found = [match.group() for tell in tells for match in _loose(tell).finditer(said)]
    found += [match.group() for pattern, _ in _NUMBERS for match in pattern.finditer(said)]
    return list(dict.fromkeys([*found, *left_over(said, tells)]))


def _loose(tell: str) -> re.Pattern[str]:
    """The words of `tell`, whatever stands between their signs and however letters are written."""
    plain = re.sub(_BETWEEN, "", tell.translate(_WIDE))
    inside = _BETWEEN.join(re.escape(sign) for sign in plain)
    if plain.isdigit():
        inside = rf"(?<![0-9]){inside}(?![0-9])"
    return re.compile(inside or "(?!)", re.IGNORECASE)


def _soft(people: Iterable[str], named: Mapping[str, str]) -> list[tuple[re.Pattern[str], str]]:
    """Given names alone, and a family name with a title, where only one of them bears it."""
    full = [name for name in dict.fromkeys(p.strip() for p in people) if _is_chinese_name(name)]
    families = [name[0] for name in full]
    made = []
    for name in full:
        stands, family = named[name], re.escape(name[0])
        if len(name) == 3 and name[1:] not in ("某某",):
            made.append((re.compile(re.escape(name[1:])), stands))
        if families.count(name[0]) == 1:
            made.append((re.compile(f"老{family}|{family}(?:{_TITLES})"), stands))
    return made


def _is_chinese_name(name: str) -> bool:
    return 2 <= len(name) <= 3 and all("一" <= sign <= "鿿" for sign in name)


def _house(address: str) -> Sequence[str]:
    """What of an address is said without its village: `三区12号`."""
    tail = _TAIL.split(address)[-1].strip()
    told = len(tail) >= _LEAST_TAIL and any(sign.isdigit() for sign in tail)
    return [tail] if told and tail != address.strip() else []
