"""What is handed in: a file is looked at, made fit, kept, and only then spoken of in a record; a
thing or a paper without a file is noted with where it lies."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from station_app.importing.file_kinds import FileKind, kind_of_file
from station_app.importing.pictures import Picture, prepare_picture
from station_app.usecases.cases import actor_of, may_change, write_event
from station_app.usecases.complaints import code_book
from station_app.usecases.desk import Desk
from station_app.usecases.reading.names import case_id_of
from station_app.usecases.reading.rows import full_rows
from station_app.usecases.weekly import may_touch, require_right
from sync.clock import Json
from sync.ledger.attachments import LARGEST
from sync.ledger.disk import disk_trouble
from sync.ledger.ledger import Ledger
from sync.ledger.unit import Unit, unit_of_work
from sync.problems import Problem, ProblemKind, refused
from sync.records.attachment import ATTACHMENT, MAX_PER_ROOT, ROOT, ROOT_KINDS
from sync.records.case import CASE
from sync.records.codes import CodeBook
from sync.records.moves import CREATE
from sync.records.outside import try_fields
from sync.records.transitions import RANKS

THING = "goods"
"""The kind of evidence that is a thing; it must say where it is kept (records.md 3.5)."""

_MB = 1024 * 1024
_SECRET_EVIDENCE = frozenset({"id_image"})
_TEXTS = {name: ATTACHMENT.by_name[name].limit or 0 for name in ("title", "file_name")}


@dataclass(frozen=True, slots=True)
class Handed:
    """What is known of a file beside its content; empty: found out (interfaces.md, `attach`).

    `physical_place`: where the thing or the paper itself lies.
    """

    title: str = ""
    evidence_kind: str = ""
    provided_by: str = "complainant"
    is_original: str = "copy_unchecked"
    physical_place: str = ""


OWN_WORK = Handed(provided_by="station", is_original="original")
"""What is known of a file of the station's own work, such as a photo of an activity."""


@dataclass(frozen=True, slots=True)
class Attached:
    """`size` and `sha256` are of the content as it is kept; empty where there is no file."""

    id: str
    sha256: str
    size: int

    def json(self) -> dict[str, Json]:
        return {"id": self.id, "sha256": self.sha256 or None, "size": self.size or None}


def owner_of(ledger: Ledger, text: str) -> tuple[str, str]:
    """(`owner_type`, id) of the record that a file is attached to: a case by its number or id, an
    activity, a session, a visit, a notice... by its id.  Problem NOT_FOUND."""
    case_id = case_id_of(ledger, text)
    if case_id is not None:
        return CASE.name, case_id
    record_id = text.strip().lower()
    for owner, kind in ROOT_KINDS.items():
        if kind != CASE.name and ledger.store.here(kind, [record_id]):
            return owner, record_id
    raise Problem(ProblemKind.NOT_FOUND)


def attach_file(
    desk: Desk, root_id: str, path: Path, handed: Handed | None = None, owner: str = CASE.name
) -> Attached:
    """Attach a file from the disk.

    Problems: NOT_FOUND (the record); FILE_UNREADABLE; and those of `attach`.
    """
    try:
        with disk_trouble(), path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise Problem(ProblemKind.FILE_UNREADABLE, name=path.name) from error
    return attach(desk, root_id, path.name, content, handed, owner=owner)


