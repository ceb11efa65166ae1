"""Keeping files."""

import mimetypes
import os
import shutil
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.utils.translation import gettext as _

from gongwei.ledgers.files.models import KeptFile
from gongwei.ledgers.files.queries import digest_of, path_of
from gongwei.records import audit
from gongwei.records.actions import Refused


def keep_file(*, path: Path, into: Path, actor: str, at: datetime) -> str:
    """Keep a copy of a file in the folder `into`; its digest (SHA-256, 64 hexadecimal digits), by which ledgers refer to it.

    A content that is kept already keeps its first name; its copy is written anew, so that keeping it again mends a damaged one.
    The copy stands before the row does: what a crash leaves over is a file without a row, never a row without a file. Refused
    when the file is missing, cannot be read or is empty.
    """
    into.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=into, delete=False) as copy:
        written = Path(copy.name)
        try:
            with open_proof(path) as original:
                shutil.copyfileobj(original, copy)
            copy.flush()
            os.fsync(copy.fileno())
            size = copy.tell()
            if not size:
                raise Refused(_("文件是空的:{path}").format(path=path))
            digest = digest_of(written)
            target = path_of(digest, into)
            target.parent.mkdir(exist_ok=True)
            written.replace(target)
        finally:
            written.unlink(missing_ok=True)
    with audit.one_writer():
        if not KeptFile.objects.filter(pk=digest).exists():
            entry = audit.record(actor=actor, at=at, action="keep_file", target=digest, detail={"size": size})
            media_type = mimetypes.guess_type(path.name)[0] or ""
            KeptFile.objects.create(digest=digest, name=path.name, size=size, media_type=media_type, change=entry)
    return digest


def open_proof(path: Path):
    """A file opened for reading. Refused when it cannot be."""
    try:
        return path.open("rb")
    except OSError as error:
        raise Refused(_("文件读不出:{path}({why})").format(path=path, why=error.strerror)) from None
