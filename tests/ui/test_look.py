import re
import xml.etree.ElementTree as ET
from dataclasses import fields

import pytest

from station_app.ui.common.look import CONTRASTS, DARK, LIGHT, Look, Palette, contrast, palette
from station_app.ui.common.style import style_sheet
from sync.resources import resources_folder

SHADES = {
    "light": LIGHT,
    "dark": DARK,
    "practice": palette(dark=False, practice=True),
    "practice-dark": palette(dark=True, practice=True),
}


@pytest.mark.parametrize("pair", CONTRASTS, ids=lambda p: f"{p[0]}-on-{p[1]}")
@pytest.mark.parametrize("shade", SHADES)
def test_every_pair_of_colours_can_be_read(shade, pair):
    front, ground, least = pair
    colours = SHADES[shade]
    assert contrast(getattr(colours, front), getattr(colours, ground)) >= least


def test_text_pairs_are_held_to_the_contrast_of_text():
    signs = {"edge", "header_edge", "board_black", "board_red", "board_green"}
    assert all(least >= 4.5 for front, _, least in CONTRASTS if front not in signs)


def test_contrast_is_that_of_the_standard():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scale", [100, 150, 200])
def test_the_sheet_has_no_open_place_and_no_foreign_colour(scale):
    sheet = style_sheet(Look(scale=scale), "/icons")
    assert "%(" not in sheet
    known = {getattr(LIGHT, f.name).upper() for f in fields(Palette)}
    assert {c.upper() for c in re.findall(r"#[0-9A-Fa-f]{6}", sheet)} <= known


def test_sizes_grow_with_the_text():
    assert Look(scale=200).px(34) == 68
    assert Look(scale=100).px(0.2) == 1


def test_every_picture_the_sheet_names_is_there():
    icons = resources_folder() / "icons"
    for shade in (Look(), Look(dark=True)):
        named = re.findall(r"url\(([^)]+)\)", style_sheet(shade, icons.as_posix()))
        assert named
        assert all(icons.joinpath(name.rsplit("/")[-1]).is_file() for name in named)


def test_icons_take_the_colour_of_the_text():
    for path in (resources_folder() / "icons").glob("*.svg"):
        root = ET.parse(path).getroot()
        drawn_by_sheet = path.stem.endswith(("-dark", "-light", "-white")) or path.stem == "app"
        assert root.get("viewBox"), path.name
        assert drawn_by_sheet or root.get("stroke") == "currentColor", path.name


def test_text_size_is_held_between_100_and_200(theme):
    theme.set_scale(500)
    assert theme.look.scale == 200
    theme.set_scale(10)
    assert theme.look.scale == 100


def test_light_and_dark_change_at_once(qtbot, theme):
    with qtbot.waitSignal(theme.changed):
        theme.set_dark(True)
    assert theme.look.palette == DARK
    theme.set_dark(False)
    assert theme.look.palette == LIGHT
