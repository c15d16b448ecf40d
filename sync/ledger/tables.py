"""The tables, as SQLModel classes: records from their declarations, bookkeeping spelled out.

Only migrations, typed tools and tests load this module; the exchange and the lists speak SQL
(`docs/decisions/0001-the-kernel.md`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Column, Index, LargeBinary, MetaData, Text
from sqlmodel import Field as SqlField
from sqlmodel import SQLModel

from sync.records.kinds import COMMON, Field, Kind, Type
from sync.records.registry import KINDS

WHOLE_TYPES = frozenset({Type.INT, Type.BOOL, Type.TIME, Type.MONEY})


BY_KEY_ALONE = {"sqlite_with_rowid": False}
"""SQLite keeps such a table in its key's own tree, instead of that and another beside it."""


class Base(SQLModel):
    """All tables of a ledger, at a desk and at the center."""

    metadata: ClassVar[MetaData] = MetaData()


def table_name(kind: str) -> str:
    """Records' tables carry a prefix: `case` and `user` are words of SQL."""
    return f"r_{kind}"


def _table_class(name: str, body: dict[str, Any]) -> type[SQLModel]:
    metaclass: Any = type(SQLModel)
    made: type[SQLModel] = metaclass(name, (Base,), body, table=True)
    return made


def _column(field: Field) -> Any:
    column_type = BigInteger if field.type in WHOLE_TYPES else Text
    return SqlField(default=None, sa_column=Column(field.name, column_type, nullable=True))


def record_table(kind: Kind) -> type[SQLModel]:
    """The table of one kind: identity, bookkeeping, then the declared fields."""
    body: dict[str, Any] = {
        "__tablename__": table_name(kind.name),
        "__module__": __name__,
        "id": SqlField(sa_column=Column("id", Text, primary_key=True)),
        "root_id": SqlField(sa_column=Column("root_id", Text, nullable=False)),
        "version": SqlField(sa_column=Column("version", BigInteger, nullable=False)),
        "stamps": SqlField(sa_column=Column("stamps", Text, nullable=False)),
        "extra": SqlField(default=None, sa_column=Column("extra", Text, nullable=True)),
        "updated_at": SqlField(default=None, sa_column=Column("updated_at", BigInteger)),
        "updated_by": SqlField(default=None, sa_column=Column("updated_by", Text)),
    }
    annotations: dict[str, Any] = {
        "id": str,
        "root_id": str,
        "version": int,
        "stamps": str,
        "extra": str | None,
        "updated_at": int | None,
        "updated_by": str | None,
    }
    for field in (*COMMON, *kind.fields):
        body[field.name] = _column(field)
        annotations[field.name] = (int if field.type in WHOLE_TYPES else str) | None
    body["__annotations__"] = annotations
    body["__table_args__"] = tuple(
        Index(f"ix_{table_name(kind.name)}_{'_'.join(columns)}", *columns)
        for columns in (("root_id",), *RECORD_INDEXES.get(kind.name, ()))
    )
    name = "".join(part.title() for part in kind.name.split("_")) + "Row"
    return _table_class(name, body)


RECORD_INDEXES: dict[str, tuple[tuple[str, ...], ...]] = {
    "case": (("received_at", "id"), ("case_no",), ("status", "received_at")),
    "case_party": (("phone",),),
    "attachment": (("sha256",),),
    "role_grant": (("user_id",),),
    "user": (("login",),),
    "station": (("station_code",),),
    "propaganda_activity": (
        ("planned_start", "id"),
        ("moved_to",),
        ("held_start",),
        ("rule_id", "occurrence_on"),
        ("campaign_id",),
    ),
    "training_session": (
        ("planned_at", "id"),
        ("moved_to",),
        ("held_at",),
        ("rule_id", "occurrence_on"),
        ("campaign_id",),
    ),
    "training_attendance": (("session_id",), ("person_id",)),
    "visit": (("planned_on", "id"), ("rule_id", "occurrence_on")),
    "duty_roster": (("date",),),
    "stock_entry": (("item_kind", "item_name"),),
    "notice_posting": (("notice_id",),),
    "knowledge_request": (("asked_at", "id"),),
    "typical_case_source": (("typical_case_id",), ("case_id",)),
    "calendar_day": (("date",),),
}


