"""Between values as they are kept and JSON as people and scripts write it (interfaces, JSON).

Kept: milliseconds, whole fen, NFC text.  Outside: `2026-11-16T09:40:00+08:00`, `"320.00"`, a date,
null for empty.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal

from sync.clock import Json, iso, parse_iso
from sync.problems import Problem, ProblemKind
from sync.records.check import ITEMS, value_faults
from sync.records.codes import CodeBook
from sync.records.kinds import COMMON, By, Field, Kind, Type
from sync.records.step_table import arguments_of

_NARROW_TYPES = frozenset(
    {Type.CODE, Type.REF, Type.TIME, Type.DAY, Type.MONEY, Type.DECIMAL, Type.INT}
)
_NARROW_ENDS = ("_no", "_code", "phone", "phone2", "uscc", "id_last4", "login", "sha256")
_UPPER = frozenset({"id_no", "uscc", "id_last4"})
_UNSPACED = frozenset({"id_no", "uscc", "phone", "phone2", "other_reg_no"})
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]{1,20}(\.[0-9]{1,20})?")
_WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
"""Full-width forms as input methods write them -> the plain ones."""


def read_fields(
    kind: Kind,
    mapping: Mapping[str, Json],
    path: str = "",
    *,
    also: Collection[str] = (),
    book: CodeBook | None = None,
) -> dict[str, Json]:
    """The fields people give, as they are kept; an empty one as None, one not given left out.

    `path` stands before each name in a fault (`parties[1].`).  `also`: fields of the program that
    may be given here, such as `incomplete`.  Raises `Problem` REFUSED_INPUT naming every unknown
    field, every field that is not people's to set, and every value that cannot be read.
    """
    values, faults = try_fields(kind, mapping, path, also=also, book=book)
    if faults:
        raise Problem(ProblemKind.REFUSED_INPUT, fields=faults)
    return values


def try_fields(
    kind: Kind,
    mapping: Mapping[str, Json],
    path: str = "",
    *,
    also: Collection[str] = (),
    book: CodeBook | None = None,
) -> tuple[dict[str, Json], dict[str, str]]:
    """What `read_fields` gives, and the faults, for those who gather several records' faults."""
    values: dict[str, Json] = {}
    faults: dict[str, str] = {}
    for name, outside in mapping.items():
        field = kind.by_name.get(name)
        if field is None:
            faults[path + name] = "unknown_field"
        elif field.by is not By.INPUT and name not in also:
            faults[path + name] = "set_by_the_program"
        else:
            items = ITEMS.get((kind.name, name))
            values[name] = _read(field, outside, items, path, faults, book)
    return values, faults


def read_arguments(
    action: str, mapping: Mapping[str, Json], book: CodeBook | None = None
) -> dict[str, Json]:
    """The arguments of a step as `plan_step` takes them.

    Names the action does not know are left to `plan_step`, which refuses them with all the rest;
    raises `Problem` REFUSED_INPUT for values that cannot be read.
    """
    known = {argument.name: argument.field for argument in arguments_of(action)}
    values: dict[str, Json] = {}
    faults: dict[str, str] = {}
    for name, outside in mapping.items():
        field = known.get(name)
        values[name] = outside if field is None else _read(field, outside, None, "", faults, book)
    if faults:
        raise Problem(ProblemKind.REFUSED_INPUT, fields=faults)
    return values


def write_fields(kind: Kind, values: Mapping[str, Json]) -> dict[str, Json]:
    """Every field of the kind as outside JSON: what was never set as its default, empty as null."""
    return {
        field.name: _write(
            field,
            default if (value := values.get(field.name)) is None else value,
            ITEMS.get((kind.name, field.name)),
        )
        for field in (*COMMON, *kind.fields)
        for default in (field.default,)
    }


def read_value(field: Field, outside: Json) -> Json:
    """One value as it is kept; ValueError, its text a code, where it cannot be read."""
    if outside is None or outside == "":
        return None
    return _READERS[field.type](field, outside)


def write_value(field: Field, value: Json) -> Json:
    """One value as outside JSON."""
    return _write(field, value, None)


