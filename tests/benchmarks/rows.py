"""What is measured: complaint-like records of 20 columns, some 540 bytes of mixed Chinese values,
808 bytes as JSON (quality.md, Sync)."""

from __future__ import annotations

import random
from typing import TypeAlias

from sync.clock import Json

Values: TypeAlias = dict[str, Json]

FIRST_DAY_MS = 1_795_000_000_000

COMMON_COLUMNS = ("station_id", "created_at", "created_by", "origin_device")
"""Set by the unit of work; with the 16 of `case_values` they make the 20 columns."""

CASE_COLUMNS = (
    "case_no",
    "title",
    "channel",
    "received_at",
    "registered_at",
    "incident_place",
    "incident_division_code",
    "object_kind",
    "category_code",
    "object_name",
    "amount",
    "problem_nature",
    "facts",
    "requests",
    "privacy_notice_at",
    "privacy_notice_way",
)
COLUMNS = (*COMMON_COLUMNS, *CASE_COLUMNS)
LIST_COLUMNS = frozenset({"problem_nature", "requests"})

_THINGS = (
    *("玉米种子", "化肥", "电动三轮车", "手机套餐", "预付卡", "食用油"),
    *("农药", "水泵", "冰箱", "洗衣机", "羽绒服", "奶粉"),
)
_FAULTS = (
    *("播种后不出苗", "含量不足", "多扣费用", "不肯退款"),
    *("缺斤短两", "已经过期", "无法开机", "漏水严重"),
)
_PLACES = ("大集东头", "供销社门口", "村委会旁", "镇政府西侧", "国道加油站", "学校对面", "桥南市场")
_CHARACTERS = (
    "的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去"
    "能对小多然于心学么之都好看起发当没成只如事把还用第样道想作种开美总从无情己面最女但现前些所同日手又"
    "行意动方期它头经长儿回位分爱老因很给名法间斯知世什两次使身者被高已亲其进此话常与活正感见明问力理尔"
    "点文几定本公特做外孩相西果走将月十实向声车全信重三机工物气每并别真打太新比才便夫再书部水像眼等体却"
)


def case_values(number: int, chance: random.Random) -> Values:
    """The fields a person gives of case `number`; each case has a text of its own."""
    thing, fault = chance.choice(_THINGS), chance.choice(_FAULTS)
    at = FIRST_DAY_MS + number * 61_000 + chance.randrange(60_000)
    own = "".join(chance.choices(_CHARACTERS, k=56))
    place = chance.choice(_PLACES)
    return {
        "case_no": f"120115101201A-2026-{number:04d}",
        "title": f"{thing}{fault}",
        "channel": chance.choice(("walk_in", "phone")),
        "received_at": at - 60_000,
        "registered_at": at,
        "incident_place": place,
        "incident_division_code": "120115101201",
        "object_kind": "goods",
        "category_code": "farm_inputs.seed",
        "object_name": thing,
        "amount": chance.randrange(1_000, 500_000),
        "problem_nature": ["quality"],
        "facts": f"{own}。",
        "requests": [{"request_kind": "refund"}],
        "privacy_notice_at": at - 1_000,
        "privacy_notice_way": "read_out",
    }


def generator(seed: int) -> random.Random:
    return random.Random(seed)
