"""Makes `resources/fonts/StationHei.ttf`: the font of last resort on machines without Chinese.

    python tools/subset_font.py /usr/share/fonts/truetype/wqy/wqy-microhei.ttc

The source is WenQuanYi Micro Hei (Debian package fonts-wqy-microhei, Apache-2.0).  Kept are the
characters of GBK, some symbols the window draws, and nothing else.  Radical and compatibility code
points are left out of the character map: with them, text copied out of a PDF comes back as
look-alikes (U+2F47 for U+65E5) that no search finds.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

FAMILY = "Station Hei"
OUT = Path(__file__).resolve().parent.parent / "resources" / "fonts" / "StationHei.ttf"
SYMBOLS = "●▶✓▲△▼◆■□☐☑→←↑↓…—–·•“”‘’×÷±≤≥≈°‰′″℃№①②③④⑤⑥⑦⑧⑨⑩¥€⚠＋〇"
LEFT_OUT = ((0x2E80, 0x2FDF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F))


def gbk_characters() -> set[int]:
    """Every code point that GBK can write, as Python's codec knows it."""
    found = set(range(0x20, 0x7F)) | set(range(0xA0, 0x100))
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            try:
                found.add(ord(bytes((lead, trail)).decode("gbk")))
            except UnicodeDecodeError:
                continue
    return found


def wanted() -> set[int]:
    points = gbk_characters() | {ord(c) for c in SYMBOLS}
    return {p for p in points if not any(low <= p <= high for low, high in LEFT_OUT)}


def rename(font: TTFont) -> None:
    """A name of its own, so that the full font on a machine is never mistaken for this one."""
    words = {1: FAMILY, 2: "Regular", 3: f"{FAMILY}; subset of WenQuanYi Micro Hei", 4: FAMILY}
    words |= {5: "Version 1.0", 6: "StationHei"}
    table = font["name"]
    kept = {n.nameID: n.toUnicode() for n in table.names if n.nameID in (0, 13, 14)}
    table.names = []
    for number, text in (kept | words).items():
        table.setName(text, number, 3, 1, 0x409)


def main(source: str) -> None:
    font = TTCollection(source).fonts[0]
    options = subset.Options(hinting=False, layout_features=[], notdef_outline=True)
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "vhea", "vmtx"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted())
    cutter.subset(font)
    rename(font)
    font.save(OUT)
    missing = wanted() - set(font.getBestCmap())
    print(f"{OUT.name}: {OUT.stat().st_size:,} bytes; {len(missing)} characters not in the source")
    print("".join(chr(p) for p in sorted(missing))[:200])


if __name__ == "__main__":
    main(sys.argv[1])
