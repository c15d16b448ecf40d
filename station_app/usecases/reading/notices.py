"""Consumer notices as lists show them: what is to post, what is up, who has posted (rules 10.3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import orjson

from sync.ledger.ledger import Ledger

TAKE_DOWN, TO_POST = "take_down", "to_post"
DRAFT, CHECKED, APPROVED = "draft", "checked", "approved"
COMING, SHOWN, OVER, WITHDRAWN = "coming", "shown", "over", "withdrawn"
PHASES = (TAKE_DOWN, TO_POST, DRAFT, CHECKED, APPROVED, COMING, SHOWN, OVER, WITHDRAWN)
"""What a notice is to one station on a day, in the order lists have them."""

PREPARED = frozenset({DRAFT, CHECKED, APPROVED})
HANGING = frozenset({"board", "website"})
"""Ways of posting that stay up until somebody takes them down; the others are over when done."""

BY_STATIONS = frozenset({"board", "loudspeaker", "wechat_group", "leaflet"})
"""Ways a station itself posts by; a notice meant for none of them is no work of theirs."""


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice in a list.  `returned`: it was sent back.  `stations`: how many posted it, as far
    as this station sees."""

    id: str
    number: str
    kind: str
    title: str
    status: str
    phase: str
    publish_from: str
    publish_to: str
    station_id: str
    returned: bool
    stations: int


@dataclass(frozen=True, slots=True)
class Posting:
    """One posting.  `copies` 0 where nobody said; `taken_down_at` None while it is up."""

    id: str
    notice_id: str
    station_id: str
    at: int
    by_id: str
    channel: str
    place: str
    copies: int
    taken_down_at: int | None

    @property
    def hangs(self) -> bool:
        """Whether it is up and somebody must take it down one day."""
        return self.channel in HANGING and self.taken_down_at is None


@dataclass(frozen=True, slots=True)
class Station:
    """A station that is to post what is published."""

    id: str
    name: str


def notices(ledger: Ledger, today: date, *, posts: bool) -> list[NoticeRow]:
    """Every notice seen here: what this station is to do first, then the newest first.

    `posts`: whether this station posts notices itself.
    """
    by_notice = _by_notice(postings(ledger))
    found: list[tuple[int, NoticeRow]] = []
    for row in ledger.db.rows(
        "SELECT id, notice_no, kind, title, COALESCE(status, 'draft'), publish_from, publish_to, "
        "station_id, return_note, channels, created_at FROM r_consumer_notice "
        "WHERE deleted_at IS NULL"
    ):
        own = [p for p in by_notice.get(row[0], ()) if p.station_id == ledger.station_id]
        channels = orjson.loads(row[9]) if row[9] else ["board"]
        phase = phase_of(row[4], row[5], row[6], channels, own, today, posts=posts)
        stations = {p.station_id for p in by_notice.get(row[0], ())}
        found.append((
            row[10] or 0,
            NoticeRow(
                row[0], row[1] or "", row[2] or "", row[3] or "", row[4], phase, row[5] or "",
                row[6] or "", row[7] or "", row[4] == DRAFT and bool(row[8]), len(stations),
            ),
        ))  # fmt: skip
    found.sort(key=lambda one: (_place(one[1].phase), -one[0], one[1].id))
    return [row for _, row in found]


def phase_of(
    status: str,
    publish_from: str | None,
    publish_to: str | None,
    channels: Iterable[str],
    own: Iterable[Posting],
    today: date,
    *,
    posts: bool,
) -> str:
    """What a notice is to the station whose postings are `own`."""
    if status in PREPARED:
        return status
    day, own = today.isoformat(), list(own)
    ended = status == WITHDRAWN or bool(publish_to and publish_to < day)
    if ended:
        if any(p.hangs for p in own):
            return TAKE_DOWN
        return WITHDRAWN if status == WITHDRAWN else OVER
    if publish_from and day < publish_from:
        return COMING
    up = any(p.hangs or p.channel not in HANGING for p in own)
    if posts and not up and not BY_STATIONS.isdisjoint(channels):
        return TO_POST
    return SHOWN


def postings(ledger: Ledger, notice_id: str = "") -> list[Posting]:
    """Those seen here, of one notice or of all, the first posted first."""
    where, params = ("notice_id = ? AND", (notice_id,)) if notice_id else ("", ())
    return [
        Posting(
            row[0], row[1] or "", row[2] or "", row[3] or 0, row[4] or "", row[5] or "board",
            row[6] or "", row[7] or 0, row[8],
        )
        for row in ledger.db.rows(
            "SELECT id, notice_id, station_id, at, by_id, channel, place, copies, taken_down_at "
            f"FROM r_notice_posting WHERE {where} deleted_at IS NULL ORDER BY at, id",
            params,
        )
    ]  # fmt: skip


def posting_stations(ledger: Ledger, level: str, station_id: str) -> list[Station]:
    """The stations whose postings are seen from here: all but the county's own at the county, its
    villages at a window, none at a village."""
    if level == "county":
        where: str = "level <> 'county'"
        params: tuple[str, ...] = ()
    elif level == "township":
        where, params = "window_id = ?", (station_id,)
    else:
        return []
    return [
        Station(row[0], row[1] or row[0])
        for row in ledger.db.rows(
            f"SELECT id, display_name FROM r_station WHERE {where} AND deleted_at IS NULL "
            "ORDER BY station_code, id",
            params,
        )
    ]


def phone_of(ledger: Ledger, station_id: str) -> str:
    """The telephone of a station, as the county has it; empty where it has none."""
    row = ledger.db.row("SELECT phone FROM r_organisation WHERE id = ?", (station_id,))
    return str(row[0]) if row is not None and row[0] else ""


def _by_notice(found: Iterable[Posting]) -> Mapping[str, list[Posting]]:
    by: dict[str, list[Posting]] = {}
    for one in found:
        by.setdefault(one.notice_id, []).append(one)
    return by


def _place(phase: str) -> int:
    """What is prepared stands together, whatever its state."""
    return PHASES.index(DRAFT) if phase in PREPARED else PHASES.index(phase)
