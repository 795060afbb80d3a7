"""PDF files written by hand: a page is what its content stream says, nothing else.

The font is STSong-Light, which is not embedded: its glyphs are named by their Unicode (UniGB-UCS2-H), Chinese
ones are as wide as the font's size, ASCII ones half as wide.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

A4 = (595, 842)
_FONT = (
    b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>",
    b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000/W[1 95 500]/FontDescriptor 5 0 R"
    b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>>>",
    b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0"
    b"/Ascent 880/Descent -120/CapHeight 880/StemV 93>>",
)


def own_font(entries: bytes = b"") -> list[bytes]:
    """A font whose glyphs have numbers; what they mean, only a ToUnicode among the entries tells."""
    return [
        b"<</Type/Font/Subtype/Type0/BaseFont/Own/Encoding/Identity-H/DescendantFonts[4 0 R]"
        + entries
        + b">>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Own/DW 1000/FontDescriptor 5 0 R"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>",
        b"<</Type/FontDescriptor/FontName/Own/Flags 4/FontBBox[0 -120 1000 880]/ItalicAngle 0"
        b"/Ascent 880/Descent -120/CapHeight 880/StemV 93>>",
    ]


def written(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """A file of these objects, numbered from 1; the first is the catalogue."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size %d/Root 1 0 R" % (len(objects) + 1) + trailer + b">>\n"
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """A stream object, packed."""
    packed = zlib.compress(content)
    return b"<<%b/Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream" % (entries, len(packed), packed)


def pdf(
    *contents: bytes,
    size: tuple[float, float] = A4,
    page: bytes = b"",
    objects: Sequence[bytes] = (),
    font: Sequence[bytes] = _FONT,
    catalogue: bytes = b"",
) -> bytes:
    """A file with a page for each content stream. ``page`` are more entries of each page; ``objects`` are
    more objects, the first of which is number 6 and is found as /X in the pages."""
    first = 6 + len(objects)
    kids = b" ".join(b"%d 0 R" % (first + 2 * number) for number in range(len(contents)))
    external = b"/XObject<</X 6 0 R>>" if objects else b""
    made = [
        b"<</Type/Catalog/Pages 2 0 R" + catalogue + b">>",
        b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, len(contents)),
        *font,
        *objects,
    ]
    for number, content in enumerate(contents):
        head = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %g %g]/Contents %d 0 R" % (
            *size,
            first + 2 * number + 1,
        )
        made.append(head + b"/Resources<</Font<</F 3 0 R>>" + external + b">>" + page + b">>")
        made.append(stream(content))
    return written(made)


def text(x: float, y: float, words: str, size: float = 10, state: bytes = b"") -> bytes:
    """Words whose base line begins at a point, from the lower left corner; ``state`` are operators before."""
    return b"q BT %b /F %g Tf 1 0 0 1 %g %g Tm <%b> Tj ET Q\n" % (state, size, x, y, _hex(words))


def turned_text(matrix: tuple[float, ...], words: str, size: float = 10) -> bytes:
    """Words with a matrix of their own."""
    numbers = b" ".join(b"%g" % number for number in matrix)
    return b"BT /F %g Tf %b Tm <%b> Tj ET\n" % (size, numbers, _hex(words))


def line(x0: float, y0: float, x1: float, y1: float) -> bytes:
    """A drawn line."""
    return b"%g %g m %g %g l S\n" % (x0, y0, x1, y1)


def ruled(xs: Sequence[float], ys: Sequence[float]) -> bytes:
    """All lines of a table."""
    level = b"".join(line(xs[0], y, xs[-1], y) for y in ys)
    return level + b"".join(line(x, ys[0], x, ys[-1]) for x in xs)


def _hex(words: str) -> bytes:
    return words.encode("utf-16-be").hex().encode()
