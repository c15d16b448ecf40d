"""PDF files for tests: plain ones, and such as somebody with bad intentions would hand in."""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence

from PIL import Image


def of_pictures(*pictures: Image.Image, resolution: float = 72.0) -> bytes:
    made = io.BytesIO()
    pictures[0].save(
        made, "PDF", save_all=True, append_images=list(pictures[1:]), resolution=resolution
    )
    return made.getvalue()


def pages(*sizes: tuple[int, int]) -> bytes:
    """One page of each size; each has its own grey, so that they can be told apart."""
    return of_pictures(*(Image.new("RGB", size, (40 * n,) * 3) for n, size in enumerate(sizes, 1)))


def written(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """A file of these objects, the first of them the catalogue."""
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for place in places:
        out.write(b"%010d 00000 n \n" % place)
    head = b"/Size %d /Root 1 0 R %s" % (len(objects) + 1, trailer)
    out.write(b"trailer\n<< %s >>\nstartxref\n%d\n%%%%EOF\n" % (head, start))
    return out.getvalue()


def stream(content: bytes, more: bytes = b"") -> bytes:
    packed = zlib.compress(content, 9)
    head = b"<< /Length %d /Filter /FlateDecode %s >>" % (len(packed), more)
    return head + b"\nstream\n" + packed + b"\nendstream"


def one_page(content: bytes = b"", box: bytes = b"[0 0 595 842]", *others: bytes) -> bytes:
    """`others` are objects 5, 6...; object 5 is the picture named X."""
    resources = b"/Resources << /XObject << /X 5 0 R >> >>" if others else b""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox %s /Contents 4 0 R %s >>" % (box, resources)
    return written(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            page,
            stream(content),
            *others,
        ]
    )


def locked() -> bytes:
    """Encrypted with a password nobody knows."""
    secret = b"<" + b"5a" * 32 + b">"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        b"<< /Filter /Standard /V 1 /R 2 /O %s /U %s /P -4 >>" % (secret, secret),
    ]
    return written(objects, b"/Encrypt 4 0 R /ID [<00><00>]")


def too_large() -> bytes:
    """A page as wide as a house."""
    return one_page(b"0 0 100 100 re f", b"[0 0 900000000 20]")


def without_end() -> bytes:
    """Pages whose parent is among their own children."""
    return written(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [2 0 R 2 0 R 2 0 R] /Count 3000000 >>",
        ]
    )


def bomb() -> bytes:
    """A megabyte that unpacks to a picture of 10 GB."""
    side = 100_000
    head = (
        b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray "
        b"/BitsPerComponent 8" % (side, side)
    )
    return one_page(b"595 0 0 842 0 0 cm /X Do", b"[0 0 595 842]", stream(bytes(400_000_000), head))


def calling_itself() -> bytes:
    """A form that draws itself."""
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >>"
    return one_page(b"/X Do", b"[0 0 595 842]", stream(b"/X Do /X Do /X Do", form))


def busy() -> bytes:
    """Some ten million strokes in a file of a few kilobytes."""
    return one_page(b"0 0 m 595 842 l S 595 0 m 0 842 l S " * 5_000_000)
