"""Chinese stands in catalogues and resources; in code only where a table here says why."""

from __future__ import annotations

import ast
import re

from tests.house.code import PROGRAM, place, python_files, tree

HAN = re.compile("[\u3400-\u9fff]")

TYPED = "what people type in Chinese is read"
WRITTEN = "what goes into a record, an official paper's words whatever the window speaks"
PRINTED = "names of days as notices and calendars print them"
EXAMPLE = "an English source shows what may be typed"
MAY = {
    "sync/center/days_off.py": "a notice's own words are read",
    "sync/ledger/passwords.py": TYPED,
    "sync/records/check.py": TYPED,
    "sync/records/days/festivals.py": PRINTED,
    "sync/records/days/lunar.py": "the lunar calendar has no other words",
    "sync/records/days/working.py": PRINTED,
    "sync/records/identifiers.py": TYPED,
    "sync/records/masking.py": "names of places are read, to be shortened",
    "sync/records/numbers.py": WRITTEN,
    "sync/records/persons_out.py": WRITTEN,
    "sync/records/step_table.py": WRITTEN,
    "sync/records/transitions.py": WRITTEN,
    "station_app/documents/booklet_word.py": "a font's name",
    "station_app/ui/calendar/header.py": EXAMPLE,
    "station_app/ui/calendar/plan.py": EXAMPLE,
    "station_app/ui/cases/sections.py": "a word of the code lists is made shorter",
    "station_app/ui/common/day_text.py": TYPED,
    "station_app/ui/common/editors.py": TYPED,
    "station_app/ui/common/made_fields.py": TYPED,
    "station_app/ui/common/texts.py": "two characters to measure by",
    "station_app/ui/common/theme.py": "a font's name",
    "station_app/ui/intake/editors.py": TYPED,
    "station_app/ui/intake/entries.py": EXAMPLE,
    "station_app/ui/intake/page.py": EXAMPLE,
    "station_app/ui/intake/party.py": WRITTEN,
    "station_app/ui/knowledge/law/part.py": EXAMPLE,
    "station_app/usecases/attachments.py": WRITTEN,
    "station_app/usecases/conflicts.py": WRITTEN,
    "station_app/usecases/deidentify.py": WRITTEN,
    "station_app/usecases/intake.py": WRITTEN,
    "station_app/usecases/reading/laws.py": "articles are counted as laws count them",
    "station_app/usecases/reading/name_order.py": "signs are known by their sound",
    "station_app/usecases/signing_in.py": WRITTEN,
}
"""File -> why Chinese stands in its texts."""


def chinese_texts(module: ast.Module) -> list[tuple[int, str]]:
    """Line and text of each string with Chinese in it that is no remark of ours."""
    remarks = {id(node.value) for node in ast.walk(module) if isinstance(node, ast.Expr)}
    return [
        (node.lineno, node.value)
        for node in ast.walk(module)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if id(node) not in remarks and HAN.search(node.value)
    ]


def test_chinese_stands_in_code_only_where_there_is_a_reason():
    found = {
        place(path, line): text
        for path in python_files(*PROGRAM)
        if place(path) not in MAY
        for line, text in chinese_texts(tree(path))
    }
    assert found == {}


def test_no_reason_outlives_its_file():
    there = {place(path): path for path in python_files(*PROGRAM)}
    assert [name for name in MAY if name not in there or not chinese_texts(tree(there[name]))] == []


def test_texts_are_found_and_remarks_are_not():
    code = (
        '"""登记"""\nNAME = "x"  # 登记\n"""受理"""\nsaid = f"已{NAME}"\nmark("，")\ny = ["受理"]'
    )
    assert chinese_texts(ast.parse(code)) == [(4, "已"), (6, "受理")]
