"""Keeps what is typed: within two seconds of the first key it lies on the disk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from station_app.background.changed import Changed
from station_app.ui.common.context import Context
from station_app.usecases.desk import Desk
from station_app.usecases.intake import Registered, keep_draft, register_form
from sync.clock import Json
from sync.problems import Problem

SAVE_AFTER_MS = 600
"""From the first change not yet on its way; not from the last, or fast typing would wait."""
TRY_AGAIN_MS = 5_000
"""After the disk refused (full, read-only)."""

DRAFTS = "draft"
"""What pages are told when a draft comes or goes."""

Body = Callable[[], dict[str, Json]]


@dataclass(slots=True)
class Slot:
    """One draft as the ledger's thread knows it; only jobs on that thread touch it.

    `ended`: it was registered or thrown away; a late save must not bring it back.
    """

    draft_id: str | None = None
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Saved:
    at_ms: int
    draft_id: str
    new: bool


class DraftKeeper(QObject):
    """Signals:
    saved: The draft lies on the disk.  args: when, in milliseconds; the draft's id.
    refused: It does not; it is tried again by itself.  arg: Problem.
    """

    saved = Signal(object, str)
    refused = Signal(object)

    def __init__(self, context: Context, body: Body, parent: QObject) -> None:
        """`body` is asked on the UI thread, when a save begins."""
        super().__init__(parent)
        self._tasks = context.tasks
        self._body = body
        self._slot = Slot()
        self._dirty = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.flush)
        self._sent = False
        self.draft_id: str | None = None

    @property
    def begun(self) -> bool:
        """Whether this draft is on the disk, or on its way there."""
        return self._sent or self.draft_id is not None

    @property
    def dirty(self) -> bool:
        """Whether something typed is not yet on its way to the disk."""
        return self._dirty

    def touch(self) -> None:
        """Something was typed."""
        self._dirty = True
        if not self._timer.isActive():
            self._timer.start(SAVE_AFTER_MS)

    def flush(self) -> None:
        """Sends what is typed to the disk at once."""
        if self._dirty:
            self._send(self._body())

    def begin(self, draft_id: str | None = None) -> None:
        """From now on another draft is kept; None: one that isn't there yet."""
        self._timer.stop()
        self._dirty = False
        self._slot = Slot(draft_id)
        self._sent = False
        self.draft_id = draft_id

    def put_aside(self, body: Mapping[str, Json]) -> None:
        """The last save of this draft, before another one is opened."""
        self._send(dict(body))

    def end(self) -> None:
        """The draft was thrown away: nothing of it is saved any more."""
        self._timer.stop()
        self._dirty = False
        slot = self._slot

        def job(_: Desk) -> None:
            slot.ended = True

        self._tasks.on_ledger(job)

    def register(
        self,
        given: Mapping[str, Json],
        done: Callable[[Registered], object],
        failed: Callable[[Problem], object],
    ) -> None:
        """Registers, after whatever is still being saved; then the draft is no more."""
        self._timer.stop()
        self._dirty = False
        slot, body = self._slot, self._body()

        def job(desk: Desk) -> Registered:
            registered = register_form(desk, given, body, slot.draft_id)
            slot.ended = True
            return registered

        self._tasks.on_ledger(
            job,
            done=done,
            failed=failed,
            owner=self,
            changes=lambda made: Changed(
                frozenset({"case", "case_party", "case_event", DRAFTS}), frozenset({made.case_id})
            ),
        )

    def _send(self, body: dict[str, Json]) -> None:
        self._timer.stop()
        self._dirty = False
        self._sent = True
        slot = self._slot

        def job(desk: Desk) -> Saved | None:
            if slot.ended:
                return None
            before = slot.draft_id
            slot.draft_id = keep_draft(desk, body, before)
            return Saved(desk.ledger.now_ms(), slot.draft_id, slot.draft_id != before)

        self._tasks.on_ledger(
            job,
            done=lambda kept: self._kept(slot, kept),
            failed=lambda problem: self._failed(slot, problem),
            owner=self,
            changes=lambda kept: (
                Changed.of(DRAFTS, kept.draft_id) if kept is not None and kept.new else Changed()
            ),
        )

    def _kept(self, slot: Slot, kept: Saved | None) -> None:
        if kept is not None and slot is self._slot:
            self.draft_id = kept.draft_id
            self.saved.emit(kept.at_ms, kept.draft_id)

    def _failed(self, slot: Slot, problem: Problem) -> None:
        if slot is self._slot:
            self._dirty = True
            self._timer.start(TRY_AGAIN_MS)
            self.refused.emit(problem)
