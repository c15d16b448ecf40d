"""The moves of a record as buttons, and the form that asks what a move needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from station_app.background.changed import Changed
from station_app.ui.common.context import Context
from station_app.ui.common.dialogs import Answer, Choice, Question
from station_app.ui.common.editors import Option
from station_app.ui.common.made_form import Asked, MadeForm
from station_app.ui.common.record_words import RecordWords
from station_app.ui.common.side_panel import Step
from station_app.usecases.settling import choose_candidate
from sync.clock import Json, Stamp
from sync.records.kinds import Kind
from sync.records.moves import Move


def main_first(moves: Sequence[Move], wanted: Sequence[str]) -> tuple[Move | None, list[Move]]:
    """The move for the primary button (the first of `wanted` that may be made), and the others."""
    by_action = {move.action: move for move in moves}
    main = next((by_action[name] for name in wanted if name in by_action), None)
    return main, [move for move in moves if move is not main]


def move_step(context: Context, move: Move, wanted: Callable[[Move], object]) -> Step:
    return Step(move.action, context.words.tr(move.label), lambda: wanted(move))


def move_form(
    context: Context,
    words: RecordWords,
    kind: Kind,
    move: Move,
    about: str,
    *,
    before: Mapping[str, Json] | None = None,
    options: Mapping[str, Sequence[Option]] | None = None,
    examples: Mapping[str, str] | None = None,
    labels: Mapping[str, str] | None = None,
    coming: frozenset[str] = frozenset(),
    without: frozenset[str] = frozenset(),
    editors: Mapping[str, Callable[[], QWidget]] | None = None,
) -> MadeForm:
    """What the move needs, and below it what it may take; `without`: fields not asked here."""
    tr = context.words.tr
    asked = Asked(
        kind,
        tuple(name for name in (*move.needs, *move.takes) if name not in without),
        required=frozenset(move.needs) - without,
        before=before or {},
        whole=True,
        options=options or {},
        examples=examples or {},
        labels=labels or {},
        coming=coming,
        editors=editors or {},
    )
    return MadeForm(context, words, tr(move.label), tr(move.label), asked, about)


def ask_reason(context: Context, given: Callable[[str], object]) -> None:
    """Why somebody wants to see personal data: some roles see it for a reason only."""
    tr = context.words.tr
    question = Question(
        tr("Show personal data"),
        tr("Your role sees personal data for a reason only. The reason is written down."),
        (Choice("no", tr("Not now")), Choice("yes", tr("Show"), primary=True)),
        text_asked=tr("Reason"),
    )

    def answered(answer: Answer) -> None:
        if answer.key != "yes":
            return
        if not answer.text.strip():
            context.messages.say(tr("Without a reason nothing is shown."))
            return
        given(answer.text)

    context.dialogs.ask(question, answered)


def choose_value(
    context: Context, owner: QObject, conflict_id: str, stamp: Stamp, changed: Changed
) -> None:
    """Lets one of two values stand that were set unseen by each other."""
    context.tasks.on_ledger(
        lambda desk: choose_candidate(desk.ledger, desk.session, conflict_id, stamp),
        lambda _: context.messages.saved_now(context.words.tr("Decided; both authors are told.")),
        owner=owner,
        changes=lambda _: changed | Changed(frozenset({"conflict"}), changed.ids),
    )
