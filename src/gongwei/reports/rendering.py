"""Documents as pages: Word → PDF → pictures, through LibreOffice and Poppler, with Simplified Chinese faces."""

import os
import subprocess
import tempfile
from importlib.resources import as_file, files
from pathlib import Path

from django.utils.translation import gettext as _

SUBSTITUTES = files("gongwei.reports") / "fonts" / "substitutes.conf"
"""Which face stands for an official font that is absent: always one cut for Simplified Chinese."""
TIMEOUT = 180


class RenderingError(RuntimeError):
    """LibreOffice or Poppler is missing or failed; the message says which and what it said."""


def _run(*command: str | Path, **environment: str) -> None:
    try:
        done = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, timeout=TIMEOUT)
    except FileNotFoundError as error:
        raise RenderingError(_("未安装 %(program)s") % {"program": command[0]}) from error
    except subprocess.TimeoutExpired as error:
        raise RenderingError(
            _("%(program)s 超过 %(seconds)d 秒未完成") % {"program": command[0], "seconds": TIMEOUT}
        ) from error
    if done.returncode:
        raise RenderingError(f"{command[0]}:{done.stderr.strip()}")


def to_pdf(document: Path, folder: Path) -> Path:
    """The document as a PDF of the same name in the folder. Raises RenderingError."""
    made = folder / f"{document.stem}.pdf"
    made.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as profile, as_file(SUBSTITUTES) as substitutes:
        _run(
            "soffice",
            f"-env:UserInstallation={Path(profile).as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            folder,
            document,
            FONTCONFIG_FILE=str(substitutes),
        )
    if not made.exists():  # soffice exits with 0 whatever happens
        raise RenderingError(_("soffice 未生成 %(file)s") % {"file": made.name})
    return made


def to_png(pdf: Path, folder: Path, resolution: int = 90) -> list[Path]:
    """The pages of a PDF as pictures in their order; resolution in dots per inch. Raises RenderingError."""
    for old in folder.glob("page-*.png"):
        old.unlink()
    _run("pdftoppm", "-r", str(resolution), "-png", pdf, folder / "page")
    return sorted(folder.glob("page-*.png"), key=lambda page: int(page.stem.rpartition("-")[2]))
