"""What stands in the ledgers of `knowledge_screens.py`: a village's and a county's knowledge work.

The people, traders and places in it are made up.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from station_app.usecases import knowledge, notices, typical_cases, visits
from station_app.usecases.attachments import attach_file
from station_app.usecases.cases import add, take_step
from station_app.usecases.desk import Desk, NewStation
from station_app.usecases.session import today_of
from sync.clock import Json
from sync.ledger.unit import unit_of_work
from sync.records.places import KIND_OF_LEVEL, station_id
from tools.live_window import LOGIN, PASSWORD, photograph

COUNTY_CODE, WINDOW_CODE = "120115000000", "120115101000"
COUNTY_STATION = NewStation(
    COUNTY_CODE, "宝坻区消费维权服务中心", "county", LOGIN, PASSWORD, "周主任"
)
WINDOW_NAME = "大口屯镇消费维权服务窗口"
VILLAGES = ("镇东村", "镇西村", "小河套村", "前杨庄村", "后杨庄村")

REQUESTS = (
    (
        9,
        "farm_inputs",
        "玉米种子袋上的审定编号、净含量和生产日期怎么看，怎么分清真假种子？",
        "walk_in",
    ),
    (3, "health_products", "村里老年活动室的保健品讲座能信吗？", "visit"),
    (1, "prepaid", "理发店办卡以后关门，钱还能不能要回来？", "phone"),
    (20, "online", "直播间买的衣服掉色，七天内能退吗？", "activity"),
)
WARNING: Mapping[str, Json] = {
    "kind": "warning",
    "title": "谨防“会销”保健品坑老",
    "body": "近期有人以健康讲座、免费体检、领鸡蛋为名，向老年人推销保健品，"
    "几盒就要几千元，还劝人停药。\n"
    "1. 保健食品不是药，不能治病。\n"
    "2. 讲座上催着交钱的，多半有问题。\n"
    "3. 已经买了的，留好收据、产品和讲座照片，尽快到村服务站登记。",
    "channels": ["board", "loudspeaker"],
    "source_case_count": 4,
}
SEEDS: Mapping[str, Json] = {
    "kind": "tip",
    "title": "买种子、化肥、农药，一定留好小票和空袋",
    "body": "农资出了问题，要等作物长起来才看得出，没有凭据很难说清。\n"
    "1. 到有证照的店里买，流动车不买。\n"
    "2. 小票写明品名、批号、数量，连同一个空袋一起收好。",
}
RECALLED: Mapping[str, Json] = {
    "kind": "market_alert",
    "title": "暂停购买某批次复合肥",
    "body": "收到几起复合肥分量不足的反映，正在抽检。"
    "结果出来之前，请暂不购买没有标明净含量的袋装复合肥。",
}
PROPOSED: Mapping[str, Json] = {
    "kind": "tip",
    "title": "扫码领鸡蛋，先想三件事",
    "body": "近来有人在村口摆摊，扫码关注就送鸡蛋。\n"
    "1. 不认识的码不扫。\n"
    "2. 让填身份证号、银行卡号的，一律不填。",
}
PARTIES: Json = [
    {
        "role": "complainant",
        "kind": "person",
        "name": "王秀芝",
        "phone": "13800000000",
        "address": "镇东村三区12号",
    },
    {
        "role": "respondent",
        "kind": "individual_business",
        "name": "宏达农资店",
        "shop_name": "宏达优选",
        "phone": "13900000000",
        "business_place": "镇大集东头8号",
    },
]
CASE: Mapping[str, Json] = {
    "title": "玉米种子不出苗",
    "channel": "walk_in",
    "object_kind": "farm_input",
    "category_code": "farm_inputs.seed",
    "object_name": "玉米种子",
    "amount": "320.00",
    "problem_nature": ["quality"],
    "facts": "王秀芝（电话13800000000）四月二十日在宏达农资店买玉米种子四袋，播种后二十天不出苗。"
    "老王去找，宏达优选不肯退钱。",
    "requests": [{"request_kind": "refund", "money": "320.00", "note": None}],
    "consent_entrusted": True,
    "privacy_notice_way": "read_out",
    "parties": PARTIES,
}
TOLD: Mapping[str, Json] = {
    "title": "小卖部卖过期糕点，退款并补偿",
    "category_code": "food",
    "problem_nature": "food_safety",
    "story": "甲在村里一家小卖部给孩子买了一袋糕点，吃了两块才发现已过期十一天。"
    "店主只肯换一袋，不肯赔。",
    "key_point": "经营者卖了过期食品，只换货就算完吗？",
    "law_basis": "《食品安全法》第三十四条、第一百四十八条",
    "result": "店主退还货款，另补偿三百元，当场下架同批糕点。",
    "lesson": "过期食品的问题说清法条比争对错管用；证据是包装上的日期和付款记录。",
    "tips_consumer": "发现过期别扔包装，拍下日期，留好付款记录。",
    "tips_operator": "每周查一次货架，过期的当天下架并记下来。",
}
SHORT_WEIGHT: Mapping[str, Json] = {
    **TOLD,
    "title": "集上买肉少七两，复秤后退款",
    "category_code": "food",
    "problem_nature": "measure",
    "story": "甲在集上一个肉摊买排骨，摊主称四斤二两，甲回家复秤只有三斤半。",
    "key_point": "短斤缺两当时没说清，回头还能不能要求退款？",
    "law_basis": "《消费者权益保护法》第十条、第五十五条",
    "result": "复称属实，摊主当场退还货款并道歉。",
    "lesson": "服务站备一台检定过的公平秤，当场复称，少费口舌。",
}
FOUND: Mapping[str, Json] = {
    "persons_received": 9,
    "cases_taken": 2,
    "consultations": 7,
    "checks": [
        {"item": "制度上墙", "ok": True},
        {"item": "台账齐全", "ok": False, "note": "十月的咨询没有登记"},
        {"item": "公示栏及时更新", "ok": True},
    ],
    "problems": "十月的咨询登记缺三页，公示电话有一处是旧的。",
    "guidance": "补齐登记，换上新电话。",
}


def fill_village(desk: Desk, folder: Path) -> dict[str, str]:
    """A village's desk; the ids of what is opened later."""
    today = today_of(desk.ledger)
    window, county = _above(desk)
    made = _requests(desk, today, window) | _visits(desk, today, window)
    made |= _village_notices(desk, today, county, folder)
    case = add(desk.ledger, desk.session, CASE).id
    settled: Mapping[str, Json] = {"summary": "宏达农资店当场退款给王秀芝", "money_refund": 32000}
    take_step(desk.ledger, desk.session, case, "settle_now", settled)
    return made | _typical(desk, today, county) | {"case": case}


