"""Text files: UTF-8, GB18030, or UTF-16 that says so in its first bytes."""

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from itertools import accumulate

from .document import LONGEST, Document, clean
from .refusal import Unreadable

WIDEST = 4
"""Bytes of a character."""


def read_text(content: bytes) -> Document:
    """A text file as a document whose places are its lines."""
    if len(content) > LONGEST * WIDEST:
        raise Unreadable("too_long")
    return lines(clean(decoded(content)))


def lines(text: str) -> Document:
    """A text (lines parted by \\n) as a document whose places are its lines."""
    if len(text) > LONGEST:
        raise Unreadable("too_long")
    if not text.strip():
        raise Unreadable("empty")
    starts = accumulate((len(line) + 1 for line in text.split("\n")[:-1]), initial=0)
    return Document(text, tuple((start, ("line", number)) for number, start in enumerate(starts, 1)))


def decoded(content: bytes) -> str:
    """Bytes as text, strictly: what is no text in any known encoding is refused, nothing is replaced."""
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        encodings = ("utf-16",)
    elif b"\0" in content:
        raise Unreadable("binary")
    else:
        encodings = ("utf-8-sig",) if content.startswith(BOM_UTF8) else ("utf-8", "gb18030")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("encoding")