def money_text(fen: int) -> str:
    """`320.00`."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def narrow(text: str) -> str:
    """Full-width digits, letters and signs as plain ones."""
    return text.translate(_WIDE)


def _read(
    field: Field,
    outside: Json,
    items: tuple[Field, ...] | None,
    path: str,
    faults: dict[str, str],
    book: CodeBook | None,
) -> Json:
    found: dict[str, str] = {}
    value: Json = None
    try:
        value = read_value(field, outside)
    except ValueError as fault:
        found[field.name] = str(fault)
    if isinstance(value, list):
        value = [_read_entry(field, n, entry, items, found) for n, entry in enumerate(value)]
    if value is not None and not found:
        found.update(value_faults(field, value, items, book))
    faults.update({path + name: code for name, code in found.items()})
    return value


def _read_entry(
    field: Field,
    number: int,
    entry: Json,
    items: tuple[Field, ...] | None,
    faults: dict[str, str],
) -> Json:
    if items is None:
        if not isinstance(entry, str):
            return entry
        try:
            text = _clean(entry)
        except ValueError as fault:
            faults[f"{field.name}[{number}]"] = str(fault)
            return None
        return narrow(text) if field.codes is not None else text
    if not isinstance(entry, dict):
        return entry
    values = dict(entry)
    for item in items:
        try:
            values[item.name] = read_value(item, entry.get(item.name))
        except ValueError as fault:
            faults[f"{field.name}[{number}].{item.name}"] = str(fault)
    return values


def _clean(text: str) -> str:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError("not_text") from None
    return unicodedata.normalize("NFC", text).strip()


def _text(field: Field, outside: Json) -> Json:
    if not isinstance(outside, str):
        raise ValueError("not_text")
    text = _clean(outside)
    if field.type in _NARROW_TYPES or field.name.endswith(_NARROW_ENDS):
        text = narrow(text).strip()
    if field.name in _UNSPACED:
        text = "".join(text.split())
    if field.name in _UPPER:
        text = text.upper()
    return text or None


def _day(field: Field, outside: Json) -> Json:
    text = _text(field, outside)
    try:
        return None if text is None else date.fromisoformat(str(text)).isoformat()
    except ValueError:
        raise ValueError("not_a_day") from None


def _time(field: Field, outside: Json) -> Json:
    if not isinstance(outside, str):
        raise ValueError("not_a_time")
    text = _text(field, outside)
    try:
        return None if text is None else parse_iso(str(text))
    except (ValueError, OverflowError):
        raise ValueError("not_a_time") from None


def _number(field: Field, outside: Json, code: str) -> Decimal | None:
    if isinstance(outside, bool) or not isinstance(outside, int | float | str):
        raise ValueError(code)
    if isinstance(outside, str):
        text = _text(field, outside)
        if text is None:
            return None
        # Decimal would also take exponents, underscores and other scripts' digits.
        if _PLAIN_NUMBER.fullmatch(str(text)) is None:
            raise ValueError(code)
        return Decimal(str(text))
    number = Decimal(repr(outside)) if isinstance(outside, float) else Decimal(outside)
    if not number.is_finite():
        raise ValueError(code)
    return number


def _money(field: Field, outside: Json) -> Json:
    number = _number(field, outside, "not_an_amount")
    if number is None:
        return None
    if abs(number) >= 10_000_000_000:
        raise ValueError("too_large")
    fen = number * 100
    if fen != fen.to_integral_value():
        raise ValueError("more_than_two_decimals")
    return int(fen)


def _decimal(field: Field, outside: Json) -> Json:
    number = _number(field, outside, "not_a_number")
    if number is None:
        return None
    if abs(number) >= 10_000_000:
        raise ValueError("too_large")
    if number * 1000 != (number * 1000).to_integral_value():
        raise ValueError("more_than_three_decimals")
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _int(field: Field, outside: Json) -> Json:
    number = _number(field, outside, "not_a_whole_number")
    if number is None:
        return None
    if number != number.to_integral_value() or abs(number) > 2**53:
        raise ValueError("not_a_whole_number")
    return int(number)


def _as_it_is(_field: Field, outside: Json) -> Json:
    return outside


_READERS: Mapping[Type, Callable[[Field, Json], Json]] = {
    Type.TEXT: _text,
    Type.CODE: _text,
    Type.REF: _text,
    Type.INT: _int,
    Type.BOOL: _as_it_is,
    Type.TIME: _time,
    Type.DAY: _day,
    Type.MONEY: _money,
    Type.DECIMAL: _decimal,
    Type.LIST: _as_it_is,
    Type.OBJECT: _as_it_is,
}


def _write(field: Field, value: Json, items: Iterable[Field] | None) -> Json:
    if field.type is Type.MONEY and type(value) is int:
        return money_text(value)
    if field.type is Type.TIME and type(value) is int:
        return iso(value)
    if items is not None and isinstance(value, list):
        by_name = {item.name: item for item in items}
        return [_write_entry(by_name, entry) for entry in value]
    return value


def _write_entry(by_name: Mapping[str, Field], entry: Json) -> Json:
    if not isinstance(entry, dict):
        return entry
    told = {name: _write(f, entry.get(name), None) for name, f in by_name.items()}
    return told | {name: value for name, value in entry.items() if name not in by_name}
