"""What a file is, by its first bytes; what isn't on this list is not taken (reliability T4)."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileKind:
    """`evidence` is the kind of evidence such a file usually is."""

    mime: str
    evidence: str
    picture: bool = False


_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MOST_ENTRIES = 5_000

_STARTS: tuple[tuple[bytes, FileKind], ...] = (
    (b"\xff\xd8\xff", FileKind("image/jpeg", "photo", picture=True)),
    (b"\x89PNG\r\n\x1a\n", FileKind("image/png", "photo", picture=True)),
    (b"GIF87a", FileKind("image/gif", "photo", picture=True)),
    (b"GIF89a", FileKind("image/gif", "photo", picture=True)),
    (b"II*\x00", FileKind("image/tiff", "photo", picture=True)),
    (b"MM\x00*", FileKind("image/tiff", "photo", picture=True)),
    (b"%PDF-", FileKind("application/pdf", "written")),
    (b"ID3", FileKind("audio/mpeg", "audio")),
    (b"\xff\xfb", FileKind("audio/mpeg", "audio")),
    (b"\xff\xf3", FileKind("audio/mpeg", "audio")),
    (b"#!AMR", FileKind("audio/amr", "audio")),
    (b"OggS", FileKind("audio/ogg", "audio")),
    (b"fLaC", FileKind("audio/flac", "audio")),
)
_RIFF = {
    b"WAVE": FileKind("audio/wav", "audio"),
    b"AVI ": FileKind("video/x-msvideo", "video"),
    b"WEBP": FileKind("image/webp", "photo", picture=True),
}
_BRANDS = {
    b"M4A ": FileKind("audio/mp4", "audio"),
    b"qt  ": FileKind("video/quicktime", "video"),
}
_STILL_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif"})


def kind_of_file(content: bytes) -> FileKind | None:
    """The kind, or None for anything not on the list (programs, pages, archives, macros...)."""
    for start, kind in _STARTS:
        if content.startswith(start):
            return kind
    if content[:2] == b"BM" and content[6:10] == b"\x00\x00\x00\x00":
        return FileKind("image/bmp", "photo", picture=True)
    if content[:4] == b"RIFF":
        return _RIFF.get(content[8:12])
    if content[4:8] == b"ftyp":
        brand = content[8:12]
        # Their place data could not be taken out here, so they are not taken in.
        if brand in _STILL_BRANDS:
            return None
        return _BRANDS.get(brand, FileKind("video/mp4", "video"))
    if content.startswith(_OLE):
        return _old_office(content)
    return _new_office(content) if content.startswith(b"PK\x03\x04") else None


def _old_office(content: bytes) -> FileKind | None:
    """Word or Excel of before 2007; other programs use the same container."""
    if _utf16("_VBA_PROJECT") in content:
        return None
    if _utf16("WordDocument") in content:
        return FileKind("application/msword", "written")
    if _utf16("Workbook") in content or _utf16("Book") in content:
        return FileKind("application/vnd.ms-excel", "written")
    return None


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


def _new_office(content: bytes) -> FileKind | None:
    """Word or Excel without macros.  Names alone are read; nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, RuntimeError, OverflowError):
        return None
    if len(names) > _MOST_ENTRIES or "[Content_Types].xml" not in names:
        return None
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return None
    if "word/document.xml" in names:
        return FileKind(_WORD, "written")
    return FileKind(_SHEET, "written") if "xl/workbook.xml" in names else None
