"""The page a county prints for a station: who it is for, the code, and the same as a QR code."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import segno
from jinja2 import Environment, FileSystemLoader

from sync.center.enrolment import Issued
from sync.clock import iso
from sync.resources import resources_folder
from sync.words import Words

SCHEME = "station-enrol:"


def slip_content(url: str, issued: Issued) -> str:
    """What the QR code holds: address, station's division code and one-time code."""
    return (
        SCHEME
        + "?"
        + urlencode({"u": url, "s": issued.station_code, "c": issued.code}, quote_via=quote)
    )


def slip_page(words: Words, url: str, station_name: str, county_name: str, issued: Issued) -> str:
    """The page, whole in itself: it is printed on machines that reach nothing else."""
    picture = segno.make(slip_content(url, issued), error="m").svg_inline(scale=5, border=4)
    environment = Environment(
        loader=FileSystemLoader(resources_folder() / "pages"), autoescape=True
    )
    return environment.get_template("slip.html").render(
        tr=words.tr,
        lang=words.lang,
        picture=picture,
        url=url,
        station_name=station_name,
        county_name=county_name,
        station_code=issued.station_code,
        code=issued.code,
        expires_on=iso(issued.expires_at)[:16].replace("T", " "),
    )
