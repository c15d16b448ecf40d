"""Tells the story of the program in its real window, and keeps pictures of it.

    python tools/story.py --data FOLDER --login LOGIN --password WORD --out DIR
        walks through every page of one desk
    python tools/story.py --county FOLDER --out DIR
        makes fresh small counties in FOLDER, tells the whole story there at 100 % and at 200 %,
        shows some pages dark and in English, and writes the index of DIR

Needs a display, a virtual one as well (`xvfb-run`), or QT_QPA_PLATFORM=offscreen.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


from demo.run import DemoCenter, DemoDesk, make_desks
from station_app.ui.shell.start import make_application
from tools.county_story import County, Desk, Teller
from tools.page_walk import Walker
from tools.sitting import Account, Album, Look
from tools.story_index import write_index

VILLAGE, WINDOW, OTHER = "120115101201", "120115101000", "120115101202"
OLDER = "化肥含量不足"
"""A complaint of the demonstration that is registered and no further."""
PLAIN, LARGE = Look(), Look(scale=200)
DARK, ENGLISH = Look(dark=True), Look(lang="en")
DARK_PAGES = frozenset({"sign-in", "cases", "intake"})
ENGLISH_PAGES = frozenset({"cases", "intake"})


def main() -> int:
    asked = _arguments()
    if asked.county is not None:
        _whole_story(asked.county, asked.out)
    else:
        app = make_application(["story"], PLAIN.lang)
        desk = Desk(asked.data, Account(asked.login, asked.password), "")
        Walker(app, desk, PLAIN, Album(asked.out)).walk()
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    place = parser.add_mutually_exclusive_group(required=True)
    place.add_argument("--data", type=Path, help="the data folder of one desk")
    place.add_argument("--county", type=Path, help="a folder for fresh counties")
    parser.add_argument("--login", default="")
    parser.add_argument("--password", default="")
    parser.add_argument("--out", type=Path, required=True, help="the folder for the pictures")
    return parser.parse_args()


def _whole_story(folder: Path, out: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    for old in out.glob("[0-9][0-9]-*.png"):
        old.unlink()
    # The marks by which a copied ledger is known belong to these counties alone.
    os.environ["XDG_STATE_HOME"] = str((folder / "state").resolve())
    app = make_application(["story"], PLAIN.lang)
    for look, ending in ((PLAIN, ""), (LARGE, "-200")):
        center, desks = _fresh_county(folder / f"county{ending or '-100'}")
        try:
            Teller(app, _county(center, desks), look, Album(out, ending)).tell()
            if look is PLAIN:
                village = _desk(desks, VILLAGE)
                dark = Album(out, "-dark", DARK_PAGES)
                Walker(app, village, DARK, dark).walk()
                Walker(app, village, ENGLISH, Album(out, "-en", ENGLISH_PAGES)).walk()
        finally:
            center.stop()
    write_index(out)


def _fresh_county(folder: Path) -> tuple[DemoCenter, list[DemoDesk]]:
    center = DemoCenter(folder / "center")
    center.start()
    return center, make_desks(folder, center)


def _county(center: DemoCenter, desks: list[DemoDesk]) -> County:
    return County(
        center,
        _desk(desks, VILLAGE),
        _desk(desks, WINDOW),
        _desk(desks, OTHER),
        OLDER,
        center.folder.parent / "photos",
    )


def _desk(desks: list[DemoDesk], code: str) -> Desk:
    found = next(desk for desk in desks if desk.code == code)
    return Desk(found.folder, Account(found.login, found.password), found.name)


if __name__ == "__main__":
    sys.exit(main())
