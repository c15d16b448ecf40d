"""One complaint in the form values are kept in, for tests of the rules."""

from __future__ import annotations

from sync.clock import Json, parse_iso
from sync.records.rights import Grant
from sync.records.transitions import Actor

NOW = parse_iso("2026-11-16T09:55:12.482+08:00")
HOUR = 3_600_000
DAY = 24 * HOUR


def complaint(**changes: Json) -> dict[str, Json]:
    return {
        "id": "case",
        "station_id": "east",
        "matter_type": "complaint",
        "title": "玉米种子不出苗",
        "channel": "walk_in",
        "received_at": NOW - HOUR,
        "incident_division_code": "120115101000",
        "incident_on": "2026-05-12",
        "purchase_on": "2026-04-20",
        "object_kind": "farm_input",
        "category_code": "farm_inputs.seed",
        "quantity": "4",
        "unit": "袋",
        "amount": 32000,
        "problem_nature": ["quality"],
        "facts": "买玉米种子四袋,播种后不出苗,摊主不肯退钱。",
        "requests": [{"request_kind": "refund", "money": 32000, "note": None}],
        "urgency": "normal",
        "privacy_notice_at": NOW - HOUR,
        "privacy_notice_way": "read_out",
        "tags": ["春耕"],
        "incomplete": False,
        **changes,
    }


def complainant(**changes: Json) -> dict[str, Json]:
    return {
        "role": "complainant",
        "is_main": True,
        "kind": "person",
        "name": "王某某",
        "phone": "13800000000",
        "address": "镇东村三区12号",
        "division_code": "120115101201",
        "age_band": "60-79",
        **changes,
    }


def respondent(**changes: Json) -> dict[str, Json]:
    return {
        "role": "respondent",
        "is_main": True,
        "kind": "stall_unlicensed",
        "name": "某某种子摊",
        "phone": "13900000000",
        "business_place": "大集东头",
        **changes,
    }


def parties() -> list[dict[str, Json]]:
    return [complainant(), respondent()]


def actor(
    role: str = "village_assistant", at: str = "east", level: str = "village", user: str = "li"
) -> Actor:
    return Actor(user, "李某", at, f"{at}维权站", level, (Grant(role, at, "2026-01-01"),))
