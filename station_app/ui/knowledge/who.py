"""Who brought on what is published, as far as it is known here."""

from __future__ import annotations

from collections.abc import Mapping

from station_app.ui.common.context import Context


def person_words(context: Context, called: Mapping[str, str], person_id: str) -> str:
    """Somebody this PC does not know is of a station above it."""
    return called.get(person_id) or context.words.tr("somebody of a station above")


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
