"""Both ends looked at, and worked at, by the program's own code: no process is started for it."""

from __future__ import annotations

import os
import socket
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn

from station_app.foundation.paths import Paths
from station_app.usecases import line
from station_app.usecases.desk import Desk, NewStation, init_station, open_kept
from station_app.usecases.export import digests
from station_app.usecases.session import session_of
from station_app.usecases.verifying import verify as verify_desk
from sync.center.app import create_app
from sync.center.commands.common import Center, opened
from sync.center.enrolment import reissue
from sync.center.membership import PUBLIC
from sync.center.server import server_config
from sync.center.service import CONTENTS
from sync.center.settings import Settings
from sync.center.stations import station_named
from sync.center.verifying import verify as verify_center
from sync.clock import Json, SystemClock
from sync.ledger.attachments import ContentStore
from sync.ledger.digest import as_json, scope_digest
from sync.ledger.identity import acknowledged
from sync.ledger.journal import Journal
from sync.ledger.keys import KeyFile
from sync.ledger.lock import writing
from sync.ledger.sealing import Cost
from sync.records.numbers import parse_number
from tests.attack.county import LOGIN, PASSWORD, VILLAGE

CHEAP = Cost(memory_kib=64, time=1)


@dataclass
class Promised:
    """What somebody was told is kept."""

    numbers: dict[str, str]
    """Case -> its number."""
    facts: dict[str, str]
    """Case -> its facts as last changed."""
    contents: dict[str, str]
    """Attachment -> the SHA-256 of its content."""


class DeskEnd:
    """A desk's data folder, opened as the programs open it but for the stretching of a password."""

    def __init__(self, folder: Path) -> None:
        self.paths = Paths.under(folder)
        found = KeyFile(self.paths.keys).sign_in(LOGIN, PASSWORD, SystemClock().now_ms())
        self._data_key = found.data_key
        self._user = found.user_id or ""
        with self.opened() as desk:
            self.replica = desk.ledger.replica

    @classmethod
    def make(cls, folder: Path) -> DeskEnd:
        """A second PC of the same station."""
        told = NewStation(VILLAGE, "镇东村", "village", LOGIN, PASSWORD)
        init_station(folder, told, cost=CHEAP)
        return cls(folder)

    @contextmanager
    def opened(self) -> Iterator[Desk]:
        """The desk, its folder's lock held."""
        with writing(self.paths.folder):
            ledger = open_kept(self.paths, self._data_key, SystemClock())
            try:
                session = session_of(ledger, self._user)
                yield Desk(self.paths, ledger, KeyFile(self.paths.keys), self._data_key, session)
            finally:
                ledger.close()

    def enrol(self, url: str, code: str) -> None:
        with self.opened() as desk:
            line.enrol(desk, url, code)
            line.sync_now(desk)

    def sync(self) -> None:
        """An exchange that nobody disturbs."""
        with self.opened() as desk:
            assert line.sync_now(desk).complete

    def digest(self) -> dict[str, Json]:
        with self.opened() as desk:
            return digests(desk.ledger)

    def check(self, promised: Promised) -> None:
        """Everything promised is there, whole, once; the ledger fits together."""
        with self.opened() as desk:
            assert desk.ledger.replica == self.replica, "took itself for a copy"
            cases = _live(desk, "case")
            for case_id, number in promised.numbers.items():
                assert case_id in cases, f"an acknowledged complaint is gone: {number}"
                assert cases[case_id]["case_no"] == number, "an acknowledged number has changed"
            for case_id, facts in promised.facts.items():
                assert cases[case_id]["facts"] == facts, "an acknowledged change is gone"
            self._check_once(desk, cases)
            attachments = _live(desk, "attachment")
            for attachment_id, sha256 in promised.contents.items():
                assert attachments[attachment_id]["sha256"] == sha256, "an attachment is gone"
                assert desk.contents.has(sha256), "an attachment's content is gone"
            found = verify_desk(desk)
            assert found.ok, found.problems
            assert not desk.ledger.db.rows("SELECT * FROM desk_attention"), "needs attention"

    @staticmethod
    def _check_once(desk: Desk, cases: dict[str, dict[str, Json]]) -> None:
        titles = [fields["title"] for fields in cases.values()]
        assert len(set(titles)) == len(titles), "a complaint was taken twice"
        parties = sorted(str(party["case_id"]) for party in _live(desk, "case_party").values())
        assert parties == sorted([*cases, *cases]), "half a unit was kept, or one and a half"
        sequences: dict[str, list[int]] = defaultdict(list)
        for fields in cases.values():
            number = parse_number(str(fields["case_no"]))
            assert number is not None
            sequences[number.device].append(number.sequence)
        for device, given in sequences.items():
            assert sorted(given) == list(range(1, len(given) + 1)), f"{device}: a gap or a repeat"
        events: dict[tuple[str, str], list[int]] = defaultdict(list)
        for event in _live(desk, "case_event").values():
            place = str(event["case_id"]), str(event["origin_device"])
            events[place].append(int(str(event["seq"])))
        assert {case_id for case_id, _ in events} == set(cases), "a case without its first event"
        for given in events.values():
            assert sorted(given) == list(range(1, len(given) + 1)), "an event is missing or doubled"

    def leftovers(self) -> list[str]:
        """Files that killed writers left."""
        return _leftovers(self.paths.folder)


