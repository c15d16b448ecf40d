"""How a kind of record is declared: once, here, without any ORM.

Tables, checks, masking, forms and the words on screen are all made from these declarations.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, partial

from sync.clock import Json

MAX_WHOLE = 2**53 - 1
"""The largest whole number every end of the line reads alike."""


class Type(StrEnum):
    TEXT = "text"
    INT = "int"
    BOOL = "bool"
    TIME = "time"  # milliseconds since 1970 UTC
    DAY = "day"  # YYYY-MM-DD
    MONEY = "money"  # whole fen
    DECIMAL = "decimal"  # text, at most three decimals
    CODE = "code"  # a value of `codes`
    REF = "ref"  # the id of a record of kind `to`
    LIST = "list"  # of entries, of `codes`, or of ids of kind `to`
    OBJECT = "object"


class Pii(StrEnum):
    """Personal-data classes (domain rules 13.1)."""

    NONE = "P0"
    ORGANISATION = "P1"
    PERSONAL = "P2"
    SENSITIVE = "P3"
    REPORTER = "PR"


class By(StrEnum):
    """Who sets a field."""

    INPUT = "input"  # people
    PROGRAM = "program"  # stamped and sent, but never taken from input
    STEP = "step"  # follows from the events; never stamped nor sent
    CENTER = "center"  # stamped by the center only


class Policy(StrEnum):
    """What happens when two people changed a field unseen by each other."""

    LATEST = "latest"
    ASK = "ask"  # latest wins, and is shown as to be confirmed
    ADD = "add"  # a list of entries with ids, joined


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a kind.

    `label` is the English source of the words on screen.  `limit` is a text's length in
    characters; `lowest` a number's least value.  `group`: fields that only make sense together
    travel under one stamp.
    """

    name: str
    type: Type
    label: str
    pii: Pii = Pii.NONE
    by: By = By.INPUT
    required: bool = False
    limit: int | None = None
    lowest: int | None = None
    codes: str | None = None
    to: str | None = None
    group: str | None = None
    policy: Policy = Policy.LATEST
    default: Json = None
    check: Callable[[str], str | None] | None = None
    """A further check of a text: a problem code, or None."""

    @property
    def stamped(self) -> bool:
        return self.by is not By.STEP

    def fault(self, value: Json) -> str | None:
        """Why `value` cannot stand in this field by its form alone (a code), or None.

        Codes of county-kept lists are not checked here: a list may have grown at the other end.
        """
        if value is None:
            return None
        return _FAULTS[self.type](self, value)

    @property
    def longest(self) -> int:
        """Up to how many characters any text can stand here, but for NUL; -1 where none can."""
        if _FAULTS[self.type] is not _text:
            return -1
        return MAX_WHOLE if self.limit is None else self.limit

    def checker(self) -> Callable[[Json], str | None]:
        """`fault` for values that are not None, with its way found once."""
        return partial(_FAULTS[self.type], self)


def _text(f: Field, value: Json) -> str | None:
    if not isinstance(value, str):
        return "not_text"
    if f.limit is not None and len(value) > f.limit:
        return "too_long"
    if "\x00" in value:
        return "not_text"
    return None


def _whole(f: Field, value: Json) -> str | None:
    if type(value) is not int or not -MAX_WHOLE <= value <= MAX_WHOLE:
        return "not_a_whole_number"
    if f.lowest is not None and value < f.lowest:
        return "too_small"
    return None


def _time(f: Field, value: Json) -> str | None:
    if type(value) is not int or not -62135596800000 <= value <= 253402300799999:
        return "not_a_time"
    return None


def _bool(f: Field, value: Json) -> str | None:
    return None if type(value) is bool else "not_yes_or_no"


def _day(f: Field, value: Json) -> str | None:
    ok = isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-"
    return None if ok else "not_a_day"


def _decimal(f: Field, value: Json) -> str | None:
    if not isinstance(value, str) or len(value) > 14:
        return "not_a_number"
    whole, _, part = value.removeprefix("-").partition(".")
    ok = whole.isdecimal() and whole.isascii() and (part == "" or part.isdecimal())
    return None if ok and len(part) <= 3 else "not_a_number"


def _list(f: Field, value: Json) -> str | None:
    return None if isinstance(value, list) else "not_a_list"


def _object(f: Field, value: Json) -> str | None:
    return None if isinstance(value, dict) else "not_an_object"


_FAULTS: Mapping[Type, Callable[[Field, Json], str | None]] = {
    Type.TEXT: _text,
    Type.INT: _whole,
    Type.MONEY: _whole,
    Type.TIME: _time,
    Type.BOOL: _bool,
    Type.DAY: _day,
    Type.DECIMAL: _decimal,
    Type.CODE: _text,
    Type.REF: _text,
    Type.LIST: _list,
    Type.OBJECT: _object,
}


@dataclass(frozen=True)
class Kind:
    """A kind of replicated record.

    `parent` names the field that holds the id of the record it belongs to (and with which it is
    seen or not); without one a record stands for itself.  `append_only` kinds are only inserted.
    `public` kinds go to every station.

    `public_in`: a field, and the values with which a record goes to every station although its
    kind does not (a notice once it is published).  `shared_with`: fields that name stations which
    see the record beside its own (a visit's host).  `hangs_on`: the kinds `parent` may name where
    the field itself does not say; none where it may be any.
    """

    name: str
    label: str
    fields: tuple[Field, ...]
    parent: str | None = None
    append_only: bool = False
    public: bool = False
    searched: tuple[str, ...] = field(default=())
    """Fields whose words are found by the search."""
    public_in: tuple[str, frozenset[str | bool]] | None = None
    shared_with: tuple[str, ...] = ()
    hangs_on: tuple[str, ...] = ()

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        return {f.name: f for f in (*COMMON, *self.fields)}

    @cached_property
    def groups(self) -> Mapping[str, tuple[str, ...]]:
        """Field name -> all fields of its group, itself included."""
        members: dict[str, list[str]] = {}
        for f in self.fields:
            if f.group is not None:
                members.setdefault(f.group, []).append(f.name)
        return {name: tuple(names) for names in members.values() for name in names}


COMMON: tuple[Field, ...] = (
    Field("station_id", Type.REF, "Station", by=By.PROGRAM, to="station"),
    Field("created_at", Type.TIME, "Created at", by=By.PROGRAM),
    Field("created_by", Type.REF, "Created by", by=By.PROGRAM, to="user"),
    Field("origin_device", Type.TEXT, "Made on", by=By.PROGRAM, limit=36),
    Field("deleted_at", Type.TIME, "Deleted at", by=By.PROGRAM),
)
"""Fields every kind has; stamped and sent like any other."""
