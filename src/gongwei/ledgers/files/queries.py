"""Where kept files lie, and whether they still are what they were."""

import hashlib
from pathlib import Path
from typing import NamedTuple

from gongwei.ledgers.files.models import KeptFile


class Altered(NamedTuple):
    """A kept file whose copy is `missing`, or holds something else."""

    digest: str
    name: str
    missing: bool


def path_of(digest: str, into: Path) -> Path:
    """Where the copy of a kept file lies."""
    return into / digest[:2] / digest


def digest_of(path: Path) -> str:
    """The SHA-256 of a file's content."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def altered(into: Path) -> list[Altered]:
    """The kept files that are not what they were, by digest."""
    found = []
    for digest, name in KeptFile.objects.order_by("digest").values_list("digest", "name").iterator():
        path = path_of(digest, into)
        if not path.is_file():
            found.append(Altered(digest, name, missing=True))
        elif digest_of(path) != digest:
            found.append(Altered(digest, name, missing=False))
    return found
