"""Reading what people write reports in: Word, PDF, text.

    read(path) -> Document
    read_bytes(content, name) -> Document

What a file is, its first bytes tell, not its name. Word and PDF files are read in a process of their own (`bounded`).
"""

import sys
from pathlib import Path

from .bounded import bounded
from .document import Document, Link
from .plain import read_text
from .refusal import Unreadable

__all__ = ["Document", "Link", "Unreadable", "read", "read_bytes", "take"]

LARGEST = 100 << 20
"""Bytes of a file."""
OLE, ZIP, PDF = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04", b"%PDF-"
PDF_WITHIN = 1024
"""Readers of PDF allow so many bytes of something else before it."""
STARTS = {
    b"{\\rtf": "rich_text",
    b"\x89PNG": "picture", b"\xff\xd8\xff": "picture", b"GIF8": "picture", b"BM": "picture", b"II*\0": "picture",
    b"MM\0*": "picture", b"Rar!": "other_office", b"7z\xbc\xaf": "other_office", b"\x1f\x8b": "other_office",
    b"PK\x05\x06": "damaged",
}  # fmt: skip


def read(path: Path | str) -> Document:
    """The document in a file; `-` is standard input. Raises Unreadable."""
    return read_bytes(take(path), str(path))


def take(path: Path | str) -> bytes:
    """The bytes of a file or of standard input (`-`), if they are not too many. Raises Unreadable."""
    try:
        if str(path) == "-":
            content = sys.stdin.buffer.read(LARGEST + 1)
        else:
            with Path(path).open("rb") as file:
                content = file.read(LARGEST + 1)
    except OSError as error:
        raise Unreadable("absent") from error
    if len(content) > LARGEST:
        raise Unreadable("too_large")
    return content


def read_bytes(content: bytes, name: str = "") -> Document:
    """The document in these bytes; the name tells only an old .wps from other files of its container."""
    if len(content) > LARGEST:
        raise Unreadable("too_large")
    if content.startswith(OLE):
        raise Unreadable(_in_old_container(content))
    if content.startswith(ZIP):
        return _document("word", content)
    if PDF in content[:PDF_WITHIN]:
        return _document("pdf", content)
    for start, reason in STARTS.items():
        if content.startswith(start) and (len(start) > 2 or b"\0" in content[:PDF_WITHIN]):
            raise Unreadable(reason)
    return read_text(content)


def _document(task: str, content: bytes) -> Document:
    answer, _ = bounded(task, content)
    links = tuple(Link(**link) for link in answer["links"])
    places = tuple((start, tuple(place)) for start, place in answer["places"])
    return Document(**{**answer, "links": links, "places": places, "blank": tuple(answer["blank"])})


def _in_old_container(content: bytes) -> str:
    """What a file in Microsoft's old container is; its streams are named in UTF-16."""
    for stream, reason in (
        ("EncryptedPackage", "locked"), ("WordDocument", "old_word"), ("Workbook", "workbook"),
        ("PowerPoint Document", "slides"),
    ):  # fmt: skip
        if stream.encode("utf-16-le") in content:
            return reason
    return "binary"
