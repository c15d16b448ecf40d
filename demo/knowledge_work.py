"""The knowledge work of the demonstration: what villagers ask, sit-ins and patrols, notices, cases
told to learn from; entered at the village and the county by the commands anybody would use."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from demo.weekly_work import CHINA, Enter, at, but, story

Told = dict[str, Any]

RELEASE = ("check", "approve", "publish")


def enter_questions_and_visits(enter: Enter) -> None:
    """At the village: questions with what became of them, visits, a notice it proposes."""
    told, today = story(), datetime.now(CHINA)
    for question in told["questions"]:
        line = but(question, "day", "at", "steps")
        line["asked_at"] = at(today, question["day"], question["at"])
        made = _add(enter, "question", line)
        for step in question.get("steps", ()):
            arguments = dict(step["arguments"])
            if "activity" in step:
                arguments["activity_id"] = _titled(enter, "activity", step["activity"])
            _act(enter, "question", made, step["action"], arguments)
    text = "\n".join(json.dumps(line, ensure_ascii=False) for line in _visits(told, today))
    enter(("visit", "add", "-"), text)
    _add(enter, "notice", told["notice"])


def enter_typical_cases(enter: Enter) -> dict[str, str]:
    """At the village, from closed cases it has; the ids of those to be published, by title."""
    released: dict[str, str] = {}
    for typical in story()["typical"]:
        case = _titled(enter, "complaint", typical["of"])
        begun: Told = json.loads(enter(("typical", "begin", case, "--json"), ""))
        made = _add(enter, "typical", {**begun, **but(typical, "of", "release")})
        if typical["release"]:
            released[typical["title"]] = made
    return released


def enter_county_work(enter: Enter, typical: dict[str, str]) -> None:
    """At the county: its notices, and the villages' typical cases released."""
    today = datetime.now(CHINA)
    for notice in story()["county"]["notices"]:
        line = but(notice, "first", "last", "ends", "withdraw_reason", "posted")
        made = _add(enter, "notice", line)
        days = {
            "publish_from": _day(today, notice["first"]),
            "publish_to": _day(today, notice["last"]),
        }
        for action in RELEASE:
            _act(enter, "notice", made, action, days if action == "publish" else {})
        if notice["ends"] == "withdrawn":
            _act(enter, "notice", made, "withdraw", {"withdraw_reason": notice["withdraw_reason"]})
    for made in typical.values():
        for action in RELEASE:
            _act(enter, "typical", made, action, {})


def post_notices(enter: Enter) -> None:
    """At the village, once the county's notices are there: those that hang already."""
    for notice in story()["county"]["notices"]:
        if "posted" in notice:
            hung = json.dumps(notice["posted"], ensure_ascii=False)
            enter(("notice", "post", _titled(enter, "notice", notice["title"]), "-"), hung)


def _visits(told: Told, today: datetime) -> Iterator[Told]:
    for visit in told["visits"]:
        line = but(visit, "day", "held")
        line["planned_on"] = _day(today, visit["day"])
        held = visit.get("held")
        if held is not None:
            line |= but(held, "from", "until", "due", "done")
            line |= {
                "status": "held",
                "held_at": at(today, visit["day"], held["from"]),
                "ended_at": at(today, visit["day"], held["until"]),
            }
            for name, days in (("follow_up_due", "due"), ("follow_up_done", "done")):
                if days in held:
                    line[name] = _day(today, held[days])
        yield line


def _add(enter: Enter, group: str, line: Told) -> str:
    answer: Told = json.loads(enter((group, "add", "-"), json.dumps(line, ensure_ascii=False)))
    return str(answer["id"])


def _act(enter: Enter, group: str, record_id: str, action: str, arguments: Told) -> None:
    enter((group, "act", record_id, action, "-"), json.dumps(arguments, ensure_ascii=False))


def _titled(enter: Enter, group: str, title: str) -> str:
    rows: list[Told] = json.loads(enter((group, "list", "--json"), ""))
    return next(str(row["id"]) for row in rows if row["title"] == title)


def _day(today: datetime, days: int) -> str:
    return (today + timedelta(days=days)).date().isoformat()
