"""The weekly work of the demonstration's village, entered by the commands anybody would use."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

HOUSE = Path(__file__).resolve().parent.parent
WEEKLY = HOUSE / "resources" / "demo" / "weekly.json"
CHINA = timezone(timedelta(hours=8))

Enter = Callable[[tuple[str, ...], str], str]
"""Runs `station` with arguments, and JSON lines on its standard input; what it answers."""


def story() -> dict[str, Any]:
    """What `resources/demo/weekly.json` tells."""
    told: dict[str, Any] = json.loads(WEEKLY.read_text(encoding="utf-8"))
    return told


def enter_weekly_work(enter: Enter) -> None:
    """Rules, leaflets, activities and trainings around today; twice would double them."""
    told = story()
    today = datetime.now(CHINA)
    for command, lines in (
        (("activity", "series"), _rules(told["series"], today)),
        (("activity", "stock-add"), _stock(told["stock"], today)),
        (("activity", "add"), _activities(told["activities"], today)),
        (("training", "add"), _trainings(told["trainings"], today)),
    ):
        text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
        enter((*command, "-"), text)


def _rules(rules: list[dict[str, Any]], today: datetime) -> Iterator[dict[str, Any]]:
    for rule in rules:
        start = today + timedelta(days=rule["day"])
        yield {**but(rule, "day"), "start_on": start.date().isoformat()}


def _stock(entries: list[dict[str, Any]], today: datetime) -> Iterator[dict[str, Any]]:
    for entry in entries:
        came = today + timedelta(days=entry["day"])
        yield {**but(entry, "day"), "at": came.isoformat(timespec="seconds")}


def _activities(activities: list[dict[str, Any]], today: datetime) -> Iterator[dict[str, Any]]:
    for activity in activities:
        start, end = (at(today, activity["day"], activity[name]) for name in ("from", "until"))
        line = but(activity, "day", "from", "until", "held")
        line |= {"planned_start": start, "planned_end": end}
        held = activity.get("held")
        if held is not None:
            line |= {**held, "status": "held", "held_start": start, "held_end": end}
        yield line


def _trainings(trainings: list[dict[str, Any]], today: datetime) -> Iterator[dict[str, Any]]:
    for training in trainings:
        line = but(training, "day", "from")
        yield {**line, "planned_at": at(today, training["day"], training["from"])}


def at(today: datetime, days: int, clock: str) -> str:
    """A time so many days from today, as JSON has it."""
    hour, minute = (int(part) for part in clock.split(":"))
    day = today + timedelta(days=days)
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0).isoformat()


def but(line: dict[str, Any], *names: str) -> dict[str, Any]:
    """The line without what only the demonstration reads."""
    return {name: value for name, value in line.items() if name not in names}
