"""The one door for everything the window says; shown as a bar, never as a box."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from station_app.foundation.wording import Told, Wording
from sync.problems import Problem


class Tone(StrEnum):
    SAY = "say"
    GOOD = "good"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Message:
    """`lines` are read one under the other; `code` is for the telephone."""

    tone: Tone
    lines: tuple[str, ...]
    code: str = ""

    def text(self) -> str:
        return "\n".join((*self.lines, self.code) if self.code else self.lines)


class Messages(QObject):
    """Keeps what is said before the window opens, so that nothing is lost.

    Signals:
        said: Something is to be shown now.  arg: a `Message`.
        saved: Something was saved; for the status line.  arg: words.
    """

    said = Signal(object)
    saved = Signal(str)

    def __init__(self, wording: Wording, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wording = wording
        self._open = False
        self._early: list[Message] = []

    def say(self, words: str, *, good: bool = False) -> None:
        self._pass_on(Message(Tone.GOOD if good else Tone.SAY, (words,)))

    def warn(self, *lines: str) -> None:
        """Stays until it is closed, as a problem does."""
        self._pass_on(Message(Tone.PROBLEM, lines))

    def problem(self, problem: Problem) -> None:
        """What happened, what is safe, what to do, the code."""
        self._pass_on(_message(self._wording.problem(problem)))

    def fault(self, code: str) -> None:
        self._pass_on(_message(self._wording.fault(code)))

    def saved_now(self, words: str) -> None:
        self.saved.emit(words)

    def window_opened(self) -> None:
        """From now on somebody listens; what was said before is said now."""
        self._open = True
        early, self._early = self._early, []
        for message in early:
            self.said.emit(message)

    def _pass_on(self, message: Message) -> None:
        if self._open:
            self.said.emit(message)
        else:
            self._early.append(message)


def _message(told: Told) -> Message:
    lines = tuple(line for line in (told.what, told.safe, told.then) if line)
    return Message(Tone.PROBLEM, lines, told.code)