def fill_county(desk: Desk, folder: Path) -> dict[str, str]:
    """The county's desk, its head before it; the ids of what is opened later."""
    today = today_of(desk.ledger)
    with unit_of_work(desk.ledger, desk.session.user_id) as unit:
        for role in ("county_leader", "county_handler"):
            told: dict[str, Json] = {
                "user_id": desk.session.user_id,
                "role": role,
                "scope_station_id": desk.session.station_id,
                "from_date": "2026-01-01",
                "granted_by": desk.session.user_id,
            }
            unit.create("role_grant", told)
        stations = [
            unit.create("station", _place(f"12011510120{n}", f"{name}消费维权服务站", "village")).id
            for n, name in enumerate(VILLAGES, 1)
        ]
        unit.create("station", _place(WINDOW_CODE, WINDOW_NAME, "township"))
    desk.refresh()
    days: dict[str, Json] = {
        "publish_from": (today - timedelta(days=4)).isoformat(),
        "publish_to": (today + timedelta(days=56)).isoformat(),
    }
    watched = _brought(desk, WARNING, ("check", "approve", "publish"), days)
    with unit_of_work(desk.ledger, desk.session.user_id) as unit:
        for n, station in enumerate(stations[:3]):
            posting: dict[str, Json] = {
                "notice_id": watched,
                "station_id": station,
                "at": unit.now_ms - n * 26 * 3_600_000,
                "channel": "board",
                "place": ("村口宣传栏", "村委会门口", "小超市门前")[n],
                "copies": 2,
            }
            unit.create(notices.POSTING, posting)
    made = {
        "watched": watched,
        "checked": _brought(desk, SEEDS, ("check",), {}),
        "approved": _brought(desk, RECALLED, ("check", "approve"), {}),
        "drafted": notices.add_notice(desk.ledger, desk.session, PROPOSED).id,
    }
    told = {**TOLD, "year": today.year}
    made["told"] = typical_cases.add_typical_case(desk.ledger, desk.session, told).id
    out = typical_cases.add_typical_case(
        desk.ledger, desk.session, {**SHORT_WEIGHT, "year": today.year}
    ).id
    for action in ("check", "approve", "publish"):
        typical_cases.act(desk.ledger, desk.session, out, action, {})
    return made | {"out": out}


def _place(code: str, name: str, level: str) -> dict[str, Json]:
    return {"station_code": code, "display_name": name, "level": level}


def _above(desk: Desk) -> tuple[str, str]:
    """The window and the county as a village knows them; their ids."""
    with unit_of_work(desk.ledger, desk.session.user_id) as unit:
        window = station_id(WINDOW_CODE, KIND_OF_LEVEL["township"])
        county = station_id(COUNTY_CODE, KIND_OF_LEVEL["county"])
        unit.create("station", _place(WINDOW_CODE, WINDOW_NAME, "township"), window)
        unit.create("station", _place(COUNTY_CODE, COUNTY_STATION.name, "county"), county)
    return window, county