def attach(
    desk: Desk,
    root_id: str,
    name: str,
    content: bytes,
    handed: Handed | None = None,
    book: CodeBook | None = None,
    owner: str = CASE.name,
) -> Attached:
    """Attach a content under a file's name.  The same again, with the same words, changes nothing.

    `owner`: the code of what `root_id` names (`ROOT_KINDS`).  Problems: NOT_FOUND;
    NOT_PERMITTED; REFUSED_INPUT; FILE_TOO_LARGE; FILE_KIND_REFUSED; FILE_DAMAGED; DISK_FULL.
    """
    ledger, session = desk.ledger, desk.session
    _require_may(desk, owner, root_id)
    if len(content) > LARGEST:
        raise Problem(ProblemKind.FILE_TOO_LARGE, name=name, limit_mb=LARGEST // _MB)
    kind = kind_of_file(content)
    if kind is None:
        raise Problem(ProblemKind.FILE_KIND_REFUSED, name=name)
    told = handed or (Handed() if owner == CASE.name else OWN_WORK)
    values = _values(name, kind, told, book or code_book())
    before = full_rows(ledger.db, ATTACHMENT, "root_id = ?", (root_id,))
    taken_as = hashlib.sha256(content).hexdigest()
    for row in before:
        same = taken_as in (row.text("sha256"), row.text("original_sha256"))
        if same and row.text("title") == values["title"]:
            return Attached(row.id, row.text("sha256"), row.whole("size") or 0)
    if len(before) >= MAX_PER_ROOT:
        raise refused(file="too_many")
    picture = prepare_picture(content, name) if kind.picture else None
    values |= _kept(desk, content, taken_as, picture)
    with unit_of_work(ledger, session.user_id) as unit:
        made = unit.create(
            "attachment", {**values, ROOT: root_id, "owner_type": owner, "owner_id": root_id}
        )
        if owner == CASE.name:
            _note_evidence(unit, desk, root_id, made.id, str(values["title"]))
        sha256, size = str(values["sha256"]), int(str(values["size"]))
        ledger.db.run(
            "INSERT INTO desk_content (attachment_id, sha256, size, here, at_center) "
            "VALUES (?,?,?,1,0)",
            (made.id, sha256, size),
        )
    return Attached(made.id, sha256, size)


def thing_faults(handed: Handed, book: CodeBook | None = None) -> dict[str, str]:
    """What is missing or wrong of evidence without a file, field by field (records.md 3.5).

    It is found by its name and its place alone: a thing without a place is lost.
    """
    return _thing_values(handed, book or code_book())[1]


def attach_thing(
    desk: Desk,
    case_id: str,
    handed: Handed,
    record_id: str | None = None,
    book: CodeBook | None = None,
) -> Attached:
    """Note a thing or a paper that has no file.  The same id again changes nothing.

    Problems: NOT_FOUND; NOT_PERMITTED; REFUSED_INPUT.
    """
    ledger, session = desk.ledger, desk.session
    _require_may(desk, CASE.name, case_id)
    values, faults = _thing_values(handed, book or code_book())
    if faults:
        raise Problem(ProblemKind.REFUSED_INPUT, fields=faults)
    before = full_rows(ledger.db, ATTACHMENT, "root_id = ?", (case_id,))
    if any(row.id == record_id for row in before):
        return Attached(record_id or "", "", 0)
    if len(before) >= MAX_PER_ROOT:
        raise refused(file="too_many")
    with unit_of_work(ledger, session.user_id) as unit:
        made = unit.create(
            "attachment",
            {**values, "case_id": case_id, "owner_type": "case", "owner_id": case_id},
            record_id,
        )
        _note_evidence(unit, desk, case_id, made.id, str(values["title"]))
    return Attached(made.id, "", 0)


def _require_may(desk: Desk, owner: str, root_id: str) -> None:
    """Problems: NOT_FOUND; NOT_PERMITTED; REFUSED_INPUT where a case is closed."""
    kind = ROOT_KINDS[owner]
    if kind == CASE.name:
        cases = full_rows(desk.ledger.db, CASE, "id = ?", (root_id,))
        if not cases:
            raise Problem(ProblemKind.NOT_FOUND)
        may_change(desk.ledger, desk.session, cases[0])
        return
    kept = desk.ledger.store.one(kind, root_id)
    if kept is None or kept.record.values.get("deleted_at") is not None:
        raise Problem(ProblemKind.NOT_FOUND)
    require_right(desk.ledger, desk.session, CREATE[kind])
    if not may_touch(desk.ledger, desk.session, kind, kept.record.values):
        raise Problem(ProblemKind.NOT_PERMITTED, operation=CREATE[kind].value)


def content_of(desk: Desk, attachment_id: str) -> bytes:
    """The whole content, for showing it or saving a copy.

    Problem NOT_FOUND where it lies elsewhere still; FILE_DAMAGED.
    """
    kept = desk.ledger.store.one("attachment", attachment_id)
    sha256 = kept.record.values.get("sha256") if kept is not None else None
    if not isinstance(sha256, str):
        raise Problem(ProblemKind.NOT_FOUND)
    return desk.contents.read_all(sha256)


def preview_of(desk: Desk, attachment_id: str) -> bytes | None:
    """A small picture of it, where one is here."""
    kept = desk.ledger.store.one("attachment", attachment_id)
    sha256 = kept.record.values.get("preview_sha256") if kept is not None else None
    if not isinstance(sha256, str) or not desk.contents.has(sha256):
        return None
    return desk.contents.read_all(sha256)


def _values(name: str, kind: FileKind, handed: Handed, book: CodeBook) -> dict[str, Json]:
    """Problem REFUSED_INPUT naming the words that cannot be taken."""
    stem = Path(name).stem.strip() or name
    evidence = handed.evidence_kind or kind.evidence
    given: dict[str, Json] = {
        "title": handed.title.strip() or _shortened(stem, _TEXTS["title"]),
        "evidence_kind": evidence,
        "provided_by": handed.provided_by,
        "is_original": handed.is_original,
        "pii_class": "P3" if evidence in _SECRET_EVIDENCE else "P2",
        "file_name": _shortened(name, _TEXTS["file_name"]),
        "mime": kind.mime,
    }
    if handed.physical_place.strip():
        given["physical_place"] = handed.physical_place.strip()
    values, faults = try_fields(ATTACHMENT, given, book=book)
    if faults:
        raise Problem(ProblemKind.REFUSED_INPUT, fields=faults)
    return values


def _thing_values(handed: Handed, book: CodeBook) -> tuple[dict[str, Json], dict[str, str]]:
    evidence = handed.evidence_kind or THING
    given: dict[str, Json] = {
        "title": handed.title.strip(),
        "evidence_kind": evidence,
        "provided_by": handed.provided_by,
        "is_original": handed.is_original,
        "pii_class": "P3" if evidence in _SECRET_EVIDENCE else "P2",
        "physical_place": handed.physical_place.strip(),
    }
    values, faults = try_fields(ATTACHMENT, given, book=book)
    needed = ("title", "physical_place") if evidence == THING else ("title",)
    for name in needed:
        if not given[name]:
            faults.setdefault(name, "missing")
    return {n: v for n, v in values.items() if v != ""}, faults


def _shortened(name: str, longest: int) -> str:
    """A name people can read and any file system can bear."""
    plain = unicodedata.normalize("NFC", name)
    plain = "".join(c for c in plain if unicodedata.category(c)[0] != "C").strip()
    if len(plain) <= longest:
        return plain or "?"
    tail = Path(plain).suffix[:10]
    return plain[: longest - len(tail)] + tail


def _kept(desk: Desk, content: bytes, taken_as: str, picture: Picture | None) -> Mapping[str, Json]:
    """Put the contents on the disk, durably; what the record says of them."""
    contents = desk.contents
    if picture is None:
        stored = contents.add(content)
        return {"sha256": stored.sha256, "size": stored.size}
    stored = contents.add(picture.content)
    if picture.content != content:
        # The picture as taken stays on this PC until archiving; its hash alone travels.
        contents.add(content)
    preview = contents.add(picture.preview)
    return {
        "sha256": stored.sha256,
        "size": stored.size,
        "mime": picture.mime,
        "preview_sha256": preview.sha256,
        "original_sha256": taken_as,
        "taken_at": picture.taken_at,
    }


def _note_evidence(unit: Unit, desk: Desk, case_id: str, attachment_id: str, title: str) -> None:
    actor = actor_of(desk.ledger, desk.session)
    write_event(
        unit,
        case_id,
        {
            "event_type": "evidence_added",
            "occurred_at": unit.now_ms,
            "recorded_at": unit.now_ms,
            "rank": RANKS.get(actor.station_level, 0),
            "actor_id": actor.user_id,
            "actor_name": actor.name,
            "actor_org": actor.org_name,
            "summary": f"添加附件：{title}",
            "attachment_ids": [attachment_id],
            "visible_to": "all",
        },
    )
