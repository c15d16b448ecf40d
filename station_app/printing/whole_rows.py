"""Tables that go over several pages, none of their rows torn by the end of one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from PySide6.QtGui import QTextCursor, QTextDocument, QTextFrame, QTextTable

_ROW = re.compile("<tr>")
_BREAK = " style='page-break-before: always'"


def with_whole_rows(
    html: str, lay_out: Callable[[str], QTextDocument], page_of: Callable[[QTextDocument, int], int]
) -> QTextDocument:
    """The document, laid out anew until each row that fits on a page stands on one.

    Only tables with a head are broken: their head is said again on the next page.
    """
    document = lay_out(html)
    tried: set[int] = set()
    while (row := _torn(document, page_of, tried)) is not None:
        tried.add(row)
        broken = _broken_before(html, row)
        if broken is not None:
            html = broken
            document = lay_out(html)
            # The head that is said again is a row more.
            tried = {one if one < row else one + 1 for one in tried}
    return document


def _torn(
    document: QTextDocument, page_of: Callable[[QTextDocument, int], int], tried: set[int]
) -> int | None:
    """The first row, counted through all tables, that stands on two pages."""
    number = 0
    for table in _tables(document.rootFrame()):
        for row in range(table.rows()):
            if number not in tried:
                cells = [table.cellAt(row, column) for column in range(table.columns())]
                first = min(page_of(document, cell.firstPosition()) for cell in cells)
                last = max(page_of(document, cell.lastPosition()) for cell in cells)
                if first != last:
                    return number
            number += 1
    return None


def _tables(frame: QTextFrame) -> Iterator[QTextTable]:
    """In the order they stand in; none stands in another."""
    for child in sorted(frame.childFrames(), key=QTextFrame.firstPosition):
        found = QTextCursor(child.document())
        found.setPosition(child.firstPosition())
        table = found.currentTable()
        if table is not None:
            yield table


def _broken_before(html: str, row: int) -> str | None:
    """The page ends before that row; None where its table has no head to say again."""
    places = [found.start() for found in _ROW.finditer(html)]
    at = places[row]
    head = html.rfind("<thead>", 0, at)
    end = html.find("</thead>", head)
    if head < 0 or html.rfind("</table>", 0, at) > head or end > at:
        return None
    start = html.rfind("<table", 0, head)
    opened = html[start : html.index(">", start)].replace(_BREAK, "")
    heads = html[head : end + len("</thead>")]
    return f"{html[:at]}</tbody></table>{opened}{_BREAK}>{heads}<tbody>{html[at:]}"
