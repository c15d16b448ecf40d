"""Who brought on what is published, as far as it is known here."""

from __future__ import annotations

from collections.abc import Mapping

from station_app.ui.common.context import Context
from station_app.ui.common.record_words import unknown_words


def person_words(context: Context, called: Mapping[str, str], person_id: str) -> str:
    return called.get(person_id) or unknown_words(context.words, "user")


def place_words(context: Context, called: Mapping[str, str], place_id: str) -> str:
    """A station or an office; empty where none is named."""
    return called.get(place_id) or (unknown_words(context.words, "station") if place_id else "")


def author_words(
    context: Context, called: Mapping[str, str], person_id: str, station_id: str
) -> str:
    """`镇东村消费维权服务站李助理`; where only the station is known, somebody of it."""
    tr, person, place = context.words.tr, called.get(person_id), called.get(station_id)
    if place is None:
        return person_words(context, called, person_id)
    if person is None:
        return tr("somebody of {place}", place=place)
    return tr("{person} of {place}", person=person, place=place)
