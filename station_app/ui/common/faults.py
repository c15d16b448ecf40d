"""What is wrong in a form, said beside the fields it is wrong in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtWidgets import QWidget

from station_app.ui.common.context import Context
from station_app.ui.common.fields import FieldRow
from station_app.ui.common.made_fields import fault_words

_OF_THE_WHOLE = frozenset({"action", "status"})
"""What no field bears: the sentence alone says it."""


def say_beside(
    context: Context,
    rows: Iterable[FieldRow],
    faults: Mapping[str, str],
    row_of: Callable[[str], FieldRow | None],
    label: Callable[[str], str],
    more: QWidget | None,
) -> str:
    """Says the faults (path -> code) beside their rows; the first one takes the keyboard.

    `row_of` finds the row of a path, `label` the words for a field by its name; `more` is shown
    where a row in it is at fault.  The lines for what stands in no row are left to the form.
    """
    for row in rows:
        row.set_fault("")
    elsewhere: list[str] = []
    first: FieldRow | None = None
    for path, code in faults.items():
        said, faulty = fault_words(context, code), row_of(path)
        if faulty is None:
            name = path.rpartition(".")[2].partition("[")[0]
            elsewhere.append(said if path in _OF_THE_WHOLE else f"{label(name)}：{said}")
            continue
        faulty.set_fault(said)
        if more is not None and more.isAncestorOf(faulty):
            more.show()
        first = first or faulty
    if first is not None:
        first.widget.setFocus()
    return "\n".join(elsewhere)
