"""The state of the exchange in words, an icon's name beside it."""

from __future__ import annotations

from datetime import date

from station_app.background.exchange_keeper import Badge, LineState
from station_app.ui.common.day_text import when_words
from sync.clock import iso, local_date
from sync.problems import ProblemKind
from sync.words import Words

ICONS = {
    LineState.NO_COUNTY: "station",
    LineState.IN_STEP: "tick",
    LineState.WAITING: "sync",
    LineState.RUNNING: "sync",
    LineState.NO_LINE: "offline",
    LineState.TROUBLE: "warning",
    LineState.REFUSED: "warning",
}


def badge_words(badge: Badge, words: Words, today: date, *, short: bool = False) -> str:
    """For the header: `已同步 10:32`, `3 件待上报`, `无网络 · 3 件待上报，已存本机`.

    `short` leaves out what the badge's tooltip still says, for large text on a small screen.
    """
    tr, waiting = words.tr, badge.waiting
    match badge.state:
        case LineState.NO_COUNTY:
            return tr("Saved on this PC")
        case LineState.RUNNING:
            return tr("Exchanging …")
        case LineState.IN_STEP:
            if badge.last_ms is None:
                return tr("In step")
            return tr("In step {when}", when=moment_words(badge.last_ms, words, today))
        case LineState.WAITING:
            return words.ntr("{n} item to go up", "{n} items to go up", waiting)
        case LineState.NO_LINE:
            if waiting and short:
                return words.ntr("No network, {n} here", "No network, {n} here", waiting)
            if waiting:
                return words.ntr(
                    "No network, {n} item to go up, saved here",
                    "No network, {n} items to go up, saved here",
                    waiting,
                )
            return tr("No network") if short else tr("No network, saved here")
        case LineState.REFUSED:
            if badge.problem is ProblemKind.REVOKED:
                return tr("The county ended the exchange")
            return tr("New version needed")
        case LineState.TROUBLE:
            if badge.problem is ProblemKind.NOT_THE_CENTER:
                return tr("This network is not the county's, saved here")
            return tr("Later again") if short else tr("Later again, saved here")


def moment_words(ms: int, words: Words, today: date) -> str:
    return when_words(local_date(ms), iso(ms)[11:16], words, today)
