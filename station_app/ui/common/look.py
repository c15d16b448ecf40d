"""Every colour, size and distance of the window, and the style sheet made from them.

Nothing else in the program names a colour or a size: pages use the roles below, and widgets that
paint themselves ask `Look`.  `CONTRASTS` lists the pairs that meet on screen, with the least
contrast each must have (WCAG 2.1: 4.5 for text, 3 for large text, signs and edges of controls).
"""

from __future__ import annotations

from dataclasses import dataclass, fields

LEAST_SCALE, MOST_SCALE, SCALE_STEP = 100, 200, 10
"""Text size in per cent."""


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours by what they are for, as `#RRGGBB`."""

    header: str
    header_soft: str
    header_edge: str
    header_ink: str
    accent: str
    accent_hover: str
    accent_ink: str
    link: str
    ink: str
    muted: str
    line: str
    edge: str
    page: str
    card: str
    raised: str
    selection: str
    board_black: str
    board_black_ink: str
    board_red: str
    board_red_ink: str
    board_green: str
    board_green_ink: str
    deadline: str
    deadline_ground: str
    deadline_line: str
    fault: str
    fault_ground: str
    good: str
    good_ground: str
    county: str
    county_ground: str


LIGHT = Palette(
    header="#0B4F9E",
    header_soft="#2A66AC",
    header_edge="#7FA9D8",
    header_ink="#FFFFFF",
    accent="#1464C8",
    accent_hover="#0F55AC",
    accent_ink="#FFFFFF",
    link="#1464C8",
    ink="#1C2733",
    muted="#5B6B7C",
    line="#DDE3EA",
    edge="#7B8A9A",
    page="#F3F5F8",
    card="#FFFFFF",
    raised="#F7F9FB",
    selection="#E6F0FC",
    board_black="#20262D",
    board_black_ink="#FFFFFF",
    board_red="#C22F2B",
    board_red_ink="#FFFFFF",
    board_green="#1C7F48",
    board_green_ink="#FFFFFF",
    deadline="#8A5000",
    deadline_ground="#FFF3DC",
    deadline_line="#E2B566",
    fault="#B3261E",
    fault_ground="#FDECEA",
    good="#1A7542",
    good_ground="#E4F4EA",
    county="#5B2E91",
    county_ground="#EFE6FB",
)

DARK = Palette(
    header="#0B3F7D",
    header_soft="#245490",
    header_edge="#6C98CC",
    header_ink="#FFFFFF",
    accent="#2B71CE",
    accent_hover="#2565BA",
    accent_ink="#FFFFFF",
    link="#7DB3F5",
    ink="#E7ECF2",
    muted="#A6B3C1",
    line="#313C48",
    edge="#76869A",
    page="#12181F",
    card="#1B232C",
    raised="#222C37",
    selection="#1F3A5C",
    board_black="#D5DCE4",
    board_black_ink="#14191F",
    board_red="#F08680",
    board_red_ink="#260504",
    board_green="#62C58C",
    board_green_ink="#04200F",
    deadline="#F2C26B",
    deadline_ground="#3A2C12",
    deadline_line="#7A5D25",
    fault="#FF9B94",
    fault_ground="#43201E",
    good="#7ED3A2",
    good_ground="#163524",
    county="#CDB2F7",
    county_ground="#35254D",
)

PRACTICE_HEADER = {"header": "#6A3D9A", "header_soft": "#7E56A9", "header_edge": "#BFA3DC"}
"""Practice mode wears another header, so that nobody takes it for the real ledger."""

CONTRASTS: tuple[tuple[str, str, float], ...] = (
    ("header_ink", "header", 4.5),
    ("header_ink", "header_soft", 4.5),
    ("header_edge", "header", 3.0),
    ("accent_ink", "accent", 4.5),
    ("accent_ink", "accent_hover", 4.5),
    ("link", "card", 4.5),
    ("link", "page", 4.5),
    ("link", "selection", 4.5),
    ("link", "raised", 4.5),
    ("ink", "page", 4.5),
    ("ink", "card", 4.5),
    ("ink", "raised", 4.5),
    ("ink", "selection", 4.5),
    ("ink", "deadline_ground", 4.5),
    ("ink", "fault_ground", 4.5),
    ("ink", "good_ground", 4.5),
    ("muted", "page", 4.5),
    ("muted", "card", 4.5),
    ("muted", "raised", 4.5),
    ("muted", "selection", 4.5),
    ("edge", "card", 3.0),
    ("edge", "page", 3.0),
    ("board_black_ink", "board_black", 4.5),
    ("board_red_ink", "board_red", 4.5),
    ("board_green_ink", "board_green", 4.5),
    ("board_black", "card", 3.0),
    ("board_red", "card", 3.0),
    ("board_green", "card", 3.0),
    ("deadline", "deadline_ground", 4.5),
    ("deadline", "card", 4.5),
    ("fault", "card", 4.5),
    ("fault", "page", 4.5),
    ("fault", "fault_ground", 4.5),
    ("good", "card", 4.5),
    ("good", "good_ground", 4.5),
    ("county", "county_ground", 4.5),
    ("ink", "line", 4.5),
)

BASE, SMALL, HEADING_1, HEADING_2, HEADING_3, DISPLAY, PLATE = 15, 13, 20, 17, 15, 36, 26
"""Text heights in pixels at 100 %."""

STEP = 4
RADIUS, RADIUS_LARGE = 6, 8
CONTROL, ROW, HEADER, STATUS_LINE, NAVIGATION = 34, 36, 56, 28, 168
ICON, ICON_LARGE = 18, 24
FIELD_WIDEST, CARD_WIDEST, DIALOG_WIDEST = 640, 880, 620


@dataclass(frozen=True, slots=True)
class Look:
    """A palette at a text size; what painting code asks for colours and pixels."""

    palette: Palette = LIGHT
    scale: int = LEAST_SCALE
    """Per cent."""
    family: str = ""
    dark: bool = False

    def px(self, at_hundred: float) -> int:
        """Pixels for a length given at 100 %; never less than one for a positive length."""
        grown = round(at_hundred * self.scale / 100)
        return max(1, grown) if at_hundred > 0 else grown


def palette(*, dark: bool, practice: bool = False) -> Palette:
    chosen = DARK if dark else LIGHT
    if not practice:
        return chosen
    values = {f.name: getattr(chosen, f.name) for f in fields(Palette)} | PRACTICE_HEADER
    return Palette(**values)


def contrast(one: str, other: str) -> float:
    """The WCAG 2.1 contrast of two colours, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
