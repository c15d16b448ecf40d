"""The sign-in sheet: printed for the roll, read back from a picture, checked by a person."""

from __future__ import annotations

from station_app.ui.training.doing import Doing


class SheetActs(Doing):
    """Carries out what the roll's buttons for paper ask for."""
