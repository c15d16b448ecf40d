"""Which stations a case is shown to (`sync.md`, Scope).

The county sees everything and is not named.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sync.clock import Json

_NOT_SHARED = frozenset({"draft", "returned", "cancelled"})
"""A referral in one of these states shows the case to nobody."""


def shown_to(
    case_station: str,
    case_window: str | None,
    referrals: Iterable[Mapping[str, Json]],
    window_of: Mapping[str, str | None],
) -> frozenset[str]:
    """The stations that see the case whole: parties, events, attachments and all.

    `referrals` carry the status their events give them (`case_course.referral_course`);
    `window_of` maps a village station to its township window.  The home station and its window
    always see it; a station it was referred to, and that station's window, until it is returned.
    """
    shown = {case_station}
    if case_window is not None:
        shown.add(case_window)
    for referral in referrals:
        if referral.get("status", "draft") in _NOT_SHARED:
            continue
        for end in (referral.get("from_org_id"), referral.get("to_org_id")):
            if isinstance(end, str) and end:
                shown.add(end)
                window = window_of.get(end)
                if window is not None:
                    shown.add(window)
    return frozenset(shown)
