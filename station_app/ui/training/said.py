"""Sessions and rolls in words and signs; no widget."""

from __future__ import annotations

from collections.abc import Mapping

from station_app.ui.common.context import Context
from station_app.ui.common.record_words import RecordWords
from station_app.usecases.reading.trainings import RollRow
from sync.clock import local_date
from sync.records.moves import Move

PRESENCE_SIGNS: Mapping[str, str] = {
    "present": "✓",
    "late": "✓",
    "early_leave": "✓",
    "absent": "✗",
    "leave": "－",
    "substitute": "＋",
}
"""Beside the word, never alone."""

KEYS: Mapping[str, str] = {
    "present": "P",
    "late": "L",
    "early_leave": "E",
    "absent": "A",
    "leave": "V",
    "substitute": "S",
}
"""What the roll is ticked by; the numbers 1 to 6 say the same in this order."""


def presence_words(words: RecordWords, presence: str | None) -> str:
    if presence is None:
        return ""
    return f"{PRESENCE_SIGNS.get(presence, '')} {words.code('presence', presence)}".strip()


def line_note(context: Context, words: RecordWords, line: RollRow) -> str:
    """What else stands in a line: somebody else came, it was made up, uninvited."""
    tr = context.words.tr
    said = []
    if line.substitute_name:
        said.append(tr("{name} came instead", name=line.substitute_name))
    if line.makeup_on:
        said.append(tr("made up {day}", day=words.day(line.makeup_on)))
    if not line.invited:
        said.append(tr("not invited"))
    return "，".join(said)


def score_words(context: Context, line: RollRow) -> str:
    if line.score is None:
        return ""
    if line.passed is None:
        return str(line.score)
    tr = context.words.tr
    return f"{line.score} {tr('passed') if line.passed else tr('not passed')}"


def when_words(context: Context, words: RecordWords, start: int, end: int | None) -> str:
    """`11月26日 周四 09:00–11:00，农历十月十八`."""
    said = words.date_and_clock(start)
    if end:
        until = words.date_and_clock(end)
        same = local_date(start) == local_date(end)
        said = f"{said}–{until.rpartition(' ')[2] if same else until}"
    return context.words.tr(
        "{day}, lunar {lunar}", day=said, lunar=context.lunar.name(local_date(start))
    )


def main_move(moves: tuple[Move, ...], begins: int, now_ms: int) -> Move | None:
    """The move for the primary button: before it begins it is confirmed, afterwards held."""
    by_action = {move.action: move for move in moves}
    wanted = ("hold", "plan_again") if now_ms >= begins else ("confirm", "plan_again", "hold")
    return next((by_action[name] for name in wanted if name in by_action), None)
