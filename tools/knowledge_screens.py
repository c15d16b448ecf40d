"""Pictures of the knowledge page and its forms, over a real ledger, to be looked at.

    python tools/knowledge_screens.py OUT [--scale 100 200] [--lang zh_CN en] [--dark]
                                          [--only NAME ...]

Works without a display.  The people and places in the pictures are made up.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PySide6.QtWidgets import QDialog, QWidget

from station_app.ui.common.list_part import ListPart
from station_app.ui.knowledge.page import KnowledgePage
from station_app.usecases import knowledge, visits
from station_app.usecases.desk import Desk
from station_app.usecases.reading.names import places
from station_app.usecases.session import today_of
from sync.clock import Json
from tools.live_window import LiveWindow, Look, shown_dialogs, take_pictures

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


def fill(desk: Desk, today: date) -> dict[str, str]:
    """Requests and visits; the ids of what is opened later."""
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
    own = {place.id: place for place in places(ledger)}[session.station_id].id
    met: dict[str, Json] = {
        "held_at": f"{today - timedelta(days=6)}T09:00:00+08:00",
        "ended_at": f"{today - timedelta(days=6)}T10:40:00+08:00",
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
        "follow_up_due": (today + timedelta(days=9)).isoformat(),
    }
    made = []
    for days, kind in ((-6, "patrol"), (2, "sit_in"), (16, "patrol"), (45, "joint_check")):
        planned: dict[str, Json] = {
            "kind": kind,
            "planned_on": (today + timedelta(days=days)).isoformat(),
            "visitor_org_id": own,
            "host_station_id": own,
            "visitor_names": "赵某 钱某",
        }
        made.append(visits.add_visit(ledger, session, planned).id)
    visits.act(ledger, session, made[0], "hold", met)
    return {"late": asked[0], "asked": asked[1], "answered": asked[3], "held": made[0],
            "coming": made[1]}  # fmt: skip


class Studio(LiveWindow):
    """The window with the knowledge page in it, as somebody of a village sees it."""

    def __init__(self, folder: Path, look: Look) -> None:
        self.ids: dict[str, str] = {}
        super().__init__(
            folder,
            look,
            "knowledge",
            KnowledgePage,
            lambda desk: self.ids.update(fill(desk, today_of(desk.ledger))),
        )
        page = self.window.desk.current()
        assert isinstance(page, KnowledgePage)
        self.page = page

    def show(self, kind: str, name: str = "") -> ListPart[object]:
        """A part, or one record of it."""
        if name:
            self.page.open_item(f"{kind}:{self.ids[name]}")
        else:
            self.page.show_part(kind)
        self.rest()
        return self.page.part(kind)

    def form(self) -> QDialog:
        self.wait(lambda: bool(shown_dialogs()))
        return self.dialog()


def scenes(studio: Studio) -> Iterator[tuple[str, QWidget]]:
    requests, visit = knowledge.KIND, visits.KIND
    yield "requests", studio.show(requests)
    yield "request-answered", studio.show(requests, "answered")
    yield from _forms(studio, requests, "asked", ("answer", "plan"))
    studio.page.start_new()
    yield "request-new", studio.form()
    studio.form().reject()
    yield "visits", studio.show(visit)
    yield "visit-held", studio.show(visit, "held")
    yield from _forms(studio, visit, "coming", ("hold",))
    studio.page.start_new()
    yield "visit-new", studio.form()
    studio.form().reject()


def _forms(
    studio: Studio, kind: str, name: str, actions: tuple[str, ...]
) -> Iterator[tuple[str, QWidget]]:
    for action in actions:
        part = studio.show(kind, name)
        part.panel.buttons[action].click()
        yield f"{kind.partition('_')[0]}-{action}", studio.form()
        studio.form().reject()


def make(folder: Path, look: Look) -> tuple[Studio, Iterable[tuple[str, QWidget]]]:
    studio = Studio(folder, look)
    return studio, scenes(studio)


if __name__ == "__main__":
    take_pictures("knowledge", make)
