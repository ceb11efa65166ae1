"""PDF files written by hand: words at places, in a Chinese font that readers know without having it embedded."""

import zlib
from collections.abc import Sequence

SIZE, LEFT, RIGHT, TOP, STEP = 16, 80, 528, 760, 28
"""Points; 28 characters to the line."""
Words = tuple[float, float, str]
"""Where they begin, from the lower left, and what they are."""


def width(text: str) -> float:
    return sum(SIZE / 2 if sign < "\x7f" else SIZE for sign in text)


def laid(paragraphs: Sequence[str], *, top: float = TOP) -> list[Words]:
    """Paragraphs as a Chinese office prints them: indented by two characters, no number divided."""
    words, y = [], top
    for paragraph in paragraphs:
        line, x = "", LEFT + 2 * SIZE
        pieces = _pieces(paragraph)
        for piece in pieces:
            if x + width(line + piece) > RIGHT:
                words.append((x, y, line))
                line, x, y = "", LEFT, y - STEP
            line += piece
        words.append((x, y, line))
        y -= STEP
    return words


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for sign in text:
        if pieces and sign < "\x7f" and pieces[-1][-1] < "\x7f":
            pieces[-1] += sign
        else:
            pieces.append(sign)
    return pieces


def pdf(*pages: Sequence[Words], compressed: bool = False) -> bytes:
    """A file of these pages."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(pages), b" ".join(b"%d 0 R" % (6 + 2 * i) for i in range(len(pages)))),
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>"
        b"/FontDescriptor 5 0 R/DW 1000/W[1 95 500 814 939 500]>>",
        b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880"
        b"/Descent -120/CapHeight 880/StemV 93>>",
    ]
    for number, words in enumerate(pages):
        drawn = b"BT /F1 %d Tf " % SIZE + b"".join(
            b"1 0 0 1 %.2f %.2f Tm <%s> Tj " % (x, y, text.encode("utf-16-be").hex().encode()) for x, y, text in words
        ) + b"ET"
        packed = zlib.compress(drawn) if compressed else drawn
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources<</Font<</F1 3 0 R>>>>>>" % (7 + 2 * number)
        )
        objects.append(
            b"<</Length %d%s>>stream\n%s\nendstream" % (len(packed), b"/Filter/FlateDecode" if compressed else b"", packed)
        )
    return assembled(objects)


def assembled(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """Objects, numbered from 1, the first of which is the catalogue."""
    made, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, 1):
        offsets.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    made += b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    return bytes(made)
