"""What the weekly work is tried with."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from station_app.usecases.desk import Desk
from station_app.usecases.session import Session
from sync.records.rights import Grant

ACTIVITY: dict[str, Any] = {
    "title": "赶集日农资识假",
    "kind": "market_day",
    "planned_start": "2026-12-06T08:00:00+08:00",
    "place": "镇大集",
    "topic_codes": ["farm_inputs"],
    "audience_kind": ["farmers"],
}
HELD: dict[str, Any] = {
    "held_start": "2026-12-06T08:10:00+08:00",
    "audience_count": 120,
    "consult_count": 14,
    "summary": "发放识假挂历,讲解种子标签。",
}
SESSION: dict[str, Any] = {
    "title": "新办法解读",
    "kind": "law_change",
    "planned_at": "2026-11-24T09:00:00+08:00",
    "place": "镇维权窗口",
}


def activity(**changes: Any) -> dict[str, Any]:
    """An activity with other values; `...` takes a field out."""
    return {n: v for n, v in {**ACTIVITY, **changes}.items() if v is not ...}


def training(**changes: Any) -> dict[str, Any]:
    """A training session with other values."""
    return {n: v for n, v in {**SESSION, **changes}.items() if v is not ...}


def session_with(desk: Desk, *roles: str, scope: str = "") -> Session:
    """The person at the desk, with other roles."""
    station = scope or desk.session.station_id
    grants = tuple(Grant(role, station, "2026-01-01") for role in roles)
    return replace(desk.session, grants=grants)
