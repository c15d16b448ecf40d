"""What every page and dialog is given: the program's words, look, threads and doors to people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from station_app.background.tasks import Tasks
from station_app.foundation.wording import Wording
from station_app.ui.common.desk_clock import DeskClock
from station_app.ui.common.dialogs import Dialogs
from station_app.ui.common.lunar import LunarDays
from station_app.ui.common.messages import Messages
from station_app.ui.common.navigator import Navigator
from station_app.ui.common.theme import Theme
from sync.words import Words

if TYPE_CHECKING:
    from station_app.usecases.desk import Desk


@dataclass(frozen=True, slots=True)
class Context:
    """Handed to each page by the shell.

    A job on the ledger's worker gets the open `Desk`: its ledger, its contents, who sits there.
    """

    words: Words
    wording: Wording
    theme: Theme
    tasks: Tasks[Desk]
    dialogs: Dialogs
    messages: Messages
    navigator: Navigator
    lunar: LunarDays
    clock: DeskClock

    def today(self) -> date:
        """The day in China, by the corrected clock."""
        return self.clock.today()
