"""Editors that only the intake form needs: a moment, yes or no, tags, choices in order."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from station_app.ui.common.chip_keys import ChipKeys
from station_app.ui.common.choices import Chips
from station_app.ui.common.context import Context
from station_app.ui.common.editors import DayEdit, Option
from station_app.ui.common.fields import LineEdit
from station_app.ui.common.theme import Theme
from sync.clock import SHANGHAI

_CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[:：.点]?([0-5][0-9])")


class MomentEdit(QWidget):
    """A day and a time of day, each typed as people say it; empty is None.

    Its value is ISO 8601 with China's offset.  A day without a time takes the time it is now, seen
    in the field, so that nothing is guessed unseen.

    Signals:
        edited: A person changed it.  No argument.
    """

    edited = Signal()

    def __init__(self, context: Context, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now = now
        self._extra = ""
        self.day = DayEdit(context.words, context.lunar, context.today, parent=self)
        self.clock = LineEdit(self)
        self.clock.setPlaceholderText("9:40")
        self.clock.setMaximumWidth(context.theme.look.px(96))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(context.theme.look.px(8))
        row.addWidget(self.day, 1)
        row.addWidget(self.clock)
        self.setFocusProxy(self.day)
        self.day.edited.connect(self._day_edited)
        self.clock.edited.connect(self._clock_edited)
        theme = context.theme
        theme.changed.connect(lambda: self.clock.setMaximumWidth(theme.look.px(96)))

    def name(self, day: str, clock: str) -> None:
        """Names for screen readers."""
        self.day.setAccessibleName(day)
        self.clock.setAccessibleName(clock)

    @property
    def unreadable(self) -> bool:
        return self.value() is None and bool(self.typed())

    def typed(self) -> str:
        """Both fields as they stand."""
        return f"{self.day.text()} {self.clock.text()}".strip()

    def value(self) -> str | None:
        day, clock = self.day.value(), _CLOCK.fullmatch(self.clock.text().strip())
        if day is None or clock is None:
            return None
        return f"{day}T{int(clock[1]):02d}:{clock[2]}{self._extra or ':00'}+08:00"

    def set_value(self, value: str | None) -> None:
        """An ISO time is shown in China's; its seconds are kept."""
        self._extra = ""
        if value is None:
            self.day.set_value(None)
            self.clock.set_value(None)
            return
        moment = datetime.fromisoformat(value).astimezone(SHANGHAI)
        self._extra = f":{moment.second:02d}"
        self.day.set_value(moment.date().isoformat())
        self.clock.set_value(f"{moment.hour}:{moment.minute:02d}")

    def _day_edited(self) -> None:
        if self.day.value() is not None and not self.clock.text().strip():
            now = self._now()
            self.clock.set_value(f"{now.hour}:{now.minute:02d}")
        self.edited.emit()

    def _clock_edited(self) -> None:
        self._extra = ""
        if self.day.value() is None and not self.day.text().strip():
            self.day.set_value(self._now().date().isoformat())
        self.edited.emit()


class OneOf(Chips):
    """One choice seen at once, walked through with the arrow keys."""

    def __init__(self, theme: Theme, options: Sequence[Option], *, several: bool = False) -> None:
        super().__init__(theme, options, several=several)
        self.keys = ChipKeys(self)


class InOrder(OneOf):
    """Several choices; the value stands in the order in which they were ticked."""

    def __init__(self, theme: Theme, options: Sequence[Option], main: str) -> None:
        """`main`: what the first one is called, with a place for its words: `{words} (main)`."""
        self._order: list[str] = []
        self._main = main
        super().__init__(theme, options, several=True)
        self._plain = {option.code: option.words for option in options}
        self.edited.connect(self._renew)

    def value(self) -> list[str]:
        """Codes in the order of ticking; unknown ones last."""
        chosen = super().value()
        codes = chosen if isinstance(chosen, list) else []
        first = [code for code in self._order if code in codes]
        return first + [code for code in codes if code not in first]

    def set_value(self, value: list[str] | str | None) -> None:
        super().set_value(value)
        self._order = [value] if isinstance(value, str) else list(value or ())
        self._renew()

    def _renew(self) -> None:
        self._order = self.value()
        chips: list[QPushButton] = list(self.findChildren(QPushButton))
        for chip, (code, words) in zip(chips, self._plain.items(), strict=True):
            if chip.isChecked():
                main = len(self._order) > 1 and self._order[0] == code
                chip.setText("✓ " + (self._main.format(words=words) if main else words))


class YesNo(OneOf):
    """Yes, no, or not asked yet (None)."""

    def __init__(self, theme: Theme, yes: str, no: str) -> None:
        super().__init__(theme, (Option("yes", yes), Option("no", no)))

    def value(self) -> bool | None:  # type: ignore[override]
        chosen = super().value()
        return None if chosen is None else chosen == "yes"

    def set_value(self, value: bool | None) -> None:  # type: ignore[override]
        super().set_value(None if value is None else "yes" if value else "no")


class TagsEdit(LineEdit):
    """Words in one line, parted by spaces or commas; the value is their list."""

    def value(self) -> list[str] | None:  # type: ignore[override]
        return re.split(r"[\s,，、;；]+", self.text().strip()) if self.text().strip() else None

    def set_value(self, value: list[str] | str | None) -> None:
        shown = " ".join(value) if isinstance(value, list) else value
        self.setText(shown or "")
