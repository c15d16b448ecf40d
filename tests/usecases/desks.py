"""Real desks in real folders, opened cheaply, and a villager's complaint."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from station_app.usecases.desk import Desk, NewStation, init_station, open_desk
from sync.clock import Stamp, parse_iso
from sync.ledger.sealing import Cost
from sync.ledger.store import Kept, RecordStore
from sync.merge.records import Record
from sync.records.places import station_id

CHEAP = Cost(memory_kib=64, time=1, lanes=1)
PASSWORD = "seed-and-soil-42"
VILLAGE, WINDOW = "120115101201", "120115101000"
NOW = parse_iso("2026-11-16T09:55:12.482")

COMPLAINT: dict[str, Any] = {
    "title": "玉米种子不出苗",
    "channel": "walk_in",
    "received_at": "2026-11-16T09:40:00+08:00",
    "object_kind": "farm_input",
    "category_code": "farm_inputs.seed",
    "amount": "320.00",
    "problem_nature": ["quality"],
    "facts": "四月二十日在大集东头买玉米种子四袋,播种后不出苗,摊主不肯退钱。",
    "requests": [{"request_kind": "refund", "money": "320.00", "note": None}],
    "privacy_notice_way": "read_out",
    "parties": [
        {
            "role": "complainant",
            "kind": "person",
            "name": "王某某",
            "phone": "13800000000",
            "address": "镇东村三区12号",
        },
        {
            "role": "respondent",
            "kind": "stall_unlicensed",
            "name": "某某种子摊",
            "business_place": "大集东头",
        },
    ],
}


@dataclass
class HandClock:
    """A clock moved by hand; each look is a millisecond later."""

    ms: int = NOW

    def now_ms(self) -> int:
        self.ms += 1
        return self.ms

    def wait(self, *, days: float = 0, hours: float = 0) -> None:
        self.ms += round((days * 24 + hours) * 3_600_000)


def complaint(**changes: Any) -> dict[str, Any]:
    """The complaint with other values; `...` takes a field out."""
    given = {**copy.deepcopy(COMPLAINT), **changes}
    return {name: value for name, value in given.items() if value is not ...}


def make_desk(folder: Path, clock: HandClock, code: str = VILLAGE, level: str = "village") -> Desk:
    """A new station's desk, its first account signed in."""
    told = NewStation(code, "镇东村消费维权服务站", level, "lizhuli", PASSWORD, "李某")
    init_station(folder, told, clock=clock, cost=CHEAP)
    return open_desk(folder, None, PASSWORD, clock=clock)


def know_station(desk: Desk, code: str, level: str, name: str, window: str | None = None) -> str:
    """A station as the county's records tell of it; its id."""
    kind = {"village": "village_station", "township": "township_window"}[level]
    record = Record("station", station_id(code, kind))
    stamp = Stamp(1, NOW, "center")
    for field, value in {
        "station_code": code,
        "level": level,
        "display_name": name,
        "window_id": window,
    }.items():
        if value is not None:
            record.set(field, value, stamp)
    with desk.ledger.db.writing():
        RecordStore(desk.ledger.db).save([Kept(record, record.id)])
    return record.id