def _live(desk: Desk, kind: str) -> dict[str, dict[str, Json]]:
    return {
        kept.record.id: kept.record.values
        for kept in desk.ledger.store.every(kind)
        if kept.record.values.get("deleted_at") is None
    }


def _leftovers(folder: Path) -> list[str]:
    found = []
    for path in folder.rglob("*"):
        inside = path.relative_to(folder).parts
        in_making = inside[0] == "attachments" and inside[1:2] in (("tmp",), ("partial",))
        temporary = path.suffix == ".tmp" or path.name.startswith(".settings")
        if path.is_file() and (in_making or temporary):
            found.append(path.relative_to(folder).as_posix())
    return sorted(found)


class CenterEnd:
    """The center's data folder, beside a center that may be serving it."""

    def __init__(self, folder: Path) -> None:
        self._settings = Settings(folder)
        with self._opened() as center, center.reading() as office:
            self._epoch = office.state.text("epoch")

    @contextmanager
    def _opened(self) -> Iterator[Center]:
        with opened(self._settings) as center:
            yield center

    @contextmanager
    def answering(self, port: int) -> Iterator[None]:
        """The center served by this process: no program has to start for a quiet exchange."""
        config = server_config(self._settings)
        config.app = lambda: create_app(self._settings)
        server = uvicorn.Server(config)
        with socket.create_server(("127.0.0.1", port)) as door:
            thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
            thread.start()
            try:
                yield
            finally:
                server.should_exit = True
                thread.join()

    def new_code(self) -> str:
        """A one-time code for a further PC of the station."""
        with self._opened() as center, center.writing() as office:
            return reissue(office, VILLAGE).code

    def head(self, replica: str) -> int:
        """The last of a replica's entries that is held."""
        with self._opened() as center, center.reading() as office:
            return Journal(office.db, "center_journal").head(replica).seq

    def digest(self) -> dict[str, Any]:
        with self._opened() as center, center.reading() as office:
            scopes = [station_named(office.db, VILLAGE).id, PUBLIC]
            return as_json(scope_digest(office.db, office.store, scopes))

    def check_kept(self, desk: Desk) -> None:
        """What the desk was told is there, is there: entries by their hash, contents whole."""
        told = acknowledged(desk.ledger)
        contents = desk.ledger.db.rows(
            "SELECT attachment_id, sha256 FROM desk_content WHERE here = 1 AND at_center = 1"
        )
        with self._opened() as center, center.reading() as office:
            assert office.state.text("epoch") == self._epoch, "a new history was begun"
            journal = Journal(office.db, "center_journal")
            held = journal.hash_at(desk.ledger.replica, told.seq)
            assert held == told.hash, "what was acknowledged is not held"
            there = {
                (row[0], row[1])
                for row in office.db.rows(
                    "SELECT a.id, c.sha256 FROM center_content c "
                    "JOIN r_attachment a ON a.root_id = c.case_id AND a.sha256 = c.sha256 "
                    "WHERE c.complete_at IS NOT NULL"
                )
            }
            store = self._contents(center)
            for attachment_id, sha256 in contents:
                place = str(attachment_id), str(sha256)
                assert place in there, "a content said to be there is not known"
                assert store.has(place[1]), "a content said to be there is not there"

    def check(self, replicas: int) -> None:
        """`station-center verify`; nobody but `replicas` desks; every content reads back."""
        with self._opened() as center, center.database.reader() as db:
            found = verify_center(db, center.keys, center.log)
            assert found.ok, found.problems
            assert found.checked["replicas"] == replicas
            contents = self._contents(center).verify()
            assert not contents.damaged, "a content does not read back"
            assert not contents.strangers, contents.strangers

    def age_leftovers(self) -> None:
        """As if what killed writers left had been left days ago: the next start takes it away."""
        for name in _leftovers(self._settings.data):
            os.utime(self._settings.data / name, (0, 0))

    def leftovers(self) -> list[str]:
        return _leftovers(self._settings.data)

    @staticmethod
    def _contents(center: Center) -> ContentStore:
        return ContentStore(center.settings.data / CONTENTS, center.keys.data_key)