def _text(name: str, **kw: Any) -> Any:
    return SqlField(sa_column=Column(name, Text, **kw))


def _whole(name: str, **kw: Any) -> Any:
    return SqlField(sa_column=Column(name, BigInteger, autoincrement=False, **kw))


def _bytes(name: str, **kw: Any) -> Any:
    return SqlField(sa_column=Column(name, LargeBinary, **kw))


class UnknownRecord(Base, table=True):
    """Records of kinds this version does not know: kept, given back unchanged."""

    __tablename__ = "r_unknown"
    __table_args__ = (Index("ix_r_unknown_root_id", "root_id"),)
    kind: str = _text("kind", primary_key=True)
    id: str = _text("id", primary_key=True)
    root_id: str = _text("root_id", nullable=False)
    version: int = _whole("version", nullable=False)
    stamps: str = _text("stamps", nullable=False)
    extra: str = _text("extra", nullable=False)


def _entry_columns() -> dict[str, Any]:
    return {
        "replica": _text("replica", primary_key=True),
        "seq": _whole("seq", primary_key=True),
        "unit": _whole("unit", nullable=False),
        "kind": _text("kind", nullable=False),
        "record_id": _text("record_id", nullable=False),
        "person": _text("person", nullable=False),
        "time": _whole("time", nullable=False),
        "salt": _bytes("salt"),
        "body": _text("body"),
        "hash": _bytes("hash", nullable=False),
        "verdict": _text("verdict"),
        "reason": _text("reason"),
    }


def _journal(name: str, class_name: str) -> type[SQLModel]:
    body = _entry_columns()
    annotations: dict[str, Any] = dict.fromkeys(body, str | None)
    body |= {
        "__tablename__": name,
        "__module__": __name__,
        "__annotations__": annotations,
        "__table_args__": (Index(f"ix_{name}_record_id", "record_id"),),
    }
    return _table_class(class_name, body)


DeskJournal = _journal("desk_journal", "DeskJournal")
CenterJournal = _journal("center_journal", "CenterJournal")


class DeskState(Base, table=True):
    """What this replica knows of itself and of the center, by name."""

    __tablename__ = "desk_state"
    key: str = _text("key", primary_key=True)
    value: str = _text("value", nullable=False)


class DeskAttention(Base, table=True):
    """What needs a person: refused changes, handed-over work, equal numbers."""

    __tablename__ = "desk_attention"
    id: str = _text("id", primary_key=True)
    why: str = _text("why", nullable=False)
    kind: str = _text("kind", nullable=False)
    record_id: str = _text("record_id", nullable=False)
    reason: str = _text("reason", nullable=False)
    at: int = _whole("at", nullable=False)
    person: str = _text("person")
    body: str = _text("body")
    done_at: int = _whole("done_at")


class DeskDraft(Base, table=True):
    """Work not yet registered; it stays on this PC."""

    __tablename__ = "desk_draft"
    id: str = _text("id", primary_key=True)
    kind: str = _text("kind", nullable=False)
    body: str = _text("body", nullable=False)
    person: str = _text("person", nullable=False)
    created_at: int = _whole("created_at", nullable=False)
    updated_at: int = _whole("updated_at", nullable=False)
    done_at: int = _whole("done_at")


class DeskNumber(Base, table=True):
    """The last number given in each series of this replica."""

    __tablename__ = "desk_number"
    series: str = _text("series", primary_key=True)
    last: int = _whole("last", nullable=False)


class DeskContent(Base, table=True):
    """Where the content of an attachment lies, as seen from this PC."""

    __tablename__ = "desk_content"
    attachment_id: str = _text("attachment_id", primary_key=True)
    sha256: str = _text("sha256", nullable=False)
    size: int = _whole("size", nullable=False)
    here: int = _whole("here", nullable=False)
    at_center: int = _whole("at_center", nullable=False)