def _requests(desk: Desk, today: date, window: str) -> dict[str, str]:
    ledger, session = desk.ledger, desk.session
    asked = []
    for days, topic, question, way in REQUESTS:
        given: dict[str, Json] = {
            "topic_code": topic,
            "question": question,
            "asked_way": way,
            "asked_at": f"{today - timedelta(days=days)}T09:20:00+08:00",
            "asker_name": "王某某",
            "asker_phone": "13800000000",
            "people_count": 6 if way == "visit" else 1,
        }
        asked.append(knowledge.add_request(ledger, session, given).id)
    reply: dict[str, Json] = {
        "answer": "能。定作的、鲜活易腐的除外，收到货次日起七日内可以退，运费由买家出。",
        "answer_way": "reply",
    }
    knowledge.act(ledger, session, asked[3], "answer", reply)
    passed: dict[str, Json] = {"passed_to_org_id": WINDOW_CODE}
    knowledge.act(ledger, session, asked[2], "pass", passed)
    return {"late": asked[0], "asked": asked[1], "passed": asked[2], "answered": asked[3]}


def _visits(desk: Desk, today: date, window: str) -> dict[str, str]:
    ledger, session = desk.ledger, desk.session
    made = []
    for days, kind in ((-6, "patrol"), (2, "sit_in"), (16, "patrol"), (45, "joint_check")):
        planned: dict[str, Json] = {
            "kind": kind,
            "planned_on": (today + timedelta(days=days)).isoformat(),
            "visitor_org_id": WINDOW_CODE,
            "host_station_id": session.station.code,
            "visitor_names": "赵某、钱某",
        }
        made.append(visits.add_visit(ledger, session, planned).id)
    day = today - timedelta(days=6)
    met: dict[str, Json] = {
        **FOUND,
        "held_at": f"{day}T09:00:00+08:00",
        "ended_at": f"{day}T10:40:00+08:00",
        "follow_up_due": (today + timedelta(days=9)).isoformat(),
    }
    visits.act(ledger, session, made[0], "hold", met)
    return {"held": made[0], "coming": made[1]}


def _village_notices(desk: Desk, today: date, county: str, folder: Path) -> dict[str, str]:
    """What the county published, as it came; and one that the village proposes."""
    found = {}
    with unit_of_work(desk.ledger, desk.session.user_id) as unit:
        for n, (key, told) in enumerate(
            (("hung", WARNING), ("to_post", SEEDS), ("ended", RECALLED)), 1
        ):
            row: dict[str, Json] = {
                **told,
                "notice_no": f"{COUNTY_CODE}A-{today.year}-JS-{n:04d}",
                "station_id": county,
                "created_by": unit.ledger.new_id(),
                "approved_by": unit.ledger.new_id(),
                "approved_at": unit.now_ms - n * 86_400_000,
                "publish_from": (today - timedelta(days=n + 2)).isoformat(),
                "publish_to": (today + timedelta(days=60 - n)).isoformat(),
                "status": "published",
            }
            found[key] = unit.create(notices.KIND, row).id
    board: dict[str, Json] = {"place": "村委会宣传栏", "copies": 2, "channel": "board"}
    picture = folder / "宣传栏.jpg"
    photograph().save(str(picture), quality=80)
    for key in ("hung", "ended"):
        posted = notices.post(desk.ledger, desk.session, found[key], board).id
        attach_file(desk, posted, picture, owner="posting")
    with unit_of_work(desk.ledger, desk.session.user_id) as unit:
        over: dict[str, Json] = {
            "status": "withdrawn",
            "withdrawn_at": unit.now_ms,
            "withdraw_reason": "抽检结果已出：分量不足的一批已下架，其余合格。",
        }
        unit.change(notices.KIND, found["ended"], over)
    notices.add_notice(desk.ledger, desk.session, PROPOSED)
    return found


def _typical(desk: Desk, today: date, county: str) -> dict[str, str]:
    """One published by the county, one of the village's own that was begun."""
    with unit_of_work(desk.ledger, desk.session.user_id) as unit:
        row: dict[str, Json] = {
            **TOLD,
            "year": today.year,
            "station_id": county,
            "created_by": unit.ledger.new_id(),
            "status": "published",
        }
        out = unit.create(typical_cases.KIND, row).id
    given = {**SHORT_WEIGHT, "year": today.year}
    begun = typical_cases.add_typical_case(desk.ledger, desk.session, given)
    return {"out": out, "begun": begun.id}


def _brought(
    desk: Desk, told: Mapping[str, Json], way: tuple[str, ...], days: Mapping[str, Json]
) -> str:
    """A notice brought so far on its way."""
    made = notices.add_notice(desk.ledger, desk.session, told).id
    for action in way:
        given = days if action == "publish" else {}
        notices.act(desk.ledger, desk.session, made, action, given)
    return made
