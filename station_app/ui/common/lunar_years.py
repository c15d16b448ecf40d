"""The lunar years of a working life, reckoned beforehand: the almanac's own reckoning is long.

Made from `lunar_python`, against which a test holds every year.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

FIRST = 1950
_YEARS = (
    "5E0536480AAD34B5AA5805B2420DA52E7D4A540D4A3D0A95600A974C0556"
    "36CAB55A0AD54606D2308EA5560EA540064A286C974E0A9B3AF55A5E056A"
    "480B6934B7525A0B52420B252C964B520A4B3D14AB6002AD4A056D36CB69"
    "5C0DA9460D92309D25560D25415A4D640A564E02B638C5B55E06D5480EA9"
    "34BE925A0E92440D262C6A56500A573D14D662035A4A06D536B6C95C0749"
    "4606932E952B54052B3E0A5B2A555A4E056A38FB55600BA44A0B4932BA93"
    "580A9542052D2C8AAD500AB53D35AA6205D24C0DA536DD4A5C0D4A460C95"
    "30952E5405563E0AB52A55B25006D238CEA55E072548064B32AC97560CAB"
    "42055A2C6AD6520B693D7752620B524C0B2536DA4B5A0A4B4404AB2EA55B"
    "5405AD3E0B6A2A5B52500D923AFD255E0D25480A5532B4AD5804B64005B5"
    "2C6DAA520EC93F1E92620E924C0D2636CA565A0A574404D62E86D5540755"
    "400749286E934E069338F52B5E052B460A5B32B55A58056A420B652C974A"
    "520B4A3D1A95620A954A052D34CAAD5A0AB54605AA2E8BA5540DA5400D4A"
    "2A7C954E0C9638F94E5E0556480AB532B5B25806D2420EA52E8E4A50068B"
    "3B0C976004AB4A055B34CAD65A0B6A460752309725540B453E0A8B28549B"
    "4E04AB"
)
"""For each year from `FIRST` on, six hexadecimal digits: bits 0 to 12 the months of 30 days, first
to last; bits 13 to 16 the month after which a leap month comes, 0 for none; above them the days
from the 1st of January to the first day of the lunar year."""


class LunarMonth(NamedTuple):
    """Its number (a leap month has that of the month before), its first day and its length."""

    number: int
    leap: bool
    first: date
    days: int


def known_months(year: int) -> tuple[LunarMonth, ...] | None:
    """The months of a lunar year in their order; None for a year that is not in the table."""
    place = 6 * (year - FIRST)
    if not 0 <= place < len(_YEARS):
        return None
    packed = int(_YEARS[place : place + 6], 16)
    leap = packed >> 13 & 15
    first = date(year, 1, 1) + timedelta(days=packed >> 17)
    numbers = [(number, False) for number in range(1, 13)]
    if leap:
        numbers.insert(leap, (leap, True))
    months = []
    for at, (number, leaping) in enumerate(numbers):
        month = LunarMonth(number, leaping, first, 30 if packed >> at & 1 else 29)
        months.append(month)
        first += timedelta(days=month.days)
    return tuple(months)