class DeskGone(Base, table=True):
    """A record that left this station's scope: a line without personal data."""

    __tablename__ = "desk_gone"
    root_id: str = _text("root_id", primary_key=True)
    number: str = _text("number")
    at: int = _whole("at", nullable=False)
    version: int = _whole("version", nullable=False)
    records: str = _text("records", nullable=False)


class DeskIndexDue(Base, table=True):
    """Records whose words still have to be taken into the search index."""

    __tablename__ = "desk_index_due"
    __table_args__ = BY_KEY_ALONE
    root_id: str = _text("root_id", primary_key=True)


class CenterState(Base, table=True):
    __tablename__ = "center_state"
    key: str = _text("key", primary_key=True)
    value: str = _text("value", nullable=False)


class CenterHead(Base, table=True):
    """The one row that orders what becomes visible: the last version given."""

    __tablename__ = "center_head"
    id: int = _whole("id", primary_key=True)
    value: int = _whole("value", nullable=False)


class CenterReplica(Base, table=True):
    """One installation enrolled with the center."""

    __tablename__ = "center_replica"
    id: str = _text("id", primary_key=True)
    station_id: str = _text("station_id", nullable=False)
    letter: str = _text("letter", nullable=False)
    public_key: str = _text("public_key", nullable=False)
    enrolled_at: int = _whole("enrolled_at", nullable=False)
    revoked_at: int = _whole("revoked_at")
    head_seq: int = _whole("head_seq", nullable=False)
    head_hash: bytes = _bytes("head_hash", nullable=False)
    previous: str = _text("previous")
    last_seen_at: int = _whole("last_seen_at")
    cursor: int = _whole("cursor", nullable=False)
    about: str = _text("about")


class CenterCode(Base, table=True):
    """One-time enrolment codes, by hash."""

    __tablename__ = "center_code"
    code_hash: str = _text("code_hash", primary_key=True)
    station_id: str = _text("station_id", nullable=False)
    made_at: int = _whole("made_at", nullable=False)
    expires_at: int = _whole("expires_at", nullable=False)
    used_by: str = _text("used_by")


class CenterMembership(Base, table=True):
    """That a root is shown to a station (or no longer), and its newest version."""

    __tablename__ = "center_membership"
    __table_args__ = (
        Index("ix_center_membership_station_touched", "station", "touched"),
        BY_KEY_ALONE,
    )
    root: str = _text("root", primary_key=True)
    station: str = _text("station", primary_key=True)
    kind: str = _text("kind", nullable=False)
    shown: int = _whole("shown", nullable=False)
    version: int = _whole("version", nullable=False)
    touched: int = _whole("touched", nullable=False)


class CenterNumber(Base, table=True):
    __tablename__ = "center_number"
    series: str = _text("series", primary_key=True)
    high: int = _whole("high", nullable=False)


class CenterCountyNumber(Base, table=True):
    """The county's number of a case, given once for ever."""

    __tablename__ = "center_county_number"
    __table_args__ = BY_KEY_ALONE
    case_id: str = _text("case_id", primary_key=True)
    number: str = _text("number", nullable=False)


class CenterContent(Base, table=True):
    """The content of an attachment as far as the center has it."""

    __tablename__ = "center_content"
    attachment_id: str = _text("attachment_id", primary_key=True)
    case_id: str = _text("case_id", nullable=False)
    sha256: str = _text("sha256", nullable=False)
    size: int = _whole("size", nullable=False)
    complete_at: int = _whole("complete_at")


def record_tables(kinds: Iterable[Kind] = tuple(KINDS.values())) -> dict[str, type[SQLModel]]:
    """Table classes by kind; made once, when this module is first asked for."""
    return {kind.name: record_table(kind) for kind in kinds}


RECORD_TABLES = record_tables()
